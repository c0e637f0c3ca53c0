"""Finding the heading of a table by its words, and fitting it to the columns of the rows below."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

from tongban.domains.reform.reading.markers import Rank, read_mark, read_number
from tongban.domains.reform.reading.papers import Row
from tongban.domains.reform.reading.roles import TEXT_ROLES, UNIT_ROLES, Role, is_local, role_of
from tongban.domains.reform.reading.units import is_unit, split_names

SAMPLE = 40  # rows that are looked at to tell what a column holds
NATION = re.compile("国家|国务院|中央|部委")
UPPER = re.compile("国家|国务院|中央|部委|省级|省直|上级|全省|省里|自治区")
NOT_THE_END = re.compile("国家|国务院|中央|省级|上级|全省|启动|开始|开工|起始|起步")
TIME = re.compile(
    r"^(?=.{1,40}$).*(?:\d{4}年|\d{1,2}月|年底|季度|长期|持续|常态|已完成|年内|半年|即时|每年|每月|\d{4}[.\-/]\d)"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """The roles of the columns, the words over them, and how many rows the heading takes. `is_said`: it is printed."""

    roles: tuple[Role | None, ...]
    words: tuple[str, ...]
    rows: int
    is_said: bool = True

    @property
    def has_lead(self) -> bool:
        return Role.LEAD in self.roles

    def columns(self, *roles: Role) -> list[int]:
        return [place for place, role in enumerate(self.roles) if role in roles]


def is_heading(row: Row) -> bool:
    """Whether a row is a heading: at least two cells with different roles, one a text or a unit, and nothing else."""
    told = [cell.text for cell in row.cells if cell.text.strip()]
    roles = [role_of(text) for text in told]
    known = {role for role in roles if role is not None}
    if len(told) < 2 or any(
        is_unit(re.sub(r"\s", "", text)) and not role for text, role in zip(told, roles, strict=True)
    ):
        return False
    if any(len(re.sub(r"\s", "", text)) > 20 or re.search("[。；]", text) for text in told):
        return False
    strong = known & (UNIT_ROLES | {Role.NUMBER, Role.DEADLINE, Role.MEASURE, Role.LEADER})
    return len(known) >= 2 and bool(strong) and roles.count(None) <= len(roles) // 3 and _is_wordy(told)


def _is_wordy(told: Sequence[str]) -> bool:
    """Rows of data also hold words like 项目; but their first cell is a number, and their units are named."""
    return not any(read_number(text) is not None for text in told) and not any("、" in text for text in told[1:])


def find_heading(rows: Sequence[Row]) -> tuple[int, Heading] | None:
    """The first heading of a table, with the row after which the data begin, or None."""
    for place, row in enumerate(rows):
        if is_heading(row):
            second = rows[place + 1] if place + 1 < len(rows) and _is_second(rows[place + 1]) else None
            size = 1 if second is None else 2
            words = _spread(row) if second is None else _merged(row, second)
            data = [one for one in rows[place + size :] if not is_heading(one) and not one.spans_all]
            return place, _fitted(words, data, size)
    return None


def _is_second(row: Row) -> bool:
    """A second row of the heading: it names at least two columns under a group (责任分工: 牵头单位, 配合单位)."""
    told = [cell.text for cell in row.cells if cell.text.strip()]
    roles = [role_of(text) for text in told]
    short = all(len(text) <= 12 and "、" not in text for text in told)
    return (
        bool(told) and short and None not in roles and (len(told) >= 2 or any(cell.is_continued for cell in row.cells))
    )


def _spread(row: Row) -> list[str]:
    words: list[str] = []
    for cell in row.cells:
        words += [cell.text] + [""] * (cell.columns - 1)
    return words


def _merged(first: Row, second: Row) -> list[str]:
    """The words over each column where the heading has two rows."""
    upper, lower = [], []
    for cell in first.cells:
        upper += [cell.text] * cell.columns
    for cell in second.cells:
        lower += [cell.text] * cell.columns
    if len(upper) == len(lower):
        return [below.strip() or above for above, below in zip(upper, lower, strict=True)]
    told = [text for text in lower if text.strip()]
    group = next((place for place, text in enumerate(upper) if role_of(text) in UNIT_ROLES or "分工" in text), None)
    return upper if group is None else [*upper[:group], *told, *upper[group + 1 :]]


def _fitted(words: list[str], data: Sequence[Row], size: int) -> Heading:
    """Give each column of the data its words: a heading cell over several columns may be written once."""
    width = _width(data) or len(words)
    said = [word for word in words if word.strip()]
    best = words if len(words) == width else None
    if len(words) < width or (best is not None and len(said) < width):
        best = max(_stretched(said, width), key=lambda one: _fit(one, data), default=words)
    best = (best or words)[:width] if len(best or words) > width else (best or words)
    roles = settle(own_roles([role_of(word) for word in best], best), best, data)
    return Heading(tuple(roles), tuple(best), size)


def own_roles(roles: Sequence[Role | None], words: Sequence[str]) -> list[Role | None]:
    """Where a column of units or time stands twice, that of the upper authority and that of the start are not read."""
    told = list(roles)
    leading = frozenset({Role.LEAD, Role.UNIT})
    kinds = ((leading, NATION), (leading, UPPER), ({Role.COOPERATING}, UPPER), ({Role.DEADLINE}, NOT_THE_END))
    for kind, others in kinds:
        places = [place for place, one in enumerate(told) if one in kind]
        foreign = [place for place in places if others.search(words[place])]
        for place in foreign if len(foreign) < len(places) else ():
            told[place] = Role.NOTE
    return told


def _width(data: Sequence[Row]) -> int:
    """How many columns the fullest usual row has."""
    widths = [sum(cell.columns for cell in row.cells) for row in data[:SAMPLE]]
    return max(set(widths), key=lambda width: (widths.count(width), width)) if widths else 0


def _stretched(words: list[str], width: int) -> list[list[str]]:
    """Every way to let heading cells cover more columns; the further columns of a cell repeat its words."""
    extra = width - len(words)
    if not 0 < extra <= 3 or not words:
        return [words]
    return [
        [word for place, word in enumerate(words) for _ in range(1 + chosen.count(place))]
        for chosen in combinations_with_replacement(range(len(words)), extra)
    ]


def _fit(words: Sequence[str], data: Sequence[Row]) -> float:
    return sum(suits(role_of(word), column_of(data, place)) for place, word in enumerate(words))


def column_of(data: Sequence[Row], place: int) -> list[str]:
    """The filled cells of one column."""
    cells = (cell_at(row, place) for row in data[:SAMPLE])
    return [text for text in cells if text.strip()]


def cell_at(row: Row, place: int) -> str:
    at = 0
    for cell in row.cells:
        if at <= place < at + cell.columns:
            return cell.text if at == place else ""
        at += cell.columns
    return ""


def suits(role: Role | None, texts: Sequence[str]) -> float:
    """How well a column's texts suit a role, from 0 to 1."""
    if not texts:
        return 0.4 if role in (Role.COOPERATING, Role.NOTE, Role.STATUS, Role.LEADER) else 0.1
    if role is Role.NUMBER:
        return _share(texts, lambda text: read_number(text) is not None)
    if role in UNIT_ROLES:
        return share_of_units(texts)
    if role is Role.DEADLINE:
        return _share(texts, lambda text: bool(TIME.match(re.sub(r"\s", "", text))))
    if role in TEXT_ROLES:
        return 1 - max(share_of_units(texts), _share(texts, lambda text: read_number(text) is not None))
    return 0.3


def _share(texts: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(test(text) for text in texts) / len(texts)


def share_of_units(texts: Sequence[str]) -> float:
    """The share of cells that are lists of units."""
    return _share(texts, lambda text: len(text) < 400 and all(is_unit(one) for one in split_names(text).names[:4]))


def settle(roles: list[Role | None], words: Sequence[str], data: Sequence[Row]) -> list[Role | None]:
    """Decide between the text columns: which one says what to do, which names the item, which the chapter."""
    told = [role if role is not None else _guess(column_of(data, place)) for place, role in enumerate(roles)]
    _settle_upper(told, words)
    texts = [place for place, role in enumerate(told) if role in (Role.CHAPTER, Role.ITEM, Role.MEASURE)]
    measures = [place for place in texts if told[place] is Role.MEASURE]
    if not texts:
        told = [Role.MEASURE if role in (Role.GOAL, Role.UPPER) else role for role in told]
        return told
    others = [place for place in texts if told[place] is not Role.CHAPTER] or texts
    main = measures[-1] if measures else _longest(others, data)
    for place in texts:
        told[place] = Role.MEASURE if place == main else told[place]
    before = [place for place in texts if place != main and told[place] is not Role.CHAPTER]
    for place in before:
        told[place] = Role.ITEM if place == before[-1] else Role.CHAPTER
    if len(before) == 1 and _is_chapters(column_of(data, before[0])):
        told[before[0]] = Role.CHAPTER
    return told


def _settle_upper(told: list[Role | None], words: Sequence[str]) -> None:
    local = [place for place, role in enumerate(told) if role in (Role.MEASURE, Role.ITEM) and is_local(words[place])]
    for place, role in enumerate(told):
        if role is Role.UPPER and not local:
            told[place] = Role.ITEM if any(one in (Role.MEASURE,) for one in told) else Role.MEASURE
    if Role.UPPER in told:
        for place in local[-1:]:
            told[place] = Role.MEASURE


def _longest(places: Sequence[int], data: Sequence[Row]) -> int:
    def length(place: int) -> float:
        texts = column_of(data, place)
        return sum(len(text) for text in texts) / len(texts) if texts else 0

    return max(places, key=lambda place: (length(place), place))


def _is_chapters(texts: Sequence[str]) -> bool:
    """A column of chapter names: few, numbered 一、 or （一）."""
    marks = [mark for text in texts if (mark := read_mark(text)) is not None]
    return bool(texts) and len(marks) > 0.8 * len(texts) and all(mark.rank <= Rank.SECTION for mark in marks)


def _guess(texts: Sequence[str]) -> Role | None:
    """The role of a column without words, by what stands in it."""
    if not texts:
        return None
    for role in (Role.NUMBER, Role.DEADLINE, Role.UNIT):
        if suits(role, texts) >= 0.8:
            return role
    return Role.ITEM if sum(len(text) for text in texts) / len(texts) >= 4 else None


def guess_heading(rows: Sequence[Row]) -> Heading | None:
    """A heading for a table that has none, by what its columns hold: a text, and one or two lists of units."""
    data = [row for row in rows if not row.spans_all]
    width = _width(data)
    if width < 3 or len(data) < 3:
        return None
    roles: list[Role | None] = [_guess(column_of(data, place)) for place in range(width)]
    units = [place for place, role in enumerate(roles) if role is Role.UNIT]
    if not units or Role.ITEM not in roles or Role.NUMBER not in roles:
        return None
    if len(units) >= 2:
        roles[units[0]], roles[units[1]] = Role.LEAD, Role.COOPERATING
    words = [""] * width
    return Heading(tuple(settle(roles, words, data)), tuple(words), 0, is_said=False)
