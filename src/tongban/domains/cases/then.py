"""The cases of a subject as they stood at an instant: told by their histories, not by today's rows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from tongban.domains.cases import state
from tongban.domains.cases.authz import CASE
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel.actors import Actor
from tongban.kernel.declaration import Text

MOST = 200


@dataclass(frozen=True, slots=True)
class CaseThen:
    """One case at an instant: its status then."""

    id: CaseId
    number: str
    title: Text
    region: str
    submitted_at: datetime
    status: str


def list_then(
    subject: registry.SubjectId, *, actor: Actor, at: datetime, limit: int = MOST
) -> tuple[list[CaseThen], int]:
    """The newest cases that the subject had filed by `at` and that the actor may read, and how many there are."""
    rows = CaseRow.objects.filter(subject__uuid=subject.value, submitted_at__lte=at)
    seen = authz.visible(actor, "read", rows, resource=CASE)
    newest = seen.only("uuid", "number", "title_zh", "title_en", "region", "submitted_at")
    return [_then(row, at) for row in newest.order_by("-submitted_at", "-pk")[:limit]], seen.count()


def _then(row: CaseRow, at: datetime) -> CaseThen:
    case = CaseId(row.uuid)
    past = [one.event for one in events.read(str(case)) if one.at <= at]
    return CaseThen(
        id=case,
        number=row.number,
        title=Text(zh=row.title_zh, en=row.title_en),
        region=row.region,
        submitted_at=row.submitted_at,
        status=state.replay(past).status.value,
    )


def list_readable(subject: registry.SubjectId, *, actor: Actor) -> list[str]:
    """The ids of the subject's cases that the actor may read."""
    rows = authz.visible(actor, "read", CaseRow.objects.filter(subject__uuid=subject.value), resource=CASE)
    return [str(CaseId(uuid)) for uuid in rows.values_list("uuid", flat=True)]


def has_case_in(subject: registry.SubjectId, regions: Collection[str]) -> bool:
    """Whether the subject has ever filed anything in one of these regions."""
    return CaseRow.objects.filter(subject__uuid=subject.value, region__in=regions).exists()
