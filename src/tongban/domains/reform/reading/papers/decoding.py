"""Bytes as text: the encodings in which texts of offices arrive, none of them guessed. Pure."""

import codecs
import re

from tongban.kernel.errors import Refusal

FEWEST = 8
"""So many Chinese characters it takes to tell GB 18030 from bytes that only happen to look like it."""
_BYTE_ORDER = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTROL = re.compile(r"[\u0000-\u0008\u000e-\u001a\u001c-\u001f]")
_IDEOGRAPHS = re.compile(r"[\u4e00-\u9fff]")
_FIRST_OF_SECOND_LEVEL = 0xD8


def decode(data: bytes, name: str) -> str:
    """The text, without a byte order mark: UTF-8, UTF-16 with its mark, GB 18030 when it reads as common Chinese.

    Refuses `reform.paper.encoding` with the byte where UTF-8 ends.
    """
    for mark, encoding in _BYTE_ORDER:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding, name)
    if b"\0" in data:  # no text has one, and no database keeps one
        raise Refusal("reform.paper.encoding", file=name, position=data.index(b"\0"))
    try:
        return _readable(data.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        position = error.start
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        raise Refusal("reform.paper.encoding", file=name, position=position) from None
    if not _is_common_chinese(text):
        raise Refusal("reform.paper.encoding", file=name, position=position)
    return _readable(text, name)


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return _readable(data.decode(encoding), name)
    except UnicodeDecodeError as error:
        raise Refusal("reform.paper.encoding", file=name, position=error.start) from None


def _readable(text: str, name: str) -> str:
    """A text has hardly any control characters; where there are more it is something else."""
    found = _CONTROL.search(text)
    if found is not None and (found[0] == "\0" or len(_CONTROL.findall(text)) > 0.01 * len(text)):
        raise Refusal("reform.paper.encoding", file=name, position=found.start())
    return text


def _is_common_chinese(text: str) -> bool:
    """Whether nearly all is in GB 2312, and nearly all ideographs among the 3,755 common ones.

    Bytes of Big5, Japanese or western encodings decode as GB 18030 too, to rare characters.
    """
    foreign = [one for one in text if one > "\x7f"]
    ideographs = _IDEOGRAPHS.findall(text)
    if len(ideographs) < FEWEST:
        return False
    known = sum(bool(one.encode("gb2312", "ignore")) for one in foreign)
    common = sum(0 < _first_byte(one) < _FIRST_OF_SECOND_LEVEL for one in ideographs)
    return known >= 0.95 * len(foreign) and common >= 0.9 * len(ideographs)


def _first_byte(ideograph: str) -> int:
    encoded = ideograph.encode("gb2312", "ignore")
    return encoded[0] if encoded else 0
