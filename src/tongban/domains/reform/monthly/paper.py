"""The monthly report as .docx in the layout of official papers (GB/T 9704—2012): A4, 22 lines of 28 characters."""

from collections.abc import Sequence
from io import BytesIO

import docx
from docx.document import Document

from tongban.domains.reform.monthly import layout, telling
from tongban.domains.reform.monthly.answers import MonthlyReport
from tongban.domains.reform.monthly.letterhead import Letterhead, checked, chinese_day, signing
from tongban.kernel import texts

NUMERALS = "一二三四五六七八九十"
UNIT_WIDTHS, DUE_WIDTHS = (66, 18, 18, 18, 18, 18), (14, 66, 36, 28, 12)
"""Of the columns, in millimetres: together the 156 mm of the text."""


def write_monthly(report: MonthlyReport, head: Letterhead) -> bytes:
    """The bytes of the .docx. Refuses `reform.monthly.{signer,line,number}`."""
    known = checked(head)
    paper: Document = docx.Document()
    layout.prepare(paper)
    title = _say(telling.title(report))
    paper.core_properties.title = title
    paper.core_properties.author = known.signer
    layout.head(paper, red_head=known.red_head, number=known.number)
    layout.title(paper, title)
    if known.to:
        layout.body(paper, f"{known.to}：", indent=0)
    layout.body(paper, _say(telling.opening(report)))
    _body(paper, telling.parts(report))
    annexes = [_code("annex_units")] if report.units else []
    annexes += [_code("annex_due")] if report.due_next else []
    layout.annex_note(paper, annexes)
    layout.signature(paper, known.signer, chinese_day(known.dated), right=signing(known))
    _annexes(paper, report, annexes)
    file = BytesIO()
    paper.save(file)
    return file.getvalue()


def _say(said: telling.Said) -> str:
    return telling.flat(said, "zh", texts.say)


def _code(name: str) -> str:
    return texts.say(f"reform.monthly.{name}", "zh")


def _body(paper: Document, parts: Sequence[telling.Part]) -> None:
    """Headings are numbered 一、 and, below each, anew （一）."""
    first = second = 0
    for part in parts:
        heading = texts.say(part.heading, "zh")
        if part.level == 1:
            first, second = first + 1, 0
            layout.heading(paper, f"{NUMERALS[first - 1]}、{heading}", level=1)
        else:
            second += 1
            layout.heading(paper, f"（{NUMERALS[second - 1]}）{heading}", level=2)
        for said in part.said:
            layout.body(paper, _say(said))


def _annexes(paper: Document, report: MonthlyReport, names: Sequence[str]) -> None:
    for place, name in enumerate(names, 1):
        layout.annex(paper, f"附件{place}" if len(names) > 1 else "附件", name)
        if name == _code("annex_units"):
            columns = [_code(f"column.{one}") for one in ("unit", "total", "closed", "overdue", "near", "asked")]
            rows = [
                (one.name, *(str(n) for n in (one.total, one.closed, one.overdue, one.near_due, one.asked)))
                for one in report.units
            ]
            layout.table(paper, columns, rows, widths=UNIT_WIDTHS)
        else:
            columns = [_code(f"column.{one}") for one in ("anchor", "measure", "lead", "due", "share")]
            due = [
                (one.anchor, one.text, "、".join(one.lead), chinese_day(one.due_on), f"{one.share}%")
                for one in report.due_next
            ]
            layout.table(paper, columns, due, widths=DUE_WIDTHS)
