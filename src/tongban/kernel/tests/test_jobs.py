"""Jobs: once per key, retried, and taken over from a worker that was killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from tongban.kernel import jobs
from tongban.kernel.models import JobRow

DONE: list[str] = []
WORKER = """
import django, sys, time
django.setup()
from procrastinate.contrib.django import app
from tongban.kernel import jobs

@jobs.job("testing.sleep")
def sleep():
    time.sleep(float(sys.argv[1]))

if "rescue" in sys.argv:
    app.configure_task("kernel.retry_stalled").defer()
jobs.run_worker(wait="rescue" not in sys.argv, heartbeat=0.3, stalled=1.0)
"""


@jobs.job("testing.sleep")
def sleep() -> None:
    """Done only by workers of their own process (`WORKER`)."""


@jobs.job("testing.note")
def note(word: str) -> None:
    DONE.append(word)
    if word == "bad":
        raise ValueError(word)


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    DONE.clear()
    yield


@pytest.fixture
def no_jobs(transactional_db: None) -> Iterator[None]:
    yield
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs, procrastinate_workers cascade")


def waiting() -> list[tuple[str, str]]:
    return list(ProcrastinateJob.objects.order_by("id").values_list("task_name", "status"))


@pytest.mark.django_db
def test_a_job_is_deferred_with_the_command_or_not_at_all() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.defer("testing.note", word="a")
        raise ZeroDivisionError
    assert waiting() == []
    assert jobs.defer("testing.note", word="a")
    assert waiting() == [("testing.note", "todo")]


@pytest.mark.django_db
def test_work_with_a_key_is_done_once() -> None:
    assert jobs.run_now("testing.note", key="k", arguments={"word": "a"})
    assert not jobs.run_now("testing.note", key="k", arguments={"word": "a"})
    assert not jobs.defer("testing.note", key="k", word="a")
    assert jobs.run_now("testing.note", arguments={"word": "b"})
    assert DONE == ["a", "b"]


@pytest.mark.django_db
def test_a_key_is_free_again_after_a_failure() -> None:
    with pytest.raises(ValueError, match="bad"):
        jobs.run_now("testing.note", key="k", arguments={"word": "bad"})
    assert not JobRow.objects.exists()


@pytest.mark.django_db
def test_waking_twice_queues_once() -> None:
    assert jobs.wake("testing.note")
    assert not jobs.wake("testing.note")
    assert waiting() == [("testing.note", "todo")]


@pytest.mark.django_db
@pytest.mark.parametrize("ask", [jobs.defer, jobs.wake, jobs.run_now])
def test_an_unknown_job_is_a_bug(ask: Callable[[str], bool]) -> None:
    with pytest.raises(LookupError):
        ask("testing.unknown")


def test_a_name_belongs_to_one_job() -> None:
    with pytest.raises(ValueError, match=r"testing\.note"):
        jobs.job("testing.note")(note)


def start(*arguments: str) -> "subprocess.Popen[bytes]":
    """A worker in a process of its own, on the test's database."""
    at = connection.settings_dict
    address = f"postgresql://{quote(at['USER'])}:{quote(at['PASSWORD'])}@:{at['PORT'] or 5432}/{at['NAME']}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tongban.config.trial",
        "DATABASE_URL": f"{address}?host={quote(at['HOST'], safe='/')}",
    }
    return subprocess.Popen([sys.executable, "-c", WORKER, *arguments], env=environment)


def wait_until(true: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def is_doing() -> bool:
    return ProcrastinateJob.objects.filter(status="doing", task_name="testing.sleep").exists()


@pytest.mark.usefixtures("no_jobs")
def test_the_job_of_a_killed_worker_is_done_by_another_exactly_once() -> None:
    jobs.defer("testing.sleep", key="night")
    first = start("120")
    try:
        wait_until(is_doing)
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert is_doing(), "procrastinate alone leaves it so for ever"
    assert JobRow.objects.count() == 0, "the work that was half done is undone"

    time.sleep(1.1)  # longer than the silence after which the second worker takes the first for dead
    assert start("0", "rescue").wait(60) == 0
    assert list(JobRow.objects.values_list("name", "key")) == [("testing.sleep", "night")]
    assert not is_doing()


@pytest.mark.usefixtures("no_jobs")
def test_a_stalled_job_whose_successor_waits_gives_way_to_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into procrastinate_jobs (queue_name, task_name, args, status, queueing_lock)
            values ('upkeep', 'kernel.forget_answers', '{}', 'doing', 'kernel.forget_answers'),
                   ('upkeep', 'kernel.forget_answers', '{}', 'todo', 'kernel.forget_answers')"""
        )
    assert start("0", "rescue").wait(60) == 0
    assert not ProcrastinateJob.objects.filter(task_name="kernel.forget_answers").exists()
