"""Days as a holiday notice writes them: one holiday a line, read into dates with names.

    元旦：1月1日至3日                     a range inside a month
    春节：2月5日（周五）至12日             weekdays in brackets are passed over
    国庆节 National Day: 10月1日—7日       an English name may follow the Chinese one
    2027-10-01 .. 2027-10-07 国庆节        ISO days, the name after them
    2月1日（周日）、2月14日上班              several days on a line

A sentence about make-up days does not belong among the days off, so such a line is refused there.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from unicodedata import normalize

from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal

LONGEST_HOLIDAY = 30
_BRACKETS = re.compile(r"\([^)]*\)")
_PHRASES = re.compile(r"共\s*\d+\s*天|放假调休|放假|调休|补休|上班")  # words of notices that are not names
_DAY = r"(?:(?P<{0}y>\d{{4}})[-年./])?(?:(?P<{0}m>\d{{1,2}})[-月./])?(?P<{0}d>\d{{1,2}})日?"
_SPAN = re.compile(_DAY.format("a") + r"(?:\s*(?:至|到|~|-{1,2}|–|—+|\.\.|to)\s*" + _DAY.format("b") + r")?")
_DANGLING = re.compile(r"\d|至|到|~|\.\.")
_NAME = re.compile(r"[^\d,;、。:]*[^\W\d_][^\d,;、。:]*")


def read_days(text: str, year: int, *, field: str) -> dict[date, Text | None]:
    """The days of every line, with the line's name if it has one.

    Refuses `administration.days.<field>` with the number and the text of the first line that is not understood.
    """
    days: dict[date, Text | None] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            if field == "off" and "上班" in line:
                raise ValueError(line)
            days.update(_read_line(line, year))
        except ValueError:
            raise Refusal(f"administration.days.{field}", line=number, text=line.strip()[:60]) from None
    return days


def write_days(days: dict[date, Text | None]) -> str:
    """Days as text that `read_days` reads back: runs of one name a line."""
    lines: list[str] = []
    run: list[date] = []
    for day in sorted(days):
        if run and (day - run[-1] != timedelta(1) or days[day] != days[run[-1]]):
            lines.append(_line(run, days[run[0]]))
            run = []
        run.append(day)
    return "\n".join([*lines, *([_line(run, days[run[0]])] if run else [])])


def _line(run: list[date], name: Text | None) -> str:
    span = run[0].isoformat() if len(run) == 1 else f"{run[0].isoformat()} .. {run[-1].isoformat()}"
    return span + (f" {name.zh}" + (f" {name.en}" if name.en != name.zh else "") if name else "")


def _read_line(line: str, year: int) -> dict[date, Text | None]:
    plain = _PHRASES.sub("", _BRACKETS.sub("", normalize("NFKC", line)))
    spans = list(_SPAN.finditer(plain))
    if not spans:
        raise ValueError(line)
    rest = _SPAN.sub("\n", plain)
    if _DANGLING.search(rest):
        raise ValueError(line)
    name = _name(rest)
    return {day: name for span in spans for day in _days(span, year)}


def _days(span: re.Match[str], year: int) -> Iterator[date]:
    if span["am"] is None:
        raise ValueError(span[0])
    first = date(int(span["ay"] or year), int(span["am"]), int(span["ad"]))
    last = first
    if span["bd"]:
        month = int(span["bm"] or first.month)
        last = date(int(span["by"] or first.year), month, int(span["bd"]))
    if not 0 <= (last - first).days < LONGEST_HOLIDAY:
        raise ValueError(span[0])
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)


def _name(rest: str) -> Text | None:
    """The first words of what is left of a line: Chinese ones, and English ones when they follow."""
    for part in rest.split("\n"):
        for found in _NAME.findall(part):
            words = found.strip(" -–—.~")
            chinese = "".join(re.findall(r"[\u4e00-\u9fff]+", words))
            english = " ".join(re.findall(r"[A-Za-z][A-Za-z' -]*", words)).strip()
            if chinese or english:
                return Text(zh=chinese or english, en=english or chinese)
    return None
