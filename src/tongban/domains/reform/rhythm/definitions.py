"""What a pack says about the rhythm of a reform (`rhythm/*.yaml`), and its stories (`rhythm_stories/*.yaml`).

    # rhythm/qijiang.yaml
    - id: qijiang_reports
      governance: G12
      title: {zh: 每月报送改革信息, en: Information reports every month}
      source: {document: 綦江府发〔2022〕27号, place: 四(二)}
      regions: ["500110"]
      since: 2022-09-01
      who: departments
      what: information_report
      when: {kind: monthly, day: last}
      counts: {at_least: 1, at_most: 2}
      reminders: [5, 0]

A rule holds for every full period that begins while it is in force: a plan of 27 September asks for its first monthly
report in October. Nothing that a rule asks for is counted by hand: it is met by what is recorded anyway.
"""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from tongban.domains.catalogue.conduct import Source
from tongban.kernel.clock import LAW_ZONE
from tongban.kernel.declaration import Declaration, RegionText, Slug, Text
from tongban.kernel.packs.kinds import Kind, by_file

Who = Literal["leads", "departments", "office", "agency", "whoever"]
What = Literal[
    "measures_filed",
    "dispatch",
    "meeting",
    "information_report",
    "ledger_update",
    "yearly_check",
    "list_cleanup",
    "assessment",
    "service_round",
]
ReportKind = Literal["result", "experience", "typical_case", "problem", "major_event"]
DayOff = Literal["next", "previous", "stay"]
Number = Annotated[str, StringConstraints(pattern=r"^G[0-9]{2}$")]
DayOfMonth = Annotated[int, Field(ge=1, le=31)] | Literal["last"]
WITH_RULE_ONLY = ("ledger_update", "yearly_check", "list_cleanup", "assessment", "service_round")
"""What is met by a record that names its rule; everything else is seen in the ledger, the meetings or the reports."""


class When(Declaration):
    """When something is due.

    `after_issue`: within `months` of the plan's day of issue, once. `monthly`: by `day` of each month. `yearly`: by
    `day` of `month`. `after_event`: within `working_days` of something that happened (`event`), 0 is the same day.
    `day_off`: where a due day falls on a day off it is the `next` working day (民法典 art. 203), the `previous` one (so
    that it stays in its month), or it may `stay`. A day that a month does not have is the month's last.
    """

    kind: Literal["after_issue", "monthly", "yearly", "after_event"]
    months: Annotated[int, Field(ge=1, le=36)] | None = None
    day: DayOfMonth | None = None
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    event: Slug | None = None
    working_days: Annotated[int, Field(ge=0, le=60)] | None = None
    day_off: DayOff = "next"

    @model_validator(mode="after")
    def _says_what_it_needs(self) -> Self:
        needed = {
            "after_issue": {"months"},
            "monthly": {"day"},
            "yearly": {"day", "month"},
            "after_event": {"event", "working_days"},
        }[self.kind]
        given = {
            name for name in ("months", "day", "month", "event", "working_days") if getattr(self, name) is not None
        }
        if given != needed:
            raise ValueError(f"{self.kind} needs {', '.join(sorted(needed))} and nothing else")
        return self


class Counts(Declaration):
    """How many are asked for in a period. More than `at_most` is no fault; it is shown."""

    at_least: Annotated[int, Field(ge=1, le=99)] = 1
    at_most: Annotated[int, Field(ge=1, le=99)] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.at_most is not None and self.at_most < self.at_least:
            raise ValueError("at_most is below at_least")
        return self


class Attention(Declaration):
    """What a dispatch looks at: due within `near_days` calendar days, without progress for `silent_days`."""

    near_days: Annotated[int, Field(ge=1, le=120)] = 30
    silent_days: Annotated[int, Field(ge=1, le=366)] = 31


class RhythmRule(Declaration):
    """One rule of governance with a date or a fixed rhythm.

    `governance` is its number in the inventory of the plans. `who`: each lead unit of a plan (`leads`), each department
    that a plan names (`departments`), the leading group's office (`office`), one authority (`agency`, by its name as
    the plan spells it and, where the region has it, its role), or `whoever` something happened to (an event names its
    unit). `plans` narrows the rule to plans of these numbers; without, it holds for every plan of its regions.
    `reminders`: so many working days before the due day, 0 on the day. `meeting`: which kind of meeting meets it.
    """

    id: Slug
    governance: Number | None = None
    title: Text
    source: Source
    regions: Annotated[tuple[RegionText, ...], Field(min_length=1)]
    since: date
    until: date | None = None
    plans: tuple[str, ...] = ()
    who: Who
    unit: Text | None = None
    agency: Slug | None = None
    what: What
    meeting: Literal["leading_group", "promotion"] | None = None
    report_kinds: tuple[ReportKind, ...] = ()
    when: When
    counts: Counts = Counts()
    attention: Attention | None = None
    reminders: tuple[Annotated[int, Field(ge=0, le=60)], ...] = ()
    consequence: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.unit is not None) != (self.who in ("agency", "office")):
            raise ValueError("`unit` names the authority of `who: agency` and `who: office`, and of no other")
        if (self.who == "whoever") != (self.when.kind == "after_event"):
            raise ValueError("`who: whoever` belongs to `kind: after_event`: the event names the unit")
        if (self.meeting is not None) != (self.what == "meeting"):
            raise ValueError("`meeting` says which kind of meeting `what: meeting` is")
        if self.attention is not None and self.what != "dispatch":
            raise ValueError("`attention` belongs to `what: dispatch`")
        if len(set(self.reminders)) < len(self.reminders):
            raise ValueError("the same reminder is named twice")
        if self.until is not None and self.until < self.since:
            raise ValueError("the rule ends before it begins")
        return self

    def in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


def _local(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=LAW_ZONE)


Moment = Annotated[datetime, AfterValidator(_local)]
Period = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2]))?$")]
Month = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
Anchor = Annotated[str, StringConstraints(pattern=r"^[0-9]+\.[0-9]+$")]


class StoryItem(Declaration):
    """An item of the story's plan with its units. Its measures are called `1.1`, `1.2` by its number and their place.

    `measures` are the months at whose end each is due; null is a measure without a day.
    """

    title: str
    lead: Annotated[tuple[str, ...], Field(min_length=1)]
    cooperating: tuple[str, ...] = ()
    measures: Annotated[tuple[Month | None, ...], Field(min_length=1)]


class StoryPlan(Declaration):
    """The plan that a story begins with: issued and entered into the ledger on one day."""

    number: str
    title: str
    issuer: str
    issued_on: date
    items: Annotated[tuple[StoryItem, ...], Field(min_length=1)]


class StoryAct(Declaration):
    """One thing somebody does, or `wait`: nobody does anything, the platform looks and reminds.

    `unit` is the unit as the plan spells it; `rule` the rule that a record is about; `measure` a measure of the plan.
    """

    at: Moment
    act: Literal[
        "wait",
        "file_measures",
        "file_report",
        "judge_report",
        "record",
        "tell",
        "prepare_dispatch",
        "give_reason",
        "decide",
        "answer_decision",
        "judge_decision",
        "close_dispatch",
        "correct_dispatch",
        "hold_meeting",
    ]
    unit: str = ""
    rule: Slug | None = None
    event: Slug | None = None
    period: Period | None = None
    measure: Anchor | None = None
    due: date | None = None
    kind: str = ""
    accepted: bool = True
    text: str = ""


class StoryDuty(Declaration):
    """One duty as it must stand: of which rule, whose, of which period, due when, in which state, with how many."""

    rule: Slug
    unit: str = ""
    period: Period | None = None
    due_on: date | None = None
    state: Literal["ahead", "near", "due_late", "met", "met_late", "missed"] | None = None
    count: int | None = None


class StoryLook(Declaration):
    """What must be true at a moment.

    `duties`: each of these stands so. `none`: rules that ask nothing of anybody up to that day. `periods`: the first
    periods that a rule asks for are these. `listed`: the dispatch
    names these measures first, in this order. `open_decisions`: how many are not carried out. `reminded`: these units
    have been told of this rule by then. `not_reminded`: these have not.
    """

    at: Moment
    duties: tuple[StoryDuty, ...] = ()
    none: tuple[Slug, ...] = ()
    periods: dict[Slug, tuple[Period, ...]] = {}
    listed: tuple[Anchor, ...] = ()
    open_decisions: int | None = None
    reminded: dict[Slug, tuple[str, ...]] = {}
    not_reminded: dict[Slug, tuple[str, ...]] = {}


class RhythmStory(Declaration):
    """A worked example of a rule's rhythm: a plan of a day, what is done, what is then due or late. Asia/Shanghai.

    `refused`: the acts (counted from 0) that the platform must refuse, with the code of the refusal.
    """

    title: Text
    region: RegionText
    rules: Annotated[tuple[Slug, ...], Field(min_length=1)]
    plan: StoryPlan
    do: tuple[StoryAct, ...] = ()
    refused: dict[Annotated[int, Field(ge=0)], str] = {}
    then: Annotated[tuple[StoryLook, ...], Field(min_length=1)]


KINDS = (
    Kind("rhythm", "rhythm", RhythmRule),
    Kind("rhythm_stories", "rhythm_stories", RhythmStory, identity=by_file),
)
