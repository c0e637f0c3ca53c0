"""The stage on which the stories of governance are played: a plan of a day, the real commands, what is then due.

The plan is written as a paper, read by the reader of plans and entered into the ledger. Whoever the story needs comes
into being when first needed: two officers of the leading group's office, and one at each unit that the region has as an
agency. Imported only after Django has been set up.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from tongban.domains.reform import api as reform
from tongban.domains.reform.rhythm import api as rhythm
from tongban.domains.reform.rhythm.definitions import RhythmStory, StoryAct, StoryDuty, StoryLook, StoryPlan
from tongban.domains.registry import api as registry
from tongban.kernel import evidence, messages
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.clock import LAW_ZONE
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal

OFFICES = ("reform_office", "development_reform")
"""The role whose people are the office in a story, the first that the region has."""
PAPER = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"
SAID = "示例内容"
WIDE = timedelta(days=800)


@dataclass
class RhythmStage:
    """Plays one story; `seen` is what every look saw, as JSON values, for whoever tells it."""

    plan: reform.PlanId | None = None
    meetings: dict[str, rhythm.MeetingId] = field(default_factory=dict)
    decisions: list[rhythm.DecisionId] = field(default_factory=list)
    reports: list[rhythm.ReportId] = field(default_factory=list)
    occurrences: list[rhythm.OccurrenceId] = field(default_factory=list)
    people: dict[tuple[str, int], registry.AccountId] = field(default_factory=dict)
    seen: list[dict[str, Any]] = field(default_factory=list)

    def play(self, story: RhythmStory) -> Iterator[str]:
        """Play a story; a sentence for all that came out otherwise. Acts come before looks of one moment."""
        self.enter(story)
        lines: list[tuple[datetime, int, int, StoryAct | StoryLook]] = [
            *((act.at, 0, number, act) for number, act in enumerate(story.do)),
            *((look.at, 1, number, look) for number, look in enumerate(story.then)),
        ]
        for moment, _, number, line in sorted(lines, key=lambda one: one[:3]):
            if isinstance(line, StoryAct):
                problem = self._try(story, line, wanted=story.refused.get(number))
                yield from ([f"{moment:%Y-%m-%d %H:%M} {line.act}: {problem}"] if problem else [])
            else:
                yield from (f"{moment:%Y-%m-%d %H:%M} {told}" for told in self._look(story, line))

    def _try(self, story: RhythmStory, act: StoryAct, *, wanted: str | None) -> str:
        try:
            self._act(story, act)
        except Refusal as refused:
            return "" if refused.code == wanted else f"refused with {refused.code}"
        return f"wanted the refusal {wanted}" if wanted else ""

    # the plan and the people ---------------------------------------------------------------------------------------

    def enter(self, story: RhythmStory) -> None:
        """Read the story's plan from paper and write it to the ledger, on the day of its issue."""
        at = datetime.combine(story.plan.issued_on, time(9), LAW_ZONE)
        with tempfile.TemporaryDirectory() as folder:
            paper = Path(folder) / "plan.txt"
            paper.write_text(paper_of(story.plan), "utf-8")
            read = reform.read_plan(paper)
        self.plan = reform.import_plan(read, region=story.region, actor=self._office(story, at), now=at)

    def _office(self, story: RhythmStory, at: datetime, number: int = 1) -> Actor:
        found = (one for role in OFFICES if (one := _agency(story.region, role, at.date())) is not None)
        return self._person(next(found), ("reform",), number=number, at=at)

    def _unit(self, story: RhythmStory, name: str, at: datetime) -> Actor:
        """Somebody of the unit, or of the office where the region has no such agency."""
        views = registry.list_agencies(registry.chain(story.region), at.date())
        found = next((view for view in views if name in (view.name.zh, view.short.zh)), None)
        return self._person(found, ("lead",), number=1, at=at) if found else self._office(story, at)

    def _person(self, agency: registry.AgencyView, duties: tuple[str, ...], *, number: int, at: datetime) -> Actor:
        key = (f"{agency.id}.{'.'.join(duties)}", number)
        if key not in self.people:
            before = at - timedelta(days=1)
            title = Text(zh="示例岗", en="Example post")
            post = registry.create_post(agency=agency.id, title=title, duties=set(duties), actor=SYSTEM, now=before)
            name = f"{agency.role}.{agency.region}.{duties[0]}.{number}"
            self.people[key] = registry.create_staff(username=name, name=name, post=post, actor=SYSTEM, now=before)
        return registry.actor_of(self.people[key], now=at)

    # acts ----------------------------------------------------------------------------------------------------------

    def _act(self, story: RhythmStory, act: StoryAct) -> None:
        match act.act:
            case "wait":
                rhythm.remind_region(story.region, now=act.at)
            case "file_measures" | "record":
                self._record(story, act)
            case "tell":
                self._tell(story, act)
            case "file_report":
                self._file(story, act)
            case "judge_report":
                judge = self._office(story, act.at, number=2)
                rhythm.judge_report(self.reports[-1], accepted=act.accepted, reason=SAID, actor=judge, now=act.at)
            case "answer_decision" | "judge_decision":
                self._follow(story, act)
            case _:
                self._meet(story, act)

    def _record(self, story: RhythmStory, act: StoryAct) -> None:
        if act.rule is None:
            raise ValueError(f"{act.act} needs `rule`")
        actor = self._unit(story, act.unit, act.at)
        paper = evidence.put(PAPER, "record.pdf", by=actor.label, purpose="worked example", at=act.at)
        rhythm.record_duty(
            story.region,
            rule=act.rule,
            unit=act.unit,
            period=act.period or str(self.plan),
            text=act.text or SAID,
            evidence=[str(paper)],
            actor=actor,
            now=act.at,
        )

    def _tell(self, story: RhythmStory, act: StoryAct) -> None:
        told = rhythm.tell_occurrence(
            story.region,
            event=act.event or "",
            unit=act.unit,
            text=act.text or SAID,
            actor=self._unit(story, act.unit, act.at),
            now=act.at,
        )
        self.occurrences.append(told)

    def _file(self, story: RhythmStory, act: StoryAct) -> None:
        kind = act.kind or "result"
        about = self.occurrences[-1] if self.occurrences and kind in ("major_event", "problem") else None
        report = rhythm.Report(kind, act.text or SAID, SAID, period=act.period or "", occurrence=about)
        actor = self._unit(story, act.unit, act.at)
        self.reports.append(rhythm.file_report(story.region, report, unit=act.unit, actor=actor, now=act.at))

    def _follow(self, story: RhythmStory, act: StoryAct) -> None:
        decision = self.decisions[int(act.text) - 1 if act.text.isdecimal() else -1]
        if act.act == "answer_decision":
            rhythm.answer_decision(decision, text=SAID, actor=self._unit(story, act.unit, act.at), now=act.at)
        else:
            judge = self._office(story, act.at, number=2)
            rhythm.judge_decision(decision, accepted=act.accepted, reason=SAID, actor=judge, now=act.at)

    def _meet(self, story: RhythmStory, act: StoryAct) -> None:
        office, key = self._office(story, act.at), act.period or f"{act.at:%Y-%m}"
        match act.act:
            case "prepare_dispatch":
                self.meetings[key] = rhythm.prepare_dispatch(story.region, key, actor=office, now=act.at)
            case "give_reason":
                unit = self._unit(story, act.unit, act.at)
                rhythm.give_reason(
                    self.meetings[key], self._measure(act), reason=act.text or SAID, actor=unit, now=act.at
                )
            case "decide":
                decided = rhythm.decide(
                    self.meetings[key],
                    text=act.text or SAID,
                    unit=act.unit,
                    due_on=act.due or act.at.date(),
                    measure=self._measure(act) if act.measure else None,
                    actor=office,
                    now=act.at,
                )
                self.decisions.append(decided)
            case "close_dispatch":
                self._close(self.meetings[key], act, office)
            case "correct_dispatch":
                rhythm.correct_meeting(self.meetings[key], text=SAID, actor=office, now=act.at)
            case "hold_meeting":
                self._hold(story, act)

    def _hold(self, story: RhythmStory, act: StoryAct) -> None:
        """A meeting of the leading group, or (`unit`) of a lead unit, called, held and closed at one moment."""
        kind = act.kind or ("promotion" if act.unit else "leading_group")
        actor = self._unit(story, act.unit, act.at) if act.unit else self._office(story, act.at)
        convener = registry.list_agencies_by_pk({post.agency_id for post in actor.posts}) if act.unit else {}
        called = rhythm.call_meeting(
            story.region,
            kind=kind,
            title=act.text or SAID,
            planned_at=act.at,
            convener=next((view.id for view in convener.values()), None),
            actor=actor,
            now=act.at,
        )
        self._close(called, act, actor)

    def _close(self, meeting: rhythm.MeetingId, act: StoryAct, actor: Actor) -> None:
        units = {act.unit or "示例单位": "present"}
        rhythm.take_attendance(meeting, units, actor=actor, now=act.at)
        rhythm.close_meeting(meeting, held_on=act.at.date(), minutes=act.text or SAID, actor=actor, now=act.at)

    def _measure(self, act: StoryAct) -> reform.MeasureId:
        item, _, place = (act.measure or "").partition(".")
        found = reform.list_measures(reform.LedgerFilter(plan=self.plan), actor=SYSTEM, today=act.at.date())
        of_item = sorted((one for one in found.measures if one.item_number == int(item)), key=_place)
        return of_item[int(place) - 1].id

    # looks ---------------------------------------------------------------------------------------------------------

    def _look(self, story: RhythmStory, look: StoryLook) -> Iterator[str]:
        today = look.at.date()
        duties = rhythm.list_duties_of(story.region, actor=SYSTEM, first=today - WIDE, last=today + WIDE, today=today)
        played = [one for one in duties if one.rule.id in story.rules]
        seen: dict[str, Any] = {"at": look.at.isoformat(), "duties": [_told(one) for one in played]}
        self.seen.append(seen)
        for wanted in look.duties:
            yield from _differing(wanted, played)
        for rule, periods in look.periods.items():
            asked = tuple(dict.fromkeys(one.period for one in played if one.rule.id == rule))
            if asked[: len(periods)] != periods:
                yield f"{rule} periods: wanted {periods}, found {asked[: len(periods)]}"
        for rule in look.none:
            due = [one for one in played if one.rule.id == rule and one.due_on <= today]
            yield from (f"{rule}: asks {one.unit} for {one.period}" for one in due)
        if look.listed:
            seen["listed"] = listed = self._listed(story, today, count=len(look.listed))
            if listed != list(look.listed):
                yield f"listed: wanted {list(look.listed)}, found {listed}"
        if look.open_decisions is not None:
            seen["open_decisions"] = left = self._left(story, today)
            if left != look.open_decisions:
                yield f"open decisions: wanted {look.open_decisions}, found {left}"
        yield from self._told(look)

    def _listed(self, story: RhythmStory, today: date, *, count: int) -> list[str]:
        """The measures that the latest meeting names first."""
        latest = list(self.meetings.values())[-1]
        view = rhythm.get_meeting(latest, actor=SYSTEM, today=today)
        wanted = reform.LedgerFilter(region=story.region)
        whole = reform.list_measures(wanted, actor=SYSTEM, today=today, limit=500).measures
        places = {one.id: f"{one.item_number}.{one.number or 1}" for one in whole}
        return [places[line.measure] for line in view.lines[:count]]

    def _left(self, story: RhythmStory, today: date) -> int:
        return len(rhythm.list_decisions(actor=SYSTEM, today=today, region=story.region, only_open=True))

    def _told(self, look: StoryLook) -> Iterator[str]:
        """Of which duties somebody has been told by then, the unit or its office: by the words of the messages."""
        told: list[messages.MessageView] = []
        for account in self.people.values():
            told += messages.list_messages(registry.actor_of(account, now=look.at), limit=200).rows
        for is_wanted, wanted in ((True, look.reminded), (False, look.not_reminded)):
            for rule, units in wanted.items():
                words = "\n".join(one.text.zh for one in told if one.about.startswith(f"{rule}:"))
                yield from (
                    f"{rule}: {unit} was {'not ' if is_wanted else ''}reminded"
                    for unit in units
                    if (unit in words) != is_wanted
                )


def paper_of(plan: StoryPlan) -> str:
    """The story's plan as a paper in the common layout: a table with units and a month for each measure."""
    day = f"{plan.issued_on.year}年{plan.issued_on.month}月{plan.issued_on.day}日"
    lines = [plan.issuer, f"关于印发{plan.title}的通知", plan.number, day, "附件"]
    rows: list[tuple[str, ...]] = [("目标任务", "工作措施", "牵头单位", "配合单位")]
    for number, item in enumerate(plan.items, start=1):
        said = [f"（{place}）{_sentence(item.title, due)}" for place, due in enumerate(item.measures, start=1)]
        chapter = "一、示例任务" if number == 1 else ""
        units = ("、".join(item.lead), "、".join(item.cooperating))
        rows.append((chapter, f"{number}．{item.title}", "\n".join(said), *units))
    for row in rows:
        lines += ["\t" + cell for cell in row] + [""]
    return "\n".join(lines)


def _sentence(title: str, due: str | None) -> str:
    return f"{int(due[:4])}年{int(due[5:])}月底前完成{title}。" if due else f"做好{title}。"


def _agency(region: str, role: str, on: date) -> registry.AgencyView | None:
    try:
        return registry.get_agency(region, role, on=on)
    except Refusal:
        return None


def _place(one: reform.MeasureView) -> int:
    return one.number or 0


def _differing(wanted: StoryDuty, duties: list[rhythm.DutyView]) -> Iterator[str]:
    found = [
        one
        for one in duties
        if one.rule.id == wanted.rule
        and (not wanted.unit or one.unit == wanted.unit)
        and (wanted.period is None or one.period == wanted.period)
    ]
    if not found:
        yield f"{wanted.rule}: {wanted.unit or 'anybody'} owes nothing for {wanted.period or 'any period'}"
    for one in found:
        for name in ("due_on", "state", "count"):
            value, seen = getattr(wanted, name), getattr(one, name)
            if value is not None and value != seen:
                yield f"{one.rule.id} {one.unit} {one.period} {name}: wanted {value}, found {seen}"


def _told(one: rhythm.DutyView) -> dict[str, Any]:
    return {
        "rule": one.rule.id,
        "unit": one.unit,
        "period": one.period,
        "due_on": one.due_on.isoformat(),
        "state": str(one.state),
        "count": one.count,
    }
