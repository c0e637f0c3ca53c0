"""`tongban bench ledger`: the board, my duties and a measure's page with thousands of measures in one region.

A plan of so many measures is imported by the real command and then lives: in turn a measure waits, moves, asks for its
closing or is closed. The pages are asked through Django's HTTP client in this process: middleware, policy, queries,
templates and compression, without a socket.
"""

import json
from datetime import date, datetime, timedelta
from statistics import quantiles
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from tongban.cli.bench_advance import scratch

if TYPE_CHECKING:
    from django.test import Client

    from tongban.domains.reform.ledger import api as doors
    from tongban.domains.reform.reading import Plan

REGION, ITEMS, CHAPTERS, LIVED = "990100", 10, 12, 25
"""Measures in an item, chapters of the plan; one measure in so many has a life, because a life costs its commands."""


@click.command()
@click.option("--measures", "number", default=5000, show_default=True, type=click.IntRange(100, 50_000))
@click.option("--asks", default=60, show_default=True, type=click.IntRange(10, 1000), help="Requests of each page.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def ledger(number: int, asks: int, *, as_json: bool) -> None:
    """Measure the pages of a ledger with so many measures."""
    with scratch():
        report = _measure(number, asks=asks)
    click.echo(json.dumps(report, ensure_ascii=False, indent=2) if as_json else _told(report))


def _measure(number: int, *, asks: int) -> dict[str, Any]:
    from tongban.cli.bench_town import seat
    from tongban.cli.operate import apply_migrations
    from tongban.config.packs import load_everything
    from tongban.domains.reform.ledger import api as doors
    from tongban.domains.registry import api as registry
    from tongban.kernel import timemachine
    from tongban.kernel.actors import SYSTEM

    apply_migrations(verbosity=0)
    now = timemachine.now()
    before = now - timedelta(days=60)
    load_everything(now=before)
    units = [one for one in registry.list_agencies([REGION], before.date()) if one.role != "reform_office"]
    office = seat(REGION, "reform_office", "reform", before=before)
    second = seat(REGION, "reform_office", "supervise", before=before)
    officer = seat(REGION, units[0].role, "approve", before=before)
    began = perf_counter()
    plan = doors.import_plan(_plan(number, [one.short.zh for one in units], now), region=REGION, actor=SYSTEM, now=now)
    imported = perf_counter() - began
    began = perf_counter()
    some = _live(plan, office, now)
    lived = perf_counter() - began
    report: dict[str, Any] = {
        "measures": number,
        "units": len(units),
        "import_seconds": round(imported, 1),
        "lived": number // LIVED,
        "life_seconds": round(lived, 1),
    }
    pages = {"board": "/governance/board/", "late": "/governance/board/?light=overdue"}
    pages |= {"one_unit": f"/governance/board/?unit={units[0].short.zh}", "search": "/governance/board/?words=第421条"}
    pages |= {"measure": f"/governance/measures/{some}/"}
    pages |= {"next_page": _second_page(pages["board"], second)}
    client, own = _client(second), _client(officer)
    for name, path in pages.items():
        report[name] = _ask(client, path, asks)
    report["my_duties"] = _ask(own, "/governance/duties/", asks)
    return report


def _plan(number: int, units: list[str], now: datetime) -> "Plan":
    """A plan of so many measures with deadlines from three months back to nine months ahead."""
    from tongban.domains.reform import duty
    from tongban.domains.reform.reading import Document, Item, Measure, Plan
    from tongban.domains.reform.reading.papers import Place

    today = now.date()

    def measure(place: int) -> Measure:
        due = today + timedelta(days=place * 7 % 360 - 90)
        kind = duty.DeadlineKind.BY_DAY
        limits = (duty.Deadline(f"{due}前", kind, due, 0, 10),) if place % 5 else ()
        return Measure(
            number=place % ITEMS + 1,
            text=f"第{place}条：压减办理环节和申报材料，{units[place % len(units)]}牵头，窗口与线上同标准办理。",
            lead=(units[place % len(units)],),
            cooperating=(units[(place + 1) % len(units)], units[(place + 3) % len(units)]),
            deadlines=limits,
            done=False,
            anchor=f"§{place // ITEMS + 1}({place % ITEMS + 1})",
            row=place + 1,
            place=Place(None, place + 1, None, 0, 10),
        )

    items = tuple(
        Item(
            number=first // ITEMS + 1,
            chapter=f"第{first // ITEMS % CHAPTERS + 1}章",
            title=f"任务{first // ITEMS + 1}",
            measures=tuple(measure(place) for place in range(first, min(first + ITEMS, number))),
        )
        for first in range(0, number, ITEMS)
    )
    document = Document("演示大方案", "演示〔2026〕1号", "云汀市人民政府", date(today.year, 1, 1))
    return Plan(document, items, rows=number, rows_done=0, rows_with_cooperating_units=number)


def _live(plan: "doors.PlanId", office: Any, now: datetime) -> str:
    """One measure in so many moves, half of those ask for their closing; the id of one that has a history."""
    from tongban.domains.reform.ledger import api as doors
    from tongban.domains.registry import api as registry
    from tongban.kernel import evidence
    from tongban.kernel.actors import SYSTEM

    actor = registry.actor_of(office, now=now)
    measures = doors.get_ledger(plan, actor=SYSTEM, today=now.date()).measures
    told = ""
    for place, one in enumerate(measures[::LIVED]):
        proof = evidence.put(b"%PDF-1.7\n%%EOF\n", "证明.pdf", by=actor.label, purpose="reform.measure", at=now)
        doors.file_progress(one.id, "已印发细则", share=40, evidence=[proof], actor=actor, now=now)
        if place % 2:
            doors.ask_closing(one.id, "已完成", actor=actor, now=now)
            told = str(one.id)
    return told


def _client(account: Any) -> "Client":
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client(HTTP_HOST="localhost")
    client.force_login(
        get_user_model().objects.get(uuid=account.value), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def _second_page(path: str, account: Any) -> str:
    from html import unescape

    page = _client(account).get(path).content.decode()
    return path + unescape(page.split('rel="next" href="')[1].split('"')[0])


def _ask(client: "Client", path: str, asks: int) -> dict[str, Any]:
    times: list[float] = []
    size = 0
    for number in range(asks + 5):
        began = perf_counter()
        answer = client.get(path)
        spent = perf_counter() - began
        if answer.status_code != 200:
            raise click.ClickException(f"{path}: {answer.status_code}")
        size = len(answer.content)
        if number >= 5:
            times.append(1000 * spent)
    cuts = quantiles(times, n=100)
    return {"p50_ms": round(cuts[49], 1), "p95_ms": round(cuts[94], 1), "kilobytes": round(size / 1000)}


def _told(report: dict[str, Any]) -> str:
    lines = [
        f"{report['measures']:,} measures of {report['units']} units, imported in {report['import_seconds']} s; "
        f"{report['lived']} of them lived in {report['life_seconds']} s",
        f"{'':12}{'p50 ms':>9}{'p95 ms':>9}{'kB':>6}",
    ]
    for name, one in report.items():
        if isinstance(one, dict):
            lines.append(f"{name:12}{one['p50_ms']:>9}{one['p95_ms']:>9}{one['kilobytes']:>6}")
    return "\n".join(lines)
