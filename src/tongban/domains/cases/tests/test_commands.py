"""Commands against the database: one happy path, the refusals, and that a refusal leaves nothing behind."""

from datetime import date
from typing import Any

import pytest

from tongban.domains.cases import api as cases
from tongban.domains.cases.history import ResultData
from tongban.domains.cases.models import CaseRow, Clock, Serial, StepRow
from tongban.domains.cases.tests.holding import held
from tongban.domains.cases.tests.town import (
    FORM,
    NOW,
    REGION,
    Town,
    accepted,
    at,
    decide,
    finish,
    paper,
    refused,
    review,
    submit,
)
from tongban.domains.registry import api as registry
from tongban.kernel import audit, event_types, events
from tongban.kernel.authz import SYSTEM
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Conflict, Refusal


def steps(case: cases.CaseId) -> dict[str, str]:
    rows = StepRow.objects.filter(case__uuid=case.value)
    return {f"{row.track}.{row.step}": row.state for row in rows}


def test_an_application_runs_from_submission_to_closing(town: Town) -> None:
    case = submit(town)
    assert steps(case) == {".intake": "open"}
    cases.accept(case=case, actor=town.window, now=NOW)
    assert steps(case) == {
        ".intake": "done",
        "shop_item.review": "open",
        "shop_item.approve": "waiting",
        "seal_item.review": "open",
        "seal_item.approve": "waiting",
        "insurance_item.review": "open",
        "insurance_item.approve": "waiting",
    }
    review(town, case, "seal_item")
    assert steps(case)["seal_item.approve"] == "waiting"
    finish(town, case, "shop_item")
    assert steps(case)["seal_item.approve"] == "open"
    finish(town, case, "insurance_item")
    decide(town, case, "seal_item")
    view = cases.get_case(case, town.founder, now=NOW)
    assert (view.status, view.summary.outcome) == ("decided", "granted")
    cases.record_result(case=case, track="shop_item", reference="licence_1", actor=SYSTEM, now=NOW)
    cases.record_result(case=case, track="shop_item", reference="licence_1", actor=SYSTEM, now=NOW)
    cases.record_result(case=case, track="seal_item", reference="licence_2", actor=SYSTEM, now=NOW)
    assert cases.get_case(case, town.founder, now=NOW).status == "closed"
    assert cases.differences(case) == []
    assert audit.verify().ok


def test_the_number_is_region_day_and_a_series_without_gaps(town: Town) -> None:
    numbers = [CaseRow.objects.get(uuid=submit(town).value).number for _ in range(2)]
    with refused("cases.form.invalid"):
        submit(town, form={})
    numbers.append(CaseRow.objects.get(uuid=submit(town).value).number)
    assert numbers == [f"99090020260302{serial:06}" for serial in (1, 2, 3)]


def test_every_mistake_of_a_submission_is_told_at_once_and_nothing_is_written(town: Town) -> None:
    with refused("cases.form.invalid") as caught:
        submit(town, form=FORM | {"name": "短", "area": 0}, materials=())
    assert [error.field for error in caught.value.values["errors"]] == ["name", "area", "materials.articles"]
    with refused("cases.materials.missing"):
        submit(town, materials=())
    with refused("cases.materials.unknown"):
        submit(town, materials=(cases.MaterialIn("passport", ()),))
    with refused("kernel.evidence.unknown"):
        submit(town, materials=(cases.MaterialIn("articles", ("evidence_00000000-0000-4000-8000-000000000000",)),))
    assert not CaseRow.objects.exists() and not Serial.objects.exists()


def test_papers_of_another_account_cannot_be_handed_in(town: Town) -> None:
    with refused("kernel.evidence.unknown"):
        submit(town, subject=registry.list_subjects(town_account(town))[0].id, actor=town.stranger)


def town_account(town: Town) -> registry.AccountId:
    return registry.AccountId.parse(town.stranger.label)


def test_nobody_files_for_a_subject_that_is_not_theirs(town: Town) -> None:
    with refused("kernel.authz.denied"):
        submit(town, actor=town.stranger)
    with refused("kernel.authz.denied"):
        submit(town, actor=town.window)


def test_a_material_that_the_authorities_hold_is_not_asked(town: Town) -> None:
    sketch = (cases.MaterialIn("sketch", (paper(town),)),)
    stall: dict[str, Any] = {"procedure": "stall_item", "form": {"place": "东门"}, "materials": sketch}
    with refused("cases.materials.missing"):
        submit(town, **stall)
    with held({"business_licence": "990900-licence-7"}):
        with refused("cases.materials.missing"):
            submit(town, **stall)  # nobody has agreed
        stall["materials"] = (*sketch, cases.MaterialIn("licence_copy", licence=True))
        case = submit(town, **stall)
    papers = {one.id: one for one in cases.get_case(case, town.founder, now=NOW).materials}
    assert papers["licence_copy"].is_exempt and papers["licence_copy"].credential == "990900-licence-7"
    assert papers["photo"].files == () and not papers["photo"].is_exempt


def test_the_same_submission_twice_is_one_case(town: Town) -> None:
    draft = cases.save_draft(procedure="open_shop", region=REGION, answers=FORM, actor=town.founder, now=NOW)
    first = submit(town, draft=draft)
    assert submit(town, draft=draft) == first
    assert cases.list_drafts(town.founder, now=NOW) == []
    assert submit(town, key="k1") == submit(town, key="k1") != first
    with refused("cases.submit.key_reused"):
        submit(town, key="k1", region="990901")
    assert CaseRow.objects.count() == 2


def test_a_supplement_is_asked_once_and_everything_at_once(town: Town) -> None:
    case = submit(town)
    with refused("cases.supplement.nothing_named"):
        cases.ask_supplement(case=case, missing=(), actor=town.window, now=NOW)
    missing = (cases.Missing("articles", "第3页没有签字"),)
    cases.ask_supplement(case=case, missing=missing, actor=town.window, now=NOW)
    assert steps(case)[".intake"] == "waiting"
    with refused("cases.accept.supplement_open"):
        cases.accept(case=case, actor=town.window, now=NOW)
    shown = cases.get_case(case, town.founder, now=NOW)
    assert [one.why for one in shown.missing] == ["第3页没有签字"] and shown.summary.colour == "paused"
    cases.supplement(case=case, form=FORM | {"area": 61}, materials=(), actor=town.founder, now=at("2026-03-04T10:00"))
    intake = StepRow.objects.get(case__uuid=case.value, step="intake")
    assert (intake.state, intake.due_on) == ("open", date(2026, 3, 11))
    with refused("cases.supplement.asked_once"):
        cases.ask_supplement(case=case, missing=missing, actor=town.window, now=NOW)
    cases.accept(case=case, actor=town.window, now=NOW)
    assert cases.attributes_of(case)["area"] == 61
    assert cases.differences(case) == []


def test_a_refusal_says_why_and_where_to_go(town: Town) -> None:
    case = submit(town)
    with refused("cases.refuse.reason_missing"):
        cases.refuse(case=case, reason="不属本级", where=" ", actor=town.window, now=NOW)
    cases.refuse(case=case, reason="不属本级", where="南塘区政务服务中心", actor=town.window, now=NOW)
    view = cases.get_case(case, town.founder, now=NOW)
    assert (view.status, view.refused_because, view.refused_where) == ("refused", "不属本级", "南塘区政务服务中心")
    with pytest.raises(Conflict, match=r"^cases\.accept\.not_waiting"):
        cases.accept(case=case, actor=town.window, now=NOW)
    assert steps(case) == {".intake": "done"}
    assert cases.differences(case) == []


def test_acceptance_pins_the_clocks_with_their_sources(town: Town) -> None:
    case = accepted(town)
    rows = {(row.scope, row.kind): row for row in Clock.objects.filter(case__uuid=case.value)}
    assert set(rows) == {
        ("case", "promised"),
        ("shop_item", "promised"),
        ("shop_item", "statutory"),
        ("seal_item", "promised"),
        ("insurance_item", "promised"),
    }
    statutory = rows["shop_item", "statutory"]
    assert (statutory.amount, statutory.unit, statutory.source) == (20, "working_day", "行政许可法 第四十二条")
    assert rows["case", "promised"].due_on == date(2026, 3, 5)
    accepted_event = events.read(str(case))[-1].event
    assert {(clock.scope, clock.kind, clock.due_on) for clock in accepted_event.clocks} == {
        (row.scope, row.kind, row.due_on.isoformat() if row.due_on else None) for row in rows.values()
    }


def test_a_due_day_in_a_year_without_calendar_is_shown_and_nothing_is_written(town: Town) -> None:
    late = at("2026-12-30T16:00")
    case = submit(town, late)
    with refused("kernel.calendar_gap"):
        cases.accept(case=case, actor=town.window, now=late)
    assert cases.get_case(case, town.founder, now=late).status == "submitted"
    assert not Clock.objects.exists() and steps(case) == {".intake": "open"}
    assert StepRow.objects.get(case__uuid=case.value).due_on is None


def test_a_track_stops_its_own_clocks_and_the_last_decision_stops_all(town: Town) -> None:
    case = accepted(town)
    finish(town, case, "insurance_item", now=at("2026-03-03T15:00"))
    stopped = Clock.objects.filter(case__uuid=case.value).exclude(stopped_at=None)
    assert [row.scope for row in stopped] == ["insurance_item"]
    finish(town, case, "shop_item", now=at("2026-03-04T15:00"))
    finish(town, case, "seal_item", now=at("2026-03-05T15:00"))
    assert not Clock.objects.filter(case__uuid=case.value, stopped_at=None).exists()
    whole = cases.clocks(case, at("2026-03-20T09:00"))[0]
    told = whole.as_dict()
    assert (told["scope"], told["used"], told["left"], told["state"]) == ("case", 3, 0, "stopped")
    assert sum(span["counted"] for span in told["spans"]) == told["used"]


def test_whoever_prepared_may_not_decide(town: Town) -> None:
    case = accepted(town)
    review(town, case, "shop_item")
    with refused("cases.decide.own_work"):
        cases.decide(case=case, track="shop_item", granted=True, actor=town.reviewer("shop_item"), now=NOW)
    assert [one.code for one in cases.hindrances(case, town.reviewer("shop_item"), now=NOW)] == [
        "cases.decide.own_work"
    ]
    decide(town, case, "shop_item")


def test_a_registration_creates_the_holder_of_what_follows(town: Town) -> None:
    case = accepted(town)
    finish(town, case, "shop_item")
    finish(town, case, "seal_item")
    decided = [one.event for one in events.read(str(case)) if one.type == "cases.track_decided.v1"]
    company = registry.find_enterprise(
        registry.get_enterprise(registry.SubjectId.parse(decided[0].registered)).credit_code
    )
    assert company is not None and company.name == FORM["name"] and company.legal_representative == town.subject
    assert decided[0].result == ResultData("business_licence", decided[0].registered, decided[0].agency)
    assert cases.result_values(case, "shop_item") == {"name": FORM["name"], "scope": FORM["scope"]}
    assert decided[1].result.holder == decided[0].registered and decided[1].registered is None


def test_the_history_keeps_no_answer_but_attributes_and_the_digest_of_what_is_stored(town: Town) -> None:
    case = submit(town, form=FORM | {"name": f" {FORM['name']} "})
    cases.accept(case=case, actor=town.window, now=NOW)
    finish(town, case, "shop_item")
    past = events.read(str(case))
    told = "".join(event_types.canonical(one.data) for one in past)
    row = CaseRow.objects.get(uuid=case.value)
    private = {name: str(value) for name, value in row.form.items() if name not in row.attributes}
    assert {"name", "scope"} <= private.keys()
    assert [name for name, value in private.items() if len(value) > 1 and value in told] == []
    assert past[0].data["form_digest"] == sm3(event_types.canonical(row.form).encode())


def test_a_grant_that_cannot_register_leaves_everything_as_it_was(town: Town) -> None:
    case, twin = accepted(town), accepted(town)
    finish(town, case, "shop_item")
    review(town, twin, "shop_item")
    before = len(events.read(str(twin)))
    with refused("registry.enterprise.name_taken"):
        decide(town, twin, "shop_item")
    assert len(events.read(str(twin))) == before and steps(twin)["shop_item.approve"] == "open"


def test_what_builds_upon_a_denial_can_only_be_denied_and_the_outcome_is_partial(town: Town) -> None:
    case = accepted(town)
    finish(town, case, "insurance_item")
    finish(town, case, "shop_item", granted=False)
    review(town, case, "seal_item")
    with refused("cases.decide.prerequisite_denied") as caught:
        decide(town, case, "seal_item")
    assert [title.zh for title in caught.value.values["denied"]] == ["开店登记"]
    with refused("cases.decide.reason_missing"):
        cases.decide(case=case, track="seal_item", granted=False, actor=town.approver("seal_item"), now=NOW)
    decide(town, case, "seal_item", granted=False)
    view = cases.get_case(case, town.founder, now=NOW)
    assert (view.status, view.summary.outcome) == ("closed", "partial")
    assert view.outcome_word is not None and view.outcome_word.zh == "部分准予"
    assert {step.state_word.en for track in view.tracks for step in track.steps} == {"Done"}
    assert {track.key: track.decision for track in view.tracks} == {
        "shop_item": "denied",
        "seal_item": "denied",
        "insurance_item": "granted",
    }
    assert cases.differences(case) == []


def test_the_applicant_withdraws_until_something_is_granted(town: Town) -> None:
    case, other = accepted(town), accepted(town)
    with refused("kernel.authz.denied"):
        cases.withdraw(case=case, reason="", actor=town.stranger, now=NOW)
    cases.withdraw(case=case, reason="改主意了", actor=town.founder, now=NOW)
    assert {state for name, state in steps(case).items() if name != ".intake"} == {"ended"}
    assert not Clock.objects.filter(case__uuid=case.value, stopped_at=None).exists()
    assert cases.differences(case) == []
    finish(town, other, "insurance_item")
    with refused("cases.withdraw.already_granted"):
        cases.withdraw(case=other, reason="", actor=town.founder, now=NOW)


def test_officers_act_only_with_their_duty_at_their_agency(town: Town) -> None:
    case = accepted(town)
    for actor in (town.reviewer("seal_item"), town.window, town.founder, town.supervisor):
        with refused("kernel.authz.denied"):
            cases.complete_step(case=case, track="shop_item", step="review", opinion="", actor=actor, now=NOW)
    with refused("cases.step.waiting") as caught:
        decide(town, case, "shop_item")
    assert [title.zh for title in caught.value.values["waiting"]] == ["开店登记·审查"]
    with refused("cases.step.unknown"):
        review(town, case, "stall_item")
    review(town, case, "shop_item")
    with pytest.raises(Conflict, match=r"^cases\.step\.already_done"):
        review(town, case, "shop_item")


def test_a_case_that_does_not_exist_is_refused(town: Town) -> None:
    nobody = cases.CaseId.new()
    with refused("cases.case.unknown"):
        cases.accept(case=nobody, actor=town.window, now=NOW)
    with refused("cases.case.unknown"):
        cases.get_case(nobody, town.window, now=NOW)
    with pytest.raises(Refusal):
        cases.replay(nobody)
