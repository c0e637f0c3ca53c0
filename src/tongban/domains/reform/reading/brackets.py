"""Who does it and until when, as plans write it in brackets, after labels, or in a sentence with 牵头 and 配合."""

import re
from dataclasses import dataclass, replace

from tongban.domains.reform.reading.roles import ABOVE, MARK, Role, role_of
from tongban.domains.reform.reading.units import is_unit, split_names

_OPEN, _CLOSE = "（(〔【［[〈", "）)〕】］]〉"
_TELLS_WHO = re.compile(f"牵头|^{ABOVE}")
_VERB = re.compile(
    r"(?P<lead>主办|主责|(?:负责|共同|分别|具体|联合)?牵头(?:负责|组织|实施|推进|落实|抓总|办理|制定|抓好|会同|并负责)*)"
    r"|(?P<help>(?:积极|共同|协同)?配合(?:落实|实施|做好|推进|执行)?|协助(?:落实)?|协办|参与(?:落实|配合)?|参加)"
    r"|(?P<duty>(?:等)?(?:[按依](?:照|据)?)?(?:各自)?(?:工作)?职(?:责|能)(?:分工|范围|职责)?(?:内)?(?:分别|共同)?(?:负责|落实|推进|抓好|组织实施|参与)?(?:落实|推进|实施)?"
    r"|(?:共同|分别|具体|分工|按分工)?(?:负责|组织实施)(?:落实|推进|实施|组织实施)?|(?:抓好|具体)?落实)"
)
_END = re.compile(r"\s*(?:[，,；;。、]|$|[）)〕】］\]])")
_WITH = re.compile("会同|商(?=[市区县省各])")
_TIME = re.compile(
    r"\d{4}\s*年|\d{1,2}\s*月|年底|年内|年末|月底|季度|上半年|下半年|长期|持续|常态|立即|即时|即知|每年|每月|每季|近期|已完成|"
    r"全年|前完成|日前|适时|按(?:上级|国家|省|市).*(?:要求|部署|进度)|时间节点|[一二三四]季|今年|明年|当年|阶段"
)
_BRACKETED_TIME = re.compile(
    r"[（(]((?=[^（()）]*(?:\d月|\d{4}年|年底|长期|持续))[^（()）]{2,20})[)）](?=[、，,；;。]|$)"
)
_NONE = re.compile(r"[—\-－/\\无]+")
_HELPING = re.compile(r"[（(](?:配合|协办|参与)[^）)]{0,4}[）)]$")
_MARKED = re.compile(r"[（(](?:(?:共同|联合)?牵头)[^）)]*[）)]")
_TOGETHER_LED = re.compile("[（(](?:共同|联合)牵头")
_TOGETHER = re.compile(
    r"(?<=牵头)[，,]?会同(?P<others>.+?)(?:等(?:部门|单位))?(?:共同)?(?:实施|推进|落实|开展|办理|完成)?(?=$|[，,。；;])"
)
_RULE = re.compile(r"为牵头|不再|下同|以下|具体任务|涉及.*负责$|均为|排名|首位|第一位")
_FIELDS = re.compile("等(?:有关|相关)?部门")
_FIELD = re.compile("[市区县省州]?[\u4e00-\u9fa5]{2,7}")  # 公安、税务等部门
_BY = re.compile("[，,](?:具体|统一)?由(?=[^。；;]{2,60}(?:牵头|负责|承办|主办))")
_HELPED = re.compile("[，,](?P<names>[^，,。；;]{3,80}?)(?:积极|共同|协同)?配合(?=[，,。；;]|$)")
_LAST = re.compile(r"[，,]由(?P<names>[^，,。；;]{3,80})负责(?:落实|实施|组织实施)?[。；;]?\s*$")
_SUBJECT = re.compile(r"(?:由)?(?P<names>[^。；;，,：:]{3,40}?)(?:负责|牵头)(?!人|单位|部门)")
_HEADED = re.compile(
    r"由?(?P<names>.{2,60}?)(?:牵头|负责|承办|主办)(?:负责|组织|推进|落实|实施|办理)?的?(?:重点)?(?:工作|任务|事项|项目)?"
    r"(?:[（(].{0,12}[）)])?[。：:]?"
)
FIRST_LEADS = re.compile(
    r"(?:(?:列|排|居|位|排名|名列|排序)[在于]?(?:首位|第一位?|最?前面?|第1位?)|第一个?(?:责任)?(?:单位|部门)?|首位|第一责任单位|首个)"
    r"[的者]?.{0,8}(?:为|是|即|系)(?:该项|本项|此项|主要)?(?:任务|工作)?(?:的)?(?:第一)?牵头"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """Units and time limits of one piece of work.

    `limits` are the words of time limits, one per place where they stand; `units` are responsible
    units of whom the text does not say who leads.
    """

    lead: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    is_open: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.lead or self.cooperating or self.units or self.limits)

    @property
    def has_units(self) -> bool:
        return bool(self.lead or self.cooperating or self.units)

    def joined(self, other: "Clause") -> "Clause":
        return Clause(
            _once(self.lead, other.lead),
            _once(self.cooperating, other.cooperating),
            _once(self.units, other.units),
            _once(self.limits, other.limits),
            self.is_open or other.is_open,
        )


@dataclass(frozen=True, slots=True)
class Found:
    """A clause and the span of text it takes."""

    clause: Clause
    start: int
    end: int


def _once(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def read_cell(text: str, role: Role) -> Clause:
    """The clause of a cell or labelled text under a heading of `role`: a list, or words like `A牵头，B、C配合`."""
    if MARK.search(text):
        return _labelled(text)
    return _value(text, role)


def find_clauses(text: str, *, is_plain: bool = True) -> list[Found]:
    """Every clause in running text, in order: in brackets, after labels, or (`is_plain`) as a sentence of its own."""
    found = [one for span in _brackets(text) if (one := _in_bracket(text, *span)) is not None]
    found += _after_labels(text, found)
    if is_plain and not found:
        found += _sentences(text)
    return sorted(found, key=lambda one: one.start)


def resolve(clause: Clause, *, first_leads: bool) -> tuple[Clause, bool]:
    """Say who leads.

    With a lead, the other responsible units cooperate; without, the plan's rule (`first_leads`) decides; where there is
    none all listed units lead, and the second value tells that this was not said.
    """
    if not clause.units:
        return clause, False
    if clause.lead:
        return replace(clause, cooperating=_once(clause.units, clause.cooperating), units=()), False
    if first_leads:
        rest = _once(clause.units[1:], clause.cooperating)
        return replace(clause, lead=clause.units[:1], cooperating=rest, units=()), False
    is_unsaid = len(clause.units) > 1 and not clause.cooperating
    return replace(clause, lead=clause.units, units=()), is_unsaid


def _brackets(text: str) -> list[tuple[int, int]]:
    """The outermost brackets, whatever their shapes."""
    spans, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        if letter in _OPEN:
            start = start if depth else place
            depth += 1
        elif letter in _CLOSE and depth:
            depth -= 1
            if not depth:
                spans.append((start, place + 1))
    if depth:  # a bracket that nobody closed ends with the text
        spans.append((start, len(text)))
    return spans


def _in_bracket(text: str, start: int, end: int) -> Found | None:
    inside = text[start + 1 : end - 1] if text[end - 1] in _CLOSE else text[start + 1 : end]
    if MARK.search(inside):
        clause = _labelled(inside)
    elif re.match(r"\s*(?:牵头|责任|配合)(?:责任)?(?:单位|部门)\s*[为是]?", inside):
        clause = _labelled(re.sub(r"((?:牵头|责任|配合)(?:责任)?(?:单位|部门))\s*[为是]?", r"\1：", inside))
    elif _VERB.search(inside) and not re.search("《", inside):
        clause = _spoken(inside, strict=True)
    elif _ends_sentence(text, end):
        clause = _plain_list(inside)
    else:
        return None
    return None if not clause.has_units and not (clause.limits and MARK.search(inside)) else Found(clause, start, end)


def _ends_sentence(text: str, end: int) -> bool:
    return bool(re.match(r"\s*(?:[。；;]|$|\n)", text[end:])) or text[end : end + 1] in _OPEN


def _plain_list(inside: str) -> Clause:
    """A bracket with nothing but units, `（市发展改革委、市财政局）`, perhaps with a time limit."""
    clause = _value(inside, Role.UNIT)
    names = clause.units
    sure = names and all(is_unit(name) for name in names) and re.match("[市区县省州旗各镇国]|.{2,6}[市区县]", names[0])
    return clause if sure else Clause()


def _labelled(text: str) -> Clause:
    clause = Clause()
    marks = list(MARK.finditer(text))
    if head := text[: marks[0].start()].strip(" 　，,；;。、\n"):
        clause = clause.joined(_value(head, Role.UNIT) if is_unit(re.split("[、，]", head)[0]) else Clause())
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    for mark, end in zip(marks, ends, strict=True):
        role = role_of(mark["label"])
        if role is not None:
            clause = clause.joined(_value(text[mark.end() : end], role))
    return clause


def _value(text: str, role: Role) -> Clause:
    """What stands under one heading or after one label."""
    text = text.strip(" 　，,；;。、\n\t")
    if not text or _NONE.fullmatch(text):
        return Clause()
    if role in (Role.DEADLINE, Role.STATUS):
        return Clause(limits=(re.sub(r"\s*\n\s*", "", text),))
    if role not in (Role.LEAD, Role.COOPERATING, Role.UNIT):
        return Clause()
    text = _without_rules(text)
    if role is not Role.COOPERATING and (both := _WITH.search(text)) and not _VERB.search(text):
        return _listed(text[: both.start()], Role.LEAD).joined(_listed(text[both.end() :], Role.COOPERATING))
    if role is Role.UNIT and (spoken := _spoken(text, strict=False)).has_units:
        return spoken
    return _listed(text, role)


def _without_rules(text: str) -> str:
    """Without remarks such as （第一责任单位为牵头单位，下同）."""
    for start, end in reversed(_brackets(text)):
        if _RULE.search(text[start:end]):
            text = text[:start] + text[end:]
    parts = re.split("(?<=[。，,；;])", text)
    return "".join(part for part in parts if part.strip() and not _RULE.search(part.rstrip("。，,；;")))


def _listed(text: str, role: Role) -> Clause:
    """A list of units; pieces that are time limits are told apart, and `A（牵头）` leads."""
    names: list[str] = []
    limits: list[str] = []
    text = re.sub(
        r"(?:等)?(?:按|依)(?:照)?(?:各自)?职责(?:分工)?(?:负责|落实)?$|(?:负责|配合|参与|参加|牵头)$", "", text
    )
    listed = split_names(_BRACKETED_TIME.sub(r"、\1", text))
    for name in listed.names:
        (limits if _TIME.search(name) and not is_unit(name) else names).append(name)
    last = max((at for at, name in enumerate(names, start=1) if _TOGETHER_LED.search(name)), default=0)
    bare = [_MARKED.sub("", name) for name in names]
    leads = tuple(one for at, one in enumerate(bare) if at < last or one != names[at])
    rest = tuple(one for at, one in enumerate(bare) if at >= last and one == names[at])
    told = tuple(limits)
    helping = tuple(_HELPING.sub("", one) for one in rest if _HELPING.search(one))
    if helping:
        rest = tuple(one for one in rest if not _HELPING.search(one))
        return Clause(leads, helping, rest, told, listed.is_open)
    if role is Role.LEAD:
        return Clause(lead=_once(leads, rest), limits=told, is_open=listed.is_open)
    if role is Role.COOPERATING:
        return Clause(lead=leads, cooperating=rest, limits=told, is_open=listed.is_open)
    return Clause(lead=leads, units=rest, limits=told, is_open=listed.is_open)


def _spoken(text: str, *, strict: bool) -> Clause:
    """`由A牵头，B、C配合`, `A、B按职责分工负责`, `A会同B负责`. With `strict` every name must look like a unit's."""
    text = _TOGETHER.sub(r"，\g<others>配合", text)
    clause, place = Clause(), 0
    for verb in _VERB.finditer(text):
        after = text[verb.end() :]
        if verb.start() < place or _depth(text[: verb.start()]) or not (_END.match(after) or _followed_by_units(after)):
            continue
        told = _part(text[place : verb.start()], verb)
        clause = clause.joined(told)
        place = verb.end()
    if not place:
        return Clause()
    rest = _listed(text[place:].strip(" 　，,；;。、"), Role.COOPERATING if clause.lead else Role.UNIT)
    names = (*clause.lead, *clause.cooperating, *clause.units)
    if strict and not all(is_unit(name) or (_FIELDS.search(text) and _FIELD.fullmatch(name)) for name in names):
        return Clause()
    if all(is_unit(name) for name in (*rest.cooperating, *rest.units)):
        clause = clause.joined(rest)
    else:
        clause = clause.joined(Clause(limits=rest.limits))
    return clause


def _followed_by_units(text: str) -> bool:
    return is_unit(re.split("[、，,；;。及和]", text.strip())[0])


def _part(text: str, verb: re.Match[str]) -> Clause:
    text = re.sub(rf"^[\s，,；;。、]*(?:并|其中|该项工作|本项工作|此项工作|{ABOVE}(?:均|全部|统一)?)?由?", "", text)
    first, _, second = (
        (text, "", "") if not (both := _WITH.search(text)) else (text[: both.start()], "", text[both.end() :])
    )
    if verb["help"]:
        return _listed(text, Role.COOPERATING)
    if verb["lead"] or second:
        return _listed(first, Role.LEAD).joined(_listed(second, Role.COOPERATING))
    return _listed(text, Role.UNIT)


def _after_labels(text: str, taken: list[Found]) -> list[Found]:
    """Labels outside brackets: each runs to the next label, the next sentence or the end of its line."""
    found = []
    marks = [mark for mark in MARK.finditer(text) if not any(one.start <= mark.start() < one.end for one in taken)]
    marks = [mark for mark in marks if _depth(text[: mark.start("label")]) == 0]
    for place, mark in enumerate(marks):
        following = marks[place + 1].start() if place + 1 < len(marks) else len(text)
        value = re.match(
            r"[^。\n]*(?:\n(?!\s*\d)(?=[^。\n]*[、，]|[^\n]{1,12}$)[^。\n]*)*", text[mark.end() : following]
        )
        role = role_of(mark["label"])
        if value is None or role is None:
            continue
        clause = _value(value[0], role)
        if not clause.is_empty or role is Role.LEADER or _NONE.fullmatch(value[0].strip()):
            found.append(Found(clause, mark.start("label"), mark.end() + value.end()))
    return found


def headed_by(title: str) -> Clause:
    """Who leads everything below a heading that is called after them: `县发改局牵头工作（2项）`."""
    found = _HEADED.fullmatch(title.strip())
    names = split_names(found["names"]).names if found else ()
    return Clause(lead=names) if names and all(is_unit(name) for name in names) else Clause()


def _depth(text: str) -> int:
    return sum(text.count(letter) for letter in _OPEN) - sum(text.count(letter) for letter in _CLOSE)


def _sentences(text: str) -> list[Found]:
    """Sentences that only say who: `由A牵头，B、C配合。`"""
    found = []
    for sentence in re.finditer(r"[^。；;\n]{4,200}[。；;]?", text):
        told = sentence[0].rstrip("。；; ")
        clause = _spoken(told, strict=True) if _TELLS_WHO.search(told) else Clause()
        start = sentence.start()
        if not clause.has_units and (tail := _BY.search(told)):
            clause, start = _spoken(told[tail.end() :], strict=True), start + tail.start()
        if clause.has_units:
            found.append(Found(clause, start, sentence.end()))
    last = None if found else _LAST.search(text)
    names = split_names(last["names"]).names if last else ()
    if last and names and all(is_unit(name) for name in names):
        found.append(Found(Clause(units=names), last.start(), last.end()))
    return found


def subject_of(text: str) -> Clause:
    """The units that a measure without any clause begins with: `市住房城乡建设局负责建立…`, `由A牵头，…`."""
    found = _SUBJECT.match(text)
    names = split_names(found["names"]).names if found else ()
    if not names or not all(is_unit(name) for name in names):
        return Clause()
    others = [one for helped in _HELPED.finditer(text) for one in split_names(helped["names"]).names]
    return Clause(lead=names, cooperating=tuple(others) if all(is_unit(one) for one in others) else ())
