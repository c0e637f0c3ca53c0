"""Signed tokens (JWS compact, RFC 7515) with one algorithm, ES256, read strictly. Pure.

`joserfc` signs and checks; this module lets nothing through that could be written in two ways: base64url without
stray bits, JSON without a key given twice, one algorithm, public keys on P-256 only.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

ALGORITHM = "ES256"
CURVE = "P-256"
LONGEST = 64 * 1024
_BASE64URL = re.compile(r"^[A-Za-z0-9_-]*$")

Key = ECKey


class Malformed(ValueError):
    """Text that is not what it should be, or could be written in another way."""


class BadSignature(ValueError):
    """The signature was not made with this key over this text."""


@dataclass(frozen=True, slots=True)
class Token:
    """Header and payload of a token."""

    header: Mapping[str, Any]
    payload: Mapping[str, Any]


def encode(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decode(text: str) -> bytes:
    """The bytes of a base64url text. Raises Malformed also for a text that has another spelling of the same bytes."""
    if not _BASE64URL.match(text):
        raise Malformed("not base64url")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise Malformed("not base64url") from error
    if encode(data) != text:
        raise Malformed("stray bits")
    return data


def digest(text: str) -> str:
    """base64url of the SHA-256 of a text of ASCII characters, as RFC 9901 section 4.2.3 wants it."""
    return digest_of_bytes(text.encode("ascii"))


def digest_of_bytes(data: bytes) -> str:
    """base64url of the SHA-256 of bytes."""
    return encode(hashlib.sha256(data).digest())


def from_json(data: bytes) -> Any:
    """A JSON value. Raises Malformed for a key given twice, for NaN, and for what is nested beyond reason."""
    try:
        return json.loads(data, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("a key given twice")
    return found


def _no_constant(name: str) -> Any:
    raise Malformed(name)


def to_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def sign(header: Mapping[str, Any], payload: Mapping[str, Any], key: Key) -> str:
    """The token of a payload. The header gets the algorithm."""
    return jws.serialize_compact({"alg": ALGORITHM, **header}, to_json(payload), key, algorithms=[ALGORITHM])


def read(text: str) -> Token:
    """What a token says, without believing it. Raises Malformed."""
    if len(text) > LONGEST or text.count(".") != 2:
        raise Malformed("not a token")
    head, body, signature = text.split(".")
    decode(signature)
    header, payload = from_json(decode(head)), from_json(decode(body))
    if not isinstance(header, dict) or not isinstance(payload, dict):
        raise Malformed("not objects")
    return Token(header, payload)


def check(text: str, key: Key) -> Token:
    """What a token says, when this key signed it. Raises Malformed, BadSignature (also for another algorithm)."""
    token = read(text)
    if token.header.get("alg") != ALGORITHM or "crit" in token.header:
        raise BadSignature("another algorithm")
    try:
        jws.deserialize_compact(text, key, algorithms=[ALGORITHM])
    except (JoseError, ValueError) as error:
        raise BadSignature("signature") from error
    return token


def new_key() -> Key:
    """A new private key."""
    return ECKey.generate_key(CURVE, auto_kid=False)


def public_of(key: Key) -> dict[str, str]:
    """The public part of a key as JWK: what a stranger may see of it."""
    whole = key.as_dict(private=False)
    return {name: str(whole[name]) for name in ("kty", "crv", "x", "y")}


def public_key(jwk: object) -> Key:
    """A stranger's public key. Raises Malformed for a private one, another kind, a point off the curve."""
    if not isinstance(jwk, dict) or jwk.get("kty") != "EC" or jwk.get("crv") != CURVE or "d" in jwk:
        raise Malformed("not a public key on P-256")
    if any(len(decode(str(jwk.get(name, "")))) != 32 for name in ("x", "y")):
        raise Malformed("a coordinate of another length")
    try:
        key = ECKey.import_key({"kty": "EC", "crv": CURVE, "x": jwk["x"], "y": jwk["y"]})
        key.public_key  # noqa: B018  (reading it proves that the point is on the curve)
    except (JoseError, ValueError, TypeError) as error:
        raise Malformed("not a key") from error
    return key


def private_key(jwk: Mapping[str, Any]) -> Key:
    return ECKey.import_key(dict(jwk))


def thumbprint(jwk: Mapping[str, Any]) -> str:
    """The name of a public key (RFC 7638, SHA-256)."""
    return digest(to_json({name: jwk[name] for name in ("crv", "kty", "x", "y")}).decode())
