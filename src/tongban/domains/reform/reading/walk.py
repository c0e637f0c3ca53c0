"""Walking over the blocks of a paper for its tables: which are the plan's, and which chapter stands over each."""

import re
from collections.abc import Sequence

from tongban.domains.reform.reading import words
from tongban.domains.reform.reading.drafts import where
from tongban.domains.reform.reading.glue import rows_of_lines
from tongban.domains.reform.reading.headers import Heading, column_of, find_heading, guess_heading, suits
from tongban.domains.reform.reading.markers import Rank, read_mark
from tongban.domains.reform.reading.papers import Paper, Paragraph, Row, Table
from tongban.domains.reform.reading.plan import Doubt
from tongban.domains.reform.reading.roles import TEXT_ROLES, UNIT_ROLES, Role
from tongban.domains.reform.reading.tables import TableReading, enter_chapter, read_rows

_BETWEEN = re.compile(r"[—\-－–·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?[—\-－–·\s]*|[（(]?续表?[）)]?|单位[：:].{0,12}")
_SMALLEST = 3  # rows of a table that is worth a doubt when it cannot be read
_LONGEST_CHAPTER = 60
_LEAST_SHARE = 0.4  # of the cells of a column that must hold what its heading says
_OF_PERSONS = re.compile("姓名|职务|职称|(?:联系|办公)?电话|手机(?:号码?)?|联系方式|组长|副组长|组别|微信")
_OTHER_TITLE = re.compile(
    "统计|名单|名册|通讯录|联系(?:表|方式)|联络员|评分|考核|测算|督查组|领导小组|进展情况|完成情况"
)


def read_tables(paper: Paper, *, first_leads: bool) -> tuple[TableReading, list[Doubt]]:
    """Read every table of the plan as one list of items; tables of other things are left out and doubted."""
    reading = TableReading(first_leads=first_leads)
    doubts: list[Doubt] = []
    above: list[Paragraph] = []
    for block in paper.blocks:
        if isinstance(block, Paragraph):
            above.append(block)
            continue
        if _is_other(reading, block, above):
            _skip(block, doubts)
        else:
            _enter_above(reading, above)
            _read_table(reading, block, doubts)
        above = []
    if not reading.items:
        for heading, rows in rows_of_lines(paper.paragraphs):
            read_rows(reading, rows, heading)
    return reading, doubts


def _is_other(reading: TableReading, table: Table, above: Sequence[Paragraph]) -> bool:
    """Whether a table beside those of the plan tells of something else: whom to call, what was reached last year."""
    for row in table.rows[:2]:
        told = [re.sub(r"\s", "", cell.text) for cell in row.cells]
        if sum(bool(_OF_PERSONS.fullmatch(text)) for text in told) >= 2:
            return True
    title = above[-1].text.strip() if above else ""
    return bool(reading.items) and len(title) <= _LONGEST_CHAPTER and bool(_OTHER_TITLE.search(title))


def _enter_above(reading: TableReading, above: Sequence[Paragraph]) -> None:
    """The line right above a table names its chapter when it is numbered, or parts two tables of the plan."""
    told = [line for line in above if not _BETWEEN.fullmatch(line.text.strip())]
    if not told:
        return
    last = told[-1].text.strip()
    mark = read_mark(last)
    is_short = len(last) <= _LONGEST_CHAPTER and not re.search("[。；]$", last)
    if is_short and ((mark is not None and mark.rank <= Rank.SECTION) or reading.items):
        if len(told) > 1 and mark is not None and mark.rank is Rank.SECTION:
            before = read_mark(told[-2].text)
            if before is not None and before.rank is Rank.PART and len(told[-2].text) <= _LONGEST_CHAPTER:
                enter_chapter(reading, told[-2].text.strip())
        enter_chapter(reading, last)


def _read_table(reading: TableReading, table: Table, doubts: list[Doubt]) -> None:
    place = where(table.place)
    found = find_heading(table.rows)
    if found is not None:
        at, heading = found
        if not is_plan(heading):
            _skip(table, doubts)
            return
        if at and reading.heading is not None and _has_data(table.rows[:at]):
            read_rows(reading, table.rows[:at], reading.heading)
        for row in table.rows[:at]:
            _enter_title(reading, row)
        read_rows(reading, table.rows[at + heading.rows :], heading)
        return
    if reading.heading is not None and _fits(reading.heading, table):
        read_rows(reading, table.rows, reading.heading)
        return
    guessed = guess_heading(table.rows)
    if guessed is None or not is_plan(guessed):
        _skip(table, doubts)
        return
    doubts.append(Doubt("reform.doubt.table_without_heading", {"place": place}))
    read_rows(reading, table.rows, guessed)


def is_plan(heading: Heading) -> bool:
    """A table of a plan says what to do, and who does it or until when."""
    roles = set(heading.roles)
    return bool(roles & TEXT_ROLES) and bool(roles & (UNIT_ROLES | {Role.DEADLINE}))


def _skip(table: Table, doubts: list[Doubt]) -> None:
    if len(table.rows) >= _SMALLEST and not _is_about_the_page(table):
        doubts.append(Doubt("reform.doubt.table_skipped", {"place": where(table.place), "rows": len(table.rows)}))


def _is_about_the_page(table: Table) -> bool:
    """Web pages tell index number, publisher and dates of a paper in a table of their own."""
    return any("索引号" in re.sub(r"\s", "", cell.text) for row in table.rows for cell in row.cells)


def _has_data(rows: Sequence[Row]) -> bool:
    return any(not row.spans_all and sum(bool(cell.text.strip()) for cell in row.cells) > 1 for row in rows)


def _enter_title(reading: TableReading, row: Row) -> None:
    texts = [cell.text for cell in row.cells if cell.text.strip()]
    mark = read_mark(texts[0]) if len(texts) == 1 else None
    if mark is not None and mark.rank <= Rank.SECTION:
        enter_chapter(reading, words.joined(texts[0]))


def _fits(heading: Heading, table: Table) -> bool:
    """Whether a table without heading goes on with the one before: as many columns, give or take an empty last one, and
    numbers and units where they stood."""
    rows = [row for row in table.rows if not row.spans_all]
    widths = {sum(cell.columns for cell in row.cells) for row in rows}
    if not widths or not len(heading.roles) - 1 <= max(widths) <= len(heading.roles):
        return False
    told = [(role, column_of(rows, place)) for place, role in enumerate(heading.roles)]
    known = [suits(role, texts) for role, texts in told if texts and (role is Role.NUMBER or role in UNIT_ROLES)]
    return all(share >= _LEAST_SHARE for share in known)
