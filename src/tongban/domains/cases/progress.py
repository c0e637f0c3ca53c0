"""How far a case has come, for whoever holds one of its notices: no log-in, no names, no answers, no reasons."""

from datetime import datetime

from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.queries import get_case
from tongban.domains.cases.views import ItemProgress, Progress
from tongban.kernel.authz import SYSTEM
from tongban.kernel.errors import Refusal


def find_progress(case: CaseId, *, now: datetime) -> Progress | None:
    """The progress of the case whose id the QR code of a notice carries, or None.

    The id cannot be guessed and stands on no public page: who has it was given the paper. The number of a case is no
    key to it, because numbers follow each other.
    """
    try:
        view = get_case(case, SYSTEM, now=now)
    except Refusal:
        return None
    one = view.summary
    return Progress(
        number=one.number,
        title=one.title,
        status=one.status,
        agency=view.agency.name,
        submitted_at=one.submitted_at,
        accepted_at=one.accepted_at,
        ended_at=one.ended_at,
        due_on=one.due_on if one.status == "accepted" else None,
        items=tuple(
            ItemProgress(track.title, track.agency.name if track.agency else None, track.state) for track in view.tracks
        ),
    )
