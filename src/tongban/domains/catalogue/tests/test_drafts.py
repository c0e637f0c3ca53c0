"""Drafts: prepared by one, published by another, checked as packs are, and never overwritten by a pack's update."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tongban.domains.catalogue import api as catalogue
from tongban.domains.catalogue.models import ItemDraft, Version
from tongban.domains.catalogue.tests.conftest import read
from tongban.kernel import events, packs
from tongban.kernel.actors import SYSTEM, Actor, PostGrant
from tongban.kernel.errors import Conflict, Refusal
from tongban.kernel.packs import Library

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2026, 3, 2, 8, tzinfo=SHANGHAI)
LATER = FIRST + timedelta(days=30)
TODAY = FIRST.date()
pytestmark = pytest.mark.django_db


def keeper(number: int, region: str = "990100") -> Actor:
    post = PostGrant(
        number, agency_id=number, region=region, regions=frozenset({region}), duties=frozenset({"catalogue"})
    )
    return Actor(account_id=number, label=f"account_{number}", posts=(post,))


ANNA, BERT, STRANGER = keeper(1), keeper(2), keeper(3, "990200")
SUMMARY = {"zh": "在路边设售货亭", "en": "Put up a kiosk at the roadside"}


@pytest.fixture
def published(root: Path) -> Library:
    library = read(root)
    packs.install(library)
    catalogue.publish(library, actor=SYSTEM, now=FIRST)
    return library


def drafted(edit: dict[str, Any], *, procedure: str = "kiosk") -> catalogue.ItemDraftId:
    draft = catalogue.open_draft(procedure=procedure, region="990100", actor=ANNA, now=FIRST)
    catalogue.save_draft(draft=draft, edit=edit, reason="群众反映说明不清", actor=ANNA, now=FIRST)
    return draft


def submitted(edit: dict[str, Any]) -> catalogue.ItemDraftId:
    draft = drafted(edit)
    catalogue.submit_draft(draft=draft, actor=ANNA, now=FIRST)
    return draft


def publish(draft: catalogue.ItemDraftId, on: date = TODAY, **changes: Any) -> int:
    arguments: dict[str, Any] = {"policy": "keep", "actor": BERT, "now": FIRST}
    return catalogue.publish_draft(draft=draft, in_force_from=on, **(arguments | changes))


def kiosk(on: date) -> catalogue.Procedure:
    return catalogue.get_procedure("kiosk", region="990102", on=on)


def update(root: Path, old: str, new: str) -> catalogue.Published:
    path = root / "town/services/kiosk.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    library = read(root)
    packs.install(library)
    return catalogue.publish(library, actor=SYSTEM, now=LATER)


def test_a_change_is_in_force_from_its_day_with_its_policy_and_event(published: Library) -> None:
    day = TODAY + timedelta(days=7)
    version = publish(submitted({"summary": SUMMARY}), day, policy="migrate")
    assert kiosk(day - timedelta(days=1)).summary.zh == "在街边设售货亭"
    assert (kiosk(day).summary.zh, kiosk(day).version_id) == (SUMMARY["zh"], version)
    told = events.read("procedure_town_kiosk")
    assert [one.type for one in told][1:] == [
        "catalogue.draft_opened.v1",
        "catalogue.draft_submitted.v1",
        "catalogue.version_published.v1",
    ]
    assert (told[-1].data["policy"], told[-1].data["origin"], told[-1].actor) == ("migrate", "office", BERT.label)


def test_every_part_that_may_be_edited_comes_into_the_procedure(published: Library) -> None:
    material = {"id": "drawing", "title": {"zh": "位置图", "en": "Drawing"}, "required": False, "copies": 2}
    edit = {
        "title": {"zh": "售货亭许可", "en": "Licence for a kiosk"},
        "conditions": [{"zh": "不挡盲道。", "en": "Tactile paving stays free."}],
        "items": {"kiosk": {"materials": [material], "steps": {"look": {"zh": "踏勘", "en": "Survey"}}}},
        "promises": {"clocks.kiosk.promise": {"value": 4, "source": "虚构承诺（演示）"}},
        "places": [],
    }
    publish(submitted(edit))
    found = kiosk(TODAY)
    assert found.title.en == "Licence for a kiosk"
    assert [one.zh for one in found.conditions] == ["不挡盲道。"]
    assert [(one.id, one.required, one.copies) for one in found.materials] == [("drawing", False, 2)]
    assert found.tracks[0].step("look").title.en == "Survey"
    promised = found.clock("promised")
    assert promised is not None
    assert (promised.duration.amount, promised.since, promised.source) == (4, TODAY, "虚构承诺（演示）")
    assert found.places == ()


def test_who_wrote_any_of_it_does_not_publish_though_another_saved_last(published: Library) -> None:
    draft = drafted({"summary": SUMMARY})
    catalogue.save_draft(draft=draft, edit={"summary": SUMMARY}, reason="改了一个字", actor=BERT, now=FIRST)
    catalogue.submit_draft(draft=draft, actor=BERT, now=FIRST)
    for writer in (ANNA, BERT):
        with pytest.raises(Refusal, match=r"catalogue.draft.own"):
            publish(draft, actor=writer)
    assert publish(draft, actor=keeper(4)) == kiosk(TODAY).version_id


def test_the_author_does_not_publish_nor_return(published: Library) -> None:
    draft = submitted({"summary": SUMMARY})
    with pytest.raises(Refusal, match=r"catalogue.draft.own"):
        publish(draft, actor=ANNA)
    with pytest.raises(Refusal, match=r"catalogue.draft.own"):
        catalogue.return_draft(draft=draft, remark="再核", actor=ANNA, now=FIRST)
    assert Version.objects.filter(key="kiosk").count() == 1


def test_a_returned_draft_is_mended_and_handed_in_again(published: Library) -> None:
    draft = submitted({"summary": SUMMARY})
    catalogue.return_draft(draft=draft, remark="英文请核对", actor=BERT, now=FIRST)
    assert catalogue.get_draft(draft, ANNA).remark == "英文请核对"
    catalogue.save_draft(draft=draft, edit={"summary": SUMMARY | {"en": "A kiosk"}}, reason="改", actor=ANNA, now=FIRST)
    catalogue.submit_draft(draft=draft, actor=ANNA, now=FIRST)
    publish(draft)
    assert kiosk(TODAY).summary.en == "A kiosk"


def test_other_regions_neither_see_nor_touch_a_draft(published: Library) -> None:
    draft = drafted({"summary": SUMMARY})
    assert catalogue.list_drafts(STRANGER) == []
    with pytest.raises(Refusal, match=r"kernel.authz.denied"):
        catalogue.get_draft(draft, STRANGER)
    with pytest.raises(Refusal, match=r"kernel.authz.denied"):
        catalogue.open_draft(procedure="stamp", region="990100", actor=STRANGER, now=FIRST)
    assert [row.newest.key for row in catalogue.list_register(STRANGER, on=TODAY)] == []


def test_one_change_of_a_procedure_at_a_time(published: Library) -> None:
    drafted({"summary": SUMMARY})
    with pytest.raises(Conflict, match=r"catalogue.draft.open_already"):
        catalogue.open_draft(procedure="kiosk", region="990100", actor=BERT, now=FIRST)


LONG = {"clocks.kiosk.promise": {"value": 40, "source": "演示"}}


@pytest.mark.parametrize(
    ("edit", "field", "check"),
    [
        ({"promises": LONG}, "promises.clocks.kiosk.promise", "promises_keep_the_law"),
        ({"conditions": []}, "conditions", "conditions_are_stated"),
        ({"questions": []}, "questions", "licences_answer_questions"),
        ({"title": {"zh": "摊位许可", "en": "Stall"}}, "title", "items_are_as_the_basic_catalogue_says"),
        ({"visits": 2}, "visits", "visits_fit_the_online_depth"),
    ],
)
def test_what_breaks_a_rule_of_packs_is_told_at_its_field(
    published: Library, *, edit: dict[str, Any], field: str, check: str
) -> None:
    draft = drafted(edit)
    found = catalogue.examine_draft(draft, ANNA, on=TODAY)
    assert (field, check) in {(one.field, one.check) for one in found}
    with pytest.raises(Refusal, match=r"catalogue.draft.findings"):
        catalogue.submit_draft(draft=draft, actor=ANNA, now=FIRST)


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        ({"steps": []}, "catalogue.draft.malformed"),
        ({"summary": {"zh": "只有中文"}}, "catalogue.draft.malformed"),
        ({"items": {"stamp": {}}}, "catalogue.draft.unknown_part"),
        ({"items": {"kiosk": {"steps": {"dance": SUMMARY}}}}, "catalogue.draft.unknown_part"),
        ({"promises": {"clocks.kiosk.statutory": {"value": 1, "source": "x"}}}, "catalogue.draft.unknown_part"),
    ],
)
def test_only_what_is_the_offices_to_say_can_be_edited(published: Library, *, edit: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        drafted(edit)


def test_a_draft_without_reason_or_change_is_not_handed_in(published: Library) -> None:
    draft = drafted({})
    with pytest.raises(Refusal, match=r"catalogue.draft.nothing_changed"):
        catalogue.submit_draft(draft=draft, actor=ANNA, now=FIRST)
    catalogue.save_draft(draft=draft, edit={"summary": SUMMARY}, reason=" ", actor=ANNA, now=FIRST)
    with pytest.raises(Refusal, match=r"catalogue.draft.reason_missing"):
        catalogue.submit_draft(draft=draft, actor=ANNA, now=FIRST)


def test_a_past_day_is_refused(published: Library) -> None:
    with pytest.raises(Refusal, match=r"catalogue.draft.day_past"):
        publish(submitted({"summary": SUMMARY}), TODAY - timedelta(days=1))


def test_edits_stay_when_the_next_change_is_prepared(published: Library) -> None:
    publish(submitted({"summary": SUMMARY}))
    draft = catalogue.open_draft(procedure="kiosk", region="990100", actor=ANNA, now=FIRST)
    assert catalogue.get_draft(draft, ANNA).edit.fields() == {"summary"}
    catalogue.save_draft(
        draft=draft, edit={"summary": SUMMARY, "topics": ["010"]}, reason="补主题", actor=ANNA, now=FIRST
    )
    assert [one.name for one in catalogue.compare_draft(draft, ANNA, on=TODAY)] == ["topics"]


def test_loading_the_same_packs_keeps_the_edit(published: Library) -> None:
    publish(submitted({"summary": SUMMARY}))
    done = catalogue.publish(published, actor=SYSTEM, now=LATER)
    assert (done.new, done.to_merge, done.unchanged) == ((), (), 3)
    assert kiosk(LATER.date()).summary.zh == SUMMARY["zh"]


def test_a_packs_update_meets_the_edit_in_a_draft(published: Library, root: Path) -> None:
    publish(submitted({"summary": SUMMARY}))
    done = update(root, "地点不挡路。", "地点不挡消防通道。")
    assert done.to_merge == ("town kiosk",)
    assert kiosk(LATER.date()).conditions[0].zh == "地点不挡路。"
    [draft] = catalogue.list_drafts(BERT)
    assert draft.merges
    assert (draft.clashes, set(draft.edit.fields())) == ((), {"summary"})
    assert {one.name for one in catalogue.compare_draft(draft.id, BERT, on=LATER.date())} == {"conditions"}
    assert catalogue.publish(packs.current(), actor=SYSTEM, now=LATER).to_merge == ()


def test_a_merged_update_is_published_like_any_change(published: Library, root: Path) -> None:
    publish(submitted({"summary": SUMMARY}))
    update(root, "地点不挡路。", "地点不挡消防通道。")
    [draft] = catalogue.list_drafts(ANNA)
    catalogue.save_draft(draft=draft.id, edit={"summary": SUMMARY}, reason="并入更新", actor=ANNA, now=LATER)
    catalogue.submit_draft(draft=draft.id, actor=ANNA, now=LATER)
    publish(draft.id, LATER.date(), now=LATER)
    found = kiosk(LATER.date())
    assert (found.summary.zh, found.conditions[0].zh) == (SUMMARY["zh"], "地点不挡消防通道。")
    assert catalogue.publish(packs.current(), actor=SYSTEM, now=LATER).to_merge == ()


def test_what_both_changed_is_marked(published: Library, root: Path) -> None:
    publish(submitted({"summary": SUMMARY}))
    update(root, "在街边设售货亭", "在广场设售货亭")
    [draft] = catalogue.list_drafts(ANNA)
    assert draft.clashes == ("summary",)


def test_a_declined_update_is_not_put_again(published: Library, root: Path) -> None:
    publish(submitted({"summary": SUMMARY}))
    update(root, "在街边设售货亭", "在广场设售货亭")
    [draft] = catalogue.list_drafts(ANNA)
    catalogue.discard_draft(draft=draft.id, actor=ANNA, now=LATER)
    assert catalogue.publish(packs.current(), actor=SYSTEM, now=LATER).to_merge == ()
    assert kiosk(LATER.date()).summary.zh == SUMMARY["zh"]


def test_a_draft_that_a_pack_has_overtaken_is_brought_up_to_date(published: Library, root: Path) -> None:
    draft = drafted({"summary": SUMMARY})
    assert "town kiosk" in update(root, "地点不挡路。", "地点不挡消防通道。").new
    with pytest.raises(Conflict, match=r"catalogue.draft.outdated"):
        catalogue.submit_draft(draft=draft, actor=ANNA, now=LATER)
    catalogue.refresh_draft(draft=draft, actor=ANNA, now=LATER)
    catalogue.submit_draft(draft=draft, actor=ANNA, now=LATER)
    assert publish(draft, LATER.date(), now=LATER)


def test_an_older_version_is_restored_word_for_word(published: Library) -> None:
    old = kiosk(TODAY)
    publish(submitted({"summary": SUMMARY}))
    restored = catalogue.restore_version(
        version=old.version_id, in_force_from=TODAY, policy="keep", reason="改错了", actor=BERT, now=FIRST
    )
    found = kiosk(TODAY)
    assert (found.version_id, found.digest) == (restored, old.digest)
    assert catalogue.publish(published, actor=SYSTEM, now=LATER).new == ()
    numbers = [(one.number, one.origin) for one in catalogue.history_of("town", "kiosk", actor=ANNA)]
    assert numbers == [(3, "restored"), (2, "office"), (1, "pack")]
    with pytest.raises(Refusal, match=r"catalogue.version.newest"):
        catalogue.restore_version(
            version=old.version_id, in_force_from=TODAY, policy="keep", reason="再来", actor=BERT, now=FIRST
        )


def test_a_withdrawn_procedure_stays_withdrawn_whatever_its_pack_says(published: Library, root: Path) -> None:
    version = kiosk(TODAY).version_id
    catalogue.withdraw_procedure(version=version, reason="依据已废止", actor=BERT, now=FIRST)
    assert "town kiosk" in update(root, "地点不挡路。", "地点不挡消防通道。").to_merge
    with pytest.raises(Refusal, match=r"catalogue.procedure.unknown"):
        kiosk(LATER.date())
    [row] = [row for row in catalogue.list_register(ANNA, on=LATER.date()) if row.newest.key == "kiosk"]
    assert (row.state, row.newest.withdrawn_for) == ("withdrawn", "依据已废止")


def test_versions_are_compared_part_by_part(published: Library) -> None:
    before = kiosk(TODAY).version_id
    material = {"id": "drawing", "title": {"zh": "位置图", "en": "Drawing"}, "required": False}
    edit = {"summary": SUMMARY, "items": {"kiosk": {"materials": [material]}}}
    after = publish(submitted(edit))
    found = {one.name: one for one in catalogue.compare_versions(before, after)}
    assert found["summary"].after.zh == SUMMARY["zh"]
    assert found["materials.drawing.required"].before is True
    assert str(found["materials.drawing.required"].title).startswith("zh='位置图'")
    assert catalogue.compare_versions(after, after) == ()


def test_the_register_is_searched_and_filtered(published: Library) -> None:
    drafted({"summary": SUMMARY})
    every = catalogue.list_register(ANNA, on=TODAY)
    assert {row.newest.key for row in every} == {"kiosk", "opening", "stamp"}
    assert [row.newest.key for row in catalogue.list_register(ANNA, on=TODAY, text="售货亭许可")] == ["kiosk"]
    assert [row.newest.key for row in catalogue.list_register(ANNA, on=TODAY, state="draft")] == ["kiosk"]
    assert ItemDraft.objects.count() == 1
