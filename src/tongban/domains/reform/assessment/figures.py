"""The live figures of a unit, each opened to the things it counts.

A measure counts for the agency that answers for it (its resolved lead). Days are days of the law (Asia/Shanghai).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tongban.domains.reform.assessment.rules.scoring import Figure, Thing
from tongban.domains.reform.ids import DecisionId, MeasureId, ReportId
from tongban.domains.reform.ledger import events as told
from tongban.domains.reform.ledger.life import Act, Life, live
from tongban.domains.reform.ledger.models import LedgerMeasure
from tongban.domains.reform.ledger.states import Light, MeasureState, light_of
from tongban.domains.reform.ledger.store import acts_of
from tongban.domains.reform.rhythm import api as rhythm
from tongban.domains.reform.rhythm.models import ReportRow
from tongban.kernel import events
from tongban.kernel.actors import SYSTEM

DONE = (rhythm.DecisionState.DONE, rhythm.DecisionState.DONE_LATE, rhythm.DecisionState.OVERDUE)
"""What has an end: an answer that waits for the office and what is not due yet are nobody's fault or merit."""


@dataclass(frozen=True, slots=True)
class Led:
    """A measure with its events up to the cut."""

    row: LedgerMeasure
    acts: tuple[Act, ...]
    life: Life

    def thing(self, holds: bool, suffix: str = "", label: str = "") -> Thing:
        name = f"{self.row.anchor} {self.row.text[:80]}"
        return Thing(f"{MeasureId(self.row.uuid)}{suffix}", f"{name}：{label}" if label else name, holds)


@dataclass(frozen=True, slots=True)
class Ground:
    """A region in a period as it stood at the end of `today`: what figures are read from, by agency (row)."""

    region: str
    first: date
    last: date
    today: date
    led: Mapping[int, tuple[Led, ...]]
    decisions: Mapping[str, tuple[rhythm.DecisionView, ...]]
    reports: Mapping[int, tuple[Thing, ...]]

    @property
    def until(self) -> date:
        """The last day that counts: nothing that is due later than the cut is judged."""
        return min(self.last, self.today)

    def counts(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.until


def ground_of(region: str, first: date, last: date, *, today: date) -> Ground:
    led: dict[int, list[Led]] = defaultdict(list)
    rows = LedgerMeasure.objects.filter(region=region, lead_agency__isnull=False).select_related("item")
    for row in rows.order_by("plan_id", "item__position", "position"):
        acts = tuple(act for act in acts_of(events.read(str(MeasureId(row.uuid)))) if act.on <= today)
        if row.lead_agency_id is not None:
            led[row.lead_agency_id].append(Led(row, acts, live(Life(due_on=row.due_on), acts)))
    decisions: dict[str, list[rhythm.DecisionView]] = defaultdict(list)
    for one in rhythm.list_decisions(region=region, actor=SYSTEM, today=today):
        if one.agency is not None:
            decisions[str(one.agency)].append(one)
    return Ground(
        region,
        first,
        last,
        today,
        {agency: tuple(found) for agency, found in led.items()},
        {agency: tuple(found) for agency, found in decisions.items()},
        _reports(region, first, min(last, today)),
    )


def _reports(region: str, first: date, until: date) -> dict[int, tuple[Thing, ...]]:
    """The reports of the months in the period that the office has judged; held is what it took."""
    found: dict[int, list[Thing]] = defaultdict(list)
    rows = ReportRow.objects.filter(region=region, agency__isnull=False, state__in=("accepted", "returned"))
    rows = rows.filter(period__gte=f"{first:%Y-%m}", period__lte=f"{until:%Y-%m}").order_by("filed_at", "pk")
    for row in rows:
        label = f"{row.period} {row.title}"
        if row.agency_id is not None:
            found[row.agency_id].append(Thing(str(ReportId(row.uuid)), label, row.state == "accepted"))
    return {agency: tuple(things) for agency, things in found.items()}


def _closed_in_time(ground: Ground, agency: int, name: str) -> Iterator[Thing]:
    """Measures whose last deadline lies in the period: held are those closed, and asked for by the deadline."""
    for one in ground.led.get(agency, ()):
        if ground.counts(one.row.due_on):
            asked = one.life.asked_on
            in_time = asked is not None and one.row.due_on is not None and asked <= one.row.due_on
            yield one.thing(one.life.state == MeasureState.CLOSED and in_time)


def _overdue(ground: Ground, agency: int, name: str) -> Iterator[Thing]:
    """Every measure that the unit leads: held are those late on the last day that counts and not closed by the cut."""
    for one in ground.led.get(agency, ()):
        light = light_of(one.life.state, due_on=one.row.due_on, asked_on=one.life.asked_on, today=ground.until)
        yield one.thing(light == Light.OVERDUE)


def _steps_on_time(ground: Ground, agency: int, name: str) -> Iterator[Thing]:
    """Own steps due in the period: held are those done by their day."""
    for one in ground.led.get(agency, ()):
        for step in one.life.steps:
            if ground.counts(step.due_on):
                done = step.done_on is not None and step.done_on <= step.due_on
                yield one.thing(done, f"#{step.number}", step.text)


def _reports_accepted(ground: Ground, agency: int, name: str) -> Iterator[Thing]:
    """Information reports for the months of the period that the office has looked at: held are those it took."""
    yield from ground.reports.get(agency, ())


def _decisions(ground: Ground, agency: int, name: str) -> Iterator[Thing]:
    """Decisions due in the period: held are those carried out by their day."""
    for one in ground.decisions.get(name, ()):
        if ground.counts(one.due_on) and one.state in DONE:
            yield Thing(str(DecisionId(one.id.value)), one.text, one.state is rhythm.DecisionState.DONE)


def _reopened(ground: Ground, agency: int, name: str) -> Iterator[Thing]:
    """Closings that were taken back in the period, each one a thing that holds."""
    for one in ground.led.get(agency, ()):
        opened = [act for act in one.acts if isinstance(act.event, told.MeasureReopened) and ground.counts(act.on)]
        for number, act in enumerate(opened, 1):
            yield one.thing(True, f"@{number}", act.event.reason[:80])


Read = Callable[[Ground, int, str], Iterable[Thing]]
FIGURES: Mapping[str, Read] = {
    "closed_in_time": _closed_in_time,
    "overdue": _overdue,
    "steps_on_time": _steps_on_time,
    "reports_accepted": _reports_accepted,
    "decisions_carried_out": _decisions,
    "reopened": _reopened,
}
"""By the names that a rule may use. Figures of further parts (orders of supervision) are added here."""


def read_figure(name: str, ground: Ground, *, agency: int, agency_id: str) -> Figure:
    return Figure(tuple(FIGURES[name](ground, agency, agency_id)))
