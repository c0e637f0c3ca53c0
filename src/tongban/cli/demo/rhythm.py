"""The rhythm of the demo city: two past dispatches, one that is prepared, and reports of some of its units."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tongban.cli.demo.city import REGION, City
from tongban.domains.reform.rhythm import api as rhythm
from tongban.domains.registry import api as registry
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.clock import LAW_ZONE
from tongban.kernel.declaration import Text

AGENDA = ("通报上月议定事项办理情况", "逐条过清单，先说超期的", "协调需要跨部门解决的问题")
MINUTES = (
    "会议听取了清单前列举措的情况说明，逐项明确了承办单位和期限。\n"
    "请各承办单位到期前在平台反馈办理情况并附佐证，市营商办下次调度时逐项核对。"
)
REASONS = (
    "接口标准上周才定稿，联调排在本月。",
    "两个区的窗口还在改造，材料清单已先行统一。",
    "预算调整已报，等待批复。",
)
TASKS = (
    "把联调计划排到每周，先完成执照和税务两家",
    "列出仍要群众重复提交的材料，逐件说明去留",
    "到临江区、青崖区窗口各走一遍流程，问题当场改",
)
REPORTS = (
    ("market_regulation", "result", "企业开办平均用时又降了半天", "把预审放到提交之前，补正的件少了三成。"),
    (
        "market_regulation",
        "typical_case",
        "一家夫妻店的三张证怎么一次办完",
        "窗口把变更和延续并成一次受理，店主只跑了一趟。",
    ),
    ("water_utility", "experience", "小口径接水先通后补的做法", "外线不动的小口径接水，先通水，图纸三天内补齐。"),
    (
        "human_resources",
        "problem",
        "参保登记与银行开户的先后顺序需要明确",
        "目前两家互等对方的回执，建议明确以参保登记为先。",
    ),
)


@dataclass(frozen=True, slots=True)
class Office:
    """The published officer of the reform office, and a second one: whoever enters something does not judge it."""

    first: Actor
    second: Actor


def live_by_the_rhythm(people: City, *, now: datetime) -> None:
    """Past dispatches of the last two months, closed, with decisions in every state; this month's is prepared."""
    office = Office(people.reform, _colleague(now - timedelta(days=100)))
    this = now.date().replace(day=1)
    months = [(this - timedelta(days=40)).replace(day=1), (this - timedelta(days=1)).replace(day=1)]
    made = [_hold(month, place, office, now=now) for place, month in enumerate(months)]
    _carry_out(made[0], people, office, now=now)
    _report(people, office, month=months[1], now=now)
    prepared = rhythm.prepare_dispatch(REGION, f"{this:%Y-%m}", actor=office.first, now=now - timedelta(minutes=40))
    rhythm.arrange_meeting(
        prepared,
        planned_at=_at(now.date() + timedelta(days=3), 15),
        place="市政府三号会议室",
        agenda=AGENDA,
        actor=office.first,
        now=now - timedelta(minutes=35),
    )
    _give_reasons(prepared, now=now - timedelta(minutes=30))
    rhythm.remind_region(REGION, now=now)


def _hold(month: date, place: int, office: Office, *, now: datetime) -> list[rhythm.DecisionId]:
    """A dispatch on the 24th: prepared in the morning, held and closed in the afternoon."""
    on = month.replace(day=24)
    meeting = rhythm.prepare_dispatch(REGION, f"{month:%Y-%m}", actor=office.first, now=_at(on, 9))
    _give_reasons(meeting, now=_at(on, 10))
    view = rhythm.get_meeting(meeting, actor=SYSTEM, today=on)
    units = list(dict.fromkeys(unit for line in view.lines for unit in line.lead))
    decisions = []
    for number, line in enumerate(view.lines[: len(TASKS)]):
        decisions.append(
            rhythm.decide(
                meeting,
                text=TASKS[(number + place) % len(TASKS)],
                unit=line.lead[0],
                due_on=on + timedelta(days=18 + 5 * number),
                measure=line.measure,
                actor=office.first,
                now=_at(on, 15),
            )
        )
    states = {unit: "excused" if number == 2 else "present" for number, unit in enumerate(units or ["市营商办"])}
    rhythm.take_attendance(meeting, states, actor=office.first, now=_at(on, 16))
    rhythm.close_meeting(meeting, held_on=on, minutes=MINUTES, actor=office.first, now=_at(on, 17))
    return decisions


def _give_reasons(meeting: rhythm.MeetingId, *, now: datetime) -> None:
    view = rhythm.get_meeting(meeting, actor=SYSTEM, today=now.date())
    for line, reason in zip(view.lines, REASONS, strict=False):
        rhythm.give_reason(meeting, line.measure, reason=reason, actor=SYSTEM, now=now)


def _carry_out(decisions: list[rhythm.DecisionId], people: City, office: Office, *, now: datetime) -> None:
    """Of the earlier meeting: one done, one waiting for the office, one nobody answered."""
    for number, decision in enumerate(decisions[:2]):
        at = now - timedelta(days=25 - 20 * number)
        rhythm.answer_decision(decision, text="已按要求完成，清单和照片附后。", actor=SYSTEM, now=at)
        if number == 0:
            rhythm.judge_decision(decision, accepted=True, actor=office.second, now=at + timedelta(days=2))


def _report(people: City, office: Office, *, month: date, now: datetime) -> None:
    """Reports for the last month and this one; one is sent back."""
    known = {view.role: view.short.zh for view in registry.list_agencies([REGION], now.date())}
    first_of_this = now.replace(day=1, hour=10, minute=0)
    for number, (role, kind, title, text) in enumerate(REPORTS):
        if role not in known:
            continue
        for at in (_at(month.replace(day=12 + number), 11), first_of_this):
            if at > now or (at == first_of_this and number % 2):
                continue
            report = rhythm.Report(kind, title, text)
            filed = rhythm.file_report(REGION, report, unit=known[role], actor=_of(people, role), now=at)
            if at != first_of_this:
                returned = kind == "problem"
                reason = "请补充涉及的件数和具体环节。" if returned else ""
                later = at + timedelta(days=1)
                rhythm.judge_report(filed, accepted=not returned, reason=reason, actor=office.second, now=later)


def _of(people: City, role: str) -> Actor:
    staff = people.staff.get(role)
    return staff.reviewer if staff else SYSTEM


def _colleague(at: datetime) -> Actor:
    """A second officer at the reform office, without a published log-in."""
    agency = registry.get_agency(REGION, "reform_office", on=at.date())
    title = Text(zh="改革督办处", en="Follow-up")
    post = registry.create_post(agency=agency.id, title=title, duties={"reform"}, actor=SYSTEM, now=at)
    account = registry.create_staff(username="reform_office.reform", name="示例经办员", post=post, actor=SYSTEM, now=at)
    return registry.actor_of(account, now=at)


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=LAW_ZONE)
