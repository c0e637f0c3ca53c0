"""A package with guided questions: what applies, what is promised, where the result goes; and drafts of it."""

from datetime import timedelta
from typing import Any

import pytest

from tongban.domains.cases import api as cases
from tongban.domains.cases.models import CaseRow
from tongban.domains.cases.pinning import pinned
from tongban.domains.cases.tests.town import FORM, NOW, REGION, Town, finish, paper, refused, submit
from tongban.domains.catalogue import api as catalogue
from tongban.kernel import evidence
from tongban.kernel.models import EvidenceRow

pytestmark = pytest.mark.django_db
BOTH = {"new_shop": True, "awning": True, "lit": True}
POST = cases.DeliveryIn("post", name="谷雨", phone="13900000001", address="青禾市南塘区稻香路1号")


def grow(town: Town, **changes: Any) -> cases.CaseId:
    arguments: dict[str, Any] = {
        "procedure": "grow_shop",
        "situations": BOTH,
        "promised": ["awning_item"],
        "form": {**FORM, "lamps": 3, "sketch": paper(town)},
        "materials": tuple(cases.MaterialIn(one, (paper(town),)) for one in ("articles", "wiring")),
    }
    return submit(town, **(arguments | changes))


def row_of(case: cases.CaseId) -> CaseRow:
    return CaseRow.objects.get(uuid=case.value)


def test_a_case_has_the_items_of_its_situations_and_no_others(town: Town) -> None:
    alone = grow(
        town,
        situations={"new_shop": False, "awning": True, "lit": False},
        promised=(),
        form={"name": "小满咖啡", "sketch": paper(town)},
        materials=(cases.MaterialIn("statics", (paper(town),)),),
    )
    row = row_of(alone)
    assert row.situations == {"new_shop": False, "awning": True, "lit": False}
    assert [track.key for track in pinned(row).tracks] == ["awning_item"]
    assert [track.key for track in cases.replay(alone).tracks] == ["awning_item"]
    assert row.form == {"name": "小满咖啡", "sketch": row.form["sketch"], "lit": False}
    view = cases.get_case(alone, town.founder, now=NOW)
    assert [one.title.zh for one in view.tracks] == ["雨棚备案"]
    assert "lit" in {fact.name for page in view.pages for fact in page.facts}


def test_the_result_of_an_item_reads_the_answers_under_its_own_names(town: Town) -> None:
    case = grow(town)
    cases.accept(case=case, actor=town.window, now=NOW)
    assert cases.result_values(case, "awning_item") == {"shop": FORM["name"]}
    finish(town, case, "shop_item")
    assert cases.replay(case).holder is not None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"situations": {"new_shop": True}}, "catalogue.situation.unanswered"),
        ({"situations": {"new_shop": False, "awning": False}}, "catalogue.situation.nothing"),
        ({"situations": BOTH | {"weather": "fine"}}, "catalogue.situation.unknown"),
        ({"promised": ["shop_item"]}, "cases.promise.not_offered"),
        ({"promised": ["circus"]}, "cases.promise.not_offered"),
        ({"promised": ()}, "cases.materials.missing"),
        ({"delivery": cases.DeliveryIn("counter")}, "cases.delivery.not_offered"),
        ({"delivery": cases.DeliveryIn("post", name="谷雨")}, "cases.delivery.incomplete"),
        ({"delivery": cases.DeliveryIn("post", "谷" * 300, "1", "2")}, "cases.delivery.too_long"),
    ],
)
def test_what_does_not_fit_is_refused_with_nothing_written(town: Town, *, changes: dict[str, Any], code: str) -> None:
    with refused(code):
        grow(town, **changes)
    assert not CaseRow.objects.exists()


def test_a_paper_is_missing_only_where_its_condition_holds(town: Town) -> None:
    only_articles = (cases.MaterialIn("articles", (paper(town),)),)
    with refused("cases.materials.missing") as caught:
        grow(town, materials=only_articles)
    assert [one.field for one in caught.value.values["errors"]] == ["materials.wiring"]
    dark = {name: value for name, value in {**FORM, "sketch": paper(town)}.items() if name != "lamps"}
    grow(town, situations=BOTH | {"lit": False}, form=dark, materials=only_articles)


def test_an_attachment_of_somebody_else_does_not_exist(town: Town) -> None:
    theirs = evidence.put(b"%PDF-1.7\n%%EOF\n", "b.pdf", by=town.stranger.label, purpose="t", at=NOW)
    with refused("kernel.evidence.unknown"):
        grow(town, form={**FORM, "lamps": 3, "sketch": str(theirs)})


def test_the_choice_of_delivery_is_kept_with_the_case_and_not_in_the_log(town: Town) -> None:
    case = grow(town, delivery=POST)
    assert row_of(case).delivery == {
        "method": "post",
        "name": "谷雨",
        "phone": "13900000001",
        "address": "青禾市南塘区稻香路1号",
    }
    assert row_of(grow(town, delivery=cases.DeliveryIn("download"), key="2")).delivery == {"method": "download"}


# drafts ------------------------------------------------------------------------------------------------------------


def begin(town: Town, **changes: Any) -> cases.DraftView:
    arguments: dict[str, Any] = {"procedure": "grow_shop", "region": REGION, "answers": {"name": "小满"}}
    cases.save_draft(**(arguments | {"subject": town.subject, "actor": town.founder, "now": NOW} | changes))
    return found(town)


def found(town: Town) -> cases.DraftView:
    draft = cases.find_draft(procedure="grow_shop", region=REGION, actor=town.founder, now=NOW)
    assert draft is not None
    return draft


def fill(town: Town, draft: cases.DraftView, answers: dict[str, Any], *, based_on: int | None = None) -> cases.Filled:
    return cases.fill_draft(draft=draft.id, answers=answers, based_on=based_on, actor=town.founder, now=NOW)


def test_an_older_page_overwrites_nothing_that_is_newer(town: Town) -> None:
    draft = begin(town)
    one = fill(town, draft, {"name": "小满一店", "area": 20}, based_on=draft.revision)
    assert one.newer == {}
    other = fill(town, draft, {"name": "小满二店", "scope": "餐饮"}, based_on=draft.revision)
    assert other.newer == {"name": "小满一店"}
    assert found(town).answers == {"name": "小满一店", "area": 20, "scope": "餐饮"}
    again = fill(town, draft, {"name": "小满二店"}, based_on=other.revision)
    assert (again.newer, found(town).answers["name"]) == ({}, "小满二店")


def test_an_older_page_that_says_the_same_is_no_conflict(town: Town) -> None:
    draft = begin(town)
    fill(town, draft, {"name": "小满一店"}, based_on=draft.revision)
    assert fill(town, draft, {"name": "小满一店"}, based_on=draft.revision).newer == {}


def test_an_answer_taken_away_is_a_change(town: Town) -> None:
    draft = begin(town)
    fill(town, draft, {"name": None}, based_on=draft.revision)
    assert found(town).answers == {}
    assert fill(town, draft, {"name": "旧"}, based_on=draft.revision).newer == {"name": None}


def test_a_draft_is_for_a_subject_that_one_may_file_for(town: Town) -> None:
    with refused("kernel.authz.denied"):
        begin(town, actor=town.stranger)


@pytest.mark.parametrize("changes", [{"procedure": "p" * 65}, {"region": "9909001"}, {"page": "p" * 65}])
def test_a_draft_with_impossible_names_is_refused(town: Town, changes: dict[str, Any]) -> None:
    with refused("cases.draft.malformed"):
        begin(town, **changes)


def test_a_draft_with_too_many_files_is_refused(town: Town) -> None:
    with refused("cases.draft.too_large"):
        begin(town, materials={"articles": ["evidence_x" * 3] * 10_000})


def test_somebody_elses_draft_does_not_exist(town: Town) -> None:
    draft = begin(town)
    with refused("cases.draft.unknown"):
        cases.fill_draft(draft=draft.id, answers={}, actor=town.stranger, now=NOW)


def test_the_files_of_an_expired_draft_are_deleted_but_not_those_of_a_case(town: Town) -> None:
    kept, lost = paper(town), paper(town)
    grow(town, form={**FORM, "lamps": 3, "sketch": kept})
    begin(town, answers={"sketch": kept}, materials={"articles": [lost]})
    before = EvidenceRow.objects.count()
    cases.remove_expired_drafts(now=NOW + timedelta(days=400))
    assert EvidenceRow.objects.count() == before - 1
    assert not EvidenceRow.objects.filter(uuid=evidence.EvidenceId.parse(lost).value).exists()


def test_files_that_somebody_else_gave_outlive_a_draft_that_names_them(town: Town) -> None:
    theirs = str(evidence.put(b"%PDF-1.7\n%%EOF\n", "b.pdf", by=town.stranger.label, purpose="t", at=NOW))
    draft = begin(town, materials={"articles": [theirs]})
    cases.discard_draft(draft=draft.id, actor=town.founder, now=NOW)
    assert evidence.describe(evidence.EvidenceId.parse(theirs)).by == town.stranger.label


def test_filing_a_draft_keeps_its_files(town: Town) -> None:
    draft = begin(town, materials={"articles": [paper(town)]})
    case = grow(
        town,
        draft=draft.id,
        materials=(
            cases.MaterialIn("articles", tuple(draft.materials["articles"])),
            cases.MaterialIn("wiring", (paper(town),)),
        ),
    )
    assert evidence.get(evidence.EvidenceId.parse(row_of(case).materials[0]["evidence"][0]))
    assert cases.find_draft(procedure="grow_shop", region=REGION, actor=town.founder, now=NOW) is None


def test_the_catalogue_asks_what_the_case_asks(town: Town) -> None:
    offered = catalogue.get_procedure("grow_shop", region=REGION, on=NOW.date())
    assert [one.id for one in catalogue.ask_situations(offered, {"new_shop": True, "awning": True})] == ["lit"]
