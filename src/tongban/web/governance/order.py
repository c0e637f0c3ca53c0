"""One finding with its order: what was found, what is demanded, the whole course, the acts that this reader may do."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tongban.domains.reform.supervision import api as supervision
from tongban.kernel.errors import Refusal
from tongban.kernel.evidence import EvidenceId
from tongban.web import moment, people, supervised
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Fact, Link
from tongban.web.governance import findings, pages
from tongban.web.wording import day, instant, pick, t

FIRST = ("answer", "close", "issue", "judge_weighing", "hold_call_in")
GRAVE = ("send_back", "dismiss", "expose", "withdraw_exposure")


@require_safe
@never_cache
@needs_duty(*pages.CONCERNED)
def order(request: HttpRequest, finding_id: str) -> HttpResponse:
    view = find(request, finding_id)
    one = view.finding
    return pages.page(
        request,
        "order",
        place="orders",
        view=one,
        row=findings.row(one),
        links=[
            Link(t("governance.orders.title"), reverse("governance:orders")),
            Link(one.number or t("supervise.no_order")),
        ],
        facts=facts(one),
        source=_source(view),
        acts=_acts(view),
        proposals=[_proposal(rule, one, view.acts) for rule in view.proposals],
        weighed=findings.word("tolerance", view.weighed) if view.weighed else "",
        steps=[_step(step) for step in view.steps],
        files=[_file(file, one.id) for file in view.evidence],
        entries=supervised.entries(view.history),
    )


@require_safe
@never_cache
@needs_duty(*pages.CONCERNED)
def file(request: HttpRequest, finding_id: str, file_id: str) -> HttpResponse:
    """The bytes of a file, to be kept and never run."""
    try:
        known, data = supervision.get_file(
            supervision.FindingId.parse(finding_id), EvidenceId.parse(file_id), actor=people.actor(request)
        )
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal
    response = HttpResponse(data, content_type=known.media_type)
    response["Content-Disposition"] = content_disposition_header(True, known.name) or "attachment"
    return response


def find(request: HttpRequest, finding_id: str) -> supervision.OrderView:
    """A finding that the reader may see. Any other does not exist."""
    try:
        known = supervision.FindingId.parse(finding_id)
        return supervision.get_order(known, actor=people.actor(request), today=moment.today())
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal


def facts(one: supervision.FindingView) -> list[Fact]:
    checked = t("supervise.checked_on", day=day(one.checked_on)) if one.checked_on else t("supervise.not_checked")
    late = t("supervise.late_days", days=one.late_days) if one.late_days else ""
    rows = (
        ("agency", pick(one.agency_name), findings.word("matter", one.matter)),
        ("severity", findings.word("severity", one.severity), checked),
        ("due", day(one.due_on) if one.due_on else "", late),
        ("reply_by", day(one.reply_by) if not one.number else "", ""),
        ("tolerance", findings.word("tolerance", one.tolerance) if one.tolerance else "", ""),
        ("closed_on", day(one.closed_on) if one.closed_on else "", ""),
    )
    return [Fact(t(f"supervise.fact.{name}"), value, note) for name, value, note in rows if value]


def _source(view: supervision.OrderView) -> dict[str, str]:
    if view.inspection:
        url = reverse("governance:inspection", args=[str(view.inspection)])
        return {"label": view.inspection_title, "url": url}
    if view.fault:
        return {"label": t("supervise.from_observer"), "url": reverse("governance:fault", args=[str(view.fault)])}
    return {}


def _acts(view: supervision.OrderView) -> list[dict[str, Any]]:
    known = [*FIRST, *sorted(view.acts - set(FIRST) - set(GRAVE)), *GRAVE]
    return [
        {
            "label": t(f"supervise.act.{act}"),
            "url": reverse("governance:order_act", args=[str(view.finding.id), act]),
            "is_first": act in FIRST,
            "is_grave": act in GRAVE,
        }
        for act in known
        if act in view.acts
    ]


def _proposal(rule: supervision.SupervisionRule, one: supervision.FindingView, acts: frozenset[str]) -> dict[str, str]:
    act = {"call_in": "call_in", "circular": "circular", "exposure": "expose", "listing": "list"}[rule.step]
    url = reverse("governance:order_act", args=[str(one.id), act]) + f"?rule={rule.id}" if act in acts else ""
    return {
        "title": t("supervise.proposed", step=findings.word("step", rule.step), rule=pick(rule.title)),
        "text": f"{rule.source.document} {rule.source.place}".strip() + (f"。{pick(rule.note)}" if rule.note else ""),
        "url": url,
        "label": t(f"supervise.act.{act}"),
    }


def _step(step: supervision.StepView) -> dict[str, str]:
    ended = t(f"supervise.ended.{step.kind}", day=day(step.ended_at), text=step.ending) if step.ended_at else ""
    return {
        "kind": findings.word("step", step.kind),
        "title": step.title,
        "text": step.text,
        "on": day(step.on),
        "ended": ended,
    }


def _file(file: Any, finding: supervision.FindingId) -> dict[str, str]:
    return {
        "url": reverse("governance:order_file", args=[str(finding), str(file.id)]),
        "name": file.name,
        "note": t("governance.measure.file_note", size=max(file.size // 1024, 1), at=instant(file.at)),
        "hash": file.hash[:16],
    }
