"""Limits before anything is parsed: strict DER, not too long, not too deep, not too many parts. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from tongban.kernel.errors import Refusal

LONGEST = 2 * 1024 * 1024
"""Bytes of one seal or signature; a picture of a seal has some ten thousand."""
DEEPEST = 16
MOST_PARTS = 4000
_CONSTRUCTED, _LONG_FORM = 0x20, 0x80


@dataclass(frozen=True, slots=True)
class Part:
    """One element: its first byte, and where its content begins and ends."""

    tag: int
    start: int
    end: int


def children(data: bytes) -> list[Part]:
    """The elements directly inside the one SEQUENCE that the data are.

    Refuses `licences.seal.too_large`, `licences.seal.too_deep` (also: too many parts) and `licences.seal.malformed`
    (indefinite or padded lengths, content cut off, anything after the end) before a byte is interpreted.
    """
    if len(data) > LONGEST:
        raise Refusal("licences.seal.too_large", megabytes=LONGEST // (1024 * 1024))
    outer = _part(data, at=0, end=len(data))
    if outer.tag != 0x30 or outer.end != len(data):
        raise Refusal("licences.seal.malformed")
    found = list(_inside(data, outer))
    _walk(data, found)
    return found


def _walk(data: bytes, parts: list[Part]) -> None:
    waiting, seen = [(part, 1) for part in parts], 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if depth > DEEPEST or seen > MOST_PARTS:
            raise Refusal("licences.seal.too_deep")
        if part.tag & _CONSTRUCTED:
            waiting += [(inner, depth + 1) for inner in _inside(data, part)]


def _inside(data: bytes, outer: Part) -> Iterator[Part]:
    at = outer.start
    while at < outer.end:
        part = _part(data, at=at, end=outer.end)
        yield part
        at = part.end


def _part(data: bytes, *, at: int, end: int) -> Part:
    if end - at < 2 or data[at] & 0x1F == 0x1F:  # no structure of the standards has a tag of several bytes
        raise Refusal("licences.seal.malformed")
    tag, length, start = data[at], data[at + 1], at + 2
    if length & _LONG_FORM:
        octets = length & 0x7F
        start += octets
        if not 1 <= octets <= 4 or start > end:
            raise Refusal("licences.seal.malformed")
        length = int.from_bytes(data[at + 2 : start], "big")
        if length < 0x80 or length >> (8 * (octets - 1)) == 0:
            raise Refusal("licences.seal.malformed")
    if start + length > end:
        raise Refusal("licences.seal.malformed")
    return Part(tag, start, start + length)
