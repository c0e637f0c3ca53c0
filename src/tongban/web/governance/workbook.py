"""The ledger of a plan as a spreadsheet: out, filled in, back, looked at, and only then written."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tongban.domains.reform.ids import PlanId
from tongban.domains.reform.sheets import api as sheets
from tongban.kernel.errors import Refusal
from tongban.web import moment, people
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Fact, Field, Link, Mistake
from tongban.web.governance import pages
from tongban.web.wording import instant, language, t

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST = 10_000_000
GET_AND_POST = ["GET", "HEAD", "POST"]
MOST_SHOWN = 200


@require_safe
@never_cache
@needs_duty(*pages.CONCERNED)
def download(request: HttpRequest, plan_id: str) -> HttpResponse:
    """The workbook with the measures that the reader may see."""
    try:
        name, data = sheets.make_sheet(
            PlanId.parse(plan_id), actor=people.actor(request), language=language(), now=moment.now()
        )
    except Refusal as refused:
        raise Http404(refused.code) from refused
    response = HttpResponse(data, content_type=XLSX)
    if disposition := content_disposition_header(True, name):
        response["Content-Disposition"] = disposition
    return response


@require_http_methods(GET_AND_POST)
@never_cache
@needs_duty(*pages.CONCERNED)
def upload(request: HttpRequest, plan_id: str) -> HttpResponse:
    """Send the workbook back. A file with a mistake is told cell by cell, and nothing of it is kept."""
    if request.method != "POST":
        return _ask(request, plan_id)
    file = request.FILES.get("file")
    if file is None:
        return _ask(request, plan_id, error=t("governance.sheet.file_missing"))
    if (file.size or 0) > LARGEST:
        return _ask(request, plan_id, error=t("kernel.sheet.too_large", most=LARGEST // 1_000_000))
    try:
        checked = sheets.check_sheet(
            PlanId.parse(plan_id),
            data=file.read(),
            name=file.name or "",
            actor=people.actor(request),
            now=moment.now(),
        )
    except Refusal as refused:
        return _ask(request, plan_id, error=t(refused.code, **refused.values))
    if checked.sheet is None:
        return _ask(request, plan_id, wrong=checked.mistakes)
    return redirect("governance:sheet", str(checked.sheet))


def _ask(request: HttpRequest, plan_id: str, *, error: str = "", wrong: Iterable[sheets.Mistake] = ()) -> HttpResponse:
    cells = list(told(wrong))
    if cells:
        error = t("governance.sheet.wrong", count=len(cells))
    field = Field("file", t("governance.sheet.file"), "file", help=t("governance.sheet.file.help"), error=error)
    return pages.page(
        request,
        "sheet_upload",
        place="duties",
        status=422 if error else 200,
        field_file=field,
        mistakes=[Mistake(error, field.id)] if error else [],
        cells=cells[:MOST_SHOWN],
        more=max(len(cells) - MOST_SHOWN, 0),
        download_url=reverse("governance:sheet_download", args=[plan_id]),
    )


def told(wrong: Iterable[sheets.Mistake]) -> Iterable[dict[str, Any]]:
    """Each mistake with its place in words."""
    for one in wrong:
        yield {
            "sheet": one.sheet,
            "place": one.cell or (t("governance.sheet.row", row=one.row) if one.row else "—"),
            "title": one.title,
            "text": t(one.code, **one.values),
        }


@require_http_methods(GET_AND_POST)
@never_cache
@needs_duty(*pages.CONCERNED)
def sheet(request: HttpRequest, sheet_id: str) -> HttpResponse:
    """What a workbook asks for, and the decision."""
    actor, now = people.actor(request), moment.now()
    try:
        found = sheets.get_sheet(sheets.SheetId.parse(sheet_id), actor=actor)
    except Refusal as refused:
        raise Http404(refused.code) from refused
    if request.method != "POST":
        return _show(request, found)
    if "discard" in request.POST:
        sheets.discard_sheet(found.id, actor=actor, now=now)
        messages.success(request, t("governance.sheet.discarded"))
        return redirect("governance:sheet_upload", str(found.plan))
    take = [int(one) for one in request.POST.getlist("take") if one.isascii() and one.isdigit() and len(one) < 6]
    try:
        done = sheets.apply_sheet(found.id, take=take, actor=actor, now=now)
    except Refusal as refused:
        listed = refused.values.get("mistakes")
        wrong = listed if isinstance(listed, list) else []
        return _show(request, found, error=t(refused.code, **refused.values), wrong=wrong)
    messages.success(request, t("governance.sheet.done", count=done))
    return redirect("governance:sheet", sheet_id)


def _show(
    request: HttpRequest, found: sheets.SheetView, *, error: str = "", wrong: Iterable[sheets.Mistake] = ()
) -> HttpResponse:
    rows = [_row(place, one) for place, one in enumerate(found.changes)]
    return pages.page(
        request,
        "sheet",
        place="duties",
        status=422 if error else 200,
        sheet=found,
        mistakes=[Mistake(error)] if error else [],
        cells=list(told(wrong)),
        word=t(f"governance.sheet.state.{found.state}"),
        facts=[
            Fact(t("governance.sheet.made_at"), instant(found.made_at)),
            Fact(t("governance.sheet.rows"), str(found.rows)),
            Fact(t("governance.sheet.changes"), str(len(found.changes))),
            Fact(t("governance.sheet.missing"), str(found.missing)),
        ],
        conflicts=[one for one in rows if one["is_conflict"]],
        rows=[one for one in rows if not one["is_conflict"]],
        is_open=found.state == "checked",
        links=[
            Link(found.plan_title, reverse("governance:sheet_upload", args=[str(found.plan)])),
            Link(found.file_name),
        ],
    )


def _upload_url(found: sheets.SheetView) -> str:
    return reverse("governance:sheet_upload", args=[str(found.plan)])


def _row(place: int, one: sheets.Change) -> dict[str, Any]:
    return {
        "place": place,
        "anchor": one.anchor,
        "url": reverse("governance:measure", args=[f"measure_{one.measure}"]),
        "act": t(f"governance.sheet.act.{one.act}"),
        "old": one.old or "—",
        "new": one.new,
        "is_conflict": one.is_conflict,
        "row": one.row,
    }
