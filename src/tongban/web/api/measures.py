"""Measures of the ledger: the list, one with its life, and the acts of units and of the reform office."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import Field

from tongban.domains.reform.ledger import api as ledger
from tongban.kernel.evidence import EvidenceId
from tongban.web import moment
from tongban.web.api import access, paging
from tongban.web.api.problems import STATUSES, Problem
from tongban.web.api.shapes import EvidenceRef, In, Instant, MeasureRef, Out, PlanRef
from tongban.web.api.writing import Key, once
from tongban.web.wording import t

router = Router()
CONCERNED = ("reform", "supervise", "review", "approve", "lead")
Sentence = Annotated[str, Field(max_length=2000)]
Files = Annotated[list[EvidenceRef], Field(default_factory=list, max_length=20, description="Ids of `POST /evidence`.")]
Words = Annotated[str, Query("", max_length=200)]


class LimitOut(Out):
    """A time limit as written, its kind and its last day."""

    text: str
    kind: str
    due_on: date | None
    is_striving: bool


class MeasureRowOut(Out):
    """A measure and how it stands today. `reported_done` is the paper's claim; `light` what a board shows."""

    id: MeasureRef
    plan: PlanRef
    region: str
    anchor: str
    chapter: str
    section: str
    item_label: str
    item_title: str
    text: str
    upper: str
    lead: list[str]
    cooperating: list[str]
    owner: str | None = Field(description="The named person (明确专人).")
    deadlines: list[LimitOut]
    due_on: date | None
    state: ledger.MeasureState
    light: ledger.Light
    is_overdue: bool
    is_near_due: bool
    reported_done: bool
    share: int
    classification: str
    next_step: str
    next_on: date | None
    asked_on: date | None
    closed_on: date | None
    evidence_count: int
    open_problems: int


class OwnStepOut(Out):
    """One own step."""

    number: int
    text: str
    due_on: date
    weight: int
    done_on: date | None


class FileOut(Out):
    """A file of a measure; `counts`: it was filed in this round, so that it can close the measure."""

    id: EvidenceRef
    name: str
    media_type: str
    size: int
    hash: str
    at: Instant
    counts: bool


class ToldOut(Out):
    """One line of the history."""

    sentence: str
    at: Instant
    evidence: list[EvidenceRef]


class MeasureLifeOut(Out):
    """A measure with everything that happened to it, latest first, and the acts that the caller may do now."""

    measure: MeasureRowOut
    steps: list[OwnStepOut]
    files: list[FileOut]
    history: list[ToldOut]
    acts: list[str]


class ProgressIn(In):
    """What was done, the share of the whole (per cent), files that prove it, own steps that it finishes."""

    text: Sentence
    share: Annotated[int, Field(ge=0, le=100)]
    evidence: Files
    steps: Annotated[list[int], Field(default_factory=list, max_length=30)]


class OwnStepIn(In):
    text: Annotated[str, Field(max_length=200)]
    due_on: date
    weight: Annotated[int, Field(ge=1, le=100)] = 1


class StepsIn(In):
    """The steps that are still to be done, in order."""

    steps: Annotated[list[OwnStepIn], Field(min_length=1, max_length=30)]


class ClassIn(In):
    classification: ledger.Classification
    reason: Sentence


class ProblemIn(In):
    """What needs coordination, and whose help is wanted."""

    text: Sentence
    wants: Annotated[list[Annotated[str, Field(max_length=120)]], Field(default_factory=list, max_length=20)]


class AskIn(In):
    text: Sentence
    evidence: Files


class FindingIn(In):
    finding: Sentence


class ReasonIn(In):
    reason: Sentence


@router.get("/measures", response={200: paging.Page[MeasureRowOut], STATUSES: Problem})
def list_measures(
    request: HttpRequest,
    *,
    region: Annotated[str, Query("", max_length=12)],
    unit: Words,
    chapter: Words,
    light: Annotated[ledger.Light | None, Query(None)],
    state: Annotated[ledger.MeasureState | None, Query(None)],
    classification: Annotated[ledger.Classification | None, Query(None)],
    words: Words,
    limit: paging.Limit,
    cursor: paging.Cursor,
) -> dict[str, Any]:
    """The measures that the caller watches, leads or helps with, worst first."""
    wanted = ledger.LedgerFilter(
        region=region,
        unit=unit,
        chapter=chapter,
        light=light or "",
        state=state or "",
        classification=classification or "",
        words=words,
    )
    actor = access.require_duty(request, *CONCERNED)
    found = ledger.list_measures(wanted, actor=actor, today=moment.today(), after=cursor or "", limit=limit)
    return {"items": [_row(one) for one in found.measures], "next": found.next or None}


@router.get("/measures/{measure}", response={200: MeasureLifeOut, STATUSES: Problem})
def get_measure(request: HttpRequest, *, measure: str) -> MeasureLifeOut:
    """One measure with its steps, files and history."""
    actor = access.require_duty(request, *CONCERNED)
    life = ledger.get_life(ledger.MeasureId.parse(measure), actor=actor, today=moment.today())
    return MeasureLifeOut(
        measure=_row(life.measure),
        steps=[OwnStepOut.model_validate(one) for one in life.steps],
        files=[
            FileOut(
                id=str(one.id),
                name=one.name,
                media_type=one.media_type,
                size=one.size,
                hash=one.hash,
                at=one.at,
                counts=one in life.proof,
            )
            for one in life.evidence
        ],
        history=[
            ToldOut(sentence=t(one.code, **one.values), at=one.at, evidence=[str(file) for file in one.evidence])
            for one in life.history
        ],
        acts=sorted(life.acts),
    )


@router.post("/measures/{measure}/progress", response={204: None, STATUSES: Problem})
def file_progress(request: HttpRequest, *, measure: str, body: ProgressIn, key: Key) -> Status[Any]:
    """File progress: for the leading unit, those that help, and the reform office."""

    def work() -> None:
        ledger.file_progress(
            ledger.MeasureId.parse(measure),
            body.text,
            share=body.share,
            evidence=_given(body.evidence),
            steps=body.steps,
            actor=access.require_duty(request, *CONCERNED),
            now=moment.now(),
        )

    return once(request, key, work)


@router.post("/measures/{measure}/steps", response={204: None, STATUSES: Problem})
def plan_steps(request: HttpRequest, *, measure: str, body: StepsIn, key: Key) -> Status[Any]:
    """Plan the own steps that are still to be done; none may lie after the deadline."""

    def work() -> None:
        drafts = [ledger.StepDraft(one.text, one.due_on, one.weight) for one in body.steps]
        found, actor = ledger.MeasureId.parse(measure), access.require_duty(request, *CONCERNED)
        ledger.plan_steps(found, drafts, actor=actor, now=moment.now())

    return once(request, key, work)


@router.post("/measures/{measure}/classification", response={204: None, STATUSES: Problem})
def classify_measure(request: HttpRequest, *, measure: str, body: ClassIn, key: Key) -> Status[Any]:
    """Tag a measure as an advantage, in step with others, or weak."""

    def work() -> None:
        found, actor = ledger.MeasureId.parse(measure), access.require_duty(request, *CONCERNED)
        ledger.classify(found, body.classification, reason=body.reason, actor=actor, now=moment.now())

    return once(request, key, work)


@router.post("/measures/{measure}/problems", response={204: None, STATUSES: Problem})
def raise_problem(request: HttpRequest, *, measure: str, body: ProblemIn, key: Key) -> Status[Any]:
    """Raise what the unit cannot settle alone; it comes before the next dispatch."""

    def work() -> None:
        found, actor = ledger.MeasureId.parse(measure), access.require_duty(request, *CONCERNED)
        ledger.raise_problem(found, body.text, wants=body.wants, actor=actor, now=moment.now())

    return once(request, key, work)


@router.post("/measures/{measure}/closing-request", response={204: None, STATUSES: Problem})
def ask_closing(request: HttpRequest, *, measure: str, body: AskIn, key: Key) -> Status[Any]:
    """Say that a measure is done. Without evidence it is refused (`reform.closing.no_evidence`)."""

    def work() -> None:
        found, actor = ledger.MeasureId.parse(measure), access.require_duty(request, *CONCERNED)
        ledger.ask_closing(found, body.text, evidence=_given(body.evidence), actor=actor, now=moment.now())

    return once(request, key, work)


@router.post("/measures/{measure}/closing", response={204: None, STATUSES: Problem})
def close_measure(request: HttpRequest, *, measure: str, body: FindingIn, key: Key) -> Status[Any]:
    """Close a measure: for a second person of the reform office (`reform.closing.same_person`)."""

    def work() -> None:
        found, actor = ledger.MeasureId.parse(measure), access.require_duty(request, *CONCERNED)
        ledger.close_measure(found, body.finding, actor=actor, now=moment.now())

    return once(request, key, work)


@router.post("/measures/{measure}/closing-refusal", response={204: None, STATUSES: Problem})
def refuse_closing(request: HttpRequest, *, measure: str, body: ReasonIn, key: Key) -> Status[Any]:
    """Send an asked closing back with the reason."""

    def work() -> None:
        found, actor = ledger.MeasureId.parse(measure), access.require_duty(request, *CONCERNED)
        ledger.refuse_closing(found, body.reason, actor=actor, now=moment.now())

    return once(request, key, work)


@router.post("/measures/{measure}/reopening", response={204: None, STATUSES: Problem})
def reopen_measure(request: HttpRequest, *, measure: str, body: ReasonIn, key: Key) -> Status[Any]:
    """Open a closed measure again; its history stays."""

    def work() -> None:
        found, actor = ledger.MeasureId.parse(measure), access.require_duty(request, *CONCERNED)
        ledger.reopen_measure(found, body.reason, actor=actor, now=moment.now())

    return once(request, key, work)


def _given(files: list[str]) -> list[EvidenceId]:
    return [EvidenceId.parse(one) for one in files]


def _row(one: ledger.MeasureView) -> MeasureRowOut:
    told = {name: getattr(one, name) for name in MeasureRowOut.model_fields if name not in ("id", "plan", "owner")}
    limits = [LimitOut.model_validate(limit) for limit in one.deadlines]
    return MeasureRowOut.model_validate(
        {**told, "deadlines": limits, "id": str(one.id), "plan": str(one.plan), "owner": one.owner and one.owner.name}
    )
