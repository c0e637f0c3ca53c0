"""`tongban cases`: what the clock does to cases, and how much one window takes in."""

import json
import sys
from datetime import datetime, timedelta

import click

from tongban.cli import environment


@click.group()
def cases() -> None:
    """Cases as a whole."""


@cases.command()
@click.option("--limit", default=500, show_default=True, help="At most so many cases of each kind.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@environment.with_database
def tick(limit: int, as_json: bool) -> None:
    """Do now what the clock itself does: deemed acceptance, silence, late papers. Exit code 1: some failed."""
    from tongban.domains.cases import api
    from tongban.kernel import timemachine

    done = api.tick(now=timemachine.now(), limit=limit)
    failures = [{"handler": one.handler, "case": str(one.case), "code": one.code} for one in done.failures]
    if as_json:
        click.echo(json.dumps({"counts": done.counts, "failures": failures}, ensure_ascii=False, indent=2))
    else:
        for name, count in done.counts.items():
            click.echo(f"{count:>6}  {name}")
        for one in failures:
            click.echo(f"FAIL    {one['handler']}  {one['case']}  {one['code']}")
    sys.exit(1 if failures else 0)


@cases.command("one-window")
@click.argument("region")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="First day of acceptance (default: a year ago).")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@environment.with_database
def one_window(region: str, since: datetime | None, as_json: bool) -> None:
    """How much of the services of REGION one window takes in: of its catalogue today, and of its accepted cases."""
    from tongban.domains.cases.counter import api as counter
    from tongban.kernel import timemachine
    from tongban.kernel.clock import law_day

    today = law_day(timemachine.now())
    first = since.date() if since else today - timedelta(days=365)
    found = counter.one_window_share(region, since=first, on=today)
    if as_json:
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
        return
    click.echo(f"事项 items: {found.one_window} / {found.items}  {_percent(found.of_items)}")
    if found.outside:
        click.echo(f"  负面清单 stays outside: {', '.join(found.outside)}")
    click.echo(f"办件 cases: {found.accepted_one_window} / {found.accepted}  {_percent(found.of_cases)}")


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share:.1%}"
