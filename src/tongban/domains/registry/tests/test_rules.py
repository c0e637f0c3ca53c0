"""Pure rules of the register."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.domains.registry import rules
from tongban.kernel.actors import ANONYMOUS, SYSTEM, Actor, PostGrant
from tongban.kernel.errors import Refusal
from tongban.kernel.identifiers import CreditCode

DAYS = st.dates(date(2020, 1, 1), date(2020, 1, 20))
ADMINISTRATOR = Actor(
    account_id=1,
    label="account_1",
    posts=(
        PostGrant(
            post_id=1,
            agency_id=1,
            region="990100",
            regions=frozenset({"990100", "990102"}),
            duties=frozenset({"administer"}),
        ),
    ),
)


@given(serial=st.integers(0, 230_000), kind=st.sampled_from("1239"), region=st.sampled_from(["990102", "500107"]))
def test_an_assigned_code_is_valid_and_names_its_region(serial: int, kind: str, region: str) -> None:
    code = rules.compose_credit_code(region, kind=kind, serial=serial)
    assert CreditCode.parse(str(code)).warnings == ()
    assert (code.department, code.kind, code.region) == ("9", kind, region)


def test_codes_differ_by_serial_kind_and_region() -> None:
    organisations = {
        rules.compose_credit_code(region, kind=kind, serial=serial).organisation
        for region in ("990102", "990103")
        for kind in "1239"
        for serial in range(100)
    }
    assert len(organisations) == 800


def test_the_last_serial_is_refused() -> None:
    with pytest.raises(Refusal, match="codes_exhausted"):
        rules.compose_credit_code("990102", kind="1", serial=231_000)


@given(a=DAYS, b=DAYS, c=DAYS, d=DAYS)
def test_overlap_means_a_day_in_common(*, a: date, b: date, c: date, d: date) -> None:
    (a, b), (c, d) = sorted((a, b)), sorted((c, d))
    shared = any(c.toordinal() <= day <= d.toordinal() for day in range(a.toordinal(), b.toordinal() + 1))
    assert rules.overlaps([(a, b)], c, d) == shared


def test_an_open_period_overlaps_everything_after_its_start() -> None:
    assert rules.overlaps([(date(2020, 1, 1), None)], date(2030, 1, 1), None)
    assert not rules.overlaps([(date(2020, 1, 2), None)], date(2020, 1, 1), date(2020, 1, 1))


@pytest.mark.parametrize("phone", ["13800001234", "+86 138 0000 1234", "023-67891234", ""])
def test_phones_that_are_numbers(phone: str) -> None:
    assert " " not in rules.clean_phone(phone)


@pytest.mark.parametrize("phone", ["12345", "23800001234", "phone", "1380000123"])
def test_phones_that_are_not(phone: str) -> None:
    with pytest.raises(Refusal, match="phone_malformed"):
        rules.clean_phone(phone)


def test_a_duty_counts_only_over_its_regions() -> None:
    rules.require_duty(ADMINISTRATOR, "administer", region="990102")
    rules.require_duty(SYSTEM, "administer", region="500000")
    for actor, duty, region in (
        (ADMINISTRATOR, "administer", "990103"),
        (ADMINISTRATOR, "approve", "990102"),
        (ANONYMOUS, "administer", None),
    ):
        with pytest.raises(Refusal, match=r"kernel\.authz\.denied"):
            rules.require_duty(actor, duty, region=region)


def test_duties_are_known_and_some() -> None:
    assert rules.check_duties({"approve", "intake"}) == ("intake", "approve")
    with pytest.raises(Refusal, match="no_duties"):
        rules.check_duties([])
    with pytest.raises(Refusal, match="unknown_duty"):
        rules.check_duties(["intake", "king"])


@pytest.mark.parametrize(
    ("role", "kind", "is_staff", "code"),
    [
        ("self", "enterprise", False, "role_does_not_fit"),
        ("agent", "person", False, "role_does_not_fit"),
        ("self", "person", True, "staff"),
    ],
)
def test_representations_that_make_no_sense(*, role: str, kind: str, is_staff: bool, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        rules.check_representation(role, subject_kind=kind, is_staff=is_staff)
