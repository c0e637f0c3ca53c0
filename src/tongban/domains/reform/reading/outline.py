"""Numbered paragraphs as a tree: 一、 then （一） then 1. then （1）, each with the unnumbered text below it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tongban.domains.reform.reading import words
from tongban.domains.reform.reading.markers import Mark, Rank, read_mark
from tongban.domains.reform.reading.papers import Paragraph, Place
from tongban.domains.reform.reading.roles import MARK
from tongban.domains.reform.reading.units import is_unit, split_names

ANNEX = re.compile(r"\s*附\s*[件表录]\s*(?:[0-9一二三四五六七八九十]{1,3})?\s*(?:[：:.、\s].{0,60})?$")
LABEL = re.compile(r"\s*[\u4e00-\u9fa5]{0,6}(?:单位|部门|科室|领导|责任人|时限|期限|进度|内容|目标|成果|形式)[：:]")
_DATE = re.compile(
    r"(?:\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|[二〇○零一三四五六七八九十]{4}年.{1,3}月.{1,3}日)\s*(?:印发)?"
)
_AFTER = re.compile(r"\s*(?:[（(]此件.*|抄送[：:].*|(?:主办|承办)[：:].*|[（(](?:联系人|信息公开).*)")
_GLUED = re.compile(r"(?:牵头|责任|配合)[^）)]*[）)]\s*(?=\d{1,3}[．.、](?!\d))")
_PAGE = re.compile(r"[—\-－–·\s]*(?:第\s*)?\d{1,3}(?:\s*页)?[—\-－–·\s]*|[—\-－–]+")


@dataclass(slots=True)
class Node:
    """One numbered paragraph, the unnumbered ones below it, and its numbered children."""

    mark: Mark
    lines: list[Paragraph]
    children: list["Node"] = field(default_factory=list)
    is_heading: bool = False

    @property
    def rank(self) -> Rank:
        return self.mark.rank

    def leaves(self) -> Iterator["Node"]:
        """The deepest nodes, in order."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


@dataclass(frozen=True, slots=True)
class Run:
    """Top nodes that count on from 1. `is_annex`: they stand after a line 附件."""

    nodes: tuple[Node, ...]
    is_annex: bool


@dataclass(frozen=True, slots=True)
class Written:
    """The text of some paragraphs as one, and where each letter stands in the paper."""

    text: str
    starts: tuple[tuple[int, Paragraph], ...]

    def place(self, start: int, end: int) -> Place:
        first, last = self._at(start), self._at(max(end - 1, start))
        begin = first[1].place.start + max(start - first[0], 0)
        return Place(first[1].place.page, None, first[1].place.line, begin, last[1].place.start + max(end - last[0], 0))

    def part(self, start: int, end: int) -> "Written":
        """A stretch of this text, with its places."""
        return Written(self.text[start:end], tuple((index - start, line) for index, line in self.starts))

    def _at(self, index: int) -> tuple[int, Paragraph]:
        return max((one for one in self.starts if one[0] <= index), key=lambda one: one[0], default=self.starts[0])


def written(node: Node) -> Written:
    """The words of a node without its own number. Lines that the layout broke are joined."""
    text, starts = "", []
    for place, line in enumerate(node.lines):
        cut = node.mark.end if place == 0 else 0
        own = line.text[cut:].rstrip()
        if text:
            text += "" if is_broken(text, own) else "\n"
        starts.append((len(text) - cut, line))
        text += own
    return Written(text, tuple(starts))


def is_broken(before: str, after: str) -> bool:
    """Whether a line goes on in the next one: it does not end a sentence, and the next is no label or bracket."""
    return (
        not words.is_finished(before)
        and not _says_all(before, after)
        and not MARK.match(after)
        and not LABEL.match(after)
        and not re.match(r"\s*[（(〔【\[]\s*(?:牵头|责任|配合)", after)
    )


def _says_all(before: str, after: str) -> bool:
    """Whether the line above is a label with whole units, and the next line begins something else."""
    marks = list(MARK.finditer(before.rsplit("\n", 1)[-1]))
    if not marks:
        return False
    last = re.split("[、，,；;]", before)[-1].rsplit("\n", 1)[-1][-40:]
    names = split_names(re.split("[：:]", last)[-1]).names
    return bool(names) and is_unit(names[-1]) and not is_unit(re.split("[、，,；;。]", after.strip())[0])


def grow(paragraphs: Sequence[Paragraph]) -> list[Run]:
    """The trees of a paper's numbered paragraphs. What stands before the first number is its head and is left out."""
    runs: list[Run] = []
    top: list[Node] = []
    path: list[Node] = []
    is_annex, is_open = False, False

    def end_run() -> None:
        if top:
            runs.append(Run(tuple(top), is_annex))
            top.clear()
        path.clear()

    for line in (part for one in paragraphs for part in _parted(one)):
        mark = read_mark(line.text)
        if mark is not None:
            node = Node(mark, [line], is_heading=_is_heading(line.text, mark))
            while path and path[-1].rank >= mark.rank:
                path.pop()
            if not path and top and ((mark.number == 1 and mark.rank <= top[0].rank) or mark.rank < top[0].rank):
                end_run()
            (path[-1].children if path else top).append(node)
            path.append(node)
            is_open = True
        elif ANNEX.fullmatch(line.text):
            was = bool(runs or top)
            end_run()
            is_annex, is_open = is_annex or was, False
        elif _is_end(line.text):
            is_open = is_open and bool(_PAGE.fullmatch(line.text))
        elif is_open and path:
            path[-1].lines.append(line)
    end_run()
    return runs


def _parted(line: Paragraph) -> list[Paragraph]:
    """A heading whose line was full is glued to the first task below it: （一）…（牵头单位：…）1．…"""
    mark = read_mark(line.text)
    found = _GLUED.search(line.text) if mark is not None and mark.rank <= Rank.SECTION else None
    if found is None:
        return [line]
    place, cut = line.place, line.place.start + found.end()
    first = Place(place.page, place.row, place.line, place.start, cut)
    rest = Place(place.page, place.row, place.line, cut, place.end)
    return [Paragraph(line.text[: found.end()], first), Paragraph(line.text[found.end() :], rest)]


def _is_heading(text: str, mark: Mark) -> bool:
    return not re.search("[。；]", text[mark.end :])


def _is_end(text: str) -> bool:
    """Lines after the text: signature, date, distribution, page numbers."""
    bare = text.strip()
    is_name = len(bare) <= 24 and bool(re.search("人民政府|办公[厅室]|委员会$|领导小组|管委会", bare)) and is_unit(bare)
    return bool(_DATE.fullmatch(bare) or _AFTER.match(bare) or _PAGE.fullmatch(bare)) or is_name
