"""Acting on a case: each command from its form, refusals on top with nothing lost, a conflict with who was faster."""

from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.domains.cases import api as cases
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Conflict, TongbanError
from tongban.web import moment
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Fact, Mistake
from tongban.web.desk import offers, pages, showing
from tongban.web.desk.offers import Attempt
from tongban.web.wording import instant, pick, t

Command = Callable[[cases.CaseId, Attempt, Actor], None]
NUMBERED_CONFLICT = "kernel.event.conflict"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs_duty(*pages.STAFF)
def case(request: HttpRequest, case_id: str) -> HttpResponse:
    """The case, and what is done to it. What cannot be undone is asked once more before it is done."""
    view = pages.find_case(request, case_id)
    if request.method != "POST":
        return showing.draw(request, view)
    attempt = _read(request)
    if "edit" in request.POST:
        return showing.draw(request, view, attempt=attempt)
    attempt = replace(attempt, mistakes=_blanks(attempt))
    if attempt.mistakes:
        outcome = showing.Outcome(mistakes=_mistakes(attempt), status=422)
        return showing.draw(request, view, attempt=attempt, outcome=outcome)
    offer = _offer(view, attempt, pages.officer(request))
    if offer and offer.is_confirmed and "confirmed" not in request.POST:
        return _confirm(request, view, attempt=attempt, offer=offer)
    try:
        COMMANDS[attempt.act](view.id, attempt, pages.officer(request))
    except TongbanError as refused:
        return _refused(request, case_id, attempt=attempt, refused=refused)
    messages.success(request, t(f"desk.told.{attempt.act}", item=_item(view, attempt), number=view.number))
    return redirect(request.get_full_path())


def _read(request: HttpRequest) -> Attempt:
    posted = request.POST
    attempt = Attempt(posted.get("act", ""), posted.get("track", ""), posted.get("step", ""))
    if attempt.act not in COMMANDS:
        raise BadRequest(attempt.act)
    values = {
        name: posted.get(f"{name}.{attempt.key}", "").replace("\r\n", "\n").strip()[: offers.LONGEST]
        for name, _ in offers.ASKS.get(attempt.act, ())
    }
    return replace(attempt, values=values)


def _blanks(attempt: Attempt) -> dict[str, str]:
    """What the form says must be filled in and is not. Whether it suffices is for the command to say."""
    return {
        name: t(f"desk.field.{attempt.act}.{name}.missing")
        for name, required in offers.ASKS.get(attempt.act, ())
        if required and not attempt.values.get(name)
    }


def _mistakes(attempt: Attempt) -> tuple[Mistake, ...]:
    place = f"{attempt.key}".replace(".", "-")
    return tuple(Mistake(text, f"f-{name}-{place}") for name, text in attempt.mistakes.items())


def _offer(view: cases.CaseView, attempt: Attempt, actor: Actor) -> offers.Offer | None:
    groups = offers.groups(view, cases.options(view.id, actor), attempt=attempt, wanted="")
    return next(
        (one for group in groups for one in group.offers if (one.act, one.track) == (attempt.act, attempt.track)), None
    )


def _confirm(request: HttpRequest, view: cases.CaseView, *, attempt: Attempt, offer: offers.Offer) -> HttpResponse:
    facts = [
        Fact(t("web.case.number"), view.number),
        Fact(t("web.case.subject"), view.subject.name),
        Fact(t("desk.item"), _item(view, attempt)),
        *(
            Fact(t(f"desk.field.{attempt.act}.{name}"), value or t("desk.field.blank"))
            for name, value in attempt.values.items()
        ),
    ]
    hidden = {f"{name}.{attempt.key}": value for name, value in attempt.values.items()}
    hidden |= {"act": attempt.act, "track": attempt.track, "step": attempt.step}
    return pages.page(
        request, "confirm", offer=offer, facts=facts, hidden=hidden, case=view, acting=request.get_full_path()
    )


def _item(view: cases.CaseView, attempt: Attempt) -> str:
    """What the act is about: the item, or the whole application."""
    return next((pick(track.title) for track in view.tracks if track.key == attempt.track), pick(view.title))


def _refused(request: HttpRequest, case_id: str, *, attempt: Attempt, refused: TongbanError) -> HttpResponse:
    """The page as it is now, with the sentence on top and everything that was written."""
    view = pages.find_case(request, case_id)
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


def _accept(case: cases.CaseId, attempt: Attempt, actor: Actor) -> None:
    cases.accept(case=case, actor=actor, now=moment.now())


def _refuse(case: cases.CaseId, attempt: Attempt, actor: Actor) -> None:
    said = attempt.values
    cases.refuse(case=case, reason=said["reason"], where=said["where"], actor=actor, now=moment.now())


def _complete(case: cases.CaseId, attempt: Attempt, actor: Actor) -> None:
    cases.complete_step(
        case=case,
        track=attempt.track,
        step=attempt.step,
        opinion=attempt.values["opinion"],
        actor=actor,
        now=moment.now(),
    )


def _decide(case: cases.CaseId, attempt: Attempt, actor: Actor) -> None:
    cases.decide(
        case=case,
        track=attempt.track,
        granted=attempt.act == "grant",
        reason=attempt.values["reason"],
        actor=actor,
        now=moment.now(),
    )


COMMANDS: dict[str, Command] = {
    "accept": _accept,
    "refuse": _refuse,
    "complete": _complete,
    "grant": _decide,
    "deny": _decide,
}
