"""Breaks text into lines by width: Chinese between any two characters, Latin between words, no stop at the head."""

from collections.abc import Callable, Iterator

NOT_AT_HEAD = frozenset("，。、；：！？）》」』”’】〕〉…—,.;:!?)]}%‰℃")
NOT_AT_TAIL = frozenset("（《「『“‘【〔〈([{")
_WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'-_@#&/+=$%~")


def wrap(text: str, room: float, width: Callable[[str], float]) -> list[str]:
    """The lines of a text, each at most `room` wide; `width` measures. A word wider than the room is cut."""
    lines, line = [], ""
    for piece in _pieces(text):
        if width((line + piece).rstrip()) <= room:
            line += piece
            continue
        if line.strip():
            lines.append(line.strip())
        line = piece.lstrip()
        while width(line.rstrip()) > room and len(line) > 1:
            cut = _fitting(line, room, width)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line.strip()] if line.strip() or not lines else lines


def _fitting(text: str, room: float, width: Callable[[str], float]) -> int:
    """How many characters fit; at least one, so that everything ends."""
    taken = 0.0
    for place, character in enumerate(text):
        taken += width(character)
        if taken > room:
            return max(place, 1)
    return len(text)


def _pieces(text: str) -> Iterator[str]:
    """What must stay together: a word with its space, a character with the stops that follow or open before it."""
    piece = ""
    for character in text:
        joined = (
            not piece
            or character in NOT_AT_HEAD
            or character == " "
            or piece[-1] in NOT_AT_TAIL
            or (character in _WORD and piece[-1] in _WORD)
        )
        if joined:
            piece += character
        else:
            yield piece
            piece = character
    if piece:
        yield piece
