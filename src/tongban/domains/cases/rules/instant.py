"""Instant approval (秒批): what a rule of the pack allows is granted without an officer; and the later look at it.

Nothing is ever denied this way: what a rule does not allow goes to an officer.
"""

from typing import Any

from tongban.domains.cases.history import AuditDrawn, AuditRecorded, CaseEvent
from tongban.domains.cases.rules.asking import known_track, require_stranger
from tongban.domains.cases.rules.requests import NOTHING, Who, Yield
from tongban.domains.cases.rules.running import decided, require_grantable
from tongban.domains.cases.state import Case, Decision, Status, Track
from tongban.kernel.errors import Conflict, Refusal


def may_be_instant(case: Case, track: Track) -> bool:
    """Whether a rule may decide the track now: begun by nobody, waiting for nothing, and grantable at all."""
    if case.status is not Status.ACCEPTED or track.decision is not None or track.deciders or track.specials:
        return False
    if not track.started or any(step.done_by or step.signed for step in track.steps):
        return False
    own = {f"{track.key}.{step.id}" for step in track.steps}
    outside = {name for step in track.steps for name in step.after} - own
    if not all(case.has_happened(name) for name in outside):
        return False
    try:
        require_grantable(case, track)
    except Refusal:
        return False
    return True


def grant_instantly(
    case: Case, *, track: str, trace: dict[str, Any], who: Who, yields: Yield = NOTHING
) -> list[CaseEvent]:
    """The grant of a rule, with what it looked at. `who` is the platform, for the track's own agency."""
    if not may_be_instant(case, known_track(case, track)):
        raise Conflict("cases.step.not_running", status=case.status)
    return decided(case, track=track, granted=True, reason="", who=who, yields=yields, how="instant", trace=trace)


def draw_audit(case: Case, *, track: str, share: int) -> list[CaseEvent]:
    """The lot fell on this grant. Drawn twice it changes nothing."""
    found = known_track(case, track)
    if found.how != "instant" or found.decision is not Decision.GRANTED:
        raise Refusal("cases.audit.not_instant", track=track)
    return [] if found.audit else [AuditDrawn(case.id, track, share, found.agency or "")]


def record_audit(case: Case, *, track: str, sound: bool, finding: str, who: Who) -> list[CaseEvent]:
    """What an officer found; an unsound grant is then revoked by those who may (`revoke`)."""
    found = known_track(case, track)
    if found.audit != "drawn":
        raise Conflict("cases.audit.not_drawn", track=track)
    if not sound and not finding.strip():
        raise Refusal("cases.audit.finding_missing")
    require_stranger(case, who)
    return [AuditRecorded(case.id, track, sound, finding, who.agency, who.account)]
