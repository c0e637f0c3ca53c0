"""Warnings, reminders and supervision cases: each once, none while a clock is paused, anew after it begins anew."""

from contextlib import suppress
from datetime import date, datetime, timedelta

import hypothesis.strategies as st
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings

from tongban.domains.cases import api as cases
from tongban.domains.cases.models import CaseRow, Clock, StepRow, SupervisionRow, WarningRow
from tongban.domains.cases.tests.town import (
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
from tongban.domains.cases.watch import limits
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events, messages, outbox
from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.clock import law_day

CALM, NEAR, DUE, LATE = (at(f"2026-03-0{day}T08:00") for day in (3, 4, 5, 6))
SUPERVISED = at("2026-03-10T08:00")
"""A promise of three working days from Monday 2 March: near on the 4th, due on the 5th, three days over on the 10th."""


def warned() -> list[tuple[str, str, str]]:
    return list(WarningRow.objects.order_by("pk").values_list("scope", "kind", "level"))


def told(actor: authz.Actor) -> list[str]:
    prefix = "cases.message."
    return [row.code.removeprefix(prefix) for row in reversed(messages.list_messages(actor).rows)]


def pause(case: cases.CaseId, *, at_: datetime) -> None:
    """The promises stand still, as a special procedure leaves them."""
    stop = {"why": "shop_item:hearing", "basis": "第四十五条", "start": at_.isoformat(), "end": None}
    Clock.objects.filter(case__uuid=case.value, kind="promised", stopped_at=None).update(due_on=None, pauses=[stop])


def resume(case: cases.CaseId, due_on: date) -> None:
    Clock.objects.filter(case__uuid=case.value, kind="promised", stopped_at=None).update(due_on=due_on)


# warnings ------------------------------------------------------------------------------------------------------------


def test_nothing_is_said_before_its_time(town: Town) -> None:
    accepted(town)
    watched = cases.watch(now=CALM)
    assert set(watched.as_dict().values()) == {0}


def test_near_then_overdue_each_once_however_often_it_is_looked_at(town: Town) -> None:
    accepted(town)
    first = cases.watch(now=NEAR)
    near = {(scope, kind) for scope, kind, _ in warned()}
    assert near >= {("case", "promised"), ("shop_item", "promised"), ("seal_item", "promised")}
    assert first.raised == len(warned()) > 0
    for again in (NEAR, NEAR + timedelta(hours=5), DUE):
        assert cases.watch(now=again).raised == 0
    late = cases.watch(now=LATE)
    assert late.raised == first.raised
    assert late.ended == first.raised  # a clock that is over is no longer near
    assert {level for _, _, level in warned()} == {"near_due", "overdue"}
    assert cases.watch(now=LATE + timedelta(days=30)).raised == len([one for one in warned() if one[1] == "statutory"])


def test_each_warning_is_an_event_of_its_own_stream(town: Town) -> None:
    case = accepted(town)
    cases.watch(now=NEAR)
    row = WarningRow.objects.get(scope="shop_item", kind="promised")
    [recorded] = events.read(f"warning_{row.uuid}")
    assert recorded.data["case"] == str(case)
    assert (recorded.data["track"], recorded.data["step"], recorded.data["due_on"]) == (
        "shop_item",
        "review",
        "2026-03-05",
    )


def test_what_is_decided_in_time_warns_nobody(town: Town) -> None:
    case = accepted(town)
    for track in ("shop_item", "seal_item", "insurance_item"):
        finish(town, case, track, now=at("2026-03-03T10:00"))
    assert cases.watch(now=LATE).raised == 0


def test_a_paused_clock_warns_nobody_and_is_not_warned_twice_after(town: Town) -> None:
    case = accepted(town)
    first = cases.watch(now=NEAR).raised
    pause(case, at_=NEAR)
    silent = cases.watch(now=LATE)
    assert (silent.raised, silent.reminded, silent.supervisions) == (0, 0, 0)
    assert silent.ended == first
    resume(case, date(2026, 3, 11))
    assert cases.watch(now=at("2026-03-10T08:00")).raised == 0  # near again, and told already
    late = cases.watch(now=at("2026-03-12T08:00"))
    assert late.raised > 0
    assert {level for _, _, level in warned()} == {"near_due", "overdue"}


def test_a_clock_that_begins_anew_warns_anew(town: Town) -> None:
    """A reopened item has clocks of a new round, with another beginning."""
    case = accepted(town)
    cases.watch(now=NEAR)
    before = len(warned())
    again = at("2026-04-01T09:00")
    for clock in Clock.objects.filter(case__uuid=case.value, scope="shop_item", kind="promised"):
        Clock.objects.filter(pk=clock.pk).update(stopped_at=DUE)
        clock.pk, clock.round, clock.started_at, clock.due_on = None, 1, again, date(2026, 4, 7)
        clock.save(force_insert=True)
    cases.watch(now=at("2026-04-03T08:00"))
    fresh = WarningRow.objects.filter(scope="shop_item", kind="promised", level="near_due").order_by("pk")
    assert [row.started_at for row in fresh] == [NOW, again]
    assert len(warned()) > before


def test_the_windows_days_are_watched_too(town: Town) -> None:
    submit(town)
    due = StepRow.objects.get(track="", step="intake").due_on
    assert due is not None
    assert cases.watch(now=at("2026-03-05T08:00")).raised == 0
    assert cases.watch(now=at(f"{due}T08:00")).raised == 1
    assert warned() == [("case", "intake", "near_due")]
    outbox.deliver(NOW)
    assert told(town.window) == ["watch_near_due"]


def test_the_statement_reads_the_index_on_the_due_day(town: Town) -> None:
    accepted(town)
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("explain select * from cases_running where due_on <= %s", [law_day(NOW) + limits.HORIZON])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "clock_running" in plan
    assert "step_watched" in plan


# reminders -----------------------------------------------------------------------------------------------------------


def test_officers_get_one_message_for_all_their_cases(town: Town) -> None:
    for _ in range(3):
        accepted(town)
    cases.watch(now=NEAR)
    assert told(town.reviewer("shop_item")) == ["watch_near_due"]
    [row] = messages.list_messages(town.reviewer("shop_item")).rows
    assert row.title.zh == "3件即将到期"
    assert row.title.en == "Due soon: 3"
    assert cases.watch(now=NEAR).reminded == 0
    assert told(town.stranger) == told(town.founder) == []


def test_an_assigned_step_reminds_its_officer_alone(town: Town) -> None:
    accepted(town)
    one, other = town.officers["public_security"]
    StepRow.objects.filter(track="seal_item", step="review").update(assigned_to=one.account_id)
    cases.watch(now=NEAR)
    assert (told(one), told(other)) == (["watch_near_due"], [])


def test_supervisors_are_told_of_a_broken_promise_a_working_day_later(town: Town) -> None:
    accepted(town)
    cases.watch(now=LATE)
    assert told(town.supervisor) == ["watch_overdue"]  # one working day has passed since the due day
    heads = town.approver("shop_item")
    assert told(heads).count("watch_overdue") == 2  # as the officer of the step, and as the head


def test_who_leads_is_told_instead_of_who_approves(town: Town) -> None:
    head = officer("head", "market_regulation", "lead", now=NOW)
    accepted(town)
    cases.watch(now=LATE)
    assert "watch_overdue" in told(head)
    assert told(town.approver("shop_item")).count("watch_overdue") == 1


def following(case: cases.CaseId, state: str) -> None:
    """A paper that may follow until Wednesday 11 March, as an acceptance with tolerance leaves it."""
    row = CaseRow.objects.get(uuid=case.value)
    paper = {"material": "articles", "track": "shop_item", "due_on": "2026-03-11", "consequence": "deny"}
    papers = [paper | {"state": state}]
    due = date(2026, 3, 11) if state == "wanted" else None
    CaseRow.objects.filter(pk=row.pk).update(state=row.state | {"papers": papers}, papers_due=due)


def test_papers_that_may_follow_are_asked_for_in_time_once(town: Town) -> None:
    following(accepted(town), "wanted")
    assert cases.watch(now=at("2026-03-06T08:00")).papers == 0
    assert cases.watch(now=at("2026-03-09T08:00")).papers == 1
    assert cases.watch(now=at("2026-03-10T08:00")).papers == 0
    assert told(town.founder).count("tolerance_due") == 1


def test_nobody_is_asked_for_a_paper_that_has_come(town: Town) -> None:
    following(accepted(town), "brought")
    assert cases.watch(now=at("2026-03-10T08:00")).papers == 0
    assert "tolerance_due" not in told(town.founder)


# supervision ---------------------------------------------------------------------------------------------------------


def supervised(town: Town) -> list[SupervisionRow]:
    accepted(town)
    cases.watch(now=LATE)
    cases.watch(now=SUPERVISED)
    return list(SupervisionRow.objects.order_by("number"))


def test_a_rule_opens_one_supervision_case_for_each_late_agency(town: Town) -> None:
    rows = supervised(town)
    agencies = {row.agency.role for row in rows}
    assert agencies == {"market_regulation", "public_security", "human_resources"}
    assert [row.number for row in rows] == [f"S{REGION}-2026-0000{n}" for n in (1, 2, 3)]
    assert {row.due_on for row in rows} == {date(2026, 3, 13)}
    assert cases.watch(now=SUPERVISED + timedelta(days=1)).supervisions == 0
    assert "supervision_opened" in told(town.approver("shop_item"))


def answer(row: SupervisionRow, actor: authz.Actor, *, now: datetime = SUPERVISED) -> cases.SupervisionId:
    one = cases.SupervisionId(row.uuid)
    cases.answer_supervision(supervision=one, explanation="核查排期紧", measures="今日办结", actor=actor, now=now)
    return one


def test_it_is_answered_sent_back_answered_again_and_confirmed(town: Town) -> None:
    row = next(row for row in supervised(town) if row.agency.role == "market_regulation")
    head = town.approver("shop_item")
    one = answer(row, head)
    assert "supervision_answered" in told(town.supervisor)
    later = at("2026-03-11T09:00")
    cases.return_supervision(supervision=one, reason="请写明日期", actor=town.supervisor, now=later)
    view, _ = cases.get_supervision(one, head, now=later)
    assert (view.state, view.due_on, view.finding, view.may_answer) == ("open", date(2026, 3, 16), "请写明日期", True)
    answer(row, head, now=later)
    cases.close_supervision(supervision=one, finding="认可", actor=town.supervisor, now=later)
    view, moments = cases.get_supervision(one, town.supervisor, now=later)
    assert (view.state, view.finding, view.may_answer, view.may_judge) == ("closed", "认可", False, False)
    assert [moment.type.split(".")[1] for moment in moments] == [
        "supervision_opened",
        "supervision_answered",
        "supervision_returned",
        "supervision_answered",
        "supervision_closed",
    ]
    assert all(moment.sentence.zh and moment.sentence.en and moment.who.en for moment in moments)
    assert told(head)[-2:] == ["supervision_returned", "supervision_closed"]


def test_who_may_not_answer_or_judge(town: Town) -> None:
    row = next(row for row in supervised(town) if row.agency.role == "market_regulation")
    one = cases.SupervisionId(row.uuid)
    for stranger in (town.founder, town.window, town.approver("seal_item")):
        with refused("cases.supervision.unknown"):
            answer(row, stranger)
    with refused("kernel.authz.denied"):
        answer(row, town.supervisor)
    with refused("cases.supervision.not_answered"):
        cases.close_supervision(supervision=one, actor=town.supervisor, now=SUPERVISED)
    answer(row, town.approver("shop_item"))
    with refused("cases.supervision.not_open"):
        answer(row, town.approver("shop_item"))
    own = officer("own_supervisor", "market_regulation", "supervise", now=NOW)
    for judge in (own, town.approver("shop_item")):
        with refused("kernel.authz.denied"):
            cases.close_supervision(supervision=one, actor=judge, now=SUPERVISED)
    view, _ = cases.get_supervision(one, own, now=SUPERVISED)
    assert not view.may_judge


@pytest.mark.parametrize(
    ("explanation", "measures", "code"),
    [
        (" ", "今日办结", "explanation_missing"),
        ("核查排期紧", "\n", "measures_missing"),
        ("长" * 2001, "今日办结", "too_long"),
    ],
)
def test_an_answer_must_say_something(town: Town, *, explanation: str, measures: str, code: str) -> None:
    row = next(row for row in supervised(town) if row.agency.role == "market_regulation")
    one = cases.SupervisionId(row.uuid)
    with refused(f"cases.supervision.{code}"):
        cases.answer_supervision(
            supervision=one,
            explanation=explanation,
            measures=measures,
            actor=town.approver("shop_item"),
            now=SUPERVISED,
        )


def test_sending_back_needs_a_reason(town: Town) -> None:
    row = next(row for row in supervised(town) if row.agency.role == "market_regulation")
    one = answer(row, town.approver("shop_item"))
    with refused("cases.supervision.reason_missing"):
        cases.return_supervision(supervision=one, reason=" ", actor=town.supervisor, now=SUPERVISED)


def test_an_answer_that_does_not_come_is_told_once(town: Town) -> None:
    supervised(town)
    assert cases.watch(now=at("2026-03-13T08:00")).late_answers == 0
    assert cases.watch(now=at("2026-03-16T08:00")).late_answers == 3
    assert cases.watch(now=at("2026-03-17T08:00")).late_answers == 0
    assert told(town.supervisor).count("supervision_late") == 3


def test_a_closed_supervision_is_not_opened_again_for_the_same_delay(town: Town) -> None:
    row = next(row for row in supervised(town) if row.agency.role == "public_security")
    one = answer(row, town.approver("seal_item"))
    cases.close_supervision(supervision=one, actor=town.supervisor, now=SUPERVISED)
    before = SupervisionRow.objects.filter(agency=row.agency).count()
    cases.watch(now=SUPERVISED + timedelta(days=2))
    assert SupervisionRow.objects.filter(agency=row.agency).count() <= before + 1
    assert SupervisionRow.objects.filter(agency=row.agency).exclude(state="closed").count() <= 1


# reading -------------------------------------------------------------------------------------------------------------


def test_lists_show_what_the_readers_posts_open(town: Town) -> None:
    accepted(town)
    cases.watch(now=NEAR)
    cases.watch(now=LATE)
    everything = cases.list_warnings(town.supervisor).rows
    assert {row.level for row in everything} == {"overdue"}
    mine = cases.list_warnings(town.approver("seal_item")).rows
    assert {row.agency.role for row in mine} == {"public_security"}
    assert cases.list_warnings(town.founder).rows == ()
    past = cases.list_warnings(town.supervisor, cases.WatchFilters(holding=False)).rows
    assert {row.level for row in past} == {"near_due", "overdue"}
    only = cases.list_warnings(town.supervisor, cases.WatchFilters(item="seal_item", level="overdue")).rows
    assert [row.item.zh for row in only if row.item] == ["刻章备案"] * len(only) != []


def test_pages_of_warnings_follow_each_other(town: Town) -> None:
    for _ in range(2):
        accepted(town)
    cases.watch(now=LATE)
    whole = [row.id for row in cases.list_warnings(town.supervisor).rows]
    seen: list[cases.WarningId] = []
    cursor = None
    while True:
        page = cases.list_warnings(town.supervisor, cursor=cursor, limit=3)
        seen += [row.id for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == whole
    with refused("cases.cursor.malformed"):
        cases.list_warnings(town.supervisor, cursor="x")


def test_supervision_cases_are_counted_by_state(town: Town) -> None:
    row = supervised(town)[0]
    page = cases.list_supervisions(town.supervisor, now=SUPERVISED)
    assert page.by_state == {"open": 3, "answered": 0, "closed": 0}
    assert {one.days_left for one in page.rows} == {3}
    own = cases.list_supervisions(town.approver("seal_item"), cases.WatchFilters(state="open"), now=SUPERVISED)
    assert [one.agency.role for one in own.rows] == ["public_security"]
    with refused("cases.supervision.unknown"):
        cases.get_supervision(cases.SupervisionId(row.uuid), town.founder, now=SUPERVISED)


# properties ----------------------------------------------------------------------------------------------------------


class _Undo(Exception):
    """Ends an example; its transaction is undone."""


days = st.integers(0, 40)
happenings = st.lists(
    st.one_of(
        st.tuples(st.just("look"), days),
        st.tuples(st.just("pause"), days),
        st.tuples(st.just("resume"), days),
        st.tuples(st.just("review"), days),
        st.tuples(st.just("decide"), days),
    ),
    max_size=14,
)


@given(happened=happenings)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_each_warning_comes_once_and_never_in_a_pause(
    town: Town, happened: list[tuple[str, int]]
) -> None:
    with suppress(_Undo), transaction.atomic():
        case, day = accepted(town), 0
        for what, step in happened:
            day += step % 5
            now = NOW + timedelta(days=day, hours=1)
            before = WarningRow.objects.count()
            _do(town, case, what, now=now)
            if what == "look":
                _check_after_a_look(case, before, now=now)
        raise _Undo


def _do(town: Town, case: cases.CaseId, what: str, *, now: datetime) -> None:
    if what == "look":
        cases.watch(now=now)
    elif what == "pause":
        pause(case, at_=now)
    elif what == "resume":
        resume(case, law_day(now) + timedelta(days=2))
    else:
        with suppress(Exception), transaction.atomic():
            review(town, case, "seal_item", now=now) if what == "review" else decide(town, case, "seal_item", now=now)


def _check_after_a_look(case: cases.CaseId, before: int, *, now: datetime) -> None:
    keys = list(WarningRow.objects.values_list("scope", "kind", "started_at", "level"))
    assert len(keys) == len(set(keys))
    running = {
        (clock.scope, clock.kind): clock.due_on
        for clock in Clock.objects.filter(case__uuid=case.value, stopped_at=None)
    }
    for row in WarningRow.objects.filter(ended_at=None):
        due = running.get((row.scope, row.kind))
        assert due is not None, "a warning holds although its clock is stopped or paused"
        assert (due < law_day(now)) == (row.level == "overdue")
    for row in WarningRow.objects.order_by("pk")[before:]:
        assert running[row.scope, row.kind] is not None
        assert len(events.read(f"warning_{row.uuid}")) == 1
    assert cases.watch(now=now).raised == 0


# limits --------------------------------------------------------------------------------------------------------------


@given(offset=st.integers(0, 330), count=st.integers(0, 60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_near_until_and_gone_are_what_counting_says(town: Town, offset: int, count: int) -> None:
    calendar = registry.calendar_of(REGION)
    today = date(2026, 1, 1) + timedelta(days=offset)
    last = date(max(calendar.years), 12, 31)
    until = limits.ahead(calendar, today, count)
    for day in (today + timedelta(days=n) for n in range(1, 100)):
        if day <= last:
            assert (calendar.between(today, day) <= count and day <= until) or (
                calendar.between(today, day) > count or not calendar.is_working(day)
            )
            if calendar.is_working(day):
                assert (day <= until) == (calendar.between(today, day) <= count)
    gone = limits.back(calendar, today, count)
    assert calendar.between(gone, today) >= count
    assert gone == today or calendar.between(gone + timedelta(days=1), today) < count


def test_outside_the_calendar_nothing_breaks() -> None:
    calendar = WorkCalendar(frozenset(), frozenset(), frozenset({2026}), "v")
    assert limits.ahead(calendar, date(2026, 12, 30), 5) == date(2026, 12, 31)
    assert limits.ahead(calendar, date(2027, 5, 3), 5) == date(2027, 5, 3)
    assert limits.back(calendar, date(2027, 5, 3), 2) == date(2027, 4, 29)
