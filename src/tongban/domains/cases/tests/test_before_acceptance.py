"""Before acceptance: the precheck, the one notice of what is missing, the window's five days and what follows."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tongban.domains.cases import api as cases
from tongban.domains.cases import rules
from tongban.domains.cases.models import CaseRow, Clock, StepRow
from tongban.domains.cases.state import Case, Status
from tongban.domains.cases.tests.town import FORM, NOW, Town, at, refused, submit
from tongban.kernel import events
from tongban.kernel.authz import SYSTEM
from tongban.kernel.errors import Conflict, Refusal

MISSING = (cases.Missing("articles", "第3页没有签字"),)
LAST = at("2026-03-09T17:00")  # the fifth working day after Monday the second
AFTER = at("2026-03-10T00:05")


def types(case: cases.CaseId) -> list[str]:
    return [one.type.removeprefix("cases.").removesuffix(".v1") for one in events.read(str(case))]


def intake(case: cases.CaseId) -> StepRow:
    return StepRow.objects.get(case__uuid=case.value, step="intake")


def ask(town: Town, case: cases.CaseId, now: datetime = NOW, *, missing: Any = MISSING) -> None:
    cases.ask_supplement(case=case, missing=missing, actor=town.window, now=now)


def status(case: cases.CaseId) -> str:
    found = CaseRow.objects.get(uuid=case.value).status
    assert cases.differences(case) == []
    return found


# precheck -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_precheck_is_answered_mended_answered_and_filed(town: Town) -> None:
    case = submit(town, precheck=True)
    assert (status(case), intake(case).due_on) == ("precheck", date(2026, 3, 3))
    with refused("cases.accept.not_waiting"):
        cases.accept(case=case, actor=town.window, now=NOW)
    cases.answer_precheck(case=case, ready=False, missing=MISSING, actor=town.window, now=NOW)
    assert [one.title.zh for one in cases.get_case(case, town.founder, now=NOW).missing] == ["章程"]
    with refused("cases.precheck.answered"):
        cases.answer_precheck(case=case, ready=True, actor=town.window, now=NOW)
    mended = FORM | {"area": 61}
    cases.supplement(case=case, form=mended, materials=(), actor=town.founder, now=at("2026-03-03T10:00"))
    assert (status(case), intake(case).state) == ("precheck", "open")
    cases.answer_precheck(case=case, ready=True, actor=town.window, now=at("2026-03-04T10:00"))
    assert (status(case), intake(case).state) == ("precheck", "waiting")
    cases.confirm(case=case, actor=town.founder, now=at("2026-03-05T10:00"))
    assert (status(case), intake(case).state, intake(case).due_on) == ("submitted", "open", date(2026, 3, 12))
    cases.accept(case=case, actor=town.window, now=at("2026-03-05T11:00"))
    assert cases.attributes_of(case)["area"] == 61
    assert types(case)[:6] == [
        "case_submitted",
        "precheck_answered",
        "supplemented",
        "precheck_answered",
        "case_confirmed",
        "case_accepted",
    ]
    assert cases.differences(case) == []


@pytest.mark.django_db
def test_anybody_may_file_against_the_windows_word(town: Town) -> None:
    case = submit(town, precheck=True)
    cases.answer_precheck(case=case, ready=False, missing=MISSING, actor=town.window, now=NOW)
    with refused("kernel.authz.denied"):
        cases.confirm(case=case, actor=town.stranger, now=NOW)
    with refused("cases.form.invalid"):
        cases.confirm(case=case, form={}, actor=town.founder, now=NOW)
    cases.confirm(case=case, form=FORM | {"area": 70}, actor=town.founder, now=NOW)
    with refused("cases.confirm.not_precheck"):
        cases.confirm(case=case, actor=town.founder, now=NOW)
    assert (status(case), cases.attributes_of(case)["area"]) == ("submitted", 70)


@pytest.mark.django_db
def test_what_a_precheck_refuses_leaves_it_as_it_was(town: Town) -> None:
    case = submit(town, precheck=True)
    head = len(types(case))
    for ready, missing, code in (
        (True, MISSING, "cases.precheck.ready_but_missing"),
        (False, (), "cases.supplement.nothing_named"),
        (False, (cases.Missing("photo_of_cat", "好看"),), "cases.supplement.not_in_guide"),
    ):
        with refused(code):
            cases.answer_precheck(case=case, ready=ready, missing=missing, actor=town.window, now=NOW)
    for actor in (town.founder, town.reviewer("shop_item"), SYSTEM):
        with refused("kernel.authz.denied"):
            cases.answer_precheck(case=case, ready=True, actor=actor, now=NOW)
    assert len(types(case)) == head
    cases.withdraw(case=case, actor=town.founder, now=NOW)
    assert status(case) == "withdrawn"
    with refused("cases.precheck.not_offered"):
        submit(town, procedure="poster_item", form={"days": 1, "phone": "13300000000"}, materials=(), precheck=True)


@pytest.mark.django_db
def test_a_precheck_never_becomes_accepted_by_itself(town: Town) -> None:
    case = submit(town, precheck=True)
    assert cases.tick(now=at("2026-06-01T09:00")).counts == {}
    assert status(case) == "precheck"


# one notice, in time, of what the guide asks ------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("item", ["articles", "address"])
def test_a_material_or_an_answer_of_the_guide_may_be_asked(town: Town, item: str) -> None:
    case = submit(town)
    ask(town, case, missing=(cases.Missing(item, "看不清"),))
    assert status(case) == "supplement_wanted"


@pytest.mark.django_db
def test_nothing_outside_the_guide_may_be_asked(town: Town) -> None:
    case = submit(town)
    strange = (*MISSING, cases.Missing("无犯罪记录证明", "历来都要"))
    with pytest.raises(Refusal) as refusal:
        ask(town, case, missing=strange)
    assert (refusal.value.code, refusal.value.values["items"]) == ("cases.supplement.not_in_guide", ["无犯罪记录证明"])
    assert (status(case), types(case)) == ("submitted", ["case_submitted"])


@pytest.mark.django_db
def test_after_five_working_days_nothing_may_be_asked_or_refused(town: Town) -> None:
    case, other = submit(town), submit(town)
    with refused("cases.supplement.too_late"):
        ask(town, case, AFTER)
    with refused("cases.refuse.too_late"):
        cases.refuse(case=case, reason="不属于本市", where="邻市", actor=town.window, now=AFTER)
    assert types(case) == ["case_submitted"]
    ask(town, other, LAST)
    assert status(other) == "supplement_wanted"


@pytest.mark.django_db
def test_the_clock_itself_accepts_what_nobody_answered(town: Town) -> None:
    """行政许可法 art. 32 ¶1(4): accepted from the day the papers were received, and the clocks count from there."""
    case = submit(town)
    assert cases.tick(now=LAST).counts == {}
    assert cases.tick(now=AFTER).counts == {"deemed_acceptance": 1}
    assert cases.tick(now=AFTER).counts == {}
    assert status(case) == "accepted"
    accepted = next(one for one in events.read(str(case)) if one.type == "cases.case_accepted.v1")
    assert (accepted.event.deemed, accepted.event.by, accepted.actor) == (True, "system", "system")
    started = set(Clock.objects.filter(case__uuid=case.value).values_list("started_at", flat=True))
    assert started == {NOW}
    row = CaseRow.objects.get(uuid=case.value)
    assert (row.accepted_at, row.due_on) == (NOW, date(2026, 3, 5))


@pytest.mark.django_db
def test_a_window_that_accepts_too_late_accepts_from_the_day_of_receipt(town: Town) -> None:
    late, in_time = submit(town), submit(town)
    cases.accept(case=late, actor=town.window, now=AFTER)
    cases.accept(case=in_time, actor=town.window, now=LAST)
    first = {one.case.number: one.started_at for one in Clock.objects.filter(scope="case").select_related("case")}
    numbers = {case: CaseRow.objects.get(uuid=case.value).number for case in (late, in_time)}
    assert (first[numbers[late]], first[numbers[in_time]]) == (NOW, LAST)


@pytest.mark.django_db
def test_after_a_supplement_the_window_has_five_days_again(town: Town) -> None:
    case = submit(town)
    ask(town, case)
    brought = at("2026-03-05T15:00")
    cases.supplement(case=case, form=FORM, materials=(), actor=town.founder, now=brought)
    assert cases.tick(now=at("2026-03-12T23:00")).counts == {}
    assert cases.tick(now=at("2026-03-13T00:05")).counts == {"deemed_acceptance": 1}
    assert set(Clock.objects.filter(case__uuid=case.value).values_list("started_at", flat=True)) == {brought}


@pytest.mark.django_db
def test_silence_takes_the_application_back_where_the_pack_says_so(town: Town) -> None:
    case = submit(town)
    ask(town, case)
    assert intake(case).due_on == date(2026, 3, 16)
    assert cases.tick(now=at("2026-03-16T23:00")).counts == {}
    assert cases.tick(now=at("2026-03-17T00:05")).counts == {"silence": 1}
    assert cases.tick(now=at("2026-03-17T00:06")).counts == {}
    assert status(case) == "withdrawn"
    assert cases.timeline(case, town.founder)[-1].sentence.zh == "申请人逾期未补正，视为撤回申请。"


@pytest.mark.django_db
def test_without_that_number_it_waits(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongban.domains.cases.clocks.supplement_days", lambda region, *, on: None)
    case = submit(town)
    ask(town, case)
    assert cases.tick(now=at("2026-06-01T09:00")).counts == {}
    assert status(case) == "supplement_wanted"


@pytest.mark.django_db
def test_what_fails_is_told_and_stops_no_other(town: Town) -> None:
    """A case that cannot be accepted (its region is gone) is named at every tick; the next is accepted."""
    stuck, other = submit(town), submit(town)
    CaseRow.objects.filter(uuid=stuck.value).update(region="999999")
    done = cases.tick(now=AFTER)
    assert done.counts == {"deemed_acceptance": 1}
    assert [one.case for one in done.failures] == [stuck]
    assert (CaseRow.objects.get(uuid=stuck.value).status, status(other)) == ("submitted", "accepted")


@pytest.mark.django_db
def test_a_tick_takes_no_more_than_it_may(town: Town) -> None:
    for _ in range(3):
        submit(town)
    assert [cases.tick(now=AFTER, limit=2).total for _ in range(3)] == [2, 1, 0]


# the rules alone ----------------------------------------------------------------------------------------------------

WHO = rules.Who("account_window", "agency_window")
DAYS = some.dates(date(2026, 1, 1), date(2026, 12, 31))


HELPING = "account_window for subject_1 as helper by delegation_1"


def waiting(by: str = "account_window") -> Case:
    return Case("case_1", Status.SUBMITTED, "agency_window", by, tracks=())


@given(last=some.none() | DAYS, today=DAYS)
def test_either_the_window_may_still_answer_or_the_law_has_accepted(last: date | None, today: date) -> None:
    """Never both, never neither: on every day exactly one of them is so."""
    period, case, who = rules.Period(last, today), waiting(), rules.Who("account_other", "agency_window")
    deemed = rules.is_deemed(case, period)
    try:
        rules.ask_supplement(case, missing=MISSING, known={"articles"}, period=period, who=who)
        may_ask = True
    except Refusal as refusal:
        assert refusal.code == "cases.supplement.too_late"
        may_ask = False
    assert deemed is not may_ask
    assert deemed is (last is not None and today > last)


def test_the_clerk_who_helped_to_file_may_take_it_in_but_not_an_own_one() -> None:
    nothing = rules.Acceptance([], {})
    with pytest.raises(Refusal, match="own_application"):
        rules.accept(waiting(), acceptance=nothing, who=WHO)
    assert rules.accept(waiting(HELPING), acceptance=nothing, who=WHO)


@given(status=some.sampled_from([one for one in Status if one is not Status.SUPPLEMENT_WANTED]))
def test_only_what_was_asked_for_can_lapse(status: Status) -> None:
    case = Case("case_1", status, "a", "b", tracks=())
    with pytest.raises(Conflict):
        rules.fall_silent(case, period=rules.Period(date(2026, 1, 1), date(2026, 2, 1)), who=WHO)
