"""Tables as CSV, from any place."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.http import content_disposition_header

FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"


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
