"""Certificates and revocation lists, read also by OpenSSL."""

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tongban.domains.licences.seals import certificates
from tongban.domains.licences.seals.certificates import Revocation
from tongban.domains.licences.seals.tests.world import DAY, MAKER, NOW, ROOT, SIGNER, YEAR, root
from tongban.kernel.errors import Refusal

OPENSSL = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl on this machine")


def openssl(*arguments: str) -> str:
    done = subprocess.run(["openssl", *arguments], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@OPENSSL
def test_openssl_parses_and_believes_our_certificates(tmp_path: Path) -> None:
    files = {}
    for name, one in (("root", ROOT), ("maker", MAKER), ("signer", SIGNER)):
        files[name] = tmp_path / f"{name}.pem"
        files[name].write_text(certificates.write_pem(one.certificate), "ascii")
    told = openssl("x509", "-in", str(files["signer"]), "-noout", "-text")
    assert "SM2-with-SM3" in told and "Digital Signature" in told and "ASN1 OID: SM2" in told
    told = openssl("x509", "-in", str(files["signer"]), "-noout", "-subject", "-nameopt", "utf8")
    assert "云汀市市场监督管理局" in told
    asked = ("verify", "-vfyopt", "distid:1234567812345678", "-no_check_time", "-CAfile")
    for name in ("maker", "signer", "root"):
        assert openssl(*asked, str(files["root"]), str(files[name])).strip() == f"{files[name]}: OK"
    other = tmp_path / "other.pem"
    other.write_text(certificates.write_pem(root("别家的根").certificate), "ascii")
    assert "OK" not in openssl(*asked, str(other), str(files["signer"]))


@OPENSSL
def test_openssl_reads_our_revocation_list(tmp_path: Path) -> None:
    serial = certificates.read(SIGNER.certificate).serial
    data = certificates.issue_revocations(
        {serial: Revocation(NOW, "key_compromise")}, issuer=ROOT, at=NOW, next_at=NOW + YEAR
    )
    (tmp_path / "list").write_bytes(data)
    told = openssl("crl", "-inform", "DER", "-in", str(tmp_path / "list"), "-noout", "-text")
    assert "Key Compromise" in told and f"{serial:X}" in told


@OPENSSL
def test_a_certificate_of_openssl_is_read(tmp_path: Path) -> None:
    key, file = tmp_path / "key.pem", tmp_path / "root.pem"
    openssl("genpkey", "-algorithm", "SM2", "-out", str(key))
    told = openssl(
        *("req", "-x509", "-sm3", "-sigopt", "distid:1234567812345678", "-new", "-key", str(key), "-days", "30"),
        *("-subj", "/C=CN/CN=OpenSSL root", "-out", str(file)),
    )
    if not file.exists():
        pytest.skip(f"this openssl makes no SM2 certificate: {told.splitlines()[-1]}")
    found = certificates.read(certificates.read_any(file.read_bytes()))
    assert (found.name, found.is_authority, found.is_issued_by(found)) == ("OpenSSL root", True, True)


def test_what_each_certificate_may_do() -> None:
    facts = [certificates.read(one.certificate) for one in (ROOT, MAKER, SIGNER)]
    assert [(one.is_authority, one.may_sign, one.may_timestamp) for one in facts] == [
        (True, False, False),
        (False, True, False),
        (False, True, False),
    ]
    assert len({one.serial for one in facts}) == 3 and all(one.serial.bit_length() == 127 for one in facts)


def test_a_certificate_beyond_2049_tells_four_digits_of_its_year() -> None:
    late = datetime(2060, 1, 1, tzinfo=UTC)
    der = root("远", since=NOW, years=40).certificate
    assert certificates.read(der).valid_until > late and b"20660" in der


@pytest.mark.parametrize("data", [b"", b"x", b"-----BEGIN CERTIFICATE-----\n!!!", bytes(certificates.LONGEST + 1)])
def test_what_is_no_certificate_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        certificates.read(certificates.read_any(data))
    assert refused.value.code == "licences.certificate.unreadable"


def test_a_certificate_of_another_curve_is_refused() -> None:
    """As if somebody had replaced the key by one of NIST P-256, whose points are as long."""
    point = (
        ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    )
    sm2, p256 = bytes.fromhex("06082a811ccf5501822d"), bytes.fromhex("06082a8648ce3d030107")
    changed = SIGNER.certificate.replace(sm2, p256).replace(certificates.read(SIGNER.certificate).public_key, point)
    with pytest.raises(Refusal) as refused:
        certificates.read(changed)
    assert refused.value.code == "licences.certificate.unreadable"


def test_a_list_signed_by_another_is_foreign() -> None:
    data = certificates.issue_revocations({}, issuer=root("试验根"), at=NOW, next_at=NOW + DAY)
    found = certificates.read_revocations(data)
    assert found.revoked == {} and not found.is_issued_by(certificates.read(ROOT.certificate))
    with pytest.raises(Refusal) as refused:
        certificates.read_revocations(data[:-3])
    assert refused.value.code == "licences.certificate.list_unreadable"
