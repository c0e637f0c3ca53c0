"""Tasks and measures as plain values, and how alike two of them read. Pure: no database, no files."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tongban.domains.reform.duty.plain import plain

BREAKS = re.compile(r"[\s，。、；：“”‘’\"'（）()《》〈〉！？—\-·,.;:]+")
CLAUSE_ENDS = re.compile("[。；;]")
TIMES = re.compile(
    r"(?:20\d\d年)?(?:\d{1,2}月)?(?:20\d\d年|\d{1,2}月|年|月)底?前"
    r"|(?:\d+|[一二两三四五六七八九十]+)(?:个)?(?:工作日|自然日|小时|分钟|日|天)(?:以内|之内|内)?(?:办结|完成)?"
)
"""Dates and time limits say how soon, not what: half of all measures share 个工作日内办结."""
AREA = re.compile("^[^省市区县]{0,3}[省市区县](?=.{2})")
LENGTHS = (2, 3)
SHORTEST = 4
"""A clause of fewer characters says nothing of its own (一是, 其中)."""

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Task:
    """A task of the upper plan or a measure of the lower one.

    `key` names it in answers. `quoted` is the upper authority's task that the plan prints beside it, empty where its
    table has no such column. `units` as the plan spells them.
    """

    key: str
    text: str
    title: str = ""
    chapter: str = ""
    units: tuple[str, ...] = ()
    quoted: str = ""

    @property
    def heading(self) -> str:
        return f"{self.chapter}。{self.title}"


def grams(text: str) -> Counter[str]:
    """How often each run of two and three characters stands in a text; none reaches over a punctuation mark."""
    found: Counter[str] = Counter()
    for part in BREAKS.split(TIMES.sub("。", plain(text).text)):
        for length in LENGTHS:
            found.update(part[at : at + length] for at in range(len(part) - length + 1))
    return found


def clauses(text: str) -> list[str]:
    """The sentences of a text, down to semicolons."""
    found = [part for part in CLAUSE_ENDS.split(text) if len(part) >= SHORTEST]
    return found or [text]


def unit_likeness(first: Iterable[str], second: Iterable[str]) -> float:
    """0 to 1: how many units two lists share when the city's and the district's office of a name count as one."""
    one, other = ({AREA.sub("", name) for name in names} for names in (first, second))
    return len(one & other) / math.sqrt(len(one) * len(other)) if one and other else 0.0


class Weights:
    """What a run of characters is worth: little where most measures have it, much where few do."""

    def __init__(self, texts: Iterable[str]) -> None:
        known: Counter[str] = Counter()
        count = 0
        for text in texts:
            known.update(grams(text).keys())
            count += 1
        self._known, self._count = known, count

    def vector(self, text: str) -> Vector:
        """The text as weights of length one."""
        raw = {
            gram: (1 + math.log(times)) * math.log((self._count + 1) / (self._known[gram] + 0.5))
            for gram, times in grams(text).items()
        }
        length = math.sqrt(sum(weight * weight for weight in raw.values())) or 1.0
        return {gram: weight / length for gram, weight in raw.items()}


def likeness(first: Vector, second: Vector) -> float:
    """The cosine of two vectors, 0 to 1."""
    if len(first) > len(second):
        first, second = second, first
    return sum(weight * second[gram] for gram, weight in first.items() if gram in second)


@dataclass(slots=True)
class Weighed:
    """A task with the vectors that the ranking asks for; a task nobody looks at closely costs only `whole`."""

    task: Task
    weights: Weights = field(repr=False)
    uses_quoted: bool = True
    _told: dict[str, list[Vector]] = field(default_factory=dict, repr=False)

    def whole(self) -> Vector:
        """Everything the plan says: heading, text and, where it counts, the quoted task."""
        quoted = self.task.quoted if self.uses_quoted else ""
        return self._vectors("whole", [f"{self.task.heading}。{self.task.text}。{quoted}"])[0]

    def text(self) -> Vector:
        return self._vectors("text", [self.task.text])[0]

    def clauses(self) -> list[Vector]:
        return self._vectors("clauses", clauses(self.task.text))

    def quoted(self) -> Vector:
        return self._vectors("quoted", [self.task.quoted])[0]

    def quoted_clauses(self) -> list[Vector]:
        return self._vectors("quoted_clauses", clauses(self.task.quoted))

    def _vectors(self, name: str, texts: list[str]) -> list[Vector]:
        if name not in self._told:
            self._told[name] = [self.weights.vector(text) for text in texts]
        return self._told[name]


class Shelf:
    """The lower plan's measures, found by the runs they share with a task."""

    def __init__(self, measures: list[Weighed]) -> None:
        self.measures = measures

    @cached_property
    def _postings(self) -> dict[str, list[tuple[int, float]]]:
        postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, one in enumerate(self.measures):
            for gram, weight in one.whole().items():
                postings[gram].append((place, weight))
        return postings

    def likenesses(self, task: Vector) -> dict[int, float]:
        """The likeness of a task to each measure that shares anything with it, by the measure's place."""
        found: dict[int, float] = defaultdict(float)
        for gram, weight in task.items():
            for place, other in self._postings.get(gram, ()):
                found[place] += weight * other
        return found
