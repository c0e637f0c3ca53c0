"""The platform's font, cut down to what one document shows: a small TrueType file with the same outlines.

The font package is read once a process. Its cubic outlines become quadratic ones (the kind that every reader of OFD
draws), each glyph once a process; a document's font is then put together from ready pieces in about a millisecond,
always the same bytes for the same characters.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files
from io import BytesIO
from typing import Any

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from tongban.kernel import printing

FAMILY = "Tongban Subset"
UNITS = 1000
ASCENT, DESCENT = 880, -120
_FACE = "Noto Sans CJK SC"
_LARGEST_ERROR = 1.0
"""How far, in thousandths of the size, a quadratic outline may lie from the cubic one."""
_KNOWN_GLYPHS = 20_000
_MADE = 3_534_451_200
"""2016-01-01 in seconds since 1904: a fixed day, so that the same characters give the same bytes."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A compiled outline (`glyf` entry), its advance and left bearing in thousandths of the size, its box and size."""

    data: bytes
    advance: int
    box: tuple[int, int, int, int]
    points: int
    contours: int


@cache
def _source() -> tuple[Any, Mapping[int, str]]:
    """The face of the font package as glyphs, and the glyph of each character."""
    with as_file(files(printing.FONT_PACKAGE)) as folder:
        collection = next(iter(sorted(folder.glob("*.ttc"))))
        content = collection.read_bytes()
    for number in range(struct.unpack(">L", content[8:12])[0]):
        font = TTFont(BytesIO(content), fontNumber=number, lazy=True)
        if font["name"].getDebugName(4) == _FACE:
            return font.getGlyphSet(), font.getBestCmap()
    raise LookupError(f"the font package has no {_FACE}")


def missing(text: str) -> str:
    """The characters of a text that the font cannot show, each once, in their order."""
    _, characters = _source()
    return "".join(dict.fromkeys(one for one in text if ord(one) not in characters))


@lru_cache(maxsize=_KNOWN_GLYPHS)
def glyph(character: str) -> Glyph:
    """The outline of a character that the font has (`missing` tells)."""
    glyphs, characters = _source()
    return _compiled(glyphs[characters[ord(character)]])


@cache
def _notdef() -> Glyph:
    glyphs, _ = _source()
    return _compiled(glyphs[".notdef"])


def _compiled(source: Any) -> Glyph:
    pen = TTGlyphPen(None)
    source.draw(Cu2QuPen(pen, _LARGEST_ERROR, reverse_direction=True))
    drawn = pen.glyph()
    data: bytes = drawn.compile(None, True)
    data += bytes(-len(data) % 4)
    if not data:
        return Glyph(b"", round(source.width), (0, 0, 0, 0), 0, 0)
    box = (drawn.xMin, drawn.yMin, drawn.xMax, drawn.yMax)
    return Glyph(data, round(source.width), box, len(drawn.coordinates), drawn.numberOfContours)


def width(text: str, size: float) -> float:
    """How wide a text of this size is, in the unit of the size."""
    return sum(glyph(one).advance for one in text) * size / UNITS


def subset(text: Iterable[str]) -> bytes:
    """A TrueType font with the characters of a text, in the order of their code points; glyph 0 is `.notdef`."""
    characters = sorted(set(text))
    glyphs = [_notdef(), *(glyph(one) for one in characters)]
    tables = {
        b"OS/2": _os2(characters),
        b"cmap": _cmap([ord(one) for one in characters]),
        b"glyf": b"".join(one.data for one in glyphs),
        b"head": _head(glyphs),
        b"hhea": _hhea(glyphs),
        b"hmtx": b"".join(struct.pack(">Hh", one.advance, one.box[0]) for one in glyphs),
        b"loca": _loca(glyphs),
        b"maxp": _maxp(glyphs),
        b"name": _name(),
        b"post": struct.pack(">LlhhLLLLL", 0x00030000, 0, -100, 50, 0, 0, 0, 0, 0),
    }
    return _file(tables)


def _file(tables: Mapping[bytes, bytes]) -> bytes:
    """The tables behind their directory, with the sums that the format asks for."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    head = struct.pack(">LHHHH", 0x00010000, count, power * 16, power.bit_length() - 1, (count - power) * 16)
    start, directory, body, adjustment = len(head) + 16 * count, b"", b"", 0
    for tag, content in tables.items():
        if tag == b"head":
            adjustment = start + len(body) + 8
        directory += struct.pack(">4sLLL", tag, _sum(content), start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    whole = head + directory + body
    adjusted = struct.pack(">L", (0xB1B0AFBA - _sum(whole)) & 0xFFFFFFFF)
    return whole[:adjustment] + adjusted + whole[adjustment + 4 :]


def _sum(content: bytes) -> int:
    padded = content + bytes(-len(content) % 4)
    total: int = sum(struct.unpack(f">{len(padded) // 4}L", padded))
    return total & 0xFFFFFFFF


def _head(glyphs: Sequence[Glyph]) -> bytes:
    boxes = [one.box for one in glyphs if one.data]
    low = [min(box[side] for box in boxes) for side in (0, 1)]
    high = [max(box[side] for box in boxes) for side in (2, 3)]
    start = struct.pack(">LLLLHHqq", 0x00010000, 0x00010000, 0, 0x5F0F3CF5, 3, UNITS, _MADE, _MADE)
    return start + struct.pack(">hhhhHHhhh", *low, *high, 0, 8, 2, 1, 0)


def _hhea(glyphs: Sequence[Glyph]) -> bytes:
    drawn = [one for one in glyphs if one.data]
    return struct.pack(
        ">LhhhHhhhhhhhhhhhH",
        0x00010000,
        ASCENT,
        DESCENT,
        0,
        max(one.advance for one in glyphs),
        min(one.box[0] for one in drawn),
        min(one.advance - one.box[2] for one in drawn),
        max(one.box[2] for one in drawn),
        *(1, 0, 0, 0, 0, 0, 0, 0),
        len(glyphs),
    )


def _loca(glyphs: Sequence[Glyph]) -> bytes:
    places = [0]
    for one in glyphs:
        places.append(places[-1] + len(one.data))
    return struct.pack(f">{len(places)}L", *places)


def _maxp(glyphs: Sequence[Glyph]) -> bytes:
    points, contours = max(one.points for one in glyphs), max(one.contours for one in glyphs)
    return struct.pack(">L14H", 0x00010000, len(glyphs), points, contours, 0, 0, 2, *([0] * 8))


def _cmap(codes: Sequence[int]) -> bytes:
    """Format 4 for readers that know nothing newer, and format 12 for characters beyond the basic plane."""
    basic = [(code, index) for index, code in enumerate(codes, start=1) if code < 0xFFFF]
    count = len(basic) + 1
    power = 1 << (count.bit_length() - 1)
    ends = [code for code, _ in basic] + [0xFFFF]
    deltas = [(index - code) & 0xFFFF for code, index in basic] + [1]
    four = struct.pack(">4H", count * 2, power * 2, power.bit_length() - 1, (count - power) * 2)
    four += struct.pack(f">{count}H", *ends) + bytes(2) + struct.pack(f">{count}H", *ends)
    four += struct.pack(f">{count}H", *deltas) + bytes(2 * count)
    four = struct.pack(">3H", 4, len(four) + 6, 0) + four
    groups = b"".join(struct.pack(">LLL", code, code, index) for index, code in enumerate(codes, start=1))
    twelve = struct.pack(">HHLLL", 12, 0, 16 + len(groups), 0, len(codes)) + groups
    heads = struct.pack(">HHHHLHHL", 0, 2, 3, 1, 20, 3, 10, 20 + len(four))
    return heads + four + twelve


def _name() -> bytes:
    told = {1: FAMILY, 2: "Regular", 3: FAMILY, 4: FAMILY, 5: "Version 1.0", 6: FAMILY.replace(" ", "")}
    records, words = b"", b""
    for number, text in told.items():
        encoded = text.encode("utf-16-be")
        records += struct.pack(">6H", 3, 1, 0x409, number, len(encoded), len(words))
        words += encoded
    return struct.pack(">3H", 0, len(told), 6 + len(records)) + records + words


def _os2(characters: Sequence[str]) -> bytes:
    codes = [min(ord(one), 0xFFFF) for one in characters] or [0]
    start = struct.pack(">HhHHH", 4, UNITS, 400, 5, 0)
    sizes = struct.pack(">10h", 650, 600, 0, 75, 650, 600, 0, 350, 50, 300)
    rest = struct.pack(">h10s4L4s", 0, bytes(10), 1, 1 << 27, 0, 0, b"TNGB")
    ends = struct.pack(">HHHhhhHH", 0x40, min(codes), max(codes), ASCENT, DESCENT, 0, 1160, 288)
    return start + sizes + rest + ends + struct.pack(">LLhhHHH", 0, 0, 543, 733, 0, 32, 1)
