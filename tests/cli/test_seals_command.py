"""`tongban seals` as an operator types it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from cryptography import x509
from pytest_django import Settings

from tongban.cli.main import tongban
from tongban.config.packs import load_everything
from tongban.domains.licences.seals import api as seals
from tongban.domains.registry import api as registry
from tongban.kernel import timemachine
from tongban.kernel.actors import SYSTEM
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal

AGENCY = "990100/market_regulation"


@pytest.fixture
def run(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, settings: Settings) -> Callable[..., Result]:
    monkeypatch.setenv("DATABASE_URL", "postgresql:///the-one-of-the-test")  # Django is connected already
    settings.SEAL_FOLDER = tmp_path / "seals"
    load_everything(now=timemachine.now())
    return lambda *arguments: CliRunner().invoke(tongban, ["seals", *arguments])


@pytest.fixture
def account(run: Callable[..., Result]) -> str:
    """An administrator of the city, by its id."""
    now = timemachine.now()
    agency = registry.get_agency("990100", "reform_office", on=now.date()).id
    title = Text(zh="管理", en="Administration")
    post = registry.create_post(agency=agency, title=title, duties={"administer"}, actor=SYSTEM, now=now)
    return str(registry.create_staff(username="second", name="王二", post=post, actor=SYSTEM, now=now))


def told(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def refusal(result: Result) -> str:
    assert isinstance(result.exception, Refusal), result.output
    return result.exception.code


def test_the_whole_life_of_a_seal(run: Callable[..., Result], account: str) -> None:
    assert refusal(run("make", "--agency", AGENCY)) == "licences.seal.no_authority"
    authority = told(run("ca", "--json"))
    assert len(authority["root"]) == len(authority["maker"]) == 64
    assert refusal(run("ca")) == "licences.seal.authority_exists"
    seal = told(run("make", "--agency", AGENCY, "--days", "30", "--json"))
    assert (seal["standing"], seal["name"], seal["keeper"]) == ("made", "云汀市市场监督管理局", "software")
    assert refusal(run("use", seal["id"])) == "licences.seal.same_person", "the platform made it"
    assert told(run("use", seal["id"], "--as", account, "--json"))["standing"] == "in_use"
    assert refusal(run("suspend", seal["id"])) == "licences.seal.no_reason"
    assert told(run("suspend", seal["id"], "--reason", "换岗", "--json"))["standing"] == "suspended"
    assert told(run("resume", seal["id"], "--json"))["standing"] == "in_use"
    assert told(run("destroy", seal["id"], "--reason", "撤并", "--json"))["destruction_asked_by"] == "system"
    assert "(destruction asked)" in run("list").output
    assert refusal(run("destroy", seal["id"])) == "licences.seal.same_person"
    assert told(run("destroy", seal["id"], "--as", account, "--json"))["standing"] == "destroyed"
    assert [one["standing"] for one in told(run("list", "--json"))] == ["destroyed"]


def test_trust_is_loaded_and_taken_back(run: Callable[..., Result], tmp_path: Path) -> None:
    assert run("roots").output == "nobody is trusted\n"
    assert run("list").output == "no seals\n"
    authority = told(run("ca", "--name", "演示根", "--json"))
    listed = told(run("roots", "--write", str(tmp_path / "roots"), "--json"))
    assert {one["name"] for one in listed} == {"演示根", "演示根制章"}
    files = sorted((tmp_path / "roots").glob("*.pem"))
    assert [file.name[:5] for file in files] == ["maker", "root-"]
    assert (
        x509.load_pem_x509_certificate(files[1].read_bytes()).subject
        == x509.load_pem_x509_certificate(files[0].read_bytes()).issuer
    )
    assert told(run("distrust", authority["root"], "--reason", "试", "--json"))["fingerprint"] == authority["root"]
    assert len(told(run("roots", "--json"))) == 1
    assert told(run("trust", str(files[1]), "--json")) == {"fingerprint": authority["root"], "kind": "root"}
    assert told(run("trust", str(files[0]), "--maker", "--json"))["kind"] == "maker"
    (tmp_path / "list").write_bytes(b"no list")
    assert refusal(run("revocations", str(tmp_path / "list"))) == "licences.certificate.list_unreadable"


def test_a_service_must_be_configured(run: Callable[..., Result]) -> None:
    assert refusal(run("register", "--agency", AGENCY, "--reference", "x")) == "licences.seal.service_not_configured"
    assert seals.list_seals(actor=SYSTEM, now=timemachine.now()) == []
