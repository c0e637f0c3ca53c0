"""PDF files with text: lines are joined to paragraphs, ruled lines make tables, page breaks are mended."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tongban.domains.reform.reading.papers import drawn, typeset
from tongban.domains.reform.reading.papers.blocks import Paper
from tongban.domains.reform.reading.papers.breaks import Box, TablePart, TableRow, put_together, text_measure
from tongban.domains.reform.reading.papers.open_tables import closed
from tongban.domains.reform.reading.papers.ruled import Grid, grids
from tongban.domains.reform.reading.papers.typeset import Line, Measure
from tongban.domains.reform.reading.papers.writing import RawCell, RawRow, Writer
from tongban.kernel.errors import Refusal

FULL_LINES = 3
MARGIN = 0.12
"""The share of a page's height, above and below, in which page numbers and running headers stand."""
_PAGE_NUMBER = re.compile(r"[—–‐\-－·.\s]*\d{1,4}[—–‐\-－·.\s]*|第\s*\d{1,4}\s*页.{0,12}|\d{1,4}\s*[/／]\s*\d{1,4}")
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class _Read:
    """One page: its lines outside tables, and its tables."""

    page: drawn.Page
    lines: list[Line] = field(default_factory=list)
    tables: list[TablePart] = field(default_factory=list)


def read_pdf(data: bytes, name: str) -> Paper:
    """A `.pdf` with text. Beyond the refusals of `drawn.pages_of`: `reform.paper.scanned` with the pages that are only
    pictures, `.unmapped` where the fonts do not tell which characters they show, `.too_much`, `.empty`.
    """
    read = [_read(page) for page in drawn.pages_of(data, name)]
    if pictures := [one.page.number for one in read if one.page.is_picture]:
        raise Refusal("reform.paper.scanned", file=name, pages=_ranges(pictures))
    _require_mapped(read, name)
    _drop_margins(read)
    writer = Writer(name, "pdf")
    measures = _text_measures(read)
    for block in _joined(_blocks(read), measures):
        if isinstance(block, TablePart):
            writer.table(_raw(block))
        else:
            writer.paragraph(typeset.join(block, measures[block[0].page]), page=block[0].page)
    return writer.paper(pages=len(read))


def _read(page: drawn.Page) -> _Read:
    found = grids(closed(page.strokes, page.glyphs))
    outside: list[drawn.Glyph] = []
    inside: dict[tuple[int, int], list[drawn.Glyph]] = defaultdict(list)
    for glyph in page.glyphs:
        x, y = (glyph.left + glyph.right) / 2, glyph.base - 0.3 * glyph.size
        for number, grid in enumerate(found):
            if (slot := grid.slot_at(x, y)) is not None:
                inside[number, grid.cells[slot[0]][slot[1]]].append(glyph)
                break
        else:
            outside.append(glyph)
    tables = [
        _part(grid, {key[1]: one for key, one in inside.items() if key[0] == n}, page.number)
        for n, grid in enumerate(found)
    ]
    return _Read(page, typeset.lines_of(outside, page.number), tables)


def _part(grid: Grid, glyphs: dict[int, list[drawn.Glyph]], page: int) -> TablePart:
    boxes: dict[int, Box] = {}
    rows = []
    for row, slots in enumerate(grid.cells):
        cells = []
        for column, cell in enumerate(slots):
            if column and slots[column - 1] == cell:
                continue
            is_continued = cell in boxes
            wide = slots[column:].count(cell)
            if not is_continued:
                high = sum(cell in below for below in grid.cells)
                measure = Measure(grid.columns[column], grid.columns[column + wide])
                boxes[cell] = Box(typeset.lines_of(glyphs.get(cell, ()), page), measure, grid.rows[row + high], high)
            cells.append((boxes[cell], is_continued, wide))
        rows.append(TableRow(cells, page))
    return TablePart(grid.columns, rows, grid.top, page)


def _require_mapped(read: Sequence[_Read], name: str) -> None:
    """Fonts without a table of characters give signs that nobody can read."""
    texts = Counter(glyph.text for one in read for glyph in one.page.glyphs)
    lost = sum(count for text, count in texts.items() if text == "\ufffd" or "\ue000" <= text <= "\uf8ff")
    if lost > 0.1 * sum(texts.values()):
        raise Refusal("reform.paper.unmapped", file=name, share=round(100 * lost / sum(texts.values())))


def _ranges(numbers: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _drop_margins(read: Sequence[_Read]) -> None:
    """Leave out page numbers, and lines that stand alike in the margin of most pages."""
    alike = Counter(_DIGITS.sub("#", line.text) for one in read for line in one.lines if _is_marginal(line, one.page))
    often = {text for text, count in alike.items() if count >= 3 and count > 0.5 * len(read)}
    numbers = _page_numbers(read)
    for one in read:
        one.lines = [
            line
            for line in one.lines
            if not _is_marginal(line, one.page)
            or not (id(line) in numbers or (_DIGITS.sub("#", line.text) in often and not line.text.isdigit()))
        ]


def _page_numbers(read: Sequence[_Read]) -> set[int]:
    """The lines that number the pages. A bare number does where it runs with the pages and stands outermost on its own;
    where it runs with the rows of a table it is none, nor where the pages are numbered in another way (— 1 —)."""
    dressed: set[int] = set()
    bare: list[tuple[int, Line]] = []
    for one in read:
        told = [line for line in one.lines if _is_marginal(line, one.page) and _PAGE_NUMBER.fullmatch(line.text)]
        dressed |= {id(line) for line in told if not line.text.isdigit()}
        if not any(id(line) in dressed for line in told):
            bases = [line.base for line in one.lines]
            outermost = [line for line in told if line.base in (min(bases), max(bases))]
            bare += [(int(line.text) - one.page.number, line) for line in outermost]
    if len(dressed) * 2 > len(read):
        return dressed
    steps = Counter(step for step, _ in bare)
    usual = max(steps, key=lambda step: (steps[step], -abs(step)), default=0)
    if len(read) > 1 and steps[usual] * 2 < len(read) - 1:
        return dressed
    return dressed | {id(line) for step, line in bare if step == usual}


def _is_marginal(line: Line, page: drawn.Page) -> bool:
    return line.base < MARGIN * page.height or line.base > (1 - MARGIN) * page.height


def _text_measures(read: Sequence[_Read]) -> dict[int, Measure]:
    """For each page between which x the text outside of tables is set; pages of one width are set alike."""
    alike: dict[int, list[_Read]] = defaultdict(list)
    for one in read:
        alike[round(one.page.width)].append(one)
    return {one.page.number: measure for group in alike.values() for measure in [_text_measure(group)] for one in group}


def _text_measure(read: Sequence[_Read]) -> Measure:
    lines = [line for one in read for line in one.lines]
    if not lines:
        return Measure(0.0, 0.0)
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    if sum(right - line.right < 1.5 * line.size for line in lines) < FULL_LINES:
        # too few lines to tell where they end: the page is set with equal margins, or as wide as its tables
        right = max(right, read[0].page.width - left, *(table.columns[-1] for one in read for table in one.tables))
    return Measure(left, right)


def _blocks(read: Sequence[_Read]) -> Iterator[list[Line] | TablePart]:
    """What stands on the pages from top to bottom: runs of lines and tables."""
    for one in read:
        standing: list[tuple[float, Line | TablePart]] = [(line.base, line) for line in one.lines]
        standing += [(table.top, table) for table in one.tables]
        run: list[Line] = []
        for _, block in sorted(standing, key=lambda pair: pair[0]):
            if isinstance(block, Line):
                run.append(block)
                continue
            if run:
                yield run
            run = []
            yield block
        if run:
            yield run


def _joined(
    blocks: Iterable[list[Line] | TablePart], measures: Mapping[int, Measure]
) -> Iterator[list[Line] | TablePart]:
    """Paragraphs as the lines they are set in, and tables put together, over all page breaks."""
    paragraph: list[Line] = []
    table: TablePart | None = None
    for block in blocks:
        if isinstance(block, TablePart):
            if paragraph:
                yield paragraph
            paragraph = []
            if table is not None and not put_together(table, block):
                yield table
                table = None
            table = table or block
            continue
        if table is not None:
            yield table
        table = None
        for line in block:
            if paragraph and not _goes_on(paragraph[-1], line, measures[paragraph[-1].page]):
                yield paragraph
                paragraph = []
            paragraph.append(line)
    if paragraph:
        yield paragraph
    if table is not None:
        yield table


def _goes_on(upper: Line, lower: Line, measure: Measure) -> bool:
    if abs(upper.size - lower.size) > 0.25 * upper.size:
        return False
    if upper.page == lower.page and lower.base - upper.base > 2.6 * upper.size:
        return False
    return typeset.is_broken_by_layout(upper, lower, measure)


def _raw(table: TablePart) -> list[RawRow]:
    boxes = [box for row in table.rows for box, is_continued, _ in row.cells if not is_continued]
    return [
        RawRow([_raw_cell(cell, boxes) for cell in row.cells], number, row.page)
        for number, row in enumerate(table.rows, start=1)
    ]


def _raw_cell(cell: tuple[Box, bool, int], boxes: Sequence[Box]) -> RawCell:
    box, is_continued, columns = cell
    text = "" if is_continued else typeset.join(box.lines, text_measure(boxes, box))
    return RawCell(text, is_continued, columns)
