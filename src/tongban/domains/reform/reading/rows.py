"""One table row by its columns: which text stands under which heading, and what is merged with the row above."""

import re
from dataclasses import dataclass

from tongban.domains.reform.reading import words
from tongban.domains.reform.reading.brackets import Clause, read_cell
from tongban.domains.reform.reading.headers import Heading, suits
from tongban.domains.reform.reading.markers import Rank, read_mark, read_number
from tongban.domains.reform.reading.papers import Cell, Place, Row
from tongban.domains.reform.reading.roles import UNIT_ROLES, Role

_PAGE_NUMBER = re.compile(r"[—\-－–·\s]*第?\s*\d{1,4}\s*页?[—\-－–·\s]*")
_NUMERAL = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?")


@dataclass(frozen=True, slots=True)
class Line:
    """A row under its heading. `merged` are the roles whose cell continues the one above."""

    texts: dict[Role, str]
    merged: frozenset[Role]
    chapters: tuple[str, ...]
    text_place: Place
    place: Place

    def text(self, role: Role) -> str:
        return self.texts.get(role, "")

    def clause(self) -> Clause:
        """Who does it, from every column of units."""
        clause = Clause()
        for role in (Role.LEAD, Role.UNIT, Role.COOPERATING):
            clause = clause.joined(read_cell(self.text(role), role)) if self.text(role) else clause
        return clause


def chapter_of(row: Row) -> str | None:
    """The words of a row that only names a chapter: one cell over the whole width, or a lone number and name."""
    told = [(place, cell.text) for place, cell in enumerate(row.cells) if cell.text.strip()]
    if len(told) == 1 and (row.spans_all or len(row.cells) == 1 or _is_chapter(told[0][1])):
        text = words.joined(told[0][1])
        return "" if _PAGE_NUMBER.fullmatch(text) else text
    if len(told) == 2 and told[0][0] == 0 and _NUMERAL.fullmatch(told[0][1].strip()) and len(told[1][1]) <= 40:
        return f"{told[0][1].strip().rstrip('、')}、{words.joined(told[1][1])}"
    return None


def _is_chapter(text: str) -> bool:
    mark = read_mark(text)
    return mark is not None and mark.rank <= Rank.SECTION and len(text) <= 80


def by_columns(row: Row, heading: Heading) -> Line | None:
    """The row under its heading; None when it has more cells than the heading has columns."""
    width = len(heading.roles)
    cells = _spread(row)
    while len(cells) > width and not cells[-1].text.strip():
        cells.pop()
    if len(cells) > width:
        return None
    cells = _placed(cells, heading, row)
    texts: dict[Role, str] = {}
    merged, chapters = set(), []
    text_place = row.place
    for cell, role in zip(cells, heading.roles, strict=True):
        if role is None:
            continue
        if cell.is_continued:
            merged.add(role)
        if role is Role.CHAPTER:
            chapters.append(words.joined(cell.text))
        elif role is Role.MEASURE and cell.text.strip():
            text_place = cell.place
        if cell.text.strip():
            _add(texts, role, cell.text)
    return Line(texts, frozenset(merged), tuple(one for one in chapters if one), text_place, row.place)


def _add(texts: dict[Role, str], role: Role, text: str) -> None:
    parted = "；" if role in UNIT_ROLES else "\n"
    texts[role] = texts[role] + parted + text if role in texts else text


def _spread(row: Row) -> list[Cell]:
    cells: list[Cell] = []
    for cell in row.cells:
        cells.append(cell)
        cells += [Cell("", cell.place, cell.is_continued)] * (cell.columns - 1)
    return cells


def _placed(cells: list[Cell], heading: Heading, row: Row) -> list[Cell]:
    """Fill a row with too few cells: at its end, unless its texts suit the columns better further right."""
    missing = len(heading.roles) - len(cells)
    if not missing:
        return cells
    empty = Cell("", row.place)
    ways = [[empty] * left + cells + [empty] * (missing - left) for left in range(missing + 1)]

    def fit(way: list[Cell]) -> float:
        told = [(role, cell.text) for role, cell in zip(heading.roles, way, strict=True) if cell.text.strip()]
        return sum(suits(role, [text]) for role, text in told)

    return max(ways, key=fit)


def own_number(line: Line) -> tuple[int | None, str, str]:
    """(number, label, title) as the row prints them: in a column of its own or before the title."""
    title = words.joined(line.text(Role.ITEM))
    printed = line.text(Role.NUMBER).strip()
    number = read_number(printed) if printed else None
    mark = read_mark(line.text(Role.ITEM))
    if mark is not None and mark.rank >= Rank.SECTION:
        title = words.joined(line.text(Role.ITEM)[mark.end :])
        if number is None:
            return mark.number, mark.label, title
    return number, printed, title
