"""Which measures of the lower plan carry out a task of the upper plan: the likeliest first, with the reasons. Pure.

Two plans that speak of one thing share its words more surely than its phrasing, so the order is that of shared runs of
characters, weighed by rarity, over the whole measure, its text and its best single sentence; the offices named add to
it. Where the lower plan prints the upper task beside its measure, that column is read too: it is the plan's own word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from tongban.domains.reform.duty.plain import plain
from tongban.domains.reform.lineage.texts import (
    BREAKS,
    TIMES,
    Shelf,
    Task,
    Vector,
    Weighed,
    Weights,
    likeness,
    unit_likeness,
)

TEXT, CLAUSE, UNITS = 0.5, 0.5, 0.15
CLOSER_LOOK = 20
"""The measures looked at sentence by sentence: those whose whole text shares most with the task."""
SAME = 0.9
"""From this likeness on, the quoted column holds the task itself."""
LEAST, LEAST_TEXT = 0.16, 0.05
"""Below this score, or with texts less alike, nothing in the lower plan answers the task."""
SHORTEST_RUN = 4
FILLERS = "将把的和与及"


@dataclass(frozen=True, slots=True)
class Likeness:
    """Why a measure was proposed: 0 to 1 each. `is_quoted`: the lower plan prints this very task beside it."""

    whole: float
    text: float
    clause: float
    units: float
    is_quoted: bool = False

    @property
    def score(self) -> float:
        return self.whole + TEXT * self.text + CLAUSE * self.clause + UNITS * self.units


@dataclass(frozen=True, slots=True)
class Proposal:
    """A measure that may carry out a task. `score` orders proposals of one task; `shared` are the words of both."""

    key: str
    score: float
    likeness: Likeness
    shared: tuple[str, ...]
    shared_units: tuple[str, ...]

    @property
    def is_likely(self) -> bool:
        """Whether the texts themselves, not only their headings and units, speak for it."""
        return self.score >= LEAST and max(self.likeness.text, self.likeness.clause) >= LEAST_TEXT


def propose(
    tasks: Sequence[Task],
    measures: Sequence[Task],
    *,
    most: int = 3,
    uses_quoted: bool = True,
    tells_shared: bool = True,
) -> dict[str, tuple[Proposal, ...]]:
    """For each task by its key, at most `most` measures, likeliest first; fewer where nothing else shares a word.

    `uses_quoted=False` leaves the lower plan's quoted column unread; `tells_shared=False` spares looking for the words
    that both share.
    """
    weights = Weights(f"{one.heading}。{one.text}。{one.quoted}" for one in (*tasks, *measures))
    shelf = Shelf([Weighed(one, weights, uses_quoted) for one in measures])
    asked = [Weighed(one, weights, uses_quoted=False) for one in tasks]
    return {one.task.key: _of(one, shelf, most=most, tells_shared=tells_shared) for one in asked}


def _of(task: Weighed, shelf: Shelf, *, most: int, tells_shared: bool) -> tuple[Proposal, ...]:
    whole = shelf.likenesses(task.whole())
    near = sorted(whole, key=lambda place: (-whole[place], place))[:CLOSER_LOOK]
    scored = sorted(((_compare(task, shelf.measures[place], whole[place]), place) for place in near), key=_order)
    return tuple(
        _proposal(task.task, shelf.measures[place].task, found, tells_shared=tells_shared)
        for found, place in scored[:most]
    )


def _order(scored: tuple[Likeness, int]) -> tuple[float, int]:
    return -scored[0].score, scored[1]


def _compare(task: Weighed, measure: Weighed, whole: float) -> Likeness:
    units = unit_likeness(task.task.units, measure.task.units)
    own = Likeness(whole, likeness(task.text(), measure.text()), _best(task.clauses(), measure.clauses()), units)
    if not (measure.uses_quoted and measure.task.quoted):
        return own
    text = likeness(task.text(), measure.quoted())
    clause = _best(task.clauses(), measure.quoted_clauses())
    quoted = Likeness(max(whole, text), text, clause, units, is_quoted=text >= SAME)
    return max(own, quoted, key=lambda one: one.score)


def _best(first: list[Vector], second: list[Vector]) -> float:
    return max((likeness(one, other) for one in first for other in second), default=0.0)


def _proposal(task: Task, measure: Task, found: Likeness, *, tells_shared: bool) -> Proposal:
    names = set(measure.units)
    shared_units = tuple(name for name in task.units if unit_likeness([name], names))
    shared = shared_runs(task.text, measure.text) if tells_shared else ()
    return Proposal(measure.key, round(found.score, 4), found, shared, shared_units)


def shared_runs(first: str, second: str, *, most: int = 4) -> tuple[str, ...]:
    """The longest runs of characters that stand in both texts, longest first. Punctuation and time limits end one."""
    one, other = (TIMES.sub("。", plain(text).text) for text in (first, second))
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    runs = [part for block in blocks for part in BREAKS.split(one[block.a : block.a + block.size].lstrip(FILLERS))]
    long = sorted({run for run in runs if len(run) >= SHORTEST_RUN}, key=lambda run: (-len(run), run))
    return tuple(long[:most])
