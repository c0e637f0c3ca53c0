"""More time, and papers that may follow."""

from collections.abc import Iterable
from datetime import date

from tongban.domains.cases.history import (
    CaseEvent,
    Consequence,
    ExtensionAsked,
    ExtensionDenied,
    ExtensionGranted,
    ToleranceLapsed,
    ToleratedBrought,
    TrackEnded,
)
from tongban.domains.cases.rules.asking import conclude, known_track, require_reason, require_running, require_stranger
from tongban.domains.cases.rules.requests import ExtensionTerms, Who
from tongban.domains.cases.state import RUNNING, WHOLE, Case, Decision, Extension, Paper, PaperState, Status, apply
from tongban.kernel.errors import Conflict, Refusal

# extension -----------------------------------------------------------------------------------------------------------


def ask_extension(case: Case, *, scope: str, terms: ExtensionTerms, reason: str, who: Who) -> list[CaseEvent]:
    """Ask for more time, once, before the time is over (行政许可法 art. 42)."""
    _require_time_left(case, scope, terms)
    last = case.extension(scope)
    if last is not None and last.granted is None:
        raise Conflict("cases.extension.asked_already")
    if last is not None and last.granted:
        raise Refusal("cases.extension.once")
    require_stranger(case, who)
    return [ExtensionAsked(case.id, scope, require_reason(reason), terms.duty, who.agency, who.account)]


def grant_extension(case: Case, *, scope: str, terms: ExtensionTerms, reason: str, who: Who) -> list[CaseEvent]:
    """The head of the agency grants it, never who asked; the reason is told to the applicant."""
    asked = require_asked(case, scope)
    _require_time_left(case, scope, terms)
    _require_another(case, asked, who)
    return [
        ExtensionGranted(
            case.id,
            scope,
            kinds=terms.kinds,
            amount=terms.amount,
            unit=terms.unit,
            basis=terms.basis,
            reason=require_reason(reason),
            asked_by=asked.asked_by,
            agency=who.agency,
            by=who.account,
        )
    ]


def deny_extension(case: Case, *, scope: str, reason: str, who: Who) -> list[CaseEvent]:
    asked = require_asked(case, scope)
    _require_another(case, asked, who)
    return [ExtensionDenied(case.id, scope, require_reason(reason), asked.asked_by, who.agency, who.account)]


def require_asked(case: Case, scope: str) -> Extension:
    """The extension that waits to be decided."""
    require_running(case)
    asked = case.extension(scope)
    if asked is None or asked.granted is not None or case.is_over(scope):
        raise Conflict("cases.extension.not_asked")
    return asked


def _require_time_left(case: Case, scope: str, terms: ExtensionTerms) -> None:
    require_running(case)
    if scope != WHOLE:
        known_track(case, scope)
    if case.is_over(scope):
        raise Conflict("cases.track.decided", track=scope)
    if terms.due_on is not None and terms.today > terms.due_on:
        raise Refusal("cases.extension.too_late", due=terms.due_on)
    if not terms.kinds:
        raise Refusal("cases.extension.no_clock")


def _require_another(case: Case, asked: Extension, who: Who) -> None:
    require_stranger(case, who)
    if who.is_any([asked.asked_by]):
        raise Refusal("cases.extension.own_request")


# papers that follow --------------------------------------------------------------------------------------------------


def bring_tolerated(
    case: Case, *, material: str, evidence: Iterable[str], today: date, who: Who, held: str = ""
) -> list[CaseEvent]:
    """The applicant brings a paper that was allowed to follow, until the end of its day.

    `held` is a licence that could have been taken by law meanwhile: asking for the paper was a breach. Items
    may give it different days: for one whose day is over it has lapsed, also before the clock has said so.
    """
    waiting = [one for one in wanted_papers(case) if one.material == material]
    if not waiting:
        raise Conflict("cases.tolerance.not_wanted", materials=[material])
    if all(today > date.fromisoformat(one.due_on) for one in waiting):
        raise Refusal("cases.tolerance.too_late", materials=[material])
    files = tuple(evidence)
    if not files:
        raise Refusal("cases.tolerance.nothing_given", materials=[material])
    is_late = any(today > date.fromisoformat(one.due_on) for one in waiting)
    brought = ToleratedBrought(case.id, material, files, who.account, held)
    return [*(lapse(case, today=today) if is_late else []), brought]


def wanted_papers(case: Case) -> list[Paper]:
    """Papers still outstanding, of tracks whose handling has not ended without them."""
    over = {track.key for track in case.tracks if track.decision in (Decision.DENIED, Decision.ENDED)}
    alive = case.status in RUNNING or any(track.decision is Decision.GRANTED for track in case.tracks)
    return [one for one in case.papers if alive and one.state is PaperState.WANTED and one.track not in over]


def lapse(case: Case, *, today: date) -> list[CaseEvent]:
    """What the clock itself brings about when papers did not follow in time; nothing when none is late.

    An item that ends takes its consequence at once; one that can only be denied waits for its agency.
    """
    if case.status is Status.SUSPENDED:
        return []
    late: dict[str, list[Paper]] = {}
    for paper in wanted_papers(case):
        if today > date.fromisoformat(paper.due_on):
            late.setdefault(paper.track, []).append(paper)
    happened: list[CaseEvent] = []
    after = case
    for track, papers in late.items():
        consequence: Consequence = "end" if any(one.consequence == "end" for one in papers) else "deny"
        materials = tuple(one.material for one in papers)
        told: list[CaseEvent] = [ToleranceLapsed(case.id, track, materials, consequence)]
        if consequence == "end" and known_track(after, track).decision is None and after.status in RUNNING:
            told.append(TrackEnded(case.id, track, "", "", "system"))
        for event in told:
            after = apply(after, event)
        happened += told
    ended = any(isinstance(event, TrackEnded) for event in happened)
    return [*happened, *(conclude(after) if ended else [])]
