"""A sentence as the rules read it: no white space, ASCII digits, names of papers blanked; and the way back."""

import re
from dataclasses import dataclass

FULL_WIDTH = str.maketrans("０１２３４５６７８９％．－～：；（），", "0123456789%.-~:;（）,")
PAPER_NAMES = re.compile(r"《[^《》]*》|〔\d{4}〕|\[\d{4}\]|[(（]\d{4}年版[)）]|\[bookmark[^\]]*\]")
DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "Ｏ": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
BLANK = "\0"
"""Stands where a name stood, so that no rule reads into it and none joins what stands on both sides."""


@dataclass(frozen=True, slots=True)
class Plain:
    """`text` is what rules search; `places[n]` is where its n-th character stands in `whole`."""

    whole: str
    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of `whole` behind a span of `text`. An empty span is empty there too."""
        if start >= end:
            return (0, 0)
        return self.places[start], self.places[end - 1] + 1


def plain(text: str) -> Plain:
    """White space is the layout's; a name in 《》 or the year of a paper's number says nothing about the measure."""
    hidden = PAPER_NAMES.sub(lambda found: BLANK * len(found[0]), text.translate(FULL_WIDTH))
    kept = [(place, sign) for place, sign in enumerate(hidden) if not sign.isspace()]
    return Plain(text, "".join(sign for _, sign in kept), tuple(place for place, _ in kept))


def number(word: str) -> int | None:
    """12, 十二, 二十, 两, 一百一十五, 二〇二五 as a number; None for anything else."""
    if word.isascii() and word.isdigit():
        return int(word)
    if not word or any(sign not in DIGITS and sign not in UNITS for sign in word):
        return None
    if len(word) > 1 and not any(sign in UNITS for sign in word):
        return int("".join(str(DIGITS[sign]) for sign in word))
    total, digit = 0, 0
    for sign in word:
        if sign in UNITS:
            total += (digit or 1) * UNITS[sign]
            digit = 0
        else:
            digit = DIGITS[sign]
    return total + digit
