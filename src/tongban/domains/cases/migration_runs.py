"""The work of moving all running cases of a procedure after a version was published: in small steps, found again.

Each case is its own transaction together with the progress of the run, so that whoever stops in between goes on there.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from tongban.domains.cases import migrating
from tongban.domains.cases.commands.migrating import migrate, offer_version
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow, MigrationRun, VersionOffer
from tongban.domains.cases.queries import readable
from tongban.domains.catalogue import api as catalogue
from tongban.kernel import authz
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.clock import law_day
from tongban.kernel.errors import TongbanError

State = MigrationRun.State
GOING = (State.WAITING, State.RUNNING)


@dataclass(frozen=True, slots=True)
class RunView:
    """How far the moving of the running cases to a version has come."""

    version: int
    policy: str
    begins_on: date
    state: str
    total: int
    done: int
    migrated: int
    offered: int
    kept: int
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class OfferView:
    """The new version that an applicant may choose for a running case, and what it would change and need."""

    case: CaseId
    version: int
    offered_at: datetime
    change: migrating.MigratedCase
    procedure: catalogue.Procedure


def plan_migration(*, version: int, pack: str, key: str, region: str, policy: str, begins_on: date) -> None:
    """Remember that running cases are to be moved to this version from a day on. Saying it twice changes nothing."""
    MigrationRun.objects.get_or_create(
        version_id=version,
        defaults={"pack": pack, "key": key, "region": region, "policy": policy, "begins_on": begins_on},
    )


def run_migrations(*, now: datetime, limit: int = 200) -> int:
    """Go on with every run whose day has come, at most `limit` cases in all; how many cases were looked at."""
    left = limit
    for run in MigrationRun.objects.filter(state__in=GOING, begins_on__lte=law_day(now)).order_by("begins_on", "pk"):
        left -= _go_on(run, now=now, limit=left)
        if left <= 0:
            break
    return limit - left


def find_run(version: int, actor: Actor) -> RunView | None:
    """The run of a version, if its policy moves anybody and the actor keeps the register there."""
    row = MigrationRun.objects.filter(version=version).first()
    if row is None or not authz.may(actor, "read", row):
        return None
    return RunView(
        version=version,
        policy=row.policy,
        begins_on=row.begins_on,
        state=row.state,
        total=row.total,
        done=row.migrated + row.offered + row.kept,
        migrated=row.migrated,
        offered=row.offered,
        kept=row.kept,
        finished_at=row.finished_at,
    )


def find_offer(case: CaseId, actor: Actor, *, now: datetime) -> OfferView | None:
    """The version that this applicant may choose now, or None. Refuses `cases.case.unknown`."""
    row = readable(case, actor)
    if not authz.may(actor, "answer_offer", row, resource="cases.case"):
        return None
    offer = VersionOffer.objects.filter(case=row.pk, answer=VersionOffer.Answer.OPEN).order_by("-pk").first()
    if offer is None:
        return None
    to = catalogue.get_version(offer.version_id, on=law_day(now))
    change = migrating.judge(row, to, now=now)
    if change.way == "stay":
        return None
    return OfferView(case, offer.version_id, offer.offered_at, change, to)


def _go_on(run: MigrationRun, *, now: datetime, limit: int) -> int:
    others = _others(run)
    if run.state == State.WAITING:
        total = CaseRow.objects.filter(version__in=others, status__in=migrating.LIVE).count()
        MigrationRun.objects.filter(pk=run.pk).update(state=State.RUNNING, total=total, started_at=now)
        MigrationRun.objects.filter(pack=run.pack, key=run.key, state__in=GOING, version__lt=run.version_id).update(
            state=State.SUPERSEDED, finished_at=now
        )
    waiting = CaseRow.objects.filter(version__in=others, status__in=migrating.LIVE, pk__gt=run.last_case)
    found: list[tuple[int, UUID]] = list(waiting.order_by("pk").values_list("pk", "uuid")[:limit])
    for pk, uuid in found:
        with transaction.atomic():
            field = _one(CaseId(uuid), run, now=now)
            changes = {field: F(field) + 1, "last_case": pk}
            MigrationRun.objects.filter(pk=run.pk).update(**changes)
    if len(found) < limit:
        MigrationRun.objects.filter(pk=run.pk, state=State.RUNNING).update(state=State.DONE, finished_at=now)
    return len(found)


def _one(case: CaseId, run: MigrationRun, *, now: datetime) -> str:
    """What became of one case, as the name of the counter. What cannot be judged today keeps its version."""
    try:
        with transaction.atomic():
            if run.policy == "ask":
                return "offered" if offer_version(case=case, version=run.version_id, actor=SYSTEM, now=now) else "kept"
            moved = migrate(case=case, version=run.version_id, actor=SYSTEM, now=now)
            return "migrated" if moved.way == "silent" else "kept"
    except TongbanError:
        return "kept"


def _others(run: MigrationRun) -> Collection[int]:
    return [one for one in catalogue.version_ids(run.pack, run.key) if one < run.version_id]
