"""Checks of packs: a check is a function that yields findings, and it belongs to a grade.

A check looks at one pack at a time through a `Scope`. Integrity (bronze) is judged on everything the pack sees,
because a city can break what it inherits; completeness (silver, gold) only on the pack's own documents.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from tongban.kernel.packs.documents import Document, Pack, Place
from tongban.kernel.packs.library import Library, View
from tongban.kernel.packs.problems import Grade, Problem


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check saw: in which document, at which place of it, what is wrong, how to mend it."""

    document: Document | None
    place: Place
    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class Scope:
    """One pack in its library, as a check sees it."""

    library: Library
    pack: Pack

    @property
    def view(self) -> View:
        return self.library.view(self.pack.id)

    def own(self, kind: str) -> Iterable[Document]:
        """The documents that this pack itself holds."""
        return self.pack.list(kind)

    def seen(self, kind: str) -> Iterable[Document]:
        """The documents that count for this pack, inherited ones included."""
        return self.view.documents(kind)

    def view_ids(self, kind: str) -> list[str]:
        """The identities of a kind that count for this pack, for helping with a misspelt name."""
        return [document.id for document in self.view.documents(kind)]

    def at(self, document: Document, *place: str | int, what: str, mend: str) -> Finding:
        """A finding in a document."""
        return Finding(document, place, what, mend)

    def manifest(self, *place: str | int, what: str, mend: str) -> Finding:
        """A finding in `pack.yaml`."""
        return Finding(None, place, what, mend)


Judge = Callable[[Scope], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """A named check with its grade; its docstring is its page in docs/reference/packs.md."""

    name: str
    grade: Grade
    judge: Judge
    text: str

    def problems(self, scope: Scope) -> Iterator[Problem]:
        for finding in self.judge(scope):
            yield self._problem(scope.pack, finding)

    def _problem(self, pack: Pack, finding: Finding) -> Problem:
        if finding.document is None:
            folder = f"{pack.id}/pack.yaml"
            line = pack.manifest_lines.line(finding.place)
        else:
            folder, line = finding.document.file, finding.document.line(*finding.place)
        return Problem(folder, line, self.name, finding.what, finding.mend, pack.id, self.grade)


def check(grade: Grade) -> Callable[[Judge], Check]:
    """Declare a check: its name is the function's, its explanation the docstring."""

    def declare(judge: Judge) -> Check:
        return Check(judge.__name__, grade, judge, (judge.__doc__ or "").strip())

    return declare


def run_checks(library: Library, checks: Sequence[Check], *, all_grades: bool = False) -> list[Problem]:
    """Every problem of every pack up to the grade it claims (all grades when asked), by file and line.

    A mistake that several packs inherit is told once, of the uppermost pack that sees it.
    """
    told: dict[tuple[str, int, str, str], Problem] = {}
    for pack in library:
        ceiling = Grade.GOLD if all_grades else pack.claimed
        scope = Scope(library, pack)
        for one in checks:
            if one.grade <= ceiling:
                for problem in one.problems(scope):
                    told.setdefault((problem.file, problem.line, problem.check, problem.what), problem)
    return sorted([*library.problems, *told.values()])


def grade_reached(pack_id: str, problems: Iterable[Problem]) -> Grade:
    """The highest grade below which a pack has no problem. `problems` must come from a run over all grades."""
    mine = [problem.grade for problem in problems if problem.pack == pack_id]
    return Grade(min(mine) - 1) if mine else Grade.GOLD


def nearest(word: str, known: Iterable[str], otherwise: str) -> str:
    """The sentence that helps with a misspelt name."""
    near = get_close_matches(word, list(known), n=1)
    return f"did you mean {near[0]!r}?" if near else otherwise
