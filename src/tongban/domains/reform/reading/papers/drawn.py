"""What is drawn on the pages of a PDF, as plain values: glyphs and ruled lines. The only module that knows PDFium.

Lengths are points; x grows to the right, y grows downwards from the top of the page as it is shown.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2.raw as pdfium

from tongban.kernel.errors import Refusal

MOST_PAGES = 600
MOST_GLYPHS = 2_000_000
MOST_STROKES = 200_000
THIN = 3.0
"""A filled rectangle no thicker than this is a ruled line: this is how word processors draw them."""
SHORT = 3.0
DEEPEST = 6
_ERRORS = {pdfium.FPDF_ERR_PASSWORD: "reform.paper.encrypted", pdfium.FPDF_ERR_SECURITY: "reform.paper.encrypted"}
Matrix = tuple[float, float, float, float, float, float]
_UNMOVED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character, from `left` to where the next one starts."""

    text: str
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class Stroke:
    """A ruled line along one axis, from the smaller coordinates to the larger ones."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def is_level(self) -> bool:
        return self.right - self.left >= self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `is_picture`: no glyph, and a picture over the better part of it."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    strokes: tuple[Stroke, ...]
    is_picture: bool


def pages_of(data: bytes, name: str) -> Iterator[Page]:
    """The pages in order. Refuses `reform.paper.encrypted`, `.damaged`, `.too_many_pages`, `.too_much`."""
    pdfium.FPDF_InitLibrary()
    kept = ctypes.create_string_buffer(data, len(data))
    document = pdfium.FPDF_LoadMemDocument64(kept, len(data), None)
    if not document:
        error = pdfium.FPDF_GetLastError()
        raise Refusal(_ERRORS.get(error, "reform.paper.damaged"), file=name, why=f"PDF {error}")
    try:
        count = pdfium.FPDF_GetPageCount(document)
        if count > MOST_PAGES:
            raise Refusal("reform.paper.too_many_pages", file=name, pages=count, most=MOST_PAGES)
        for number in range(count):
            page = pdfium.FPDF_LoadPage(document, number)
            if not page:
                raise Refusal("reform.paper.damaged", file=name, why=f"PDF, page {number + 1}")
            yield _Reader(page, number + 1, name).read()
            pdfium.FPDF_ClosePage(page)
    finally:
        pdfium.FPDF_CloseDocument(document)


class _Reader:
    """Reads one page."""

    def __init__(self, page: object, number: int, name: str) -> None:
        self._page = page
        self._number = number
        self._name = name
        self._turn = pdfium.FPDFPage_GetRotation(page)
        self._width = pdfium.FPDF_GetPageWidthF(page)
        self._height = pdfium.FPDF_GetPageHeightF(page)
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, box)
        self._box = (box.left, box.bottom, box.right, box.top)
        self._strokes: list[Stroke] = []
        self._pictured = 0.0

    def read(self) -> Page:
        for number in range(pdfium.FPDFPage_CountObjects(self._page)):
            self._object(pdfium.FPDFPage_GetObject(self._page, number), _UNMOVED, 0)
        glyphs = tuple(self._glyphs())
        is_picture = not glyphs and self._pictured > 0.4 * self._width * self._height
        return Page(self._number, self._width, self._height, glyphs, tuple(self._strokes), is_picture)

    def _shown(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page's own coordinates as it is shown, after the page's rotation, downwards from the top."""
        left, bottom, right, top = self._box
        return (
            (x - left, top - y),
            (y - bottom, x - left),
            (right - x, y - bottom),
            (top - y, right - x),
        )[self._turn]

    def _glyphs(self) -> Iterator[Glyph]:
        text = pdfium.FPDFText_LoadPage(self._page)
        if not text:
            raise Refusal("reform.paper.damaged", file=self._name, why=f"PDF, page {self._number}")
        try:
            count = pdfium.FPDFText_CountChars(text)
            if count > MOST_GLYPHS:
                raise Refusal("reform.paper.too_much", file=self._name, most=MOST_GLYPHS)
            x, y, loose = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
            for index in range(count):
                code = pdfium.FPDFText_GetUnicode(text, index)
                if code in (10, 13) or (code == 32 and pdfium.FPDFText_IsGenerated(text, index) == 1):
                    continue
                pdfium.FPDFText_GetCharOrigin(text, index, x, y)
                pdfium.FPDFText_GetLooseCharBox(text, index, loose)
                left, base = self._shown(x.value, y.value)
                corners = (self._shown(loose.left, loose.bottom), self._shown(loose.right, loose.top))
                right = max(corner[0] for corner in corners)
                size = abs(corners[0][1] - corners[1][1])
                yield Glyph(_character(code), left, max(right, left), base, size)
        finally:
            pdfium.FPDFText_ClosePage(text)

    def _object(self, drawn: object, outer: Matrix, depth: int) -> None:
        kind = pdfium.FPDFPageObj_GetType(drawn)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            self._path(drawn, _times(_matrix(drawn), outer))
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            a, b, c, d, _, _ = _times(_matrix(drawn), outer)
            self._pictured += abs(a * d - b * c)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST:
            inner = _times(_matrix(drawn), outer)
            for number in range(pdfium.FPDFFormObj_CountObjects(drawn)):
                self._object(pdfium.FPDFFormObj_GetObject(drawn, number), inner, depth + 1)

    def _path(self, path: object, matrix: Matrix) -> None:
        fill, stroked = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(path, fill, stroked)
        if not fill.value and not stroked.value:
            return
        for outline in _outlines(path):
            points = [self._shown(*_moved(point, matrix)) for point in outline]
            if stroked.value:
                for (x0, y0), (x1, y1) in pairwise(points):
                    self._stroke(min(x0, x1), min(y0, y1), right=max(x0, x1), bottom=max(y0, y1))
            elif len(points) >= 4:
                xs, ys = [x for x, _ in points], [y for _, y in points]
                self._stroke(min(xs), min(ys), right=max(xs), bottom=max(ys))

    def _stroke(self, left: float, top: float, *, right: float, bottom: float) -> None:
        wide, high = right - left, bottom - top
        if min(wide, high) > THIN or max(wide, high) < SHORT:
            return
        if len(self._strokes) >= MOST_STROKES:
            raise Refusal("reform.paper.too_much", file=self._name, most=MOST_STROKES)
        if wide >= high:
            middle = (top + bottom) / 2
            self._strokes.append(Stroke(left, middle, right, middle))
        else:
            middle = (left + right) / 2
            self._strokes.append(Stroke(middle, top, middle, bottom))


def _character(code: int) -> str:
    return "\ufffd" if code == 0 or 0xD800 <= code < 0xE000 else chr(code)


def _outlines(path: object) -> Iterator[list[tuple[float, float]]]:
    """The closed or open runs of straight segments of a path; a curve ends one."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for number in range(min(pdfium.FPDFPath_CountSegments(path), MOST_STROKES)):
        segment = pdfium.FPDFPath_GetPathSegment(path, number)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind != pdfium.FPDF_SEGMENT_LINETO:
            if points:
                yield points
            points = []
        points.append((x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points


def _matrix(drawn: object) -> Matrix:
    found = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(drawn, found)
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _moved(point: tuple[float, float], matrix: Matrix) -> tuple[float, float]:
    x, y = point
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)
