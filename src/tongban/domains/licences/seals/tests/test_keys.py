"""The key store of trials: encrypted at rest, opened by the configuration only."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tongban.domains.licences.seals import keys
from tongban.domains.licences.seals.keys import KeyStore
from tongban.kernel.errors import Refusal
from tongban.kernel.sm2 import SoftwareKey, verify

PASSPHRASE = "a passphrase of the tests"


def refused_by(act: object, *arguments: str) -> str:
    assert callable(act)
    with pytest.raises(Refusal) as refused:
        act(*arguments)
    return refused.value.code


def test_a_key_is_kept_encrypted_for_its_owner_only(tmp_path: Path) -> None:
    held = KeyStore(tmp_path / "seals", PASSPHRASE)
    key = held.create("one")
    file = tmp_path / "seals" / "one.pem"
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert file.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert held.open("one") is key, "opened once a process"
    keys._opened.clear()
    again = held.open("one")
    assert verify(key.public_key, signature=again.sign(b"x"), data=b"x")
    assert [one.name for one in file.parent.iterdir()] == ["one.pem"]


def test_no_key_is_written_over_and_none_is_invented(tmp_path: Path) -> None:
    held = KeyStore(tmp_path, PASSPHRASE)
    held.create("one")
    assert refused_by(held.create, "one") == "licences.seal.key_exists"
    assert refused_by(held.open, "two") == "licences.seal.no_key"
    with pytest.raises(ValueError, match=r"\.\./one"):
        held.open("../one")


def test_another_passphrase_opens_nothing(tmp_path: Path) -> None:
    (tmp_path / "one.pem").write_bytes(SoftwareKey.generate().store(PASSPHRASE))
    assert refused_by(KeyStore(tmp_path, "another passphrase").open, "one") == "kernel.key.unreadable"


def test_a_removed_key_is_gone_from_memory_too(tmp_path: Path) -> None:
    held = KeyStore(tmp_path, PASSPHRASE)
    held.create("one")
    held.remove("one")
    held.remove("one")
    assert not held.holds("one") and refused_by(held.open, "one") == "licences.seal.no_key"


def test_outside_a_sandbox_the_store_opens_only_when_told(settings: Settings) -> None:
    settings.SEAL_KEYS = ""
    assert refused_by(keys.store) == "licences.seal.no_software_keys"
    settings.SEAL_KEYS, settings.SEAL_PASSPHRASE = "software", ""
    assert refused_by(keys.store) == "licences.seal.no_passphrase"
    settings.SEAL_PASSPHRASE = PASSPHRASE
    assert keys.store().passphrase == PASSPHRASE
