"""What Word prints without its standing in the text: levels of headings, numbers of lists. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element

from tongban.domains.reform.reading.papers.numerals import printed

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9
LONGEST_CHAIN = 20
_CLOSED = tuple("、，。．）)】〕：:")


def property_of(element: _Element | None, group: str, name: str, *, missing: str | None = None) -> str | None:
    """The value of a property; `missing` when it is there without a value, None when it is not there."""
    found = element.find(f"{W}{group}/{W}{name}") if element is not None else None
    return None if found is None else found.get(W + "val", missing)


class Styles:
    """Paragraph styles, each with what it takes from the style it is based on."""

    def __init__(self, tree: _Element | None) -> None:
        found = tree.findall(W + "style") if tree is not None else []
        self._styles = {one.get(W + "styleId"): one for one in found}
        self._standard = next((one for one in found if _is_standard(one)), None)

    def chain(self, paragraph: _Element) -> Iterator[_Element]:
        """The paragraph and its styles, nearest first."""
        yield paragraph
        name = property_of(paragraph, "pPr", "pStyle")
        style = self._styles.get(name) if name else self._standard
        for _ in range(LONGEST_CHAIN):
            if style is None:
                return
            yield style
            based = style.find(W + "basedOn")
            style = self._styles.get(based.get(W + "val")) if based is not None else None

    def level(self, paragraph: _Element) -> int | None:
        """1 to 9 for a heading."""
        for one in self.chain(paragraph):
            told = property_of(one, "pPr", "outlineLvl")
            if told is not None:
                return int(told) + 1 if told.isdecimal() and int(told) < LEVELS else None
        return None


def _is_standard(style: _Element) -> bool:
    return style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true", "on")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str
    suffix: str
    is_plain: bool
    restarts: bool


class Numbers:
    """Counts lists as Word does: lists of one definition share their count unless they start anew."""

    def __init__(self, tree: _Element | None, styles: Styles) -> None:
        self._styles = styles
        self._definitions = {one.get(W + "abstractNumId"): one for one in _all(tree, "abstractNum")}
        self._lists = {one.get(W + "numId"): one for one in _all(tree, "num")}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._levels: dict[tuple[str, int], _Level] = {}

    def next(self, paragraph: _Element) -> str:
        """What is printed before a paragraph, "" where it is in no list or has a bullet."""
        number, level = self._place(paragraph)
        if number is None or number not in self._lists:
            return ""
        definition = self._definition(number)
        counts = self._counts.setdefault(definition, [None] * LEVELS)
        own = self._level(number, level)
        if self._starts_anew(number, level):
            counts[level] = None
        before = counts[level]
        counts[level] = own.start if before is None else before + 1
        for deeper in range(level + 1, LEVELS):
            if self._level(number, deeper).restarts:
                counts[deeper] = None
        if own.form in ("bullet", "none"):
            return ""
        text = own.text
        for above in range(LEVELS):
            if f"%{above + 1}" in text:
                other = self._level(number, above)
                form = "decimal" if own.is_plain else other.form
                count = counts[above]
                text = text.replace(f"%{above + 1}", printed(other.start if count is None else count, form))
        return text + ("" if own.suffix == "nothing" or text.endswith(_CLOSED) or not text else " ")

    def _place(self, paragraph: _Element) -> tuple[str | None, int]:
        number: str | None = None
        level: str | None = None
        for one in self._styles.chain(paragraph):
            found = one.find(f"{W}pPr/{W}numPr")
            if found is not None:
                inner = {str(child.tag): child.get(W + "val") for child in found}
                number = inner.get(W + "numId") if number is None else number
                level = inner.get(W + "ilvl") if level is None else level
            if number is not None:
                break
        return number, min(int(level), LEVELS - 1) if level and level.isdecimal() else 0

    def _definition(self, number: str) -> str:
        told = self._lists[number].find(W + "abstractNumId")
        return str(told.get(W + "val")) if told is not None else ""

    def _starts_anew(self, number: str, level: int) -> bool:
        if (number, level) in self._begun:
            return False
        self._begun.add((number, level))
        return self._override(number, level, "startOverride") is not None

    def _override(self, number: str, level: int, name: str) -> _Element | None:
        for one in self._lists[number].findall(W + "lvlOverride"):
            if one.get(W + "ilvl") == str(level):
                return one.find(W + name)
        return None

    def _level(self, number: str, level: int) -> _Level:
        if (number, level) not in self._levels:
            self._levels[number, level] = self._read_level(number, level)
        return self._levels[number, level]

    def _read_level(self, number: str, level: int) -> _Level:
        found = self._override(number, level, "lvl")
        definition = self._definitions.get(self._definition(number))
        if found is None and definition is not None:
            found = next((one for one in definition.findall(W + "lvl") if one.get(W + "ilvl") == str(level)), None)
        start = self._override(number, level, "startOverride")
        start = start if start is not None or found is None else found.find(W + "start")
        first = str(start.get(W + "val")) if start is not None else "1"
        told = {
            name: one.get(W + "val", "") if found is not None and (one := found.find(W + name)) is not None else None
            for name in ("numFmt", "lvlText", "suff", "isLgl", "lvlRestart")
        }
        return _Level(
            start=int(first) if first.isdecimal() else 1,
            form=told["numFmt"] or ("decimal" if found is not None else "none"),
            text=told["lvlText"] or "",
            suffix=told["suff"] or "tab",
            is_plain=told["isLgl"] is not None and told["isLgl"] not in ("0", "false"),
            restarts=told["lvlRestart"] != "0",
        )


def _all(tree: _Element | None, name: str) -> list[_Element]:
    return tree.findall(W + name) if tree is not None else []
