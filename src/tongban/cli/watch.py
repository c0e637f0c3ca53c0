"""`tongban watch`: look at the clocks now, as the job does, and tell the figures."""

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from tongban.cli import environment

if TYPE_CHECKING:
    from tongban.domains.cases.api import ClockFigures, ClockStatistics

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@click.option("--region", help="Six-digit code; without it, every region with a pack of its own.")
@click.option("--by", type=click.Choice(["agency", "item", "step"]), default="item", show_default=True)
@click.option("--since", type=DAY, help="First day of the period of what was finished (90 days before its last).")
@click.option("--until", type=DAY, help="Last day of the period (today).")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@environment.with_database
def watch(*, region: str | None, by: str, since: datetime | None, until: datetime | None, as_json: bool) -> None:
    """Warn of clocks near their end and past it, remind, open supervision cases; then count what was on time."""
    from tongban.domains.cases import api as cases
    from tongban.domains.registry import api as registry
    from tongban.kernel import timemachine
    from tongban.kernel.actors import SYSTEM
    from tongban.kernel.clock import law_day

    now = timemachine.now()
    watched = cases.watch(now=now)
    last = until.date() if until else law_day(now)
    first = since.date() if since else last - timedelta(days=90)
    divided: cases.ClockBy = next(one for one in ("agency", "item", "step") if one == by)
    codes = [region] if region else [one.code for one in registry.list_regions(on=law_day(now)) if one.pack]
    found = [cases.clock_statistics(SYSTEM, cases.ClockAsked(code, first, last, by=divided), now=now) for code in codes]
    if as_json:
        answer = {"at": now.isoformat(), "watched": watched.as_dict(), "statistics": [as_dict(one) for one in found]}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    click.echo("  ".join(f"{name} {count}" for name, count in watched.as_dict().items()))
    for one in found:
        click.echo("\n".join(_lines(one)))


def as_dict(found: "ClockStatistics") -> dict[str, Any]:
    """The figures of one region as JSON values."""
    return {
        "region": found.region,
        "by": found.by,
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "rows": [_figures(one) for one in found.rows],
        "total": _figures(found.total),
    }


def _figures(one: "ClockFigures") -> dict[str, Any]:
    return {
        "agency": one.agency.name.model_dump() if one.agency else None,
        "item": one.track or None,
        "step": one.step or None,
        "running": one.running,
        "near_due": one.near_due,
        "overdue": one.overdue,
        "finished": one.finished,
        "on_time": one.on_time,
        "share": one.share,
        "median": one.median,
        "p90": one.p90,
    }


def _lines(found: "ClockStatistics") -> list[str]:
    head = f"\n{found.region}  {found.since} – {found.until}"
    columns = f"{'running':>8}{'near':>6}{'late':>6}{'done':>6}{'share':>7}{'median':>8}{'p90':>6}"
    return [head, columns, *(_line(one) for one in (*found.rows, found.total))]


def _line(one: "ClockFigures") -> str:
    share = "-" if one.share is None else f"{one.share:.0%}"
    median, p90 = ("-" if value is None else f"{value:g}" for value in (one.median, one.p90))
    name = " ".join(part for part in (one.track, one.step, one.agency.name.zh if one.agency else "") if part)
    counts = f"{one.running:>8}{one.near_due:>6}{one.overdue:>6}{one.finished:>6}"
    return f"{counts}{share:>7}{median:>8}{p90:>6}  {name or '合计 / all'}"
