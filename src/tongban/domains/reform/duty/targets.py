"""What a sentence promises in numbers: from no target to many, each with its exact span.

A number is a target when it bounds what shall be done. It is none when it belongs to a name (12345, 4G, DN100), says
of which (160千伏安及以下的…), tells what was (由15个工作日…减至), counts a part of the subject (的42个断面) or what is
over. The reading never leaves a sentence, and a number without a verb of its own takes that of the number before it in
the same list (高压…4个、低压…3个).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tongban.domains.reform.duty import target_words as words
from tongban.domains.reform.duty.plain import BLANK, plain
from tongban.domains.reform.duty.quantities import Number, Quantity, Unit, quantities
from tongban.domains.reform.duty.target import CLAUSE_ENDS, PARENTHESES, Sentence, Target, open_sentence
from tongban.domains.reform.duty.target_words import Aggregate, Comparator
from tongban.domains.reform.duty.worded import rhythms, worded

SENTENCE = re.compile(r"[^。]+。?")
SHORT = 6
"""Words before a count that are no more than its verb (培育, 申报创建): what is counted stands behind it."""


@dataclass(slots=True)
class _Walk:
    """What the numbers before have left behind: the last comparator of a list, and a value that was."""

    comparator: Comparator | None = None
    was: Number | None = None
    was_comparator: Comparator | None = None
    end: int = 0
    what: str = ""


def read_targets(text: str, *, issued_on: date | None = None) -> tuple[Target, ...]:
    """Every promised number of a measure's text, in order. `issued_on` dates the time limits as in `read_deadlines`."""
    read = plain(text)
    found: list[Target] = []
    for part in SENTENCE.finditer(read.text):
        sentence = open_sentence(read, part.start(), text=part[0], issued_on=issued_on)
        found += [*_numbers(sentence), *worded(sentence), *rhythms(sentence)]
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))


def _numbers(sentence: Sentence) -> Iterator[Target]:
    walk = _Walk()
    found = quantities(sentence.text)
    for place, one in enumerate(found):
        until = found[place + 1].start if place + 1 < len(found) else len(sentence.text)
        tail = sentence.text[one.end : until]
        head = sentence.head(one.start, floor=walk.end)
        if words.VALUE_BEFORE.search(head) and words.CHANGES_TO.match(tail):
            walk.was, walk.was_comparator = one.value, _said_at_most(head)
            walk.what = words.LEADING.sub("", words.VALUE_BEFORE.sub("", head).replace(BLANK, ""))
        elif not _is_past(sentence, one) and _is_promised(one, head, tail=tail, text=sentence.text):
            comparator, aggregate = _bound(one, head, tail=tail, walk=walk)
            yield _target(sentence, one, walk=walk, bound=(comparator, aggregate))
            walk.comparator, walk.was, walk.was_comparator = comparator, None, None
        else:
            continue
        walk.end = one.end


def _is_past(sentence: Sentence, one: Quantity) -> bool:
    """A year before the paper's, in the same clause, tells what was done: 2024年共办理1200件."""
    found = words.FACT_YEAR.search(sentence.clause(one.start, one.end))
    return found is not None and sentence.year is not None and int(found[1]) < sentence.year


def _said_at_most(head: str) -> Comparator | None:
    return Comparator.AT_MOST if re.search(r"不(?:得)?(?:高于|超过)", head) else None


def _is_promised(one: Quantity, head: str, *, tail: str, text: str) -> bool:
    if one.unit == Unit.COUNT and words.NAMED_SET.match(tail) and _before(head) is None:
        return False
    if words.NOT_PROMISED.search(head) or (one.unit != Unit.PERCENT and words.SIZE.match(tail)):
        return False
    if one.is_spelled and one.unit != Unit.PERCENT:
        return _is_promised_in_words(one, head, tail=tail, text=text)
    return not (one.unit == Unit.COUNT and head.endswith("的"))


def _is_promised_in_words(one: Quantity, head: str, *, tail: str, text: str) -> bool:
    """三个工作日内, 至少两次, 等三种: most other spelled numbers are parts of names."""
    is_quoted = text[: one.start].count("“") > text[: one.start].count("”")
    if one.is_time:
        is_bound = any(pattern.match(tail) for pattern, _ in words.AFTER) or words.DONE_WITHIN.match(tail)
        return bool(is_bound or (not is_quoted and _before(head)))
    if is_quoted or tail.startswith("性"):
        return False
    if one.value == 1 and (tail.startswith("的") or words.ETC.search(head)):
        return False
    is_single = words.ONLY.search(head) or (one.word == "次" and words.MADE.search(head))
    return bool(words.LISTED.search(head) or is_single or _explicit(head))


def _explicit(head: str) -> bool:
    return any(pattern.search(head) for pattern, _ in words.BEFORE[:4])


def _before(head: str) -> Comparator | None:
    return next((comparator for pattern, comparator in words.BEFORE if pattern.search(head)), None)


def _bound(one: Quantity, head: str, *, tail: str, walk: _Walk) -> tuple[Comparator, Aggregate | None]:
    """The comparator of a number, and whether it is a mean, a total or a change."""
    aggregate = _aggregate(head)
    after = next((comparator for pattern, comparator in words.AFTER if pattern.match(tail)), None)
    before = _before(head)
    if one.is_time and words.NOTICE.search(head) and before == Comparator.AT_MOST and after is None:
        return Comparator.EQUAL, aggregate
    if words.CUT.search(head) and before is None and not one.is_spelled:
        return Comparator.AT_LEAST, Aggregate.REDUCTION
    if one.unit == Unit.PERCENT and one.value == 100:
        return Comparator.EQUAL, aggregate
    if before in (Comparator.MORE, Comparator.LESS):
        return before, aggregate
    if words.PUBLISHED_BEFORE.search(head):
        return Comparator.AT_LEAST, aggregate
    if before == Comparator.AT_LEAST and words.SURELY_AT_LEAST.search(head):
        return before, aggregate
    found = after or before or walk.was_comparator
    if found is None and walk.comparator is not None and _continues_list(head):
        found = walk.comparator
    return found or _bare(one, head, tail=tail), aggregate


def _aggregate(head: str) -> Aggregate | None:
    for pattern, aggregate in (
        (words.MEAN, Aggregate.MEAN),
        (words.LONGEST, Aggregate.LONGEST),
        (words.TOTAL, Aggregate.TOTAL),
    ):
        if pattern.search(head):
            return aggregate
    return None


def _continues_list(head: str) -> bool:
    """Between two numbers of one list stand only names and 、 or 和."""
    return re.fullmatch(r"[^,，。;；]{0,10}?[、和及][^,，。;；]{0,6}", head) is not None


def _bare(one: Quantity, head: str, *, tail: str) -> Comparator:
    if one.is_time and (words.DONE_WITHIN.match(tail)):
        return Comparator.AT_MOST
    if one.upper is not None or one.is_spelled or words.LISTED.search(head) or words.MERELY.search(head):
        return Comparator.EQUAL
    if not one.is_time and one.unit != Unit.PERCENT and words.GROWTH.search(head):
        return Comparator.AT_LEAST
    return Comparator.EQUAL


def _target(sentence: Sentence, one: Quantity, *, walk: _Walk, bound: tuple[Comparator, Aggregate | None]) -> Target:
    start, end = sentence.read.span(sentence.at + one.start, sentence.at + one.end)
    deadline = sentence.deadline_of(one.start)
    clause = sentence.clause(one.start, one.end)
    walk.what = _what(sentence, one, walk=walk)
    return Target(
        what=walk.what,
        comparator=bound[0],
        value=one.value,
        unit=one.unit,
        text=sentence.read.whole[start:end],
        start=start,
        end=end,
        counted=one.word if one.unit == Unit.COUNT else "",
        upper=one.upper,
        was=walk.was,
        aggregate=bound[1],
        clock=_clock(sentence, one),
        scope=_scope(sentence, one, walk=walk),
        every=_every(sentence, one, floor=walk.end),
        deadline=deadline,
        strength=sentence.strength,
        is_striving=bool(deadline and deadline.is_striving) or words.STRIVING.search(clause) is not None,
        is_worded=one.is_spelled,
    )


def _what(sentence: Sentence, one: Quantity, *, walk: _Walk) -> str:
    """The words of the clause before the number without its verbs of comparing, or those behind if they tell more."""
    head = sentence.head(one.start, floor=walk.end).replace(BLANK, "")
    told = words.BOUND.sub("", words.LEADING.sub("", words.TAIL.sub("", head).lstrip("、和及")))
    behind = PARENTHESES.sub("", sentence.text[one.end : sentence.clause_end(one.end)])
    deed = words.DEED_WITHIN.match(behind)
    if deed:
        return deed["deed"]
    named = words.NAMED.match(behind)
    if named and len(told) <= (SHORT if one.unit == Unit.COUNT else 2):
        return told + named[0]
    if len(told) >= 2:
        return told
    if walk.what:
        return walk.what
    before = sentence.text[: sentence.clause_start(one.start)].rstrip(CLAUSE_ENDS)
    last = words.LEADING.sub("", re.split(f"[{CLAUSE_ENDS}]", before)[-1].replace(BLANK, ""))
    return last or re.sub(r"^(?:以[上下])?的?", "", behind)


def _clock(sentence: Sentence, one: Quantity) -> str:
    """From when to when, or whose time: the words nearest before the number, in its clause or the one before."""
    if not one.is_time:
        return ""
    begin = sentence.clause_start(max(0, sentence.clause_start(one.start) - 1))
    found = [hit[0] for hit in words.CLOCK.finditer(sentence.text[begin : one.start].replace(BLANK, " "))]
    return found[-1].strip(" ,，") if found else ""


def _scope(sentence: Sentence, one: Quantity, *, walk: _Walk) -> tuple[str, ...]:
    """Words that narrow the promise: 对…的, …的，, a bracket before the number, one half of 高、低压."""
    begin = sentence.clause_start(max(0, sentence.clause_start(one.start) - 1))
    near = sentence.text[begin : one.start]
    found = [hit[1] for hit in words.WHO.finditer(near)]
    found += [hit[1] for hit in words.WHEN.finditer(near)]
    found += [hit[1] for hit in re.finditer(r"[（(]([^（）()]{2,30})[）)]", near)]
    if pair := words.PAIR.search(near):
        is_second = sentence.text[pair.end() : one.start].count("、") > 0 and walk.comparator is not None
        found.append((pair["second"] if is_second else pair["first"]) + pair["whole"])
    return tuple(dict.fromkeys(found))


def _every(sentence: Sentence, one: Quantity, *, floor: int) -> str:
    """The period in which the number is to be reached again and again."""
    for rhythm in sentence.deadlines:
        near = rhythm.start < one.start and sentence.clause_start(one.start) <= rhythm.start
        if near and rhythm.kind in words.RHYTHMS:
            return words.RHYTHMS[rhythm.kind]
    found = words.EVERY.search(sentence.head(one.start, floor=floor))
    return words.PERIODS[found["period"] or "年"] if found else ""
