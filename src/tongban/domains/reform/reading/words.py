"""The wording of Chinese official documents: clean text, and the shape of titles and sentences."""

import re

SENTENCE_ENDS = tuple("。；;！？!?）)”’…】〕》")
_BESIDE = re.compile(r"\s+(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])\s+")
_FIRST = re.compile(r"^(.{2,60}?)[。；：:]")
LONGEST_TITLE = 80


def joined(text: str) -> str:
    """A text's lines as one: Chinese is set without spaces, neither at line breaks nor beside letters and digits."""
    return _BESIDE.sub("", text.strip())


def title_of(text: str) -> str:
    """A name for a text without one: its first sentence, cut where it is long."""
    first = _FIRST.match(text)
    return first[1] if first else text[:LONGEST_TITLE].rstrip("。；，、")


def is_finished(text: str) -> bool:
    return text.rstrip().endswith(SENTENCE_ENDS)
