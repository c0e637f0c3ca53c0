"""Findings and orders in a list, the worst first: the office's region, or what was found at the reader's own units."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tongban.domains.reform.supervision import api as supervision
from tongban.domains.registry import api as registry
from tongban.kernel.errors import Refusal
from tongban.web import moment, people, preferences
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Choice
from tongban.web.governance import findings, measures, pages
from tongban.web.wording import day, pick, t


@require_safe
@never_cache
@needs_duty(*pages.CONCERNED)
def orders(request: HttpRequest) -> HttpResponse:
    """Whoever supervises sees the chosen region with what the rules propose; a unit sees its own."""
    actor, today = people.actor(request), moment.today()
    is_office = bool(actor.duties & set(pages.LEDGER))
    region = preferences.region(request)
    if is_office and region is None:
        return pages.page(request, "nowhere", place="orders")
    asked = measures.read(request, "standing", "agency", "matter", "words")
    code = region.code if is_office and region else ""
    mine = None if is_office else _own(request)
    wanted = supervision.Wanted(
        region=code,
        agencies=mine,
        standing=asked["standing"] if asked["standing"] in findings.LOOKS else "",
        agency=_agency(asked["agency"]),
        matter=asked["matter"],
        words=asked["words"],
    )
    whole = supervision.Wanted(region=code, agencies=mine)
    every = supervision.list_findings(whole, actor=actor, today=today)
    found = supervision.list_findings(wanted, actor=actor, today=today)
    proposals = supervision.list_proposals(code, actor=actor, today=today) if code else []
    agencies = {str(one.agency): pick(one.agency_name) for one in every}
    return pages.page(
        request,
        "orders",
        place="orders",
        is_office=is_office,
        region_name=pick(region.name) if region and is_office else "",
        may_inspect=bool(code) and supervision.may_inspect(code, actor),
        asked=asked,
        is_narrowed=any(asked.values()),
        tallies=findings.tallies(supervision.count_standings(whole, actor=actor, today=today), asked),
        agencies=[Choice(one, name, one == asked["agency"]) for one, name in sorted(agencies.items())],
        matters=[
            Choice(one, name, one == asked["matter"]) for one, name in findings.options("matter", supervision.Matter)
        ],
        rows=[findings.row(one) for one in found],
        proposals=[
            {**findings.row(one), "rule": pick(rule.title), "step": findings.word("step", rule.step)}
            for one, rule in proposals[:10]
        ],
        inspections=_inspections(code, request) if code else [],
        observers_url=reverse("governance:observers") if is_office else "",
    )


def _inspections(region: str, request: HttpRequest) -> list[dict[str, str]]:
    return [
        {
            "url": reverse("governance:inspection", args=[str(one.id)]),
            "title": one.title,
            "note": f"{findings.word('kind', one.kind)} · {findings.word('method', one.method)} · {day(one.held_on)}",
            "count": t("supervise.findings", count=one.findings),
            "look": "finished" if one.closed_at else "open",
            "word": t("supervise.inspection.closed" if one.closed_at else "supervise.inspection.running"),
        }
        for one in supervision.list_inspections(region, actor=people.actor(request), limit=30)
    ]


def _own(request: HttpRequest) -> frozenset[registry.AgencyId]:
    held = people.actor(request).agencies_with(*pages.WORKING)
    return frozenset(one.id for one in registry.list_agencies_by_pk(held).values())


def _agency(text: str) -> str:
    try:
        return str(registry.AgencyId.parse(text)) if text else ""
    except Refusal:
        return ""
