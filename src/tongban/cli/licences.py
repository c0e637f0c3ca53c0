"""`tongban licences`: templates of existing licences, and their import (存量归集)."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tongban.cli import environment

if TYPE_CHECKING:
    from tongban.kernel.actors import Actor

BY = click.option("--by", required=True, help="The user name of the staff account that does it.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")


@click.group()
def licences() -> None:
    """Existing licences by spreadsheet."""


@licences.command()
@click.argument("type_id")
@click.option("--region", required=True, help="Six-digit code.")
@click.option("--output", type=click.Path(path_type=Path), help="Where to write it; else <type>.xlsx.")
@click.option("--unknown-holders", is_flag=True, help="With the columns that entering unknown holders needs.")
@BY
@JSON
@environment.with_database
def template(*, type_id: str, region: str, output: Path | None, unknown_holders: bool, by: str, as_json: bool) -> None:
    """Write the empty spreadsheet of a licence type."""
    from tongban.domains.licences.intake import api as intake

    name, data = intake.get_template(type_id, region, may_register=unknown_holders, actor=_actor(by))
    place = output or Path(name)
    place.write_bytes(data)
    _say({"file": str(place), "bytes": len(data)}, as_json=as_json)


@licences.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--type", "type_id", required=True, help="The licence type, such as food_business_licence.")
@click.option("--region", required=True, help="Six-digit code.")
@click.option("--issuer", required=True, help="The role of the issuing agency, such as market_regulation.")
@click.option("--grade", type=click.Choice(["A", "B", "C", "D"]), required=True, help="Trust, 国办函〔2016〕108号.")
@click.option("--source", required=True, help="Whose records these are.")
@click.option("--unknown-holders", is_flag=True, help="Enter unknown holders from their rows.")
@BY
@JSON
@environment.with_database
def take(
    *,
    file: Path,
    type_id: str,
    region: str,
    issuer: str,
    grade: str,
    source: str,
    unknown_holders: bool,
    by: str,
    as_json: bool,
) -> None:
    """Check a whole file; without a mistake it waits for a second person. Ends with code 1 when anything is wrong."""
    from tongban.domains.licences.intake import api as intake
    from tongban.domains.registry import api as registry
    from tongban.kernel import timemachine

    now = timemachine.now()
    found = intake.upload(
        data=file.read_bytes(),
        name=file.name,
        type_id=type_id,
        region=region,
        issuer=registry.get_agency(region, issuer, on=now.date()).id,
        grade=grade,
        source=source,
        may_register=unknown_holders,
        actor=_actor(by),
        now=now,
    )
    mistakes = [_mistake(one) for one in found.mistakes]
    answer = {"batch": str(found.batch) if found.batch else None, "rows": found.rows, "mistakes": mistakes}
    if as_json:
        _say(answer, as_json=True)
    else:
        for one in mistakes:
            click.echo(f"{one['sheet']} {one['cell'] or one['row']} {one['column']}: {one['zh']}")
        click.echo(f"{found.batch or 'nothing kept'}: {found.rows} rows, {len(mistakes)} mistakes")
    if mistakes:
        raise SystemExit(1)


@licences.command()
@click.argument("batch")
@BY
@JSON
@environment.with_database
def apply(*, batch: str, by: str, as_json: bool) -> None:
    """Write the licences of a checked file, by another person than the one who uploaded it."""
    from tongban.domains.licences.intake import api as intake
    from tongban.kernel import timemachine

    count = intake.apply(batch=intake.BatchId.parse(batch), actor=_actor(by), now=timemachine.now())
    _say({"batch": batch, "applied": count}, as_json=as_json)


@licences.command()
@click.argument("batch")
@click.option("--reason", required=True)
@BY
@JSON
@environment.with_database
def undo(*, batch: str, reason: str, by: str, as_json: bool) -> None:
    """Take the licences of a file back while nothing was built upon them."""
    from tongban.domains.licences.intake import api as intake
    from tongban.kernel import timemachine

    count = intake.undo(batch=intake.BatchId.parse(batch), reason=reason, actor=_actor(by), now=timemachine.now())
    _say({"batch": batch, "undone": count}, as_json=as_json)


def _mistake(one: Any) -> dict[str, Any]:
    from tongban.kernel import texts

    said = {language: texts.say(one.code, language, **one.values) for language in ("zh", "en")}
    return {"sheet": one.sheet, "row": one.row, "cell": one.cell, "column": one.title, "code": one.code, **said}


def _actor(username: str) -> "Actor":
    from tongban.domains.registry import api as registry
    from tongban.kernel import timemachine

    found = [one for one in registry.find_accounts(username) if one.kind == "staff"]
    if not found:
        raise click.UsageError(f"there is no staff account {username!r}")
    return registry.actor_of(found[0].id, now=timemachine.now())


def _say(answer: dict[str, Any], *, as_json: bool) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else "  ".join(f"{k}: {v}" for k, v in answer.items()))
