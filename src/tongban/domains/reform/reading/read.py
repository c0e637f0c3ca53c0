"""From a plan file to a `Plan`, for plans whose measures stand in a table of items, measures and units.

Rules come from `facts/plans-inventory.md` §5: items are merged on their printed number, never on position, because page
breaks repeat chapters and items; an empty lead cell takes the lead above it inside the same item; an empty cooperating
cell stays empty. Whatever a page break cut so that it cannot be put together again is refused, every place at once.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tongban.domains.reform.reading import words
from tongban.domains.reform.reading.files import Pages, Row, open_plan
from tongban.domains.reform.reading.plan import Document, Item, Measure, Plan
from tongban.kernel.errors import Refusal

T = TypeVar("T")
HEADINGS = ("目标任务", "工作措施", "牵头单位", "配合单位")
COLUMNS = 5
CHAPTER = re.compile(r"([一二三四五六七八九十]+)、")
ITEM = re.compile(r"(\d{1,4})[．.、]\s*(.+)", re.DOTALL)
MEASURES = re.compile(r"\n(?=\s*（\d{1,4}）)")
MEASURE = re.compile(r"\s*（(\d{1,4})）\s*(.*)", re.DOTALL)
SENTENCE_ENDS = tuple("。；！？）”…")


@dataclass(slots=True)
class _Draft:
    """A measure while its table is being read: its text may still be continued by the next row."""

    number: int | None
    text: str
    lead: tuple[str, ...]
    cooperating: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class _Cells:
    """One table row by its columns."""

    chapter: str
    item: str
    measures: str
    lead: str
    cooperating: str


@dataclass(slots=True)
class _ItemDraft:
    number: int
    chapter: str
    title: str
    measures: list[_Draft] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    """The state while walking down the table."""

    items: dict[int, _ItemDraft] = field(default_factory=dict)
    current: _ItemDraft | None = None
    chapter: str = ""
    rows: int = 0
    done: int = 0
    with_cooperating: int = 0
    problems: list[Refusal] = field(default_factory=list)


def read_plan(path: Path) -> Plan:
    """Read the plan in `path` (`.docx` or `.txt`).

    Besides the refusals of `open_plan`: `reform.plan.not_a_plan` when there is no paper number, issuer and date or no
    table of measures, `reform.plan.table_cut` with every place where the table was broken beyond repair.
    """
    pages = open_plan(path)
    document = _document(pages, path.name)
    reading = _Reading()
    for row in _table(pages, path.name):
        _read_row(reading, row)
    _check_whole(reading)
    if reading.problems:
        raise Refusal("reform.plan.table_cut", file=path.name, count=len(reading.problems), places=reading.problems)
    items = tuple(_finish(item) for item in reading.items.values())
    return Plan(document, items, reading.rows, reading.done, reading.with_cooperating)


def _document(pages: Pages, name: str) -> Document:
    head = [line.strip() for line in pages.paragraphs if line.strip()][:40]
    number = _first(head, words.paper_number)
    issued_on = _first(head, words.written_date)
    title = _first(head, words.issued_plan)
    if number is None or issued_on is None or title is None:
        missing = [
            word for word, value in (("发文字号", number), ("成文日期", issued_on), ("标题", title)) if not value
        ]
        raise Refusal("reform.plan.not_a_plan", file=name, missing=missing)
    return Document(title=title, number=number, issuer=head[0], issued_on=issued_on)


def _first(lines: Sequence[str], find: Callable[[str], T | None]) -> T | None:
    return next((found for line in lines if (found := find(line)) is not None), None)


def _table(pages: Pages, name: str) -> list[Row]:
    starts = [n for n, row in enumerate(pages.rows) if _is_heading(row)]
    if not starts:
        raise Refusal("reform.plan.not_a_plan", file=name, missing=list(HEADINGS))
    return [row for row in pages.rows[starts[0] :] if not _is_heading(row) and any(row.cells)]


def _is_heading(row: Row) -> bool:
    told = {re.sub(r"\s", "", cell or "") for cell in row.cells}
    return set(HEADINGS[1:3]) <= told


def _read_row(reading: _Reading, row: Row) -> None:
    if len(row.cells) > COLUMNS:
        reading.problems.append(Refusal("reform.cut.columns", place=row.place, found=len(row.cells), most=COLUMNS))
        return
    padded = [words.clean(cell or "") for cell in row.cells] + [""] * (COLUMNS - len(row.cells))
    cells = _Cells(*padded)
    if CHAPTER.match(cells.chapter):
        reading.chapter = words.joined(cells.chapter)
    _enter_item(reading, cells.item, row.place)
    if reading.current is None:
        return
    if _continues(reading.current, cells):
        reading.current.measures[-1].text += words.joined(cells.measures)
        return
    reading.rows += 1
    reading.done += words.DONE in padded
    reading.with_cooperating += bool(cells.cooperating)
    _add_measures(reading, reading.current, cells=cells, place=row.place)


def _enter_item(reading: _Reading, cell: str, place: str) -> None:
    """Open the item a row names, or stay in the current one when the row names none."""
    if not cell and reading.current is not None:
        return
    found = ITEM.match(cell)
    if found is None:
        reading.problems.append(Refusal("reform.cut.no_item", place=place, text=words.joined(cell)[:30]))
        return
    number, title = int(found[1]), words.joined(found[2])
    known = reading.items.setdefault(number, _ItemDraft(number, reading.chapter, title))
    if known.title != title:
        reading.problems.append(
            Refusal("reform.cut.two_titles", place=place, number=number, first=known.title, second=title)
        )
    reading.current = known


def _continues(item: _ItemDraft, cells: _Cells) -> bool:
    """Whether a row is the lower half of the row above, cut by a page: no units, no number, an unfinished sentence."""
    if not item.measures or cells.lead or cells.cooperating or not cells.measures:
        return False
    return not MEASURE.match(cells.measures) and not item.measures[-1].text.endswith(SENTENCE_ENDS)


def _add_measures(reading: _Reading, item: _ItemDraft, *, cells: _Cells, place: str) -> None:
    lead = words.units(cells.lead)
    if not lead and item.measures:
        lead = item.measures[-1].lead
    if not lead:
        reading.problems.append(Refusal("reform.cut.no_lead", place=place, number=item.number, title=item.title))
    for part in MEASURES.split(cells.measures):
        text = words.joined(part)
        if not text:
            continue
        numbered = MEASURE.match(text)
        number, body = (int(numbered[1]), numbered[2]) if numbered else (None, text)
        item.measures.append(_Draft(number, body, lead, words.units(cells.cooperating), place))


def _check_whole(reading: _Reading) -> None:
    """Numbers must run without a gap, every item must say something and every sentence must end."""
    problems = reading.problems
    for expected, number in enumerate(reading.items, start=1):
        if number != expected:
            problems.append(Refusal("reform.cut.item_gap", expected=expected, found=number))
            break
    for item in reading.items.values():
        if not item.measures:
            problems.append(Refusal("reform.cut.no_measure", number=item.number, title=item.title))
        problems += [
            Refusal("reform.cut.unfinished", place=measure.place, text=measure.text[-12:])
            for measure in item.measures
            if not measure.text.endswith(SENTENCE_ENDS)
        ]
        numbers = [measure.number for measure in item.measures if measure.number is not None]
        if numbers != list(range(1, len(numbers) + 1)):
            problems.append(Refusal("reform.cut.measure_gap", number=item.number, title=item.title, found=numbers))


def _finish(draft: _ItemDraft) -> Item:
    chapter = CHAPTER.match(draft.chapter)
    measures = tuple(
        Measure(
            number=one.number,
            text=one.text,
            lead=one.lead,
            cooperating=one.cooperating,
            deadlines=words.deadlines(one.text),
            done=words.DONE in one.text,
            anchor=_anchor(chapter[1] if chapter else "", draft, position),
        )
        for position, one in enumerate(draft.measures, start=1)
    )
    return Item(draft.number, draft.chapter, draft.title, measures)


def _anchor(chapter: str, draft: _ItemDraft, position: int) -> str:
    """Where a measure stands in the printed plan: `§1.4(5)`; `#2` counts where the plan prints no number."""
    measure = draft.measures[position - 1]
    place = f"§{_chinese_number(chapter)}.{draft.number}" if chapter else f"§{draft.number}"
    if measure.number is not None:
        return f"{place}({measure.number})"
    return place if len(draft.measures) == 1 else f"{place}#{position}"


def _chinese_number(word: str) -> int:
    """一 … 九十九 as a number."""
    digits = "零一二三四五六七八九"
    tens, ten, ones = word.partition("十")
    if not ten:
        return digits.index(word)
    return (digits.index(tens) if tens else 1) * 10 + (digits.index(ones) if ones else 0)
