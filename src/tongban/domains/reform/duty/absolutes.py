"""Promises that leave no exception: all, none, at once for everybody. They carry no number and can still be broken."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tongban.domains.reform.duty.plain import plain


class Sweep(StrEnum):
    """Which way a promise is absolute."""

    ALL = "all"
    NONE = "none"
    ONLY = "only"
    ONCE = "once"


@dataclass(frozen=True, slots=True)
class Absolute:
    """One absolute promise: its clause, the words that make it absolute and their span in the text given."""

    what: str
    sweep: Sweep
    text: str
    start: int
    end: int


CLAUSE = r"[^,，。;；]"
WORDS: tuple[tuple[Sweep, re.Pattern[str]], ...] = (
    (
        Sweep.NONE,
        re.compile(
            r"不得(?!超过|高于|低于|少于|多于)|严禁|禁止|一律(?:不|免)|免于(?:提交|提供)|不再(?:要求|提交|提供|收取|办理|实行)|不予处罚|免予处罚|"
            r"(?:清单|目录|平台)之外无|非禁即入|[“\"]零(?!散|售|星|距|门)[一-龥]{2}[”\"]|动态[“\"]?清零|全部清零|之外不得"
        ),
    ),
    (
        Sweep.ALL,
        re.compile(
            rf"一律(?!不|免)|应([一-龥])尽(?:\1|[一-龥])|全覆盖|全量|(?:全部|所有){CLAUSE}{{0,24}}?(?:实现|纳入|完成|办理|可办|公开|公示|清零|网办|进驻|下放|取消|线上)|"
            r"全部(?:纳入|事项)|清单管理|全程网(?:上)?(?:办|通办)[理]?|全景展示|一站式[”\"]?发布|合法性审查制度|免罚清单"
        ),
    ),
    (
        Sweep.ONLY,
        re.compile(r"只(?:需|要|能|用|到|跑|测)[一-龥]{0,6}?一(?:次|套|份|窗|个)|只用一套|最多跑一次|一次都不跑"),
    ),
    (Sweep.ONCE, re.compile(r"一次性(?:告知|告之)|每年(?=[^,，。;；]{0,40}(?:督查|清理))")),
)


def read_absolutes(text: str) -> tuple[Absolute, ...]:
    """Every absolute promise of a measure's text, in order; one for each place where the words stand."""
    return tuple(sorted(_each(text), key=lambda one: one.start))


def _each(text: str) -> Iterator[Absolute]:
    read = plain(text)
    for sweep, pattern in WORDS:
        for found in pattern.finditer(read.text):
            start, end = read.span(*found.span())
            yield Absolute(_clause(read.text, found.span()), sweep, read.whole[start:end], start, end)


def _clause(text: str, span: tuple[int, int]) -> str:
    begin = max(text.rfind(stop, 0, span[0]) for stop in ",，。;；") + 1
    ends = [place for stop in ",，。;；" if (place := text.find(stop, span[1])) >= 0]
    return text[begin : min(ends, default=len(text))]
