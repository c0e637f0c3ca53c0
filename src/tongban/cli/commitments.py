"""`tongban commitments`: every promise with what happened. `tongban metrics rebuild`: fold all events again."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from tongban.cli import environment

if TYPE_CHECKING:
    from tongban.domains.metrics.api import CommitmentDetail, CommitmentView


@click.command()
@click.option("--region", help="Six-digit code; without it, every region that has a pack.")
@click.option("--id", "key", help="One commitment, with the cases behind its number (needs --region).")
@click.option("--json", "as_json", is_flag=True, help="Print the whole answer as JSON.")
@click.option("--limit", default=50, show_default=True, help="How many cases to show with --id.")
@environment.with_database
def commitments(region: str | None, key: str | None, *, as_json: bool, limit: int) -> None:
    """The commitments of a region and what happened: target, value, cases, state."""
    from tongban.domains.metrics import api as metrics
    from tongban.kernel import authz, timemachine

    now = timemachine.now()
    if key is not None:
        if region is None:
            raise click.UsageError("--id needs --region")
        detail = metrics.get_commitment(key, region, actor=authz.SYSTEM, now=now, limit=limit)
        click.echo(_json(as_detail(detail)) if as_json else "\n".join(_detail_lines(detail)))
        return
    views = metrics.list_commitments(region, now=now)
    click.echo(_json([as_dict(view) for view in views]) if as_json else "\n".join(_line(view) for view in views))


@click.group()
def metrics() -> None:
    """What is measured of cases."""


@metrics.command()
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@environment.with_database
def rebuild(as_json: bool) -> None:
    """Throw the facts away and fold every event of every case again. Gives the same rows."""
    from tongban.domains.metrics import api

    count = api.rebuild()
    click.echo(_json({"facts": count}) if as_json else f"{count} facts")


def as_dict(view: "CommitmentView") -> dict[str, Any]:
    """A commitment as the JSON of the command and of the API."""
    target = view.target
    return {
        "id": view.id,
        "region": view.region,
        "region_name": view.region_name.model_dump(),
        "title": view.title.model_dump(),
        "source": view.source.model_dump(mode="json"),
        "responsible": [one.model_dump() for one in view.responsible],
        "metric": view.metric,
        "kind": view.kind,
        "target": {
            "op": target.op,
            "value": target.value,
            "unit": target.unit,
            "since": target.since.isoformat() if target.since else None,
            "within": target.within,
        }
        if target
        else None,
        "deadline": view.deadline.isoformat() if view.deadline else None,
        "state": view.state.value,
        "value": view.value,
        "defined": view.defined,
        "cases": view.cases,
        "breaking": view.breaking,
        "late_open": view.late_open,
        "waiting": view.waiting,
        "withdrawn": view.withdrawn,
        "period_start": view.period_start.isoformat() if view.period_start else None,
        "data_at": _instant(view.data_at),
        "reason": view.reason.model_dump() if view.reason else None,
        "series": [
            {"month": f"{point.month:%Y-%m}", "value": point.value, "cases": point.cases, "state": point.state.value}
            for point in view.series
        ],
    }


def as_detail(detail: "CommitmentDetail") -> dict[str, Any]:
    """A commitment with a page of its cases."""
    return {
        "commitment": as_dict(detail.view),
        "total": detail.total,
        "offset": detail.offset,
        "hidden": detail.hidden,
        "cases": [
            {
                "case": one.case,
                "number": one.number,
                "track": one.track or None,
                "region": one.region,
                "value": one.value,
                "breaking": one.breaking,
                "finished": one.finished,
                "started_at": _instant(one.started_at),
                "ended_at": _instant(one.ended_at),
            }
            for one in detail.cases
        ],
    }


def _line(view: "CommitmentView") -> str:
    told = view.target
    target = f"{told.op} {told.value} {told.unit}" if told else view.kind
    value = "-" if view.value is None else f"{view.value:g}"
    return f"{view.region} {view.id:<6} {view.state.value:<12} {target:<22} {value:>8} {view.cases:>6}  {view.title.zh}"


def _detail_lines(detail: "CommitmentDetail") -> list[str]:
    rows = [
        f"  {'!' if one.breaking else ' '} {one.number} {one.value:g} {_instant(one.ended_at) or 'open'} {one.case}"
        for one in detail.cases
    ]
    return [_line(detail.view), *rows, f"  {len(detail.cases)}/{detail.total}"]


def _instant(at: datetime | None) -> str | None:
    from tongban.kernel.clock import law_time

    return law_time(at).isoformat() if at else None


def _json(answer: object) -> str:
    return json.dumps(answer, ensure_ascii=False, indent=2)
