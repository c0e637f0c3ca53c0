"""How well the words of plans are read, against what people entered from them. Pure.

What is compared, and when two things are the same, is written down in `docs/reference/plan-score.md`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tongban.domains.reform.duty.absolutes import Absolute
from tongban.domains.reform.duty.deadlines import Deadline
from tongban.domains.reform.duty.quantities import TIMES, Number, Unit
from tongban.domains.reform.duty.target import Target
from tongban.domains.reform.duty.target_words import Comparator

BODY = "body"
MEASURE_WORDS = ("人次", "家", "件", "次", "份", "类", "种", "宗", "篇", "套")
Dates = Mapping[tuple[str, str], Sequence[date]]
"""The time limits that plans hold, by plan and place."""
BARE = frozenset({Comparator.EQUAL, Comparator.AT_LEAST})


@dataclass(frozen=True, slots=True)
class Promised:
    """One number that people entered, as the text has it."""

    comparator: Comparator
    value: Number
    unit: Unit
    counted: str = ""
    upper: Number | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """One entry of the packs: which plan and places, its numbers, its day. `base` joins the parts of one commitment."""

    key: str
    base: str
    kind: Literal["numeric", "dated", "absolute"]
    plan: str
    places: tuple[str, ...]
    numbers: tuple[Promised, ...]
    deadline: date | None


@dataclass(frozen=True, slots=True)
class Read:
    """What was read out of one measure, or (place `body`) out of the text before the first one."""

    plan: str
    item: int
    number: int | None
    position: int
    targets: tuple[Target, ...]
    absolutes: tuple[Absolute, ...]
    deadlines: tuple[Deadline, ...]
    is_body: bool = False

    @property
    def name(self) -> str:
        if self.is_body:
            return f"{self.plan} {BODY}"
        return f"{self.plan} {self.item}" + (f"({self.number})" if self.number is not None else f"#{self.position}")

    def stands_at(self, place: str) -> bool:
        """`6(1)` item and printed number, `57#2` item and position, `17` a whole item, `body …` the text before."""
        if place.startswith(BODY) or self.is_body:
            return place.startswith(BODY) and self.is_body
        item, _, printed = place.rstrip(")").partition("(")
        if printed:
            return (self.item, self.number) == (int(item), int(printed))
        item, _, position = place.partition("#")
        return self.item == int(item) and (not position or self.position == int(position))


@dataclass(frozen=True, slots=True)
class Share:
    """So many right of so many, and which were not."""

    right: int
    of: int
    missed: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        return self.right / self.of if self.of else 1.0

    def as_dict(self) -> dict[str, object]:
        return {"right": self.right, "of": self.of, "share": round(self.share, 4), "missed": list(self.missed)}


@dataclass(frozen=True, slots=True)
class Score:
    """The shares that `tongban plan score` prints."""

    shares: Mapping[str, Share] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        return {name: share.as_dict() for name, share in self.shares.items()}


def score(
    entered: Sequence[Entered], read: Sequence[Read], *, dates: Mapping[tuple[str, str], Sequence[date]]
) -> Score:
    """Compare. `dates` are the time limits of each plan by (plan, place); entries of plans that were not read are left
    out, so that a score over fewer plans is a score of those."""
    plans = {one.plan for one in read}
    known = [one for one in entered if one.plan in plans]
    return Score(
        {
            "numeric_recall": _commitments(known, read),
            "numeric_numbers": _numbers(known, read),
            "numeric_precision": _precision(known, read),
            "dated": _dated(known, read),
            "dates_found": _dates_found(dates, read),
            "dates_right": _dates_right(dates, read),
            "absolute_recall": _absolute(known, read),
            "absolute_precision": _absolute_precision(known, read),
        }
    )


def same(promised: Promised, target: Target) -> bool:
    """The same number: value, upper end, unit and comparator agree; measure words only where both are known."""
    if (promised.value, promised.upper, promised.unit) != (target.value, target.upper, target.unit):
        return False
    if promised.unit == Unit.COUNT and not _same_word(promised.counted, target.counted):
        return False
    if promised.comparator == target.comparator:
        return True
    is_amount = promised.unit not in TIMES and promised.unit not in (Unit.PERCENT, Unit.PERCENTAGE_POINT)
    return is_amount and {promised.comparator, target.comparator} <= BARE


def _same_word(entered: str, read: str) -> bool:
    first = next((word for word in MEASURE_WORDS if entered.startswith(word)), None)
    second = next((word for word in MEASURE_WORDS if read.startswith(word)), None)
    return first is None or second is None or first == second


def _at(one: Entered, read: Iterable[Read]) -> list[Read]:
    return [part for part in read if part.plan == one.plan and any(map(part.stands_at, one.places))]


def _is_found(one: Entered, promised: Promised, read: Sequence[Read]) -> bool:
    return any(same(promised, target) for part in _at(one, read) for target in part.targets)


def _lacks(one: Entered, read: Sequence[Read]) -> list[str]:
    """What of a numeric entry was not found. One whose only number is a date is found by its date."""
    lacking = [_told(one, number) for number in one.numbers if not _is_found(one, number, read)]
    if not one.numbers and not _has_date(one, read):
        lacking.append(f"{one.key} {one.plan} {one.places[0]}: {one.deadline}")
    return lacking


def _told(one: Entered, number: Promised) -> str:
    told = f"{number.comparator} {number.value} {number.unit} {number.counted}".strip()
    return f"{one.key} {one.plan} {'、'.join(one.places)}: {told}"


def _commitments(entered: Sequence[Entered], read: Sequence[Read]) -> Share:
    """A commitment counts as found when every number of every entry of it was."""
    lacking: dict[str, list[str]] = {}
    for one in entered:
        if one.kind == "numeric":
            lacking.setdefault(one.base, []).extend(_lacks(one, read))
    missed = tuple(told for each in lacking.values() for told in each)
    return Share(sum(not each for each in lacking.values()), len(lacking), missed)


def _numbers(entered: Sequence[Entered], read: Sequence[Read]) -> Share:
    numbers = [(one, number) for one in entered if one.kind == "numeric" for number in one.numbers]
    return Share(sum(_is_found(one, number, read) for one, number in numbers), len(numbers))


def _precision(entered: Sequence[Entered], read: Sequence[Read]) -> Share:
    """Of the distinct targets read out of measures (not the text before them), those that somebody entered there."""
    right, of, wrong = 0, 0, []
    for part in read:
        if part.is_body:
            continue
        here = [one for one in entered if one.plan == part.plan and any(map(part.stands_at, one.places))]
        for target in _distinct(part.targets):
            of += 1
            if any(same(number, target) for one in here for number in one.numbers) or _is_absolute_there(target, here):
                right += 1
            else:
                wrong.append(
                    f"{part.name}: {target.comparator} {target.value} {target.unit} “{target.text}” ({target.what})"
                )
    return Share(right, of, tuple(wrong))


def _is_absolute_there(target: Target, here: Iterable[Entered]) -> bool:
    """A number told in words (全量, 只…一次) may have been entered as the absolute promise that it also is."""
    return target.is_worded and any(one.kind == "absolute" for one in here)


def _distinct(targets: Iterable[Target]) -> list[Target]:
    found: dict[tuple[object, ...], Target] = {}
    for one in targets:
        found.setdefault((one.comparator, one.value, one.upper, one.unit, one.counted), one)
    return list(found.values())


def _has_date(one: Entered, read: Sequence[Read]) -> bool:
    return any(deadline.date == one.deadline for part in _at(one, read) for deadline in part.deadlines)


def _dated(entered: Sequence[Entered], read: Sequence[Read]) -> Share:
    lacking: dict[str, list[str]] = {}
    for one in entered:
        if one.kind == "dated":
            told = [] if _has_date(one, read) else [f"{one.key} {one.plan} {one.places[0]}: {one.deadline}"]
            lacking.setdefault(one.base, []).extend(told)
    missed = tuple(told for each in lacking.values() for told in each)
    return Share(sum(not each for each in lacking.values()), len(lacking), missed)


def _dates_found(dates: Dates, read: Sequence[Read]) -> Share:
    """Of the time limits that the plans hold, those that were read, each as often as it stands there."""
    right, of, missed = 0, 0, []
    for (plan, place), days in dates.items():
        parts = [part for part in read if part.plan == plan and part.stands_at(place)]
        if not any(part.plan == plan for part in read):
            continue
        left = [deadline.date for part in parts for deadline in part.deadlines]
        for day in days:
            of += 1
            if day in left:
                left.remove(day)
                right += 1
            else:
                missed.append(f"{plan} {place}: {day}")
    return Share(right, of, tuple(missed))


def _dates_right(dates: Dates, read: Sequence[Read]) -> Share:
    """Of the dates read out of measures, those that the plans hold at that place."""
    right, of, wrong = 0, 0, []
    for part in read:
        if part.is_body:
            continue
        left = [
            day for (plan, place), days in dates.items() if plan == part.plan and part.stands_at(place) for day in days
        ]
        for deadline in part.deadlines:
            if deadline.date is None:
                continue
            of += 1
            if deadline.date in left:
                left.remove(deadline.date)
                right += 1
            else:
                wrong.append(f"{part.name}: {deadline.date} “{deadline.text}”")
    return Share(right, of, tuple(wrong))


def _absolute(entered: Sequence[Entered], read: Sequence[Read]) -> Share:
    """An absolute commitment is found when each of its entries has absolute words at one of its places."""
    lacking: dict[str, list[str]] = {}
    for one in entered:
        if one.kind == "absolute":
            told = f"{one.key} {one.plan} {'、'.join(one.places)}"
            is_found = any(part.absolutes for part in _at(one, read))
            lacking.setdefault(one.base, []).extend([] if is_found else [told])
    missed = tuple(told for each in lacking.values() for told in each)
    return Share(sum(not each for each in lacking.values()), len(lacking), missed)


def _absolute_precision(entered: Sequence[Entered], read: Sequence[Read]) -> Share:
    """Of the measures in which absolute words were read, those for which people entered an absolute commitment."""
    found = [part for part in read if part.absolutes and not part.is_body]
    entries = [one for one in entered if one.kind == "absolute"]
    return Share(sum(any(part in _at(one, (part,)) for one in entries) for part in found), len(found))
