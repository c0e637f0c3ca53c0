"""Real plans give the counted ledger in every form; plans that are not whole are refused with every place."""

from functools import cache
from pathlib import Path

import pytest

from tongban.domains.reform.reading import Item, Plan, read_plan
from tongban.domains.reform.tests.plans import HEAD, ROWS, write_docx, write_text
from tongban.kernel.errors import Refusal

BESIDE = [folder / "shared" / "plans" for folder in Path(__file__).resolve().parents[6:]]
SHARED = next((folder for folder in BESIDE if folder.exists()), BESIDE[0])
COUNTED = ("items", "rows", "measures", "measures_with_deadline", "deadline_strings", "rows_done")
COUNTS = {
    "000-qijiang-2022-27": (83, 112, 112, 112, 112, 28, 56, 38, 12),
    "001-chongqing-2019-81": (91, 150, 206, 75, 82, 0, 91, 0, 3),
    "002-jiulongpo-2021": (176, 176, 176, 1, 1, 0, 88, 21, 0),
    "003-jiangjin-2021-113": (53, 53, 53, 4, 5, 0, 45, 0, 4),
    "004-chongqing-2020-63": (47, 47, 47, 3, 3, 0, 0, 0, 0),
}
NAMES = (*COUNTED, "rows_with_cooperating_units", "body_items", "clauses")
FILES = [f"{name}.txt" for name in COUNTS] + [
    f"{name}{form}" for name in list(COUNTS)[:2] for form in (".docx", ".pdf")
]
TWO_LEADS = {"000": 6, "001": 31, "002": 53}


@cache
def _real(name: str) -> Plan:
    if not (SHARED / name).exists():
        pytest.skip(f"the public plan {name} is not beside this clone")
    return read_plan(SHARED / name)


def _refusal(file: Path) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_plan(file)
    return caught.value


def _facts(plan: Plan) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    return [(one.anchor, one.text, one.lead, one.cooperating) for one in plan.measures]


def _ledger(items: tuple[Item, ...]) -> list[object]:
    """All that a plan says, but not where it stands: forms differ in that."""
    return [(one.number, one.chapter, one.section, one.title, _said(one)) for one in items if one.measures is not None]


def _said(item: Item) -> list[object]:
    return [
        (m.anchor, m.text, m.upper, m.lead, m.cooperating, m.deadlines, m.done, m.row, [one.code for one in m.doubts])
        for m in item.measures
    ]


@pytest.mark.parametrize("name", FILES)
def test_a_real_plan_gives_the_counted_ledger(name: str) -> None:
    plan = _real(name)
    counts = plan.counts()
    assert tuple(counts[one] for one in NAMES) == COUNTS[Path(name).stem]
    two = len({one.row for one in plan.measures if len(one.lead) > 1})
    assert two == TWO_LEADS.get(name[:3], two)
    assert len({one.anchor for one in plan.measures}) == len(plan.measures)


@pytest.mark.parametrize("name", list(COUNTS)[:2])
def test_a_real_plan_is_the_same_in_every_form(name: str) -> None:
    plans = [_real(f"{name}{form}") for form in (".txt", ".docx", ".pdf")]
    for other in plans[1:]:
        assert other.document == plans[0].document
        assert _ledger(other.items) == _ledger(plans[0].items)
        assert _ledger(other.body) == _ledger(plans[0].body)
        assert _ledger(other.clauses) == _ledger(plans[0].clauses)


def test_the_five_plans_are_read_with_their_known_traps() -> None:
    one = _real("001-chongqing-2019-81.txt")
    assert next(m for m in one.measures if m.anchor == "§10.45(4)").lead == ("市高法院",)
    two = _real("002-jiulongpo-2021.txt")
    assert [len([i for i in two.items if i.chapter[0] == c]) for c in "一二三四五"] == [62, 31, 20, 51, 12]
    assert all(m.upper.endswith("。") and m.text.endswith("。") for m in two.measures)
    assert [i.number for i in two.items for m in i.measures if m.deadlines] == [13, 44, 47, 116, 154, 165]
    assert two.document.number == ""
    assert [doubt.code for doubt in two.doubts] == ["reform.doubt.no_number"]
    three = _real("003-jiangjin-2021-113.txt")
    assert [i.number for i in three.items for m in i.measures if m.deadlines] == [22, 24, 46, 51]
    four = _real("004-chongqing-2020-63.txt")
    assert [i.number for i in four.items for m in i.measures if m.deadlines] == [26, 27, 42]
    zero = _real("000-qijiang-2022-27.txt")
    states = [{m.done for m in item.measures} for item in zero.items]
    assert (states.count({True}), states.count({True, False})) == (25, 3)


@pytest.mark.parametrize("name", ["000-qijiang-2022-27.txt", "003-jiangjin-2021-113.txt", "002-jiulongpo-2021.txt"])
def test_places_point_at_the_words_in_the_paper(name: str) -> None:
    plan = _real(name)
    text = (SHARED / name).read_text("utf-8")
    for measure in plan.measures:
        assert measure.place.end > measure.place.start
        assert measure.place.line is not None
        assert measure.text[:2] in text.splitlines()[measure.place.line - 1] or measure.place.row is not None


def test_items_measures_units_and_deadlines_are_read(tmp_path: Path) -> None:
    plan = read_plan(write_text(tmp_path))
    assert (plan.document.title, plan.document.number) == ("青川市便民提速工作方案", "青川府办发〔2025〕7号")
    assert [(item.number, item.chapter, len(item.measures)) for item in plan.items] == [
        (1, "一、开店", 3),
        (2, "一、开店", 1),
        (3, "二、用水", 1),
    ]
    first = plan.measures[0]
    assert (first.number, first.text, first.anchor) == (1, "2025年底前开通线上预约。", "§1.1(1)")
    assert first.cooperating == ("市数据局", "市档案馆")
    assert plan.measures[2].lead == ("市窗口办",)
    assert plan.measures[2].cooperating == ()
    assert [doubt.code for doubt in plan.measures[2].doubts] == ["reform.doubt.inherited_lead"]
    assert plan.measures[3].anchor == "§1.2"
    assert [str(one.date) for one in plan.measures[4].deadlines] == ["2025-12-31"]


def test_word_and_text_give_the_same_plan(tmp_path: Path) -> None:
    word, text = read_plan(write_docx(tmp_path)), read_plan(write_text(tmp_path))
    assert word.document == text.document
    assert _ledger(word.items) == _ledger(text.items)


def test_a_table_cut_between_rows_by_a_page_reads_as_one(tmp_path: Path) -> None:
    again = ("一、开店", "1．少跑路", "（3）公布常见问题。", "", "")
    cut = write_docx(tmp_path, ((ROWS[0],), (again, *ROWS[2:])))
    assert _facts(read_plan(cut)) == _facts(read_plan(write_text(tmp_path)))


def test_a_sentence_cut_by_a_page_is_joined(tmp_path: Path) -> None:
    upper = (*ROWS[2][:2], "2025年6月底前叫号等待", *ROWS[2][3:])
    lower = ("", "", "不超过十分钟。", "", "")
    plan = read_plan(write_text(tmp_path, (*ROWS[:2], upper, lower, ROWS[3])))
    assert _facts(plan) == _facts(read_plan(write_text(tmp_path)))


def test_a_table_that_lost_rows_is_refused_with_every_place(tmp_path: Path) -> None:
    lost = (ROWS[0], (*ROWS[2][:2], "2025年6月底前叫号等待", *ROWS[2][3:]), ("三、用气", "5．装表", "两天。", "", ""))
    refused = _refusal(write_text(tmp_path, lost))
    assert refused.code == "reform.plan.table_cut"
    assert refused.values["count"] == 3  # a gap in the numbers, an unfinished sentence, no lead unit


def test_one_number_that_is_missing_is_doubted(tmp_path: Path) -> None:
    skipped = (*ROWS[:3], (*ROWS[3][:1], "4．快接通", *ROWS[3][2:]))
    plan = read_plan(write_text(tmp_path, skipped))
    (doubt,) = plan.doubts
    assert (doubt.code, doubt.values["expected"], doubt.values["found"]) == ("reform.doubt.item_gap", 3, 4)


def test_two_papers_in_one_file_are_refused_with_the_place(tmp_path: Path) -> None:
    both = write_text(tmp_path)
    text = both.read_text("utf-8")
    both.write_text(text + "\n\n" + text.replace("〔2025〕7号", "〔2025〕8号"), "utf-8")
    refused = _refusal(both)
    assert (refused.code, refused.values["second"]) == ("reform.plan.two_documents", "青川府办发〔2025〕8号")
    assert str(refused.values["place"]).startswith("L")


def test_a_table_without_heading_is_read_by_what_it_holds_and_doubted(tmp_path: Path) -> None:
    rows = [(str(n), f"办成第{n}件便民实事，全年不少于三次。", "市窗口办", "市数据局、市档案馆") for n in range(1, 5)]
    file = tmp_path / "plan.txt"
    table = "\n".join("\n".join("\t" + cell for cell in row) + "\n" for row in rows)
    file.write_text("\n".join([*HEAD, table]), "utf-8")
    plan = read_plan(file)
    assert [(one.lead, one.cooperating) for one in plan.measures] == [(("市窗口办",), ("市数据局", "市档案馆"))] * 4
    assert "reform.doubt.table_without_heading" in {doubt.code for doubt in plan.doubts}


def test_a_text_that_is_not_a_plan_is_refused(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("各位同事：\n明天开会。\n", "utf-8")
    assert _refusal(letter).code == "reform.plan.not_a_plan"


def test_a_paper_without_number_is_a_plan_with_a_doubt(tmp_path: Path) -> None:
    plan = read_plan(write_text(tmp_path, head=(HEAD[0], HEAD[1], HEAD[3])))
    assert plan.document.number == ""
    assert [doubt.code for doubt in plan.doubts] == ["reform.doubt.no_number"]
