"""Number against number: which target of the task a target of the measure answers, and how they compare. Pure."""

import re
from collections.abc import Iterator, Sequence

from tongban.domains.reform.duty import Comparator, Target, Unit
from tongban.domains.reform.duty.plain import plain
from tongban.domains.reform.duty.quantities import quantities
from tongban.domains.reform.lineage.relations import Finding, Reason, Relation

TIMES = frozenset({Unit.MINUTE, Unit.HOUR, Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR})
MINUTES = {Unit.MINUTE: 1, Unit.HOUR: 60, Unit.CALENDAR_DAY: 1440, Unit.WEEK: 10_080}
"""Units of plain time in minutes; working days, months and years have no fixed length."""
SHARES = frozenset({Unit.PERCENT, Unit.PERCENTAGE_POINT})
WHOLE_CLOCK = re.compile(r"全流程|总用时|总时[长限间]|总办理|从.+到|从.+至")
PART_CLOCK = re.compile(r"供[电水气](?:企业|公司)|(?:企业|部门|单位)(?:内部?|环节)")
ANSWERS, NEAR, NAMES = 0.25, 0.06, 0.6
"""How much two subjects must share to be one, two sentences to be compared at all; how much of a number's subject must
stand in a text that drops it."""
SMALLER = frozenset({Comparator.AT_MOST, Comparator.LESS})


def compare_numbers(upper: str, lower: str, *, asked: Sequence[Target], told: Sequence[Target]) -> Iterator[Finding]:
    """Every finding between the targets `asked` of the text `upper` and those `told` of `lower`."""
    if told and not asked:
        yield Finding(Relation.STRICTER, Reason.NUMBER_ADDED, lower=words(lower, told[0]))
        return
    matched = [(one, answer) for one in asked if (answer := _answer(one, told, upper=upper, lower=lower))]
    if not matched:
        matched = [(one, answer) for one in asked if (answer := _nearest(one, told, upper=upper, lower=lower))]
    for target, answer in matched:
        yield _compare(target, answer, upper=upper, lower=lower)
    if matched:
        yield from _dropped(upper, lower, asked=asked, told=told)
    elif asked and (same := _same_quantity(upper, lower, asked)):
        yield same
    elif asked:
        yield Finding(Relation.NO_NUMBER, Reason.NUMBER_DROPPED, upper=words(upper, asked[0]))


def words(text: str, target: Target) -> str:
    """A target as its sentence says it: the subject with the number."""
    begin = max(text.rfind(stop, 0, target.start) for stop in ",，。;；：") + 1
    return text[begin : target.end].strip()


def pairs_of(text: str) -> frozenset[str]:
    """The two-character runs of a text without its punctuation."""
    read = re.sub(r"[^\w]+", "", plain(text).text)
    return frozenset(read[at : at + 2] for at in range(len(read) - 1))


def alike(first: str, second: str) -> float:
    """0 to 1 (Dice): how much two short texts share."""
    one, other = pairs_of(first), pairs_of(second)
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def covered(text: str, by: str) -> float:
    """0 to 1: how much of `text` stands in `by`."""
    one = pairs_of(text)
    return len(one & pairs_of(by)) / len(one) if one else 0.0


def _kind(target: Target) -> str:
    if target.unit in TIMES:
        return "time"
    if target.unit in SHARES:
        return "share"
    return f"{target.unit}:{target.counted}"


def _answer(target: Target, told: Sequence[Target], *, upper: str, lower: str) -> Target | None:
    """The number of the same kind whose subject shares most with that of the one asked."""
    subject = _subject(upper, target)
    same = [(alike(subject, _subject(lower, one)), -one.start, one) for one in told if _kind(one) == _kind(target)]
    likeness, _, best = max(same, default=(0.0, 0, None))
    return best if likeness >= ANSWERS else None


def _nearest(target: Target, told: Sequence[Target], *, upper: str, lower: str) -> Target | None:
    """Where no subject answers: the number of the same kind whose sentence shares most, if it shares anything.

    Words that stand for a moment (实时, 立等可取) bind what they are said of and nothing else.
    """
    said = _around(upper, target)
    same = [
        (alike(said, _around(lower, one)), -one.start, one)
        for one in told
        if _kind(one) == _kind(target) and not (one.is_worded and one.unit == Unit.HOUR)
    ]
    likeness, _, best = max(same, default=(0.0, 0, None))
    return best if likeness >= NEAR else None


def _subject(text: str, target: Target) -> str:
    told = target.what if len(target.what) > 3 else words(text, target)
    return "".join((told, *target.scope))


def _around(text: str, target: Target) -> str:
    begin = text.rfind("。", 0, target.start) + 1
    end = text.find("。", target.end)
    return text[begin : end if end >= 0 else len(text)]


def _compare(asked: Target, told: Target, *, upper: str, lower: str) -> Finding:
    said = {"upper": words(upper, asked), "lower": words(lower, told)}
    if {_clock(asked), _clock(told)} == {"whole", "part"}:
        return Finding(Relation.CONFLICT, Reason.CLOCK, **said)
    order = _order(asked, told)
    if order is None:
        return Finding(Relation.UNIT_DIFFERS, Reason.UNIT, **said)
    if asked.unit == told.unit and asked.aggregate != told.aggregate and _kind(asked) == "time":
        return Finding(Relation.CONFLICT, Reason.MEAN, **said)
    if order == 0:
        return Finding(Relation.EQUAL, Reason.NUMBER, **said)
    wants_less = asked.comparator in SMALLER or (asked.comparator == Comparator.EQUAL and _kind(asked) == "time")
    is_stricter = (order < 0) == wants_less
    return Finding(Relation.STRICTER if is_stricter else Relation.LOOSER, Reason.NUMBER, **said)


def _clock(target: Target) -> str:
    """Whose time counts: that of the office or utility alone (`part`), or all of it (`whole`)."""
    told = f"{target.clock}{target.what}"
    if PART_CLOCK.search(told):
        return "part"
    return "whole" if WHOLE_CLOCK.search(told) else ""


def _order(asked: Target, told: Target) -> int | None:
    """-1, 0, 1 as the told number is smaller, equal, greater; None where the units do not allow to say so."""
    one, other = float(asked.value), float(told.value)
    if asked.unit != told.unit:
        if asked.unit in MINUTES and told.unit in MINUTES:
            one, other = one * MINUTES[asked.unit], other * MINUTES[told.unit]
        elif told.value == 0 and _kind(asked) == "time":
            pass
        elif (asked.unit, told.unit) == (Unit.WORKING_DAY, Unit.CALENDAR_DAY):
            return -1 if other <= one else None
        elif (asked.unit, told.unit) == (Unit.CALENDAR_DAY, Unit.WORKING_DAY):
            return 1 if other > one else None
        else:
            return None
    return (other > one) - (other < one)


def _dropped(upper: str, lower: str, *, asked: Sequence[Target], told: Sequence[Target]) -> Iterator[Finding]:
    """Numbers whose subject stands in the measure without them."""
    kinds = {_kind(one) for one in told}
    for target in asked:
        subject = target.what if len(target.what) > 3 else words(upper, target)
        if _kind(target) not in kinds and covered(subject, lower) >= NAMES:
            yield Finding(Relation.NO_NUMBER, Reason.NUMBER_DROPPED, upper=words(upper, target))


def _same_quantity(upper: str, lower: str, asked: Sequence[Target]) -> Finding | None:
    """The measure names the very number, though as the bound of whom it serves and not as a promise of its own."""
    named = {(one.value, one.unit) for one in quantities(plain(lower).text)}
    for target in asked:
        if target.unit not in TIMES and (target.value, target.unit) in named:
            return Finding(Relation.EQUAL, Reason.NUMBER, words(upper, target), f"{target.value:g}")
    return None
