"""Information reports (信息报送): what the units filed for a month against the rule; one report, taken or sent back."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.domains.reform.rhythm import api as rhythm
from tongban.kernel import evidence
from tongban.kernel.errors import Conflict, Refusal
from tongban.web import moment, people
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Choice, Field, Link, Mistake
from tongban.web.governance import duty_calendar, pages
from tongban.web.wording import day, instant, t

KINDS = ("result", "experience", "typical_case", "problem", "major_event")
LOOKS = {"filed": "to_judge", "accepted": "finished", "returned": "denied"}
LONGEST_TITLE, LONGEST_TEXT = 200, 4000


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs_duty(*pages.RHYTHM)
def reports(request: HttpRequest) -> HttpResponse:
    """The month's counts and reports; whoever reports for a unit files one below."""
    if request.method != "POST":
        return _draw(request)
    _, code = duty_calendar.region_of(request)
    actor = people.actor(request)
    said = {name: request.POST.get(name, "").strip() for name in ("unit", "kind", "period", "title", "text")}
    try:
        files = duty_calendar.keep_files(request, actor, purpose=t("governance.reports.purpose"))
        report = rhythm.Report(said["kind"], said["title"], said["text"], tuple(files), period=said["period"])
        filed = rhythm.file_report(code, report, unit=said["unit"], actor=actor, now=moment.now())
    except Refusal as refused:
        return _draw(request, said=said, refused=refused)
    messages.success(request, t("governance.reports.filed"))
    return redirect("governance:report", str(filed))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs_duty(*pages.RHYTHM)
def report(request: HttpRequest, report_id: str) -> HttpResponse:
    """One report. The office takes it or sends it back with a reason."""
    actor = people.actor(request)
    try:
        known = rhythm.ReportId.parse(report_id)
        found = rhythm.get_report(known, actor=actor)
    except Refusal as refused:
        raise Http404(refused.code) from refused
    wrong: Refusal | None = None
    reason = request.POST.get("reason", "").strip()
    if request.method == "POST":
        accepted = request.POST.get("act") == "accept"
        try:
            rhythm.judge_report(known, accepted=accepted, reason=reason, actor=actor, now=moment.now())
        except Refusal as refused:
            wrong = refused
        else:
            messages.success(request, t("governance.reports.taken" if accepted else "governance.reports.returned"))
            return redirect("governance:report", report_id)
    sentence = t(wrong.code, **wrong.values) if wrong else ""
    return pages.page(
        request,
        "report",
        place="reports",
        status=_status(wrong),
        links=[Link(t("governance.reports.title"), reverse("governance:reports")), Link(found.title)],
        view=found,
        look=LOOKS[found.state],
        word=t(f"governance.report.{found.state}"),
        kind=t(f"governance.report.kind.{found.kind}"),
        period=duty_calendar.period_name(found.period),
        files=[evidence.describe(evidence.EvidenceId.parse(one)).name for one in found.evidence],
        reason_field=Field("reason", t("governance.reports.reason"), "textarea", reason, maximum_length=LONGEST_TEXT),
        mistakes=(Mistake(sentence, "f-reason"),) if wrong else (),
    )


def _status(wrong: Refusal | None) -> int:
    if wrong is None:
        return 200
    return 409 if isinstance(wrong, Conflict) else 403 if wrong.code == "kernel.authz.denied" else 422


def _draw(request: HttpRequest, *, said: dict[str, str] | None = None, refused: Refusal | None = None) -> HttpResponse:
    region, code = duty_calendar.region_of(request)
    first = duty_calendar.month_of(request)
    period = f"{first:%Y-%m}"
    actor = people.actor(request)
    counts = rhythm.count_reports(code, period, actor=actor, today=moment.today()) if code else []
    found = rhythm.list_reports(code, actor=actor, period=period) if code else []
    sentence = t(refused.code, **refused.values) if refused else ""
    return pages.page(
        request,
        "reports",
        place="reports",
        status=_status(refused),
        region=region,
        month=duty_calendar.month_name(first),
        before=f"?month={first - timedelta(days=1):%Y-%m}",
        after=f"?month={duty_calendar.following(first):%Y-%m}",
        counts=[_count(one) for one in counts],
        done=sum(one.state in ("met", "met_late") for one in counts),
        rows=[_row(one) for one in found],
        fields=_fields(request, code, said or {}),
        mistakes=(Mistake(sentence),) if refused else (),
    )


def _count(one: rhythm.CountView) -> dict[str, Any]:
    return {
        "unit": one.unit,
        "filed": one.filed,
        "returned": one.returned,
        "wanted": f"{one.at_least}—{one.at_most}" if one.at_most else str(one.at_least),
        "due": day(one.due_on),
        "look": duty_calendar.LOOKS[one.state],
        "word": t(f"governance.duty.{one.state}"),
    }


def _row(one: rhythm.ReportView) -> dict[str, Any]:
    return {
        "url": reverse("governance:report", args=[str(one.id)]),
        "title": one.title,
        "unit": one.unit,
        "kind": t(f"governance.report.kind.{one.kind}"),
        "at": instant(one.filed_at),
        "look": LOOKS[one.state],
        "word": t(f"governance.report.{one.state}"),
    }


def _fields(request: HttpRequest, region: str, said: dict[str, str]) -> tuple[Field, ...]:
    """The form of a report for those who report for a unit of this region; nothing for others."""
    own = duty_calendar.own_agencies(people.actor(request), region)
    if not own:
        return ()
    this = moment.today().replace(day=1)
    periods = [f"{this:%Y-%m}", f"{this - timedelta(days=1):%Y-%m}"]
    chosen = {"unit": own[0].short.zh, "kind": "result", "period": periods[0], **{k: v for k, v in said.items() if v}}
    choices = {
        "unit": [(one.short.zh, one.short.zh) for one in own],
        "kind": [(kind, t(f"governance.report.kind.{kind}")) for kind in KINDS],
        "period": [(one, duty_calendar.period_name(one)) for one in periods],
    }
    selects = tuple(
        Field(
            name,
            t(f"governance.reports.{name}"),
            "select",
            chosen[name],
            choices=[Choice(value, label, value == chosen[name]) for value, label in options],
        )
        for name, options in choices.items()
    )
    return (
        *selects,
        Field("title", t("governance.reports.name"), value=said.get("title", ""), maximum_length=LONGEST_TITLE),
        Field("text", t("governance.reports.text"), "textarea", said.get("text", ""), maximum_length=LONGEST_TEXT),
        Field("file", t("governance.calendar.file"), "file", required=False),
    )
