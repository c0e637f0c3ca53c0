"""Searching procedures: Chinese by characters and pairs of characters, other scripts by words, titles by initials.

A query is turned into lexemes that the index can find, and the rows it finds are then compared with the text itself,
so a Chinese query matches exactly where it is written. Pure.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable

_CJK = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_WORD = re.compile(r"[a-z0-9]+")
MOST_TERMS = 16

# GB 2312 keeps its 3,755 commonest characters in the order of their sounds, so a character's place tells its initial.
_BOUNDS = (
    (0xB0A1, "a"), (0xB0C5, "b"), (0xB2C1, "c"), (0xB4EE, "d"), (0xB6EA, "e"), (0xB7A2, "f"), (0xB8C1, "g"),
    (0xB9FE, "h"), (0xBBF7, "j"), (0xBFA6, "k"), (0xC0AC, "l"), (0xC2E8, "m"), (0xC4C3, "n"), (0xC5B6, "o"),
    (0xC5BE, "p"), (0xC6DA, "q"), (0xC8BB, "r"), (0xC8F6, "s"), (0xCBFA, "t"), (0xCDDA, "w"), (0xCEF4, "x"),
    (0xD1B9, "y"), (0xD4D1, "z"),
)  # fmt: skip
_LAST = 0xD7F9
_PLACES = [place for place, _ in _BOUNDS]


def lexemes(text: str) -> list[str]:
    """Every character, every pair of neighbours, every word of a text: what the index holds."""
    lowered = text.lower()
    found: dict[str, None] = {}
    for run in _CJK.findall(lowered):
        found.update(dict.fromkeys(run))
        found.update(dict.fromkeys(_pairs(run)))
    found.update(dict.fromkeys(_WORD.findall(lowered)))
    return list(found)


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]


def runs(query: str) -> list[str]:
    """The parts of a query that must all be found: runs of Chinese characters and words, at most sixteen."""
    lowered = query.lower()
    return [*_CJK.findall(lowered), *_WORD.findall(lowered)][:MOST_TERMS]


def tsquery(query: str) -> str:
    """The query for the index, in PostgreSQL's notation; empty when the query holds nothing to look for.

    Words match by their beginning, so that `lic` finds `licence`.
    """
    terms: list[str] = []
    for run in runs(query):
        if _WORD.fullmatch(run):
            terms.append(f"'{run[:40]}':*")
        else:
            terms += [f"'{pair}'" for pair in (_pairs(run[:40]) or [run])]
    return " & ".join(terms)


def exact_runs(query: str) -> list[str]:
    """The Chinese parts of a query, which must stand in the text as they are written."""
    return [run for run in runs(query) if _CJK.fullmatch(run)]


def initials(text: str) -> str:
    """The first letters of the sounds of a Chinese title (`开办企业` is `kbqy`); letters and figures stay.

    Known for the commonest 3,755 characters, one reading each; others are left out.
    """
    return "".join(_initial(letter) for letter in text.lower())


def _initial(letter: str) -> str:
    if _WORD.fullmatch(letter):
        return letter
    try:
        high, low = letter.encode("gb2312")
    except (UnicodeEncodeError, ValueError):
        return ""
    place = high * 256 + low
    return _BOUNDS[bisect_right(_PLACES, place) - 1][1] if _PLACES[0] <= place <= _LAST else ""


def as_initials(query: str) -> str | None:
    """The query as initials when it can be read so: two letters or more and nothing else."""
    lowered = query.strip().lower()
    return lowered if re.fullmatch(r"[a-z]{2,20}", lowered) else None


def is_in_title(query: str, title: tuple[str, ...]) -> bool:
    """Whether every part of the query stands in a title (its Chinese, its English, its initials)."""
    text = joined(title)
    return all(run in text for run in runs(query))


def joined(parts: Iterable[str]) -> str:
    """The text that is searched, in lower case."""
    return "\n".join(parts).lower()
