"""`tongban bench inbox`: an officer's inbox and the filing of applications in a city with a million cases.

The pages of the inbox are asked through the JSON API under granian, as `tongban serve` runs it: the first page, the
next one, the near ones, the late ones, a search by number. Then applications are filed through the API.
"""

import json
from collections.abc import Iterator
from itertools import cycle
from statistics import quantiles
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from tongban.cli.bench_advance import scratch

if TYPE_CHECKING:
    from tongban.cli.bench_crowd import Crowd

READERS, FILERS, WARM_SECONDS = 2, 8, 3
"""Connections that read the inbox (one a processor), and that file. The first requests of a server read the packs."""


@click.command()
@click.option("--cases", "number", default=1_000_000, show_default=True, type=click.IntRange(1000, 10_000_000))
@click.option("--open", "open_share", default=10, show_default=True, type=click.IntRange(1, 100), help="Percent.")
@click.option(
    "--seconds", default=10, show_default=True, type=click.IntRange(1, 120), help="Length of each measurement."
)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def inbox(number: int, open_share: int, seconds: int, *, as_json: bool) -> None:
    """Measure reading the inbox and filing, with so many cases in one agency."""
    with scratch():
        report = _measure(number, open_share=open_share, seconds=seconds)
    click.echo(json.dumps(report, ensure_ascii=False, indent=2) if as_json else _told(report))


def _measure(number: int, *, open_share: int, seconds: int) -> dict[str, Any]:
    from tongban.cli import bench_crowd, bench_http

    began = perf_counter()
    crowd = bench_crowd.gather(number, open_share=open_share)
    built = perf_counter() - began
    report: dict[str, Any] = {"cases": number, "open_percent": open_share, "built_in_seconds": round(built)}
    with bench_http.served() as port:
        for name, line in _readings(crowd):
            bench_http.load(port, line, clients=FILERS, seconds=WARM_SECONDS)
            report[name] = _figures(*bench_http.load(port, line, clients=READERS, seconds=seconds / 4))
        filings = _filings(crowd)
        bench_http.load(port, filings, clients=FILERS, seconds=WARM_SECONDS)
        report["filing"] = _figures(*bench_http.load(port, filings, clients=FILERS, seconds=seconds))
        report["filing_alone"] = _figures(*bench_http.load(port, filings, clients=1, seconds=seconds / 2))
    return report


def _readings(crowd: "Crowd") -> Iterator[tuple[str, Iterator[bytes]]]:
    """What an officer asks of the inbox, each for ever."""
    from tongban.cli import bench_http

    cookie = bench_http.cookie_of(crowd.officer)
    asked = {
        "first_page": "/api/v1/inbox?limit=50",
        "late": "/api/v1/inbox?limit=50&colour=late",
        "near": "/api/v1/inbox?limit=50&colour=near",
        "number": "/api/v1/inbox?limit=50&text=500000250101420000",
        "name": "/api/v1/inbox?limit=50&text=%E7%AC%AC420",
        "page_of_the_desk": "/desk/",
    }
    for name, path in asked.items():
        yield name, cycle([bench_http.request(path, cookie)])


def _filings(crowd: "Crowd") -> Iterator[bytes]:
    from tongban.cli import bench_http

    cookie = bench_http.cookie_of(crowd.applicant)
    while True:
        yield bench_http.request("/api/v1/cases", cookie, body=crowd.application())


def _figures(times: list[float], spent: float) -> dict[str, float]:
    cuts = quantiles([1000 * one for one in times], n=100)
    return {
        "per_second": round(len(times) / spent, 1),
        "p50_ms": round(cuts[49], 1),
        "p95_ms": round(cuts[94], 1),
        "p99_ms": round(cuts[98], 1),
    }


def _told(report: dict[str, Any]) -> str:
    lines = [f"{report['cases']:,} cases, {report['open_percent']} % open, built in {report['built_in_seconds']} s"]
    lines.append(f"{'':18}{'per second':>12}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}")
    for name, one in report.items():
        if isinstance(one, dict):
            told = f"{one['per_second']:>12}{one['p50_ms']:>9}{one['p95_ms']:>9}{one['p99_ms']:>9}"
            lines.append(f"{name:18}{told}")
    return "\n".join(lines)
