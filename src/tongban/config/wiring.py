"""What the kernel is given at start: the policy and the subscribers that the domains declare.

A domain that has them keeps `RULES` in `authz.py` and `SUBSCRIBERS` in `subscribers.py`; nothing else is found by name.
"""

import importlib
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from tongban.config import packs
from tongban.kernel import authz, outbox


def install() -> None:
    """Install the one policy and every subscriber; a broken declaration stops the start."""
    packs.install_later()
    authz.install(rule for rules in _declared("authz", "RULES") for rule in rules)
    outbox.install(one for subscribers in _declared("subscribers", "SUBSCRIBERS") for one in subscribers)


def _declared(room: str, name: str) -> Iterator[Any]:
    for app in apps.get_app_configs():
        if app.name.startswith("tongban.domains.") and app.module and module_has_submodule(app.module, room):
            yield getattr(importlib.import_module(f"{app.name}.{room}"), name)
