"""What the documents promise exists: links, commands, pinned versions."""

import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest

from tongban.cli.main import tongban

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "packs").rglob("*.md")]
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")
COMMAND = re.compile(r"\./tongban((?: [^\s`#]+)*)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    broken = [link for link in LINK.findall(document.read_text("utf-8")) if not (document.parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_named_is_one(document: Path) -> None:
    for words in COMMAND.findall(document.read_text("utf-8")):
        _check_command(shlex.split(words))


def _check_command(words: list[str]) -> None:
    """Walk down the groups a line names, then look for each of its options."""
    command: click.Command = tongban
    context = click.Context(tongban)
    rest = [word for word in words if not word.startswith("-")]
    while isinstance(command, click.Group) and rest:
        found = command.get_command(context, rest[0])
        assert found is not None, f"there is no command {' '.join(words)!r}"
        command, rest = found, rest[1:]
    known = {option for parameter in command.params for option in (*parameter.opts, "--help", "--version")}
    if not command.ignore_unknown_options:
        assert {word for word in words if word.startswith("--")} <= known, words


def test_the_constraints_are_the_lock() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    locked = {package["name"]: package["version"] for package in lock["package"] if "registry" in package["source"]}
    pinned = dict(
        line.split(";")[0].strip().split("==") for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    )
    assert {name: version for name, version in pinned.items() if locked.get(name) != version} == {}


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text("utf-8")
    assert [file.name for file in folder.glob("0*.md") if file.name not in listed] == []


def test_every_direct_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    told = (ROOT / "docs" / "decisions" / "0006-dependencies.md").read_text("utf-8").lower()
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    names = {re.split(r"[\[><=]", one)[0] for one in wanted}
    assert sorted(name for name in names if name not in told) == []
