"""Every code that can be said has its words, and no words wait for a code that is never said."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tongban"
ERRORS = {"Refusal", "Conflict"}
CODE = re.compile(r"^[a-z_]+(\.[a-z_0-9]+)+$")


def _sources() -> list[Path]:
    return [file for file in SOURCE.rglob("*.py") if "tests" not in file.parts and "migrations" not in file.parts]


def _texts() -> dict[str, dict[str, str]]:
    told: dict[str, dict[str, str]] = {}
    for file in SOURCE.rglob("strings/*.yaml"):
        told |= yaml.safe_load(file.read_text("utf-8")) or {}
    return told


def _refused(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The code of every `Refusal("…")`; a code with a changing part is given up to the change, with `*`."""
    for node in ast.walk(tree):
        if not (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS and node.args
        ):
            continue
        first = node.args[0]
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value, node.lineno
        elif isinstance(first, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "*" for part in first.values]
            yield "".join(str(part) for part in parts), node.lineno


def test_every_refusal_has_its_sentence() -> None:
    told = _texts()
    silent = []
    for file in _sources():
        for code, line in _refused(ast.parse(file.read_text("utf-8"))):
            pattern = re.compile(re.escape(code).replace(r"\*", "[a-z_0-9]+") + "$")
            if not any(pattern.match(known) for known in told):
                silent.append(f"{file.relative_to(ROOT)}:{line}: {code}")
    assert silent == []


def test_every_sentence_is_said_somewhere() -> None:
    """A code must stand in the source or a template, whole, or begin with what is put together with a value there."""
    files = [*_sources(), *(file for suffix in ("html", "txt") for file in SOURCE.rglob(f"templates/**/*.{suffix}"))]
    everything = "\n".join(file.read_text("utf-8") for file in files)
    begun = tuple(set(re.findall(r"[\"'`]([a-z_]+\.[a-z_0-9.]*)(?:\{|(?<=\.)[\"'])", everything)))
    assert [code for code in _texts() if code not in everything and not code.startswith(begun)] == []


def test_both_languages_ask_for_the_same_values() -> None:
    differing = [
        code
        for code, languages in _texts().items()
        if set(re.findall(r"\{(\w+)", languages["zh"])) ^ set(re.findall(r"\{(\w+)", languages["en"]))
    ]
    assert differing == []


def test_codes_have_the_shape_of_codes() -> None:
    assert [code for code in _texts() if not CODE.match(code)] == []
