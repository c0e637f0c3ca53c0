"""Time stamps of trusted authorities inside v1 and v5 data: a token of RFC 3161 with SM2 and SM3 (GM/T 0033).

The token is ContentInfo { signedData { TSTInfo } }; the message type carries the object identifiers of PKCS #7 or of
GB/T 35275-2017. Pure.
"""

import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from asn1crypto import core

from tongban.domains.licences.seals import certificates
from tongban.domains.licences.seals.asn1 import ContentInfo, TSTInfo
from tongban.domains.licences.seals.certificates import Certificate
from tongban.domains.licences.seals.codec import read_time
from tongban.domains.licences.seals.der import children
from tongban.kernel import sm2
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Refusal

SIGNED_DATA = ("1.2.840.113549.1.7.2", "1.2.156.10197.6.1.4.2.2")
TST_INFO = "1.2.840.113549.1.9.16.1.4"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
_SM2_ALGORITHMS = (sm2.SM2_WITH_SM3, "1.2.156.10197.1.301.1")
_BROKEN = (ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError)


def instant_of(token: bytes) -> datetime | None:
    """The instant that a token tells, unchecked; None when it cannot be read."""
    try:
        _, info = _parse(token)
        return read_time(info["gen_time"])
    except (Refusal, *_BROKEN):
        return None


def problem_of(token: bytes, *, over: bytes, authorities: Sequence[Certificate]) -> str | None:
    """The code of what is wrong with a token over these bytes; None when it holds."""
    try:
        signed, info = _parse(token)
        at = read_time(info["gen_time"])
        imprint = info["message_imprint"]
        algorithm, hashed = imprint["hash_algorithm"]["algorithm"].dotted, bytes(imprint["hashed_message"].native)
        signers = list(signed["signer_infos"])
        known = [certificates.read(bytes(one.dump())) for one in signed["certificates"] or ()]
        if len(signers) != 1 or not known:
            return "licences.seal_check.timestamp_unreadable"
        if algorithm != sm2.SM3 or not hmac.compare_digest(hashed, bytes.fromhex(sm3(over))):
            return "licences.seal_check.timestamp_other"
        hand = _signed_by(signers[0], bytes(signed["encapsulated"]["content"].native), known)
    except (Refusal, *_BROKEN):
        return "licences.seal_check.timestamp_unreadable"
    if hand is None:
        return "licences.seal_check.timestamp_changed"
    if certificates.find_issuer(hand, authorities) is None or not hand.may_timestamp or not hand.is_valid_at(at):
        return "licences.seal_check.timestamp_root_unknown"
    return None


def _parse(token: bytes) -> tuple[Any, Any]:
    children(token)
    whole = ContentInfo.load(token, strict=True)
    if whole["content_type"].dotted not in SIGNED_DATA:
        raise ValueError("not signed data")
    signed = whole["content"]
    if signed["encapsulated"]["content_type"].dotted != TST_INFO:
        raise ValueError("not a time stamp")
    return signed, TSTInfo.load(bytes(signed["encapsulated"]["content"].native), strict=True)


def _signed_by(signer: Any, content: bytes, known: Sequence[Certificate]) -> Certificate | None:
    """The certificate whose key signed the content, by way of the signed attributes where there are any."""
    if signer["signature_algorithm"]["algorithm"].dotted not in _SM2_ALGORITHMS:
        return None
    attributes = signer["signed_attrs"]
    data = content
    if attributes.native is not None:
        wanted = bytes.fromhex(sm3(content))
        told = [one["values"][0] for one in attributes if one["type"].dotted == MESSAGE_DIGEST]
        if len(told) != 1 or bytes(told[0].parse(core.OctetString).native) != wanted:
            return None
        data = b"\x31" + bytes(attributes.dump())[1:]  # signed as a SET OF, not under its tag (RFC 5652 5.4)
    signature = bytes(signer["signature"].native)
    return next((one for one in known if sm2.verify(one.public_key, signature=signature, data=data)), None)
