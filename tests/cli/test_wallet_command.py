"""`tongban wallet keys`: made, listed, withdrawn, and nothing without a passphrase."""

import json

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from tongban.cli import environment
from tongban.cli.wallet import wallet
from tongban.kernel.errors import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "prepare", lambda **_: None)


def run(*words: str) -> str:
    result = CliRunner().invoke(wallet, ["keys", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_key_is_made_listed_changed_and_withdrawn() -> None:
    first = json.loads(run("new", "--json"))["kid"]
    later = run("new", "--signs-in", "2").strip()
    states = {one["kid"]: one["state"] for one in json.loads(run("list", "--json"))}
    assert states == {first: "signing", later: "waiting"}
    run("withdraw", "--reason", "the backup was stolen", "--", first)  # a key's name may begin with a dash
    assert f"{first}  withdrawn" in run("list")
    assert "the backup was stolen" in run("list")


def test_without_a_passphrase_no_key_is_made(settings: Settings) -> None:
    settings.WALLET_PASSPHRASE = ""
    with pytest.raises(Refusal, match="no_passphrase"):
        run("new")
