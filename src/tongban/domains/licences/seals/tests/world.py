"""A root, a maker and a signer in memory, and seals and signatures of every version made by them."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from asn1crypto import core

from tongban.domains.licences.seals import asn1, certificates, codec
from tongban.domains.licences.seals.certificates import Issuer, Role
from tongban.domains.licences.seals.checking import SealReport, check_signature
from tongban.kernel.digests import sm3
from tongban.kernel.sm2 import SM2_WITH_SM3, SoftwareKey

SEALED = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
NOW = SEALED + timedelta(hours=1)
DAY, YEAR = timedelta(days=1), timedelta(days=365)
PATH = "/Doc_0/Signs/Sign_0/Signature.xml"
XML = "<ofd:Signature>证照</ofd:Signature>".encode()
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(200)
GB_SIGNED_DATA = "1.2.156.10197.6.1.4.2.2"
SIGNED_DATA = "1.2.840.113549.1.7.2"


def root(name: str = "试验根", *, since: datetime = SEALED - YEAR, years: int = 20) -> Issuer:
    key = SoftwareKey.generate()
    subject = {"country_name": "CN", "common_name": name}
    until = since + years * YEAR
    return Issuer(
        key,
        certificates.issue(
            subject=subject, public_key=key.public_key, role="root", valid_from=since, valid_until=until, signer=key
        ),
    )


def hand(
    issuer: Issuer,
    name: str,
    *,
    role: Role = "signer",
    since: datetime = SEALED - 30 * DAY,
    until: datetime = SEALED + YEAR,
) -> Issuer:
    """A key and its certificate."""
    key = SoftwareKey.generate()
    subject = {"country_name": "CN", "common_name": name}
    return Issuer(
        key,
        certificates.issue(
            subject=subject, public_key=key.public_key, role=role, valid_from=since, valid_until=until, issuer=issuer
        ),
    )


ROOT = root()
MAKER = hand(ROOT, "试验制章", role="maker")
SIGNER = hand(ROOT, "云汀市市场监督管理局")
STAMPER = hand(ROOT, "试验时间戳", role="timestamp")


def _new() -> codec.NewSeal:
    return codec.NewSeal(
        number="A1B2C3",
        name="云汀市市场监督管理局",
        certificates=(SIGNER.certificate,),
        created_at=SEALED - 10 * DAY,
        valid_from=SEALED - 10 * DAY,
        valid_until=SEALED + YEAR,
        picture=PICTURE,
        width_mm=40,
        height_mm=40,
    )


@dataclass(frozen=True)
class Stage:
    """What a good signature is made of; a test replaces one thing."""

    new: codec.NewSeal = field(default_factory=_new)
    maker: Issuer = MAKER
    signer: Issuer = SIGNER
    at: datetime = SEALED
    path: str = PATH

    def with_seal(self, **changes: Any) -> "Stage":
        return replace(self, new=replace(self.new, **changes))

    def seal(self) -> bytes:
        info = codec.seal_info(self.new)
        return codec.write_seal(info, maker_certificate=self.maker.certificate, signature=self.maker.signer.sign(info))

    def signed(self, seal: bytes | None = None) -> bytes:
        digest = bytes.fromhex(sm3(XML))
        said = codec.to_sign(seal or self.seal(), at=self.at, digest=digest, path=self.path)
        signature = self.signer.signer.sign(said)
        return codec.write_signature(said, certificate=self.signer.certificate, signature=signature)


def check(value: bytes, **changes: Any) -> SealReport:
    given: dict[str, Any] = {"signature_xml": XML, "path": PATH, "roots": [ROOT.certificate], "now": NOW} | changes
    return check_signature(value, **given)


def codes(report: SealReport) -> list[str]:
    """The codes of all findings, without the part that they share; a remark has brackets."""
    return [
        name if one.is_fault else f"({name})"
        for one in report.findings
        for name in [one.code.removeprefix("licences.").removeprefix("seal_check.")]
    ]


# the other versions ------------------------------------------------------------------------------------------------


def seal_v1(stage: Stage) -> asn1.SESealV1:
    """GM/T 0031-2014: UTCTime, a plain list of certificates, the maker signs three things."""
    new = stage.new
    info = asn1.SealInfoV1(
        {
            "header": {"id": "ES", "version": 1, "vid": "old"},
            "es_id": new.number,
            "property": {
                "type": 1,
                "name": new.name,
                "cert_list": [core.OctetString(one) for one in new.certificates],
                "create_date": core.UTCTime(new.created_at),
                "valid_start": core.UTCTime(new.valid_from),
                "valid_end": core.UTCTime(new.valid_until),
            },
            "picture": {"type": "PNG", "data": new.picture, "width": 40, "height": 40},
        }
    )
    triple = asn1.SignedTriple(
        {"e_seal_info": info, "cert": stage.maker.certificate, "sign_alg_id": SM2_WITH_SM3}
    ).dump()
    signing = {
        "cert": stage.maker.certificate,
        "sign_alg_id": SM2_WITH_SM3,
        "signed_value": stage.maker.signer.sign(triple),
    }
    return asn1.SESealV1({"e_seal_info": info, "sign_info": signing})


def signed_v1(stage: Stage, *, time_info: bytes | None = None) -> bytes:
    said = asn1.TBSSignV1(
        {
            "version": 1,
            "eseal": seal_v1(stage),
            "time_info": core.UTCTime(stage.at).dump() if time_info is None else time_info,
            "data_hash": bytes.fromhex(sm3(XML)),
            "property_info": stage.path,
            "cert": stage.signer.certificate,
            "signature_alg_id": SM2_WITH_SM3,
        }
    )
    return bytes(asn1.SESSignatureV1({"to_sign": said, "signature": stage.signer.signer.sign(said.dump())}).dump())


def signed_v5(
    stage: Stage, *, version: int = 5, stamper: Issuer = STAMPER, over: bytes | None = None, kind: str = SIGNED_DATA
) -> bytes:
    """GM/T 0031-2025: time stamps on the seal and on the signature."""
    info = codec.seal_info(stage.new, version=5)
    made = stage.maker.signer.sign(info)
    seal = asn1.SESealV4.load(codec.write_seal(info, maker_certificate=stage.maker.certificate, signature=made)).copy()
    seal["time_stamp"] = token(over or made, at=stage.new.created_at, stamper=stamper, kind=kind)
    said = asn1.TBSSignV4(
        {
            "version": version,
            "eseal": seal,
            "time_info": core.GeneralizedTime(stage.at),
            "data_hash": bytes.fromhex(sm3(XML)),
            "property_info": stage.path,
        }
    )
    signature = stage.signer.signer.sign(said.dump())
    whole = {
        "to_sign": said,
        "cert": stage.signer.certificate,
        "signature_alg_id": SM2_WITH_SM3,
        "signature": signature,
        "time_stamp": token(signature, at=stage.at, stamper=stamper, kind=kind),
    }
    return bytes(asn1.SESSignatureV4(whole).dump())


def token(over: bytes, *, at: datetime, stamper: Issuer = STAMPER, kind: str = SIGNED_DATA) -> bytes:
    """A time stamp token with signed attributes."""
    info = asn1.TSTInfo(
        {
            "version": 1,
            "policy": "1.2.3.4",
            "message_imprint": {
                "hash_algorithm": {"algorithm": "1.2.156.10197.1.401"},
                "hashed_message": bytes.fromhex(sm3(over)),
            },
            "serial_number": 7,
            "gen_time": core.GeneralizedTime(at.replace(microsecond=0)),
        }
    ).dump()
    attributes = asn1.Attributes(
        [
            {"type": "1.2.840.113549.1.9.3", "values": [core.ObjectIdentifier("1.2.840.113549.1.9.16.1.4")]},
            {"type": "1.2.840.113549.1.9.4", "values": [core.OctetString(bytes.fromhex(sm3(info)))]},
        ]
    )
    signer = {
        "version": 1,
        "sid": core.Integer(7),
        "digest_algorithm": {"algorithm": "1.2.156.10197.1.401"},
        "signed_attrs": attributes,
        "signature_algorithm": {"algorithm": SM2_WITH_SM3},
        "signature": stamper.signer.sign(attributes.dump()),
    }
    signed = {
        "version": 3,
        "digest_algorithms": [{"algorithm": "1.2.156.10197.1.401"}],
        "encapsulated": {"content_type": "1.2.840.113549.1.9.16.1.4", "content": info},
        "certificates": [core.Any(core.load(stamper.certificate))],
        "signer_infos": [signer],
    }
    return bytes(asn1.ContentInfo({"content_type": kind, "content": signed}).dump())
