"""Sets a face on pages: the OFD form of each layout."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tongban.domains.licences.files import face as words
from tongban.domains.licences.files.face import WORDS, Face, Line, Table
from tongban.domains.licences.files.layouts import Layout, layout
from tongban.domains.licences.files.setting import (
    GOLD,
    INK,
    LEADING,
    QUIET,
    RED,
    Pen,
    broken,
    wide,
)
from tongban.domains.licences.ofd.document import Colour, Item, Page, Stamp, TextRun
from tongban.kernel import printing
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal

TRACKING = 0.3
LONG_TITLE, SMALLER = 12, 0.7
"""A title of more characters is set smaller."""
MARK_ALPHA, NOTE_ALPHA = 26, 110
PERMIT_COLUMNS = (0.26, 0.2, 0.25, 0.29)
TABLE_SIZE = 0.88
ORDINAL_WIDTH = 0.07
WIDEST_CELL, SPARE_CELL = 24, 3
LABEL_LEADING = 1.22


@dataclass(frozen=True, slots=True)
class Composition:
    """The pages of a face, and where its issuer's seal belongs."""

    pages: tuple[Page, ...]
    stamp: Stamp


def compose(face: Face) -> Composition:
    """Refuses `licences.file.layout_unknown` and `licences.file.too_long` (more pages than the layout may have)."""
    page = layout(face.layout)
    pen = Pen(page, _colour(face.accent))
    _head(pen, face)
    for row in words.rows(face.lines, page.columns):
        if not isinstance(row, Table):
            _row(pen, row)
        elif page.tables:
            _rows_of(pen, row)
        else:
            _row(pen, (Line(row.title, words.listed(row), wide=True),))
    if face.permits:
        _permits(pen, face)
    stamp = _tail(pen, face)
    if len(pen.pages) > page.most_pages:
        raise Refusal("licences.file.too_long", pages=len(pen.pages), most=page.most_pages)
    pages = tuple(Page(page.width, page.height, (*_under(page, face), *items)) for items in pen.pages)
    return Composition(pages, stamp)


def _colour(accent: str) -> Colour:
    red, green, blue = bytes.fromhex(accent.removeprefix("#"))
    return red, green, blue


def slant(page: Layout) -> float:
    """The angle of what crosses a page, in degrees."""
    return -0.75 * math.degrees(math.atan2(page.height, page.width))


def crossing_size(text: str, page: Layout, most: float) -> float:
    """The size in which a text crosses a page from side to side, at most `most`."""
    return min(most, 0.86 * page.inner / math.cos(math.radians(slant(page))) / wide(text, 1.0))


def note_size(text: str, page: Layout) -> float:
    return crossing_size(text, page, page.title_size * 0.6)


def mark_size(page: Layout) -> float:
    return crossing_size(WORDS["demo"].zh, page, page.title_size * 3.5)


def _under(page: Layout, face: Face) -> list[Item]:
    """What every page carries: frame, marks across it, the line at its foot."""
    pen = Pen(page, _colour(face.accent))
    pen.line_box(page.frame, colour=pen.accent, thick=page.frame * 0.085)
    pen.line_box(page.frame * 1.27, colour=GOLD, thick=page.frame * 0.024)
    if face.demo:
        pen.put(_across(WORDS["demo"].zh, page, size=mark_size(page), centre=0.5, alpha=MARK_ALPHA))
    if face.annotation:
        text = words.annotation_text(face.annotation)
        pen.put(_across(text, page, size=note_size(text, page), centre=0.42, alpha=NOTE_ALPHA))
    text, size = words.footer(face), page.small_size * 1.05
    top = page.height - page.bottom + (page.bottom - page.frame * 1.27) / 2 - size / 2
    pen.write(text, (page.width - wide(text, size)) / 2, top=top, size=size, colour=QUIET)
    return pen.pages[0]


def _across(text: str, page: Layout, *, size: float, centre: float, alpha: int) -> Item:
    turn = slant(page)
    half = wide(text, size) / 2
    angle = math.radians(turn)
    x, y = page.width / 2 - half * math.cos(angle), page.height * centre - half * math.sin(angle)
    return TextRun(text, x, y, size, colour=RED, turn=turn, alpha=alpha)


def _head(pen: Pen, face: Face) -> None:
    page = pen.layout
    if face.header:
        pen.centred(face.header.zh, size=page.subtitle_size, colour=pen.accent)
        if page.bilingual:
            pen.centred(face.header.en, size=page.small_size * 1.2, colour=QUIET)
        pen.y += page.subtitle_size * 0.4
    size = page.title_size * (SMALLER if len(face.title.zh) > LONG_TITLE else 1)
    pen.centred(face.title.zh, size=size, colour=pen.accent, bold=True, tracking=TRACKING * size)
    pen.y += page.subtitle_size * 0.4
    if page.bilingual:
        pen.centred(face.title.en, size=page.subtitle_size, colour=QUIET)
    pen.y += page.gap * 0.5
    pen.rule(page.side, page.inner)
    pen.y += page.gap * 0.5
    size = page.text_size * 0.84
    validity = words.validity(face.valid_from, face.valid_until)
    left = [*_label(WORDS["number"], page), face.number]
    right = [*_label(WORDS["validity"], page), validity]
    _said(pen, left, x=page.side, size=size)
    needed = _said_width(right, size)
    if _said_width(left, size) + needed > page.inner - size:
        pen.y += size * LEADING
        _said(pen, right, x=page.side, size=size)
    else:
        _said(pen, right, x=page.width - page.side - needed, size=size)
    pen.y += size * LEADING + page.gap * 0.7


def _label(text: Text, page: Layout) -> list[str]:
    return [text.zh, text.en] if page.bilingual else [text.zh]


def _said(pen: Pen, parts: Sequence[str], *, x: float, size: float) -> None:
    """Labels and at last their value, on one line."""
    for part in parts:
        pen.write(part, x, top=pen.y, size=size, colour=INK if part is parts[-1] else QUIET)
        x += wide(part, size) + size * 0.6


def _said_width(parts: Sequence[str], size: float) -> float:
    return sum(wide(one, size) for one in parts) + size * 0.6 * (len(parts) - 1)


def _row(pen: Pen, row: Sequence[Line]) -> None:
    """One or two lines of the licence side by side; what is higher than the page goes on with the next one."""
    page = pen.layout
    gutter = page.gap * 2
    full = len(row) == 1 and (words.is_wide(row[0]) or page.columns == 1)
    width = page.inner if full else (page.inner - gutter * (page.columns - 1)) / page.columns
    places = [page.side + place * (width + gutter) for place in range(len(row))]
    labels = [_label_lines(one.title, page) for one in row]
    tallest = max(sum(size * LABEL_LEADING for _, size in lines) for lines in labels)
    pen.need(tallest)
    start, first = pen.y, len(pen.pages)
    for x, lines in zip(places, labels, strict=True):
        _write_label(pen, lines, x)
    after = page.label_width + page.gap * 0.6
    _write_values(pen, row, places=[x + after for x in places], room=width - after)
    if len(pen.pages) == first:
        pen.y = max(pen.y, start + tallest)
    pen.y += page.gap


def _write_label(pen: Pen, lines: Sequence[tuple[str, float]], x: float) -> None:
    top = pen.y
    for text, size in lines:
        pen.write(text, x, top=top, size=size, colour=pen.accent if size == pen.layout.text_size else QUIET)
        top += size * LABEL_LEADING


def _write_values(pen: Pen, row: Sequence[Line], *, places: Sequence[float], room: float) -> None:
    sizes = [pen.layout.strong_size if one.strong else pen.layout.text_size for one in row]
    told = [broken(one.value, room, size) for one, size in zip(row, sizes, strict=True)]
    rest = max(sizes) * (LEADING - 1)
    for number in range(max(len(lines) for lines in told)):
        pen.need(max(sizes))
        for one, lines, x, size in zip(row, told, places, sizes, strict=True):
            if number < len(lines):
                pen.write(lines[number], x, top=pen.y, size=size, bold=one.strong)
        pen.y += max(sizes) + rest
    pen.y -= rest


def _label_lines(title: Text, page: Layout) -> list[tuple[str, float]]:
    """The lines of a label with their sizes."""
    told = [(one, page.text_size) for one in broken(title.zh, page.label_width, page.text_size)]
    if page.bilingual:
        told += [(one, page.small_size) for one in broken(title.en, page.label_width, page.small_size)]
    return told


def shares(table: Table) -> list[float]:
    """The parts of the width that a table's columns take, its numbers first: by their longest entry, within reason."""
    longest = [
        min(max(len(text) for text in (title.zh, *cells)), WIDEST_CELL)
        for title, cells in zip(table.columns, zip(*table.rows, strict=True), strict=True)
    ]
    weights = [one + SPARE_CELL for one in longest]
    return [ORDINAL_WIDTH, *((1 - ORDINAL_WIDTH) * one / sum(weights) for one in weights)]


def _rows_of(pen: Pen, table: Table) -> None:
    """A field of several entries under its title, a number before each."""
    inner = pen.layout.inner
    widths = [inner * part for part in shares(table)]
    _title(pen, table.title)
    rows = [(str(number), *row) for number, row in enumerate(table.rows, start=1)]
    _table(pen, widths, heads=(WORDS["ordinal"], *table.columns), rows=rows)


def _title(pen: Pen, title: Text) -> None:
    """The title of a table; it never stands alone at the foot of a page."""
    size = pen.layout.text_size
    pen.need(size * 6)
    pen.write(title.zh, pen.layout.side, top=pen.y, size=size, colour=pen.accent)
    if pen.layout.bilingual:
        after = pen.layout.side + wide(title.zh, size) + size * 0.6
        pen.write(title.en, after, top=pen.y + size * 0.35, size=pen.layout.small_size, colour=QUIET)
    pen.y += size * LEADING


def _permits(pen: Pen, face: Face) -> None:
    widths = tuple(part * pen.layout.inner for part in PERMIT_COLUMNS)
    heads = [WORDS[name] for name in ("permit", "number", "issuer", "validity")]
    _title(pen, WORDS["permits"])
    told = [(one.title.zh, one.number, one.issuer.zh, one.validity) for one in face.permits]
    _table(pen, widths, heads=heads, rows=told)


def _table(pen: Pen, widths: Sequence[float], *, heads: Sequence[Text], rows: Sequence[Sequence[str]]) -> None:
    page = pen.layout
    size, pad = page.text_size * TABLE_SIZE, page.gap * 0.3
    pen.rule(page.side, page.inner, colour=pen.accent)
    pen.y += pad
    x, lowest = page.side, pen.y
    for head, width in zip(heads, widths, strict=True):
        top = pen.y
        for text, own in _head_lines(head, width - pad, page):
            pen.write(text, x, top=top, size=own, colour=pen.accent if own == size else QUIET)
            top += own * LABEL_LEADING
        x, lowest = x + width, max(lowest, top)
    pen.y = lowest + pad
    pen.rule(page.side, page.inner, weight=0.5)
    pen.y += pad
    for row in rows:
        _table_row(pen, [broken(text, width - pad, size) for text, width in zip(row, widths, strict=True)], widths)
    pen.y += page.gap


def _head_lines(head: Text, room: float, page: Layout) -> list[tuple[str, float]]:
    size = page.text_size * TABLE_SIZE
    told = [(one, size) for one in broken(head.zh, room, size)]
    if page.bilingual:
        told += [(one, page.small_size) for one in broken(head.en, room, page.small_size)]
    return told


def _table_row(pen: Pen, cells: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
    page = pen.layout
    size = page.text_size * TABLE_SIZE
    for number in range(max(len(lines) for lines in cells)):
        pen.need(size * 1.3)
        x = page.side
        for lines, width in zip(cells, widths, strict=True):
            if number < len(lines):
                pen.write(lines[number], x, top=pen.y, size=size)
            x += width
        pen.y += size * LEADING
    pen.rule(page.side, page.inner, weight=0.35)
    pen.y += page.gap * 0.3


def _tail(pen: Pen, face: Face) -> Stamp:
    """QR code, identifier and issuer, at the foot of the last page. The seal lies over name and day of the issuer."""
    page = pen.layout
    issuer_room = page.inner * 0.36
    issuer_size = page.strong_size
    issuer = broken(face.issuer.zh, issuer_room, issuer_size)
    tall = max(page.qr_size, issuer_size * (len(issuer) + 3) * 1.35)
    pen.need(tall)
    pen.y = pen.limit - tall
    top = pen.limit - page.qr_size
    pen.squares(printing.code_of(face.address).matrix, page.side, top=top, size=page.qr_size)
    _beside(pen, face, page.inner - issuer_room - page.qr_size - page.gap * 2.2)
    centre = page.width - page.side - issuer_room / 2
    _issuer(pen, face, (issuer, centre))
    return Stamp(len(pen.pages) - 1, centre, pen.limit - page.seal_size * 0.42, page.seal_size)


def _beside(pen: Pen, face: Face, room: float) -> None:
    """The small print beside the QR code, ending with its lower edge."""
    page = pen.layout
    size = page.small_size * 1.1
    scan, note, identifier = WORDS["scan"], words.seal_note(face), WORDS["identifier"]
    told = [scan.zh, note.zh]
    if page.bilingual:
        told = [scan.zh, scan.en, note.zh, note.en]
    label = " ".join(_label(identifier, page))
    lines = [(part, QUIET) for one in (*told, label) for part in broken(one, room, size)]
    lines += [(part, INK) for part in broken(face.identifier, room, size)]
    top = pen.limit - len(lines) * size * 1.4
    for text, colour in lines:
        pen.write(text, page.side + page.qr_size + page.gap, top=top, size=size, colour=colour)
        top += size * 1.4


def _issuer(pen: Pen, face: Face, name: tuple[Sequence[str], float]) -> None:
    """Label, name, name in English, day: centred one under the other, ending at the foot."""
    page = pen.layout
    zh, centre = name
    label = " ".join(_label(WORDS["issuer"], page))
    small, big = page.small_size * 1.15, page.strong_size
    day_size = page.text_size
    told = [(label, small, QUIET)] + [(one, big, INK) for one in zh]
    if page.bilingual:
        told += [(one, small, QUIET) for one in broken(face.issuer.en, page.inner * 0.36, small)]
    told.append((words.day(face.issued_at.date()), day_size, INK))
    top = pen.limit - sum(size * 1.35 for _, size, _ in told)
    for text, size, colour in told:
        pen.write(text, centre - wide(text, size) / 2, top=top, size=size, colour=colour, bold=size == big)
        top += size * 1.35
