"""What an event is: a frozen dataclass of plain values with a versioned name. Pure; the table is in `events`.

    @event("garden.tree_planted.v1")
    @dataclass(frozen=True, slots=True)
    class TreePlanted:
        tree: str
        planted_on: date

An event says what happened, in the past tense, with ids instead of objects. Once a name has been written to a database
its payload never changes: a new shape gets a new version (`tests/architecture/test_event_schemas.py` watches this).
"""

import dataclasses
import json
import math
import re
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, ClassVar, Literal, Protocol, TypeVar

from pydantic import PydanticUserError, TypeAdapter

from tongban.kernel.clock import LAW_ZONE
from tongban.kernel.errors import Refusal

_NAME = re.compile(r"^[a-z][a-z_]*\.[a-z][a-z0-9_]*\.v[1-9][0-9]*$")
_TYPES: dict[str, type[Any]] = {}
_NAMES: dict[type[Any], str] = {}


class Event(Protocol):
    """Any instance of a class declared with `@event`."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


EventClass = TypeVar("EventClass", bound=type[Any])


def event(name: str) -> Callable[[EventClass], EventClass]:
    """Declare a frozen dataclass as the event type `place.what_happened.v1`.

    A malformed name, a class that is not a frozen dataclass, a field that is not plain, or a name that is already
    taken by another class stops the start (TypeError).
    """
    if not _NAME.match(name):
        raise TypeError(f"{name!r} is not an event name like 'garden.tree_planted.v1'")

    def declare(cls: EventClass) -> EventClass:
        if not (dataclasses.is_dataclass(cls) and cls.__dataclass_params__.frozen):  # type: ignore[attr-defined]  # typeshed hides it
            raise TypeError(f"{name}: {cls.__name__} must be a frozen dataclass")
        known = _TYPES.get(name)
        if known is not None and known.__qualname__ != cls.__qualname__:
            raise TypeError(f"{name} is declared twice: {known.__qualname__} and {cls.__qualname__}")
        _TYPES[name] = cls
        _NAMES[cls] = name
        return cls

    return declare


def type_of(happened: object) -> str:
    """The declared name of an event or of its class. A class without `@event` is a bug (TypeError)."""
    cls = happened if isinstance(happened, type) else type(happened)
    if cls not in _NAMES:
        raise TypeError(f"{cls.__qualname__} is not declared with @event")
    return _NAMES[cls]


def declared() -> Mapping[str, type[Any]]:
    """Every declared event type by name."""
    return types.MappingProxyType(_TYPES)


def to_data(happened: object) -> dict[str, Any]:
    """The payload as plain JSON values: instants ISO 8601 at +08:00, days ISO, enumerations by value."""
    return {field.name: _plain(getattr(happened, field.name)) for field in dataclasses.fields(happened)}  # type: ignore[arg-type]  # checked by @event


def from_data(name: str, data: Mapping[str, Any]) -> Any:
    """The event that `to_data` wrote. An undeclared name is a bug of the reader (LookupError)."""
    if name not in _TYPES:
        raise LookupError(f"no event type {name!r} is declared")
    return _adapter(name).validate_python(data)


def can_be_read(name: str) -> bool:
    """Whether the fields of an event type are of kinds that can be read back from JSON."""
    try:
        _adapter(name)
    except PydanticUserError:
        return False
    return True


def canonical(value: object) -> str:
    """The one JSON text of a value (sorted keys, no blanks): what is hashed and what is stored.

    Refuses (`kernel.event.unwritable`) text that a database cannot keep: NUL and broken surrogates.
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise Refusal("kernel.event.unwritable") from None
    if "\\u0000" in text and "\0" in "".join(_strings(value)):
        raise Refusal("kernel.event.unwritable")
    return text


def schema(cls: type[Any]) -> dict[str, Any]:
    """The payload's shape as plain words, for the snapshot that guards published versions."""
    hints = typing.get_type_hints(cls)
    shape: dict[str, Any] = {}
    for field in dataclasses.fields(cls):
        optional = field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
        shape[field.name + ("?" if optional else "")] = _shape(hints[field.name])
    return shape


def _plain(value: Any) -> Any:
    if value is None or (isinstance(value, (bool, int)) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {_key(name): _plain(part) for name, part in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(part) for part in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    raise TypeError(f"{type(value).__qualname__} is not a plain value of an event")


def _number(value: float) -> float | int:
    """A whole float is kept as an integer, because the database gives 1e16 back as one and the hash must not care."""
    if not math.isfinite(value):
        raise Refusal("kernel.event.unwritable")
    return int(value) if value.is_integer() else value


def _instant(value: datetime) -> str:
    if value.tzinfo is None:
        raise TypeError("an instant in an event needs a time zone")
    return value.astimezone(LAW_ZONE).isoformat()


def _key(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError(f"a key of an event's mapping must be text, not {name!r}")
    return str(name)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from _strings(name)
            yield from _strings(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _strings(part)


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(_TYPES[name])


def _shape(hint: Any) -> Any:
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return schema(hint)
    if typing.is_typeddict(hint):
        return {name: _shape(part) for name, part in typing.get_type_hints(hint).items()}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return "one of " + " ".join(sorted(str(member.value) for member in hint))
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return "one of " + " ".join(sorted(str(argument) for argument in arguments))
    if origin is typing.Annotated:
        return _shape(arguments[0])
    if origin in (typing.Union, types.UnionType):
        return {"any": [_shape(argument) for argument in arguments]}
    if origin is not None:
        return {origin.__name__: [_shape(argument) for argument in arguments if argument is not Ellipsis]}
    if hint is type(None):
        return "null"
    return getattr(hint, "__name__", str(hint))
