"""A written event is for ever: its payload may not change under the same name.

`event_schemas/<place>.json` holds the shape of every published event. After declaring a new event (or a new version):

    python tests/architecture/test_event_schemas.py

adds it. The command never touches what is there: before the first release one may remove an entry by hand to let it be
written anew; afterwards a new shape is a new version, and the old class stays so that old events can be read.
"""

import importlib
import json
import os
import pkgutil
from pathlib import Path
from typing import Any

import django
import pytest

FOLDER = Path(__file__).with_name("event_schemas")
SKIPPED = frozenset({"tests", "migrations"})


def published() -> dict[str, Any]:
    """The shapes in the repository."""
    found: dict[str, Any] = {}
    for file in sorted(FOLDER.glob("*.json")):
        found |= json.loads(file.read_text("utf-8"))
    return found


def declared() -> dict[str, Any]:
    """The shapes in the code, of every module of the kernel and the domains."""
    for root in ("tongban.kernel", "tongban.domains"):
        _import_all(root)
    event_types = importlib.import_module("tongban.kernel.event_types")
    return {
        name: event_types.schema(cls)
        for name, cls in event_types.declared().items()
        if not SKIPPED & set(cls.__module__.split(".")) and cls.__module__.startswith("tongban.")
    }


def _import_all(name: str) -> None:
    package = importlib.import_module(name)
    for module in pkgutil.iter_modules(getattr(package, "__path__", ())):
        if module.name not in SKIPPED:
            _import_all(f"{name}.{module.name}")


def test_published_events_keep_their_shape() -> None:
    now = declared()
    changed = {name: (shape, now[name]) for name, shape in published().items() if now.get(name, shape) != shape}
    assert changed == {}, "declare a new version (….v2) and keep the old class"


def test_published_events_can_still_be_read() -> None:
    assert sorted(set(published()) - set(declared())) == []


def test_new_events_are_published() -> None:
    new = sorted(set(declared()) - set(published()))
    assert new == [], "run: python tests/architecture/test_event_schemas.py"


@pytest.mark.parametrize(
    ("changed", "same"),
    [(lambda shape: shape | {"more": "str"}, False), (lambda shape: dict(shape), True)],
    ids=["a field more", "untouched"],
)
def test_a_change_would_be_seen(changed: Any, same: bool) -> None:
    shape = declared()["kernel.notice_entered.v1"]
    assert (changed(shape) == published()["kernel.notice_entered.v1"]) is same


def test_every_declared_event_can_be_read_back() -> None:
    event_types = importlib.import_module("tongban.kernel.event_types")
    assert [name for name in declared() if not event_types.can_be_read(name)] == []


def add_new() -> list[str]:
    """Write the shapes of events that are not published yet; their names."""
    known, now = published(), declared()
    new = sorted(set(now) - set(known))
    for place in sorted({name.partition(".")[0] for name in new}):
        shapes = {name: shape for name, shape in (known | now).items() if name.startswith(f"{place}.")}
        shapes = {name: known.get(name, shape) for name, shape in sorted(shapes.items())}
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / f"{place}.json").write_text(json.dumps(shapes, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return new


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.trial")
    django.setup()
    print("\n".join(add_new()) or "nothing new")  # noqa: T201  (this is its answer)
