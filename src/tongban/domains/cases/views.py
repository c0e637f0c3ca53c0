"""What this domain answers: plain values, never rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

from tongban.domains.cases.ids import CaseId, DraftId
from tongban.domains.cases.standing import Standing
from tongban.domains.registry.api import AgencyView, SubjectId, SubjectView
from tongban.kernel.declaration import Text


class Colour(StrEnum):
    """How a due day looks today. Always shown with its word (`cases.colour.<value>`), never alone."""

    NORMAL = "normal"  # 正常
    NEAR = "near"  # 临期
    LATE = "late"  # 超期
    PAUSED = "paused"  # 暂停
    DONE = "done"  # 办结


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of a case: its evidence id and the name it was given."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One answer of the form in words: booleans, choices, units and rows are written out in both languages.

    `files` are the attachments among the answer.
    """

    name: str
    label: Text
    value: Text
    is_attribute: bool = False
    files: tuple[FileView, ...] = ()


@dataclass(frozen=True, slots=True)
class FactPage:
    """One page of the form as it was answered."""

    id: str
    title: Text
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class MaterialView:
    """A material of the procedure. `credential` says why it was not asked (免提交); `files` are evidence ids.

    `ground` is by which right it was not asked (consent, law with its `basis`, scan, procedure, earlier), `since` the
    instant of it; `held` the licence that was there while a file was asked, `declined` that the applicant wanted it so.
    """

    id: str
    title: Text
    required: bool
    files: tuple[str, ...]
    credential: str | None
    ground: str = ""
    basis: str = ""
    since: datetime | None = None
    held: str = ""
    declined: bool = False
    earlier: str = ""
    breach: str = ""

    @property
    def is_exempt(self) -> bool:
        return self.credential is not None or self.ground == "earlier"


@dataclass(frozen=True, slots=True)
class MissingView:
    """One thing that the applicant must still bring: a material or a field of the form by id, in words, and why."""

    item: str
    title: Text
    why: str


@dataclass(frozen=True, slots=True)
class StepView:
    """One step: its state (waiting, open, done, ended), when it opened and was done, by whom and with what opinion."""

    id: str
    title: Text
    duty: str
    decides: bool
    state: str
    state_word: Text
    waits_for: tuple[Text, ...]
    due_on: date | None
    opened_at: datetime | None
    done_at: datetime | None
    done_by: str | None
    opinion: str
    assigned_to: str | None = None
    """The officer that it is for alone; for colleagues."""


@dataclass(frozen=True, slots=True)
class TrackView:
    """One item of the case with its agency (None before acceptance), its steps and its decision (granted, denied)."""

    key: str
    title: Text
    agency: AgencyView | None
    steps: tuple[StepView, ...]
    decision: str | None
    reason: str
    result: Text
    licence: str | None
    recorded: str | None

    @property
    def state(self) -> str:
        """In one word: granted, denied, open, ended, or waiting for other items."""
        if self.decision:
            return self.decision
        states = {step.state for step in self.steps}
        return "open" if "open" in states else "ended" if states <= {"done", "ended"} else "waiting"


@dataclass(frozen=True, slots=True)
class ItemProgress:
    """One item as whoever holds the notice may see it: who handles it, and its state in one word."""

    title: Text
    agency: Text | None
    state: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a case has come, without anybody's name or answers."""

    number: str
    title: Text
    status: str
    agency: Text
    submitted_at: datetime
    accepted_at: datetime | None
    ended_at: datetime | None
    due_on: date | None
    items: tuple[ItemProgress, ...]


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """One line of a list of cases."""

    id: CaseId
    number: str
    title: Text
    procedure: str
    is_package: bool
    region: str
    status: str
    outcome: str
    subject: SubjectView
    submitted_at: datetime
    accepted_at: datetime | None
    decided_at: datetime | None
    ended_at: datetime | None
    due_on: date | None
    colour: Colour


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as one reader may see it. `pages` and `materials` are empty when the reader need not know them."""

    summary: CaseSummary
    status_word: Text
    outcome_word: Text | None
    colour_word: Text
    agency: AgencyView
    version: int
    digest: str
    pages: tuple[FactPage, ...]
    materials: tuple[MaterialView, ...]
    shows_facts: bool
    missing: tuple[MissingView, ...]
    tracks: tuple[TrackView, ...]
    attributes: Mapping[str, Any]
    refused_because: str
    refused_where: str
    standing: Standing
    filed_by: Text | None
    """Who filed it for the applicant, as what; None when the applicant did."""

    @property
    def id(self) -> CaseId:
        return self.summary.id

    @property
    def number(self) -> str:
        return self.summary.number

    @property
    def title(self) -> Text:
        return self.summary.title

    @property
    def status(self) -> str:
        return self.summary.status

    @property
    def region(self) -> str:
        return self.summary.region

    @property
    def subject(self) -> SubjectView:
        return self.summary.subject

    @property
    def due_on(self) -> date | None:
        return self.summary.due_on

    @property
    def files(self) -> frozenset[str]:
        """Every file of the case that this reader may see: the papers, and the attachments of the form."""
        papers = {file for material in self.materials for file in material.files}
        return frozenset(papers | {file.id for page in self.pages for fact in page.facts for file in fact.files})


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One open step that falls to the reader. An empty `track` is the step of taking in.

    `paused_because`: the special procedures for which its clock stands still.
    """

    case: CaseId
    number: str
    title: Text
    track: str
    track_title: Text | None
    step: str
    step_title: Text
    duty: str
    decides: bool
    region: str
    subject: SubjectView
    submitted_at: datetime
    opened_at: datetime | None
    due_on: date | None
    days_left: int | None
    colour: Colour
    colour_word: Text
    paused_because: Text | None = None


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of open steps, due soonest first; counts of all of them by colour and by duty; how to read on.

    Where there are too many to count, `is_counted_whole` is false and the counts are those of the soonest due.
    """

    rows: tuple[InboxRow, ...]
    total: int
    by_colour: Mapping[str, int]
    by_duty: Mapping[str, int]
    is_counted_whole: bool
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of cases, newest first, and how to read on."""

    rows: tuple[CaseSummary, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event as a sentence. `who` is an agency's or the applicant's name; `officer` the account, for colleagues."""

    number: int
    type: str
    at: datetime
    sentence: Text
    detail: str
    who: Text
    track: str | None
    hash: str


AskKind = Literal[
    "text",  # one line, str
    "long_text",  # lines, str
    "day",  # a date
    "instant",  # a moment in the law's zone when it names none
    "choice",  # one of `options`
    "choices",  # several of `options`
    "boolean",
    "number",  # a whole one
    "files",  # evidence ids
    "account",  # one of `options`: the id of an account
    "agency",  # one of `options`: the id of an agency
    "missing",  # what is missing: a list of {item, why}
    "form",  # the whole form again, by the names of its questions
    "materials",  # papers: a list of {id, files}
]


@dataclass(frozen=True, slots=True)
class AskOption:
    """One answer that an ask offers."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that an act asks of whoever takes it. Left out, an ask that is not `required` is empty (None)."""

    name: str
    kind: AskKind
    label: Text
    required: bool = True
    options: tuple[AskOption, ...] = ()
    help: Text | None = None


@dataclass(frozen=True, slots=True)
class AskError:
    """One answer that was not right: where (a JSON pointer), which ask, a stable code, the sentence."""

    path: str
    ask: str
    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Act:
    """A lawful next act of one actor, what it asks, and what it will bring about, said before it is taken.

    `name` is what `perform` calls it. `is_final`: it cannot simply be taken back, so a person is asked once more.
    """

    name: str
    label: Text
    consequence: Text
    asks: tuple[Ask, ...] = ()
    track: str | None = None
    step: str | None = None
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Hindrance:
    """An open step of the actor's duty that this actor may not take, and why."""

    track: str
    step: str
    code: str
    sentence: Text


@dataclass(frozen=True, slots=True)
class DraftView:
    """An application being filled in. `materials` maps material ids to evidence ids; `revision` counts its changes."""

    id: DraftId
    procedure: str
    region: str
    subject: SubjectId | None
    answers: Mapping[str, Any]
    materials: Mapping[str, list[str]]
    licences: Mapping[str, bool]
    situations: Mapping[str, str | bool]
    promised: tuple[str, ...]
    delivery: Mapping[str, str]
    revision: int
    page: str
    saved_at: datetime
    expires_on: date
