"""The national calendar of the repository, for tests."""

from functools import cache
from pathlib import Path

from tongban.kernel import strict_yaml
from tongban.kernel.calendar import Notice, WorkCalendar, build
from tongban.kernel.declaration import Text

FOLDER = Path(__file__).resolve().parents[4] / "packs" / "national" / "calendar"


@cache
def notices() -> tuple[Notice, ...]:
    return tuple(_notice(file) for file in sorted(FOLDER.glob("*.yaml")))


def _notice(file: Path) -> Notice:
    data = strict_yaml.load(file)
    names = {day: Text(**name) for day, name in data.pop("names").items()}
    return Notice(**{**data, "off": frozenset(data["off"]), "on": frozenset(data["on"])}, names=names)


@cache
def calendar() -> WorkCalendar:
    return build(notices())
