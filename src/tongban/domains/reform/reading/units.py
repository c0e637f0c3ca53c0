"""Lists of units as plans spell them: how a list is cut into names, and what looks like the name of a unit."""

import re
from dataclasses import dataclass

from tongban.domains.reform.reading.persons import PERSON_AFTER, PERSON_IN_BRACKETS

_ENDINGS = (
    "局|委|办|厅|署|院|室|队|处|所|站|社|会|馆|校|行|部|中心|公司|集团|银行|政府|管委会|委员会|办公室|街道|办事处|乡镇|镇街|街镇|镇|(?<!城)乡|"
    "大学|学校|学院|部门|单位|机构|机关|企业|组织|团体|开发区|高新区|经开区|新区|自贸区|保税区|园区|(?:高新|产业|工业|科技|软件|创业|物流|化工|科创)园|区县|县区|市县|县市|各区|各县|各市|"
    "各地|小组|专班|指挥部|平台|协会|商会|联合会|工商联|团委|妇联|残联|工会|科协|侨联|文联|供销社|法院|检察院|海关|大队|支队|总队|"
    "中队|分队|党工委|党委|党校|监委|气象台|电视台|报社|联通|移动|电信|铁塔|电网|供电|水务|燃气|城投|交投|国网|人行|地方|旗县|盟市|"
    "州|旗|[各]?[县区市](?:[（(][^）)]{1,8}[）)])?|成员|运营商|高校|院校|基层|集体|主体|银保监|金融监管|税务|公安|边检|海事"
)
_UNIT = re.compile(r"^[\u4e00-\u9fa5A-Za-z0-9（）()“”·—〔〕、\-]{2,40}$")
_END = re.compile(rf"(?:{_ENDINGS})$")
_NO_UNIT = re.compile(r"[。！？：:《》%]|完成|实现|达到|推进|建立|\d{4}年|\d+月|年底|按职责|分工负责|[督转交催]办$")
_OPEN = re.compile(r"(?<![高中初同平对均])等$")
_AND_GROUP = re.compile(
    r"^(?P<names>.{2,}?)(?<![高中初同平对均])等(?:[\d一二三四五六七八九十]+[个家]?)?"
    r"(?P<group>(?:[\u4e00-\u9fa5]{0,6}(?:有关|相关|涉及|所属|成员|各)[\u4e00-\u9fa5]{0,10}"
    r"|(?:区级|市级|县级|省级|区直|市直|县直|省直|州直|州级)[\u4e00-\u9fa5]{0,6})?(?:部门|单位|机构|企业|公司|银行)?(?:和单位|及单位|、单位)?)$"
)
_STARTS = "区市县省州旗镇各"
_START = re.compile(rf"^(?:[{_STARTS}]|有关|相关|国网|国家|中国|人行|驻|团[区市县省])")
_AND = re.compile(r"以及|及其|[和与及暨]")
_CLOSERS = {"（": "）", "(": ")", "〔": "〕", "【": "】", "［": "］", "[": "]", "“": "”", "《": "》"}
_KIND = "(?:自治区|直辖市|[区县市州旗])(?:[（(〔][^）)〕]{1,8}[）)〕])?"
_ALL = re.compile("各(?:省|[区县市州旗]|县级市)(?:[（(〔][^）)〕]{1,6}[）)〕])?(?:、.*)?")
_GOVERNMENT = re.compile(
    f"{_KIND}(?:(?:人民)?(?:政府|管委会)(?:[（(]行署[）)])?)?|(?:自治区|直辖市)[\u4e00-\u9fa5]{{2,10}}"
)
_NUMBERED = re.compile(r"(?:^|(?<=[\s、，；;。]))(?:\d{1,2}[.．、)）]|[（(]\d{1,2}[)）]|[①-⑳])\s*(?=[\u4e00-\u9fa5])")
_SEPARATOR = re.compile("[、，,；;]")
_GROUPS = frozenset({"部门", "单位", "部门和单位", "部门单位", "部门及单位", "部门、单位"})
_OFFICE = re.compile("[\u4e00-\u9fa5]{0,4}(?:办公室|委员会|管委会|分局|支队|大队|总队|中心|机关)")


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a list in order, each once. `is_open`: the list ends with 等, so it does not name everyone."""

    names: tuple[str, ...]
    is_open: bool = False


def is_unit(name: str) -> bool:
    """Whether words look like the name of a unit, or of a group of units (各区县政府)."""
    bare = re.sub(r"[（(][^（()）]*[）)]$", "", name)
    return bool(_UNIT.match(name)) and bool(_END.search(bare) or _END.search(name)) and not _NO_UNIT.search(name)


def split_names(text: str) -> Names:
    """Cut a list of units into names.

    Separators are 、 ， ； and, between whole names, spaces, line breaks and 和 及 以及 与; not inside brackets. 等 at
    the end opens the list; `A等区级相关部门` are A and the group 区级相关部门.
    """
    names: list[str] = []
    is_open = False
    text = _one_to_a_line(_NUMBERED.sub("、", text))
    for piece in _pieces(_joined_lines(without_persons(text))):
        for name in _at_conjunctions(piece):
            found, opened = _closed(name)
            is_open = is_open or opened
            names += [one for one in found if one]
    return Names(tuple(dict.fromkeys(names)), is_open)


def _one_to_a_line(text: str) -> str:
    """A list without separators has one unit on each line, where each line is a whole name."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) < 2 or _SEPARATOR.search(text):
        return text
    is_whole = all(len(line) > 2 and is_unit(line) and not _OFFICE.fullmatch(line) for line in lines)
    return "、".join(lines) if is_whole else text


def _joined_lines(text: str) -> str:
    """One line: white space goes where the layout broke a name, and becomes a separator between whole names."""
    told: list[str] = []
    last = ""  # what stands since the last separator
    for part in text.split():
        if last and begins_unit(last, part):
            told.append("、")
            last = ""
        told.append(part)
        last = _SEPARATOR.split(last + part)[-1]
    return "".join(told)


def without_persons(text: str) -> str:
    """A list of units without the persons told beside them: 市教委 张三, 市体育局（赵六）, 市城管局：孙七."""
    text = PERSON_IN_BRACKETS.sub(lambda found: found[0] if is_unit(found[1]) else "", text)
    kept: list[str] = []
    at = 0
    for found in PERSON_AFTER.finditer(text):
        before = _SEPARATOR.split(text[: found.start()])[-1].split()
        if before and is_unit(before[-1]) and not is_unit(found["name"]):
            kept.append(text[at : found.start()])
            at = found.end()
    return "".join([*kept, text[at:]])


def begins_unit(before: str, after: str) -> bool:
    """Whether white space between two texts parts two units: the left one ends as a unit, the right one begins one."""
    last = _SEPARATOR.split(before)[-1]
    first = _SEPARATOR.split(after, maxsplit=1)[0]
    if not last or not first or not is_unit(last) or after[0] in "、，,；;）)":
        return False
    return bool(_START.match(first)) and len(first) > 2 and before.count("（") == before.count("）")


def _pieces(text: str) -> list[str]:
    """Cut at separators that stand outside brackets."""
    pieces, depth = [""], 0
    for letter in text:
        depth += (letter in _CLOSERS) - (letter in _CLOSERS.values())
        if depth <= 0 and letter in "、，,；;。/|&＆":
            pieces.append("")
            depth = 0
        else:
            pieces[-1] += letter
    return _districts([piece.strip(" \t：:.") for piece in pieces if piece.strip()])


def _districts(pieces: list[str]) -> list[str]:
    """各区、县（市）人民政府 is one group, not two units; so is 市直部门、单位."""
    joined: list[str] = []
    for piece in pieces:
        is_group = joined and _ALL.fullmatch(joined[-1]) and _GOVERNMENT.fullmatch(piece)
        if is_group or (joined and piece == "单位" and joined[-1].endswith("部门")):
            joined[-1] = f"{joined[-1]}、{piece}"
        else:
            joined.append(piece)
    return joined


def _at_conjunctions(piece: str) -> list[str]:
    """Cut `区委组织部和区人社局`, but not `市经济和信息化委`: both sides must be names of units."""
    piece = re.sub(r"^(?:以及|及其|和|与|及|并|由)", "", piece) or piece
    for found in _AND.finditer(piece):
        left, right = piece[: found.start()], piece[found.end() :]
        if len(left) < 2 or left.count("（") != left.count("）"):
            continue
        if is_unit(left) and _ends_alone(left) and _is_whole(right):
            return [*_at_conjunctions(left), *_at_conjunctions(right)]
    return [piece]


def _ends_alone(name: str) -> bool:
    """Words that end names but also stand inside them (市, 区, 部门, 水务) are no place to cut."""
    return not re.search(
        r"(?:[^各][市县区州旗乡镇]|公安|税务|水务|供电|移动|电信|企业|组织|机构|基层|社会|教育部|主体|金融监管)$", name
    )


def _is_whole(name: str) -> bool:
    bare = _OPEN.sub("", name)
    return is_unit(bare) and (bool(_START.match(bare)) or len(bare) > 3)


def _closed(name: str) -> tuple[list[str], bool]:
    if found := _AND_GROUP.match(name):
        group = found["group"]
        is_named = bool(group) and group not in _GROUPS
        return ([found["names"], group] if is_named else [found["names"]]), not is_named
    if _OPEN.search(name):
        return [_OPEN.sub("", name)], True
    return [name], False
