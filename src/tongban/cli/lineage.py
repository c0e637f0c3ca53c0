"""`tongban plan lineage`: which measures of one plan carry out the tasks of another. No database."""

import json
import time
from pathlib import Path
from typing import Any

import click
import yaml

from tongban.domains.reform import reading
from tongban.domains.reform.lineage.papers import measures_of, statements, tasks_of
from tongban.domains.reform.lineage.proposing import propose
from tongban.domains.reform.lineage.relating import no_measure, relate
from tongban.domains.reform.lineage.relations import Finding, Judgement
from tongban.domains.reform.lineage.scoring import MOST, PairScore, Score, read_pairs, score

FORMS = (".txt", ".docx", ".pdf", ".html", ".xlsx")
SHOWN = 40


@click.command()
@click.argument("upper", type=click.Path(path_type=Path, exists=True))
@click.argument("lower", type=click.Path(path_type=Path, exists=True), required=False)
@click.option("--json", "as_json", is_flag=True, help="Print every proposal with its findings as JSON.")
@click.option(
    "--score",
    "pairs",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Compare with the pairs of this file; UPPER may be a folder of plans named by three digits.",
)
def lineage(upper: Path, lower: Path | None, *, as_json: bool, pairs: Path | None) -> None:
    """Propose for each task of UPPER the measures of LOWER that carry it out, and how they stand to it.

    A plan that prints the upper authority's tasks beside its own stands above with those tasks.
    """
    if pairs is not None:
        _print_score(_scored(pairs, [upper] if lower is None else [upper, lower]), as_json=as_json)
        return
    if lower is None or upper.is_dir():
        raise click.UsageError("UPPER and LOWER are two plan files; only with --score may UPPER be a folder.")
    answer = _proposals(upper, lower)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        _print(answer)


def _proposals(upper: Path, lower: Path) -> dict[str, Any]:
    above, below = reading.read_plan(upper), reading.read_plan(lower)
    began = time.perf_counter()
    tasks, measures = tasks_of(above), measures_of(below)
    proposed = propose(tasks, measures, most=MOST)
    seconds = time.perf_counter() - began
    asked, told = statements(tasks, above), statements(measures, below)
    return {
        "upper": above.document.number or above.document.title,
        "lower": below.document.number or below.document.title,
        "seconds": round(seconds, 3),
        "tasks": [
            {
                "task": one.key,
                "text": one.text,
                "relation": str(_judged(asked[one.key], told, proposed[one.key]).relation),
                "proposals": [
                    {
                        "measure": found.key,
                        "text": told[found.key].text,
                        "score": found.score,
                        "likely": found.is_likely,
                        "shared": list(found.shared),
                        "units": list(found.shared_units),
                        **_judgement(relate(asked[one.key], told[found.key])),
                    }
                    for found in proposed[one.key]
                ],
            }
            for one in tasks
        ],
    }


def _judged(asked: Any, told: dict[str, Any], found: tuple[Any, ...]) -> Judgement:
    likely = next((one for one in found if one.is_likely), None)
    return relate(asked, told[likely.key]) if likely else no_measure()


def _judgement(one: Judgement) -> dict[str, Any]:
    findings = [_finding(finding) for finding in one.findings]
    return {"relation": str(one.relation), "sure": one.is_sure, "findings": findings}


def _finding(one: Finding) -> dict[str, str]:
    return {"relation": str(one.relation), "reason": str(one.reason), "upper": one.upper, "lower": one.lower}


def _print(answer: dict[str, Any]) -> None:
    for task in answer["tasks"]:
        click.echo(f"{task['task']}  {_short(task['text'])}")
        for found in task["proposals"]:
            word = found["relation"] if found["likely"] else "—"
            click.echo(f"    {found['score']:.3f}  {found['measure']:<10} {word:<12} {_short(found['text'])}")
    answered = sum(any(found["likely"] for found in task["proposals"]) for task in answer["tasks"])
    click.echo(f"{len(answer['tasks'])} tasks, {answered} with a likely measure, {answer['seconds']} s")


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _scored(pairs: Path, given: list[Path]) -> Score:
    files = sorted(given[0].iterdir()) if len(given) == 1 and given[0].is_dir() else given
    chosen: dict[str, Path] = {}
    for file in files:
        if file.suffix in FORMS and file.name[:3].isdigit():
            chosen[file.name[:3]] = max(chosen.get(file.name[:3], file), file, key=lambda one: one.suffix == ".txt")
    plans = {name: reading.read_plan(file) for name, file in chosen.items()}
    return score(read_pairs(yaml.safe_load(pairs.read_text("utf-8"))), plans)


def _print_score(found: Score, *, as_json: bool) -> None:
    confusion = {str(one): {str(k): n for k, n in told.items()} for one, told in found.confusion().items()}
    totals = {
        "pairs": len(found.pairs),
        "first": found.within(1),
        "first_three": found.within(MOST),
        "first_three_column_unread_inside_one_paper": found.apart,
        "first_three_no_column_read": found.within(MOST, unread=True),
        "relation_exact": found.exact,
        "relation_allowed": found.allowed,
    }
    if as_json:
        rows = [_row(one) for one in found.pairs]
        click.echo(json.dumps({**totals, "confusion": confusion, "rows": rows}, ensure_ascii=False, indent=2))
        return
    for one in found.pairs:
        mark = " " if one.rank is not None and one.rank <= MOST else "*"
        verdict = "/".join(one.pair.relations)
        click.echo(f"{mark} {one.pair.name}  rank {one.rank or '—':>3}  {verdict} → {one.relation}")
    for name, number in totals.items():
        click.echo(f"{number:>6} {name}")
    for verdict, told in confusion.items():
        click.echo(f"{verdict:>14}: " + ", ".join(f"{name} {number}" for name, number in told.items()))


def _row(one: PairScore) -> dict[str, Any]:
    return {
        "pair": one.pair.name,
        "rank": one.rank,
        "rank_column_unread": one.rank_unread,
        "verdict": [str(word) for word in one.pair.relations],
        "proposed": str(one.relation),
    }
