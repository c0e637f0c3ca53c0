"""A seal service outside, played by a small server on this machine."""

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pytest_django import Settings

from tongban.domains.licences.seals import api as seals
from tongban.domains.licences.seals import codec, services
from tongban.domains.licences.seals.tests import world
from tongban.domains.licences.seals.tests.conftest import NOW, agency
from tongban.domains.licences.seals.tests.town import administrator
from tongban.kernel.actors import SYSTEM
from tongban.kernel.errors import Refusal

Answer = tuple[int, bytes]


@dataclass
class Played:
    """The service: its one seal, and how it answers."""

    stage: world.Stage = field(default_factory=world.Stage)
    heard: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    answer: Callable[[bytes], Answer] = lambda data: (200, data)
    wait: float = 0

    def __post_init__(self) -> None:
        self.seal = self.stage.seal()

    def reply(self, method: str, path: str, body: dict[str, Any]) -> Answer:
        self.heard.append((method, path, body))
        time.sleep(self.wait)
        if method == "GET":
            return self.answer(self.seal)
        at = datetime.fromisoformat(body["at"])
        said = codec.to_sign(self.seal, at=at, digest=base64.b64decode(body["digest"]), path=body["path"])
        signature = self.stage.signer.signer.sign(said)
        return self.answer(codec.write_signature(said, certificate=self.stage.signer.certificate, signature=signature))


@pytest.fixture
def service(settings: Settings) -> Iterator[Played]:
    played = Played()

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            played.tokens.append(self.headers["Authorization"])
            length = int(self.headers.get("Content-Length") or 0)
            status, data = played.reply(self.command, self.path, json.loads(self.rfile.read(length) or "{}"))
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            if status == 302:
                self.send_header("Location", "http://localhost:1/elsewhere")
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = _do

        def log_message(self, *arguments: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A client that no longer waits is what one of the tests is about."""

    server = Quiet(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SEAL_SERVICE = f"http://127.0.0.1:{server.server_port}/api"
    settings.SEAL_SERVICE_TOKEN, settings.SEAL_SERVICE_SECONDS = "secret", 1
    yield played
    server.shutdown()
    server.server_close()


@pytest.fixture
def trusted(city: None) -> None:
    for certificate in (world.ROOT.certificate,):
        seals.trust(certificate=certificate, kind="root", actor=SYSTEM, now=world.NOW)


def registered() -> seals.SealId:
    seal = seals.register(agency=agency(), reference="云汀/1", actor=SYSTEM, now=world.NOW)
    seals.bring_into_use(seal=seal, actor=administrator("990100"), now=world.NOW)
    return seal


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refusal:
        act()
    return refusal.value.code


def seal_something() -> seals.Sealed:
    return seals.seal_for(agency(), at=world.NOW).seal(world.XML, path=world.PATH, at=world.NOW)


@pytest.mark.usefixtures("trusted")
def test_a_service_keeps_the_seal_and_seals_for_us(service: Played) -> None:
    seal = registered()
    sealed = seal_something()
    report = seals.check(sealed.signed_value, signature_xml=world.XML, path=world.PATH, now=world.NOW)
    assert (report.findings, sealed.seal) == ((), service.seal)
    assert [(method, path) for method, path, _ in service.heard] == [
        ("GET", "/api/seals/%E4%BA%91%E6%B1%80%2F1"),
        ("POST", "/api/seals/%E4%BA%91%E6%B1%80%2F1/signatures"),
    ]
    assert set(service.tokens) == {"Bearer secret"}
    assert seals.get_seal(seal, actor=SYSTEM, now=NOW).keeper is seals.Keeper.SERVICE
    again = seals.register
    assert refused(lambda: again(agency=agency(), reference="x", actor=SYSTEM, now=world.NOW)) == "licences.seal.known"


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (lambda data: (503, b"busy"), "licences.seal.service_refused"),
        (lambda data: (302, b""), "licences.seal.service_refused"),
        (lambda data: (200, b"<html>"), "licences.seal.service_wrong_answer"),
        (lambda data: (200, data[:-1]), "licences.seal.service_wrong_answer"),
        (lambda data: (200, data[:-1] + bytes([data[-1] ^ 1])), "licences.seal.service_wrong_answer"),
        (lambda data: (200, world.Stage().signed()), "licences.seal.service_wrong_answer"),  # another seal
        (lambda data: (200, bytes(3_000_000)), "licences.seal.service_wrong_answer"),
    ],
)
def test_a_wrong_answer_seals_nothing(service: Played, answer: Callable[[bytes], Answer], code: str) -> None:
    seal = registered()
    service.answer = answer
    assert refused(seal_something) == code
    assert seals.count_uses(seal, actor=SYSTEM) == 0


@pytest.mark.usefixtures("trusted")
def test_an_answer_for_another_document_is_thrown_away(service: Played) -> None:
    registered()
    other = service.stage.signed(service.seal)
    service.answer = lambda data: (200, other)
    held = seals.seal_for(agency(), at=world.NOW)
    assert (
        refused(lambda: held.seal(b"<other/>", path=world.PATH, at=world.NOW)) == "licences.seal.service_wrong_answer"
    )


@pytest.mark.usefixtures("trusted")
def test_a_slow_or_missing_service_is_not_waited_for(service: Played, settings: Settings) -> None:
    registered()
    service.wait = 1.6
    began = time.monotonic()
    assert refused(seal_something) == "licences.seal.service_unreachable"
    assert time.monotonic() - began < 1.6
    settings.SEAL_SERVICE = "http://127.0.0.1:1"
    assert refused(seal_something) == "licences.seal.service_unreachable"


def test_a_seal_that_does_not_hold_is_not_taken_over(city: None, service: Played) -> None:
    with pytest.raises(Refusal) as refusal:
        registered()
    assert refusal.value.code == "licences.seal.service_seal_wrong"
    why = refusal.value.values["why"]
    assert isinstance(why, Refusal) and why.code == "licences.seal_check.maker_root_unknown"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "licences.seal.service_not_configured"),
        ("ftp://127.0.0.1", "licences.seal.service_not_configured"),
        ("http://seals.example", "licences.seal.service_in_the_clear"),
    ],
)
def test_an_address_must_be_safe(settings: Settings, address: str, code: str) -> None:
    settings.SEAL_SERVICE = address
    assert refused(lambda: services.service().get_seal("x")) == code
