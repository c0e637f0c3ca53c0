"""The rules of showing, without a database; the code format and the numbers of printed results by property."""

import secrets
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.domains.licences.rules import State
from tongban.domains.licences.showing import proof, rules
from tongban.kernel.errors import Conflict, Refusal

NOW = datetime.fromisoformat("2026-03-02T10:00:00+08:00")
HOME = "https://tongban.example.cn"
BODIES = st.text(rules.SIGNS, min_size=rules.BODY_LENGTH, max_size=rules.BODY_LENGTH)
CODES = BODIES.map(lambda body: body + rules.check_sign(body))
SIGN = st.sampled_from(rules.SIGNS)


def code_of(act: object) -> str:
    try:
        act()  # type: ignore[operator]
    except Refusal as refusal:
        return refusal.code
    return "done"


@given(CODES)
def test_a_code_is_read_however_it_is_written(code: str) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    ways = (code, code.lower(), rules.grouped(code), f" {' '.join(code)}\n", wide, f"{HOME}/desk/scan/#{code}")
    assert {rules.read_code(way, address=HOME) for way in ways} == {code}


@given(CODES, st.integers(0, rules.BODY_LENGTH), SIGN)
def test_one_wrong_sign_is_always_found(code: str, place: int, sign: str) -> None:
    wrong = code[:place] + sign + code[place + 1 :]
    read = code_of(lambda: rules.read_code(wrong, address=HOME))
    assert read == ("done" if wrong == code else "licences.scan.no_code")


@given(CODES, st.integers(0, rules.BODY_LENGTH), st.integers(0, rules.BODY_LENGTH))
def test_two_signs_that_changed_places_are_always_found(code: str, one: int, other: int) -> None:
    signs = list(code)
    signs[one], signs[other] = signs[other], signs[one]
    wrong = "".join(signs)
    read = code_of(lambda: rules.read_code(wrong, address=HOME))
    assert read == ("done" if wrong == code else "licences.scan.no_code")


@given(st.text(max_size=400))
def test_anything_typed_is_a_code_or_refused(text: str) -> None:
    assert code_of(lambda: rules.read_code(text, address=HOME)) in (
        "done",
        "licences.scan.no_code",
        "licences.scan.foreign",
        "licences.scan.printed_code",
    )


@pytest.mark.parametrize(
    ("scanned", "refused"),
    [
        (f"{HOME}/verify/abc/", "printed_code"),
        ("https://tongban.example.cn.evil.example/desk/scan/#23456789A", "foreign"),
        ("https://other.example/show#23456789A", "foreign"),
        ("wxp://pay/12345", "foreign"),
        ("ABC", "no_code"),
        ("", "no_code"),
        (f"{HOME}/desk/scan/#OOOO00001", "no_code"),
    ],
)
def test_other_codes_are_told_apart(scanned: str, refused: str) -> None:
    assert code_of(lambda: rules.read_code(scanned, address=HOME)) == f"licences.scan.{refused}"


def test_codes_do_not_repeat_and_use_every_sign() -> None:
    drawn = [rules.draw_code(secrets) for _ in range(5000)]
    assert len(set(drawn)) == len(drawn) and set("".join(drawn)) == set(rules.SIGNS)
    assert len({rules.digest_of(code) for code in drawn}) == len(drawn)


SHOWN = rules.Showing(NOW, NOW + rules.LIFETIME)


@pytest.mark.parametrize(
    ("showing", "seconds", "answer"),
    [
        (SHOWN, 0, "done"),
        (SHOWN, 59.999, "done"),
        (SHOWN, 60, "licences.scan.expired"),
        (SHOWN, -4.9, "done"),  # the scanning machine's clock is a little behind
        (SHOWN, -5.1, "licences.scan.clock"),
        (rules.Showing(NOW, NOW + rules.LIFETIME, renewed_at=NOW), 1, "licences.scan.renewed"),
        (rules.Showing(NOW, NOW + rules.LIFETIME, used_at=NOW), 1, "licences.scan.replayed"),
        (rules.Showing(NOW, NOW + rules.LIFETIME, used_at=NOW), 3600, "licences.scan.replayed"),
        (rules.Showing(NOW, NOW + rules.LIFETIME, NOW, NOW), 1, "licences.scan.replayed"),
    ],
)
def test_a_code_counts_once_and_for_a_minute(showing: rules.Showing, seconds: float, answer: str) -> None:
    assert code_of(lambda: rules.check_scan(showing, NOW + timedelta(seconds=seconds))) == answer


def test_who_comes_second_is_told_so_as_a_conflict() -> None:
    with pytest.raises(Conflict):
        rules.check_scan(rules.Showing(NOW, NOW + rules.LIFETIME, used_at=NOW), NOW)


@pytest.mark.parametrize("state", [state for state in State if state not in (State.VALID, State.UNKNOWN)])
def test_only_a_valid_licence_is_shown(state: State) -> None:
    assert code_of(lambda: rules.check_presentable(state)) == f"licences.present.{state}"
    rules.check_presentable(State.VALID)


def test_a_purpose_is_one_line_of_at_most_200_signs() -> None:
    assert rules.check_purpose("  办理 \n 开店 ") == "办理 开店"
    assert len(rules.check_purpose("用" * 200)) == 200
    assert code_of(lambda: rules.check_purpose(" \n")) == "licences.scan.no_purpose"
    assert code_of(lambda: rules.check_purpose("用" * 201)) == "licences.scan.purpose_too_long"


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({"purpose": " "}, "no_purpose"),
        ({"purpose": "用" * 201}, "purpose_too_long"),
        ({"recipient": "\n"}, "no_recipient"),
        ({"recipient": "某" * 101}, "recipient_too_long"),
        ({"until": date(2026, 3, 1)}, "over_already"),
        ({"until": date(2027, 3, 4)}, "too_long"),
        ({"running": 50}, "too_many"),
    ],
)
def test_a_copy_says_what_for_for_whom_and_until_when(changed: dict[str, object], refused: str) -> None:
    sound: dict[str, object] = {
        "purpose": "投标",
        "recipient": "甲公司",
        "until": date(2026, 3, 31),
        "running": 0,
        "today": date(2026, 3, 2),
    }
    assert rules.check_copy(**sound) == ("投标", "甲公司")  # type: ignore[arg-type]
    assert code_of(lambda: rules.check_copy(**{**sound, **changed})) == f"licences.copy.{refused}"  # type: ignore[arg-type]


def test_a_copy_counts_through_its_last_day_in_beijing() -> None:
    until = date(2026, 3, 2)
    last = datetime(2026, 3, 2, 15, 59, 59, tzinfo=UTC)
    assert rules.copy_state(until, None, last) is rules.CopyState.RUNNING
    assert rules.copy_state(until, None, last + timedelta(seconds=1)) is rules.CopyState.OVER
    assert rules.copy_state(until, last, last) is rules.CopyState.WITHDRAWN
    assert rules.copy_state(until, last, last - timedelta(hours=1)) is rules.CopyState.RUNNING


# the number of a printed result -------------------------------------------------------------------------------------


def seal(text: str) -> bytes:
    return sha256(f"key {text}".encode()).digest()


MOMENTS = st.integers(1_577_836_800, 7_258_032_000).map(lambda seconds: datetime.fromtimestamp(seconds + 0.5, UTC))


@given(st.text(max_size=80), st.sampled_from(State), MOMENTS)
def test_a_number_proves_what_was_said_and_when(subject: str, state: State, at: datetime) -> None:
    number = proof.number(seal, subject, state, at=at)
    told = proof.read(seal, number.lower(), subject)
    assert told is not None and (told.state, told.at) == (state, at.replace(microsecond=0))
    assert proof.read(seal, number, subject + "x") is None
    assert proof.read(lambda text: sha256(text.encode()).digest(), number, subject) is None


@given(st.text(max_size=60))
def test_a_number_that_was_never_given_proves_nothing(text: str) -> None:
    assert proof.read(seal, text, "1.2.156") is None


def test_a_number_with_another_day_proves_nothing() -> None:
    number = proof.number(seal, "1.2.156", State.VALID, at=NOW)
    assert number.startswith("20260302-100000-")
    assert proof.read(seal, number.replace("20260302", "20260303"), "1.2.156") is None
    assert proof.read(seal, number.replace("20260302", "20261399"), "1.2.156") is None
