"""What readers get: cases, lists, inbox, timeline, lawful acts; and what they do not get."""

from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tongban.domains.cases import acting
from tongban.domains.cases import api as cases
from tongban.domains.cases import inbox as inbox_module
from tongban.domains.cases.models import CaseRow, StepRow
from tongban.domains.cases.tests.town import (
    FORM,
    NOW,
    REGION,
    Town,
    accepted,
    at,
    decide,
    finish,
    officer,
    refused,
    review,
    submit,
)
from tongban.kernel import authz, texts
from tongban.kernel.authz import ANONYMOUS, SYSTEM


def test_the_applicant_reads_answers_in_words_by_page(town: Town) -> None:
    view = cases.get_case(submit(town), town.founder, now=NOW)
    pages = {page.title.zh: {fact.label.zh: fact.value.zh for fact in page.facts} for page in view.pages}
    assert pages == {
        "店铺": {
            "名称": "青禾市小满咖啡店",
            "地址": "青禾市南塘区稻香路1号",
            "经营范围": "餐饮服务",
            "面积": "60 平方米",
            "业态": "咖啡",
        },
        "人员": {"员工": "姓名：谷雨"},
    }
    assert view.pages[0].facts[3].value.en == "60 m²"
    assert (view.status_word.zh, view.colour_word.en, view.agency.role) == ("待受理", "On time", "service_centre")
    assert view.attributes == {"area": 60, "kind": "cafe"}


def test_who_sees_what(town: Town) -> None:
    case = accepted(town)
    review(town, case, "shop_item")
    readers = {
        "founder": (town.founder, True, ""),
        "window": (town.window, True, "齐全"),
        "officer of a track": (town.reviewer("seal_item"), True, "齐全"),
        "supervisor of the region": (town.supervisor, False, "齐全"),
        "the platform": (SYSTEM, True, ""),
    }
    for who, (actor, facts, opinion) in readers.items():
        view = cases.get_case(case, actor, now=NOW)
        assert (view.shows_facts, bool(view.pages)) == (facts, facts), who
        assert view.tracks[0].steps[0].opinion == opinion, who
    elsewhere = officer("elsewhere", "public_security", "administer", now=NOW)
    for stranger in (town.stranger, ANONYMOUS, elsewhere):
        with refused("cases.case.unknown"):
            cases.get_case(case, stranger, now=NOW)
        with refused("cases.case.unknown"):
            cases.timeline(case, stranger)
        with refused("cases.case.unknown"):
            cases.options(case, stranger, now=NOW)
        assert cases.list_cases(stranger, now=NOW).rows == ()
        assert cases.find_case(CaseRow.objects.get().number, stranger) is None
    with refused("cases.case.unknown"):
        cases.get_answers(case, town.supervisor)
    assert cases.get_answers(case, town.founder) == FORM


def test_every_event_is_told_in_both_languages(town: Town) -> None:
    case = submit(town)
    missing = (cases.Missing("articles", "没有签字"),)
    cases.ask_supplement(case=case, missing=missing, actor=town.window, now=NOW)
    cases.supplement(case=case, form=FORM, actor=town.founder, now=NOW)
    cases.accept(case=case, actor=town.window, now=NOW)
    finish(town, case, "shop_item")
    finish(town, case, "seal_item", granted=False)
    finish(town, case, "insurance_item")
    cases.record_result(case=case, track="shop_item", reference="licence_1", actor=SYSTEM, now=NOW)
    told = cases.timeline(case, town.founder)
    assert [entry.sentence.zh for entry in told] == [
        "提交申请“开一家店”，办件编号99090020260302000001。",
        "一次性告知补正，共1项。",
        "补正了材料。",
        "青禾市政务服务中心受理，整件应于2026年3月5日前办结。",
        "青禾市市场监督管理局办完“开店登记·审查”。",
        "青禾市市场监督管理局准予“开店登记”。",
        "青禾市公安局办完“刻章备案·核对”。",
        "青禾市公安局对“刻章备案”不予批准。",
        "青禾市人社局办完“参保登记·核对”。",
        "青禾市人社局准予“参保登记”。",
        "部分事项准予，部分事项不予批准。",
        "“开店登记”的结果已制发：营业执照。",
        "办结。",
    ]
    assert [entry.number for entry in told] == list(range(1, 14))
    assert told[0].who.zh == "谷雨" and told[7].who.en == "Qinghe Public Security" and told[-1].who.zh == "通办平台"
    assert (told[4].detail, told[7].detail) == ("", "不符合第二项条件")  # colleagues' notes are not the applicant's
    assert cases.timeline(case, town.window)[4].detail == "齐全"
    assert all(entry.sentence.en[-1] in ".:" and "cases." not in entry.sentence.en for entry in told)


def test_other_endings_are_told_too(town: Town) -> None:
    gone, sent_on = accepted(town), submit(town)
    cases.withdraw(case=gone, reason="改主意了", actor=town.founder, now=NOW)
    cases.refuse(case=sent_on, reason="不属本级", where="南塘区", actor=town.window, now=NOW)
    assert cases.timeline(gone, town.founder)[-1].sentence.zh == "申请人撤回申请。"
    assert cases.timeline(sent_on, town.founder)[-1].sentence.en.endswith("Where to go: 南塘区")


ALWAYS = {"return_step", "suspend", "assign", "transfer", "urge", "end_track", "reopen", "revoke"}
"""What may be done at almost any time; `test_performing` looks at it."""


def acts(case: cases.CaseId, actor: authz.Actor) -> list[str]:
    offered = [act for act in cases.options(case, actor, now=NOW) if act.name not in ALWAYS]
    return [".".join(filter(None, (act.name, act.track, act.step))) for act in offered]


def test_the_lawful_next_acts_of_each(town: Town) -> None:
    case = submit(town)
    assert acts(case, town.window) == ["accept", "ask_supplement", "refuse"]
    assert acts(case, town.founder) == ["withdraw"]
    assert acts(case, town.supervisor) == []
    cases.ask_supplement(case=case, missing=(cases.Missing("articles", "没有签字"),), actor=town.window, now=NOW)
    assert acts(case, town.window) == ["refuse"]
    assert acts(case, town.founder) == ["supplement", "withdraw"]
    cases.supplement(case=case, form=FORM, actor=town.founder, now=NOW)
    assert acts(case, town.window) == ["accept", "refuse"]
    cases.accept(case=case, actor=town.window, now=NOW)
    assert acts(case, town.reviewer("shop_item")) == ["complete.shop_item.review"]
    review(town, case, "shop_item")
    assert acts(case, town.reviewer("shop_item")) == []
    assert acts(case, town.approver("shop_item")) == ["grant.shop_item.approve", "deny.shop_item.approve"]
    grant = next(one for one in cases.options(case, town.approver("shop_item"), now=NOW) if one.name == "grant")
    assert "登记新的企业" in grant.consequence.zh and "营业执照" in grant.consequence.zh
    decide(town, case, "shop_item", granted=False)
    review(town, case, "seal_item")
    assert acts(case, town.approver("seal_item")) == ["deny.seal_item.approve"]


def test_every_act_has_its_words(town: Town) -> None:
    wanted = {f"cases.{kind}.{name}" for kind in ("act", "consequence", "done") for name in acting.TABLE}
    wanted |= {"cases.consequence.grant_registers", "cases.consequence.grant_licence"}
    wanted |= {f"cases.status.{status}" for status in ("submitted", "supplement_wanted", "accepted", "refused")}
    wanted |= {f"cases.event.case_decided_{outcome}" for outcome in ("granted", "partial", "denied")}
    assert wanted <= texts.codes()


def test_the_inbox_is_sorted_by_due_day_and_counted_by_colour(town: Town) -> None:
    for day in ("2026-03-02", "2026-03-03", "2026-03-04"):
        accepted(town, at(f"{day}T09:00"))
    reviewer = town.reviewer("shop_item")
    box = cases.inbox(reviewer, now=at("2026-03-06T09:00"))
    assert [(row.due_on, row.days_left, row.colour.value, row.colour_word.zh) for row in box.rows] == [
        (date(2026, 3, 5), -1, "late", "超期"),
        (date(2026, 3, 6), 0, "near", "临期"),
        (date(2026, 3, 9), 1, "near", "临期"),
    ]
    assert box.by_colour == {"late": 1, "near": 2, "normal": 0} and box.total == 3 and box.by_duty == {"review": 3}
    late = cases.inbox(reviewer, cases.InboxFilters(colour=cases.Colour.LATE), now=at("2026-03-06T09:00"))
    assert [row.colour.value for row in late.rows] == ["late"] and late.by_colour == box.by_colour
    assert (box.rows[0].step_title.zh, box.rows[0].subject.name) == ("审查", "谷雨")
    assert cases.inbox(town.founder, now=NOW).rows == () == cases.inbox(town.supervisor, now=NOW).rows


def test_counting_stops_where_nobody_works_down_more(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_module, "MOST_COUNTED", 2)
    for day in ("2026-03-02", "2026-03-03"):
        accepted(town, at(f"{day}T09:00"))
    reviewer, now = town.reviewer("shop_item"), at("2026-03-06T09:00")
    assert cases.inbox(reviewer, now=now).is_counted_whole
    for _ in range(2):
        accepted(town, at("2026-03-04T09:00"))
    box = cases.inbox(reviewer, now=now, limit=2)
    assert not box.is_counted_whole and box.by_colour == {"late": 1, "near": 2, "normal": 0}
    assert len(cases.inbox(reviewer, now=now, cursor=box.next_cursor).rows) == 2, "one reads on all the same"


def test_the_window_has_its_own_steps(town: Town) -> None:
    case = submit(town)
    row = cases.inbox(town.window, now=NOW).rows[0]
    assert (row.case, row.track, row.step_title.zh, row.due_on) == (case, "", "收件受理", date(2026, 3, 9))
    cases.accept(case=case, actor=town.window, now=NOW)
    assert cases.inbox(town.window, now=NOW).total == 0


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"text": "小满"}, 0),
        ({"text": "谷雨"}, 2),
        ({"text": "开一家"}, 2),
        ({"text": "99090020260302000002"}, 1),
        ({"item": "shop_item"}, 2),
        ({"item": "seal_item"}, 0),
        ({"duty": "approve"}, 0),
        ({"procedure": "open_shop", "region": REGION}, 2),
        ({"region": "990901"}, 0),
    ],
)
def test_inbox_filters(town: Town, filters: dict[str, Any], found: int) -> None:
    accepted(town), accepted(town)
    assert cases.inbox(town.reviewer("shop_item"), cases.InboxFilters(**filters), now=NOW).total == found


def test_lists_are_read_on_without_gaps_or_repeats(town: Town) -> None:
    made = [submit(town) for _ in range(5)]
    seen: list[cases.CaseId] = []
    boxed: list[cases.CaseId] = []
    cursor, inbox_cursor = None, None
    for _ in range(3):
        page = cases.list_cases(town.founder, cursor=cursor, now=NOW, limit=2)
        seen, cursor = seen + [row.id for row in page.rows], page.next_cursor
        box = cases.inbox(town.window, cursor=inbox_cursor, now=NOW, limit=2)
        boxed, inbox_cursor = boxed + [row.case for row in box.rows], box.next_cursor
    assert seen == made[::-1] and cursor is None
    assert boxed == made and inbox_cursor is None
    StepRow.objects.filter(case__uuid=made[0].value).update(due_on=None)
    boxed.clear()
    inbox_cursor = None
    for _ in range(5):
        box = cases.inbox(town.window, cursor=inbox_cursor, now=NOW, limit=1)
        boxed, inbox_cursor = boxed + [row.case for row in box.rows], box.next_cursor
    assert boxed == [*made[1:], made[0]] and inbox_cursor is None
    for broken in ("x", "W10", "WyJub3RhZGF5IiwxXQ", "[" * 5000):
        with refused("cases.cursor.malformed"):
            cases.list_cases(town.founder, cursor=broken, now=NOW)
        with refused("cases.cursor.malformed"):
            cases.inbox(town.window, cursor=broken, now=NOW)


def test_list_filters(town: Town) -> None:
    case, other = submit(town), submit(town)
    cases.accept(case=case, actor=town.window, now=NOW)

    def found(**filters: Any) -> list[cases.CaseId]:
        return [row.id for row in cases.list_cases(town.supervisor, cases.CaseFilters(**filters), now=NOW).rows]

    assert found(status=("accepted",)) == [case] == found(due_until=date(2026, 3, 5))
    assert found(subject=town.subject) == [other, case] == found(submitted_from=NOW.date(), submitted_until=NOW.date())
    assert found(submitted_until=date(2026, 3, 1)) == found(outcome="granted") == found(text="无此人\0") == []
    assert cases.count_cases(town.supervisor) == 2


def test_lists_cost_the_same_number_of_queries_for_any_length(
    town: Town, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(6):
        accepted(town)
    with django_assert_max_num_queries(8):
        cases.inbox(town.reviewer("shop_item"), now=NOW)
    with django_assert_max_num_queries(8):
        cases.list_cases(town.supervisor, now=NOW)


def test_the_colours_need_no_year_that_is_not_published(town: Town) -> None:
    case = accepted(town)
    StepRow.objects.filter(case__uuid=case.value, track="shop_item").update(due_on=date(2026, 12, 30))
    for moment, colour in (("2026-12-25", "normal"), ("2026-12-29", "near"), ("2027-02-01", "late")):
        row = cases.inbox(town.reviewer("shop_item"), now=at(f"{moment}T09:00")).rows[0]
        assert (row.case, row.colour) == (case, colour)
    assert row.days_left is None


def test_drafts_are_kept_per_application_and_expire(town: Town) -> None:
    saved = cases.save_draft(
        procedure="open_shop", region=REGION, answers={"name": "小"}, page="shop", actor=town.founder, now=NOW
    )
    again = cases.save_draft(
        procedure="open_shop",
        region=REGION,
        answers={"name": "小满"},
        page="people",
        materials={"articles": ["evidence_1"]},
        subject=town.subject,
        actor=town.founder,
        now=NOW,
    )
    assert saved == again
    draft = cases.find_draft(procedure="open_shop", region=REGION, actor=town.founder, now=NOW)
    assert draft is not None and (draft.answers, draft.page, draft.subject) == (
        {"name": "小满"},
        "people",
        town.subject,
    )
    assert draft.expires_on == date(2026, 5, 31) and draft.materials == {"articles": ["evidence_1"]}
    assert cases.find_draft(procedure="open_shop", region=REGION, actor=town.stranger, now=NOW) is None
    cases.discard_draft(draft=saved, actor=town.stranger, now=NOW)
    assert cases.list_drafts(town.founder, now=at("2026-05-31T23:00")) != []
    assert cases.list_drafts(town.founder, now=at("2026-06-01T00:00")) == []
    assert cases.remove_expired_drafts(now=at("2026-06-01T00:00")) == 1
    with refused("kernel.authz.denied"):
        cases.save_draft(procedure="open_shop", region=REGION, answers={}, actor=ANONYMOUS, now=NOW)
    with refused("cases.draft.too_large"):
        cases.save_draft(procedure="p", region=REGION, answers={"a": "x" * 300_000}, actor=town.founder, now=NOW)
