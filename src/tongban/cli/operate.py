"""Running the platform: migrate, serve, doctor."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click

from tongban.cli import environment

WORKERS, THREADS = 2, 2
"""Web processes, and in each the threads that answer."""


def apply_migrations(verbosity: int = 1) -> None:
    """Bring the database to this version's tables."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=verbosity)


@click.command()
@environment.with_database
def migrate() -> None:
    """Bring the database to this version, then load the packs' regions, agencies and items."""
    from tongban.config.packs import load_everything
    from tongban.kernel import timemachine

    apply_migrations()
    load_everything(now=timemachine.now())


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--workers", default=WORKERS, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
def serve(port: int, host: str, workers: int) -> None:
    """Serve pages and API, with one background worker beside them. Ctrl-C stops both."""
    environment.prepare()
    run_server(host=host, port=port, workers=workers)


def granian(*, host: str, port: int, workers: int = WORKERS) -> list[str]:
    """The web server's command line behind `python -m`.

    Two threads a process: one works while the other waits for the database. With more, a thread that has locked a row
    waits for the interpreter, and all others for the row: filing slowed from 125 to 105 a second.
    """
    where = ["--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", str(THREADS)]
    return ["granian", "--interface", "wsgi", *where, "--no-ws", "tongban.config.wsgi:application"]


def run_server(*, host: str, port: int, workers: int) -> None:
    """Run granian and one worker until a signal comes or one of them ends; exit with the first failure."""
    os.environ.setdefault("TONGBAN_ADDRESS", f"http://localhost:{port}")
    with _running(
        [
            [sys.executable, "-m", *granian(host=host, port=port, workers=workers)],
            [sys.executable, "-m", "tongban", "worker"],
        ]
    ) as processes:
        finished = threading.Event()
        for process in processes:
            threading.Thread(target=_wait_for, args=(process, finished), daemon=True).start()
        _stop_on_signal(finished)
        finished.wait()
    failed = [process.returncode for process in processes if process.returncode not in (0, -signal.SIGTERM)]
    sys.exit(failed[0] if failed else 0)


def _wait_for(process: subprocess.Popen[bytes], finished: threading.Event) -> None:
    process.wait()
    finished.set()


def _stop_on_signal(finished: threading.Event) -> None:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        finished.set()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)


@contextmanager
def _running(commands: list[list[str]]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Start the commands; stop what still runs when the block ends."""
    processes = [subprocess.Popen(command) for command in commands]
    try:
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@environment.with_database
def doctor(as_json: bool) -> None:
    """Say what this installation has and what it lacks."""
    from tongban.cli.diagnosis import examine

    found = examine()
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for line in found["checks"]:
            click.echo(f"{'ok  ' if line['ok'] else 'FAIL'} {line['name']}: {line['told']}")
    sys.exit(0 if found["ok"] else 1)
