"""`tongban plan score`: how well plans are read, against what the packs say they hold."""

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click
from pydantic import Field

from tongban.domains.reform import duty, reading
from tongban.domains.reform.duty import known
from tongban.domains.reform.duty.quantities import Unit
from tongban.domains.reform.duty.score import Entered, Promised, Read, Score, Share, score
from tongban.domains.reform.duty.target_words import Comparator
from tongban.domains.reform.reading.papers import open_paper
from tongban.kernel import strict_yaml
from tongban.kernel.declaration import Declaration
from tongban.kernel.packs import Library

GOALS = {
    "numeric_recall": 0.90,
    "numeric_precision": 0.95,
    "dated": 0.98,
    "dates_found": 0.98,
    "dates_right": 0.98,
}
LABELS = {
    "numeric_recall": "commitments with a number, found whole",
    "numeric_numbers": "their numbers, found",
    "numeric_precision": "targets read that people entered there",
    "dated": "commitments with only a date, found",
    "dates_found": "dates of the plans, found",
    "dates_right": "dates read that the plans hold there",
    "absolute_recall": "commitments without exception, found",
    "absolute_precision": "measures with absolute words that people entered",
}
FORMS = (".txt", ".docx", ".pdf", ".html", ".xlsx")
SUBJECT = re.compile(r"[A-Z]\d+")


class PlanDates(Declaration):
    """`plans/dates.yaml` of a pack: the time limits that a plan itself states, by place, and the rows reported done."""

    number: str = ""
    issued_on: date | None = None
    dates: dict[str, tuple[date, ...]] = Field(min_length=1)
    done: tuple[str, ...] = ()

    @property
    def plan(self) -> str:
        return self.number or str(self.issued_on)


@click.command(name="score")
@click.option("--plans", "folder", default="../shared/plans", show_default=True, type=click.Path(path_type=Path))
@click.option("--packs", "packs_folder", type=click.Path(path_type=Path), help="Default: the installation's packs.")
@click.option("--json", "as_json", is_flag=True, help="Print the score as JSON.")
def score_plans(folder: Path, packs_folder: Path | None, as_json: bool) -> None:
    """Read every plan in the folder and compare with the packs: numbers, dates, promises without exception, units.

    Needs no database. Ends with code 1 when a goal is missed; what a figure means: docs/reference/plan-score.md.
    """
    plans = read_plans(folder)
    if not plans:
        raise click.ClickException(f"no plan in {folder}")
    library, root = _library(packs_folder)
    found = score(list(entered(library)), [one for plan, body in plans for one in parts(plan, body)], dates=dates(root))
    units = {key_of(plan): resolved(plan, library) for plan, _ in plans}
    is_reached = all(found.shares[name].share >= goal for name, goal in GOALS.items())
    if as_json:
        told = {key: share.as_dict() for key, share in units.items()}
        answer = {"ok": is_reached, "plans": len(plans), "goals": GOALS, **found.as_dict(), "units": told}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(found, units, count=len(plans))))
    raise SystemExit(0 if is_reached else 1)


def read_plans(folder: Path) -> list[tuple[reading.Plan, str]]:
    """Every plan of a folder once (the first form of `FORMS` wins), with the text before its first measure."""
    chosen: dict[str, Path] = {}
    for form in FORMS:
        for path in sorted(folder.glob(f"*{form}")):
            chosen.setdefault(path.stem, path)
    found = []
    for path in sorted(chosen.values()):
        plan = reading.read_plan(path)
        first = min(measure.place.start for measure in plan.measures)
        found.append((plan, open_paper(path).text[:first]))
    return found


def key_of(plan: reading.Plan) -> str:
    """The paper's number; its date where it has none."""
    return plan.document.number or str(plan.document.issued_on)


def parts(plan: reading.Plan, body: str) -> Iterator[Read]:
    """What the duty words say of every measure (with the upper task beside it) and of the text before them."""
    key, day = key_of(plan), plan.document.issued_on
    for item in plan.items:
        for position, measure in enumerate(item.measures, start=1):
            texts = [text for text in (measure.text, measure.upper) if text]
            targets = tuple(target for text in texts for target in duty.read_targets(text, issued_on=day))
            absolutes = tuple(one for text in texts for one in duty.read_absolutes(text))
            yield Read(key, item.number, measure.number, position, targets, absolutes, measure.deadlines)
    yield Read(
        key,
        0,
        None,
        1,
        duty.read_targets(body, issued_on=day),
        duty.read_absolutes(body),
        duty.read_deadlines(body, issued_on=day),
        is_body=True,
    )


def entered(library: Library) -> Iterator[Entered]:
    """Every commitment of the packs that names its plan and place, as the text has it."""
    for pack in library:
        for document in pack.list("commitments"):
            one = document.model
            subject = SUBJECT.match(one.id)
            if not one.source.at or subject is None:
                continue
            plan = one.source.number or str(one.source.issued_on)
            key = f"{one.id} ({pack.id})"
            yield Entered(key, subject[0], one.kind, plan, one.source.at, tuple(_numbers(one)), one.deadline)


def _numbers(commitment: Any) -> Iterator[Promised]:
    if commitment.kind != "numeric":
        return
    if commitment.written is not None:
        for one in commitment.written:
            yield Promised(Comparator(one.op), one.value, Unit(one.unit), one.counted, one.upper)
    else:
        target = commitment.target
        counted = target.unit_text.zh if target.unit_text else ""
        yield Promised(Comparator(target.op), target.value, Unit(target.unit), counted)


def dates(folder: Path) -> dict[tuple[str, str], Sequence[date]]:
    """The time limits of the plans by plan and place, from every pack's `plans/dates.yaml`."""
    found: dict[tuple[str, str], Sequence[date]] = {}
    for path in sorted(folder.glob("**/plans/dates.yaml")):
        for one in map(PlanDates.model_validate, strict_yaml.load(path)):
            found |= {(one.plan, place): days for place, days in one.dates.items()}
    return found


def resolved(plan: reading.Plan, library: Library) -> Share:
    """Of the distinct spelled units of a plan, those that are an agency or a group."""
    at = plan.document.issued_on
    if at is None:
        return Share(0, 0)
    region = known.region_named_in(plan.document.issuer, library, at=at) or ""
    offices = known.offices_of(library, region, at=at)
    regions = known.region_names(library, at=at).values()
    names = {name for measure in plan.measures for name in (*measure.lead, *measure.cooperating)}
    answers = {name: duty.resolve(name, offices, at=at, regions=tuple(regions)) for name in sorted(names)}
    unknown = {name: one for name, one in answers.items() if one.kind not in ("agency", "group")}
    missed = tuple(f"{name}: {one.kind} {one.proposal or ''}".strip() for name, one in unknown.items())
    return Share(len(answers) - len(missed), len(answers), missed)


def _library(folder: Path | None) -> tuple[Library, Path]:
    """The packs, read without a database."""
    import django

    if "DATABASE_URL" not in os.environ:
        os.environ.setdefault("TONGBAN_SANDBOX", "true")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
    django.setup()
    from django.conf import settings

    from tongban.config import packs as configured

    root = folder or Path(settings.PACKS_FOLDER)
    return configured.read_library(root), root


def _lines(found: Score, units: dict[str, Share], *, count: int) -> Iterator[str]:
    yield f"{count} plans"
    for name, share in found.shares.items():
        goal = f" (goal {GOALS[name]:.2f})" if name in GOALS else ""
        yield f"{share.share:7.4f}  {share.right:>4} of {share.of:<4} {LABELS[name]}{goal}"
    for key, share in units.items():
        told = f"{share.share:7.4f}" if share.of else "      -"
        yield f"{told}  {share.right:>4} of {share.of:<4} distinct units resolved, {key}"
    named = [(LABELS[name], share) for name, share in found.shares.items()]
    named += [(f"units of {key}", share) for key, share in units.items()]
    for label, share in named:
        if share.missed:
            yield from _missed(label, share.missed)


def _missed(label: str, missed: Iterable[str]) -> Iterator[str]:
    yield f"\nnot so: {label}"
    yield from (f"  {one}" for one in missed)
