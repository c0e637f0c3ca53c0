"""Acting on a case: any act from its form, mistakes at their fields, nothing lost; a conflict with who was faster."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.domains.cases import api as cases
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Conflict, Refusal, TongbanError
from tongban.web import moment
from tongban.web.accounts.acting import needs_duty
from tongban.web.components import asked
from tongban.web.components.parts import Fact, Mistake
from tongban.web.desk import offers, pages, showing
from tongban.web.desk.offers import Attempt
from tongban.web.wording import instant, pick, t

NUMBERED_CONFLICT = "kernel.event.conflict"
INVALID = "cases.act.invalid"
OFFERED = frozenset(name for names in offers.SECTIONS.values() for name in names)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs_duty(*pages.STAFF)
def case(request: HttpRequest, case_id: str) -> HttpResponse:
    """The case, and what is done to it. What cannot be undone is asked once more before it is done."""
    view = pages.find_case(request, case_id)
    if request.method != "POST":
        return showing.draw(request, view)
    actor = pages.officer(request)
    attempt, act = _read(request, view, actor=actor)
    if "edit" in request.POST:
        return showing.draw(request, view, attempt=attempt)
    try:
        if attempt.mistakes:
            return _mistaken(request, view, attempt)
        cases.check_values(act.asks, attempt.values)
        if act.is_final and "confirmed" not in request.POST and _is_offered(view, act, actor):
            return _confirm(request, view, attempt=attempt, act=act)
        cases.perform(case=view.id, act=act.name, values=attempt.values, actor=actor, now=moment.now(), **attempt.place)
    except TongbanError as refused:
        return _refused(request, case_id, attempt=attempt, refused=refused)
    messages.success(request, t(f"cases.done.{act.name}", item=_item(view, attempt), number=view.number))
    try:
        pages.find_case(request, case_id)
    except Http404:  # it has gone to another agency
        return redirect("desk:inbox")
    return redirect(request.get_full_path())


def _read(request: HttpRequest, view: cases.CaseView, *, actor: Actor) -> tuple[Attempt, cases.Act]:
    """What was sent, and the act as the case would tell it, lawful or not."""
    posted = request.POST
    attempt = Attempt(posted.get("act", ""), posted.get("track", ""), posted.get("step", ""))
    if attempt.act not in OFFERED:
        raise BadRequest(attempt.act)
    try:
        act = cases.describe(case=view.id, act=attempt.act, actor=actor, now=moment.now(), **attempt.place)
    except Refusal as refusal:
        raise BadRequest(refusal.code) from refusal
    values, mistakes = asked.read(request, act.asks, attempt.key, actor=actor)
    return replace(attempt, values=values, mistakes=mistakes), act


def _is_offered(view: cases.CaseView, act: cases.Act, actor: Actor) -> bool:
    """Whether it is lawful now; if not, it is tried at once, so that its refusal says why."""
    here = (act.name, act.track, act.step)
    return any((one.name, one.track, one.step) == here for one in cases.options(view.id, actor, now=moment.now()))


def _mistaken(request: HttpRequest, view: cases.CaseView, attempt: Attempt) -> HttpResponse:
    outcome = showing.Outcome(mistakes=asked.summary(attempt.mistakes, attempt.key), status=422)
    return showing.draw(request, view, attempt=attempt, outcome=outcome)


def _confirm(request: HttpRequest, view: cases.CaseView, *, attempt: Attempt, act: cases.Act) -> HttpResponse:
    facts = [
        Fact(t("web.case.number"), view.number),
        Fact(t("web.case.subject"), view.subject.name),
        Fact(t("desk.item"), _item(view, attempt)),
        *asked.facts(act.asks, attempt.values),
    ]
    named = [("act", attempt.act), ("track", attempt.track), ("step", attempt.step)]
    hidden = [*named, *asked.hidden(act.asks, attempt.key, attempt.values)]
    offer = offers.offer_of(act, attempt)
    return pages.page(
        request, "confirm", offer=offer, facts=facts, hidden=hidden, case=view, act_here=request.get_full_path()
    )


def _item(view: cases.CaseView, attempt: Attempt) -> str:
    """What the act is about: the item, or the whole application."""
    return next((pick(track.title) for track in view.tracks if track.key == attempt.track), pick(view.title))


def _refused(request: HttpRequest, case_id: str, *, attempt: Attempt, refused: TongbanError) -> HttpResponse:
    """The page as it is now, with the sentence on top and everything that was written."""
    view = pages.find_case(request, case_id)
    if isinstance(refused, Refusal) and refused.code == INVALID:
        return _mistaken(request, view, replace(attempt, mistakes=asked.mistakes_of(refused)))
    sentence = t(refused.code, **refused.values)
    if isinstance(refused, Conflict) or refused.code == NUMBERED_CONFLICT:
        meanwhile = _meanwhile(view, attempt, pages.officer(request))
        outcome = showing.Outcome(conflict=sentence, meanwhile=meanwhile, status=409)
    else:
        status = 403 if refused.code == "kernel.authz.denied" else 422
        outcome = showing.Outcome(mistakes=(Mistake(sentence),), status=status)
    return showing.draw(request, view, attempt=attempt, outcome=outcome)


def _meanwhile(view: cases.CaseView, attempt: Attempt, actor: Actor) -> tuple[str, ...]:
    """Who did what: the step's officer when it is known, and the last thing that happened to the item."""
    steps = [step for track in view.tracks if track.key == attempt.track for step in track.steps]
    done = next((step for step in steps if step.id == attempt.step and step.done_by), None)
    told = cases.timeline(view.id, actor)
    about = [one for one in told if one.track == attempt.track] or told
    said = []
    if done:
        said.append(t("desk.conflict.officer", who=done.done_by, at=instant(done.done_at), step=done.title))
    if about:
        last = about[-1]
        said.append(t("desk.conflict.last", at=instant(last.at), sentence=last.sentence))
    return tuple(said)
