"""Every way the facts change: an event arrives, or all are built again."""

from collections.abc import Callable
from functools import cache

from django.db import connection, transaction

from tongban.domains.catalogue import api as catalogue
from tongban.domains.metrics import store
from tongban.domains.metrics.facts import CASE_EVENTS, Fact, Facts, Happened, Stages, fold, with_working_days
from tongban.domains.metrics.models import CaseFact
from tongban.domains.registry import api as registry
from tongban.kernel import events
from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.events import Recorded

BATCH = 2000


@transaction.atomic
def record(recorded: Recorded) -> None:
    """Fold one event of a case into its facts; an event that was folded before changes nothing.

    Raises `CalendarGap` when a span reaches a year whose notice is missing: the delivery is tried again.
    """
    with connection.cursor() as cursor:
        cursor.execute("lock table metrics_casefact in row exclusive mode")
    known = store.load(recorded.data["case"])
    folded = fold(known, _happened(recorded), stages_of)
    store.save(_counted(known, folded, calendar_of=registry.calendar_of))


@transaction.atomic
def rebuild() -> int:
    """Throw all facts away and fold every event again; the number of facts. Gives the same rows as the deliveries."""
    with connection.cursor() as cursor:
        cursor.execute("lock table metrics_casefact in exclusive mode")
    CaseFact.objects.all().delete()
    facts: dict[str, Facts] = {}
    stages = cache(stages_of)
    after = events.ORIGIN
    while batch := events.read_many(CASE_EVENTS, after, limit=BATCH):
        for recorded in batch:
            case = recorded.data["case"]
            facts[case] = fold(facts.get(case, {}), _happened(recorded), stages)
        after = batch[-1].position
    calendar_of = cache(registry.calendar_of)
    counted = [fact for one in facts.values() for fact in _counted({}, one, calendar_of=calendar_of)]
    store.save(counted)
    return len(counted)


def stages_of(version: int) -> Stages:
    """The tracks of each stage (环节) of a published procedure; without stages every track is one."""
    procedure = catalogue.get_version(version)
    if procedure.stages:
        return tuple(frozenset(stage.tracks) for stage in procedure.stages)
    return tuple(frozenset((track.key,)) for track in procedure.tracks)


def _counted(before: Facts, after: Facts, *, calendar_of: Callable[[str], WorkCalendar]) -> list[Fact]:
    changed = [fact for track, fact in after.items() if before.get(track) != fact]
    return [with_working_days(fact, calendar_of(fact.region)) for fact in changed]


def _happened(recorded: Recorded) -> Happened:
    return Happened(recorded.type, recorded.number, recorded.at, recorded.data)
