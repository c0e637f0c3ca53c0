"""Number, signature and day of an official paper, by the standard's sentences."""

from datetime import date

import hypothesis.strategies as st
import pytest
from hypothesis import given

from tongban.domains.reform.monthly.letterhead import Letterhead, checked, chinese_day, number_of, signing, width
from tongban.kernel.errors import Refusal

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "said", ["云府办[2026]12号", "云府办（2026）12号", "云府办 【2026】 12 号", "云府办〔2026〕12号"]
)
def test_the_number_stands_in_six_cornered_brackets(said: str) -> None:
    assert number_of(said) == "云府办〔2026〕12号"


@pytest.mark.parametrize("said", ["云府办12号", "云府办〔26〕12号", "云府办〔2026〕012号", "〔2026〕12号"])
def test_half_a_number_is_refused(said: str) -> None:
    with pytest.raises(Refusal, match=r"reform\.monthly\.number"):
        number_of(said)


def test_who_signs_is_told() -> None:
    with pytest.raises(Refusal, match=r"reform\.monthly\.signer"):
        checked(Letterhead("  ", DAY))
    assert checked(Letterhead(" 云汀市 营商办 ", DAY, to="各县：")).to == "各县"


def test_without_a_seal_the_day_begins_two_characters_after_a_long_signature() -> None:
    head = Letterhead("云汀市优化营商环境工作领导小组办公室", DAY)
    assert width(head.signer) == 18
    assert width(chinese_day(DAY)) == 7
    assert signing(head) == (2, 11)


@given(st.integers(1, 26), st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_nothing_comes_nearer_to_the_edge_than_two_and_the_day_begins_two_later(count: int, day: date) -> None:
    head = Letterhead("办" * count, day)
    signer, dated = signing(head)
    assert min(signer, dated) >= 2
    begins = 28 - signer - width(head.signer), 28 - dated - width(chinese_day(day))
    assert begins[1] - begins[0] == 2


@given(st.integers(1, 18))
def test_under_a_seal_the_signature_is_centred_over_the_day(count: int) -> None:
    head = Letterhead("办" * count, DAY, sealed=True)
    signer, dated = signing(head)
    assert dated == 4
    centre = signer + width(head.signer) / 2 if signer else None
    assert centre in (None, 4 + width(chinese_day(DAY)) / 2)
