"""The reference page says what the code says."""

from pathlib import Path

from tongban.config.packs import CHECKS, KINDS
from tongban.config.reference import packs_page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "packs.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == packs_page(), "run: tongban packs reference > docs/reference/packs.md"


def test_every_check_and_kind_has_its_place_and_its_sentence() -> None:
    page = packs_page()
    assert all(f"`{check.name}`" in page and check.text for check in CHECKS)
    assert all(f"### {kind.name}:" in page and kind.model.__doc__ for kind in KINDS)
