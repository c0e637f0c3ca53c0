"""What a strict reader tried: that no way round a rule of the law is left where several rules meet."""

from datetime import date
from typing import Any

import pytest

from tongban.domains.cases import api as cases
from tongban.domains.cases import rules
from tongban.domains.cases.history import CaseAccepted, StepPlan, Tolerated, TrackPlan
from tongban.domains.cases.models import CaseRow, StepRow
from tongban.domains.cases.state import PaperState, apply, begin
from tongban.domains.cases.tasks import refresh
from tongban.domains.cases.tests.canteen import ITEM, kitchen
from tongban.domains.cases.tests.life import submitted
from tongban.domains.cases.tests.town import (
    NOW,
    REGION,
    Town,
    at,
    refused,
    submit,
)
from tongban.domains.registry import api as registry

pytestmark = pytest.mark.django_db
COURT: dict[str, Any] = {"authority": "court", "reference": "（2026）青行初1号", "reason": "事实不清"}
ENDS = date(2026, 5, 15)
AFTER = at("2026-03-10T00:05")  # the sixth working day after Monday the second


# papers that follow ---------------------------------------------------------------------------------------------------


def test_a_paper_brought_for_one_item_is_not_brought_for_another_whose_day_is_over() -> None:
    step = StepPlan("approve", "approve", True, ())
    case = begin(submitted([TrackPlan(key, "r", None, False, (step,)) for key in ("one", "two")]))
    days = (Tolerated("lease", "one", "2026-03-05"), Tolerated("lease", "two", "2026-03-20"))
    case = apply(case, CaseAccepted("case_1", (), {"one": "a", "two": "b"}, 0, 0, "window", "clerk", tolerated=days))
    told: dict[str, Any] = {"material": "lease", "evidence": ["evidence_1"], "who": rules.Who("founder")}
    for event in rules.bring_tolerated(case, today=date(2026, 3, 10), **told):
        case = apply(case, event)
    assert [one.state for one in case.papers] == [PaperState.LAPSED, PaperState.BROUGHT]


# acceptance by law ----------------------------------------------------------------------------------------------------


def test_the_law_accepts_also_what_was_filed_before_its_year_had_a_calendar(town: Town) -> None:
    """The window's last day could not be said at filing; once it can, silence counts from the day of receipt."""
    case = submit(town)
    StepRow.objects.filter(step="intake").update(due_on=None)
    assert cases.tick(now=at("2026-03-09T17:00")).counts == {"rejudge_intake": 1}
    assert StepRow.objects.get(step="intake").due_on == date(2026, 3, 9)
    StepRow.objects.filter(step="intake").update(due_on=None)
    assert cases.tick(now=AFTER).counts == {"rejudge_intake": 1, "deemed_acceptance": 1}
    row = CaseRow.objects.get(uuid=case.value)
    assert (row.status, row.accepted_at) == ("accepted", NOW)


# whose hands ----------------------------------------------------------------------------------------------------------


def test_who_ended_an_item_does_not_decide_it_when_a_court_reopens_it(town: Town) -> None:
    one = kitchen(town)
    one.prepare()
    one.do(cases.end_track, one.cai, reason="申请人注销")
    one.do(cases.reopen, one.head, **COURT)
    with refused("cases.decide.decided_before"):
        one.do(cases.decide, one.cai, granted=True)
    one.do(cases.decide, one.head, granted=True)


def test_a_step_sent_back_after_a_transfer_lies_with_the_new_agency(town: Town) -> None:
    one = kitchen(town)
    police = town.officers["public_security"][0]
    one.do(cases.assign, one.head, step="review", to=one.bo.label)
    one.do(cases.complete_step, one.bo, step="review", opinion="齐全")
    agency = registry.get_agency(REGION, "public_security", on=NOW.date()).id
    one.do(cases.transfer, one.head, to_agency=agency, reason="属公安职责")
    one.do(cases.return_step, police, step="review", reason="面积不一致")
    row = StepRow.objects.get(track=ITEM, step="review")
    assert (row.agency.role, row.assigned_to) == ("public_security", None)
    assert [one.step for one in cases.inbox(police, now=NOW).rows] == ["review"]
    assert cases.inbox(one.bo, now=NOW).rows == ()


def test_a_decision_to_be_made_again_is_for_everybody_of_the_duty(town: Town) -> None:
    """It was one officer's, who may not decide it again: the others find it in their inbox."""
    one = kitchen(town)
    one.prepare()
    one.do(cases.assign, one.head, step="approve", to=one.cai.label)
    one.do(cases.decide, one.cai, granted=False, reason="第二项")
    one.do(cases.reopen, one.head, **COURT)
    assert StepRow.objects.get(track=ITEM, step="approve").assigned_to is None
    assert [row.step for row in cases.inbox(one.head, now=NOW).rows] == ["approve"]


def test_nobody_watches_for_papers_of_what_was_withdrawn(town: Town) -> None:
    one = kitchen(town, given=("sketch",), tolerate=("health",))
    refresh(one.case)
    assert [task.kind for task in cases.list_tasks(one.ann, now=NOW).rows] == ["paper"]
    cases.withdraw(case=one.case, actor=town.founder, now=NOW)
    refresh(one.case)
    assert cases.list_tasks(one.ann, now=NOW).rows == ()
