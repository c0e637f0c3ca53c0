"""Tables that came out of a PDF as plain lines: cells one below the other, parted by empty lines, split and glued.

A line of heading words opens such a table. Rows begin at a line that holds nothing but the next number: page breaks
glue numbers to the cell above, so the next number is expected anywhere, and only that one. Cells are told apart by what
they hold: texts first, then lists of units.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

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
_FIRST = (Role.NUMBER, Role.LEADER)
_PERSON = re.compile(r".{2,6}(?:市长|县长|区长|州长|主任|书记|常委|同志)")
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
        if role_of(said[0]) in _FIRST:
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
    return (lines, len(lines)) if _are_heading(lines) and role_of(lines[0]) in _FIRST else ([], 0)


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
    is_wrapped = not is_loose and not _has_gaps(lines)
    for line in lines:
        text = line.text.strip()
        parted = is_loose or is_wrapped or not last or line.place.line is None or line.place.line - last > 1
        last = line.place.line or 0
        if ANNEX.fullmatch(text):
            break
        has_text = Role.NUMBER not in roles and re.match(rf"{number + 1}[.．、](?!\d)", text) is not None
        if has_text or text == str(number + 1) or text == f"{number + 1}.":
            if first is not None:
                yield from _rows(number, first, blocks=blocks, roles=roles, is_wrapped=is_wrapped)
            number, first, last = number + 1, line, 0
            blocks = [_Block([line])] if has_text else []
        elif _is_repeated(text, said, heading) or (Role.LEADER in roles and _PERSON.fullmatch(text)):
            last = 0
        elif _is_chapter(text):
            if first is not None:
                yield from _rows(number, first, blocks=blocks, roles=roles, is_wrapped=is_wrapped)
            first, blocks, last = None, [], 0
            yield _chapter_row(line)
        elif first is not None:
            if parted or not blocks:
                blocks.append(_Block())
            blocks[-1].lines.append(line)
    if first is not None:
        yield from _rows(number, first, blocks=blocks, roles=roles, is_wrapped=is_wrapped)


def _is_repeated(text: str, said: Sequence[str], heading: str) -> bool:
    """The heading and the page number that stand again at each page break."""
    return text == heading.strip() or text in said or bool(_PAGE.fullmatch(text) and not text.isdigit())


def _has_gaps(lines: Sequence[Paragraph]) -> bool:
    """Whether empty lines part the cells; without them a cell's own lines cannot be told from the next cell's."""
    numbers = [line.place.line for line in lines if line.place.line is not None]
    return any(below - above > 1 for above, below in pairwise(numbers))


def _rows(
    number: int, first: Paragraph, *, blocks: Sequence[_Block], roles: Sequence[Role | None], is_wrapped: bool
) -> Iterator[Row]:
    """The rows under one number: where a sentence follows a time limit, a second row of the same item begins."""
    parts = [_Part(one.text, one.place) for one in blocks if one.lines]
    cuts = [0]
    if Role.DEADLINE in roles and not is_wrapped:
        cuts += [at for at in range(1, len(parts)) if _is_limit(parts[at - 1]) and parts[at].text.endswith("。")]
    for start, end in zip(cuts, [*cuts[1:], len(parts)], strict=True):
        printed = "" if start else str(number)
        yield _row(printed, first, parts=parts[start:end], roles=roles, is_wrapped=is_wrapped)


def _is_limit(part: _Part) -> bool:
    text = words.joined(part.text)
    return bool(TIME.match(text)) and not is_unit(text) and not text.endswith("。")


def _row(
    printed: str, first: Paragraph, *, parts: Sequence[_Part], roles: Sequence[Role | None], is_wrapped: bool
) -> Row:
    wanted = sum(role in TEXT_ROLES for role in roles)
    texts, rest = _texts_and_rest(parts, wanted, is_wrapped=is_wrapped)
    limits = [one for one in rest if TIME.match(words.joined(one.text)) and not is_unit(words.joined(one.text))]
    units = _unit_cells([one for one in rest if one not in limits], is_wrapped=is_wrapped)
    cells = []
    for role in roles:
        source = (
            texts if role in TEXT_ROLES else units if role in UNIT_ROLES else limits if role is Role.DEADLINE else []
        )
        if role is Role.NUMBER:
            cells.append(Cell(printed, first.place))
        elif source:
            part = source.pop(0)
            cells.append(Cell(part.text, part.place))
        else:
            cells.append(Cell("", first.place))
    last = max((place for place, role in enumerate(roles) if role in UNIT_ROLES), default=len(cells) - 1)
    for part in units:  # more lists of units than columns: nothing is thrown away
        cells[last] = Cell(f"{cells[last].text}；{part.text}" if cells[last].text else part.text, cells[last].place)
    return Row(tuple(cells), first.place)


def _texts_and_rest(parts: Sequence[_Part], wanted: int, *, is_wrapped: bool) -> tuple[list[_Part], list[_Part]]:
    """The first cells are texts: each goes on until it ends a sentence, where its kind of text does."""
    texts: list[_Part] = []
    for place, part in enumerate(parts):
        is_list = _is_list(part.text) or bool(TIME.match(words.joined(part.text)))
        # a line inside a sentence may look like a unit's name: while full stops follow, the text goes on
        has_more = is_wrapped and any(one.text.endswith("。") for one in parts[place:])
        if has_more and len(texts) == wanted:
            texts[-1].join(part)
            continue
        if len(texts) >= wanted and texts[-1].text.endswith("。"):
            return texts, list(parts[place:])
        if len(texts) == wanted and is_list and not has_more:
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


def _unit_cells(parts: Sequence[_Part], *, is_wrapped: bool) -> list[_Part]:
    """Lists of units: a block that was cut inside a name is joined, a block of two lists is parted."""
    joined: list[_Part] = []
    for part in parts:
        above = joined[-1].text if joined else ""
        goes_on = above.endswith(("、", "，")) or not _is_list(above)
        if above and (goes_on or (is_wrapped and not _are_two(above, part.text))):
            joined[-1].join(part)
        else:
            joined.append(part)
    return [one for part in joined for one in _parted(part)]


def _are_two(left: str, right: str) -> bool:
    """Whether no separator stands between two whole names, so that the second begins another list."""
    return begins_unit(words.joined(left), words.joined(right)) or (_ends_name(left) and _begins_list(right))


def _ends_name(text: str) -> bool:
    return bool(re.search("局$|[\u4e00-\u9fa5]{4}委$", text))


def _parted(part: _Part) -> list[_Part]:
    """Two lists in one block: at a space or line break."""
    for gap in re.finditer(r"\s+", part.text):
        left, right = part.text[: gap.start()], part.text[gap.end() :]
        if _are_two(left, right):
            place = part.place
            cut = place.start + gap.end()
            first = _Part(left, Place(place.page, None, place.line, place.start, place.start + gap.start()))
            return [first, _Part(right, Place(place.page, None, place.line, min(cut, place.end), place.end))]
    return [part]
