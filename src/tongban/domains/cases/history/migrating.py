"""A running case and a new version of its procedure."""

from dataclasses import dataclass

from tongban.domains.cases.history.parts import ClockPinned, MaterialGiven, TrackPlan
from tongban.kernel.event_types import event


@event("cases.case_migrated.v1")
@dataclass(frozen=True, slots=True)
class CaseMigrated:
    """From now on the case is handled by another version of its procedure.

    `tracks` are the new plan of its items; what was done stays done. `agencies`: by `track.step`, of steps that another
    agency does. `clocks`: those that are shortened, from their own start; no other changes. `asked`: the applicant
    agreed to it, with `materials` and `form_digest` of what is filed now; otherwise nothing was needed.
    """

    case: str
    from_version: int
    version: int
    digest: str
    tracks: tuple[TrackPlan, ...]
    agencies: dict[str, str]
    clocks: tuple[ClockPinned, ...]
    asked: bool
    materials: tuple[MaterialGiven, ...]
    form_digest: str
    by: str


@event("cases.version_offered.v1")
@dataclass(frozen=True, slots=True)
class VersionOffered:
    """The applicant may choose the new version; while there is no answer the case goes on under its own.

    `wanted`: the materials and questions (field names) that the new version needs beyond what was given.
    """

    case: str
    version: int
    digest: str
    materials: tuple[str, ...]
    answers: tuple[str, ...]


@event("cases.version_declined.v1")
@dataclass(frozen=True, slots=True)
class VersionDeclined:
    case: str
    version: int
    by: str
