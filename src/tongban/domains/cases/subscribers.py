"""Reactions to events: what happens is told, a decision lets a rule decide the next, a new version moves cases."""

from datetime import datetime

from tongban.domains.cases import announcing, instant, migration_runs, registering, tasks
from tongban.domains.cases.ids import CaseId
from tongban.domains.catalogue import api as catalogue
from tongban.kernel.events import Recorded
from tongban.kernel.outbox import subscriber


@subscriber("cases.announce", *announcing.TELLERS)
def announce(recorded: Recorded, *, now: datetime) -> None:
    """Messages to everybody who may act for the applicant."""
    announcing.tell(recorded, now=now)


@subscriber("cases.plan_migration", "catalogue.version_published.v1")
def plan_migration(recorded: Recorded, *, now: datetime) -> None:
    """A version whose policy is for running cases too: from its day on they are moved, or their applicants asked."""
    event = recorded.event
    if isinstance(event, catalogue.VersionPublished) and event.policy != "keep":
        migration_runs.plan_migration(
            version=event.version,
            pack=event.pack,
            key=event.key,
            region=catalogue.get_version(event.version).region or "",
            policy=event.policy,
            begins_on=event.in_force_from,
        )


@subscriber("cases.announce_officers", "cases.track_urged.v1")
def announce_officers(recorded: Recorded, *, now: datetime) -> None:
    """An agency that is urged learns of it."""
    announcing.urge(recorded, now=now)


@subscriber("cases.tasks", *tasks.CHANGED_BY)
def refresh_tasks(recorded: Recorded, *, now: datetime) -> None:
    """Things to do that are no step appear in the lists of those who do them, and go when they are done."""
    tasks.refresh(CaseId.parse(recorded.stream))


@subscriber("cases.grant_by_rule", "cases.track_decided.v1")
def grant_by_rule(recorded: Recorded, *, now: datetime) -> None:
    """A decision opens the items that waited for it; those that a rule allows are granted at once (秒批)."""
    instant.follow(CaseId.parse(recorded.stream), now=now)


@subscriber("cases.amend_register", "cases.track_decided.v1", "cases.grant_revoked.v1", "cases.case_reopened.v1")
def amend_register(recorded: Recorded, *, now: datetime) -> None:
    """A granted change or deregistration is written in the register; when its decision falls, it is undone."""
    registering.follow(recorded, now=now)


SUBSCRIBERS = (amend_register, announce, announce_officers, refresh_tasks, grant_by_rule, plan_migration)
