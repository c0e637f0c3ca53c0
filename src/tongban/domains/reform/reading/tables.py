"""From the rows of a plan's tables to items and measures.

The rules come from real plans: items are merged on their printed number, never on position, because page breaks repeat
chapters and items; an empty lead cell takes the lead above it inside the same item; an empty cooperating cell stays
empty unless it is merged with the one above; a row without number and units goes on with the sentence above it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tongban.domains.reform.reading import words
from tongban.domains.reform.reading.brackets import Clause, Found, find_clauses, resolve
from tongban.domains.reform.reading.drafts import ItemDraft, MeasureDraft, span, where
from tongban.domains.reform.reading.headers import Heading, is_heading
from tongban.domains.reform.reading.markers import Piece, Rank, read_mark, split_numbered
from tongban.domains.reform.reading.papers import Row
from tongban.domains.reform.reading.roles import UNIT_ROLES, Role
from tongban.domains.reform.reading.rows import Line, by_columns, chapter_of, own_number
from tongban.kernel.errors import Refusal


@dataclass(slots=True)
class TableReading:
    """The state while walking down the tables of a paper. `first_leads`: the plan says that the first unit leads."""

    first_leads: bool = False
    items: list[ItemDraft] = field(default_factory=list)
    chapter: str = ""
    section: str = ""
    inherited: Clause = field(default_factory=Clause)
    rows: int = 0
    number: int = 0  # the last printed number of a measure
    problems: list[Refusal] = field(default_factory=list)
    last: list[MeasureDraft] = field(default_factory=list)
    last_line: Line | None = None
    heading: Heading | None = None
    has_lines: bool = False  # chapters stand on lines of their own

    @property
    def current(self) -> ItemDraft | None:
        return self.items[-1] if self.items else None


def enter_chapter(reading: TableReading, text: str) -> None:
    """A chapter line, in the table or between two tables; units in it are inherited by the items below."""
    found = [one for one in find_clauses(text, is_plain=False) if one.clause.has_units]
    for one in reversed(found):
        text = text[: one.start] + text[one.end :]
    mark = read_mark(text)
    if mark is not None and mark.rank is Rank.SECTION and reading.chapter:
        reading.section = words.joined(text)
    else:
        reading.chapter, reading.section = words.joined(text), ""
        reading.has_lines = True
    reading.inherited = found[0].clause if found else Clause()


def read_rows(reading: TableReading, rows: Sequence[Row], heading: Heading) -> None:
    """Read the rows of one table (or of its continuation on a further page) under their heading."""
    reading.heading = heading
    for row in rows:
        if is_heading(row) or not any(cell.text.strip() for cell in row.cells):
            continue
        chapter = chapter_of(row)
        if chapter is not None:
            if chapter:
                enter_chapter(reading, chapter)
            continue
        line = by_columns(row, heading)
        if line is None:
            told = {"place": where(row.place), "found": len(row.cells), "most": len(heading.roles)}
            reading.problems.append(Refusal("reform.cut.columns", **told))
        else:
            _read_line(reading, line, heading)


def _read_line(reading: TableReading, line: Line, heading: Heading) -> None:
    _enter_columns(reading, line.chapters)
    if _continues(reading, line):
        return
    item = _item(reading, line, heading)
    reading.rows += 1
    drafts = _measures(reading, item, line=line, heading=heading)
    _inherit(reading, drafts, item=item, line=line)
    item.measures += drafts
    reading.last, reading.last_line = drafts, line


def _enter_columns(reading: TableReading, told: tuple[str, ...]) -> None:
    """Chapters told in columns; under a numbered chapter line they are its sections."""
    if told and reading.has_lines and read_mark(told[0]) is None:
        reading.section = told[0]
        return
    if told and told[0] != reading.chapter:
        reading.chapter, reading.section = told[0], ""
    if len(told) > 1:
        reading.section = told[1]


def _continues(reading: TableReading, line: Line) -> bool:
    """Whether the row is the lower half of the row above, cut by a page: take its text or its units there."""
    above, own = reading.last_line, line.texts
    if above is None or not reading.last or own.get(Role.NUMBER) or Role.DEADLINE in own:
        return False
    has_units = any(role in own for role in UNIT_ROLES)
    title = words.joined(own.get(Role.ITEM, ""))
    current = reading.current
    if current is None or (title and not current.title.endswith(title) and title != current.title):
        return False
    text = own.get(Role.MEASURE, "")
    if text and not has_units and _goes_on(reading, text):
        reading.last[-1].text += words.joined(text)
        return True
    if not text and not title and has_units:
        _join_units(reading, above, line)
        return True
    return False


def _goes_on(reading: TableReading, text: str) -> bool:
    """Whether a text completes the one above. Where texts never end with a full stop an open end says nothing."""
    if read_mark(text) is not None or words.is_finished(reading.last[-1].text):
        return False
    texts = [measure.text for item in reading.items[:-1] for measure in item.measures]
    return not texts or sum(words.is_finished(text) for text in texts) * 2 > len(texts)


def _join_units(reading: TableReading, above: Line, line: Line) -> None:
    told = {role: above.texts.get(role, "") + text for role, text in line.texts.items()}
    whole = replace(above, texts={**above.texts, **told})
    reading.last_line, clause = whole, whole.clause()
    for draft in reading.last:
        draft.clause = clause
        draft.doubt("glued")


def _item(reading: TableReading, line: Line, heading: Heading) -> ItemDraft:
    """Open the item a row names, or stay in the current one when the row names none."""
    number, label, title = own_number(line)
    current = reading.current
    has_numbers = Role.NUMBER in heading.roles or any(item.number is not None for item in reading.items)
    if current is not None and number is None:
        is_same = not title or title == current.title or Role.ITEM in line.merged
        if is_same and (has_numbers or Role.ITEM in heading.roles):
            return current
        if has_numbers and Role.NUMBER in line.merged:
            return current
    known = _known(reading, number, title)
    if known is not None:
        reading.items.remove(known)
        reading.items.append(known)
        return known
    return _new_item(reading, number, label=label, title=title or _stand_in(line))


def _new_item(reading: TableReading, number: int | None, *, label: str, title: str) -> ItemDraft:
    item = ItemDraft(number, label, title, reading.chapter, reading.section)
    reading.items.append(item)
    return item


def _stand_in(line: Line) -> str:
    text = line.text(Role.UPPER) or line.text(Role.MEASURE)
    mark = read_mark(text)
    return words.title_of(words.joined(text[mark.end :] if mark else text))


def _known(reading: TableReading, number: int | None, title: str) -> ItemDraft | None:
    """The item whose cells a page break has repeated: same chapter, same number and, where it is told, same title."""
    if number is None:
        return None
    for item in reversed(reading.items):
        if item.number == number and item.chapter == reading.chapter:
            same = item.title == title or (title and (item.title.startswith(title) or title.startswith(item.title)))
            return item if same or (not title and item is reading.current) else None
    return None


def _measures(reading: TableReading, item: ItemDraft, *, line: Line, heading: Heading) -> list[MeasureDraft]:
    text = line.text(Role.MEASURE)
    limits = tuple(one for role in (Role.DEADLINE,) if (one := words.joined(line.text(role))))
    status = words.joined(line.text(Role.STATUS))
    upper = words.joined(line.text(Role.UPPER))
    clause = line.clause()
    drafts: list[MeasureDraft] = []
    numbers = [one.number for one in item.measures if one.number is not None]
    for piece in split_numbered(text, after=numbers[-1] if numbers else reading.number):
        reading.number = piece.number or reading.number
        inner, told = _inner(piece, clause, heading)
        draft = MeasureDraft(piece.number, told, span(line.text_place, piece.start, piece.end), reading.rows)
        draft.clause, draft.limits, draft.status, draft.upper = inner, limits or inner.limits, status, upper
        if told or not drafts:
            drafts.append(draft)
    for draft in drafts:
        draft.text = draft.text or item.title
        if not limits and not draft.clause.limits and line.text(Role.GOAL):
            draft.limits = (words.joined(line.text(Role.GOAL)),)
    return drafts


def _inner(piece: Piece, clause: Clause, heading: Heading) -> tuple[Clause, str]:
    """A table without columns of units may say them in brackets after the text."""
    if any(role in UNIT_ROLES for role in heading.roles):
        return clause, words.joined(piece.text)
    found: list[Found] = find_clauses(piece.text)
    text = piece.text
    for one in reversed(found):
        text = text[: one.start] + text[one.end :]
        clause = one.clause.joined(clause)
    return clause, words.joined(text)


def _inherit(reading: TableReading, drafts: list[MeasureDraft], *, item: ItemDraft, line: Line) -> None:
    """Fill what a vertical merge left empty, and say who leads."""
    above = reading.last[-1] if reading.last else None
    for draft in drafts:
        clause, is_unsaid = resolve(
            _with_merged_lead(draft.clause, above, line.merged), first_leads=reading.first_leads
        )
        if is_unsaid:
            draft.doubt("units_without_role")
        if clause.is_open:
            draft.doubt("open_list")
        source = _source(item, above, line.merged)
        if not clause.lead and source is not None and source.clause.lead:
            clause = replace(clause, lead=source.clause.lead)
            if not line.merged & {Role.LEAD, Role.UNIT}:
                draft.doubt("inherited_lead")
        elif not clause.lead and reading.inherited.has_units:
            inherited, _ = resolve(reading.inherited, first_leads=reading.first_leads)
            clause = replace(inherited, limits=clause.limits)
        if Role.COOPERATING in line.merged and above is not None and not clause.cooperating:
            clause = replace(clause, cooperating=above.clause.cooperating)
        draft.clause = clause
        _inherit_limits(draft, above, item=item, line=line, heading=reading.heading)


def _with_merged_lead(clause: Clause, above: MeasureDraft | None, merged: frozenset[Role]) -> Clause:
    """A lead cell that goes on from the row above leads here too; the units of the own row cooperate, then."""
    if clause.lead or above is None or not above.clause.lead:
        return clause
    if Role.LEAD in merged:
        clause = replace(clause, lead=above.clause.lead)
    if merged >= {Role.LEAD, Role.UNIT} and not clause.units:
        clause = replace(clause, cooperating=clause.cooperating or above.clause.cooperating)
    return clause


def _source(item: ItemDraft, above: MeasureDraft | None, merged: frozenset[Role]) -> MeasureDraft | None:
    if merged & {Role.LEAD, Role.UNIT}:
        return above
    return item.measures[-1] if item.measures else None


def _inherit_limits(
    draft: MeasureDraft, above: MeasureDraft | None, *, item: ItemDraft, line: Line, heading: Heading | None
) -> None:
    if heading is None or Role.DEADLINE not in heading.roles or line.text(Role.DEADLINE) or above is None:
        return
    if Role.DEADLINE in line.merged:
        draft.limits = above.limits
    elif item.measures and above is item.measures[-1] and above.limits:
        draft.limits = above.limits
        draft.doubt("inherited_deadline")
