"""A served demo city for the browser: built by `tongban demo` in a process and a database of its own."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests.browser import ROOT
from tongban.kernel import postgres

HOME = ROOT / ".tongban" / "test" / "browser"
DATABASE = "tongban_browser"
COMPANIES = 8
PATIENCE = 240.0  # seconds until the city stands, on a machine that does other things too
DELIVERY = 30.0  # seconds until the worker has delivered an event


@dataclass(frozen=True, slots=True)
class Town:
    """Where the city is served, and its database for looking up what to open."""

    address: str
    database: str

    def ask(self, query: str, *values: object) -> Any:
        """The first row of a question to the database, or None."""
        with psycopg.connect(self.database) as connection:
            return connection.execute(query.encode(), values).fetchone()

    def wait_for(self, query: str, *values: object) -> Any:
        """The first row as soon as there is one: what follows from an act comes a moment later."""
        until = time.monotonic() + DELIVERY
        while (row := self.ask(query, *values)) is None:
            if time.monotonic() > until:
                raise AssertionError(f"still nothing after {DELIVERY:.0f} s: {query} {values}")
            time.sleep(0.3)
        return row


@contextmanager
def served() -> Iterator[Town]:
    """The town for as long as the block runs. TONGBAN_TEST_TOWN="address database-url" uses one that runs already."""
    if running := os.environ.get("TONGBAN_TEST_TOWN"):
        address, database = running.split()
        yield Town(address, database)
        return
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    database, port = _new_database(), _free_port()
    command = [sys.executable, "-m", "tongban", "demo", "--companies", str(COMPANIES), "--port", str(port)]
    variables = {**os.environ, "DATABASE_URL": database, "TONGBAN_HOME": str(HOME), "TONGBAN_REGION": "990100"}
    with (HOME / "served.log").open("wb") as log:
        process = subprocess.Popen(command, env=variables, stdout=log, stderr=log, cwd=ROOT)
    try:
        town = Town(f"http://localhost:{port}", database)
        _wait_for(town, process)
        yield town
    finally:
        process.terminate()
        process.wait(timeout=30)


def _new_database() -> str:
    """The address of an empty database beside the tests' own, on the same server."""
    ours = postgres.ensure(ROOT / ".tongban" / "test")
    with psycopg.connect(ours, autocommit=True) as connection:
        name = sql.Identifier(DATABASE)
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(name))
        connection.execute(sql.SQL("create database {}").format(name))
    return urlsplit(ours)._replace(path=f"/{DATABASE}").geturl()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


def _wait_for(town: Town, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(town.address + "/offline/", timeout=5):  # noqa: S310  (our own address)
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise RuntimeError(f"The demo city did not come up:\n{_last_lines(HOME / 'served.log')}")


def _last_lines(log: Path) -> str:
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-20:])
