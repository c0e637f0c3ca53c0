"""Wiring that happens once, at start: texts, packs, policy, subscribers."""

from pathlib import Path

from django.apps import AppConfig

from tongban.kernel import texts

SOURCE = Path(__file__).resolve().parent.parent


class TongbanConfig(AppConfig):
    name = "tongban.config"
    label = "config"

    def ready(self) -> None:
        from tongban.config import wiring

        texts.load(SOURCE.rglob("strings/*.yaml"))
        wiring.install()
