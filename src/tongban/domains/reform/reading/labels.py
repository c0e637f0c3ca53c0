"""Labels that stand on a line of their own, their value on the next: 责任单位 / 市教育局. Web pages print plans so."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from tongban.domains.reform.reading.papers import Block, Cell, Paragraph, Place, Table
from tongban.domains.reform.reading.roles import MARK, TEXT_ROLES, UNIT_ROLES, Role, role_of

_TEXT = re.compile("(?:具体|工作|主要|重点)(?:任务|内容|措施|举措)")
_LONGEST = 8
_FRAMED = re.compile(r"[【\[〔]([\u4e00-\u9fa5]{2,8})[】\]〕]([：:]?)")
_TWICE = 2  # a heading of a table stands once, a label with each task


def with_values(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks of a paper, each lone label and the line below it made one: 责任单位：市教育局."""
    told = [_label(block) for block in blocks]
    often = Counter(label for label in told if label)
    joined: list[Block] = []
    for place, block in enumerate(blocks):
        above, label = told[place - 1] if place else "", told[place]
        if isinstance(block, Paragraph) and joined and above and not label and often[above] >= _TWICE:
            joined[-1] = _one(joined[-1], block, above)
        else:
            joined.append(block)
    return tuple(joined)


def unframed(text: str) -> str:
    """A label in brackets of its own as one with a colon, letter for letter: 【牵头单位】市教育局."""
    return _FRAMED.sub(_with_colon, text)


def _with_colon(found: re.Match[str]) -> str:
    return f" {found[1]}：{' ' * len(found[2])}" if MARK.fullmatch(f"{found[1]}：") else found[0]


def as_lines(table: Table) -> list[Paragraph] | None:
    """A table that is a card of one task, its labels beside their values, as lines; None for any other table."""
    lines: list[Paragraph] = []
    known = 0
    for row in table.rows:
        cells = [cell for cell in row.cells if cell.text.strip()]
        told = [(_bare(one), two) for one, two in zip(cells[::2], cells[1::2], strict=False)]
        roles = [role_of(label) for label, _ in told]
        if len(row.cells) % 2 or None in roles or any(len(label) > _LONGEST for label, _ in told):
            return None
        for (label, value), role in zip(told, roles, strict=True):
            is_about = role in UNIT_ROLES | {Role.DEADLINE, Role.LEADER}
            known += is_about
            place = Place(value.place.page, row.place.row, None, value.place.start, value.place.end)
            if is_about or role in TEXT_ROLES:
                lines.append(Paragraph(f"{label}：{value.text}" if is_about else value.text, place))
    return lines if known >= _TWICE and len(table.rows) >= _TWICE else None


def _bare(cell: Cell) -> str:
    return re.sub(r"\s", "", cell.text).rstrip("：:")


def _label(block: Block) -> str:
    """The words of a paragraph that is nothing but a label."""
    text = block.text.strip() if isinstance(block, Paragraph) else ""
    if not text or len(text) > _LONGEST or not (MARK.fullmatch(f"{text}：") or _TEXT.fullmatch(text)):
        return ""
    return text


def _one(label: Block, value: Paragraph, word: str) -> Paragraph:
    start = label.place.start
    place = Place(value.place.page, value.place.row, value.place.line, start, value.place.end)
    if role_of(word) in UNIT_ROLES | {Role.DEADLINE, Role.LEADER}:
        return Paragraph(f"{word}：{value.text.strip()}", place)
    return replace(value, place=place)
