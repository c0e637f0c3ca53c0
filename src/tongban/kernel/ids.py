"""Typed, prefixed identifiers for everything that has a life of its own."""

from dataclasses import dataclass
from typing import ClassVar, Self
from uuid import UUID, uuid4

from tongban.kernel.errors import Refusal


@dataclass(frozen=True, slots=True, order=True)
class Id:
    """A UUID that knows what it names. Subclasses set `prefix`; `str()` gives `thing_0190…`."""

    value: UUID
    prefix: ClassVar[str] = ""

    @classmethod
    def new(cls) -> Self:
        return cls(uuid4())

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `prefix_uuid`. Refuses (`kernel.id.malformed`) another prefix or a broken UUID."""
        prefix, _, raw = text.partition("_")
        try:
            if prefix != cls.prefix:
                raise ValueError(prefix)
            return cls(UUID(raw))
        except ValueError:
            raise Refusal("kernel.id.malformed", expected=cls.prefix, given=text[:80]) from None

    def __str__(self) -> str:
        return f"{self.prefix}_{self.value}"
