"""Instant approval: what a rule allows is granted in one go with its trace; a share of it is drawn for a later look."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from tongban.domains.cases import api as cases
from tongban.domains.cases.models import CaseRow
from tongban.domains.cases.tests.town import NOW, Town, at, officer, refused, submit
from tongban.kernel import draw, events
from tongban.kernel.authz import SYSTEM

SMALL: dict[str, Any] = {"days": 5, "phone": "13300000000", "lit": False}
APRIL = at("2026-04-01T00:30")


def file(town: Town, now: datetime = NOW, **changes: Any) -> cases.CaseId:
    form = {name: value for name, value in (SMALL | changes).items() if value is not None}
    return submit(town, now, procedure="poster_item", form=form, materials=())


def types(case: cases.CaseId) -> list[str]:
    return [one.type.removeprefix("cases.").removesuffix(".v1") for one in events.read(str(case))]


def decided(case: cases.CaseId) -> cases.TrackDecided:
    found = next(one.event for one in events.read(str(case)) if one.type == "cases.track_decided.v1")
    assert isinstance(found, cases.TrackDecided)
    return found


@pytest.mark.django_db
def test_what_the_rule_allows_is_granted_with_submission(town: Town) -> None:
    case = file(town)
    assert types(case) == ["case_submitted", "case_accepted", "track_decided", "case_decided", "case_closed"]
    grant = decided(case)
    assert (grant.granted, grant.how, grant.by) == (True, "instant", "system")
    view = cases.get_case(case, town.founder, now=NOW)
    assert (view.status, view.summary.outcome) == ("closed", "granted")
    assert [step.state for step in view.tracks[0].steps] == ["ended", "done"]
    assert cases.differences(case) == []


@pytest.mark.django_db
def test_the_history_keeps_the_trace_without_a_persons_answers(town: Town) -> None:
    trace = decided(file(town)).trace
    assert trace is not None
    assert (trace["rule"], trace["basis"]) == ("poster_instant", "青禾市规定第三条（虚构）")
    days, phone, lit = trace["trace"]["parts"]
    assert (days["field"], days["actual"], days["operand"], days["outcome"]) == ("form.days", 5, 7, True)
    assert (phone["actual"], phone["outcome"]) == ("…", True)
    assert lit["parts"][0]["actual"] == "…"
    assert "13300000000" not in str(events.read(str(file(town))))


@pytest.mark.django_db
def test_who_may_read_the_answers_reads_the_whole_trace(town: Town) -> None:
    case = file(town)
    (told,) = cases.get_traces(case, town.founder)
    assert (told.allowed, told.is_granted, told.basis) == (True, True, "青禾市规定第三条（虚构）")
    assert [(line.depth, line.outcome) for line in told.lines] == [
        (0, True),
        (1, True),
        (1, True),
        (1, True),
        (2, False),
    ]
    assert [line.sentence.zh for line in told.lines][1:3] == [
        "天数应不超过7，填写的是5",
        "联系电话应以1开头，填写的是13300000000",
    ]
    assert cases.get_traces(case, town.supervisor) == ()
    with refused("cases.case.unknown"):
        cases.get_traces(case, town.stranger)


@pytest.mark.django_db
@pytest.mark.parametrize("changes", [{"days": 8}, {"phone": "8300000"}, {"lit": True}, {"lit": None}])
def test_what_the_rule_does_not_allow_goes_to_an_officer(town: Town, changes: dict[str, Any]) -> None:
    """An answer that was not given decides nothing either: an open question is never a yes."""
    case = file(town, **changes)
    assert types(case) == ["case_submitted"]
    (told,) = cases.get_traces(case, town.window)
    assert (told.allowed, told.is_granted) == (False, False)
    cases.accept(case=case, actor=town.window, now=NOW)
    assert types(case) == ["case_submitted", "case_accepted"]
    cases.complete_step(
        case=case, track="poster_item", step="review", opinion="", actor=town.reviewer("poster_item"), now=NOW
    )
    cases.decide(case=case, track="poster_item", granted=True, actor=town.approver("poster_item"), now=NOW)
    assert decided(case).how == "officer"


@pytest.mark.django_db
def test_without_a_calendar_nothing_is_accepted_at_once_and_nothing_is_lost(town: Town) -> None:
    case = file(town, at("2026-12-31T16:00"))
    assert types(case) == ["case_submitted"]
    assert cases.differences(case) == []


# the later look -----------------------------------------------------------------------------------------------------


def _granted(town: Town, count: int, text: str = "2026-03-02T09:00") -> list[cases.CaseId]:
    return [file(town, at(text)) for _ in range(count)]


def _drawn(town: Town) -> cases.CaseId:
    cases.seal_month(now=NOW)
    (case,) = _granted(town, 1)
    cases.draw_month(now=APRIL)
    return case


@pytest.mark.django_db
def test_the_declared_share_is_drawn_once_and_can_be_recomputed(town: Town) -> None:
    cases.seal_month(now=NOW)
    granted = _granted(town, 6)
    file(town, days=9)  # by nobody: not drawn from
    assert cases.draw_month(now=at("2026-03-31T23:00")) == 0  # the month is not over
    assert cases.draw_month(now=APRIL) == 2  # a fifth of six, rounded up
    assert cases.draw_month(now=APRIL) == 0
    drawn = [case for case in granted if "audit_drawn" in types(case)]
    assert len(drawn) == 2
    assert draw.verify("cases.instant:2026-03").as_dict() == {
        "purpose": "cases.instant:2026-03",
        "ok": True,
        "parts": 1,
        "drawn": 2,
        "faults": [],
    }
    assert all(cases.differences(case) == [] for case in granted)


@pytest.mark.django_db
def test_a_month_that_was_not_sealed_while_it_ran_is_not_drawn_from(town: Town) -> None:
    _granted(town, 3)
    cases.seal_month(now=APRIL)
    assert cases.draw_month(now=APRIL) == 0


@pytest.mark.django_db
def test_only_an_officer_of_the_agency_records_what_was_found(town: Town) -> None:
    case = _drawn(town)
    told: dict[str, Any] = {"case": case, "track": "poster_item", "sound": False, "now": APRIL}
    for actor in (SYSTEM, town.founder, town.window, town.approver("seal_item")):
        with refused("kernel.authz.denied"):
            cases.record_audit(**told, finding="灯光过亮", actor=actor)
    approver = town.approver("poster_item")
    assert "record_audit" in [act.name for act in cases.options(case, approver, now=APRIL)]
    with refused("cases.audit.finding_missing"):
        cases.record_audit(**told, actor=approver)
    cases.record_audit(**told, finding="灯光过亮", actor=approver)
    with refused("cases.audit.not_drawn"):
        cases.record_audit(**told, finding="灯光过亮", actor=approver)
    assert cases.replay(case).tracks[0].audit == "unsound"
    taken_back: dict[str, Any] = {"reason": "灯光过亮", "basis": "行政许可法 第六十九条", "because": "error"}
    head = officer("head_of_posters", "market_regulation", "lead", "approve", now=NOW)
    with refused("cases.revoke.own_work"):
        cases.revoke(
            case=case,
            track="poster_item",
            actor=replace(head, same_as=frozenset({approver.label})),
            now=APRIL,
            **taken_back,
        )
    cases.revoke(case=case, track="poster_item", actor=head, now=APRIL, **taken_back)
    assert cases.differences(case) == []


@pytest.mark.django_db
def test_nothing_but_an_instant_grant_is_drawn(town: Town) -> None:
    case = file(town, days=9)
    with refused("cases.audit.not_drawn"):
        cases.accept(case=case, actor=town.window, now=NOW)
        cases.record_audit(case=case, track="poster_item", sound=True, actor=town.approver("poster_item"), now=NOW)
    assert CaseRow.objects.get(uuid=case.value).status == "accepted"
