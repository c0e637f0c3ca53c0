"""Between acceptance and decision: examine, then decide, with reasons for a denial (行政许可法 art. 34, 38)."""

from typing import Any

from tongban.domains.cases.history import (
    CaseEvent,
    CheckPlanted,
    How,
    StepAssigned,
    StepCompleted,
    StepReturned,
    StepSigned,
    TrackDecided,
    TrackTransferred,
    TrackUrged,
)
from tongban.domains.cases.rules.asking import (
    conclude,
    known_step,
    known_track,
    require_mine,
    require_open,
    require_reason,
    require_stranger,
    require_undecided,
)
from tongban.domains.cases.rules.requests import NOTHING, Who, Yield
from tongban.domains.cases.state import Case, Decision, PaperState, Step, StepState, Track, apply
from tongban.kernel.errors import Conflict, Refusal

# steps ---------------------------------------------------------------------------------------------------------------


def complete_step(case: Case, *, step: str, track: str, opinion: str, who: Who) -> list[CaseEvent]:
    _, found = require_open(case, track=track, step=step)
    if found.decides:
        raise Refusal("cases.step.decides", track=track, step=step)
    if found.needed > 1:
        raise Refusal("cases.step.needs_signatures", track=track, step=step, count=found.needed)
    require_mine(case, found, who)
    return [StepCompleted(case.id, track, step, opinion, who.agency, who.account)]


def sign(case: Case, *, track: str, step: str, opinion: str, agree: bool, who: Who) -> list[CaseEvent]:
    """One signature, or one vote; the last one completes a step that does not decide.

    Whoever signs against says why. Who prepared an item takes no part in its decision, nor does who decided it before.
    """
    found_track, found = require_open(case, track=track, step=step)
    if found.needed == 1 or len(found.signed) >= votes_needed(found):
        raise Refusal("cases.sign.not_asked", track=track, step=step)
    require_stranger(case, who)
    if who.is_any(one.by for one in found.signed):
        raise Conflict("cases.sign.twice", track=track, step=step)
    if found.decides:
        require_impartial(found_track, who)
    if not agree:
        require_reason(opinion, "cases.sign.reason_missing")
    signed = StepSigned(case.id, track, step, opinion, agree, who.agency, who.account)
    if found.decides or len(found.signed) + 1 < found.needed:
        return [signed]
    return [signed, StepCompleted(case.id, track, step, opinion, who.agency, who.account)]


def votes_needed(step: Step) -> int:
    """How many signatures are collected by `sign`: all of a collective vote, and all but the decider's own."""
    return step.needed - 1 if step.decides and step.kind != "collective" else step.needed


def return_step(case: Case, *, track: str, step: str, reason: str, who: Who) -> list[CaseEvent]:
    """Back to a done step of the track: it opens again, and everything that was done upon it.

    Whoever did it stays barred from deciding. Refused where another item has already been decided upon it.
    """
    found_track = require_undecided(case, track)
    found = known_step(case, track=track, step=step)
    if found.done_by is None:
        raise Conflict("cases.return.not_done", track=track, step=step)
    require_stranger(case, who)
    require_reason(reason)
    reopened = built_upon(case, f"{track}.{step}")
    touched = {name.partition(".")[0] for name in reopened}
    if over := [one.key for one in case.tracks if one.decision is not None and one.key in touched]:
        raise Refusal("cases.return.built_upon", track=track, step=step, tracks=over)
    if not any(case.state_of(found_track, one) is StepState.OPEN for one in found_track.steps):
        raise Refusal("cases.return.nobody_has_it", track=track)
    return [StepReturned(case.id, track, step, tuple(sorted(reopened)), reason.strip(), who.agency, who.account)]


def built_upon(case: Case, name: str) -> set[str]:
    """The step and every step, done or signed, that waited for it or for one that did (`track.step`)."""
    begun = {
        f"{track.key}.{step.id}": set(step.after)
        for track in case.tracks
        for step in track.steps
        if step.done_by is not None or step.signed
    }
    found = {name}
    while more := {one for one, after in begun.items() if one not in found and after & found}:
        found |= more
    return found


def assign(case: Case, *, track: str, step: str, to: str, who: Who) -> list[CaseEvent]:
    """For one account alone (an empty `to`: for all of the duty again). Never for one that may not take it."""
    found_track = require_undecided(case, track)
    found = known_step(case, track=track, step=step)
    if found.done_by is not None:
        raise Conflict("cases.step.already_done", track=track, step=step)
    if found.needed > 1 and not found.decides:
        raise Refusal("cases.assign.signatures", track=track, step=step)
    require_stranger(case, who)
    if to and Who(to).is_any(case.parties):
        raise Refusal("cases.officer.own_application")
    if to and found.decides:
        require_impartial(found_track, Who(to))
    if (found.assigned_to or "") == to:
        return []
    return [StepAssigned(case.id, track, step, to, who.agency, who.account)]


def transfer(case: Case, *, track: str, to_agency: str, reason: str, who: Who) -> list[CaseEvent]:
    """The item goes to another agency with all that is not yet done; steps of further agencies stay theirs."""
    found = require_undecided(case, track)
    require_stranger(case, who)
    require_reason(reason)
    if found.agency == to_agency:
        raise Refusal("cases.transfer.same_agency", track=track)
    if found.specials:
        raise Refusal("cases.transfer.special_running", track=track)
    given = {"from_agency": found.agency or "", "to_agency": to_agency, "reason": reason.strip()}
    return [TrackTransferred(case.id, track, **given, agency=who.agency, by=who.account)]


def urge(case: Case, *, track: str, text: str, who: Who) -> list[CaseEvent]:
    """Whoever leads a joint handling reminds the agency of an item (催办)."""
    found = require_undecided(case, track)
    return [TrackUrged(case.id, track, require_reason(text), found.agency or "", who.agency, who.account)]


# the decision --------------------------------------------------------------------------------------------------------


def decide(case: Case, *, track: str, granted: bool, reason: str, who: Who, yields: Yield = NOTHING) -> list[CaseEvent]:
    """One agency grants or denies its item; the last decision decides the case, and closes it when nothing is left."""
    require_decidable(case, track=track, granted=granted, reason=reason, who=who)
    return decided(case, track=track, granted=granted, reason=reason, who=who, yields=yields)


def decided(
    case: Case,
    *,
    track: str,
    granted: bool,
    reason: str,
    who: Who,
    yields: Yield = NOTHING,
    how: How = "officer",
    trace: dict[str, Any] | None = None,
) -> list[CaseEvent]:
    """What a decision comes to; the caller has made sure that it may be taken."""
    decision = TrackDecided(
        case.id,
        track=track,
        step=known_track(case, track).deciding_step.id,
        granted=granted,
        reason=reason,
        agency=who.agency,
        by=who.account,
        result=yields.result,
        registered=yields.registered,
        how=how,
        trace=trace,
    )
    happened: list[CaseEvent] = [decision]
    if granted and yields.check_due_on:
        happened.append(CheckPlanted(case.id, track, yields.check_due_on, yields.check_agency))
    after = case
    for event in happened:
        after = apply(after, event)
    return [*happened, *conclude(after)]


def require_decidable(case: Case, *, track: str, granted: bool, reason: str, who: Who) -> Step:
    """The deciding step, if this account may lawfully take it now."""
    found = known_track(case, track)
    step = found.deciding_step
    require_open(case, track=track, step=step.id)
    require_mine(case, step, who)
    require_impartial(found, who)
    if found.specials:
        raise Refusal("cases.decide.special_running", track=track)
    _require_votes(found, step, granted=granted, reason=reason, who=who)
    if not granted and not reason.strip():
        raise Refusal("cases.decide.reason_missing")
    if granted:
        require_grantable(case, found)
    return step


def require_impartial(track: Track, who: Who) -> None:
    """Nobody decides what they prepared; and what was set aside is decided by somebody else than before."""
    if who.is_any(track.prepared):
        raise Refusal("cases.decide.own_work", track=track.key)
    if who.is_any(track.deciders):
        raise Refusal("cases.decide.decided_before", track=track.key)


def require_grantable(case: Case, track: Track) -> None:
    """Nothing that it builds upon was denied or ended, and no paper that it needs is outstanding."""
    if denied := denied_before(case, track):
        raise Refusal("cases.decide.prerequisite_denied", track=track.key, denied=denied)
    if lapsed := case.papers_of(track.key, PaperState.LAPSED):
        raise Refusal("cases.decide.paper_lapsed", track=track.key, materials=[one.material for one in lapsed])
    wanted = [one.material for one in case.papers_of(track.key, PaperState.WANTED) if not one.may_grant]
    if wanted:
        raise Refusal("cases.decide.paper_wanted", track=track.key, materials=wanted)


def is_grantable(case: Case, track: Track) -> bool:
    """Whether nothing but the decision is missing for a grant."""
    try:
        require_grantable(case, track)
    except Refusal:
        return False
    return True


def _require_votes(track: Track, step: Step, *, granted: bool, reason: str, who: Who) -> None:
    """All have signed first; whoever departs from what they say gives a reason."""
    needed = votes_needed(step)
    if len(step.signed) < needed:
        raise Refusal("cases.decide.votes_missing", track=track.key, count=needed, given=len(step.signed))
    if step.kind != "collective" and who.is_any(one.by for one in step.signed):
        raise Refusal("cases.decide.signed_already", track=track.key)
    if not step.signed or reason.strip():
        return
    agreed = sum(one.agree for one in step.signed)
    enough = agreed * 2 > len(step.signed) if step.kind == "collective" else agreed == len(step.signed)
    if granted and not enough:
        raise Refusal("cases.decide.departs", track=track.key)


def denied_before(case: Case, track: Track) -> list[str]:
    """Keys of denied or ended tracks that this one builds upon: it may then only be denied, by its own agency.

    It builds upon a track when one of its steps waits for that track's decision; waiting for an earlier step of another
    track orders the work and says nothing of the outcome.
    """
    waits = {name for step in track.steps for name in step.after}
    return [
        other.key
        for other in case.tracks
        if other.key != track.key
        and other.decision in (Decision.DENIED, Decision.ENDED)
        and f"{other.key}.{other.deciding_step.id}" in waits
    ]
