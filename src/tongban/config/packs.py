"""Packs of this installation: every domain's kinds and checks, collected; reading, checking and loading them."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tongban.domains.cases.counter import api as counter
from tongban.domains.cases.watch import checks as watch_checks
from tongban.domains.cases.watch import definitions as watch
from tongban.domains.catalogue import api as catalogue
from tongban.domains.catalogue import checks as catalogue_checks
from tongban.domains.catalogue import kinds as catalogue_kinds
from tongban.domains.licences import checks as licences_checks
from tongban.domains.licences import definitions as licences
from tongban.domains.metrics import checks as metrics_checks
from tongban.domains.metrics import definitions as metrics
from tongban.domains.reform.assessment import api as assessment
from tongban.domains.reform.rhythm import checks as rhythm_checks
from tongban.domains.reform.rhythm import definitions as rhythm
from tongban.domains.reform.supervision import definitions as supervision
from tongban.domains.registry import api as registry
from tongban.domains.registry import checks as registry_checks
from tongban.kernel import packs
from tongban.kernel.actors import SYSTEM
from tongban.kernel.errors import Refusal
from tongban.kernel.packs import (
    Check,
    Grade,
    Kind,
    Library,
    Pack,
    Problem,
    declarations,
    grade_reached,
    integrity,
    run_checks,
)

KINDS: tuple[Kind, ...] = (
    *declarations.KINDS,
    *registry.KINDS,
    *catalogue_kinds.KINDS,
    *counter.KINDS,
    *watch.KINDS,
    *licences.KINDS,
    *metrics.KINDS,
    *rhythm.KINDS,
    *assessment.KINDS,
    *supervision.KINDS,
)
CHECKS: tuple[Check, ...] = (
    *integrity.CHECKS,
    *registry_checks.CHECKS,
    *catalogue_checks.CHECKS,
    *watch_checks.CHECKS,
    *licences_checks.CHECKS,
    *metrics_checks.CHECKS,
    *rhythm_checks.CHECKS,
)


@dataclass(frozen=True, slots=True)
class Report:
    """The answer of a check: `problems` are those below the grade each pack claims; `ok` when there is none."""

    library: Library
    problems: tuple[Problem, ...]
    reached: dict[str, Grade]

    @property
    def ok(self) -> bool:
        return not self.problems

    def as_dict(self) -> dict[str, Any]:
        """The shape of `tongban packs check --json`."""
        return {
            "ok": self.ok,
            "packs": [
                {
                    "id": pack.id,
                    "version": pack.manifest.version,
                    "grade_claimed": pack.manifest.grade,
                    "grade_reached": self.reached[pack.id].word,
                    "documents": len(pack.documents),
                }
                for pack in self.library
            ],
            "problems": [problem.as_dict() for problem in self.problems],
        }


def read_library(folder: Path) -> Library:
    """Every pack under a folder. Refuses `kernel.packs.no_folder`; mistakes inside packs are the library's problems."""
    if not folder.is_dir():
        raise Refusal("kernel.packs.no_folder", folder=folder.name)
    return Library.read(folder, KINDS)


def check_packs(library: Library) -> Report:
    """Every problem of a library, and the grade that each pack reaches."""
    every = run_checks(library, CHECKS, all_grades=True)
    reached = {pack.id: grade_reached(pack.id, every) for pack in library}
    return Report(library, tuple(run_checks(library, CHECKS)), reached)


def every_problem(library: Library) -> list[Problem]:
    """Every problem of every grade, whatever the packs claim."""
    return run_checks(library, CHECKS, all_grades=True)


def described(pack: Pack) -> dict[str, Any]:
    """One line of `tongban packs list --json`."""
    kinds = Counter(document.kind for document in pack.documents)
    return {
        "id": pack.id,
        "title": pack.manifest.title.zh,
        "region": pack.manifest.region,
        "needs": list(pack.manifest.needs),
        "version": pack.manifest.version,
        "grade": pack.manifest.grade,
        "documents": dict(sorted(kinds.items())),
    }


def load_everything(*, now: datetime, folder: Path | None = None) -> catalogue.Published:
    """Read, check and install the packs; take over regions and agencies; publish what is new in the catalogue.

    Refuses `kernel.packs.faulty` when any pack has a problem; then nothing was changed. Doing it twice is harmless.
    """
    library = read_library(folder or _packs_folder())
    report = check_packs(library)
    if not report.ok:
        first = report.problems[0]
        raise Refusal("kernel.packs.faulty", count=len(report.problems), first=str(first))
    packs.install(library)
    registry.load_packs(library, now=now)
    return catalogue.publish(library, actor=SYSTEM, now=now)


def install_later() -> None:
    """At start: the library is read from the settings' folder when somebody first asks for it."""
    packs.install_later(lambda: read_library(_packs_folder()))


def _packs_folder() -> Path:
    from django.conf import settings

    return Path(settings.PACKS_FOLDER)
