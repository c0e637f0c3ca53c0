"""A case that lives by the rules alone: what `store.remember` does, without a database. For property tests."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import hypothesis.strategies as st

from tongban.domains.cases import rules, timing
from tongban.domains.cases.history import (
    CaseEvent,
    CaseSubmitted,
    ClockPinned,
    Renewed,
    StepKind,
    StepPlan,
    TrackPlan,
    TrackStarted,
)
from tongban.domains.cases.state import WHOLE, Case, apply, begin
from tongban.domains.cases.tests.town import at
from tongban.kernel.errors import Refusal

APPLICANT, OFFICERS = "founder", ("ann", "bo", "cai", "dan")
MORNING = at("2026-03-02T09:00")  # a Monday; the calendar knows 2025 to 2026
KINDS = {
    "hearing": ("statutory", "promised"),
    "expert_review": ("statutory", "promised"),
    "notice": ("promised",),
    "site_visit": (),
}


@st.composite
def plans(draw: st.DrawFn) -> list[TrackPlan]:
    """One to four tracks of one to three steps; a step may wait for any step that came before it in the plan."""
    tracks: list[TrackPlan] = []
    earlier: list[str] = []
    for number in range(draw(st.integers(1, 4))):
        key = f"track{number}"
        names = [f"step{place}" for place in range(draw(st.integers(1, 3)))]
        waits = {
            name: draw(st.lists(st.sampled_from(earlier), unique=True, max_size=2)) if earlier else [] for name in names
        }
        steps = tuple(draw(_steps(key, waits)))
        earlier += [f"{key}.{name}" for name in names]
        tracks.append(
            TrackPlan(
                key,
                "r",
                draw(st.sampled_from([None, "permit"])),
                False,
                steps,
                starts=draw(st.sampled_from(["with_case", "with_case", "in_turn"])),
                delivery=draw(st.sampled_from([("download",), ("counter", "post"), ("download", "post")])),
            )
        )
    return tracks


@st.composite
def _steps(draw: st.DrawFn, key: str, waits: dict[str, list[str]]) -> list[StepPlan]:
    steps, names = [], list(waits)
    for name in names:
        decides = name == names[-1]
        mine = [f"{key}.{other}" for other in names[:-1]] if decides else []
        inherited = [one for found in waits.values() for one in found] if decides else waits[name]
        kinds: list[StepKind] = ["work", "work", "collective" if decides else "visit"]
        kind = draw(st.sampled_from(kinds))
        signatures = draw(st.sampled_from([1, 1, 2])) if kind != "collective" else 3
        after = tuple(dict.fromkeys((*mine, *inherited)))
        steps.append(StepPlan(name, "review", decides, after, kind=kind, signatures=signatures))
    return steps


def submitted(
    tracks: Sequence[TrackPlan], promised: Sequence[str] = (), renews: Sequence[Renewed] = ()
) -> CaseSubmitted:
    return CaseSubmitted(
        case="case_1",
        number="990100202603020000001"[:20],
        procedure="company_setup",
        version=1,
        digest="d",
        region="990100",
        subject="subject_1",
        package=len(tracks) > 1,
        agency="window",
        tracks=tuple(tracks),
        materials=(),
        attributes={},
        form_digest="f",
        by=APPLICANT,
        promised=tuple(promised),
        renews=tuple(renews),
    )


def pinned(scope: str, now: datetime) -> tuple[ClockPinned, ...]:
    return tuple(
        ClockPinned(
            scope, kind, f"clocks.{kind}", amount, "working_day", "行政许可法 第四十二条", now.isoformat(), None
        )
        for kind, amount in (("statutory", 20), ("promised", 5))
    )


@dataclass
class Life:
    """The state, the history with its instants, and the clocks; `now` goes on by itself."""

    first: CaseSubmitted
    now: datetime = MORNING
    case: Case = field(init=False)
    clocks: timing.Clocks = ()
    past: list[tuple[datetime, CaseEvent]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.case = begin(self.first)
        self.past.append((self.now, self.first))

    @property
    def first_day(self) -> datetime:
        return self.past[0][0]

    @property
    def history(self) -> list[CaseEvent]:
        return [event for _, event in self.past]

    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    def attempt(self, decision: Callable[[], list[CaseEvent]]) -> bool:
        """Do it, unless the rules refuse; whether something happened. A refusal changes nothing."""
        before = self.case
        try:
            happened = decision()
        except Refusal:
            assert self.case == before
            return False
        for event in happened:
            self._happen(event)
        for track in rules.turns(self.case):
            scope = self.case.scope_of(track.key)
            self._happen(TrackStarted(self.case.id, track.key, () if scope == WHOLE else pinned(scope, self.now)))
        return bool(happened)

    def _happen(self, event: CaseEvent) -> None:
        self.clocks = timing.fold(self.clocks, event, at=self.now, before=self.case)
        self.case = apply(self.case, event)
        self.past.append((self.now, event))

    def scopes(self) -> list[str]:
        """Where clocks begin with acceptance: of the whole, and of each item of a package that does not wait."""
        begins = [one.key for one in self.case.tracks if one.starts == "with_case"]
        return [WHOLE, *(begins if self.case.package else [])]
