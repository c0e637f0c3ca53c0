"""What `tongban doctor` looks at: each check says what it found, in one line."""

import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TypedDict

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tongban.config.packs import check_packs, read_library
from tongban.kernel import notices, outbox, timemachine
from tongban.kernel.errors import CalendarGap

OLDEST_POSTGRES = 15


class Finding(TypedDict):
    name: str
    ok: bool
    told: str


class Report(TypedDict):
    ok: bool
    checks: list[Finding]


def examine() -> Report:
    """Every check in order; `ok` only when all are. Where tables are missing, what reads them is not asked."""
    checks: list[Finding] = []
    for name, look in CHECKS.items():
        checks += [Finding(name=name, ok=ok, told=told) for ok, told in look()]
        if name == "tables" and not checks[-1]["ok"]:
            break
    return Report(ok=all(check["ok"] for check in checks), checks=checks)


def _python() -> Iterator[tuple[bool, str]]:
    yield sys.version_info >= (3, 11), sys.version.split()[0]


def _database() -> Iterator[tuple[bool, str]]:
    version = connection.cursor().connection.info.server_version // 10000
    yield version >= OLDEST_POSTGRES, f"PostgreSQL {version}, database {connection.settings_dict['NAME']}"


def _tables() -> Iterator[tuple[bool, str]]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield not waiting, f"{len(waiting)} migrations wait: ./tongban migrate" if waiting else "up to date"


def _packs() -> Iterator[tuple[bool, str]]:
    problems = check_packs(read_library(settings.PACKS_FOLDER)).problems
    told = f"{len(problems)} problems: ./tongban packs check" if problems else f"{settings.PACKS_FOLDER.name}/ is sound"
    yield not problems, told


def _calendar() -> Iterator[tuple[bool, str]]:
    """The arrangement of every day within ninety days must be known, or promises cannot be given."""
    last = (timemachine.now() + timedelta(days=90)).date()
    try:
        notices.calendar_for(settings.HOME_REGION).is_working(last)
        yield True, f"known beyond {last}"
    except CalendarGap as gap:
        yield False, f"{gap.year} has not been entered: administration → working calendar, or ./tongban calendar enter"


def _deliveries() -> Iterator[tuple[bool, str]]:
    failing = outbox.list_failures()
    yield not failing, f"{len(failing)} deliveries fail: administration → background work" if failing else "none fails"


CHECKS: dict[str, Callable[[], Iterator[tuple[bool, str]]]] = {
    "python": _python,
    "database": _database,
    "tables": _tables,
    "packs": _packs,
    "calendar": _calendar,
    "deliveries": _deliveries,
}
