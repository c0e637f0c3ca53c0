"""The parts pages are built from."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from tongban.kernel import texts
from tongban.kernel.declaration import Text
from tongban.web import moment, wording
from tongban.web.components import clocks, status

pytestmark = pytest.mark.django_db
WEB = Path(__file__).resolve().parent.parent
START = datetime(2026, 9, 21, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Span:
    start: datetime
    end: datetime
    counted: int
    kind: str


def _span(counted: int, kind: str, days: int) -> Span:
    return Span(START, START + timedelta(days=days), counted, kind)


def test_a_bar_fills_its_whole_length() -> None:
    bar = clocks.bar([_span(2, "working", 2), _span(0, "paused", 4), _span(1, "working", 1)], 7, "running")
    assert [part.kind for part in bar.segments] == ["used", "paused", "used", "left"]
    assert sum(part.width for part in bar.segments) == pytest.approx(100, abs=0.1)


def test_units_over_the_promise_are_drawn_late_behind_the_target() -> None:
    bar = clocks.bar([_span(5, "working", 5)], 3, "overdue")
    assert [(part.kind, part.width) for part in bar.segments] == [("used", 60), ("late", 40)]
    assert bar.target == 60


def test_a_pause_never_looks_like_used_time() -> None:
    bar = clocks.bar([_span(0, "paused", 9)], 3, "paused")
    assert {part.kind for part in bar.segments} == {"paused", "left"}


@pytest.mark.parametrize("code", sorted(status.LOOKS))
def test_every_state_has_a_word(code: str) -> None:
    assert f"web.status.{code}" in texts.codes()


def test_a_near_day_has_its_weekday_and_a_far_one_has_not() -> None:
    near = moment.today()
    with translation.override("zh-hans"):
        assert "周" in wording.day(near)
        assert wording.day(date(2019, 1, 2)) == "2019年1月2日"
    with translation.override("en"):
        assert wording.day(date(2019, 1, 2)) == "2 Jan 2019"


def test_money_and_units_are_said_with_their_unit() -> None:
    with translation.override("zh-hans"):
        assert wording.money(123450) == "1,234.50元"
        assert wording.units(3, "working_day") == "3 个工作日"
    with translation.override("en"):
        assert wording.money(5) == "CNY 0.05"
        assert wording.units(1, "working_day") == "1 working day"


def test_a_bilingual_text_is_read_in_the_readers_language() -> None:
    with translation.override("en"):
        assert wording.pick(Text(zh="甲", en="A")) == wording.pick({"zh": "甲", "en": "A"}) == "A"
    with translation.override("zh-hans"):
        assert wording.pick(Text(zh="甲", en="A")) == "甲"


def test_the_gallery_shows_every_component(client: Client) -> None:
    assert client.get("/_components/").status_code == 200


TEMPLATES = sorted((WEB / "templates").rglob("*.html"))


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(WEB / "templates")))
def test_no_template_needs_what_the_content_security_policy_forbids(file: Path) -> None:
    html = file.read_text("utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|https?://(?!www\.w3\.org)", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(WEB / "templates")))
def test_every_text_a_template_asks_for_exists(file: Path) -> None:
    asked = set(re.findall(r"""\{% t ["']([\w.]+)["'](?!\|)""", file.read_text("utf-8")))
    assert asked - texts.codes() == set()
