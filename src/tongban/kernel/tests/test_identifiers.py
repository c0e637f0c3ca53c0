from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.kernel.errors import Refusal
from tongban.kernel.identifiers import (
    CitizenId,
    CredentialIdentifier,
    CreditCode,
    ImplementationCode,
    OrganisationCode,
    RegionCode,
)

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDENTIAL = "1.2.156.3005.2.11100000000013338W032.11220000013544541J.2430599.001.F"


@pytest.mark.parametrize(
    "text", ["91350100M000100Y43", "11310000MB2F30661Y", "11370800004234373R", "91110000600037341L"]
)
def test_published_credit_codes_are_valid(text: str) -> None:
    assert str(CreditCode.parse(f" {text.lower()} ")) == text


def test_a_credit_code_says_what_it_is_made_of() -> None:
    code = CreditCode.parse("91350100M000100Y43")
    assert (code.department, code.kind, code.region, code.organisation) == ("9", "1", "350100", "M000100Y4")
    assert code.warnings == ()


def test_full_width_digits_are_read() -> None:
    assert str(CreditCode.parse("９１３５０１００Ｍ０００１００Ｙ４３")) == "91350100M000100Y43"


@pytest.mark.parametrize(
    "text", ["91350100M000100Y4Z", "", "91350100M000100Y4", "9135010OM000100Y43", "I1350100M000100Y43"]
)
def test_a_malformed_credit_code_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="credit_code_malformed"):
        CreditCode.parse(text)


def test_a_real_looking_sample_with_a_wrong_check_character_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        CreditCode.parse("11440300007542785T")
    assert caught.value.code == "kernel.identifier.credit_code_check"
    assert caught.value.values["expected"] != "T"


@given(st.integers(0, 17), st.sampled_from(CREDIT_ALPHABET))
def test_one_wrong_character_is_always_noticed(place: int, sign: str) -> None:
    text = "91350100M000100Y43"
    wrong = text[:place] + sign + text[place + 1 :]
    if wrong != text:
        with pytest.raises(Refusal):
            CreditCode.parse(wrong)


def test_a_wrong_inner_check_character_is_a_warning_only() -> None:
    base = "91500100M000100Y"
    doubtful = next(code for sign in "0123456789X" for code in _valid(base + sign) if code.warnings)
    assert doubtful.warnings == ("kernel.identifier.credit_code_inner_check",)


def _valid(body: str) -> list[CreditCode]:
    found = []
    for sign in CREDIT_ALPHABET:
        try:
            found.append(CreditCode.parse(body + sign))
        except Refusal:
            continue
    return found


@pytest.mark.parametrize("text", ["004234373", "007542785", "MB2F30661", "M000100Y4", "M000100Y-4"])
def test_published_organisation_codes_are_valid(text: str) -> None:
    assert str(OrganisationCode.parse(text)) == text.replace("-", "")


@pytest.mark.parametrize(
    ("text", "code"), [("004234374", "check"), ("00423437", "malformed"), ("004234373A", "malformed")]
)
def test_wrong_organisation_codes_are_refused(text: str, code: str) -> None:
    with pytest.raises(Refusal, match=f"organisation_{code}"):
        OrganisationCode.parse(text)


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8))
def test_composed_codes_are_valid_within_and_without(body: str) -> None:
    organisation = OrganisationCode.compose(body)
    code = CreditCode.compose(department="9", kind="1", region="990102", organisation=str(organisation))
    assert CreditCode.parse(str(code)) == code
    assert code.warnings == ()


def test_the_letter_outside_the_alphabet_cannot_be_composed() -> None:
    with pytest.raises(Refusal, match="credit_code_malformed"):
        CreditCode.compose(
            department="9", kind="1", region="990102", organisation=str(OrganisationCode.compose("ZZZZZZZZ"))
        )


@pytest.mark.parametrize("text", ["11010519491231002X", "440524188001010014", "11010519491231002x"])
def test_the_examples_of_the_standard_are_valid(text: str) -> None:
    assert str(CitizenId.parse(text)) == text.upper()


def test_a_citizen_id_tells_birth_and_sex_and_hides_itself() -> None:
    person = CitizenId.parse("11010519491231002X")
    assert (person.region, person.born_on, person.is_male) == ("110105", date(1949, 12, 31), False)
    assert repr(person) == "CitizenId(110105**********2X)"


@pytest.mark.parametrize("region", ["510225", "512301", "500222", "500110"])
def test_regions_of_first_registration_stay_valid(region: str) -> None:
    assert CitizenId.compose(region=region, born_on=date(1980, 1, 1), sequence=1).region == region


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("110105194912310021", "check"),
        ("11010519490231002X", "birth"),
        ("1101051949123100", "malformed"),
        ("X1010519491231002X", "malformed"),
    ],
)
def test_wrong_citizen_ids_are_refused_without_being_repeated(text: str, code: str) -> None:
    with pytest.raises(Refusal, match=f"citizen_id_{code}") as caught:
        CitizenId.parse(text)
    assert text not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "is_local"), [("500107", False), ("500157", False), ("990102", True), ("110000", False)]
)
def test_region_codes(text: str, is_local: bool) -> None:
    assert RegionCode.parse(text).is_local is is_local
    assert RegionCode.parse(text).province == text[:2] + "0000"


@pytest.mark.parametrize("text", ["50010", "5001070", "50010A", "160000", "000000", "500007"])
def test_wrong_region_codes_are_refused(text: str) -> None:
    with pytest.raises(Refusal, match="region_"):
        RegionCode.parse(text)


def test_a_published_credential_identifier_is_valid() -> None:
    identifier = CredentialIdentifier.parse(CREDENTIAL)
    assert (identifier.serial, identifier.version, identifier.check) == ("2430599", "001", "F")
    assert str(identifier) == CREDENTIAL


def test_a_credential_identifier_is_composed_with_its_check_character() -> None:
    composed = CredentialIdentifier.compose(
        type_code="11100000000013338W032", issuer=CreditCode.parse("11220000013544541J"), serial="2430599"
    )
    assert str(composed) == CREDENTIAL


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=20), st.integers(1, 999))
def test_every_serial_and_version_round_trips(serial: str, version: int) -> None:
    issuer = CreditCode.parse("11220000013544541J")
    composed = CredentialIdentifier.compose(
        type_code="11100000000013338W032", issuer=issuer, serial=serial, version=version
    )
    assert CredentialIdentifier.parse(str(composed)) == composed


@pytest.mark.parametrize(
    "text",
    [
        CREDENTIAL[:-1] + "G",
        CREDENTIAL.replace("2430599", "2430589"),
        CREDENTIAL.replace(".001.", ".000."),
        CREDENTIAL.replace("1.2.156", "1.2.157"),
        CREDENTIAL.replace("11220000013544541J", "11220000013544541K"),
        "",
    ],
)
def test_wrong_credential_identifiers_are_refused(text: str) -> None:
    with pytest.raises(Refusal, match=r"kernel\.identifier\."):
        CredentialIdentifier.parse(text)


def test_a_serial_with_a_dot_cannot_be_composed() -> None:
    with pytest.raises(Refusal, match="credential_malformed"):
        CredentialIdentifier.compose(
            type_code="11100000000013338W032", issuer=CreditCode.parse("11220000013544541J"), serial="24.30"
        )


@pytest.mark.parametrize("text", ["11370800004234373R4000117109003", "11310000MB2F30661Y231200356400001"])
def test_implementation_codes_round_trip(text: str) -> None:
    assert str(ImplementationCode.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["11370800004234373R400011710900", "11370800004234373A4000117109003", "11310000MB2F30661Y231200356400000"]
)
def test_wrong_implementation_codes_are_refused(text: str) -> None:
    with pytest.raises(Refusal):
        ImplementationCode.parse(text)
