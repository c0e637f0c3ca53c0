"""`tongban plan read` (no database) and `tongban plan import`."""

import json
from pathlib import Path

import click

from tongban.cli import environment, sentences
from tongban.cli.lineage import lineage
from tongban.cli.plan_score import score_plans
from tongban.domains.reform import reading


@click.group()
def plan() -> None:
    """Read reform plans and put them into the ledger."""


plan.add_command(lineage)
plan.add_command(score_plans)


@plan.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the whole plan as JSON.")
def read(file: Path, as_json: bool) -> None:
    """Read FILE (.docx, .pdf, .txt, .html or .xlsx) into chapters, items and measures. Writes nothing."""
    found = reading.read_plan(file)
    if as_json:
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
        return
    click.echo(f"{found.document.number} {found.document.title} ({found.document.issuer}, {found.document.issued_on})")
    for name, number in found.counts().items():
        click.echo(f"{number:>6} {name}")
    for doubt in found.doubts:
        click.echo(sentences.said(doubt.code, "zh", **doubt.values))


@plan.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--region", required=True, help="Six-digit code of the region whose plan this is.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@environment.with_database
def import_(file: Path, region: str, as_json: bool) -> None:
    """Read FILE and write its items and measures to the ledger of a region, with the file beside it. All or nothing."""
    from django.db import transaction

    from tongban.domains.reform import api as reform
    from tongban.domains.reform.intake import api as intake
    from tongban.kernel import authz, timemachine

    found = reading.read_plan(file)
    with transaction.atomic():
        plan_id = reform.import_plan(found, region=region, actor=authz.SYSTEM, now=timemachine.now())
        intake.keep_paper(plan_id, file.name, file.read_bytes(), actor=authz.SYSTEM, now=timemachine.now())
    answer = {"plan": str(plan_id), "region": region, "document": found.document.number, "counts": found.counts()}
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else f"{plan_id} {found.document.number}")
