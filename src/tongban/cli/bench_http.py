"""The JSON API under load: granian as `tongban serve` runs it, and a client that costs next to nothing.

The client keeps a few connections busy from one process with prepared bytes, because it shares the processors with the
server that it measures. For `bench advance` it asks for the completion of steps, each as the officer whose step it is,
with that officer's session and an idempotency key of its own.
"""

import json
import os
import secrets
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import cast

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.urls import Resolver404, resolve

from tongban.cli.bench_town import Act, copy_id
from tongban.cli.operate import granian
from tongban.domains.registry import api as registry

PATIENCE_SECONDS = 60
BLOCK = 50
TOKEN = "b" * 32


def is_served() -> bool:
    """Whether this version has the endpoint that is measured."""
    try:
        resolve(_path(1, Act("track", "step", None, registry.AccountId.new())))
    except Resolver404:
        return False
    return True


@contextmanager
def served() -> Iterator[int]:
    """granian on a free port, as `tongban serve` starts it; the port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", *granian(host="127.0.0.1", port=port), "--log-level", "warning"]
    # As in production: no sandbox clock, which would ask the database for the time at every request.
    production = {"TONGBAN_SANDBOX": "false", "TONGBAN_SECRET_KEY": settings.SECRET_KEY}
    server = subprocess.Popen(command, env=os.environ | production)
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE_SECONDS)


def requests(acts: tuple[Act, ...], *, first: int, number: int) -> Iterator[bytes]:
    """A request for every step to complete of the copies from `first`, so many of them. Requests that follow each
    other concern different cases, as the acts of different officers do.
    """
    steps = [act for act in acts if act.grant is None]
    cookies = {act.account: cookie_of(act.account) for act in steps}
    for block in range(first, first + number, BLOCK):
        for act in steps:
            for place in range(block, block + BLOCK):
                yield request(_path(place, act), cookies[act.account], body={"opinion": "材料齐全"})


def load(port: int, line: Iterator[bytes], *, clients: int, seconds: float) -> tuple[list[float], float]:
    """Keep `clients` connections busy for so many seconds; the time of each answer, and the time of all.

    Any answer that is not a success ends the measurement with its text.
    """
    watch = selectors.DefaultSelector()
    times: list[float] = []
    began = perf_counter()
    for _ in range(clients):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(next(line))
        watch.register(connection, selectors.EVENT_READ, [perf_counter(), b""])
    while watch.get_map():
        for key, _ in watch.select():
            busy, state = cast(socket.socket, key.fileobj), key.data
            state[1] += busy.recv(65536)
            if not _is_whole(state[1]):
                continue
            now = perf_counter()
            times.append(now - state[0])
            if now - began >= seconds:
                watch.unregister(busy)
                busy.close()
                continue
            state[:] = [now, b""]
            busy.sendall(next(line))
    return times, perf_counter() - began


def _path(place: int, act: Act) -> str:
    return f"/api/v1/cases/{copy_id(place)}/steps/{act.track}/{act.step}/completion"


def request(path: str, cookie: str, *, body: object | None = None) -> bytes:
    """The bytes of one request: a POST of JSON with a key of its own, or without a body a GET."""
    sent = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
    lines = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1", "Host: localhost", f"Cookie: {cookie}"]
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(sent)}"]
        lines += [f"X-CSRFToken: {TOKEN}", f"Idempotency-Key: {secrets.token_hex(16)}"]
    return "\r\n".join([*lines, "", ""]).encode() + sent


def cookie_of(account: registry.AccountId) -> str:
    """A session of the account, as logging in would open one."""
    user = get_user_model().objects.get(uuid=account.value)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={TOKEN}"


def _is_whole(answer: bytes) -> bool:
    """Whether an answer has arrived to its last byte. Raises on one that is not a success."""
    head, found, body = answer.partition(b"\r\n\r\n")
    if not found:
        return False
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line[:15].lower() == b"content-length:"), 0)
    if len(body) < length:
        return False
    if not head.startswith(b"HTTP/1.1 2"):
        raise RuntimeError(answer.decode("utf-8", "replace"))
    return True


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = perf_counter() + PATIENCE_SECONDS
    while perf_counter() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")
