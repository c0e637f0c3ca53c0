"""What a unit's officer has to do: the measures that its agencies lead or help with, what is due first."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tongban.domains.reform.ledger import api as ledger
from tongban.domains.reform.sheets import api as sheets
from tongban.domains.registry import api as registry
from tongban.web import moment, people
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Choice, Link
from tongban.web.governance import measures, pages
from tongban.web.wording import pick

PER_PAGE = 40
NARROWED = ("light", "state", "unit", "who", "words")


@require_safe
@never_cache
@needs_duty(*pages.WORKING)
def duties(request: HttpRequest) -> HttpResponse:
    """Open measures, worst first; `who=me` only those of which the reader is the named person."""
    actor, today = people.actor(request), moment.today()
    agencies = registry.list_agencies_by_pk(actor.agencies_with(*pages.WORKING))
    asked = measures.read(request, *NARROWED)
    mine = {pk for pk, one in agencies.items() if not asked["unit"] or str(one.id) == asked["unit"]}
    wanted = ledger.LedgerFilter(agencies=frozenset(mine or agencies), words=asked["words"], is_open=True)
    if asked["who"] == "me":
        wanted = replace(wanted, owner=registry.AccountId.parse(actor.label))
    lights, states = ledger.count_by_light(wanted, actor=actor, today=today)
    found = ledger.list_measures(
        replace(wanted, light=asked["light"], state=asked["state"]),
        actor=actor,
        today=today,
        after=request.GET.get("after", "")[:60],
        limit=PER_PAGE,
    )
    own = measures.query(asked)
    names = {one.id for one in agencies.values()}
    return pages.page(
        request,
        "duties",
        place="duties",
        asked=asked,
        is_narrowed=any(asked.values()),
        tallies=measures.tallies(lights, states, asked),
        units=[
            Choice(str(one.id), pick(one.short), str(one.id) == asked["unit"])
            for one in sorted(agencies.values(), key=lambda one: one.pk)
        ],
        plans=[
            Link(title, reverse("governance:sheet_upload", args=[str(plan)]))
            for plan, title in sheets.plans_of(actor=actor, today=today)
        ],
        rows=[{**measures.row(one), "leads": one.lead_agency in names} for one in found.measures],
        first_url=f"?{own}" if request.GET.get("after") else "",
        next_url=f"?{own}&after={found.next}" if found.next else "",
    )
