"""Finding any case that the reader may see, by its number or by words, whatever became of it."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tongban.domains.cases import api as cases
from tongban.web import moment
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Choice
from tongban.web.desk import pages
from tongban.web.wording import day, instant, pick, t

PER_PAGE = 30
STATES = (
    "precheck",
    "submitted",
    "supplement_wanted",
    "accepted",
    "suspended",
    "decided",
    "closed",
    "refused",
    "withdrawn",
    "ended",
)


@require_safe
@never_cache
@needs_duty(*pages.STAFF)
def search(request: HttpRequest) -> HttpResponse:
    """A whole number leads straight to its case; anything else gives a list."""
    actor, now = pages.officer(request), moment.now()
    text = request.GET.get("text", "").strip()
    state = request.GET.get("state", "") if request.GET.get("state", "") in STATES else ""
    if text and (exact := cases.find_case(text, actor)):
        return redirect("desk:case", str(exact))
    filters = cases.CaseFilters(status=(state,) if state else (), text=text)
    cursor = request.GET.get("cursor")
    found = cases.list_cases(actor, filters, cursor, now=now, limit=PER_PAGE)
    kept = {name: value for name, value in (("text", text), ("state", state)) if value}
    return pages.page(
        request,
        "search",
        place="search",
        text=text,
        states=[Choice(one, t(f"web.status.{one}"), one == state) for one in STATES],
        total=cases.count_cases(actor, filters),
        lines=[
            {
                "url": reverse("desk:case", args=[str(row.id)]),
                "number": row.number,
                "title": pick(row.title),
                "subject": row.subject.name,
                "status": row.status,
                "submitted": instant(row.submitted_at),
                "due": day(row.due_on) if row.status == "accepted" else "",
            }
            for row in found.rows
        ],
        first_url="?" + urlencode(kept) if cursor else "",
        next_url="?" + urlencode({**kept, "cursor": found.next_cursor}) if found.next_cursor else "",
    )
