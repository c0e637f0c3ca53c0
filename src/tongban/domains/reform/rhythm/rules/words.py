"""What may stand in the fields that people fill: not empty, not endless, a month that is one. Pure."""

import re
from collections.abc import Iterable
from datetime import date

from tongban.kernel.errors import Refusal

LONGEST_LINE, LONGEST_TEXT, LONGEST_MINUTES, MOST_LINES = 200, 4000, 40000, 50
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def require(holds: bool, code: str, /, **values: object) -> None:
    """Refuses with `code` unless it holds."""
    if not holds:
        raise Refusal(code, **values)


def line(said: str, *, code: str, longest: int = LONGEST_LINE) -> str:
    """One line without blanks around it. Refuses with `code` when it is empty or too long."""
    found = " ".join(said.split())
    require(0 < len(found) <= longest, code, longest=longest)
    return found


def lines(said: Iterable[str], *, code: str) -> list[str]:
    """Lines without the empty ones. Refuses with `code` when there are too many or one is too long."""
    found = [" ".join(one.split()) for one in said if one.strip()]
    fits = len(found) <= MOST_LINES and all(len(one) <= LONGEST_LINE for one in found)
    require(fits, code, most=MOST_LINES, longest=LONGEST_LINE)
    return found


def text(said: str, *, longest: int = LONGEST_TEXT) -> str:
    """Refuses `reform.rhythm.words` when there is nothing, or too much."""
    found = said.strip()
    require(0 < len(found) <= longest, "reform.rhythm.words", longest=longest)
    return found


def month(period: str, *, today: date) -> str:
    """Refuses `reform.meeting.period` for what is no month (`2026-03`) or one that has not begun."""
    require(bool(_MONTH.fullmatch(period)) and period <= f"{today:%Y-%m}", "reform.meeting.period", period=period[:20])
    return period


def dispatch_title(period: str) -> str:
    """The name that a month's dispatch is given in the record: it is a Chinese document."""
    return f"{int(period[:4])}年{int(period[5:])}月调度"
