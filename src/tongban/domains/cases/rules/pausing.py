"""What stops the clocks: special procedures (行政许可法 art. 45) and suspension by law. Nothing else does."""

from tongban.domains.cases.history import CaseEvent, CaseResumed, CaseSuspended, SpecialEnded, SpecialStarted
from tongban.domains.cases.rules.asking import require_reason, require_running, require_stranger, require_undecided
from tongban.domains.cases.rules.requests import SpecialKind, Who
from tongban.domains.cases.state import Case, Status
from tongban.kernel.errors import Conflict, Refusal


def start_special(case: Case, *, track: str, kind: SpecialKind, reason: str, who: Who) -> list[CaseEvent]:
    """A special procedure that the item declares begins; the same kind not twice at once.

    What stops a clock is told to the applicant in writing.
    """
    found = require_undecided(case, track)
    if not found.started:
        raise Refusal("cases.special.not_its_turn", track=track)
    if any(one.kind == kind.id for one in found.specials):
        raise Conflict("cases.special.running", track=track)
    require_stranger(case, who)
    return [
        SpecialStarted(
            case.id,
            track,
            kind.id,
            reason=require_reason(reason),
            stops=kind.stops,
            basis=kind.basis,
            until=kind.until,
            written=bool(kind.stops),
            agency=who.agency,
            by=who.account,
        )
    ]


def end_special(case: Case, *, track: str, kind: str, result: str, who: Who) -> list[CaseEvent]:
    """It is over, with its result."""
    found = require_undecided(case, track)
    if all(one.kind != kind for one in found.specials):
        raise Conflict("cases.special.not_running", track=track)
    require_stranger(case, who)
    said = require_reason(result, "cases.special.result_missing")
    return [SpecialEnded(case.id, track, kind, said, who.agency, who.account)]


def suspend(case: Case, *, reason: str, basis: str, who: Who) -> list[CaseEvent]:
    """Everything stands still, because a law says so (中止): without naming it nobody may."""
    require_running(case)
    require_stranger(case, who)
    named = require_reason(basis, "cases.suspend.basis_missing")
    return [CaseSuspended(case.id, require_reason(reason), named, who.agency, who.account)]


def resume(case: Case, *, reason: str, who: Who) -> list[CaseEvent]:
    if case.status is not Status.SUSPENDED:
        raise Conflict("cases.resume.not_suspended", status=case.status)
    require_stranger(case, who)
    return [CaseResumed(case.id, require_reason(reason), who.agency, who.account)]
