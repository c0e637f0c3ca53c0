"""Seals and signatures between bytes and plain values: writes v4, reads v1, v4 and v5. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from asn1crypto import core

from tongban.domains.licences.seals import asn1
from tongban.domains.licences.seals.der import children
from tongban.kernel.errors import Refusal
from tongban.kernel.sm2 import SM2_WITH_SM3

WRITTEN_VERSION = 4
VENDOR = "tongban"
AGENCY_SEAL = 1
"""SES_ESPropertyInfo.type: the seal of an organisation (单位印章)."""
FIRST_YEAR, LAST_YEAR = 1970, 2500
_BROKEN = (ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError)


@dataclass(frozen=True, slots=True)
class Seal:
    """SESeal as the maker signed it. `signed` are the bytes that the maker's signature may cover."""

    der: bytes
    version: int
    number: str
    vendor: str
    name: str
    created_at: datetime
    valid_from: datetime
    valid_until: datetime
    certificates: tuple[bytes, ...]
    digests: tuple[tuple[str, bytes], ...]
    picture_type: str
    picture: bytes
    width_mm: int
    height_mm: int
    has_critical_extension: bool
    maker_certificate: bytes
    algorithm: str
    signature: bytes
    signed: tuple[bytes, ...]
    timestamp: bytes | None


@dataclass(frozen=True, slots=True)
class Stamp:
    """SES_Signature: a seal set under a document. `sealed_at` is the signer's own word, unless a time stamp says it.

    A v1 signature may carry a time stamp instead of a time: then `sealed_at` is None and `timestamp` is set.
    """

    version: int
    seal: Seal
    sealed_at: datetime | None
    digest: bytes
    path: str
    has_critical_extension: bool
    certificate: bytes
    algorithm: str
    signature: bytes
    signed: bytes
    timestamp: bytes | None


@dataclass(frozen=True, slots=True)
class NewSeal:
    """What is written into a new seal. Times with a zone, sizes in millimetres, certificates in DER."""

    number: str
    name: str
    certificates: tuple[bytes, ...]
    created_at: datetime
    valid_from: datetime
    valid_until: datetime
    picture: bytes
    width_mm: int
    height_mm: int
    picture_type: str = "PNG"


# writing -----------------------------------------------------------------------------------------------------------


def seal_info(new: NewSeal, *, version: int = WRITTEN_VERSION) -> bytes:
    """DER of SES_SealInfo: what the maker signs."""
    facts = {
        "type": AGENCY_SEAL,
        "name": new.name,
        "cert_list_type": 1,
        "cert_list": asn1.CertInfoList([core.OctetString(one) for one in new.certificates]),
        "create_date": _instant(new.created_at),
        "valid_start": _instant(new.valid_from),
        "valid_end": _instant(new.valid_until),
    }
    picture = {"type": new.picture_type, "data": new.picture, "width": new.width_mm, "height": new.height_mm}
    return _dump(
        asn1.SealInfoV4(
            {
                "header": {"id": "ES", "version": version, "vid": VENDOR},
                "es_id": new.number,
                "property": facts,
                "picture": picture,
            }
        )
    )


def write_seal(info: bytes, *, maker_certificate: bytes, signature: bytes) -> bytes:
    """DER of SESeal from its information and the maker's signature over it."""
    return _dump(
        asn1.SESealV4(
            {
                "e_seal_info": asn1.SealInfoV4.load(info),
                "cert": maker_certificate,
                "sign_alg_id": SM2_WITH_SM3,
                "signed_value": signature,
            }
        )
    )


def to_sign(seal: bytes, *, at: datetime, digest: bytes, path: str) -> bytes:
    """DER of TBS_Sign: what the signer signs. `digest` is the SM3 of Signature.xml, `path` where it stands."""
    return _dump(
        asn1.TBSSignV4(
            {
                "version": WRITTEN_VERSION,
                "eseal": asn1.SESealV4.load(seal),
                "time_info": _instant(at),
                "data_hash": digest,
                "property_info": path,
            }
        )
    )


def write_signature(signed: bytes, *, certificate: bytes, signature: bytes) -> bytes:
    """DER of SES_Signature (SignedValue.dat) from TBS_Sign and the signature over it."""
    return _dump(
        asn1.SESSignatureV4(
            {
                "to_sign": asn1.TBSSignV4.load(signed),
                "cert": certificate,
                "signature_alg_id": SM2_WITH_SM3,
                "signature": signature,
            }
        )
    )


def _dump(value: Any) -> bytes:
    return bytes(value.dump())


def _instant(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


# reading -----------------------------------------------------------------------------------------------------------


def read_seal(data: bytes) -> Seal:
    """Refuses `licences.seal.malformed`, `.too_large`, `.too_deep`, `.version_unknown`; nothing else is raised."""
    is_first = len(children(data)) == 2
    try:
        return _seal((asn1.SESealV1 if is_first else asn1.SESealV4).load(data, strict=True))
    except _BROKEN:
        raise Refusal("licences.seal.malformed") from None


def read_signature(data: bytes) -> Stamp:
    """Refuses `licences.seal.malformed`, `.too_large`, `.too_deep`, `.version_unknown`; nothing else is raised."""
    is_first = len(children(data)) == 2
    try:
        if is_first:
            return _stamp_v1(asn1.SESSignatureV1.load(data, strict=True))
        return _stamp_v4(asn1.SESSignatureV4.load(data, strict=True))
    except _BROKEN:
        raise Refusal("licences.seal.malformed") from None


def _seal(whole: Any) -> Seal:
    is_first = isinstance(whole, asn1.SESealV1)
    info, signing = whole["e_seal_info"], whole["sign_info"] if is_first else whole
    facts, picture = info["property"], info["picture"]
    version = _version(info["header"], is_first=is_first)
    by_digest = not is_first and facts["cert_list_type"].native == 2
    if not is_first and facts["cert_list_type"].native not in (1, 2):
        raise ValueError("certListType")
    listed = [one.native for one in facts["cert_list"]]
    certificate, algorithm = bytes(signing["cert"].native), str(signing["sign_alg_id"].dotted)
    return Seal(
        der=bytes(whole.dump()),
        version=version,
        number=_text(info["es_id"]),
        vendor=_text(info["header"]["vid"]),
        name=_text(facts["name"]),
        created_at=read_time(facts["create_date"]),
        valid_from=read_time(facts["valid_start"]),
        valid_until=read_time(facts["valid_end"]),
        certificates=() if by_digest else tuple(bytes(one) for one in listed),
        digests=_digests(listed) if by_digest else (),
        picture_type=_text(picture["type"]),
        picture=bytes(picture["data"].native),
        width_mm=_size(picture["width"]),
        height_mm=_size(picture["height"]),
        has_critical_extension=_has_critical(info["ext_datas"]),
        maker_certificate=certificate,
        algorithm=algorithm,
        signature=bytes(signing["signed_value"].native),
        signed=_covered(info, certificate, algorithm),
        timestamp=None if is_first else _optional(whole["time_stamp"]),
    )


def _covered(info: Any, certificate: bytes, algorithm: str) -> tuple[bytes, ...]:
    """The information alone (v4), or with certificate and algorithm (v1); makers of either version do both."""
    triple = asn1.SignedTriple({"e_seal_info": info, "cert": certificate, "sign_alg_id": algorithm})
    return bytes(info.dump()), _dump(triple)


def _stamp_v1(whole: Any) -> Stamp:
    said = whole["to_sign"]
    given = bytes(said["time_info"].native)
    at = _time_in_bits(given)
    return Stamp(
        version=1,
        seal=_seal(said["eseal"]),
        sealed_at=at,
        digest=bytes(said["data_hash"].native),
        path=_text(said["property_info"]),
        has_critical_extension=False,
        certificate=bytes(said["cert"].native),
        algorithm=str(said["signature_alg_id"].dotted),
        signature=bytes(whole["signature"].native),
        signed=bytes(said.dump()),
        timestamp=given if at is None else None,
    )


def _stamp_v4(whole: Any) -> Stamp:
    said = whole["to_sign"]
    return Stamp(
        version=int(said["version"].native),
        seal=_seal(said["eseal"]),
        sealed_at=read_time(said["time_info"]),
        digest=bytes(said["data_hash"].native),
        path=_text(said["property_info"]),
        has_critical_extension=_has_critical(said["ext_datas"]),
        certificate=bytes(whole["cert"].native),
        algorithm=str(whole["signature_alg_id"].dotted),
        signature=bytes(whole["signature"].native),
        signed=bytes(said.dump()),
        timestamp=_optional(whole["time_stamp"]),
    )


def _version(header: Any, *, is_first: bool) -> int:
    if header["id"].native != "ES":
        raise ValueError("header")
    version = int(header["version"].native)
    if (is_first and not 1 <= version <= 3) or (not is_first and version not in (4, 5)):
        raise Refusal("licences.seal.version_unknown", version=version)
    return 1 if is_first else version


def read_time(value: Any) -> datetime:
    """An instant of UTCTime or GeneralizedTime in UTC. A year in which nothing was sealed is a ValueError."""
    at = value.native
    if not isinstance(at, datetime) or at.tzinfo is None or not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError("time")
    return at.astimezone(UTC)


def _text(value: Any) -> str:
    """Text as people and databases can take it: no control characters."""
    text = str(value.native)
    if not text.isprintable():
        raise ValueError("text")
    return text


def _time_in_bits(given: bytes) -> datetime | None:
    """v1 says the time as a UTCTime or GeneralizedTime inside the bits; anything else is a time stamp's token."""
    kind = {0x17: core.UTCTime, 0x18: core.GeneralizedTime}.get(given[0] if given else 0)
    return read_time(kind.load(given, strict=True)) if kind else None


def _digests(listed: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, bytes], ...]:
    return tuple((str(one["type"]), bytes(one["value"])) for one in listed)


def _size(value: Any) -> int:
    millimetres = int(value.native)
    if not 0 < millimetres <= 1000:
        raise ValueError("picture size")
    return millimetres


def _has_critical(extensions: Any) -> bool:
    """We know no extension: a critical one must not be passed over (as in X.509)."""
    return any(one["critical"].native for one in extensions) if extensions.native else False


def _optional(value: Any) -> bytes | None:
    return None if value.native is None else bytes(value.native)
