"""How a measure stands to its task: numbers, clocks, time limits, firmness and terms of both texts compared. Pure.

A proposal, never a verdict: a person confirms it. Where numbers answer each other they decide; only where none does
decide time limits and words, and firmness also where the numbers are equal.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from tongban.domains.reform import duty
from tongban.domains.reform.duty import Deadline, Strength, Target
from tongban.domains.reform.lineage.numbers import alike, compare_numbers, covered
from tongban.domains.reform.lineage.relations import WORST_FIRST, Finding, Judgement, Reason, Relation
from tongban.domains.reform.lineage.texts import Task, clauses

QUOTED = re.compile("“([^”]{2,12})”")
SEGMENT = re.compile("[，,。；;]")
FIRMNESS = {Strength.EXPLORE: 0, Strength.FOLLOW: 1, Strength.SUPPORT: 1, Strength.ADVANCE: 2, Strength.MUST: 2}
ALIGNED, KEPT, LOST = 0.3, 0.6, 0.25
"""Sentences say one thing from this likeness on; one holds the other from this coverage on; below it a part is gone."""
SAME_WORDS, OTHER_SUBJECT = 0.7, 0.12
CLASHING = 0.55
COMPARED = frozenset({Reason.NUMBER, Reason.CLOCK, Reason.UNIT, Reason.MEAN, Reason.NUMBER_ADDED})


@dataclass(frozen=True, slots=True)
class Statement:
    """What a text binds to, as read. `issued_on` is the day of its paper, None where unknown."""

    task: Task
    issued_on: date | None
    targets: tuple[Target, ...]
    deadlines: tuple[Deadline, ...]
    done: bool = False

    @property
    def text(self) -> str:
        return self.task.text


def state(task: Task, *, issued_on: date | None, done: bool = False) -> Statement:
    """Read a task's text once; comparing it with many others then costs little."""
    targets = duty.read_targets(task.text, issued_on=issued_on)
    return Statement(task, issued_on, targets, duty.read_deadlines(task.text, issued_on=issued_on), done)


def relate(upper: Statement, lower: Statement) -> Judgement:
    """The relation of a measure to a task, with every finding that speaks for one, worst first."""
    share = _share(upper.text, lower.text)
    terms = _terms(upper.text, lower.text)
    if share < OTHER_SUBJECT and not terms:
        return _another(upper, lower)
    numbers = list(compare_numbers(upper.text, lower.text, asked=upper.targets, told=lower.targets))
    is_compared = any(one.reason in COMPARED for one in numbers)
    found = [*terms, *numbers, *_lost(upper, lower)]
    if not is_compared:
        found += _late(upper, lower)
    if not is_compared or all(one.relation == Relation.EQUAL for one in numbers):
        found += _firmness(upper, lower)
    if not found:
        return _by_words(share) if share >= LOST else _another(upper, lower)
    ordered = tuple(sorted(found, key=lambda one: WORST_FIRST.index(one.relation)))
    is_sure = bool(terms) or any(one.reason in COMPARED and alike(one.upper, one.lower) >= ALIGNED for one in numbers)
    return Judgement(ordered[0].relation, ordered, is_sure)


def no_measure() -> Judgement:
    """The task that nothing in the lower plan answers."""
    return Judgement(Relation.MISSING, (Finding(Relation.MISSING, Reason.NO_MEASURE),), is_sure=False)


def _share(upper: str, lower: str) -> float:
    """How much of the shorter text, or of the best sentence of either, stands in the other."""
    whole = max(covered(upper, lower), covered(lower, upper))
    return max(
        whole, *(covered(one, lower) for one in clauses(upper)), *(covered(one, upper) for one in clauses(lower))
    )


def _another(upper: Statement, lower: Statement) -> Judgement:
    """The texts share no subject: the row answers something else, or the measure goes another way."""
    is_beside = bool(lower.task.quoted) and covered(upper.text, lower.task.quoted) >= SAME_WORDS
    relation, reason = (Relation.MISSING, Reason.SUBJECT) if is_beside else (Relation.REPLACED, Reason.MECHANISM)
    return Judgement(relation, (Finding(relation, reason),), is_sure=False)


def _by_words(share: float) -> Judgement:
    return Judgement(Relation.EQUAL, (Finding(Relation.EQUAL, Reason.SAME_WORDS),), is_sure=share >= SAME_WORDS)


def _terms(upper: str, lower: str) -> list[Finding]:
    """Names in quotation marks that look alike and are not the same: 一企一证 against 一业一证."""
    upper, lower = (unicodedata.normalize("NFKC", text) for text in (upper, lower))
    return [
        Finding(Relation.CONFLICT, Reason.TERM, one, other)
        for one in dict.fromkeys(QUOTED.findall(upper))
        for other in dict.fromkeys(QUOTED.findall(lower))
        if one not in lower and other not in upper and _clash(one, other)
    ]


def _clash(one: str, other: str) -> bool:
    return one[-1] == other[-1] and SequenceMatcher(None, one, other, autojunk=False).ratio() >= CLASHING


def _late(upper: Statement, lower: Statement) -> list[Finding]:
    """The last day of the task against that of the measure, or against the day the lower plan was issued."""
    asked = [one for one in upper.deadlines if one.date is not None]
    if not asked or lower.done:
        return []
    last = max(asked, key=lambda one: one.date or date.min)
    told = [one for one in lower.deadlines if one.date is not None]
    if told:
        answer = max(told, key=lambda one: one.date or date.min)
        is_later = (answer.date or date.min) > (last.date or date.max)
        return [Finding(Relation.LATE, Reason.DEADLINE_LATER, last.text, answer.text)] if is_later else []
    if lower.issued_on and last.date and lower.issued_on > last.date:
        return [Finding(Relation.LATE, Reason.DEADLINE_PASSED, last.text, lower.issued_on.isoformat())]
    return [Finding(Relation.LATE, Reason.DEADLINE_LOST, last.text)]


def _aligned(upper: str, lower: str) -> list[tuple[str, str]]:
    """The sentences of the two texts that say one thing: for each of the upper text its best, where there is one."""
    pairs = []
    for sentence in clauses(upper):
        best = max(clauses(lower), key=lambda other: alike(sentence, other))
        if alike(sentence, best) >= ALIGNED or covered(sentence, best) >= KEPT:
            pairs.append((sentence, best))
    return pairs


def _firmness(upper: Statement, lower: Statement) -> list[Finding]:
    """Explored where it shall be done, or done where it shall be explored, sentence by sentence."""
    found = []
    for sentence, best in _aligned(upper.text, lower.text):
        asked, told = FIRMNESS[duty.strength_of(sentence)], FIRMNESS[duty.strength_of(best)]
        if asked == told:
            continue
        relation = Relation.LOOSER if told < asked else Relation.STRICTER
        found.append(Finding(relation, Reason.STRENGTH, sentence, best))
    return found


def _lost(upper: Statement, lower: Statement) -> list[Finding]:
    """Parts of a sentence that the measure otherwise repeats."""
    found = []
    for sentence, _ in _aligned(upper.text, lower.text):
        if covered(sentence, lower.text) < KEPT:
            continue
        parts = [part for part in SEGMENT.split(sentence) if len(part) > 5]
        gone = [part for part in parts if covered(part, lower.text) < LOST]
        found += [Finding(Relation.LOOSER, Reason.CLAUSE_DROPPED, part) for part in gone]
    return found
