"""Time limits as plans write them, each with the last day it leaves.

What the words mean is a convention of official writing, kept here in one place:

* with 底, 末, 内 or a bare period the period is included (2019年底前, 2019年9月, 上半年: its last day);
* 前 after a year or month without 底 means before it begins (2020年前 is 2019-12-31); after a day, the day itself
  still counts (6月30日前 is 30 June);
* a month or day without a year takes the year last named in the same text, else the year of the paper, and the next
  year when that day lies before the paper's date;
* a year that stands alone is a time limit only where something is to be done in it (2021年实现…, 到2025年), and none
  when it was over before the paper: then it tells a fact.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tongban.domains.reform.duty import deadline_words as words
from tongban.domains.reform.duty.days import a_day, last_of_month, last_of_year, later, next_year
from tongban.domains.reform.duty.deadline_words import DeadlineKind
from tongban.domains.reform.duty.plain import Plain, number, plain

Found = re.Match[str]
Meaning = tuple[DeadlineKind, date | None]
FIVE_YEARS = {"三": 2020, "四": 2025, "五": 2030, "六": 2035}
"""The last years of the 13th to the 16th five-year plan."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit as written, and `date`, the last day it leaves.

    `date` is None for rhythms, standing duties, what is reported done, and what follows an event that the paper does
    not date. `start` and `end` are its span in the text given; `is_striving`: the paper says 力争 or 争取.
    """

    text: str
    kind: DeadlineKind
    date: date | None
    start: int
    end: int
    is_striving: bool = False


@dataclass(slots=True)
class _Context:
    """What is known while walking through a text: the paper's date and the year last named."""

    issued_on: date | None
    year: int | None = None

    @property
    def this_year(self) -> int | None:
        return self.issued_on.year if self.issued_on else None

    def year_of(self, found: Found) -> int | None:
        """The year that a match names or implies."""
        if told := found["year"]:
            self.year = number(told)
        elif near := found["near"]:
            self.year = self._near(near)
        return self.year or self.this_year

    def _near(self, word: str) -> int | None:
        if word == "次年":
            base = self.year or self.this_year
            return base + 1 if base else None
        if word in ("明年", "来年"):
            return self.this_year + 1 if self.this_year else None
        return self.year if word == "当年" and self.year else self.this_year

    def ahead(self, found: Found, last: date | None) -> date | None:
        """A day of no named year that would lie before the paper is one of the next year."""
        if last is None or self.year or found["year"] or found["near"] or self.issued_on is None:
            return last
        return next_year(last) if last < self.issued_on else last


def read_deadlines(text: str, *, issued_on: date | None) -> tuple[Deadline, ...]:
    """Every time limit of a sentence, or the one of a time cell, in order.

    `issued_on` is the date of the paper; without it 年底前 or 印发之日起1个月内 are found but have no date. Names in
    《》 and the years in papers' numbers are not read.
    """
    read = plain(text)
    if cells := _cells(read, issued_on):
        return cells
    return tuple(sorted((*_sentence(read, _Context(issued_on)), *_clauses(read, issued_on)), key=lambda one: one.start))


def _sentence(read: Plain, context: _Context) -> Iterator[Deadline]:
    at = 0
    while (first := _first(read.text, at)) is not None:
        name, found = first
        at = found.end()
        meaning = MEANINGS[name](found, context)
        if meaning is not None and not _tells_a_fact(read.text, found, last=meaning[1], context=context):
            yield _made(read, (found.start(), found.end()), meaning=meaning)


def _first(text: str, at: int) -> tuple[str, Found] | None:
    """The first match from `at` on; of several that begin there, the one that reads most, then the earlier pattern."""
    hits = [(name, found) for name, pattern in words.PATTERNS if (found := pattern.search(text, at))]
    return min(hits, key=lambda hit: (hit[1].start(), -hit[1].end()), default=None)


def _made(read: Plain, span: tuple[int, int], *, meaning: Meaning) -> Deadline:
    start, end = read.span(*span)
    kind, last = meaning
    return Deadline(read.whole[start:end], kind, last, start, end, _is_striving(read.text, span))


def _tells_a_fact(text: str, found: Found, *, last: date | None, context: _Context) -> bool:
    """Without 前, a date after 截至 or before the paper, or one that 以来 follows, is no time limit."""
    if last is None or words.DUE.search(found[0]):
        return False
    is_over = context.issued_on is not None and last < context.issued_on
    return is_over or words.PAST.search(text, 0, found.start()) is not None or text.startswith("以来", found.end())


def _is_striving(text: str, span: tuple[int, int]) -> bool:
    """力争 or 争取 before the date with no comma between, or right after it."""
    before = words.CLAUSE_END.split(text[: span[0]])[-1]
    return bool(words.STRIVING.search(before) or words.STRIVEN.match(text, span[1]))


def _clauses(read: Plain, issued_on: date | None) -> Iterator[Deadline]:
    """Clauses that say that a duty is standing or done, or is to be done at once."""
    pairs = ((DeadlineKind.STANDING, words.CLAUSE_STANDING), (DeadlineKind.DONE, words.CLAUSE_DONE))
    for kind, pattern in pairs:
        for found in pattern.finditer(read.text):
            yield _made(read, found.span(), meaning=(kind, None))
    for found in words.CLAUSE_AT_ONCE.finditer(read.text):
        yield _made(read, found.span(), meaning=(DeadlineKind.BY_DAY, issued_on))


def _cells(read: Plain, issued_on: date | None) -> tuple[Deadline, ...]:
    """The whole text is a time limit in short (2022年9月, 已完成, 长期), or several joined by 、."""
    context, found = _Context(issued_on), []
    for piece in re.finditer(r"[^、]+", read.text):
        text = re.sub(r"^(?:力争|争取)|[。；;]$", "", piece[0])
        meaning = _short(text, context) if text else None
        if meaning is None:
            return ()
        made = _made(read, piece.span(), meaning=meaning)
        found.append(replace(made, is_striving=words.STRIVING.match(piece[0]) is not None))
    return tuple(found)


def _short(text: str, context: _Context) -> Meaning | None:
    if words.CELL_DONE.fullmatch(text):
        return DeadlineKind.DONE, None
    if words.CELL_STANDING.fullmatch(text):
        return DeadlineKind.STANDING, None
    if words.CELL_AT_ONCE.fullmatch(text):
        return DeadlineKind.BY_DAY, context.issued_on
    if found := words.CELL_DAY.fullmatch(text):
        last = a_day(number(found["year"]), number(found["month"]), number(found["day"]))
        return (DeadlineKind.BY_DAY, last) if last else None
    if found := words.CELL_DATE.fullmatch(text):
        return _day(found, context)
    if found := words.CELL_MONTH.fullmatch(text):
        return _month(found, context)
    if found := words.CELL_MONTH_DEED.fullmatch(text):
        return _month(found, context)
    if found := words.CELL_MONTHS.fullmatch(text):
        context.year = number(text[:4]) or context.year  # 2025年9月至12月: the year of the first month holds
        return _month(found, context)
    if found := words.CELL_YEARS.fullmatch(text):
        return DeadlineKind.BY_YEAR_END, last_of_year(number(found["year"]))
    if found := words.CELL_YEAR.fullmatch(text):
        return DeadlineKind.WITHIN_YEAR, last_of_year(context.year_of(found))
    return None


def _rhythm(found: Found, context: _Context) -> Meaning | None:
    kinds = {
        "周": DeadlineKind.EVERY_WEEK,
        "月": DeadlineKind.EVERY_MONTH,
        "季": DeadlineKind.EVERY_QUARTER,
        "年": DeadlineKind.EVERY_YEAR,
    }
    return next(kind for sign, kind in kinds.items() if sign in found["every"]), None


def _after_issue(found: Found, context: _Context) -> Meaning | None:
    """Counted from this paper's own date. Working days need a calendar, another paper its own date: None."""
    before = found.string[max(0, found.start() - 8) : found.start()]
    length, day = number(found["length"]) or 0, context.issued_on
    is_own = found["own"] or (found["act"] == "印发" and words.OWN_PAPER.search(before))
    if day is None or "工作日" in found["span"] or not is_own:
        return DeadlineKind.AFTER_EVENT, None
    if found["span"] in ("个月", "年"):
        return DeadlineKind.AFTER_EVENT, later(day, months=length * (12 if found["span"] == "年" else 1))
    return DeadlineKind.AFTER_EVENT, day + timedelta(days=length * (7 if found["span"] == "周" else 1))


def _efforts(found: Found, context: _Context) -> Meaning | None:
    years = number(found["length"])
    if years is None or context.issued_on is None:
        return DeadlineKind.AFTER_EVENT, None
    return DeadlineKind.AFTER_EVENT, later(context.issued_on, months=12 * years)


def _five_years(found: Found, context: _Context) -> Meaning | None:
    context.year = FIVE_YEARS[found["five"]]
    return DeadlineKind.BY_YEAR_END, last_of_year(context.year)


def _since(found: Found, context: _Context) -> Meaning | None:
    year = number(found["year"])
    if year is None or (context.this_year is not None and year < context.this_year):
        return None
    context.year = year
    return DeadlineKind.STANDING, None


def _day(found: Found, context: _Context) -> Meaning | None:
    month, day = number(found["month"]), number(found["day"])
    if a_day(2024, month, day) is None:  # a leap year has every day there is
        return None
    return DeadlineKind.BY_DAY, context.ahead(found, a_day(context.year_of(found), month, day))


def _third(found: Found, context: _Context) -> Meaning | None:
    month = number(found["month"])
    year = context.year_of(found)
    if a_day(2024, month, 1) is None:
        return None
    ends = {"上": a_day(year, month, 10), "中": a_day(year, month, 20), "下": last_of_month(year, month)}
    return DeadlineKind.BY_DAY, context.ahead(found, ends[found["third"]])


def _month(found: Found, context: _Context) -> Meaning | None:
    month = number(found["month"])
    if a_day(2024, month, 1) is None:
        return None
    return DeadlineKind.BY_MONTH, context.ahead(found, last_of_month(context.year_of(found), month))


def _before_month(found: Found, context: _Context) -> Meaning | None:
    """前 without 底: the month itself is too late."""
    month = number(found["month"])
    if a_day(2024, month, 1) is None:
        return None
    first = a_day(context.year_of(found), month, 1)
    last = first - timedelta(days=1) if first else None
    return DeadlineKind.BY_MONTH, context.ahead(found, last)


def _half(found: Found, context: _Context) -> Meaning | None:
    last = last_of_month(context.year_of(found), 6 if found["half"] == "上" else 12)
    return DeadlineKind.BY_MONTH, context.ahead(found, last) if words.DUE.search(found[0]) else last


def _quarter(found: Found, context: _Context) -> Meaning | None:
    last = last_of_month(context.year_of(found), 3 * (number(found["quarter"]) or 0))
    return DeadlineKind.BY_MONTH, context.ahead(found, last) if words.DUE.search(found[0]) else last


def _year_end(found: Found, context: _Context) -> Meaning | None:
    return DeadlineKind.BY_YEAR_END, last_of_year(context.year_of(found))


def _before_year(found: Found, context: _Context) -> Meaning | None:
    context.year = number(found["year"])
    return DeadlineKind.BY_YEAR_END, last_of_year((context.year or 0) - 1)


def _in_year(found: Found, context: _Context) -> Meaning | None:
    return DeadlineKind.WITHIN_YEAR, last_of_year(context.year_of(found))


def _this_year_end(found: Found, context: _Context) -> Meaning | None:
    return DeadlineKind.BY_YEAR_END, last_of_year(context.year or context.this_year)


def _this_year(found: Found, context: _Context) -> Meaning | None:
    return DeadlineKind.WITHIN_YEAR, last_of_year(context.year or context.this_year)


MEANINGS: Mapping[str, Callable[[Found, _Context], Meaning | None]] = {
    "rhythm": _rhythm,
    "issued": _after_issue,
    "efforts": _efforts,
    "five_years": _five_years,
    "since": _since,
    "day": _day,
    "until_day": _day,
    "third": _third,
    "month": _month,
    "before_month": _before_month,
    "bare_month": _month,
    "half": _half,
    "quarter": _quarter,
    "quarter_letter": _quarter,
    "year_end": _year_end,
    "before_year": _before_year,
    "in_year": _in_year,
    "this_year_end": _this_year_end,
    "this_year": _this_year,
    "until_year": _year_end,
    "bare_year": _in_year,
}
