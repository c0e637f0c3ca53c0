"""Assessment of units: what was published is public; the office previews, publishes and decides appeals."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.domains.reform.assessment import api as assessment
from tongban.domains.registry import api as registry
from tongban.kernel.errors import Refusal
from tongban.web import moment, people, preferences
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Choice, Link
from tongban.web.governance import pages
from tongban.web.wording import day, instant, pick, t

LONGEST = 2000
STATES = {"filed": "to_judge", "upheld": "finished", "rejected": "denied"}


@require_safe
@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    """What was published for the chosen region, and the rules in force; the office finds the way to a preview."""
    region = preferences.region(request)
    if region is None:
        return pages.page(request, "nowhere", place="assessments")
    duties = people.actor(request).duties
    rules = assessment.list_rules(region.code, on=moment.today())
    return pages.page(
        request,
        "assessments",
        place="assessments",
        region_name=pick(region.name),
        rows=[
            {
                "url": reverse("governance:assessment", args=[str(one.id)]),
                "title": pick(one.title),
                "period": _period(one.first_on, one.last_on),
                "published": day(one.published_at),
                "units": one.units,
                "waiting": one.appeals_waiting,
            }
            for one in assessment.list_assessments(region.code)
        ],
        rules=[_rule(one) for one in rules],
        may_preview=bool(rules) and bool(duties & set(pages.LEDGER)),
        rule_choices=[Choice(one.id, pick(one.title)) for one in rules],
        first=moment.today().replace(month=1, day=1).isoformat(),
        last=moment.today().isoformat(),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_duty(*pages.LEDGER)
def preview(request: HttpRequest) -> HttpResponse:
    """How units would stand now; POST publishes what is shown, for a period that is over."""
    region, actor = preferences.region(request), people.actor(request)
    if region is None:
        return pages.page(request, "nowhere", place="assessments")
    given = request.POST if request.method == "POST" else request.GET
    rule = given.get("rule", "")[:64]
    first, last = _day(given.get("first", "")), _day(given.get("last", ""))
    if request.method == "POST":
        made = assessment.publish_assessment(region.code, rule, first, last=last, actor=actor, now=moment.now())
        messages.success(request, t("governance.assessments.done"))
        return redirect("governance:assessment", str(made))
    view = assessment.preview(region.code, rule, first, last=last, actor=actor, now=moment.now())
    may = pages.IMPORT in actor.duties and last < moment.today()
    return _page(request, view, may_publish=may, appeals=[], own=frozenset())


@require_safe
@never_cache
def one(request: HttpRequest, assessment_id: str) -> HttpResponse:
    """A published assessment with every figure opened; appeals for those whom they concern."""
    actor = people.actor(request)
    try:
        known = assessment.AssessmentId.parse(assessment_id)
        view = assessment.get_assessment(known)
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal
    is_open = view.appeal_until is not None and moment.today() <= view.appeal_until
    mine = registry.list_agencies_by_pk(actor.agencies_with(*pages.WORKING)) if is_open else {}
    appeals = assessment.list_appeals(actor=actor, assessment=known) if actor.duties else []
    own = frozenset(str(agency.id) for agency in mine.values())
    return _page(request, view, may_publish=False, appeals=appeals, own=own)


@require_POST
@never_cache
@needs_duty(*pages.WORKING)
def appeal(request: HttpRequest, assessment_id: str) -> HttpResponse:
    """A unit appeals against one thing in one of its figures (`unit|indicator|thing`)."""
    unit, indicator, thing = (*request.POST.get("about", "").split("|"), "", "", "")[:3]
    said = assessment.Appeal(
        indicator, thing, request.POST.get("wish", ""), request.POST.get("reason", "")[: LONGEST + 1]
    )
    assessment.file_appeal(
        assessment.AssessmentId.parse(assessment_id),
        said,
        unit=registry.AgencyId.parse(unit),
        actor=people.actor(request),
        now=moment.now(),
    )
    messages.success(request, t("governance.assessments.appealed"))
    return redirect("governance:assessment", assessment_id)


@require_POST
@never_cache
@needs_duty(pages.IMPORT)
def decide(request: HttpRequest, assessment_id: str, appeal_id: str) -> HttpResponse:
    """A second person upholds an appeal as it was wished, or rejects it."""
    actor = people.actor(request)
    known = assessment.AppealId.parse(appeal_id)
    found = assessment.list_appeals(actor=actor, assessment=assessment.AssessmentId.parse(assessment_id))
    wish = next((one.wish for one in found if one.id == known), "")
    effect = wish if request.POST.get("verdict") == "uphold" else ""
    finding = request.POST.get("finding", "")[: LONGEST + 1]
    assessment.decide_appeal(known, effect, finding=finding, actor=actor, now=moment.now())
    messages.success(request, t("governance.assessments.decided"))
    return redirect("governance:assessment", assessment_id)


def _page(
    request: HttpRequest,
    view: assessment.AssessmentView,
    *,
    may_publish: bool,
    appeals: list[assessment.AppealView],
    own: frozenset[str],
) -> HttpResponse:
    title = pick(view.rule.title)
    return pages.page(
        request,
        "assessment",
        place="assessments",
        links=[Link(t("governance.assessments.title"), reverse("governance:assessments")), Link(title)],
        title=title,
        view=view,
        is_preview=view.id is None,
        may_publish=may_publish,
        period=_period(view.first_on, view.last_on),
        cut=instant(view.cut_at),
        published=day(view.published_at),
        appeal_until=day(view.appeal_until),
        rule=_rule(view.rule),
        units=[_unit(one) for one in view.units],
        appeals=[_appeal(one) for one in appeals],
        things=list(_things(view, own)),
        wishes=[Choice(name, t(f"governance.assessments.wish.{name}")) for name in ("left_out", "holds", "holds_not")],
        longest=LONGEST,
    )


def _unit(found: assessment.UnitResult) -> dict[str, Any]:
    firm = found.firmness
    if firm is None:
        rank, firmness = t(f"governance.assessments.why.{found.why}"), ""
    else:
        span = str(firm.best) if firm.best == firm.worst else f"{firm.best}–{firm.worst}"
        rank = t("governance.assessments.rank", span=span)
        firmness = t("governance.assessments.moved", moved=firm.moved, draws=firm.draws, rank=firm.rank)
    return {
        "unit": found.unit,
        "measures": found.measures,
        "score": found.score or "—",
        "was": found.was,
        "rank": rank,
        "firmness": firmness,
        "figures": [*(_figure(one) for one in found.indicators), *(_figure(one) for one in found.deductions)],
        "corrections": [
            t(
                "governance.assessments.corrected",
                effect=t(f"governance.assessments.wish.{one.effect}"),
                day=one.decided_on,
            )
            for one in found.corrections
        ],
    }


def _wish(effect: str) -> str:
    return t(f"governance.assessments.wish.{effect}")


def _figure(found: assessment.FigureView) -> dict[str, Any]:
    return {
        "title": pick(found.title),
        "weight": found.weight,
        "share": t(
            "governance.assessments.share", holding=found.holding, counted=found.counted, share=found.share or "—"
        ),
        "points": (found.points if found.weight else f"−{found.points}") if found.points else "—",
        "things": [
            {
                "label": one.label,
                "word": t(f"governance.assessments.holds.{found.figure}.{'yes' if one.holds else 'no'}"),
                "left_out": one.left_out,
            }
            for one in found.things
        ],
    }


def _rule(rule: assessment.AssessmentRule) -> dict[str, Any]:
    return {
        "title": pick(rule.title),
        "source": f"{rule.source.document} {rule.source.place}",
        "minimum": rule.minimum,
        "tolerance": rule.tolerance,
        "draws": rule.draws,
        "indicators": [
            {"title": pick(one.title), "weight": one.weight, "text": t(f"governance.assessments.figure.{one.figure}")}
            for one in rule.indicators
        ],
        "deductions": [{"title": pick(one.title), "each": one.each, "most": one.most} for one in rule.deductions],
    }


def _appeal(found: assessment.AppealView) -> dict[str, Any]:
    return {
        "id": str(found.id),
        "unit": found.unit,
        "label": found.label,
        "wish": t(f"governance.assessments.wish.{found.wish}"),
        "reason": found.reason,
        "finding": found.finding,
        "look": STATES[found.state],
        "word": t(f"governance.assessments.appeal.{found.state}"),
        "decide_by": day(found.decide_by),
        "may_decide": found.may_decide,
    }


def _things(view: assessment.AssessmentView, own: frozenset[str]) -> Iterator[Choice]:
    """What the reader's own units may appeal about, named by unit, figure and thing."""
    for unit in view.units:
        if str(unit.agency) in own:
            for figure in (*unit.indicators, *unit.deductions):
                for thing in figure.things:
                    yield Choice(f"{unit.agency}|{figure.id}|{thing.id}", f"{pick(figure.title)}：{thing.label}"[:90])


def _period(first: date, last: date) -> str:
    return f"{day(first)} – {day(last)}"


def _day(said: str) -> date:
    """Refuses `governance.assessments.day`."""
    try:
        return date.fromisoformat(said[:10])
    except ValueError:
        raise Refusal("governance.assessments.day", day=said[:20]) from None
