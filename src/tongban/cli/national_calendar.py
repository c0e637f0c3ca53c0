"""The national calendar from the packs on disk, for commands that need no database."""

import os
from pathlib import Path

from tongban.cli.environment import ROOT
from tongban.kernel import strict_yaml
from tongban.kernel.calendar import Notice, WorkCalendar, build


def read_notices() -> list[Notice]:
    """The notices under `national/calendar` of the packs folder (`TONGBAN_PACKS`, default `packs/` in the clone)."""
    packs = Path(os.environ.get("TONGBAN_PACKS") or ROOT / "packs")
    return [Notice.read(strict_yaml.load(file)) for file in sorted((packs / "national" / "calendar").glob("*.yaml"))]


def read_calendar() -> WorkCalendar:
    return build(read_notices())
