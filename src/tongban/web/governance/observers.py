"""Observation points, observers and what they reported, as the office keeps them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tongban.domains.reform.supervision import api as supervision
from tongban.kernel.errors import Refusal
from tongban.kernel.evidence import EvidenceId
from tongban.web import asking, moment, people, preferences, supervised
from tongban.web.accounts.acting import needs_duty
from tongban.web.asking import Asked
from tongban.web.components.parts import Fact, Link
from tongban.web.governance import findings, inspections, pages
from tongban.web.wording import day, t

PURPOSE = "reform.observing"
ASKS: dict[str, tuple[asking.Ask, ...]] = {
    "point": (("name", "text", True), ("kind", "radio", True), ("address", "text", False)),
    "observer": (("username", "text", True), ("capacity", "radio", True), ("point", "select", False)),
}


@require_safe
@never_cache
@needs_duty(*pages.LEDGER)
def observers(request: HttpRequest) -> HttpResponse:
    """The register of the chosen region, and what was reported: what waits first."""
    region, actor, today = preferences.region(request), people.actor(request), moment.today()
    if region is None:
        return pages.page(request, "nowhere", place="observers")
    reported = supervision.list_faults(actor=actor, today=today, region=region.code)
    kept = supervision.list_observers(region.code, actor=actor, on=today)
    return pages.page(
        request,
        "observers",
        place="observers",
        may_keep=supervision.may_keep(region.code, actor),
        faults=[_fault(one) for one in reported],
        points=[
            {"name": one.name, "kind": findings.word("point", one.kind), "address": one.address, "count": one.observers}
            for one in supervision.list_points(region.code, on=today)
        ],
        people=[
            {
                "name": one.name,
                "capacity": findings.word("capacity", one.capacity),
                "point": one.point,
                "since": day(one.since),
                "count": one.faults,
                "end": reverse("governance:observer_end", args=[str(one.id)]),
            }
            for one in kept
        ],
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_duty(*pages.LEDGER)
def register(request: HttpRequest, what: str) -> HttpResponse:
    """A new point, or a new observer."""
    region, actor = preferences.region(request), people.actor(request)
    if what not in ASKS or region is None:
        raise Http404(what)

    def do(asked: Asked) -> HttpResponse:
        _enter(region.code, what, asked)
        messages.success(request, t(f"supervise.done.{what}"))
        return redirect("governance:observers")

    points = supervision.list_points(region.code, on=moment.today())
    form = asking.Form(
        code=f"supervise.page.{what}",
        labels="supervise.field",
        asks=ASKS[what],
        action=reverse("governance:register", args=[what]),
        back=reverse("governance:observers"),
        choices={
            "kind": findings.options("point", supervision.PointKind),
            "capacity": findings.options("capacity", supervision.Capacity),
            "point": [("", t("supervise.no_point")), *((str(one.id), one.name) for one in points)],
        },
        helps=frozenset({"username"}),
    )
    return asking.answer(request, form, do, actor=actor, purpose=PURPOSE)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_duty(*pages.LEDGER)
def end(request: HttpRequest, observer_id: str) -> HttpResponse:
    """The observer reports no more after today."""
    actor, today = people.actor(request), moment.today()
    region = preferences.region(request)
    kept = supervision.list_observers(region.code, actor=actor, on=today) if region else []
    one = next((one for one in kept if str(one.id) == observer_id), None)
    if one is None:
        raise Http404(observer_id)

    def do(asked: Asked) -> HttpResponse:
        supervision.end_observer(one.id, **asked.by)
        messages.success(request, t("supervise.done.observer_end"))
        return redirect("governance:observers")

    form = asking.Form(
        code="supervise.page.observer_end",
        labels="supervise.field",
        asks=(),
        action=reverse("governance:observer_end", args=[observer_id]),
        back=reverse("governance:observers"),
        facts=[Fact(t("supervise.fact.observer"), one.name, findings.word("capacity", one.capacity))],
        is_grave=True,
    )
    return asking.answer(request, form, do, actor=actor, purpose=PURPOSE)


@require_safe
@never_cache
@needs_duty(*pages.LEDGER)
def fault(request: HttpRequest, fault_id: str) -> HttpResponse:
    view = _find(request, fault_id)
    return pages.page(
        request,
        "fault",
        place="observers",
        view=view,
        row=_fault(view),
        links=[Link(t("governance.observers.title"), reverse("governance:observers")), Link(view.unit)],
        facts=supervised.fault_facts(view),
        files=[
            {"name": one.name, "url": reverse("governance:fault_file", args=[str(view.id), str(one.id)])}
            for one in view.evidence
        ],
        order=reverse("governance:order", args=[str(view.finding)]) if view.finding else "",
        entries=supervised.entries(view.history),
    )


@require_safe
@never_cache
@needs_duty(*pages.LEDGER)
def file(request: HttpRequest, fault_id: str, file_id: str) -> HttpResponse:
    """The bytes of a file that an observer gave, to be kept and never run."""
    try:
        known, data = supervision.get_fault_file(
            supervision.FaultId.parse(fault_id), EvidenceId.parse(file_id), actor=people.actor(request)
        )
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal
    response = HttpResponse(data, content_type=known.media_type)
    response["Content-Disposition"] = content_disposition_header(True, known.name) or "attachment"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_duty(*pages.LEDGER)
def judge(request: HttpRequest, fault_id: str, act: str) -> HttpResponse:
    """Take a report up as a finding, in the office's own words, or answer why it is none."""
    view = _find(request, fault_id)
    if act not in ("accept", "answer") or not view.may_judge:
        raise Http404(act)
    action = reverse("governance:fault_judge", args=[fault_id, act])
    back = reverse("governance:fault", args=[fault_id])

    def do(asked: Asked) -> HttpResponse:
        if act == "accept":
            made = supervision.accept_fault(view.id, inspections.found(asked), **asked.by)
            messages.success(request, t("supervise.done.accept"))
            return redirect("governance:order", str(made))
        supervision.answer_fault(view.id, asked.text("reason"), **asked.by)
        messages.success(request, t("supervise.done.answer_fault"))
        return redirect("governance:fault", fault_id)

    if act == "accept":
        form = inspections.finding_form(request, view.region, code="supervise.page.accept", action=action, back=back)
    else:
        form = asking.Form(
            code="supervise.page.answer_fault",
            labels="supervise.field",
            asks=(("reason", "textarea", True),),
            action=action,
            back=back,
            facts=[Fact(t("supervise.fact.reported"), view.text, view.unit)],
            is_grave=True,
        )
    return asking.answer(request, form, do, actor=people.actor(request), purpose=PURPOSE)


def _fault(one: supervision.FaultView) -> dict[str, str]:
    shown, word = supervised.fault_look(one)
    return {
        "url": reverse("governance:fault", args=[str(one.id)]),
        "unit": one.unit,
        "text": one.text,
        "look": shown,
        "word": word,
        "note": f"{findings.word('capacity', one.capacity)} · {day(one.reported_at)}",
    }


def _enter(region: str, what: str, asked: Asked) -> None:
    if what == "point":
        address = asked.text("address")
        supervision.open_point(region, asked.text("name"), kind=asked.text("kind"), address=address, **asked.by)
        return
    point = asked.text("point")
    supervision.name_observer(
        region,
        asked.text("username"),
        capacity=asked.text("capacity"),
        point=supervision.PointId.parse(point) if point else None,
        **asked.by,
    )


def _find(request: HttpRequest, fault_id: str) -> supervision.FaultView:
    try:
        known = supervision.FaultId.parse(fault_id)
        return supervision.get_fault(known, actor=people.actor(request), today=moment.today())
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal
