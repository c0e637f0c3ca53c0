"""Proving the log."""

import json
import sys
from datetime import date, datetime

import click

from tongban.cli import environment


@click.group()
def audit() -> None:
    """The log of events: prove it, seal it."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@environment.with_database
def verify(as_json: bool) -> None:
    """Recompute every chain and every anchor. Exit code 1 when something was changed, with its name."""
    from tongban.kernel import audit as log

    report = log.verify()
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=2))
    else:
        click.echo(f"{report.events} events in {report.streams} streams, {report.anchors} anchors")
        for problem in report.problems:
            click.echo(f"FAIL {problem.as_dict()['what']}")
        click.echo("ok" if report.ok else f"{len(report.problems)} problems")
    sys.exit(0 if report.ok else 1)


@audit.command()
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="The day to seal (default: today).")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@environment.with_database
def anchor(day: datetime | None, as_json: bool) -> None:
    """Seal the heads of all streams as the anchor of a day. Print its hash and keep it elsewhere to prove the log."""
    from tongban.kernel import audit as log
    from tongban.kernel import timemachine

    now = timemachine.now()
    wanted: date = day.date() if day else now.date()
    sealed = log.anchor(wanted, now=now)
    if as_json:
        told = {
            "number": sealed.number,
            "day": sealed.day.isoformat(),
            "at": sealed.at.isoformat(),
            "streams": sealed.streams,
            "events": sealed.events,
            "hash": sealed.hash,
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo(f"anchor {sealed.number} of {sealed.day}: {sealed.events} events in {sealed.streams} streams")
        click.echo(sealed.hash)
