"""`tongban doctor` answers also where it finds nothing."""

from collections.abc import Iterator

import pytest

from tongban.cli import diagnosis

Looked = Iterator[tuple[bool, str]]


def test_without_tables_nothing_that_reads_them_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Looked:
        yield False, "9 migrations wait"

    def reads() -> Looked:
        raise AssertionError
        yield True, ""

    monkeypatch.setattr(diagnosis, "CHECKS", {"tables": missing, "calendar": reads})
    found = diagnosis.examine()
    assert not found["ok"]
    assert [check["name"] for check in found["checks"]] == ["tables"]
