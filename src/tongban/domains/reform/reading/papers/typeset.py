"""Set lines of glyphs and the paragraphs they were broken from. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tongban.domains.reform.reading.papers.drawn import Glyph

OPENING = "（(《〈「『【〔[{"
CLOSING = "）)》〉」』】〕]}、，。；：！？,.;:!?％%…"
QUOTES = "“”‘’\"'"
STOPS = "、，。；：！？,.;:!?"
SENTENCE_ENDS = tuple("。；！？!?;")
AUTOMATIC_SPACE = 0.25
"""Of the size of the letters."""
ROUNDING = 0.05
MARK = re.compile(r"\s*([（(][\d一二三四五六七八九十]{1,4}[）)]|\d{1,4}[．.、](?!\d)|[一二三四五六七八九十]{1,3}、)")
OPENS = re.compile(rf"{MARK.pattern}|[\u4e00-\u9fa5]{{2,8}}(?:单位|部门|时限|要求|时间|领导|进度)[：:]|附件")
"""What begins a paragraph, even below a line that is indented as far and full."""
_LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Line:
    """One set line. `first` is the width of what a line break would have had to keep together at its start."""

    text: str
    left: float
    right: float
    base: float
    size: float
    first: float
    page: int = 0


@dataclass(frozen=True, slots=True)
class Measure:
    """Between which x the lines of a paragraph were set."""

    left: float
    right: float


def lines_of(glyphs: Iterable[Glyph], page: int) -> list[Line]:
    """The lines from top to bottom, each from left to right."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda one: (one.base, one.left)):
        if rows and glyph.base - rows[-1][0].base <= 0.35 * max(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    found = (_line(sorted(row, key=lambda one: one.left), page) for row in rows)
    return [line for line in found if line is not None]


def _line(row: list[Glyph], page: int) -> Line | None:
    while row and not row[-1].text.strip():
        row.pop()
    while row and not row[0].text.strip():
        row.pop(0)
    if not row:
        return None
    parts = [row[0].text]
    for before, glyph in pairwise(row):
        if glyph.text == before.text and glyph.left - before.left < 0.1 * glyph.size:
            continue  # drawn twice to look bold
        gap = glyph.left - before.right
        if gap > 1.5 * glyph.size or (gap > 0.15 * glyph.size and _are_latin(before.text, glyph.text)):
            parts.append(" ")
        parts.append(glyph.text)
    size = max(one.size for one in row)
    return Line("".join(parts), row[0].left, row[-1].right, row[0].base, size, _kept_together(row), page)


def _are_latin(before: str, after: str) -> bool:
    return bool(_LATIN.match(before) and _LATIN.match(after))


def _kept_together(row: Sequence[Glyph]) -> float:
    """The width of the shortest start of a line that no line break parts."""
    end = 0
    while end < len(row) - 1 and _is_glued(row[end].text, row[end + 1].text):
        end += 1
    return row[end].right - row[0].left


def _is_glued(before: str, after: str) -> bool:
    """Whether no line may end between two characters. Curly quotes hold both sides, stops hold a number (UAX 14)."""
    if before in OPENING or after in CLOSING or before in QUOTES or after in QUOTES:
        return True
    if (before in STOPS and after.isdigit()) or before in "+＋￥$" or (_is_of_a_word(before) and after in OPENING):
        return True
    return _is_of_a_word(before) and _is_of_a_word(after)


def _is_of_a_word(text: str) -> bool:
    return text.isascii() and (text.isalnum() or text in "-_./%+")


def is_broken_by_layout(upper: Line, lower: Line, measure: Measure) -> bool:
    """Whether two lines are one paragraph: the start of the lower had no room on the upper."""
    if upper.text.endswith((*SENTENCE_ENDS, "）", ")", "”")) and MARK.match(lower.text):
        return False
    room = measure.right - upper.right
    spare_left, lower_left = upper.left - measure.left, lower.left - measure.left
    if spare_left > upper.size and lower_left > 0.5 * lower.size and abs(spare_left - room) < 0.6 * upper.size:
        room += spare_left  # centred: the room stands on both sides
    elif lower_left > 1.5 * lower.size and (spare_left < lower_left or OPENS.match(lower.text)):
        return False  # the lower line is indented, a paragraph begins
    needed = lower.first + (AUTOMATIC_SPACE * lower.size if _is_mixed(upper.text[-1], lower.text[0]) else 0.0)
    return room < needed - ROUNDING


def _is_mixed(before: str, after: str) -> bool:
    """Between a Chinese character and a Latin letter or digit word processors set a space of their own."""
    return {before.isascii() and before.isalnum(), after.isascii() and after.isalnum()} == {True, False} and (
        before >= "\u2e80" or after >= "\u2e80"
    )


def join(lines: Sequence[Line], measure: Measure) -> str:
    """Lines as paragraphs, one to a line of the result."""
    parts: list[str] = []
    for number, line in enumerate(lines):
        if number:
            upper = lines[number - 1]
            if not is_broken_by_layout(upper, line, measure):
                parts.append("\n")
            elif _are_latin(upper.text[-1], line.text[0]):
                parts.append(" ")
        parts.append(line.text)
    return "".join(parts)
