"""Whatever bytes come: a value, a clear refusal or a finding, never a crash; and nothing that was changed passes."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.domains.licences.seals import certificates, codec, der, timestamps
from tongban.domains.licences.seals.checking import check_seal
from tongban.domains.licences.seals.tests.world import (
    NOW,
    PICTURE,
    ROOT,
    SEALED,
    SIGNER,
    Stage,
    check,
    codes,
    signed_v1,
    signed_v5,
    token,
)
from tongban.kernel.errors import Refusal

GOOD = (Stage().signed(), signed_v1(Stage()), signed_v5(Stage()))
TOKEN = token(b"x", at=SEALED)
SAMPLES = (*GOOD, TOKEN, SIGNER.certificate, Stage().seal())
REFUSED = {
    "licences.seal.malformed",
    "licences.seal.too_deep",
    "licences.seal.too_large",
    "licences.seal.version_unknown",
}


def read(data: bytes) -> None:
    """Every reader, on the same bytes."""
    for reader in (codec.read_seal, codec.read_signature):
        try:
            reader(data)
        except Refusal as refused:
            assert refused.code in REFUSED
    for read_one in (certificates.read, certificates.read_revocations):
        try:
            read_one(data)
        except Refusal as refused:
            assert refused.code in {"licences.certificate.unreadable", "licences.certificate.list_unreadable"}
    check(data)
    check_seal(data, roots=[ROOT.certificate], now=NOW)
    timestamps.instant_of(data)
    timestamps.problem_of(data, over=b"x", authorities=[certificates.read(ROOT.certificate)])


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A good file with bytes changed, taken out, or doubled."""
    data = bytearray(draw(st.sampled_from(SAMPLES)))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(data) - 1))
        match draw(st.sampled_from(("change", "cut", "add"))):
            case "change":
                data[place] = draw(st.integers(0, 255))
            case "cut":
                del data[place : place + draw(st.integers(1, 40))]
            case _:
                data[place:place] = draw(st.binary(min_size=1, max_size=20))
        if not data:
            return b""
    return bytes(data)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_are_never_a_crash(data: bytes) -> None:
    read(data)
    assert not check(data).is_good


@settings(max_examples=600, deadline=None)
@given(mutated())
def test_a_mutated_file_is_never_a_crash(data: bytes) -> None:
    read(data)


@settings(max_examples=600, deadline=None)
@given(which=st.integers(0, 1), place=st.integers(0, 10_000), change=st.integers(1, 255))
def test_no_byte_of_a_signature_can_be_changed(which: int, place: int, change: int) -> None:
    """In v4 and v1 every byte is signed, is the signature, or is the certificate that must be in the seal's list."""
    good = GOOD[which]
    place %= len(good)
    bad = good[:place] + bytes([good[place] ^ change]) + good[place + 1 :]
    assert not check(bad).is_good


def nested(depth: int) -> bytes:
    data = b"\x02\x01\x01"
    for _ in range(depth):
        length = len(data).to_bytes(3, "big").lstrip(b"\0") or b"\0"
        head = bytes([len(data)]) if len(data) < 128 else bytes([0x80 + len(length)]) + length
        data = b"\x30" + head + data
    return data


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (nested(5000), "licences.seal.too_deep"),
        (nested(der.DEEPEST + 2), "licences.seal.too_deep"),
        (b"\x30\x83" + (30_000).to_bytes(3, "big") + b"\x05\x00" * 15_000, "licences.seal.malformed"),
        (b"\x30\x82" + (30_000).to_bytes(2, "big") + b"\x05\x00" * 15_000, "licences.seal.too_deep"),
        (bytes(der.LONGEST + 1), "licences.seal.too_large"),
        (b"\x30\x80\x02\x01\x01\x00\x00", "licences.seal.malformed"),  # indefinite length (BER)
        (b"\x30\x81\x03\x02\x01\x01", "licences.seal.malformed"),  # a length written too long
        (b"\x30\x84\xff\xff\xff\xff", "licences.seal.malformed"),  # promises four gigabytes
        (b"\x31\x03\x02\x01\x01", "licences.seal.malformed"),
        (b"\x30\x03\x1f\x81\x01", "licences.seal.malformed"),  # a tag of several bytes
        (b"", "licences.seal.malformed"),
    ],
)
def test_limits_come_before_parsing(data: bytes, code: str) -> None:
    for reader in (codec.read_seal, codec.read_signature):
        with pytest.raises(Refusal) as refused:
            reader(data)
        assert refused.value.code == code
    assert codes(check(data)) == [code.removeprefix("licences.")]


def test_what_was_written_is_read_back() -> None:
    stage = Stage()
    stamp = codec.read_signature(stage.signed())
    seal = stamp.seal
    assert (seal.number, seal.name, seal.vendor, seal.version) == ("A1B2C3", stage.new.name, "tongban", 4)
    assert (seal.created_at, seal.valid_from, seal.valid_until) == (
        stage.new.created_at,
        stage.new.valid_from,
        stage.new.valid_until,
    )
    assert (seal.picture_type, seal.picture, seal.width_mm, seal.height_mm) == ("PNG", PICTURE, 40, 40)
    assert (stamp.sealed_at, stamp.path, stamp.certificate) == (SEALED, stage.path, SIGNER.certificate)
    assert codec.read_seal(seal.der) == seal


@pytest.mark.parametrize("text", ["", "A\0B", "A\nB"])
def test_text_that_no_database_takes_is_malformed(text: str) -> None:
    wanted = [] if text == "" else ["seal.malformed"]
    for stage in (Stage().with_seal(number=text), Stage().with_seal(name=text)):
        assert codes(check(stage.signed())) == wanted


@pytest.mark.parametrize("year", [1000, 1969, 2501, 9999])
def test_a_time_beyond_all_seals_is_malformed(year: int) -> None:
    """It could not be told in Beijing time, and must not stop the check with an error."""
    last = datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert codes(check(Stage(at=last).signed())) == ["seal.malformed"]
    assert codes(check(Stage().with_seal(valid_until=last).signed())) == ["seal.malformed"]


@pytest.mark.parametrize("size", [0, -1, 1001, 10**30])
def test_a_picture_of_no_size_is_malformed(size: int) -> None:
    with pytest.raises(Refusal) as refused:
        codec.read_seal(Stage().with_seal(width_mm=size).seal())
    assert refused.value.code == "licences.seal.malformed"
