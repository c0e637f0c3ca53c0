"""What a document of fixed layout consists of: plain values, millimetres from the upper left corner."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

Box = tuple[float, float, float, float]
"""Left, top, width, height."""
Colour = tuple[int, int, int]
BLACK: Colour = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class TextRun:
    """One line of text from `x`, on the base line `y`; `size` is the height of the em, `tracking` is added between
    characters, `turn` (degrees, clockwise) turns it round the start of its base line, `alpha` is 0 (unseen) to 255.
    """

    text: str
    x: float
    y: float
    size: float
    colour: Colour = BLACK
    tracking: float = 0.0
    bold: bool = False
    turn: float = 0.0
    alpha: int = 255


@dataclass(frozen=True, slots=True)
class Shape:
    """A path in the short form of the standard (M, L, B, C …), its points counted from the corner of its box."""

    box: Box
    data: str
    fill: Colour | None = None
    stroke: Colour | None = None
    line_width: float = 0.3


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG in a box."""

    box: Box
    png: bytes


Item = TextRun | Shape | Picture


@dataclass(frozen=True, slots=True)
class Page:
    """A page; what stands later in `items` lies on top."""

    width: float
    height: float
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels inside the document under an ASCII name."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class OfdDocument:
    """A whole document. `doc_id` is 32 hexadecimal digits, `custom` the metadata by their short names."""

    doc_id: str
    title: str
    author: str
    created: date
    pages: tuple[Page, ...]
    custom: Mapping[str, str]
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Parts:
    """The files of a package by their path, in the order in which they are written, and the id of each page."""

    files: Mapping[str, bytes]
    page_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where the seal is shown: the page (from 0) and the middle of its picture."""

    page: int
    x: float
    y: float
    most: float = 60.0
    """A larger picture is shown smaller: a seal of 40 mm has no room on a card."""
