"""What a new version of a procedure would change for the cases that run under others. Nothing here writes anything.

Whatever is the same for all cases of a version (the form, the papers, the steps, the clocks) is compared once; only
what differs is looked at case by case.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Prefetch

from tongban.domains.cases import clocks, credentials, pinning, planning, rules, snapshot
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.migration_models import MigrationRun
from tongban.domains.cases.models import CaseRow, Clock
from tongban.domains.cases.rules import Hindrance, Way
from tongban.domains.cases.state import WHOLE, Case
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel import authz, clock
from tongban.kernel.actors import Actor
from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.clock import law_day
from tongban.kernel.durations import Duration
from tongban.kernel.errors import Refusal, TongbanError

RESOURCE = "cases.migrationrun"
LIVE = tuple(status.value for status in rules.LIVE)
PAGE = 500


@dataclass(frozen=True, slots=True)
class Shortened:
    """A clock as it would be: the row it belongs to (None: a new clock) and its due days."""

    scope: str
    kind: str
    before: date | None
    after: date | None
    row: Clock = field(repr=False, compare=False)
    spec: catalogue.ClockSpec = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class MigratedCase:
    """One running case under the new version.

    `way`: it moves silently, needs its applicant (`ask`: `materials`, `answers` are wanted), or must stay (`reasons`).
    Due days are those of the whole case. `steps_gone` and `steps_new` are `track.step`.
    """

    id: CaseId
    number: str
    status: str
    way: Way
    reasons: tuple[Hindrance, ...] = ()
    steps_gone: tuple[str, ...] = ()
    steps_new: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    due_before: date | None = None
    due_after: date | None = None
    clocks: tuple[Shortened, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether anything but the words changes for this case."""
        return self.way != "silent" or bool(self.steps_gone or self.steps_new or self.clocks)


@dataclass(frozen=True, slots=True)
class Simulation:
    """What would become of the running cases: how many of each way, and the first of those for which something changes.

    `reasons` counts why cases stay. `shown` is how many of the `affected` cases are in `cases`.
    """

    total: int
    silent: int
    ask: int
    stay: int
    affected: int
    reasons: Mapping[str, int]
    cases: tuple[MigratedCase, ...]


def simulate_migration(
    version_from: int | Collection[int],
    version_to: int | catalogue.Procedure,
    *,
    actor: Actor,
    now: datetime,
    limit: int = 200,
) -> Simulation:
    """What a version, or a draft read as a procedure, would change for the live cases of other versions.

    Refuses `kernel.authz.denied` without a duty that keeps the register, `catalogue.version.unknown`; raises
    `NotInForce` for a new version whose clocks do not exist today.
    """
    to = _target(version_to, now)
    authz.require(actor, "read", MigrationRun(region=to.region or ""), resource=RESOURCE)
    counts: dict[str, int] = {"silent": 0, "ask": 0, "stay": 0}
    reasons: dict[str, int] = {}
    shown: list[MigratedCase] = []
    affected = 0
    for one in _judged(version_from, to, now=now):
        counts[one.way] += 1
        for reason in {hindrance.reason for hindrance in one.reasons}:
            reasons[reason] = reasons.get(reason, 0) + 1
        if one.changes:
            affected += 1
            if len(shown) < limit:
                shown.append(one)
    return Simulation(sum(counts.values()), **counts, affected=affected, reasons=reasons, cases=tuple(shown))


def count_running(versions: Collection[int]) -> dict[int, int]:
    """How many live cases run under each of these versions."""
    found = CaseRow.objects.filter(version__in=versions, status__in=LIVE).order_by().values_list("version")
    return dict(found.annotate(Count("pk")))


def judged(
    version_from: int | Collection[int], to: catalogue.Procedure, *, actor: Actor, now: datetime
) -> Iterator[MigratedCase]:
    """Every live case of these versions under the new one, in the order of their rows.

    Refuses `kernel.authz.denied` without a duty that keeps the register.
    """
    authz.require(actor, "read", MigrationRun(region=to.region or ""), resource=RESOURCE)
    return _judged(version_from, to, now=now)


def _judged(version_from: int | Collection[int], to: catalogue.Procedure, *, now: datetime) -> Iterator[MigratedCase]:
    versions = [version_from] if isinstance(version_from, int) else list(version_from)
    running = Prefetch("clocks", Clock.objects.filter(stopped_at=None))
    last = 0
    while True:
        page = CaseRow.objects.filter(version__in=versions, status__in=LIVE, pk__gt=last).order_by("pk")
        rows = list(page.select_related("subject").prefetch_related(running)[:PAGE])
        yield from (judge(row, to, now=now) for row in rows)
        if len(rows) < PAGE:
            return
        last = rows[-1].pk


def judge(row: CaseRow, to: catalogue.Procedure, *, now: datetime) -> MigratedCase:
    """One case under the new version."""
    case = snapshot.load(row.state)
    found = narrowed(row, to)
    if found is None:
        gone = (Hindrance("situation_new"),)
        return MigratedCase(CaseId(row.uuid), row.number, row.status, "stay", gone, due_before=row.due_on)
    return _judge(row, case, found, now=now)


def narrowed(row: CaseRow, to: catalogue.Procedure) -> catalogue.Procedure | None:
    """The new version for the situations of the case; None when it asks about situations the case never answered."""
    try:
        return catalogue.narrow(to, row.situations)
    except Refusal:
        return None


def _judge(row: CaseRow, case: Case, to: catalogue.Procedure, *, now: datetime) -> MigratedCase:
    plans = planning.plan_of(to)
    flow = rules.steps(case, plans)
    reasons = (*rules.migration_hindrances(case, plans), *_promised(case, to))
    wanted = _Wanted.of(row, case, to, now=now) if not reasons else _Wanted()
    shortened = () if reasons or wanted.answers else tuple(_shortened(row, case, to, now=now))
    way: Way = "stay" if reasons else "ask" if wanted.any else "silent"
    return MigratedCase(
        id=CaseId(row.uuid),
        number=row.number,
        status=row.status,
        way=way,
        reasons=reasons,
        steps_gone=flow.gone,
        steps_new=flow.new,
        materials=wanted.materials,
        answers=wanted.answers,
        due_before=row.due_on,
        due_after=_due_after(row, shortened),
        clocks=shortened,
    )


def _target(version_to: int | catalogue.Procedure, now: datetime) -> catalogue.Procedure:
    if isinstance(version_to, catalogue.Procedure):
        return version_to
    return catalogue.get_version(version_to, on=law_day(now))


def _promised(case: Case, to: catalogue.Procedure) -> Iterator[Hindrance]:
    """Whoever was taken by commitment (告知承诺) keeps to what was promised: text and check are its version's."""
    conducts = {track.key: track.conduct for track in to.tracks}
    for track in case.tracks:
        if track.promised and track.key in conducts and conducts[track.key].commitment is None:
            yield Hindrance("promise_gone", track.key)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the new version needs beyond what was given."""

    materials: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        return bool(self.materials or self.answers)

    @classmethod
    def of(cls, row: CaseRow, case: Case, to: catalogue.Procedure, *, now: datetime) -> "_Wanted":
        """Never what the applicant gave, under whatever name the old version asked it."""
        was = pinning.pinned(row)
        promised = [track.key for track in case.tracks if track.promised]
        asked = {one.id for one in catalogue.asked_materials(was, row.form, promised=promised) if one.required}
        fresh = catalogue.asked_materials(to, row.form, promised=promised)
        unasked = [one for one in fresh if one.required and one.id not in asked]
        return cls(tuple(_materials(row, was, unasked, now=now)), tuple(_answers(row, was, to)))


def _answers(row: CaseRow, was: catalogue.Procedure, to: catalogue.Procedure) -> Iterator[str]:
    if was.form == to.form:
        return
    kept = catalogue.clean_answers(to, row.form)
    yield from dict.fromkeys(error.field for error in catalogue.validate_form(to, kept))


def _materials(
    row: CaseRow, was: catalogue.Procedure, fresh: Sequence[catalogue.Material], *, now: datetime
) -> Iterator[str]:
    given = {one["id"] for one in row.materials}
    papers = {_paper(one) for one in was.materials if one.id in given}
    for one in fresh:
        holder = credentials.holder_of(one, _subject(row), row.form)
        held = one.issued_by or (holder and credentials.find_credential(holder, one.from_licence, at=now))
        if one.id not in given and _paper(one) not in papers and not held:
            yield one.id


def _paper(material: catalogue.Material) -> tuple[str, str]:
    """What makes two materials the same paper: the licence or proof they are, else their name."""
    return ("licence", material.from_licence) if material.from_licence else ("name", material.title.zh)


def _subject(row: CaseRow) -> registry.SubjectId:
    return registry.SubjectId(row.subject.uuid)


def _shortened(row: CaseRow, case: Case, to: catalogue.Procedure, *, now: datetime) -> Iterator[Shortened]:
    """The clocks that the new version shortens. A due day is never later, and never a day that is past."""
    running = [one for one in row.clocks.all() if one.stopped_at is None and one.due_on is not None]
    calendar = registry.calendar_of(row.region) if running else None
    for one in running:
        spec = _spec(one, row, to)
        if (
            spec is None
            or calendar is None
            or (spec.duration.amount, spec.duration.unit.value) == (one.amount, one.unit)
        ):
            continue
        due = _due(one, spec.duration, calendar)
        if due.on is not None and one.due_on is not None and law_day(now) <= due.on < one.due_on:
            yield Shortened(one.scope, one.kind, one.due_on, due.on, row=one, spec=spec)


def _spec(one: Clock, row: CaseRow, to: catalogue.Procedure) -> catalogue.ClockSpec | None:
    track = None if one.scope == WHOLE else one.scope
    specs = to.clocks_for(row.form, track=track)
    return next((spec for spec in specs if spec.kind == one.kind), None)


def _due(row: Clock, allowed: Duration, calendar: WorkCalendar) -> clock.Due:
    """The due day of the clock's own facts with another length; empty where it cannot be said."""
    known = clocks.facts(row)
    try:
        facts = clock.ClockFacts(
            known.kind, known.start, allowed, known.source, pauses=known.pauses, extensions=known.extensions
        )
        return clock.due(facts, calendar)
    except TongbanError:
        return clock.Due(None, None)


def _due_after(row: CaseRow, shortened: Sequence[Shortened]) -> date | None:
    days = [one.after for one in shortened if one.scope == WHOLE and one.after]
    return min([*days, row.due_on]) if days and row.due_on else row.due_on
