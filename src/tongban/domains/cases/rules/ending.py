"""How a case comes to its end: results recorded, or the application taken back."""

from tongban.domains.cases.history import CaseEvent, CaseWithdrawn, ResultRecorded
from tongban.domains.cases.rules.asking import close, known_track
from tongban.domains.cases.rules.requests import Who
from tongban.domains.cases.state import Case, Decision, Status, apply
from tongban.kernel.errors import Conflict, Refusal


def record_result(case: Case, *, track: str, reference: str) -> list[CaseEvent]:
    """The licence of a granted track exists. Saying the same twice changes nothing; the last one closes the case."""
    found = known_track(case, track)
    if found.decision is not Decision.GRANTED or found.licence is None:
        raise Refusal("cases.result.none_due", track=track)
    if found.recorded == reference:
        return []
    if found.recorded is not None:
        raise Conflict("cases.result.recorded_otherwise", track=track, recorded=found.recorded)
    recorded = ResultRecorded(case.id, track, reference)
    return [recorded, *close(apply(case, recorded))]


def withdraw(case: Case, *, reason: str, who: Who) -> list[CaseEvent]:
    """The applicant takes the application back: until something has been granted, or everything has been decided."""
    if case.status not in (Status.SUBMITTED, Status.SUPPLEMENT_WANTED, Status.ACCEPTED):
        raise Conflict("cases.withdraw.too_late", status=case.status)
    if granted := [track.key for track in case.tracks if track.decision is Decision.GRANTED]:
        raise Refusal("cases.withdraw.already_granted", tracks=granted)
    return [CaseWithdrawn(case.id, reason, who.account)]
