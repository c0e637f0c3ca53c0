"""The national calendar of the repository, for tests."""

from functools import cache
from pathlib import Path

from tongban.kernel import strict_yaml
from tongban.kernel.calendar import Notice, WorkCalendar, build

FOLDER = Path(__file__).resolve().parents[4] / "packs" / "national" / "calendar"


@cache
def notices() -> tuple[Notice, ...]:
    return tuple(Notice.read(strict_yaml.load(file)) for file in sorted(FOLDER.glob("*.yaml")))


@cache
def calendar() -> WorkCalendar:
    return build(notices())
