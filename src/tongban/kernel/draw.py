"""A lot that anybody can recompute: who is drawn follows from a seed that was sealed before the names were known.

`seal` makes a secret seed and writes only its SM3 into the log. Later `draw` writes the seed, all names and the drawn
ones. A name's rank is the SM3 of seed, part and name; the lowest ranks are drawn. Whoever reads the log can check that
the seed is the sealed one and that the ranks come out as written (`verify`): nobody could choose afterwards. The seed
lies in the database until then, so who can read that should have no hand in making names.

    kernel.draw.seal(purpose="garden.watering:2026-03", now=march_first)
    kernel.draw.draw(purpose="garden.watering:2026-03", parts=[Part("north", names, share=5)], now=april_first)
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.kernel import events
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Refusal
from tongban.kernel.event_types import event
from tongban.kernel.models import DrawRow

SEED_BYTES = 32
STREAM = "draw_"


@event("kernel.draw_sealed.v1")
@dataclass(frozen=True, slots=True)
class DrawSealed:
    """`seal` is the SM3 (hexadecimal) of the seed's text, which nobody knows yet."""

    purpose: str
    seal: str


@event("kernel.draw_made.v1")
@dataclass(frozen=True, slots=True)
class DrawMade:
    """One part of a draw: all `names` in order, how many were wanted, and those `drawn`, lowest rank first."""

    purpose: str
    part: str
    seed: str
    names: tuple[str, ...]
    count: int
    drawn: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Names that are drawn from together, and which share of them in per cent (0 … 100)."""

    name: str
    names: Sequence[str]
    share: int

    @property
    def count(self) -> int:
        """How many are drawn: the share rounded up, so that a share of few names still draws one."""
        return -(-len(self.names) * self.share // 100)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the recomputation of one draw found. `faults` are codes with their part; none when all is as written."""

    purpose: str
    parts: int
    drawn: int
    faults: tuple[tuple[str, str], ...] = ()

    @property
    def ok(self) -> bool:
        return not self.faults

    def as_dict(self) -> dict[str, Any]:
        faults = [{"code": code, "part": part} for code, part in self.faults]
        return {"purpose": self.purpose, "ok": self.ok, "parts": self.parts, "drawn": self.drawn, "faults": faults}


# the rule, without any table ----------------------------------------------------------------------------------------


def seal_of(seed: str) -> str:
    """What is published of a seed before the draw: its SM3."""
    return sm3(seed.encode())


def rank(seed: str, part: str, name: str) -> str:
    """The rank of a name in a part: SM3 of the three lines. Smaller comes first."""
    return sm3(f"{seed}\n{part}\n{name}".encode())


def choose(seed: str, part: Part) -> tuple[str, ...]:
    """The drawn names, lowest rank first. The order in which names are given changes nothing."""
    ranked = sorted(set(part.names), key=lambda name: (rank(seed, part.name, name), name))
    return tuple(ranked[: part.count])


def check(seal: str, made: Iterable[DrawMade]) -> list[tuple[str, str]]:
    """What is wrong with a draw as it was written, given the seal that was there before it."""
    faults = []
    for one in made:
        if seal_of(one.seed) != seal:
            faults.append(("kernel.draw.fault.seed", one.part))
        ranked = sorted(set(one.names), key=lambda name: (rank(one.seed, one.part, name), name))
        if tuple(ranked[: one.count]) != one.drawn:
            faults.append(("kernel.draw.fault.drawn", one.part))
    return faults


# the log and the one secret -----------------------------------------------------------------------------------------


@transaction.atomic
def seal(*, purpose: str, now: datetime) -> str:
    """Make a seed for a purpose and write its seal into the log; the seal. Doing it again gives the same seal."""
    seed = secrets.token_hex(SEED_BYTES)
    row, made = DrawRow.objects.get_or_create(purpose=purpose, defaults={"seed": seed, "sealed_at": now})
    if made:
        events.append(_stream(row), [DrawSealed(purpose, seal_of(seed))], actor="system", at=now, after=events.START)
    return seal_of(row.seed)


@transaction.atomic
def draw(*, purpose: str, parts: Sequence[Part], now: datetime) -> dict[str, tuple[str, ...]]:
    """Draw once from every part and write down all that is needed to recompute it; the drawn names by part.

    Done again, it answers what was drawn then. Refuses `kernel.draw.not_sealed` when no seed was sealed before.
    """
    row = DrawRow.objects.select_for_update().filter(purpose=purpose).first()
    if row is None:
        raise Refusal("kernel.draw.not_sealed", purpose=purpose)
    if row.drawn_at is not None:
        return {one.part: one.drawn for one in _made(_stream(row))}
    made = [
        DrawMade(purpose, part.name, row.seed, tuple(sorted(set(part.names))), part.count, choose(row.seed, part))
        for part in parts
    ]
    events.append(_stream(row), made, actor="system", at=now)
    row.drawn_at = now
    row.save(update_fields=["drawn_at"])
    return {one.part: one.drawn for one in made}


def verify(purpose: str) -> Verdict:
    """Recompute a draw from the log alone. Refuses `kernel.draw.not_sealed` for a purpose that has none."""
    row = DrawRow.objects.filter(purpose=purpose).first()
    if row is None:
        raise Refusal("kernel.draw.not_sealed", purpose=purpose)
    told = [recorded.event for recorded in events.read(_stream(row))]
    first = told[0] if told and isinstance(told[0], DrawSealed) else None
    made = [one for one in told if isinstance(one, DrawMade)]
    faults = check(first.seal, made) if first else [("kernel.draw.fault.unsealed", "")]
    return Verdict(purpose, len(made), sum(len(one.drawn) for one in made), tuple(faults))


def is_sealed(purpose: str, *, before: datetime) -> bool:
    """Whether a seed was sealed for a purpose before an instant."""
    return DrawRow.objects.filter(purpose=purpose, sealed_at__lt=before).exists()


def list_purposes() -> list[str]:
    """Everything that was drawn for, the latest first."""
    return list(DrawRow.objects.exclude(drawn_at=None).order_by("-drawn_at", "-pk").values_list("purpose", flat=True))


def list_made(purpose: str) -> list[DrawMade]:
    """The parts of a draw as they were written; empty before it was made."""
    row = DrawRow.objects.filter(purpose=purpose).first()
    return _made(_stream(row)) if row else []


def _stream(row: DrawRow) -> str:
    return f"{STREAM}{row.pk}"


def _made(stream: str) -> list[DrawMade]:
    return [one.event for one in events.read(stream) if isinstance(one.event, DrawMade)]
