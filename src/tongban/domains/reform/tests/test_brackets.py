"""The usual ways of saying who does it, in cells and in running text."""

import pytest

from tongban.domains.reform.reading.brackets import find_clauses, read_cell, resolve
from tongban.domains.reform.reading.markers import split_numbered
from tongban.domains.reform.reading.roles import Role, role_of

CELLS = [
    ("市教委\n（牵头）\n市财政局", ("市教委",), ("市财政局",)),
    ("市教委牵头，各相关部门配合。", ("市教委",), ("各相关部门",)),
    ("牵头：市教委 配合：市财政局", ("市教委",), ("市财政局",)),
    ("市发改委主办，市财政局协办", ("市发改委",), ("市财政局",)),
    ("省发展改革委会同省财政厅", ("省发展改革委",), ("省财政厅",)),
    ("1.市教委\n2.市财政局", ("市教委", "市财政局"), ()),
    ("市委宣传部（市文明办）、市文化和旅游局", ("市委宣传部（市文明办）", "市文化和旅游局"), ()),
    ("市委编办 市司法局 市行政审批局", ("市委编办", "市司法局", "市行政审批局"), ()),
    ("市教委、市财政局等有关部门", ("市教委", "市财政局", "有关部门"), ()),
    ("市教委等8部门", ("市教委",), ()),
    ("各区、县（市）人民政府，市直有关部门和单位", ("各区、县（市）人民政府", "市直有关部门和单位"), ()),
    ("区住房城乡\n建委、区规划\n自然资源局", ("区住房城乡建委", "区规划自然资源局"), ()),
    ("市教委（牵头单位），市财政局、市体育局（配合单位）", ("市教委",), ("市财政局", "市体育局")),
    ("市教委 张三\n市财政局：李四", ("市教委", "市财政局"), ()),
    ("各省、自治区、直辖市通信管理局", ("各省、自治区、直辖市通信管理局",), ()),
    ("无", (), ()),
]
TEXTS = [
    ("做事。（市公安局、市税务局等部门按职责分工负责）", ("市公安局", "市税务局"), (), ()),
    ("做事（责任单位：市教委、市体育局，2023年底前完成）", ("市教委", "市体育局"), (), ("2023年底前完成",)),
    ("做事。（责任单位：市教委；责任人：张三；完成时限：2023年9月）", ("市教委",), (), ("2023年9月",)),
    ("做事。（牵头单位：市教委 配合单位：市财政局、各区）", ("市教委",), ("市财政局", "各区"), ()),
    ("做事。(牵头单位:市教委,责任单位:各县(市、区)政府)", ("市教委",), ("各县(市、区)政府",), ()),
    ("做事。（省教育厅牵头，省财政厅等按职责分工负责，各市县政府落实）", ("省教育厅",), ("省财政厅", "各市县政府"), ()),
    ("做事，由市教委、市财政局负责。", ("市教委", "市财政局"), (), ()),
    ("做事。[市教委负责]", ("市教委",), (), ()),
    ("落实“放管服”（简政放权），服务企业（含个体工商户）。", (), (), ()),
]


@pytest.mark.parametrize(("cell", "lead", "cooperating"), CELLS)
def test_a_cell_says_who(cell: str, lead: tuple[str, ...], cooperating: tuple[str, ...]) -> None:
    clause, _ = resolve(read_cell(cell, Role.UNIT), first_leads=False)
    assert (clause.lead, clause.cooperating) == (lead, cooperating)


@pytest.mark.parametrize(("text", "lead", "cooperating", "limits"), TEXTS)
def test_a_text_says_who_and_until_when(
    text: str, *, lead: tuple[str, ...], cooperating: tuple[str, ...], limits: tuple[str, ...]
) -> None:
    told = [resolve(one.clause, first_leads=False)[0] for one in find_clauses(text)]
    assert [(one.lead, one.cooperating, one.limits) for one in told] == ([(lead, cooperating, limits)] if lead else [])


def test_who_leads_without_a_word_for_it_is_told_as_unsure() -> None:
    listed = read_cell("市教委、市财政局", Role.UNIT)
    clause, is_unsaid = resolve(listed, first_leads=False)
    assert (clause.lead, is_unsaid) == (("市教委", "市财政局"), True)
    clause, is_unsaid = resolve(listed, first_leads=True)
    assert (clause.lead, clause.cooperating, is_unsaid) == (("市教委",), ("市财政局",), False)


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("序 号", Role.NUMBER),
        ("牵头责任单位", Role.LEAD),
        ("牵头及配合单位", Role.UNIT),
        ("责任单位（列首位的为牵头单位）", Role.UNIT),
        ("市级责任领导", Role.LEADER),
        ("协办部门", Role.COOPERATING),
        ("推进时限", Role.DEADLINE),
        ("年度目标", Role.GOAL),
        ("改革领域", Role.ITEM),
        ("具体内容", Role.MEASURE),
        ("企业在住所外设立多个符合规定的经营场所，住所与经营场所属于同一登记机关的", None),
    ],
)
def test_a_heading_is_known_by_its_words(words: str, role: Role | None) -> None:
    assert role_of(words) is role


def test_numbered_parts_run_on_without_a_gap() -> None:
    assert [piece.number for piece in split_numbered("（1）甲。（2）乙。（3）丙。")] == [1, 2, 3]
    assert [piece.number for piece in split_numbered("（3）丙。\n（4）丁。", after=2)] == [3, 4]
    assert [piece.number for piece in split_numbered("按（3）所说办理。")] == [None]
    assert [piece.number for piece in split_numbered("投入1.5亿元。2.3倍。")] == [None]
