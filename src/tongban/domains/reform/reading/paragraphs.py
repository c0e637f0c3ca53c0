"""From the tree of numbered paragraphs to items and measures: which parts are tasks, and who has to do each."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tongban.domains.reform.reading import words
from tongban.domains.reform.reading.brackets import Clause, Found, find_clauses, headed_by, resolve, subject_of
from tongban.domains.reform.reading.drafts import ItemDraft, MeasureDraft
from tongban.domains.reform.reading.markers import Rank, split_numbered
from tongban.domains.reform.reading.outline import LABEL, Node, Run, Written, written

_PREAMBLE = re.compile(
    "总体要求|总体目标|指导思想|基本原则|工作目标|主要目标|发展目标|总体思路|工作思路|目标要求|总体安排|背景|^目标$"
)
_ORGANISATION = re.compile(
    "组织|保障|实施步骤|工作要求|有关要求|相关要求|工作机制|推进机制|监督检查|督查|考核|宣传|附则|实施要求|工作步骤|时间安排|"
    "方法步骤|职责分工|领导小组|工作举措|推进实施|高度重视|压实责任|抓好落实|责任落实"
)
_LONGEST_TITLE = 80
_LONGEST_HEADING = 30
_BULLETS = "。；; \n▲●■◆•○★☆▪△—"
_SHORTEST = 8  # letters that a text between two brackets must have to be a measure of its own


@dataclass(slots=True)
class Tasks:
    """What the numbered paragraphs of a paper say: tasks of the text, tasks after 附件, and clauses of organisation."""

    body: list[ItemDraft] = field(default_factory=list)
    annex: list[ItemDraft] = field(default_factory=list)
    clauses: list[ItemDraft] = field(default_factory=list)


@dataclass(slots=True)
class _Walk:
    """The state while building items: the rule who leads, the row number, and what headings above have said."""

    first_leads: bool
    part: str
    rows: int = 0
    chapter: str = ""
    section: str = ""


def read_tasks(runs: Sequence[Run], *, first_leads: bool) -> Tasks:
    """The tasks and clauses of a paper's numbered paragraphs."""
    tasks = Tasks()
    has_units = [any(_says_units(node) for node in run.nodes) for run in runs]
    for run, own in zip(runs, has_units, strict=True):
        accepted = _task_parts(run, must_have_units=any(has_units) and not own)
        walk = _Walk(first_leads, "annex" if run.is_annex else "body")
        rest = _Walk(first_leads, walk.part)
        for node in run.nodes:
            if any(node is one for one in accepted):
                _walk(node, walk, into=tasks.annex if run.is_annex else tasks.body, inherited=Clause())
            elif not _PREAMBLE.search(_title(node)) and node.children:
                _walk(node, rest, into=tasks.clauses, inherited=Clause())
    return tasks


def _title(node: Node) -> str:
    return words.title_of(words.joined(written(node).text))


def _says_units(node: Node) -> bool:
    text = written(node).text
    own = any(found.clause.has_units for found in find_clauses(text)) or (node.children and headed_by(text).has_units)
    return bool(own) or any(_says_units(child) for child in node.children)


def _items(node: Node) -> list[Node]:
    """The item nodes of a tree: the deepest ones above sub-points （1）."""
    inner = _inner_items(node)
    return [one for child in inner for one in _items(child)] if inner else [node]


def _inner_items(node: Node) -> list[Node]:
    """The children of a heading that are items or hold some; sub-points are, where they stand right below a part."""
    return [child for child in node.children if child.rank <= Rank.POINT or node.rank is Rank.PART]


def _task_parts(run: Run, *, must_have_units: bool) -> list[Node]:
    """The top nodes that hold tasks.

    Sure are those that name units; where nothing in the run does, those whose title is neither preamble nor
    organisation. Of the others those count whose items stand at the same depth and either go on counting or have a
    title of work.
    """
    if must_have_units:
        return []
    named = [node for node in run.nodes if _says_units(node)]
    plain = [node for node in run.nodes if not (_PREAMBLE.search(_title(node)) or _ORGANISATION.search(_title(node)))]
    sure = named or plain
    if not sure:
        return []
    depth = Counter(item.rank for node in sure for item in _items(node)).most_common(1)[0][0]
    accepted: list[Node] = []
    for node in run.nodes:
        items = _items(node)
        fits = items[0].rank == depth and not _PREAMBLE.search(_title(node))
        last = _items(accepted[-1])[-1].mark.number if accepted else None
        goes_on = depth is not run.nodes[0].rank and last is not None and items[0].mark.number == last + 1
        if (named and any(node is one for one in named)) or (fits and (goes_on or any(node is one for one in plain))):
            accepted.append(node)
    return accepted


def _walk(node: Node, walk: _Walk, *, into: list[ItemDraft], inherited: Clause) -> None:
    """Go down to the items; headings name chapters and sections, and the units they say are inherited."""
    inner = _inner_items(node)
    if not inner:
        into.append(_item(node, walk, inherited))
        return
    text = written(node).text
    found = [one for one in find_clauses(text, is_plain=False) if one.clause.has_units or one.clause.limits]
    for one in found:
        inherited = one.clause if inherited.is_empty or one.clause.has_units else inherited.joined(one.clause)
    if not found and (told := headed_by(text)).has_units:
        inherited = told
    title = _heading(text, found)
    if node.rank is Rank.PART:
        walk.chapter, walk.section = f"{node.mark.label}{title}", ""
    else:
        walk.section = f"{node.mark.label}{title}"
    first = len(into)
    for child in inner:
        _walk(child, walk, into=into, inherited=inherited)
    _spread_back([measure for item in into[first:] for measure in item.measures])


def _heading(text: str, found: Sequence[Found]) -> str:
    for one in reversed(found):
        text = text[: one.start] + text[one.end :]
    return words.title_of(words.joined(text.split("\n")[0])).rstrip("。")


def _item(node: Node, walk: _Walk, inherited: Clause) -> ItemDraft:
    own = written(node)
    if node.rank is Rank.PART:
        walk.chapter, walk.section = "", ""
    elif node.rank is Rank.SECTION:
        walk.section = ""
    item = ItemDraft(node.mark.number, node.mark.label, "", walk.chapter, walk.section, walk.part)
    inner = [(child.mark.number, written(child)) for child in node.children] or _inside(own)
    head = own if node.children or not inner else own.part(0, _head_end(own, inner))
    groups = _grouped(head.text, find_clauses(head.text, is_plain=not inner))
    item.title = _heading(head.text, [one for group in groups for one in group])
    if inner:
        item.measures += _of_head(head, walk) if not node.children and not groups else []
        for number, text in inner:
            item.measures += _of_text(text, walk, number=number)
        _pass_down(item.measures, _clause([one for group in groups for one in group]))
        _spread_back(item.measures, is_sure=False)
    else:
        item.measures += _of_text(_below_heading(node, own), walk, number=None)
    _pass_down(item.measures, inherited)
    for measure in item.measures:
        _decide(measure, walk.first_leads)
    return item


def _below_heading(node: Node, own: Written) -> Written:
    """The text below a heading 一、 that stands on a line of its own: the heading is the item's name, not its text."""
    first = node.lines[0].text[node.mark.end :].rstrip()
    second = node.lines[1].text if len(node.lines) > 1 else ""
    is_apart = node.rank is Rank.PART and node.is_heading and len(first) <= _LONGEST_HEADING and "。" in second
    if not is_apart or LABEL.match(second) or find_clauses(first):
        return own
    return own.part(len(first), len(own.text))


def _inside(own: Written) -> list[tuple[int, Written]]:
    """Sub-points that stand in the same paragraph: 1.题目。（1）…。（2）…。"""
    pieces = [piece for piece in split_numbered(own.text) if piece.number is not None]
    if not pieces or (pieces[0].start == 0 and len(pieces) == 1):
        return []
    return [(piece.number or 0, own.part(piece.start, piece.end)) for piece in pieces]


def _head_end(own: Written, inner: Sequence[tuple[int, Written]]) -> int:
    """Where the words before the first sub-point end."""
    first = split_numbered(own.text)[0]
    return len(own.text) if not inner else first.end if first.number is None else 0


def _of_head(head: Written, walk: _Walk) -> list[MeasureDraft]:
    """Words before the first sub-point are its title; more than a sentence of them is a measure of its own."""
    told = words.joined(head.text)
    is_title = len(told) <= _LONGEST_TITLE and not re.search("[。；].", told)
    return [] if is_title else _of_text(head, walk, number=None)


def _clause(found: Sequence[Found]) -> Clause:
    clause = Clause()
    for one in found:
        clause = clause.joined(one.clause)
    return clause


def _grouped(text: str, found: Sequence[Found]) -> list[list[Found]]:
    """Clauses that stand side by side belong together: （牵头单位：A）（配合单位：B）, or label lines."""
    groups: list[list[Found]] = []
    for one in found:
        between = text[groups[-1][-1].end : one.start] if groups else "x"
        if groups and not re.sub(r"[\s，,；;。、]", "", between):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _of_text(own: Written, walk: _Walk, *, number: int | None) -> list[MeasureDraft]:
    """The measures of one paragraph: each stretch of text that ends with a clause of its own."""
    groups = _grouped(own.text, find_clauses(own.text))
    drafts: list[MeasureDraft] = []
    start = 0
    for group in groups:
        _add(drafts, own, walk, start=start, end=group[0].start, number=number, clause=_clause(group))
        start = group[-1].end
        if _is_own_line(own.text, group[0].start):
            drafts[-1].is_below = True
    if len(re.sub(r"\W", "", own.text[start:])) >= _SHORTEST or not drafts:
        if drafts:
            drafts[-1].text += words.joined(own.text[start:].lstrip("。；; \n"))
        else:
            _add(drafts, own, walk, start=start, end=len(own.text), number=number, clause=Clause())
    return drafts


def _is_own_line(text: str, start: int) -> bool:
    return start > 0 and text[:start].endswith("\n")


def _add(
    drafts: list[MeasureDraft], own: Written, walk: _Walk, *, start: int, end: int, number: int | None, clause: Clause
) -> None:
    text = own.text[start:end]
    if drafts and len(re.sub(r"\W", "", text)) < _SHORTEST // 2:
        drafts[-1].clause = drafts[-1].clause.joined(clause)
        drafts[-1].text += words.joined(text.strip("。；; \n"))
        return
    walk.rows += 1
    for piece in split_numbered(text):
        told = words.joined(piece.text.lstrip(_BULLETS))
        if told or not text.strip():
            place = own.place(start + piece.start, start + piece.end)
            drafts.append(MeasureDraft(piece.number or number, told, place, walk.rows, clause, clause.limits))


def _pass_down(measures: Sequence[MeasureDraft], clause: Clause) -> None:
    for measure in measures:
        own = measure.clause
        if not own.has_units and clause.has_units:
            measure.clause = replace(clause, limits=own.limits)
        elif not (own.lead or own.units) and clause.has_units:
            measure.clause = replace(clause, cooperating=own.cooperating, limits=own.limits)
        if not measure.limits and clause.limits and not measure.clause.limits:
            measure.limits = clause.limits


def _spread_back(measures: Sequence[MeasureDraft], *, is_sure: bool = True) -> None:
    """Where only the last of several texts names units, it speaks for all of them.

    With `is_sure` only a clause on a line of its own does; sub-points of one item share it in either case.
    """
    if len(measures) < 2 or not measures[-1].clause.has_units or (is_sure and not measures[-1].is_below):
        return
    last = measures[-1]
    if any(measure.clause.has_units for measure in measures[:-1]):
        return
    for measure in measures[:-1]:
        measure.clause = replace(last.clause, limits=measure.clause.limits or last.clause.limits)
        measure.limits = measure.limits or last.limits
        measure.doubt("units_from_below")


def _decide(measure: MeasureDraft, first_leads: bool) -> None:
    if not measure.clause.has_units and (told := subject_of(measure.text)).has_units:
        measure.clause = replace(told, limits=measure.clause.limits)
        measure.doubt("lead_from_sentence")
    if measure.clause.has_units:
        measure.clause, is_unsaid = resolve(measure.clause, first_leads=first_leads)
        if is_unsaid:
            measure.doubt("units_without_role")
        if measure.clause.is_open:
            measure.doubt("open_list")
