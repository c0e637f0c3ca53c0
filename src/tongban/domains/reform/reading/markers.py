"""Printed numbers of headings, tasks and measures: 一、 （一） 1. （1） ①, in any of the bracket and point forms."""

import re
from dataclasses import dataclass
from enum import IntEnum

_DIGITS = "零一二三四五六七八九"
_CHINESE = "[一二三四五六七八九十百]{1,5}"
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


class Rank(IntEnum):
    """How deep a number usually stands (GB/T 9704—2012, 7.3.3: 一、 then （一） then 1. then （1）)."""

    PART = 1
    SECTION = 2
    POINT = 3
    SUB = 4
    CIRCLE = 5


@dataclass(frozen=True, slots=True)
class Mark:
    """A printed number at the head of a text: its rank, value, its letters, and where the words after it begin."""

    rank: Rank
    number: int
    label: str
    end: int


_FORMS: tuple[tuple[Rank, re.Pattern[str]], ...] = (
    (Rank.PART, re.compile(rf"\s*(?:第?({_CHINESE})(?:、|\.(?!\d)|．|，|(?:章|部分|篇)[、：:\s]?))\s*")),
    (Rank.SECTION, re.compile(rf"\s*[（(〔]\s*({_CHINESE})\s*[)）〕][、.．]?\s*")),
    (Rank.POINT, re.compile(rf"\s*(?:第({_CHINESE})条|任务({_CHINESE}))[、：:.．\s]?\s*")),
    (
        Rank.POINT,
        re.compile(
            r"\s*(?:第|任务)?([0-9０-９]{1,3})(?:\s*[.．、]|条|[：:])(?:(?![0-9０-９])|(?=[0-9０-９]{1,4}(?:年|月|日|个|家|项|万|条|件)))\s*"
        ),
    ),
    (Rank.SUB, re.compile(r"\s*[（(]\s*([0-9０-９]{1,3})\s*[)）][、.．]?\s*")),
    (Rank.SUB, re.compile(r"\s*([0-9０-９]{1,2})[)）][、.．]?\s*")),
    (Rank.SUB, re.compile(r"\s*[0-9]{1,2}[.．]([0-9]{1,2})(?:[.．、]|\s|(?=[\u4e00-\u9fa5]{4}))\s*")),
    (Rank.CIRCLE, re.compile(rf"\s*([{_CIRCLES}])[、.．]?\s*")),
)


def read_mark(text: str) -> Mark | None:
    """The printed number at the head of `text`."""
    for rank, form in _FORMS:
        if found := form.match(text):
            word = next(group for group in found.groups() if group)
            return Mark(rank, value_of(word), found[0].strip(), found.end())
    return None


def value_of(word: str) -> int:
    """A number in digits, Chinese numerals (up to 百) or a circle."""
    if word in _CIRCLES:
        return _CIRCLES.index(word) + 1
    plain = word.translate(_WIDE)
    if plain.isdigit():
        return int(plain)
    hundreds, hundred, rest = word.partition("百")
    if not hundred:
        hundreds, rest = "", word
    tens, ten, ones = rest.lstrip("零").partition("十")
    if not ten:
        tens, ones = "", tens
    value = (_DIGITS.index(hundreds) if hundreds else 1) * 100 if hundred else 0
    value += (_DIGITS.index(tens) if tens else 1) * 10 if ten else 0
    return value + (_DIGITS.index(ones) if len(ones) == 1 else 0)


def read_number(cell: str) -> int | None:
    """The number of a cell that holds only a number: "7", "7.", "（7）", "七", "1-7" (its last), "1.7"."""
    bare = re.sub(r"[\s（()）.．、。第项条]", "", cell.translate(_WIDE)) if len(cell) <= 12 else ""
    if bare.isdigit() and re.fullmatch(r"\D*\d+\D*", cell.translate(_WIDE)):
        return int(bare)
    if parts := re.fullmatch(r"\s*\d+[-—.．](\d+)\s*", cell.translate(_WIDE)):
        return int(parts[1])
    if re.fullmatch(_CHINESE, bare) or (len(bare) == 1 and bare in _CIRCLES):
        return value_of(bare)
    return None


@dataclass(frozen=True, slots=True)
class Piece:
    """One of several numbered texts inside a longer one; `start` and `end` point into the longer text."""

    number: int | None
    text: str
    start: int
    end: int


_INSIDE = re.compile(
    r"(?:^|\n|(?<=[。；;！？）)】〕”]))[ \t\u3000]*"
    rf"(?:[（(]\s*(?P<sub>[0-9０-９]{{1,2}})\s*[)）]|(?P<point>[0-9０-９]{{1,2}})\s*[.．、](?:(?![0-9０-９])|(?=[0-9０-９]{{1,4}}[年月]))|(?P<circle>[{_CIRCLES}]))"
)


def split_numbered(text: str, *, after: int = 0, least: int = 2) -> list[Piece]:
    """Cut a text into its numbered parts, where one way of numbering runs on from 1 (or from `after` + 1).

    Text before the first number is a piece without number. A text with fewer than `least` numbers stays whole, unless
    it begins with one.
    """
    for kind in ("sub", "point", "circle"):
        marks = _running(text, kind, after)
        begins = bool(marks) and not text[: marks[0][1]].strip()
        if len(marks) >= least or begins:
            return _pieces(text, marks)
    return [Piece(None, text, 0, len(text))]


def _running(text: str, kind: str, after: int) -> list[tuple[int, int, int]]:
    """(number, start, end of the mark) for marks of one kind that count on without a gap."""
    found: list[tuple[int, int, int]] = []
    for mark in _INSIDE.finditer(text):
        if mark[kind] is None:
            continue
        number = value_of(mark[kind])
        expected = {found[-1][0] + 1} if found else {1, after + 1}
        if number in expected:
            found.append((number, mark.start(), mark.end()))
    return found


def _pieces(text: str, marks: list[tuple[int, int, int]]) -> list[Piece]:
    pieces = [Piece(None, text[: marks[0][1]], 0, marks[0][1])] if text[: marks[0][1]].strip() else []
    ends = [start for _, start, _ in marks[1:]] + [len(text)]
    for (number, _, begin), end in zip(marks, ends, strict=True):
        pieces.append(Piece(number, text[begin:end], begin, end))
    return pieces
