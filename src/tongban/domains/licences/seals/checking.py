"""Whether a seal under a document holds, in the order of GB/T 38540-2020: one finding a fault, each with its sentence.

format → seal's signature → maker's certificate → dates → time stamp of the seal → signature's format → signer in the
seal's list → signer's certificate → signature → digest of Signature.xml. A broken link ends the check, because what
follows would hang in the air; dates and revocations are told beside each other. Pure.
"""

import hmac
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tongban.domains.licences.seals import certificates, codec, timestamps
from tongban.domains.licences.seals.certificates import Certificate, Revocation, RevocationList
from tongban.domains.licences.seals.codec import Seal, Stamp
from tongban.kernel import sm2
from tongban.kernel.clock import law_day, law_time
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Refusal
from tongban.kernel.sm2 import SM2_WITH_SM3

SKEW = timedelta(minutes=5)
"""How far two clocks may differ before a seal counts as set in the future."""
_SM3_NAMES = ("SM3", sm2.SM3)


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence of a report by its code; `is_fault` when the seal must not be relied on because of it."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    is_fault: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """What was found; `is_good` when nothing of it is a fault."""

    findings: tuple[Finding, ...]

    @property
    def faults(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.is_fault)

    @property
    def is_good(self) -> bool:
        return not self.faults


@dataclass(frozen=True, slots=True)
class SealReport(Report):
    """What was found of one seal. Names and time are those that the file itself tells; believe them only when
    `is_good`."""

    signer: str = ""
    seal_name: str = ""
    seal_number: str = ""
    sealed_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom we believe: authorities, the makers of seals (empty: whoever an authority certified), who was revoked."""

    authorities: tuple[Certificate, ...]
    makers: frozenset[str] = frozenset()
    revocations: tuple[RevocationList, ...] = ()

    @classmethod
    def of(cls, roots: Sequence[bytes], makers: Sequence[bytes] = (), revocations: Sequence[bytes] = ()) -> "Trust":
        """From DER. Refuses what cannot be read: these are ours, not the file's."""
        return cls(
            tuple(certificates.read(one) for one in roots),
            frozenset(certificates.read(one).fingerprint for one in makers),
            tuple(certificates.read_revocations(one) for one in revocations),
        )

    def revocation_of(self, certificate: Certificate) -> Revocation | None:
        for one in self.revocations:
            if one.issuer == certificate.issuer and certificate.serial in one.revoked:
                return one.revoked[certificate.serial]
        return None


@dataclass(frozen=True, slots=True)
class Role:
    """What is said of a certificate, by whose it is."""

    root_unknown: str
    changed: str
    revoked: str
    revoked_since: str


MAKER = Role(
    "licences.seal_check.maker_root_unknown",
    "licences.seal_check.maker_certificate_changed",
    "licences.seal_check.maker_revoked",
    "licences.seal_check.maker_revoked_since",
)
SIGNER = Role(
    "licences.seal_check.signer_root_unknown",
    "licences.seal_check.signer_certificate_changed",
    "licences.seal_check.signer_revoked",
    "licences.seal_check.signer_revoked_since",
)
Findings = Generator[Finding, None, bool]
"""Yields what is found; returns whether the chain holds so far."""


def check_signature(
    signed_value: bytes,
    *,
    signature_xml: bytes,
    path: str,
    roots: Sequence[bytes],
    now: datetime,
    makers: Sequence[bytes] = (),
    revocations: Sequence[bytes] = (),
) -> SealReport:
    """Check SignedValue.dat against the Signature.xml beside it.

    `path` is where Signature.xml stands in the package; `roots` are DER certificates of trusted authorities, `makers`
    those that alone may make seals (empty: any that a root certified), `revocations` DER lists. Bad bytes are a
    finding, never an exception; only unreadable `roots`, `makers` and `revocations` are refused.
    """
    trust = Trust.of(roots, makers, revocations)
    try:
        stamp = codec.read_signature(signed_value)
    except Refusal as refused:
        return SealReport((Finding(refused.code, refused.values),))
    found = tuple(_of_stamp(stamp, trust, now=now, document=(bytes.fromhex(sm3(signature_xml)), path)))
    return _report(found, stamp.seal, stamp)


def check_seal(data: bytes, *, roots: Sequence[bytes], now: datetime, makers: Sequence[bytes] = ()) -> SealReport:
    """Check a seal that stands for itself, as before it is taken into use. Bad bytes are a finding."""
    trust = Trust.of(roots, makers)
    try:
        seal = codec.read_seal(data)
    except Refusal as refused:
        return SealReport((Finding(refused.code, refused.values),))
    return _report((*_of_seal(seal, trust), *_of_today(seal, now)), seal, None)


def _report(found: tuple[Finding, ...], seal: Seal, stamp: Stamp | None) -> SealReport:
    return SealReport(
        found,
        signer=_name(stamp.certificate) if stamp else "",
        seal_name=seal.name,
        seal_number=seal.number,
        sealed_at=_instant_of(stamp) if stamp else None,
        version=seal.version,
    )


def _name(certificate: bytes) -> str:
    try:
        return certificates.read(certificate).name
    except Refusal:
        return ""


# the seal ----------------------------------------------------------------------------------------------------------


def _of_seal(seal: Seal, trust: Trust) -> Findings:
    if seal.has_critical_extension:
        yield Finding("licences.seal_check.critical_extension")
        return False
    if seal.algorithm != SM2_WITH_SM3:
        yield Finding("licences.seal_check.algorithm", {"algorithm": seal.algorithm})
        return False
    try:
        maker = certificates.read(seal.maker_certificate)
    except Refusal:
        yield Finding("licences.seal_check.maker_unreadable")
        return False
    if not any(_fits(maker, seal.signature, one) for one in seal.signed):
        yield Finding("licences.seal_check.seal_changed")
        return False
    if not (yield from _of_maker(maker, seal, trust)):
        return False
    if seal.valid_from > seal.valid_until:
        yield Finding("licences.seal_check.dates")
        return False
    if seal.timestamp is None:
        return True
    return (yield from _of_timestamp(seal.timestamp, seal.signature, trust))


def _of_maker(maker: Certificate, seal: Seal, trust: Trust) -> Findings:
    known = certificates.find_issuer(maker, trust.authorities)
    if known is None:
        yield _unissued(MAKER, maker, trust)
        return False
    if not maker.may_sign or maker.is_authority or (trust.makers and maker.fingerprint not in trust.makers):
        yield Finding("licences.seal_check.maker_not_trusted", {"name": maker.name})
        return False
    if not maker.is_valid_at(seal.created_at):
        yield Finding("licences.seal_check.maker_not_valid", {"name": maker.name, "at": _told(seal.created_at)})
    yield from _of_revocation(MAKER, maker, trust, at=seal.created_at)
    return True


def _of_today(seal: Seal, now: datetime) -> Iterable[Finding]:
    if now > seal.valid_until:
        yield Finding("licences.seal_check.expired", {"until": law_day(seal.valid_until)})
    if now < seal.valid_from:
        yield Finding("licences.seal_check.not_begun", {"since": law_day(seal.valid_from)})


def _of_timestamp(token: bytes, signature: bytes, trust: Trust) -> Findings:
    problem = timestamps.problem_of(token, over=signature, authorities=trust.authorities)
    if problem is not None:
        yield Finding(problem)
    return problem is None


# the signature -----------------------------------------------------------------------------------------------------


def _of_stamp(stamp: Stamp, trust: Trust, *, now: datetime, document: tuple[bytes, str]) -> Findings:
    if not (yield from _of_seal(stamp.seal, trust)):
        return False
    at = _instant_of(stamp)
    if stamp.has_critical_extension or at is None:
        unread = "licences.seal_check.timestamp_unreadable"
        yield Finding(unread if at is None else "licences.seal_check.critical_extension")
        return False
    if stamp.version != stamp.seal.version and stamp.version > 3:
        yield Finding("licences.seal_check.versions", {"seal": stamp.seal.version, "signature": stamp.version})
        return False
    yield from _of_time(stamp, at, now)
    if not (yield from _of_signer(stamp, trust, at)):
        return False
    digest, path = document
    if stamp.path != path:
        yield Finding("licences.seal_check.path", {"path": stamp.path, "found": path})
    if not hmac.compare_digest(stamp.digest, digest):
        yield Finding("licences.seal_check.content_changed")
        return False
    yield from _of_lists(stamp, trust, now)
    return True


def _instant_of(stamp: Stamp) -> datetime | None:
    """When the seal was set: as the signer says, or for a v1 signature with a token as the token says."""
    if stamp.sealed_at is not None or stamp.timestamp is None:
        return stamp.sealed_at
    return timestamps.instant_of(stamp.timestamp)


def _of_time(stamp: Stamp, at: datetime, now: datetime) -> Iterable[Finding]:
    seal = stamp.seal
    if at > now + SKEW:
        yield Finding("licences.seal_check.in_the_future", {"at": _told(at)})
    if at < seal.valid_from:
        yield Finding("licences.seal_check.before_start", {"at": _told(at), "since": law_day(seal.valid_from)})
    elif at > seal.valid_until:
        yield Finding("licences.seal_check.after_end", {"at": _told(at), "until": law_day(seal.valid_until)})
    elif now > seal.valid_until:
        yield Finding("licences.seal_check.expired_since", {"until": law_day(seal.valid_until)}, is_fault=False)


def _of_signer(stamp: Stamp, trust: Trust, at: datetime) -> Findings:
    if stamp.algorithm != SM2_WITH_SM3:
        yield Finding("licences.seal_check.algorithm", {"algorithm": stamp.algorithm})
        return False
    try:
        signer = certificates.read(stamp.certificate)
    except Refusal:
        yield Finding("licences.seal_check.signer_unreadable")
        return False
    if not _is_listed(stamp.certificate, stamp.seal):
        yield Finding("licences.seal_check.signer_foreign", {"name": signer.name})
        return False
    if certificates.find_issuer(signer, trust.authorities) is None:
        yield _unissued(SIGNER, signer, trust)
        return False
    if not signer.may_sign or signer.is_authority:
        yield Finding("licences.seal_check.signer_not_for_signing", {"name": signer.name})
        return False
    if not signer.is_valid_at(at):
        yield Finding("licences.seal_check.signer_not_valid", {"name": signer.name, "at": _told(at)})
    yield from _of_revocation(SIGNER, signer, trust, at=at)
    if not _fits(signer, stamp.signature, stamp.signed):
        yield Finding("licences.seal_check.signature_wrong")
        return False
    if stamp.timestamp is None or stamp.sealed_at is None:
        return True
    return (yield from _of_timestamp(stamp.timestamp, stamp.signature, trust))


def _is_listed(certificate: bytes, seal: Seal) -> bool:
    if certificate in seal.certificates:
        return True
    digest = bytes.fromhex(sm3(certificate))
    return any(kind.upper() in _SM3_NAMES and value == digest for kind, value in seal.digests)


# certificates ------------------------------------------------------------------------------------------------------


def _unissued(role: Role, certificate: Certificate, trust: Trust) -> Finding:
    """Why no authority stands behind a certificate: none that we know is named in it, or one is and did not sign it."""
    named = any(one.subject == certificate.issuer for one in trust.authorities)
    return Finding(role.changed if named else role.root_unknown, {"name": certificate.name})


def _of_revocation(role: Role, certificate: Certificate, trust: Trust, *, at: datetime) -> Iterable[Finding]:
    """Revoked before the act: a fault. Revoked later: only told, unless the key was lost, for then no time it names
    can be believed."""
    revocation = trust.revocation_of(certificate)
    if revocation is None:
        return
    is_fault = revocation.at <= at or revocation.is_compromised
    code = role.revoked if is_fault else role.revoked_since
    yield Finding(code, {"name": certificate.name, "on": law_day(revocation.at)}, is_fault=is_fault)


def _told(instant: datetime) -> str:
    return f"{law_time(instant):%Y-%m-%d %H:%M:%S}"


def _of_lists(stamp: Stamp, trust: Trust, now: datetime) -> Iterable[Finding]:
    """A list that should have been replaced by now may miss whom its issuer has revoked since."""
    issuers = {certificates.read(one).issuer for one in (stamp.certificate, stamp.seal.maker_certificate)}
    for one in trust.revocations:
        if one.issuer in issuers and one.next_at is not None and now > one.next_at:
            values = {"name": one.issuer_name, "until": law_day(one.next_at)}
            yield Finding("licences.seal_check.list_stale", values, is_fault=False)


def _fits(certificate: Certificate, signature: bytes, data: bytes) -> bool:
    return sm2.verify(certificate.public_key, signature=signature, data=data)
