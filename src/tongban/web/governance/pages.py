"""What every page of governance shares: its rail by duty, and tables as CSV."""

import csv
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header

from tongban.web import people
from tongban.web.wording import t

WATCHING = ("supervise", "reform", "audit")
LEDGER = ("reform", "supervise")
IMPORT = "reform"
_RAIL: tuple[tuple[str, tuple[str, ...]], ...] = (("home", ()), ("plans", LEDGER), ("import", (IMPORT,)))
FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"


def page(request: HttpRequest, name: str, *, place: str = "", status: int = 200, **values: Any) -> HttpResponse:
    """The template `governance/<name>.html`; the rail shows what the reader's duties open, none when that is one."""
    duties = people.actor(request).duties
    rail = [
        {"label": t(f"governance.{entry}.title"), "url": reverse(f"governance:{entry}"), "current": entry == place}
        for entry, wanted in _RAIL
        if not wanted or duties & set(wanted)
    ]
    shown = {"rail": rail if len(rail) > 1 else [], **values}
    return render(request, f"governance/{name}.html", shown, status=status)


def sheet(name: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A table as CSV that spreadsheet programs open: UTF-8 with its mark, no cell that could be a formula."""
    response = HttpResponse(BOM, content_type="text/csv; charset=utf-8")
    if disposition := content_disposition_header(True, name):
        response["Content-Disposition"] = disposition
    writer = csv.writer(response)
    writer.writerow(heading)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return response


def _harmless(cell: object) -> object:
    is_formula = isinstance(cell, str) and cell.startswith(FORMULA)
    return f"'{cell}" if is_formula else "" if cell is None else cell
