"""The pages of lineage: every task with its answers, worst first; settled by buttons; saved as tables."""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from openpyxl import load_workbook

from tongban.domains.reform import api as reform_domain
from tongban.domains.reform.lineage import api as lineage
from tongban.kernel.actors import SYSTEM
from tongban.web.tests.conftest import City

PLANS = Path(__file__).resolve().parents[5] / "packs" / "demo" / "plans"


@dataclass(frozen=True)
class Pair:
    upper: str
    lower: str
    page: str
    review: str


@pytest.fixture
def pair(city: City) -> Pair:
    """The city's plan and a district's, not laid beside each other yet."""
    now = city.now - timedelta(days=1)
    files = {"990100": PLANS / "yunting-2025.txt", "990102": PLANS / "districts" / "990102-linjiang-2025.txt"}
    upper, lower = (
        str(reform_domain.import_plan(reform_domain.read_plan(file), region=region, actor=SYSTEM, now=now))
        for region, file in files.items()
    )
    page = f"/governance/plans/{upper}/lineage/"
    return Pair(upper, lower, page, f"{page}review/")


@pytest.fixture
def proposed(pair: Pair, city: City) -> Pair:
    upper, lower = reform_domain.PlanId.parse(pair.upper), reform_domain.PlanId.parse(pair.lower)
    lineage.propose(upper, lower, actor=SYSTEM, now=city.now)
    return pair


def _text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def _found(pair: Pair, **wanted: str) -> lineage.LineageView:
    key = lineage.PlanId.parse(pair.upper)
    return lineage.get_lineage(key, actor=SYSTEM, wanted=lineage.LineageFilter(**wanted))  # type: ignore[arg-type]


def _link(pair: Pair, relation: str) -> lineage.LinkView:
    return next(link for one in _found(pair, relation=relation).tasks for link in one.answers)


def test_a_plan_without_links_says_so_and_offers_the_plans_below(pair: Pair, reform: Client) -> None:
    page = _text(reform, pair.page)
    assert "还没有比对过下级方案" in page
    assert "临江区 临江府发〔2025〕11号" in page
    assert "还没有任务对应" in _text(reform, "/governance/lineage/")
    answer = reform.post(f"{pair.page}propose/", {"lower": pair.lower}, follow=True)
    assert "条对应关系，待逐条确认" in answer.content.decode()
    assert _found(pair).total >= 20
    assert "云汀市营商环境优化提升工作方案" in _text(reform, "/governance/lineage/")


def test_proposing_with_nothing_chosen_is_refused_with_a_sentence(pair: Pair, reform: Client) -> None:
    answer = reform.post(f"{pair.page}propose/", {"lower": "plan_x"}, follow=True)
    assert answer.status_code == 200
    assert _found(pair).total == 0


def test_each_task_stands_beside_its_answer_the_worst_first(proposed: Pair, reform: Client) -> None:
    page = _text(reform, proposed.page)
    task = "自2025年3月1日起，新企业2个工作日拿齐全部结果"
    assert task in page
    assert "上级：新企业2个工作日" in page
    assert "下级：新企业3个工作日" in page
    assert page.index("放宽") < page.index("加严")
    assert len(page.encode()) < 150_000
    english = reform.get(proposed.page, headers={"Accept-Language": "en"})
    assert english.status_code == 200


def test_filters_narrow_by_relation_district_state_and_words(proposed: Pair, reform: Client) -> None:
    equal = _text(reform, f"{proposed.page}?relation=equal")
    assert "每一条差评都要改" in equal
    assert "电子证照库" not in equal
    assert "电子证照库" in _text(reform, f"{proposed.page}?words=电子证照库&lower={proposed.lower}")
    assert "没有符合条件的内容" in _text(reform, f"{proposed.page}?state=rejected")
    assert "每一条差评都要改" in _text(reform, f"{proposed.page}?relation=pink&lower=plan_x&state=blue&all=1")


def test_the_review_goes_from_link_to_link_by_one_button(proposed: Pair, reform: Client) -> None:
    page = _text(reform, proposed.review)
    assert "第 1 条，共" in page
    waiting = _found(proposed).waiting
    first = lineage.get_review(lineage.PlanId.parse(proposed.upper), actor=SYSTEM)
    assert first and first.next
    answer = reform.post(
        proposed.review, {"link": str(first.link.id), "act": "confirm", "next": str(first.next)}, follow=True
    )
    assert answer.redirect_chain[0][0].endswith(f"link={first.next}")
    assert "已确认" in answer.content.decode()
    assert _found(proposed).waiting == waiting - 1
    again = reform.post(proposed.review, {"link": str(first.link.id), "act": "confirm"})
    assert again.status_code == 422
    assert "已有人处理" in again.content.decode()


def test_another_measure_or_relation_needs_a_reason(proposed: Pair, reform: Client) -> None:
    link = _link(proposed, "looser")
    assert link.measure
    asked = {"link": str(link.id), "act": "correct", "measure": str(link.measure.id), "relation": "stricter"}
    refused = reform.post(proposed.review, asked)
    assert refused.status_code == 422
    assert "请写明理由" in refused.content.decode()
    reform.post(proposed.review, {**asked, "reason": "区里另有承诺"})
    changed = lineage.get_link(link.id, actor=SYSTEM)
    assert (changed.relation, changed.state, changed.note) == ("stricter", "confirmed", "区里另有承诺")
    reform.post(proposed.review, {"link": str(link.id), "act": "reopen", "reason": "看错了"})
    assert lineage.get_link(link.id, actor=SYSTEM).state == "proposed"


def test_a_rejected_measure_leaves_the_task_missing(proposed: Pair, reform: Client) -> None:
    link = _link(proposed, "equal")
    reform.post(proposed.review, {"link": str(link.id), "act": "reject", "reason": "不是同一件事"})
    assert lineage.get_link(link.id, actor=SYSTEM).state == "rejected"
    assert link.task
    below = lineage.measures_below(link.task.id, actor=SYSTEM)
    assert [(str(one.relation), str(one.state)) for one in below] == [("missing", "proposed")]
    assert "重新打开" in _text(reform, f"{proposed.review}?link={link.id}")


def test_a_further_measure_is_added_beside(proposed: Pair, reform: Client) -> None:
    link, other = _link(proposed, "equal"), _link(proposed, "new")
    assert link.task and other.measure
    told = {"link": str(link.id), "act": "add", "measure": str(other.measure.id), "relation": "replaced"}
    reform.post(proposed.review, {**told, "reason": "由帮办员承担"})
    below = lineage.measures_below(link.task.id, actor=SYSTEM)
    assert [str(one.relation) for one in below] == ["replaced", "equal"]


def test_when_nothing_waits_the_review_says_so(proposed: Pair, reform: Client) -> None:
    assert "没有待确认的对应关系" in _text(reform, f"{proposed.review}?words=没有这样的任务")


def test_the_table_is_saved_for_spreadsheets(proposed: Pair, reform: Client) -> None:
    answer = reform.get(f"/governance/plans/{proposed.upper}/lineage.csv?relation=looser")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("任务位置,上级任务,地区,")
    assert any("新企业3个工作日" in line for line in lines)
    answer = reform.get(f"/governance/plans/{proposed.upper}/lineage.xlsx")
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("任务位置", "上级任务", "地区")
    assert len(rows) == 1 + sum(len(one.answers) for one in _found(proposed).tasks)


def test_strangers_are_not_let_in(proposed: Pair, city: City, client: Client) -> None:
    for url in (proposed.page, proposed.review, "/governance/lineage/"):
        assert client.get(url).status_code in {302, 403}
