"""A dispatch from its list to its minutes: who may, what is refused, and that nothing closed is ever changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction
from django.test import Client

from tongban.cli.rhythm_stage import RhythmStage
from tongban.config.packs import read_library
from tongban.domains.reform.rhythm import api as rhythm
from tongban.domains.reform.rhythm.definitions import RhythmStory
from tongban.domains.reform.rhythm.models import DecisionRow, DutyRecordRow, MeetingLineRow, MeetingRow
from tongban.domains.registry import api as registry
from tongban.kernel import events, packs, timemachine
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal

pytestmark = pytest.mark.django_db
REGION = "990100"
NOW = datetime.fromisoformat("2026-09-24T09:00:00+08:00")
UNIT = "市市场监管局"


@dataclass(frozen=True)
class Town:
    office: Actor
    other: Actor
    unit: Actor
    stranger: Actor


@pytest.fixture(scope="module")
def town(once: Callable[[Callable[[], Town]], Town]) -> Town:
    """The demo city with one plan, two officers of its office, one at a lead unit and one elsewhere."""
    library = read_library(Path(settings.PACKS_FOLDER))

    def build() -> Town:
        packs.install(library)
        registry.load_packs(library, now=NOW - timedelta(days=400))
        story = library.view("demo").find("rhythm_stories", "dispatch")
        assert isinstance(story, RhythmStory)
        RhythmStage().enter(story)
        return Town(
            _officer("reform_office", "reform"),
            _officer("reform_office", "reform"),
            _officer("market_regulation", "lead"),
            _officer("water_utility", "lead"),
        )

    return once(build)


def _officer(role: str, duty: str) -> Actor:
    agency = registry.get_agency(REGION, role, on=NOW.date())
    before = NOW - timedelta(days=90)
    post = registry.create_post(
        agency=agency.id, title=Text(zh="岗", en="post"), duties={duty}, actor=SYSTEM, now=before
    )
    count = registry.list_holdings(on=NOW.date())
    account = registry.create_staff(username=f"o{len(count)}", name="某", post=post, actor=SYSTEM, now=before)
    return registry.actor_of(account, now=NOW)


def _prepared(town: Town) -> rhythm.MeetingId:
    return rhythm.prepare_dispatch(REGION, "2026-09", actor=town.office, now=NOW)


def _closed(town: Town) -> tuple[rhythm.MeetingId, rhythm.DecisionId]:
    meeting = _prepared(town)
    due = NOW.date() + timedelta(days=10)
    decision = rhythm.decide(meeting, text="办好", unit=UNIT, due_on=due, actor=town.office, now=NOW)
    rhythm.take_attendance(meeting, {UNIT: "present"}, actor=town.office, now=NOW)
    rhythm.close_meeting(meeting, held_on=NOW.date(), minutes="纪要", actor=town.office, now=NOW)
    return meeting, decision


def _refused(work: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refused:
        work()
    return refused.value.code


def test_only_the_office_prepares_and_a_unit_sees_the_meeting_once_it_is_closed(town: Town) -> None:
    prepare = partial(rhythm.prepare_dispatch, REGION, "2026-09", now=NOW)
    assert _refused(lambda: prepare(actor=town.unit)) == "kernel.authz.denied"
    meeting = prepare(actor=town.office)
    look = partial(rhythm.get_meeting, meeting, today=NOW.date())
    assert _refused(lambda: look(actor=town.unit)) == "reform.meeting.unknown"
    rhythm.take_attendance(meeting, {UNIT: "present"}, actor=town.office, now=NOW)
    rhythm.close_meeting(meeting, held_on=NOW.date(), minutes="纪要", actor=town.office, now=NOW)
    assert look(actor=town.unit).minutes == "纪要"
    assert _refused(lambda: look(actor=town.stranger)) == "reform.meeting.unknown"


def test_preparing_again_cuts_anew_and_keeps_the_reasons(town: Town) -> None:
    meeting = _prepared(town)
    line = rhythm.get_meeting(meeting, actor=SYSTEM, today=NOW.date()).lines[0]
    rhythm.give_reason(meeting, line.measure, reason="等待批复", actor=town.unit, now=NOW)
    stranger = partial(rhythm.give_reason, meeting, line.measure, actor=town.stranger, now=NOW)
    assert _refused(lambda: stranger(reason="与我无关")) == "reform.meeting.not_yours"
    later = NOW + timedelta(days=1)
    assert rhythm.prepare_dispatch(REGION, "2026-09", actor=town.office, now=later) == meeting
    view = rhythm.get_meeting(meeting, actor=SYSTEM, today=later.date())
    assert view.cut_at == later and view.lines[0].days == line.days + 1
    assert (view.lines[0].reason, view.lines[0].reason_unit) == ("等待批复", UNIT)
    assert MeetingRow.objects.count() == 1


def test_a_line_with_a_decision_stays_when_the_list_is_cut_anew(town: Town) -> None:
    meeting = _prepared(town)
    lines = rhythm.get_meeting(meeting, actor=SYSTEM, today=NOW.date()).lines
    due = NOW.date() + timedelta(days=10)
    rhythm.decide(meeting, text="办好", unit=UNIT, due_on=due, measure=lines[0].measure, actor=town.office, now=NOW)
    assert _prepared(town) == meeting
    view = rhythm.get_meeting(meeting, actor=SYSTEM, today=NOW.date())
    assert [one.measure for one in view.lines] == [one.measure for one in lines]
    assert [one.text for one in view.decisions] == ["办好"]


def test_what_a_meeting_closed_cannot_be_changed_by_anybody(town: Town) -> None:
    meeting, decision = _closed(town)
    row = MeetingRow.objects.get(uuid=meeting.value)
    for change in (
        lambda: MeetingRow.objects.filter(pk=row.pk).update(minutes="改"),
        lambda: MeetingLineRow.objects.filter(meeting=row).update(reason="改"),
        lambda: MeetingLineRow.objects.filter(meeting=row).delete(),
        lambda: DecisionRow.objects.filter(uuid=decision.value).update(due_on=date(2030, 1, 1)),
        lambda: row.attendance.create(unit="后补", state="present"),
        lambda: MeetingRow.objects.filter(pk=row.pk).update(closed_at=None),
    ):
        with pytest.raises(IntegrityError, match="a closed meeting is kept"), transaction.atomic():
            change()
    for act in (
        lambda: rhythm.prepare_dispatch(REGION, "2026-09", actor=town.office, now=NOW),
        lambda: rhythm.take_attendance(meeting, {}, actor=town.office, now=NOW),
        lambda: rhythm.drop_decision(decision, actor=town.office, now=NOW),
        lambda: rhythm.close_meeting(meeting, held_on=NOW.date(), minutes="再", actor=town.office, now=NOW),
    ):
        assert _refused(act) == "reform.meeting.closed"
    rhythm.correct_meeting(meeting, text="人数更正", actor=town.office, now=NOW)
    view = rhythm.get_meeting(meeting, actor=SYSTEM, today=NOW.date())
    assert view.minutes == "纪要" and [one.text for one in view.corrections] == ["人数更正"]
    kinds = [one.type for one in events.read(str(meeting))]
    assert kinds[0] == "reform.dispatch_prepared.v1" and kinds[-1] == "reform.meeting_corrected.v1"


def test_a_meeting_is_not_closed_without_anybody_there_or_before_it_was_held(town: Town) -> None:
    meeting = _prepared(town)
    close = partial(rhythm.close_meeting, meeting, minutes="纪要", actor=town.office, now=NOW)
    assert _refused(lambda: close(held_on=NOW.date() + timedelta(days=1))) == "reform.meeting.held_on"
    late = partial(rhythm.decide, meeting, text="办", unit=UNIT, due_on=date(2026, 9, 1), actor=town.office, now=NOW)
    assert _refused(late) == "reform.decision.due"
    assert _refused(lambda: rhythm.prepare_dispatch(REGION, "2026-10", actor=town.office, now=NOW)) == (
        "reform.meeting.period"
    )


def test_a_decision_is_done_by_its_unit_and_judged_by_other_hands(town: Town) -> None:
    _, decision = _closed(town)
    assert _refused(lambda: rhythm.answer_decision(decision, text="办了", actor=town.stranger, now=NOW)) == (
        "reform.decision.unknown"
    )
    judge = partial(rhythm.judge_decision, decision, reason="请补材料", now=NOW)
    assert _refused(lambda: judge(accepted=True, actor=town.office)) == "reform.decision.not_answered"
    rhythm.answer_decision(decision, text="办了", actor=town.unit, now=NOW)
    assert _refused(lambda: judge(accepted=True, actor=town.unit)) == "kernel.authz.denied"
    judge(accepted=False, actor=town.office)
    rhythm.answer_decision(decision, text="补齐了", actor=town.unit, now=NOW)
    judge(accepted=True, actor=town.other)
    [view] = rhythm.list_decisions(actor=town.unit, today=NOW.date())
    assert view.state == "done" and [one.kind for one in view.answers] == [
        "carried_out",
        "returned",
        "carried_out",
        "accepted",
    ]


def test_reports_are_counted_by_unit_and_whoever_files_does_not_judge(town: Town) -> None:
    report = rhythm.Report("result", "标题", "内容")
    assert _refused(lambda: rhythm.file_report(REGION, report, unit=UNIT, actor=town.stranger, now=NOW)) == (
        "kernel.authz.denied"
    )
    filed = rhythm.file_report(REGION, report, unit="市营商办", actor=town.office, now=NOW)
    assert _refused(lambda: rhythm.judge_report(filed, accepted=True, actor=town.office, now=NOW)) == (
        "reform.report.same_hands"
    )
    rhythm.file_report(REGION, report, unit=UNIT, actor=town.unit, now=NOW)
    counts = rhythm.count_reports(REGION, "2026-09", actor=SYSTEM, today=NOW.date())
    assert {one.unit: one.filed for one in counts}[UNIT] == 1
    assert [one.unit for one in rhythm.count_reports(REGION, "2026-09", actor=town.unit, today=NOW.date())] == [UNIT]


def test_a_record_is_never_changed_and_a_reminder_is_told_once(town: Town) -> None:
    record = partial(rhythm.record_duty, REGION, rule="promise_check", unit="市发展改革委", period="2026")
    record(text="已督查", actor=town.office, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update reform_duty_record set done_on = '2020-01-01'")
    assert DutyRecordRow.objects.get().done_on == NOW.date()
    late = datetime.fromisoformat("2026-10-09T09:00:00+08:00")
    assert rhythm.remind_region(REGION, now=late) > 0
    assert rhythm.remind_region(REGION, now=late) == 0


def test_the_office_holds_a_dispatch_and_a_unit_reports_on_the_pages(town: Town) -> None:
    timemachine.travel(NOW)
    office, unit = _browser(town.office), _browser(town.unit)
    begun = office.post("/governance/meetings/", {"act": "prepare", "period": "2026-09"})
    page = begun["Location"]
    told = office.get(page).content.decode()
    assert begun.status_code == 302 and "最差的在前" in told and len(told.encode()) < 150_000
    refused = office.post(page, {"act": "decide", "text": "把联调排到每周", "unit": UNIT, "due_on": "2026-09-01"})
    assert refused.status_code == 422 and "把联调排到每周" in refused.content.decode()
    for act in (
        {"act": "arrange", "planned_at": "2026-09-24T15:00", "place": "三号会议室", "agenda": "一\n二"},
        {"act": "decide", "text": "把联调排到每周", "unit": UNIT, "due_on": "2026-10-09"},
        {"act": "attend", "unit-0": "present"},
        {"act": "close", "held_on": "2026-09-24", "minutes": "纪要"},
    ):
        assert office.post(page, act).status_code == 302, act
    assert office.post(page, {"act": "attend", "unit-0": "absent"}).status_code == 409
    tasks = unit.get("/governance/decisions/").content.decode()
    assert "把联调排到每周" in tasks and "反馈办理情况" in tasks
    report = {"unit": UNIT, "kind": "result", "period": "2026-09", "title": "少跑一趟", "text": "窗口合并受理。"}
    filed = unit.post("/governance/reports/", report)
    assert filed.status_code == 302 and "少跑一趟" in office.get(filed["Location"]).content.decode()
    assert office.post(filed["Location"], {"act": "return", "reason": ""}).status_code == 422
    assert office.post(filed["Location"], {"act": "accept"}).status_code == 302
    record = {"rule": "promise_check", "unit": "市发展改革委", "period": "2026", "text": "已督查", "month": "2026-11"}
    assert office.post("/governance/calendar/record/", record)["Location"].endswith("?month=2026-11")
    assert "按时完成" in office.get("/governance/calendar/?month=2026-09").content.decode()


def _browser(actor: Actor) -> Client:
    browser = Client()
    browser.force_login(get_user_model().objects.get(pk=actor.account_id))
    return browser
