"""SM2 against the vectors of GB/T 32918.5 and against a second library."""

import shutil
import subprocess
from pathlib import Path

import gmalg
import pytest
from asn1crypto import algos
from gmalg.sm2 import SM2Core
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.kernel import sm2
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Refusal

PASSPHRASE = "a passphrase of the tests"
# GB/T 32918.5-2017 annex A: private key, public key, message, random number, signature.
SECRET = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8"
X = "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
Y = "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
R = "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
S = "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
K = "59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21"
MESSAGE, SIGNER_ID = b"message digest", b"1234567812345678"
POINT = bytes.fromhex(f"04{X}{Y}")


def der(r: str, s: str) -> bytes:
    return bytes(algos.DSASignature({"r": int(r, 16), "s": int(s, 16)}).dump())


@pytest.fixture(scope="module")
def key() -> sm2.SoftwareKey:
    return sm2.SoftwareKey.generate()


def test_sm3_gives_the_digests_of_the_standard() -> None:
    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abcd" * 16) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


def test_the_signature_of_the_standard_verifies() -> None:
    assert sm2.verify(POINT, signature=der(R, S), data=MESSAGE)
    assert not sm2.verify(POINT, signature=der(R, S), data=MESSAGE + b".")
    assert not sm2.verify(POINT, signature=der(S, R), data=MESSAGE)


def test_the_second_library_gives_the_signature_of_the_standard() -> None:
    """So that what it says of ours below means something."""
    core_ = SM2Core(gmalg.sm2._ecdlp, gmalg.SM3(), rnd_fn=lambda _: int(K, 16))
    r, s = core_.sign(MESSAGE, int(SECRET, 16), SIGNER_ID, (int(X, 16), int(Y, 16)))
    assert (r, s) == (int(R, 16), int(S, 16))


def test_both_libraries_believe_each_other(key: sm2.SoftwareKey) -> None:
    for number in range(5):
        data = bytes([number]) * (number * 100)
        ours = algos.DSASignature.load(key.sign(data))
        r, s = (ours[name].native.to_bytes(32, "big") for name in ("r", "s"))
        assert gmalg.SM2(uid=SIGNER_ID, pk=key.public_key).verify(data, r, s)
        theirs = gmalg.SM2(bytes.fromhex(SECRET), uid=SIGNER_ID, pk=POINT).sign(data)
        assert sm2.verify(POINT, signature=der(theirs[0].hex(), theirs[1].hex()), data=data)


def test_two_signatures_of_the_same_differ(key: sm2.SoftwareKey) -> None:
    assert key.sign(b"same") != key.sign(b"same")


@settings(max_examples=300, deadline=None)
@given(point=st.binary(max_size=70) | st.just(POINT), signature=st.binary(max_size=100), data=st.binary(max_size=50))
def test_bytes_that_are_no_signature_are_none(point: bytes, signature: bytes, data: bytes) -> None:
    assert not sm2.verify(point, signature=signature, data=data)


@settings(max_examples=100, deadline=None)
@given(place=st.integers(0, 69), change=st.integers(1, 255))
def test_a_changed_byte_breaks_the_signature(place: int, change: int) -> None:
    good = der(R, S)
    place %= len(good)
    assert not sm2.verify(
        POINT, signature=good[:place] + bytes([good[place] ^ change]) + good[place + 1 :], data=MESSAGE
    )


def test_a_point_beside_the_curve_is_no_key() -> None:
    assert not sm2.verify(POINT[:-1] + b"\0", signature=der(R, S), data=MESSAGE)
    assert not sm2.verify(bytes(65), signature=der(R, S), data=MESSAGE)


def test_a_stored_key_opens_with_its_passphrase_only(key: sm2.SoftwareKey) -> None:
    stored = key.store(PASSPHRASE)
    assert stored.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    again = sm2.SoftwareKey.load(stored, PASSPHRASE)
    assert again.public_key == key.public_key
    assert sm2.verify(key.public_key, signature=again.sign(b"x"), data=b"x")
    for wrong in (PASSPHRASE + " ", "", "x"):
        with pytest.raises(Refusal) as refused:
            sm2.SoftwareKey.load(stored, wrong)
        assert refused.value.code == "kernel.key.unreadable"


@pytest.mark.parametrize("stored", [b"", b"no key", b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END"])
def test_what_is_no_key_is_refused(stored: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        sm2.SoftwareKey.load(stored, PASSPHRASE)
    assert refused.value.code == "kernel.key.unreadable"


def test_a_stored_key_costs_whoever_guesses_its_passphrase() -> None:
    """What the platform ships with; the tests themselves use a quick number."""
    text = Path(sm2.__file__).read_text("utf-8")
    rounds = next(line for line in text.splitlines() if line.startswith("ITERATIONS = "))
    assert int(rounds.split(" = ")[1]) >= 600_000


def test_a_short_passphrase_protects_nothing(key: sm2.SoftwareKey) -> None:
    with pytest.raises(Refusal) as refused:
        key.store("short")
    assert refused.value.code == "kernel.key.short_passphrase"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl on this machine")
def test_openssl_reads_a_stored_key_and_believes_our_signature(key: sm2.SoftwareKey, tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_bytes(key.store(PASSPHRASE))
    (tmp_path / "data").write_bytes(MESSAGE)
    (tmp_path / "signature").write_bytes(key.sign(MESSAGE))
    asked = ["openssl", "pkeyutl", "-verify", "-rawin", "-digest", "sm3", "-inkey", str(tmp_path / "key.pem")]
    asked += ["-passin", f"pass:{PASSPHRASE}", "-in", str(tmp_path / "data"), "-sigfile", str(tmp_path / "signature")]
    done = subprocess.run([*asked, "-pkeyopt", "distid:1234567812345678"], capture_output=True, text=True, check=False)
    assert "Verified Successfully" in done.stdout, done.stderr
