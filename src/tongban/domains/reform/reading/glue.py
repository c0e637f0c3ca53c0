"""Tables that came out of a PDF as plain lines: cells one below the other, parted by empty lines, split and glued.

A line of heading words opens such a table. Rows begin at a line that holds nothing but the next number: page breaks
glue numbers to the cell above, so the next number is expected anywhere, and only that one. Cells are told apart by what
they hold: texts first, then lists of units.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tongban.domains.reform.reading import words
from tongban.domains.reform.reading.headers import TIME, Heading, settle
from tongban.domains.reform.reading.markers import Rank, read_mark
from tongban.domains.reform.reading.outline import ANNEX
from tongban.domains.reform.reading.papers import Cell, Paragraph, Place, Row
from tongban.domains.reform.reading.roles import TEXT_ROLES, UNIT_ROLES, Role, role_of
from tongban.domains.reform.reading.units import begins_unit, is_unit, split_names

_PAGE = re.compile(r"[—\-－–·\s]*(?:第\s*)?\d{1,4}\s*页?[—\-－–·\s]*")
_WIDE = re.compile(r"\s{2,}")
LONGEST_LIST = 1500  # letters of a list of units
_FEWEST = 3  # rows that make a list of lines a table


@dataclass(slots=True)
class _Block:
    """Lines that no empty line parts."""

    lines: list[Paragraph] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(line.text.strip() for line in self.lines)

    @property
    def place(self) -> Place:
        first, last = self.lines[0].place, self.lines[-1].place
        return Place(first.page, None, first.line, first.start, last.end)


@dataclass(slots=True)
class _Part:
    """One cell while it is put together."""

    text: str
    place: Place

    def join(self, other: "_Part") -> None:
        self.text = f"{self.text}\n{other.text}"
        self.place = Place(self.place.page, None, self.place.line, self.place.start, other.place.end)


def rows_of_lines(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[Heading, list[Row]]]:
    """The table that a run of lines holds, with its heading; nothing where there is none."""
    tried: set[tuple[str, ...]] = set()
    for place, line in enumerate(paragraphs):
        said, used = _heading_at(paragraphs, place)
        if not said or tuple(said) in tried:
            continue
        tried.add(tuple(said))
        lines = paragraphs[place + used :]
        ways = [list(_flat_rows(lines, said)), list(_even_rows(lines, said))]
        if role_of(said[0]) is Role.NUMBER:
            ways.append(list(_stacked_rows(lines, said, heading=line.text, is_loose=used > 1)))
        for rows in ways:
            data = [row for row in rows if not row.spans_all]
            if len(data) >= _FEWEST:
                roles = settle([role_of(word) for word in said], said, data)
                yield Heading(tuple(roles), tuple(said), used), rows
                return


def _heading_at(paragraphs: Sequence[Paragraph], place: int) -> tuple[list[str], int]:
    """The words of a heading that begins at a line: all on it, or one on each of the following lines."""
    told = [one for one in re.split(r"[\s|｜]+", paragraphs[place].text) if one]
    if _are_heading(told):
        return told, 1
    lines = []
    for line in paragraphs[place : place + 9]:
        if role_of(line.text) is None or len(line.text.strip()) > 12:
            break
        lines.append(line.text.strip())
    return (lines, len(lines)) if _are_heading(lines) and role_of(lines[0]) is Role.NUMBER else ([], 0)


def _are_heading(told: Sequence[str]) -> bool:
    roles = [role_of(word) for word in told]
    is_known = len(told) >= 3 and None not in roles
    return is_known and bool(set(roles) & TEXT_ROLES) and bool(set(roles) & (UNIT_ROLES | {Role.DEADLINE}))


def _flat_rows(lines: Sequence[Paragraph], said: Sequence[str]) -> Iterator[Row]:
    """Numbered rows that stand on one line each, their cells parted by wide spaces or bars."""
    if role_of(said[0]) is not Role.NUMBER:
        return
    for line in lines:
        has_bars = re.search("[|｜]", line.text)
        parts = re.split("[|｜]", line.text.strip(" |｜")) if has_bars else _WIDE.split(line.text.strip())
        cells = [one.strip() for one in parts]
        if re.fullmatch(r"\d{1,3}[.．、]?", cells[0]) and 3 <= len(cells) <= len(said):
            yield Row(tuple(Cell(text, line.place) for text in cells), line.place)
        elif _is_chapter(line.text):
            yield _chapter_row(line)


def _even_rows(lines: Sequence[Paragraph], said: Sequence[str]) -> Iterator[Row]:
    """Rows copied out of a spreadsheet: as many cells on each line as the heading has, until a line is different."""
    for line in lines:
        cells = line.text.split(" ")
        if len(cells) == len(said):
            yield Row(tuple(Cell(text, line.place) for text in cells), line.place)
        elif _is_chapter(line.text):
            yield _chapter_row(line)
        else:
            return


def _is_chapter(text: str) -> bool:
    mark = read_mark(text)
    return mark is not None and mark.rank is Rank.PART and len(text.strip()) <= 40 and not re.search("[。；]", text)


def _chapter_row(line: Paragraph) -> Row:
    return Row((Cell(line.text.strip(), line.place),), line.place, spans_all=True)


def _stacked_rows(lines: Sequence[Paragraph], said: Sequence[str], *, heading: str, is_loose: bool) -> Iterator[Row]:
    """Rows whose cells stand one below the other. `is_loose`: each line is a cell of its own."""
    roles = [role_of(word) for word in said]
    number, blocks, last = 0, list[_Block](), 0
    first: Paragraph | None = None
    for line in lines:
        text = line.text.strip()
        parted = is_loose or not last or line.place.line is None or line.place.line - last > 1
        last = line.place.line or 0
        if ANNEX.fullmatch(text):
            break
        if text == str(number + 1) or text == f"{number + 1}.":
            if first is not None:
                yield _row(number, first, blocks=blocks, roles=roles)
            number, first, blocks, last = number + 1, line, [], 0
        elif text == heading.strip() or (_PAGE.fullmatch(text) and not text.isdigit()) or text in said:
            last = 0
        elif _is_chapter(text):
            if first is not None:
                yield _row(number, first, blocks=blocks, roles=roles)
            first, blocks, last = None, [], 0
            yield _chapter_row(line)
        elif first is not None:
            if parted or not blocks:
                blocks.append(_Block())
            blocks[-1].lines.append(line)
    if first is not None:
        yield _row(number, first, blocks=blocks, roles=roles)


def _row(number: int, first: Paragraph, *, blocks: Sequence[_Block], roles: Sequence[Role | None]) -> Row:
    wanted = sum(role in TEXT_ROLES for role in roles)
    texts, rest = _texts_and_rest([_Part(one.text, one.place) for one in blocks if one.lines], wanted)
    limits = [one for one in rest if TIME.match(words.joined(one.text)) and not is_unit(words.joined(one.text))]
    units = _unit_cells([one for one in rest if one not in limits])
    cells = []
    for role in roles:
        source = (
            texts if role in TEXT_ROLES else units if role in UNIT_ROLES else limits if role is Role.DEADLINE else []
        )
        if role is Role.NUMBER:
            cells.append(Cell(str(number), first.place))
        elif source:
            part = source.pop(0)
            cells.append(Cell(part.text, part.place))
        else:
            cells.append(Cell("", first.place))
    for part in units:  # more lists of units than columns: nothing is thrown away
        cells[-1] = Cell(f"{cells[-1].text}；{part.text}" if cells[-1].text else part.text, cells[-1].place)
    return Row(tuple(cells), first.place)


def _texts_and_rest(parts: Sequence[_Part], wanted: int) -> tuple[list[_Part], list[_Part]]:
    """The first cells are texts: each goes on until it ends a sentence, where its kind of text does."""
    texts: list[_Part] = []
    for place, part in enumerate(parts):
        is_list = _is_list(part.text) or bool(TIME.match(words.joined(part.text)))
        if len(texts) >= wanted and texts[-1].text.endswith("。"):
            return texts, list(parts[place:])
        if len(texts) == wanted and is_list:
            return texts, list(parts[place:])
        if (
            texts
            and not texts[-1].text.endswith("。")
            and (len(texts) == wanted or not _stands_alone(texts[-1], parts))
        ):
            texts[-1].join(part)
        else:
            texts.append(part)
    return texts, []


def _stands_alone(text: _Part, parts: Sequence[_Part]) -> bool:
    """A title column has no full stops: then each block is a cell."""
    return len(text.text) <= 30 and sum(part.text.endswith("。") for part in parts) <= 1


def _is_list(text: str) -> bool:
    names = split_names(text).names if len(text) <= LONGEST_LIST else ()
    return bool(names) and all(is_unit(name) for name in names)


def _begins_list(text: str) -> bool:
    """After 局 a name is at its end, unless an office inside it follows."""
    return _is_list(text) and len(text) > 2 and not re.match("等|办|机关|分局|第|直属|综合|[和与及]", text)


def _unit_cells(parts: Sequence[_Part]) -> list[_Part]:
    """Lists of units: a block that was cut inside a name is joined, a block of two lists is parted."""
    joined: list[_Part] = []
    for part in parts:
        if joined and (joined[-1].text.endswith(("、", "，")) or not _is_list(joined[-1].text)):
            joined[-1].join(part)
        else:
            joined.append(part)
    return [one for part in joined for one in _parted(part)]


def _parted(part: _Part) -> list[_Part]:
    """Two lists in one block: at a space or line break, no separator stands between two whole names."""
    for gap in re.finditer(r"\s+", part.text):
        left, right = part.text[: gap.start()], part.text[gap.end() :]
        if begins_unit(words.joined(left), words.joined(right)) or (left.endswith("局") and _begins_list(right)):
            place = part.place
            cut = place.start + gap.end()
            first = _Part(left, Place(place.page, None, place.line, place.start, place.start + gap.start()))
            return [first, _Part(right, Place(place.page, None, place.line, min(cut, place.end), place.end))]
    return [part]
