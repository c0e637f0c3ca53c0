"""Promises of a number told in words: 免费, 立等可取, 实时, 全量, “三承诺”, and duties of every month or year."""

import re
from collections.abc import Iterator

from tongban.domains.reform.duty import target_words as words
from tongban.domains.reform.duty.plain import BLANK, number
from tongban.domains.reform.duty.quantities import Number, Unit, quantities
from tongban.domains.reform.duty.target import CLAUSE_ENDS, Sentence, Target
from tongban.domains.reform.duty.target_words import Comparator

MEANINGS: tuple[tuple[re.Pattern[str], Comparator, Number, Unit], ...] = (
    (words.FREE, Comparator.EQUAL, 0, Unit.FEN),
    (words.AT_ONCE, Comparator.AT_MOST, 0, Unit.WORKING_DAY),
    (words.REAL_TIME, Comparator.AT_MOST, 0, Unit.HOUR),
    (words.EVERY_ONE, Comparator.EQUAL, 100, Unit.PERCENT),
)


def worded(sentence: Sentence) -> Iterator[Target]:
    """Free is 0 fen, at once 0 working days, in real time 0 hours, all of it 100 percent."""
    for pattern, comparator, value, unit in MEANINGS:
        for found in pattern.finditer(sentence.text):
            yield _made(sentence, found.span(), bound=(comparator, value, unit))
    for found in words.PROMISES.finditer(sentence.text):
        promised = number(found["number"])
        if promised is not None:
            yield _made(sentence, found.span(), bound=(Comparator.EQUAL, promised, Unit.COUNT), counted="项")


def rhythms(sentence: Sentence) -> Iterator[Target]:
    """每月更新… is one time a month, unless its clause tells a number of its own."""
    for one in sentence.deadlines:
        if one.kind not in words.RHYTHMS:
            continue
        end = sentence.clause_end(one.end)
        if quantities(sentence.text[one.end : end]):
            continue
        bound = (Comparator.AT_LEAST, 1, Unit.COUNT)
        every = words.RHYTHMS[one.kind]
        yield _made(sentence, (one.start, one.end), bound=bound, counted="次", every=every)


def _made(
    sentence: Sentence,
    span: tuple[int, int],
    *,
    bound: tuple[Comparator, Number, Unit],
    counted: str = "",
    every: str = "",
) -> Target:
    start, end = sentence.read.span(sentence.at + span[0], sentence.at + span[1])
    deadline = sentence.deadline_of(span[0])
    clause = sentence.clause(*span)
    return Target(
        what=_subject(sentence, span),
        comparator=bound[0],
        value=bound[1],
        unit=bound[2],
        text=sentence.read.whole[start:end],
        start=start,
        end=end,
        counted=counted,
        every=every,
        deadline=deadline,
        strength=sentence.strength,
        is_striving=words.STRIVING.search(clause) is not None,
        is_worded=True,
    )


def _subject(sentence: Sentence, span: tuple[int, int]) -> str:
    """What is free, instant or regular: the clause around the words."""
    return words.LEADING.sub("", sentence.clause(*span).replace(BLANK, "").strip(CLAUSE_ENDS))
