"""Token Status List (IETF draft-ietf-oauth-status-list): one compressed list says what thousands of licences are worth.

Pure. Entry `i` of a list with `bits` bits an entry stands in byte `i * bits // 8`, the lowest bits first; the bytes
are compressed by zlib (RFC 1950) and written in base64url. With two bits: 0 valid, 1 invalid, 2 suspended.
"""

import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from tongban.domains.licences.portable import jose
from tongban.domains.licences.portable.jose import Malformed

TYPE = "statuslist+jwt"
BITS = 2
LARGEST = 4 * 1024 * 1024
"""Bytes of a list once unpacked: sixteen million entries, a guard against a bomb."""


class Status(IntEnum):
    """What an entry says (the status types of the draft)."""

    VALID = 0
    INVALID = 1
    SUSPENDED = 2


def pack(entries: Sequence[int], bits: int = BITS) -> str:
    """The compressed list. Each entry is below `2 ** bits`; `bits` is 1, 2, 4 or 8."""
    packed = bytearray((len(entries) * bits + 7) // 8)
    for place, entry in enumerate(entries):
        packed[place * bits // 8] |= entry << (place * bits % 8)
    return jose.encode(zlib.compress(bytes(packed), 9))


def entry(text: str, place: int, bits: int = BITS) -> int:
    """The entry at a place, counted from 0. Raises Malformed for a broken list, IndexError outside it."""
    if bits not in (1, 2, 4, 8) or place < 0:
        raise Malformed("bits")
    unpacker = zlib.decompressobj()
    try:
        packed = unpacker.decompress(jose.decode(text), LARGEST)
    except zlib.error as error:
        raise Malformed("not zlib") from error
    if not unpacker.eof:
        raise Malformed("too large or cut off")
    return packed[place * bits // 8] >> (place * bits % 8) & ((1 << bits) - 1)


def payload(entries: Sequence[int], *, uri: str, at: datetime, life: timedelta, ttl: timedelta) -> dict[str, Any]:
    """The claims of a signed list: whose it is, when made, until when it counts, how long it may be kept."""
    return {
        "sub": uri,
        "iat": int(at.timestamp()),
        "exp": int((at + life).timestamp()),
        "ttl": int(ttl.total_seconds()),
        "status_list": {"bits": BITS, "lst": pack(entries)},
    }


def read(token: jose.Token, *, uri: str, place: int, now: datetime) -> int:
    """What a signed list says of a place. Raises Malformed when it is another's list, out of date or too short."""
    listed = token.payload.get("status_list")
    expires = token.payload.get("exp")
    if token.header.get("typ") != TYPE or token.payload.get("sub") != uri or not isinstance(listed, Mapping):
        raise Malformed("another list")
    if not isinstance(expires, int) or now.timestamp() >= expires:
        raise Malformed("out of date")
    bits = listed.get("bits")
    try:
        return entry(str(listed.get("lst", "")), place, bits if isinstance(bits, int) else 0)
    except IndexError as error:
        raise Malformed("too short") from error
