"""X.509 certificates and revocation lists with SM2 and SM3 (GM/T 0015): written with asn1crypto, read by cryptography.

`cryptography` parses every structure but knows no SM2, so the point and the signatures go to `kernel.sm2`. Pure.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal

from asn1crypto import core, crl, keys, pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from tongban.kernel import sm2
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Refusal
from tongban.kernel.sm2 import SM2_WITH_SM3, Signer

Role = Literal["root", "maker", "signer", "timestamp"]
LONGEST = 16 * 1024
LONGEST_LIST = 1024 * 1024
_USAGE: Mapping[Role, set[str]] = {
    "root": {"key_cert_sign", "crl_sign"},
    "maker": {"digital_signature", "non_repudiation"},
    "signer": {"digital_signature", "non_repudiation"},
    "timestamp": {"digital_signature"},
}
_KEY_COMPROMISED = frozenset({"key_compromise", "ca_compromise"})
_BROKEN = (
    *(ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError, UnsupportedAlgorithm),
    *(x509.DuplicateExtension, x509.ExtensionNotFound, x509.InvalidVersion, x509.UnsupportedGeneralNameType),
)

keys.NamedCurve.register("sm2p256v1", sm2.CURVE, 32)  # GM/T 0006; asn1crypto comes without it


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a check needs of a certificate. Names are kept as DER for comparing, as text for people."""

    der: bytes
    name: str
    subject: bytes
    issuer: bytes
    serial: int
    public_key: bytes
    signed: bytes
    signature: bytes
    algorithm: str
    valid_from: datetime
    valid_until: datetime
    is_authority: bool
    may_sign: bool
    may_timestamp: bool

    @property
    def fingerprint(self) -> str:
        """SM3 of the DER, 64 hexadecimal digits."""
        return sm3(self.der)

    def is_valid_at(self, instant: datetime) -> bool:
        return self.valid_from <= instant <= self.valid_until

    def is_issued_by(self, authority: "Certificate") -> bool:
        """Whether the authority's key signed this certificate."""
        if self.algorithm != SM2_WITH_SM3 or not authority.is_authority or self.issuer != authority.subject:
            return False
        return _has_signed(authority.public_key, self.signature, self.signed)


@dataclass(frozen=True, slots=True)
class Revocation:
    """When a certificate was taken back, and why (names of RFC 5280 such as `key_compromise`; empty: not told)."""

    at: datetime
    reason: str = ""

    @property
    def is_compromised(self) -> bool:
        """The key was lost: then no signature by it can be believed, whatever time it names."""
        return self.reason in _KEY_COMPROMISED


@dataclass(frozen=True, slots=True)
class RevocationList:
    """Who has been revoked by one issuer, by serial number."""

    der: bytes
    issuer: bytes
    issuer_name: str
    issued_at: datetime
    next_at: datetime | None
    signed: bytes
    signature: bytes
    revoked: Mapping[int, Revocation]

    def is_issued_by(self, authority: Certificate) -> bool:
        if self.issuer != authority.subject or not authority.is_authority:
            return False
        return _has_signed(authority.public_key, self.signature, self.signed)


@dataclass(frozen=True, slots=True)
class Issuer:
    """A key that may issue certificates, with its own certificate."""

    signer: Signer
    certificate: bytes


@lru_cache(maxsize=512)
def read(data: bytes) -> Certificate:
    """A certificate from DER. Refuses `licences.certificate.unreadable`, also when its key is not on the SM2 curve."""
    if len(data) > LONGEST:
        raise Refusal("licences.certificate.unreadable")
    try:
        return _read(data)
    except _BROKEN:
        raise Refusal("licences.certificate.unreadable") from None


def read_any(data: bytes) -> bytes:
    """DER from a file that is DER or PEM. Refuses `licences.certificate.unreadable`."""
    try:
        if pem.detect(data):
            _, _, data = pem.unarmor(data)
    except _BROKEN:
        raise Refusal("licences.certificate.unreadable") from None
    return bytes(data)


def write_pem(data: bytes) -> str:
    return str(pem.armor("CERTIFICATE", data).decode())


def issue(
    *,
    subject: Mapping[str, str],
    public_key: bytes,
    role: Role,
    valid_from: datetime,
    valid_until: datetime,
    issuer: Issuer | None = None,
    signer: Signer | None = None,
) -> bytes:
    """DER of a new certificate. `subject` by the names of asn1crypto (`common_name`, `organization_name` …).

    A root has no issuer and is signed by its own `signer`; any other role needs an issuer.
    """
    above = read(issuer.certificate) if issuer else None
    name = asn1_x509.Name.build(dict(subject))
    key = _key_info(public_key)
    tbs = asn1_x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": secrets.randbits(127) | 1 << 126,
            "signature": {"algorithm": SM2_WITH_SM3},
            "issuer": asn1_x509.Name.load(above.subject) if above else name,
            "validity": {"not_before": _time(valid_from), "not_after": _time(valid_until)},
            "subject": name,
            "subject_public_key_info": key,
            "extensions": _extensions(role, public_key, above.public_key if above else public_key),
        }
    )
    hand = issuer.signer if issuer else signer
    if hand is None:
        raise TypeError("a certificate needs a signer")
    whole = asn1_x509.Certificate(
        {
            "tbs_certificate": tbs,
            "signature_algorithm": {"algorithm": SM2_WITH_SM3},
            "signature_value": hand.sign(tbs.dump()),
        }
    )
    return bytes(whole.dump())


def issue_revocations(revoked: Mapping[int, Revocation], *, issuer: Issuer, at: datetime, next_at: datetime) -> bytes:
    """DER of a revocation list, by serial numbers."""
    above = read(issuer.certificate)
    entries = [
        {
            "user_certificate": serial,
            "revocation_date": _time(one.at),
            "crl_entry_extensions": [
                {"extn_id": "crl_reason", "critical": False, "extn_value": crl.CRLReason(one.reason or "unspecified")}
            ],
        }
        for serial, one in revoked.items()
    ]
    facts: dict[str, Any] = {
        "version": "v2",
        "signature": {"algorithm": SM2_WITH_SM3},
        "issuer": asn1_x509.Name.load(above.subject),
        "this_update": _time(at),
        "next_update": _time(next_at),
    }
    if entries:
        facts["revoked_certificates"] = entries
    tbs = crl.TbsCertList(facts)
    whole = crl.CertificateList(
        {
            "tbs_cert_list": tbs,
            "signature_algorithm": {"algorithm": SM2_WITH_SM3},
            "signature": issuer.signer.sign(tbs.dump()),
        }
    )
    return bytes(whole.dump())


@lru_cache(maxsize=32)
def read_revocations(data: bytes) -> RevocationList:
    """A revocation list from DER. Refuses `licences.certificate.list_unreadable`."""
    if len(data) > LONGEST_LIST:
        raise Refusal("licences.certificate.list_unreadable")
    try:
        found = x509.load_der_x509_crl(data)
        return RevocationList(
            der=data,
            issuer=found.issuer.public_bytes(),
            issuer_name=found.issuer.rfc4514_string(),
            issued_at=found.last_update_utc,
            next_at=found.next_update_utc,
            signed=found.tbs_certlist_bytes,
            signature=found.signature,
            revoked={one.serial_number: _revocation(one) for one in found},
        )
    except _BROKEN:
        raise Refusal("licences.certificate.list_unreadable") from None


def find_issuer(certificate: Certificate, authorities: Sequence[Certificate]) -> Certificate | None:
    """The authority that the certificate names as its issuer and whose key signed it."""
    return next((one for one in authorities if certificate.is_issued_by(one)), None)


def _revocation(one: x509.RevokedCertificate) -> Revocation:
    try:
        reason = one.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        return Revocation(one.revocation_date_utc)
    return Revocation(one.revocation_date_utc, reason.name)


def _read(data: bytes) -> Certificate:
    found = x509.load_der_x509_certificate(data)
    if found.public_bytes(Encoding.DER) != data:
        raise ValueError("not canonical")
    info = asn1_x509.TbsCertificate.load(found.tbs_certificate_bytes, strict=True)["subject_public_key_info"]
    parameters = info["algorithm"]["parameters"]
    point = bytes(info["public_key"].native)
    if parameters.name != "named" or parameters.chosen.dotted != sm2.CURVE or len(point) != sm2.POINT_LENGTH:
        raise ValueError("not a key on the SM2 curve")
    names = [str(one.value) for one in found.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)]
    return Certificate(
        der=data,
        name=names[-1] if names else found.subject.rfc4514_string(),
        subject=found.subject.public_bytes(),
        issuer=found.issuer.public_bytes(),
        serial=found.serial_number,
        public_key=point,
        signed=found.tbs_certificate_bytes,
        signature=found.signature,
        algorithm=found.signature_algorithm_oid.dotted_string,
        valid_from=found.not_valid_before_utc,
        valid_until=found.not_valid_after_utc,
        is_authority=_is_authority(found),
        may_sign=_may_sign(found),
        may_timestamp=_may_timestamp(found),
    )


def _is_authority(found: x509.Certificate) -> bool:
    try:
        return bool(found.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except x509.ExtensionNotFound:
        return False


def _may_sign(found: x509.Certificate) -> bool:
    """Without the extension a key may do everything (RFC 5280 4.2.1.3)."""
    try:
        usage = found.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def _may_timestamp(found: x509.Certificate) -> bool:
    """A time stamp authority says so in its certificate (RFC 3161 2.3)."""
    try:
        usage = found.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return ExtendedKeyUsageOID.TIME_STAMPING in usage


@lru_cache(maxsize=1024)
def _has_signed(public_key: bytes, signature: bytes, data: bytes) -> bool:
    """Remembered: every file of an agency carries the same certificates."""
    return sm2.verify(public_key, signature=signature, data=data)


def _key_info(point: bytes) -> keys.PublicKeyInfo:
    curve = keys.ECDomainParameters(name="named", value=sm2.CURVE)
    return keys.PublicKeyInfo(
        {"algorithm": {"algorithm": "ec", "parameters": curve}, "public_key": keys.ECPointBitString(point)}
    )


def _extensions(role: Role, public_key: bytes, authority: bytes) -> list[dict[str, object]]:
    constraints = {"ca": True, "path_len_constraint": 0} if role == "root" else {"ca": False}
    purpose = asn1_x509.ExtKeyUsageSyntax(["time_stamping"])
    stamping = [{"extn_id": "extended_key_usage", "critical": True, "extn_value": purpose}]
    return [
        *(stamping if role == "timestamp" else ()),
        {"extn_id": "basic_constraints", "critical": True, "extn_value": asn1_x509.BasicConstraints(constraints)},
        {"extn_id": "key_usage", "critical": True, "extn_value": asn1_x509.KeyUsage(set(_USAGE[role]))},
        {"extn_id": "key_identifier", "critical": False, "extn_value": core.OctetString(_key_id(public_key))},
        {
            "extn_id": "authority_key_identifier",
            "critical": False,
            "extn_value": asn1_x509.AuthorityKeyIdentifier({"key_identifier": _key_id(authority)}),
        },
    ]


def _key_id(point: bytes) -> bytes:
    return bytes.fromhex(sm3(point))[:20]


def _time(instant: datetime) -> asn1_x509.Time:
    """UTCTime until 2049, GeneralizedTime after (RFC 5280 4.1.2.5)."""
    at = instant.astimezone(UTC).replace(microsecond=0)
    if at.year < 2050:
        return asn1_x509.Time(name="utc_time", value=core.UTCTime(at))
    return asn1_x509.Time(name="general_time", value=core.GeneralizedTime(at))
