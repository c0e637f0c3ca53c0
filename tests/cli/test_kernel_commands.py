"""`tongban audit`, `tongban calendar`, `tongban worker` as an operator types them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.db import connection, transaction

from tongban.cli.main import tongban
from tongban.kernel import authz, events, notices, outbox, timemachine
from tongban.kernel.errors import Refusal

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
FILE = """
year: 2027
off: [2027-01-01, 2027-02-08]
on: [2027-01-09]
names: {2027-01-01: {zh: 元旦, en: New Year's Day}}
source: a notice of our fiction
published_on: 2026-11-10
"""


@pytest.fixture
def run(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("DATABASE_URL", "postgresql:///the-one-of-the-test")  # Django is connected already
    timemachine.travel(NOW)
    return lambda *arguments: CliRunner().invoke(tongban, arguments)


@pytest.fixture
def notice_file(tmp_path: Path) -> Path:
    file = tmp_path / "2027.yaml"
    file.write_text(FILE, "utf-8")
    return file


def test_entering_and_showing_a_year(run: Callable[..., Result], notice_file: Path) -> None:
    entered = run("calendar", "enter", str(notice_file))
    assert (entered.exit_code, entered.output) == (0, "2027: 2 days off, 1 make-up days, a notice of our fiction\n")
    told = json.loads(run("calendar", "show", "2027", "--json").output)
    assert told["working_days"] == 260
    assert [day["date"] for day in told["days"]] == ["2027-01-01", "2027-01-09", "2027-02-08"]
    shown = run("calendar", "show", "2027").output
    assert "2027-01-01  off   元旦 / New Year's Day" in shown
    assert "a notice of our fiction (2026-11-10)" in shown


def test_a_faulty_file_is_refused_whole(run: Callable[..., Result], notice_file: Path) -> None:
    notice_file.write_text(FILE.replace("on: [2027-01-09]", "on: [2027-01-08]"), "utf-8")
    refused = run("calendar", "enter", str(notice_file))
    assert isinstance(refused.exception, Refusal)
    assert refused.exception.code == "kernel.calendar.on_a_weekday"
    assert notices.list_notices() == []


def test_verifying_a_log_before_and_after_a_byte_is_changed(run: Callable[..., Result], notice_file: Path) -> None:
    run("calendar", "enter", str(notice_file))
    sealed = json.loads(run("audit", "anchor", "--day", "2026-11-20", "--json").output)
    assert (sealed["number"], sealed["streams"], sealed["events"]) == (1, 1, 1)
    assert sealed["hash"] in run("audit", "anchor").output

    good = run("audit", "verify", "--json")
    assert good.exit_code == 0
    assert json.loads(good.output) == {"ok": True, "streams": 1, "events": 1, "anchors": 1, "problems": []}
    assert run("audit", "verify").output.endswith("ok\n")

    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table kernel_event disable trigger kernel_event_unchanged")
        cursor.execute("update kernel_event set actor = 'sYstem'")
        cursor.execute("alter table kernel_event enable trigger kernel_event_unchanged")
    bad = run("audit", "verify", "--json")
    assert bad.exit_code == 1
    [problem] = json.loads(bad.output)["problems"]
    assert (problem["stream"], problem["number"]) == ("notice_2027_country", 1)
    plain = run("audit", "verify")
    assert plain.exit_code == 1
    assert "FAIL event 1 of notice_2027_country" in plain.output


@pytest.mark.django_db(transaction=True)
def test_a_worker_delivers_what_was_committed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The whole way: a command's commit wakes the job, the worker runs it, the subscriber is told."""
    monkeypatch.setenv("DATABASE_URL", "postgresql:///the-one-of-the-test")
    before, heard = outbox.subscribers(), list[str]()

    @outbox.subscriber("testing.ear", notices.NoticeEntered)
    def ear(recorded: events.Recorded, *, now: datetime) -> None:
        heard.append(recorded.event.source)

    outbox.install([ear])
    file = tmp_path / "2027.yaml"
    file.write_text(FILE, "utf-8")
    try:
        with transaction.atomic():
            notices.enter_notice(notices.read_notice(file), actor=authz.SYSTEM, now=NOW)
        ended = CliRunner().invoke(tongban, ["worker", "--once"])
    finally:
        outbox.install(before)
        with (
            connection.cursor() as cursor
        ):  # the connection of the worker's own thread, which a process's end would close
            cursor.execute(
                """select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid()"""
            )
    assert (ended.exit_code, heard) == (0, ["a notice of our fiction"])
