"""What differs between two definitions of a procedure, part by part, in words that an office can read. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tongban.domains.catalogue.stored import Definition
from tongban.kernel.declaration import Text

UNSAID = frozenset({"format", "packs"})
IDS = ("id", "key", "since", "kind")


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that differs: where it stands (`materials`, `drawing`, `note`), what it was and what it is.

    `title` names the thing it belongs to (a material, a step), where it has a name. None: it was not, or is no more.
    """

    path: tuple[str, ...]
    title: Text | None
    before: Any
    after: Any

    @property
    def name(self) -> str:
        return ".".join(self.path)


def differences(before: Definition, after: Definition) -> tuple[Difference, ...]:
    """Everything that differs, in the order of the definition; equal definitions differ in nothing."""
    first, second = before.as_json(), after.as_json()
    return tuple(
        found
        for name in second
        if name not in UNSAID
        for found in _differ((name,), (first.get(name), second.get(name)), title=None)
    )


def _differ(path: tuple[str, ...], pair: tuple[Any, Any], *, title: Text | None) -> Iterator[Difference]:
    before, after = pair
    if before == after:
        return
    if _is_text(before) or _is_text(after) or not _is_branch(before, after):
        yield Difference(path, title, _told(before), _told(after))
        return
    first, second = _keyed(before), _keyed(after)
    for key in [*first, *(one for one in second if one not in first)]:
        found = (first.get(key), second.get(key))
        yield from _differ((*path, key), found, title=_title(found) or title)


def _is_branch(before: Any, after: Any) -> bool:
    """Whether two values are looked into: both are tables, or both are lists of tables that have names."""
    if isinstance(before, dict) and isinstance(after, dict):
        return True
    if not (isinstance(before, list) and isinstance(after, list)):
        return False
    every = [*before, *after]
    return bool(every) and all(isinstance(one, dict) and _id(one) is not None for one in every)


def _keyed(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {str(_id(one)): one for one in value}


def _id(value: dict[str, Any]) -> Any:
    if "id" in value or "key" in value or "since" in value:
        return next(value[name] for name in IDS if name in value)
    return value["kind"] if "kind" in value and "title" not in value else None


def _is_text(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"zh", "en"}


def _title(pair: tuple[Any, Any]) -> Text | None:
    for one in reversed(pair):
        if isinstance(one, dict) and _is_text(one.get("title")):
            return Text(**one["title"])
    return None


def _told(value: Any) -> Any:
    """Texts as `Text`, also inside lists and tables; everything else as it is."""
    if _is_text(value):
        return Text(**value)
    if isinstance(value, list):
        return [_told(one) for one in value]
    return {key: _told(one) for key, one in value.items()} if isinstance(value, dict) else value
