"""`tongban bench licences`: issuing through jobs, checking files, showing and scanning, in a city of its own.

Two processes issue licences by the command that the delivery of decisions calls, then do the jobs that follow, as
`tongban worker` does: deliver the events, draw OFD and PDF, seal, keep. The time is that from the first issue until the
last file is kept.
"""

import json
import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from tongban.cli.bench_advance import scratch, use

if TYPE_CHECKING:
    from tongban.domains.licences.api import Grant

PROCESSES, HOLDERS, SCANS, SAMPLE = 2, 20, 200, 40
WARM = 5
"""Licences that each process issues and draws before the clock runs: packs, fonts and keys are read once."""
_UNDRAWN = """
select exists (select 1 from licences_licence one
    where not exists (select 1 from licences_licencefile where licence_id = one.id))
"""
ROLE, REGION, TYPE = "market_regulation", "990102", "food_business_licence"


@dataclass(frozen=True, slots=True)
class Shop:
    """What the processes need of the city, as plain values."""

    holders: tuple[str, ...]
    issuer: str
    owner: str
    officer: str
    folder: str


@click.command()
@click.option("--number", default=300, show_default=True, type=click.IntRange(20, 100_000), help="Licences to issue.")
@click.option("--seconds", default=5, show_default=True, type=click.IntRange(1, 60), help="Length of each check.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def licences(number: int, seconds: int, *, as_json: bool) -> None:
    """Measure issuing (record, OFD, PDF, seal), checking files, public verification, presenting and scanning."""
    with TemporaryDirectory(prefix="tongban-bench-") as folder, scratch() as address:
        report = _measure(address, folder, number=number, seconds=seconds)
    click.echo(json.dumps(report, ensure_ascii=False, indent=2) if as_json else _told(report))


def _measure(address: str, folder: str, *, number: int, seconds: int) -> dict[str, Any]:
    shop = _settle(folder)
    with _workers(address, shop) as workers:
        _all(workers, _issue, WARM)
        began = perf_counter()
        _all(workers, _issue, number // PROCESSES)
        issued = perf_counter() - began
        checked = [sum(one) / seconds for one in zip(*_all(workers, _check, seconds), strict=True)]
        shown = workers[0].submit(_show, SCANS).result()
    return {
        "issued": number // PROCESSES * PROCESSES,
        "issued_per_second": round(number // PROCESSES * PROCESSES / issued, 1),
        "ofd_checked_per_second": round(checked[0], 1),
        "pdf_checked_per_second": round(checked[1], 1),
        "verified_by_code_per_second": round(checked[2], 1),
        "present_p95_ms": _p95(shown[0]),
        "scan_p95_ms": _p95(shown[1]),
        "processes": PROCESSES,
    }


def _p95(times: list[float]) -> float:
    return round(1000 * quantiles(times, n=20)[18], 1)


def _told(report: dict[str, Any]) -> str:
    return "\n".join(f"{name.replace('_', ' '):30}{value:>10}" for name, value in report.items())


def _settle(folder: str) -> Shop:
    """Migrate, load the packs, register holders, give the agency a seal."""
    from tongban.cli import bench_town
    from tongban.cli.operate import apply_migrations
    from tongban.config.packs import load_everything
    from tongban.domains.registry import api as registry
    from tongban.kernel import timemachine
    from tongban.kernel.actors import SYSTEM

    apply_migrations(verbosity=0)
    now = timemachine.now()
    load_everything(now=now)
    person = registry.register_person(name="示例申请人", citizen_id="99010219900307002X", actor=SYSTEM, now=now)
    holders = [
        registry.register_enterprise(
            name=f"示例第{number}餐饮有限公司",
            region=REGION,
            legal_representative=person,
            address=f"临江区望潮路{number}号",
            actor=SYSTEM,
            now=now,
        )
        for number in range(HOLDERS)
    ]
    agency = registry.get_agency(REGION, ROLE, on=now.date()).id
    owner = registry.create_account(username="owner", password=None, name="示例", actor=SYSTEM, now=now)
    for one in holders:
        registry.represent(account=owner, subject=one, role="legal_representative", actor=SYSTEM, now=now)
    officer = bench_town.seat(REGION, ROLE, "intake", before=now)
    _keep_in(folder)
    _seal(agency)
    return Shop(tuple(map(str, holders)), str(agency), str(owner), str(officer), folder)


def _keep_in(folder: str) -> None:
    """Files and keys of the measurement go into its own folder."""
    from pathlib import Path

    from django.conf import settings

    settings.EVIDENCE_FOLDER, settings.SEAL_FOLDER = Path(folder) / "evidence", Path(folder) / "seals"


def _seal(agency: Any) -> None:
    from tongban.domains.licences.seals import api as seals
    from tongban.domains.registry import api as registry
    from tongban.kernel import timemachine
    from tongban.kernel.actors import SYSTEM, Actor, PostGrant

    region = registry.get_agency_by_id(agency).region
    post = PostGrant(1, 0, region, registry.subtree(region), frozenset({"administer"}))
    seals.make_authority(actor=SYSTEM, now=timemachine.now())
    seal = seals.make(agency=agency, actor=SYSTEM, now=timemachine.now())
    user = Actor(account_id=1, label="account_1", posts=(post,))
    seals.bring_into_use(seal=seal, actor=user, now=timemachine.now() + timedelta(seconds=1))


# in a process ------------------------------------------------------------------------------------------------------


@contextmanager
def _workers(address: str, shop: Shop) -> Iterator[list[ProcessPoolExecutor]]:
    fresh = multiprocessing.get_context("spawn")
    pools = [
        ProcessPoolExecutor(1, mp_context=fresh, initializer=_begin, initargs=(address, shop, place))
        for place in range(PROCESSES)
    ]
    try:
        yield pools
    finally:
        for pool in pools:
            pool.shutdown()


def _all(workers: list[ProcessPoolExecutor], work: Callable[[int], Any], amount: int) -> list[Any]:
    """The same work in every process at once, and what each answers."""
    return [one.result() for one in [worker.submit(work, amount) for worker in workers]]


_STANDING: list[tuple[Shop, int]] = []
"""In a process: the city, and which process this is."""


def _begin(address: str, shop: Shop, place: int) -> None:
    use(address)
    _keep_in(shop.folder)
    _STANDING.append((shop, place))


def _issue(amount: int) -> None:
    """Issue so many licences, then do jobs until every licence has its files."""
    from tongban.domains.licences import api
    from tongban.kernel import jobs, timemachine
    from tongban.kernel.actors import SYSTEM

    for number in range(amount):
        api.issue(grant=_grant(number), actor=SYSTEM, now=timemachine.now())
    while True:
        jobs.run_worker(wait=False)
        if not _waiting():
            return
        time.sleep(0.01)


def _waiting() -> bool:
    """Whether a licence has no file yet: the other process may be drawing it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_UNDRAWN)
        return bool(cursor.fetchone()[0])


def _grant(number: int) -> "Grant":
    from tongban.domains.licences import api
    from tongban.domains.registry import api as registry
    from tongban.kernel.ids import Id

    class Decided(Id):
        prefix = "case"

    shop, _ = _STANDING[0]
    return api.Grant(
        type_id=TYPE,
        holder=registry.SubjectId.parse(shop.holders[number % HOLDERS]),
        issuer=registry.AgencyId.parse(shop.issuer),
        region=REGION,
        case=str(Decided.new()),
        track="food",
        values={
            "name": f"示例第{number}小吃店",
            "address": f"临江区望潮路{number}号附{number % 9 + 1}号一层门面",
            "operator_kind": "餐饮服务经营者",
            "items_of_business": "热食类食品制售、冷食类食品制售（含凉拌菜、熟食卤味）、饮品制作",
        },
    )


def _check(seconds: int) -> tuple[int, int, int]:
    """How many OFD, PDF and codes are checked in so many seconds each, one after the other."""
    from tongban.domains.licences import api
    from tongban.kernel import timemachine
    from tongban.kernel.actors import SYSTEM

    def file(view: api.LicenceView, form: api.Form) -> bytes:
        return api.get_file(licence=view.id, form=form, address_of=str, actor=SYSTEM, now=timemachine.now())[1]

    def good(data: bytes) -> None:
        report = api.check_file(data, now=timemachine.now())
        if not report.is_good:
            raise click.ClickException(f"a file of ours is not good: {report.findings}")

    views = api.list_licences(actor=SYSTEM, now=timemachine.now(), limit=SAMPLE)
    ofds, pdfs = ([file(view, form) for view in views] for form in api.FORMS)
    tokens = [view.token for view in views]
    return (
        _repeat(good, ofds, seconds),
        _repeat(good, pdfs, seconds),
        _repeat(lambda token: api.verify(token, now=timemachine.now()), tokens, seconds),
    )


def _repeat(work: Callable[[Any], object], things: list[Any], seconds: int) -> int:
    end, done = perf_counter() + seconds, 0
    while perf_counter() < end:
        work(things[done % len(things)])
        done += 1
    return done


def _show(amount: int) -> tuple[list[float], list[float]]:
    """Seconds of each presenting and of each scanning."""
    from tongban.domains.licences import api
    from tongban.domains.registry import api as registry
    from tongban.kernel import timemachine

    shop, _ = _STANDING[0]
    now = timemachine.now()
    holder, officer = (registry.actor_of(registry.AccountId.parse(one), now=now) for one in (shop.owner, shop.officer))
    presented, scanned = [], []
    views = api.list_licences(actor=holder, now=now, limit=SAMPLE)
    for number in range(amount):
        now = timemachine.now()
        began = perf_counter()
        shown = api.present(licence=views[number % len(views)].id, actor=holder, now=now)
        between = perf_counter()
        api.scan(code=shown.code, case=None, purpose="现场核验", actor=officer, now=timemachine.now())
        presented.append(between - began)
        scanned.append(perf_counter() - between)
    return presented, scanned
