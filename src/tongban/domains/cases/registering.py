"""What decided cases change in the register of enterprises, as the pack of each item says (`result.amends`, `closes`).

A deregistration that is set aside is undone at once: nobody is kept ended by a decision that no longer exists. A change
that is set aside stays until it is decided anew, as the licence does that it changed.
"""

from datetime import datetime

from tongban.domains.cases.grants import picked
from tongban.domains.cases.history import CaseReopened, GrantRevoked, TrackDecided
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow
from tongban.domains.cases.pinning import pinned
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel.actors import SYSTEM
from tongban.kernel.clock import law_day
from tongban.kernel.events import Recorded


def follow(recorded: Recorded, *, now: datetime) -> None:
    """Write what a decision changes, from its day on, or undo it; told twice, nothing happens twice."""
    happened = recorded.event
    if not isinstance(happened, TrackDecided | GrantRevoked | CaseReopened):
        return
    row = CaseRow.objects.select_related("subject").get(uuid=CaseId.parse(happened.case).value)
    procedure = pinned(row, on=law_day(recorded.at))
    result = procedure.track(happened.track).result
    if result.amends is None and result.closes is None:
        return
    enterprise, ground = registry.SubjectId(row.subject.uuid), f"{happened.case}/{happened.track}"
    if isinstance(happened, TrackDecided) and happened.granted:
        _write(procedure, row, happened.track, enterprise=enterprise, ground=ground, recorded=recorded, now=now)
    elif not isinstance(happened, CaseReopened) or result.closes is not None:
        registry.undo_amendment(enterprise=enterprise, ground=ground, actor=SYSTEM, now=now)


def _write(
    procedure: catalogue.Procedure,
    row: CaseRow,
    track: str,
    *,
    enterprise: registry.SubjectId,
    ground: str,
    recorded: Recorded,
    now: datetime,
) -> None:
    result, day = procedure.track(track).result, law_day(recorded.at)
    if result.closes is not None:
        registry.close_enterprise(enterprise=enterprise, ground=ground, on=day, actor=SYSTEM, now=now)
    elif result.amends is not None:
        facts = picked(procedure.answers_of(track, row.form), result.amends.fields)
        registry.amend_enterprise(enterprise=enterprise, facts=facts, ground=ground, on=day, actor=SYSTEM, now=now)
