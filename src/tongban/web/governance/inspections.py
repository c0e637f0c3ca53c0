"""Inspections: a new one, one with its findings, a finding recorded in it, its end."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tongban.domains.reform.ledger import api as ledger
from tongban.domains.reform.supervision import api as supervision
from tongban.domains.registry import api as registry
from tongban.kernel.errors import Refusal
from tongban.web import asking, moment, people, preferences
from tongban.web.accounts.acting import needs_duty
from tongban.web.asking import Asked
from tongban.web.components.parts import Fact, Link
from tongban.web.governance import findings, pages
from tongban.web.wording import day, pick, t

PURPOSE = "reform.finding"
FINDING: tuple[asking.Ask, ...] = (
    ("agency", "select", True),
    ("matter", "select", True),
    ("severity", "radio", True),
    ("text", "textarea", True),
    ("measure", "select", False),
)
INSPECTION: tuple[asking.Ask, ...] = (
    ("title", "text", True),
    ("kind", "radio", True),
    ("method", "radio", True),
    ("on", "date", True),
    ("plan", "select", False),
    ("agencies", "checkboxes", False),
)
MOST = 300


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_duty(*pages.LEDGER)
def new(request: HttpRequest) -> HttpResponse:
    """Put an inspection on record for the chosen region."""
    region, actor = preferences.region(request), people.actor(request)
    if region is None:
        return pages.page(request, "nowhere", place="orders")

    def do(asked: Asked) -> HttpResponse:
        plan = asked.text("plan")
        subject = supervision.Subject(
            plan=ledger.PlanId.parse(plan) if plan else None,
            agencies=tuple(registry.AgencyId.parse(one) for one in asked.many("agencies")),
        )
        made = supervision.open_inspection(
            region.code,
            asked.text("title"),
            kind=asked.text("kind"),
            method=asked.text("method"),
            subject=subject,
            held_on=asked.day("on"),
            **asked.by,
        )
        messages.success(request, t("supervise.done.inspection"))
        return redirect("governance:inspection", str(made))

    plans = [one for one in ledger.list_plans(actor=actor) if one.region in registry.subtree(region.code)]
    form = asking.Form(
        code="supervise.page.inspection",
        labels="supervise.field",
        asks=INSPECTION,
        action=reverse("governance:inspection_new"),
        back=reverse("governance:orders"),
        choices={
            "kind": findings.options("kind", supervision.InspectionKind),
            "method": findings.options("method", supervision.Method),
            "plan": [("", t("supervise.no_plan")), *((str(one.id), one.title) for one in plans)],
            "agencies": agencies(region.code),
        },
        values={"on": moment.today().isoformat(), "kind": "daily", "method": "window"},
    )
    return asking.answer(request, form, do, actor=actor, purpose=PURPOSE)


@require_safe
@never_cache
@needs_duty(*pages.LEDGER)
def inspection(request: HttpRequest, inspection_id: str) -> HttpResponse:
    view = _find(request, inspection_id)
    wanted = supervision.Wanted(inspection=view.id)
    found = supervision.list_findings(wanted, actor=people.actor(request), today=moment.today())
    comma = t("web.list")
    facts = [
        Fact(t("supervise.field.kind"), findings.word("kind", view.kind), findings.word("method", view.method)),
        Fact(t("supervise.field.on"), day(view.held_on)),
        Fact(t("supervise.field.plan"), view.plan_title, comma.join(anchor for _, anchor in view.measures)),
        Fact(t("supervise.field.agencies"), comma.join(pick(one) for one in view.agencies)),
        Fact(t("supervise.fact.result"), view.result),
    ]
    return pages.page(
        request,
        "inspection",
        place="orders",
        view=view,
        links=[Link(t("governance.orders.title"), reverse("governance:orders")), Link(view.title)],
        facts=[one for one in facts if one.value or one.note],
        rows=[findings.row(one) for one in found],
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_duty(*pages.LEDGER)
def finding_new(request: HttpRequest, inspection_id: str) -> HttpResponse:
    """Record what was found."""
    view = _open(request, inspection_id)

    def do(asked: Asked) -> HttpResponse:
        made = supervision.record_finding(view.id, found(asked), evidence=asked.files, **asked.by)
        messages.success(request, t("supervise.done.finding"))
        return redirect("governance:order", str(made))

    form = finding_form(
        request,
        view.region,
        code="supervise.page.finding",
        action=reverse("governance:finding_new", args=[str(view.id)]),
        back=reverse("governance:inspection", args=[str(view.id)]),
    )
    return asking.answer(request, form, do, actor=people.actor(request), purpose=PURPOSE)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_duty(*pages.LEDGER)
def close(request: HttpRequest, inspection_id: str) -> HttpResponse:
    """No more findings come of it."""
    view = _open(request, inspection_id)

    def do(asked: Asked) -> HttpResponse:
        supervision.close_inspection(view.id, asked.text("text"), **asked.by)
        messages.success(request, t("supervise.done.inspection_closed"))
        return redirect("governance:inspection", inspection_id)

    form = asking.Form(
        code="supervise.page.inspection_close",
        labels="supervise.field",
        asks=(("text", "textarea", True),),
        action=reverse("governance:inspection_close", args=[inspection_id]),
        back=reverse("governance:inspection", args=[inspection_id]),
        facts=[Fact(t("supervise.field.title"), view.title, t("supervise.findings", count=view.findings))],
        is_grave=True,
    )
    return asking.answer(request, form, do, actor=people.actor(request), purpose=PURPOSE)


def finding_form(request: HttpRequest, region: str, *, code: str, action: str, back: str) -> asking.Form:
    """What is asked of a finding."""
    wanted = ledger.LedgerFilter(region=region, is_open=True)
    known = ledger.list_measures(wanted, actor=people.actor(request), today=moment.today(), limit=MOST).measures
    measures = [(str(one.id), f"{one.anchor} {one.text[:40]}") for one in known]
    return asking.Form(
        code=code,
        labels="supervise.field",
        asks=FINDING,
        action=action,
        back=back,
        files=asking.MOST_FILES if code.endswith("finding") else 0,
        choices={
            "agency": [("", t("supervise.choose")), *agencies(region)],
            "matter": findings.options("matter", supervision.Matter),
            "severity": findings.options("severity", supervision.Severity),
            "measure": [("", t("supervise.no_measure")), *measures],
        },
        values={"severity": "minor", "matter": "window"},
        helps=frozenset({"measure"}),
    )


def found(asked: Asked) -> supervision.Found:
    """Refuses `governance.act.no_agency` where no unit was chosen."""
    agency, measure = asked.text("agency"), asked.text("measure")
    if not agency:
        raise Refusal("governance.act.no_agency")
    return supervision.Found(
        registry.AgencyId.parse(agency),
        asked.text("matter"),
        asked.text("severity"),
        text=asked.text("text"),
        measure=ledger.MeasureId.parse(measure) if measure else None,
    )


def agencies(region: str) -> list[tuple[str, str]]:
    listed = registry.list_agencies(registry.subtree(region), moment.today())
    return [(str(one.id), pick(one.name)) for one in listed]


def _find(request: HttpRequest, inspection_id: str) -> supervision.InspectionView:
    try:
        known = supervision.InspectionId.parse(inspection_id)
        return supervision.get_inspection(known, actor=people.actor(request))
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal


def _open(request: HttpRequest, inspection_id: str) -> supervision.InspectionView:
    """One that still takes findings; a closed one has no such page."""
    view = _find(request, inspection_id)
    if not view.may_inspect:
        raise Http404(inspection_id)
    return view
