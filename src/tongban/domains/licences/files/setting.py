"""Sets lines of text on pages that end: the pen with which a face is drawn as OFD."""

from collections.abc import Sequence

from tongban.domains.licences.files.layouts import Layout
from tongban.domains.licences.files.wrapping import wrap
from tongban.domains.licences.ofd import fonts
from tongban.domains.licences.ofd.document import Box, Colour, Item, Shape, TextRun

INK: Colour = (28, 27, 25)
QUIET: Colour = (95, 91, 83)
GOLD: Colour = (168, 137, 74)
RED: Colour = (184, 60, 40)
LEADING = 1.5
"""From base line to base line, in sizes of the letters."""


class Pen:
    """Where the next line goes. `y` is the upper edge of what comes next; pages open by themselves."""

    def __init__(self, layout: Layout, accent: Colour) -> None:
        self.layout, self.accent = layout, accent
        self.pages: list[list[Item]] = []
        self.y = 0.0
        self.open_page()

    def open_page(self) -> None:
        self.pages.append([])
        self.y = self.layout.top

    @property
    def limit(self) -> float:
        """The lower edge of what may be filled."""
        return self.layout.height - self.layout.bottom

    def need(self, height: float) -> None:
        """Go on with a new page unless so much room is left (nothing helps what is higher than a page)."""
        if self.y + height > self.limit and self.y > self.layout.top:
            self.open_page()

    def put(self, item: Item) -> None:
        self.pages[-1].append(item)

    def write(
        self,
        text: str,
        x: float,
        *,
        top: float,
        size: float,
        colour: Colour = INK,
        bold: bool = False,
        tracking: float = 0.0,
    ) -> None:
        """One line whose em box begins at `top`."""
        base = top + size * fonts.ASCENT / fonts.UNITS
        self.put(TextRun(text, x, base, size, colour=colour, bold=bold, tracking=tracking))

    def centred(
        self, text: str, *, size: float, colour: Colour = INK, bold: bool = False, tracking: float = 0.0
    ) -> None:
        """Centred lines at `y`, which moves below them."""
        for line in wrap(text, self.layout.inner, lambda part: wide(part, size) + tracking * len(part)):
            width = wide(line, size) + tracking * (len(line) - 1)
            x = (self.layout.width - width) / 2
            self.write(line, x, top=self.y, size=size, colour=colour, bold=bold, tracking=tracking)
            self.y += size * 1.25

    def rule(self, x: float, width: float, *, colour: Colour = GOLD, weight: float = 1.0) -> None:
        """A level line at `y`, `weight` times as thick as fits the letters."""
        thick = self.layout.text_size * 0.066 * weight
        self.put(Shape((x, self.y - thick / 2, width, thick), _rectangle(width, thick), fill=colour))

    def line_box(self, inset: float, *, colour: Colour, thick: float) -> None:
        """A frame round the page."""
        width, height = self.layout.width - 2 * inset, self.layout.height - 2 * inset
        data = _rectangle(width, height)
        self.put(Shape((inset, inset, width, height), data, stroke=colour, line_width=thick))

    def squares(self, matrix: Sequence[Sequence[int]], x: float, *, top: float, size: float) -> None:
        """A QR code: one rectangle for each run of dark modules in a row."""
        module = size / len(matrix)
        drawn = []
        for row, modules in enumerate(matrix):
            start = None
            for column, dark in enumerate([*modules, 0]):
                if dark and start is None:
                    start = column
                elif not dark and start is not None:
                    drawn.append(_square((start * module, row * module, (column - start) * module, module)))
                    start = None
        self.put(Shape((x, top, size, size), " ".join(drawn), fill=INK))


def wide(text: str, size: float) -> float:
    return fonts.width(text, size)


def broken(text: str, room: float, size: float) -> list[str]:
    """The lines of a text in so much room."""
    return wrap(text, room, lambda part: fonts.width(part, size))


def _rectangle(width: float, height: float) -> str:
    return _square((0, 0, width, height))


def _square(box: Box) -> str:
    x, y, width, height = box
    right, low = f"{x + width:.4g}", f"{y + height:.4g}"
    left, top = f"{x:.4g}", f"{y:.4g}"
    return f"M {left} {top} L {right} {top} L {right} {low} L {left} {low} C"
