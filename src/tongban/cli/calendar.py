"""The working-day arrangement of a year."""

import json
from pathlib import Path
from typing import Any

import click

from tongban.cli import environment


@click.group()
def calendar() -> None:
    """Working days: what holds, and entering a new year's notice."""


@calendar.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--region", help="Six-digit region code; without it the notice is the whole country's.")
@environment.with_database
def enter(file: Path, region: str | None) -> None:
    """Enter a notice from a YAML FILE: year, off, on, names, source, published_on."""
    from tongban.kernel import notices, timemachine
    from tongban.kernel.actors import SYSTEM

    notice = notices.read_notice(file, region=region)
    notices.enter_notice(notice, actor=SYSTEM, now=timemachine.now())
    click.echo(f"{notice.year}: {len(notice.off)} days off, {len(notice.on)} make-up days, {notice.source}")


@calendar.command()
@click.argument("year", type=click.IntRange(1949, 2200))
@click.option("--region", help="Six-digit region code; without it the whole country.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@environment.with_database
def show(year: int, region: str | None, as_json: bool) -> None:
    """The arrangement of YEAR, day by day where it differs from an ordinary week, with its sources."""
    from tongban.kernel import notices

    told = notices.arrangement(year, region)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    click.echo(f"{year}: {told['working_days']} working days (calendar {told['version']})")
    for day in told["days"]:
        click.echo(_line(day))
    for source in told["sources"]:
        click.echo(f"{source['source']} ({source['published_on'] or '-'})")


def _line(day: dict[str, Any]) -> str:
    name = f"{day['name']['zh']} / {day['name']['en']}" if day["name"] else ""
    return f"{day['date']}  {'work' if day['working'] else 'off '}  {name}".rstrip()
