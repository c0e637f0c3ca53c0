"""Rules of licences: known dates, properties, no database."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.domains.licences import rules
from tongban.domains.licences.definitions import LicenceType, Validity
from tongban.kernel.errors import Refusal

YEARS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [
        ("2026-03-02", (5, "year"), "2031-03-01"),
        ("2024-02-29", (1, "year"), "2025-02-28"),
        ("2024-02-29", (4, "year"), "2028-02-28"),
        ("2026-01-31", (1, "month"), "2026-02-28"),
        ("2026-01-01", (1, "month"), "2026-01-31"),
        ("2026-01-01", (12, "month"), "2026-12-31"),
        ("2026-12-31", (90, "calendar_day"), "2027-03-30"),
    ],
)
def test_a_licence_lasts_to_the_day_before_the_anniversary(start: str, length: tuple[int, str], expected: str) -> None:
    validity = Validity.model_validate({"amount": length[0], "unit": length[1]})
    assert rules.last_day(date.fromisoformat(start), validity) == date.fromisoformat(expected)


@given(YEARS, st.integers(1, 50), st.sampled_from(["year", "month", "calendar_day"]))
def test_a_longer_validity_never_ends_sooner(start: date, amount: int, unit: str) -> None:
    shorter = rules.last_day(start, Validity.model_validate({"amount": amount, "unit": unit}))
    longer = rules.last_day(start, Validity.model_validate({"amount": amount + 1, "unit": unit}))
    assert shorter is not None and longer is not None and start <= shorter < longer


def test_days_are_those_of_china() -> None:
    life = rules.Life(date(2026, 3, 2), date(2026, 3, 2))
    assert rules.state_at(life, instant("2026-03-01T15:59:59+00:00")) is rules.State.NOT_YET_VALID
    assert rules.state_at(life, instant("2026-03-01T16:00:00+00:00")) is rules.State.VALID
    assert rules.state_at(life, instant("2026-03-02T16:00:00+00:00")) is rules.State.EXPIRED


def test_a_revoked_licence_was_valid_until_that_instant() -> None:
    at = instant("2026-04-01T09:00:00+08:00")
    life = rules.Life(date(2026, 3, 2), date(2027, 3, 1), at)
    assert rules.state_at(life, at - timedelta(seconds=1)) is rules.State.VALID
    assert rules.state_at(life, at) is rules.State.REVOKED
    assert rules.state_at(life, instant("2030-01-01T00:00:00+08:00")) is rules.State.REVOKED


def test_a_suspension_ends_when_it_is_lifted_or_its_last_day_is_over() -> None:
    since, lifted = instant("2026-04-01T09:00:00+08:00"), instant("2026-04-11T00:00:00+08:00")
    assert rules.after(date(2026, 4, 10)) == lifted
    for until in (lifted, None):
        life = rules.Life(date(2026, 3, 2), date(2027, 3, 1), suspensions=(rules.Suspension(since, until),))
        assert rules.state_at(life, since - timedelta(seconds=1)) is rules.State.VALID
        assert rules.state_at(life, since) is rules.State.SUSPENDED
        assert rules.state_at(life, lifted) is (rules.State.VALID if until else rules.State.SUSPENDED)
        assert rules.state_at(life, instant("2027-03-02T00:00:00+08:00")) is rules.State.EXPIRED


def test_a_record_counts_until_the_next_one_begins() -> None:
    begins = instant("2027-03-02T00:00:00+08:00")
    life = rules.Life(date(2026, 3, 2), date(2027, 3, 1), replaced_at=begins)
    assert rules.state_at(life, begins - timedelta(seconds=1)) is rules.State.VALID
    assert rules.state_at(life, begins) is rules.State.REPLACED


@given(st.text(max_size=40))
def test_a_name_is_the_same_as_itself_whatever_its_width(name: str) -> None:
    assert rules.same_name(name, f" {name} ")


def test_names_differ_by_more_than_width_and_spaces() -> None:
    assert rules.same_name("云汀松涛(集团)有限公司", "云汀松涛（集团）有限公司")
    assert not rules.same_name("云汀松涛", "云汀松涛（集团）有限公司")
    assert not rules.same_name("", "云汀松涛（集团）有限公司")


def declared(**more: object) -> LicenceType:
    text = {"zh": "证", "en": "L"}
    field = {"id": "name", "title": text, "from": "holder.name"}
    base = {"id": "some_type", "title": text, "type_code": None, "holder": "enterprise", "fields": [field]}
    return LicenceType.model_validate(base | more)


def test_what_is_missing_is_told_all_at_once() -> None:
    titles = [{"id": name, "title": {"zh": name, "en": name}} for name in ("alpha", "beta")]
    with pytest.raises(Refusal) as refusal:
        rules.fill(declared(fields=titles), {}, {})
    assert (refusal.value.code, refusal.value.values["fields"]) == ("licences.fields.missing", ["alpha", "beta"])


def test_the_decision_speaks_before_the_register() -> None:
    kind = declared()
    assert rules.fill(kind, {"name": "甲"}, {"name": "乙"}) == {"name": "甲"}
    assert rules.fill(kind, {}, {"name": "乙"}) == {"name": "乙"}


@pytest.mark.parametrize("pattern", ["{unknown}", "JY{region}", "{serial!r}", "{serial:>9}", "{serial.__class__}"])
def test_a_number_is_made_of_known_parts_only(pattern: str) -> None:
    with pytest.raises(ValueError, match="number"):
        declared(number=pattern)


def test_a_persons_identity_number_is_never_the_number_of_a_licence() -> None:
    with pytest.raises(ValueError, match="identity"):
        declared(number="{holder_code}", holder="person")


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, "是"), (["甲", "乙"], "甲、乙"), ({"a": "甲", "b": 2}, "甲 2"), ("甲\n乙", "甲 乙"), (3, "3")],
)
def test_any_answer_becomes_text(value: object, text: str) -> None:
    assert rules.text_of(value) == text


def test_dates_and_money_are_written_for_people() -> None:
    assert rules.shown("2026-03-02", "date") == "2026年3月2日"
    assert rules.shown("123456789", "money") == "1,234,567.89 元"
    assert rules.shown("soon", "date") == "soon"
