"""The kernel knows no domain word: it could serve a library or a school."""

import re
from pathlib import Path

import pytest

KERNEL = Path(__file__).parents[2] / "src" / "tongban" / "kernel"
FILES = sorted(
    file
    for suffix in ("*.py", "*.yaml")
    for file in KERNEL.rglob(suffix)
    if not {"tests", "migrations"} & set(file.relative_to(KERNEL).parts)
)
FORBIDDEN = frozenset(
    {
        "appeal",
        "appeals",
        "applicant",
        "applicants",
        "case",
        "cases",
        "commitment",
        "commitments",
        "companies",
        "company",
        "complaint",
        "complaints",
        "dossier",
        "dossiers",
        "enterprise",
        "enterprises",
        "hotline",
        "inspection",
        "inspections",
        "licence",
        "licences",
        "license",
        "licenses",
        "metric",
        "metrics",
        "permit",
        "permits",
        "procurement",
        "rating",
        "ratings",
        "reform",
        "supplement",
        "supplements",
        "tender",
        "tenders",
        "ticket",
        "tickets",
    }
)
FORBIDDEN_CHINESE = ("企业", "许可", "热线", "招标", "投诉", "办件", "申请人", "检查", "好差评", "营业执照")
MATCH_CASE = re.compile(r"^\s*case\b.*:\s*(#.*)?$|.* = case when .+ end\b")  # of Python and of SQL


def words(line: str) -> set[str]:
    """Lower-case words of a line, with snake_case and CamelCase taken apart."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", line)}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(KERNEL)))
def test_the_kernel_knows_no_domain_word(file: Path) -> None:
    found = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        text = "" if file.suffix == ".py" and MATCH_CASE.match(line) else line
        told = sorted(words(text) & FORBIDDEN)
        told += [word for word in FORBIDDEN_CHINESE if word in text]
        found += [f"{file.name}:{number}: {', '.join(told)}"] if told else []
    assert found == []


@pytest.mark.parametrize("line", ["class CaseRow:", "the_case = 1", "# in that case", "an enterprise", "LICENCE = 1"])
def test_the_search_sees_words_in_names(line: str) -> None:
    assert words(line) & FORBIDDEN


@pytest.mark.parametrize("line", ["lowercase", "casefold", "permitted", "generating"])
def test_the_search_sees_no_words_inside_others(line: str) -> None:
    assert not words(line) & FORBIDDEN
