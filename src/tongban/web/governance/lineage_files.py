"""The lineage of a plan as a table to save: the whole of what the page shows under its filter."""

from collections.abc import Iterator
from io import BytesIO

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from tongban.domains.reform.lineage import api as lineage
from tongban.web import people, sheets
from tongban.web.accounts.acting import needs_duty
from tongban.web.governance import pages
from tongban.web.governance.lineage import WHOLE, answer, named, read, side
from tongban.web.wording import t

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {
    "task_place": 10,
    "task": 60,
    "region": 14,
    "plan": 22,
    "relation": 12,
    "findings": 60,
    "measure_place": 10,
    "measure": 60,
    "units": 30,
    "state": 12,
    "note": 30,
}
"""The columns of both files, and how many characters wide a spreadsheet shows each."""


@require_safe
@never_cache
@needs_duty(*pages.LEDGER)
def table(request: HttpRequest, plan_id: str) -> HttpResponse:
    """As CSV."""
    name, rows = _table(request, plan_id)
    return sheets.sheet(t("governance.lineage.file.csv", number=name), _heading(), rows)


@require_safe
@never_cache
@needs_duty(*pages.LEDGER)
def workbook(request: HttpRequest, plan_id: str) -> HttpResponse:
    """As .xlsx, with a frozen heading and a filter in each column; no cell is a formula."""
    name, rows = _table(request, plan_id)
    book = Workbook(write_only=True)
    page = book.create_sheet(t("governance.lineage.title"))
    page.freeze_panes = "A2"
    for place, width in enumerate(WIDTHS.values()):
        page.column_dimensions[chr(ord("A") + place)].width = width
    lines = [_heading(), *rows]
    for number, line in enumerate(lines):
        page.append([_cell(page, text, is_heading=number == 0) for text in line])
    page.auto_filter.ref = f"A1:{chr(ord('A') + len(WIDTHS) - 1)}{len(lines)}"
    file = BytesIO()
    book.save(file)
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    disposition = content_disposition_header(True, t("governance.lineage.file.xlsx", number=name))
    response["Content-Disposition"] = disposition or "attachment"
    return response


def _cell(page: object, text: str, *, is_heading: bool) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, text)
    cell.data_type = "s"
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if is_heading:
        cell.font = Font(bold=True)
    return cell


def _heading() -> tuple[str, ...]:
    return tuple(t(f"governance.lineage.column.{name}") for name in WIDTHS)


def _table(request: HttpRequest, plan_id: str) -> tuple[str, list[tuple[str, ...]]]:
    key, asked, actor = lineage.PlanId.parse(plan_id), read(request), people.actor(request)
    rows: list[tuple[str, ...]] = []
    start = 0
    while True:
        found = lineage.get_lineage(key, actor=actor, wanted=asked, start=start, limit=WHOLE)
        rows += [row for one in found.tasks for row in _rows(one)]
        start += WHOLE
        if start >= found.total:
            return named(found.plan), rows


def _rows(one: lineage.TaskView) -> Iterator[tuple[str, ...]]:
    upper = side(one.task) if one.task else None
    for link in one.answers:
        told = answer(link)
        lower = told["measure"]
        yield (
            upper["anchor"] if upper else "",
            upper["text"] if upper else "",
            told["region"],
            told["plan"],
            told["word"],
            "\n".join(_sentence(finding) for finding in told["findings"]),
            lower["anchor"] if lower else "",
            lower["text"] if lower else "",
            lower["units"] if lower else "",
            told["state_word"],
            told["note"],
        )


def _sentence(finding: dict[str, str]) -> str:
    words = [t(f"governance.lineage.{name}", words=finding[name]) for name in ("upper", "lower") if finding[name]]
    return t("governance.lineage.because", reason=finding["reason"], words=" / ".join(words))
