"""`tongban bench advance`: the case commands against the same statements in pgbench.

Each round measures, one after the other, the commands in two processes, pgbench, and the JSON API under granian; rounds
alternate, so that a disturbance of the machine hits all of them. The scratch database is dropped at the end.
"""

import json
import multiprocessing
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import click
import psycopg
from psycopg import sql

from tongban.cli import environment
from tongban.kernel import postgres

if TYPE_CHECKING:
    from tongban.cli.bench_town import City

PROCESSES, CLIENTS, ROUNDS = 2, 8, 5
"""`CLIENTS`: connections of pgbench, as many as granian has threads (2 × 4)."""
WARM_SECONDS = 3
FASTEST = 2500
"""No process does more acts a second than this: so many are prepared."""
PGBENCH_COPIES = 2000


@dataclass
class Rates:
    """Acts a second in each round, and the time of each act in milliseconds."""

    rounds: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    now: float = 0.0

    def note(self, times: list[float], spent: float) -> None:
        """What one process did in this round: the seconds of each act, and of all."""
        self.now += len(times) / spent
        self.times += [1000 * one for one in times]

    def end_round(self) -> None:
        self.rounds.append(self.now)
        self.now = 0.0

    @property
    def rate(self) -> float:
        return median(self.rounds)

    def as_dict(self) -> dict[str, object]:
        cuts = quantiles(self.times, n=100) if len(self.times) > 1 else [0.0] * 99
        shown = {"per_second": round(self.rate, 1), "rounds": [round(one, 1) for one in self.rounds]}
        return shown | ({"p50_ms": round(cuts[49], 2), "p99_ms": round(cuts[98], 2)} if self.times else {})


@click.command()
@click.option("--seconds", default=3, show_default=True, type=click.IntRange(1, 60), help="Length of each measurement.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def advance(seconds: int, as_json: bool) -> None:
    """Measure completing steps and deciding: commands, JSON API, and pgbench with the same statements."""
    with scratch() as address:
        report = _measure(address, seconds)
    click.echo(json.dumps(report, ensure_ascii=False, indent=2) if as_json else _told(report))


def _measure(address: str, seconds: int) -> dict[str, Any]:
    from tongban.cli import bench_http, bench_town

    city = bench_town.settle()
    share = ROUNDS * seconds * FASTEST // len(city.acts) + 1
    bench_town.make_copies(city.case, PGBENCH_COPIES + (PROCESSES + 1) * share)
    acts = [(act.track, act.step, act.grant, str(act.account)) for act in city.acts]
    rates = {name: Rates() for name in ("pgbench", "pgbench_alike", "commands", "http")}
    with (
        tempfile.TemporaryDirectory() as folder,
        _workers(address, acts, share=share) as workers,
        _server(city, first=PGBENCH_COPIES + 1 + PROCESSES * share, number=share) as served,
    ):
        scripts = _scripts(city, Path(folder))
        for _ in range(ROUNDS):
            rates["pgbench"].rounds.append(_pgbench(address, scripts, clients=CLIENTS, seconds=seconds))
            rates["pgbench_alike"].rounds.append(_pgbench(address, scripts, clients=PROCESSES, seconds=seconds))
            for times, spent in [one.result() for one in [worker.submit(_work, seconds) for worker in workers]]:
                rates["commands"].note(times, spent)
            rates["commands"].end_round()
            if served is not None:
                port, line = served
                rates["http"].note(*bench_http.load(port, line, clients=CLIENTS, seconds=seconds))
                rates["http"].end_round()
    return _report(rates)


@contextmanager
def _server(city: "City", *, first: int, number: int) -> Iterator[tuple[int, Iterator[bytes]] | None]:
    """granian with the API, its port, and the requests to send; None while this version has no such endpoint."""
    from tongban.cli import bench_http

    if not bench_http.is_served():
        yield None
        return
    with bench_http.served() as port:
        line = bench_http.requests(city.acts, first=first, number=number)
        bench_http.load(port, line, clients=CLIENTS, seconds=WARM_SECONDS)
        yield port, line


def _ratio(one: Rates, limit: Rates) -> float:
    """The median of the rounds' ratios: both sides of each were measured within seconds of each other."""
    return round(median(rate / most for rate, most in zip(one.rounds, limit.rounds, strict=True)), 3)


def _report(rates: dict[str, Rates]) -> dict[str, Any]:
    """Rates and ratios; `_ratio` is against pgbench on eight connections, `_alike` on as many as were measured."""
    connections = {"pgbench": CLIENTS, "pgbench_alike": PROCESSES, "commands": PROCESSES, "http": CLIENTS}
    report: dict[str, Any] = {
        name: one.as_dict() | {"connections": connections[name]} for name, one in rates.items() if one.rounds
    }
    report["commands_ratio"] = _ratio(rates["commands"], rates["pgbench"])
    report["commands_ratio_alike"] = _ratio(rates["commands"], rates["pgbench_alike"])
    if rates["http"].rounds:
        report["http_ratio"] = _ratio(rates["http"], rates["pgbench"])
    return report


# pgbench -----------------------------------------------------------------------------------------------------------


def _scripts(city: "City", folder: Path) -> list[tuple[Path, int]]:
    """Scripts of the first completed step and of the first decision, with how often their kind occurs in a case."""
    from tongban.cli import bench_statements, bench_town

    victim = bench_town.copy_id(PGBENCH_COPIES)
    decides = [act.grant is not None for act in city.acts]
    made = []
    for place, (act, actor) in enumerate(zip(city.acts, bench_town.actors(city.acts), strict=True)):
        if place not in (0, decides.index(True)):
            bench_town.perform(victim, act, actor=actor)
            continue
        file = folder / f"{place}.sql"
        act_once = partial(bench_town.perform, victim, act, actor=actor)
        file.write_text(bench_statements.script(victim, act_once, copies=(1, PGBENCH_COPIES - 1)), "utf-8")
        made.append((file, decides.count(decides[place])))
    return made


def _pgbench(address: str, scripts: list[tuple[Path, int]], *, clients: int, seconds: int) -> float:
    """Transactions a second of the scripts, mixed as in a case."""
    files = [part for file, weight in scripts for part in ("-f", f"{file}@{weight}")]
    program = [str(postgres.program("pgbench")), "-n", "-M", "simple", "-c", str(clients), "-j", str(PROCESSES)]
    ran = subprocess.run([*program, "-T", str(seconds), *files, address], capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([0-9.]+)", ran.stdout)
    if ran.returncode or not found or not re.search(r"failed transactions: 0 ", ran.stdout):
        raise click.ClickException(f"pgbench failed:\n{ran.stdout}\n{ran.stderr}")
    return float(found[1])


# the commands ------------------------------------------------------------------------------------------------------


@contextmanager
def _workers(address: str, acts: Sequence[Sequence[Any]], *, share: int) -> Iterator[list[ProcessPoolExecutor]]:
    """Processes that have Django set up on the scratch database, each with its own cases."""
    fresh = multiprocessing.get_context("spawn")
    shares = [PGBENCH_COPIES + 1 + place * share for place in range(PROCESSES)]
    pools = [
        ProcessPoolExecutor(1, mp_context=fresh, initializer=_begin, initargs=(address, acts, first, share))
        for first in shares
    ]
    try:
        yield pools
    finally:
        for pool in pools:
            pool.shutdown()


_LINE: list[Iterator[tuple[Any, Any, Any]]] = []
"""In a worker: what it does next."""


def _begin(address: str, plain: Sequence[Sequence[Any]], *cases: int) -> None:
    """In a worker: set Django up and line up every act on the copies from the first, so many of them."""
    use(address)
    from tongban.cli import bench_town

    acts = tuple(bench_town.act_of(one) for one in plain)
    officers = bench_town.actors(acts)
    first, number = cases
    _LINE[:] = [
        (
            (bench_town.copy_id(place), act, actor)
            for place in range(first, first + number)
            for act, actor in zip(acts, officers, strict=True)
        )
    ]


def _work(seconds: int) -> tuple[list[float], float]:
    """In a worker: act after act for so many seconds; the time of each, and the time of all."""
    from tongban.cli.bench_town import perform

    times = []
    began = now = perf_counter()
    for case, act, actor in _LINE[0]:
        perform(case, act, actor=actor)
        before, now = now, perf_counter()
        times.append(now - before)
        if now - began >= seconds:
            break
    return times, now - began


# the scratch database ----------------------------------------------------------------------------------------------


@contextmanager
def scratch() -> Iterator[str]:
    """A new, empty database beside the platform's, named with the suffix `_bench`; dropped at the end."""
    given = os.environ.get("DATABASE_URL") or postgres.ensure(environment.home())
    parts = urlsplit(given)
    name = f"{parts.path.lstrip('/')}_bench"
    drop = sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(drop)
        server.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    address = urlunsplit(parts._replace(path=f"/{name}"))
    try:
        use(address)
        yield address
    finally:
        with psycopg.connect(given, autocommit=True) as server:
            server.execute(drop)


def use(address: str) -> None:
    os.environ["DATABASE_URL"] = address
    environment.prepare(sandbox=True)


def _told(report: dict[str, Any]) -> str:
    """The report for people: rates, times, ratios."""
    lines = [f"{'':14}{'per second':>12}{'p50 ms':>9}{'p99 ms':>9}{'ratio':>8}"]
    for name in ("pgbench", "pgbench_alike", "commands", "http"):
        one = report.get(name)
        if one is None:
            continue
        times = f"{one['p50_ms']:>9}{one['p99_ms']:>9}" if "p50_ms" in one else " " * 18
        ratio = report.get(f"{name}_ratio")
        lines.append(f"{name:14}{one['per_second']:>12}{times}{ratio if ratio is not None else '':>8}")
    return "\n".join(lines)
