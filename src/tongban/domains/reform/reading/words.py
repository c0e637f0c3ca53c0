"""The wording of Chinese official documents: numbers of papers, dates, deadlines, lists of units."""

import calendar
import re
from datetime import date, timedelta

from tongban.domains.reform.reading.plan import Deadline

PAPER_NUMBER = re.compile(r"([\u4e00-\u9fa5]{2,12})[〔\[（(【](\d{4})[〕\]）)】](\d+)号")
WRITTEN_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
ISSUED_PLAN = re.compile(r"关于印发(.+?)的通知")
DEADLINE = re.compile(r"(20\d\d)年(?:(\d{1,2})月)?(底)?前")
BOOKMARK = re.compile(r"\[bookmark[^\]]*\]")
DONE = "已完成"


def paper_number(line: str) -> str | None:
    """`渝府办发〔2019〕81号` in its standard brackets, from any of the bracket forms in use."""
    found = PAPER_NUMBER.search(line)
    return f"{found[1]}〔{found[2]}〕{int(found[3])}号" if found else None


def written_date(line: str) -> date | None:
    """The first full date of a line; None where there is none or it does not exist."""
    found = WRITTEN_DATE.search(line)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def issued_plan(line: str) -> str | None:
    """The name of the plan in `关于印发……的通知`."""
    found = ISSUED_PLAN.search(line)
    return found[1] if found else None


def deadlines(text: str) -> tuple[Deadline, ...]:
    """Every `…年…月底前` of a sentence with the last day it leaves.

    With 底 the period is included (2019年底前 is 2019-12-31, 2019年9月底前 is 2019-09-30); without it the period
    itself is too late (2020年前 is 2019-12-31).
    """
    found = []
    for match in DEADLINE.finditer(text):
        year, month, is_end = int(match[1]), int(match[2] or 0), bool(match[3])
        if month > 12:
            continue
        if is_end:
            month = month or 12
            last = date(year, month, calendar.monthrange(year, month)[1])
        else:
            last = date(year, month or 1, 1) - timedelta(days=1)
        found.append(Deadline(match[0], last))
    return tuple(found)


def units(cell: str) -> tuple[str, ...]:
    """The units of a list cell, in order, each once. White space inside a name is a line break of the layout."""
    names = re.split("[、，,；;]", re.sub(r"\s", "", clean(cell)))
    return tuple(dict.fromkeys(name for name in names if name))


def clean(text: str) -> str:
    """Text without the marks that word processors leave behind."""
    return BOOKMARK.sub("", text).strip()


def joined(text: str) -> str:
    """A cell's lines as one sentence: Chinese is set without spaces at line breaks."""
    return re.sub(r"\s*\n\s*", "", clean(text))
