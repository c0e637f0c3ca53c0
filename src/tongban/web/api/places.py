"""Regions, and what each offers: procedures with their form, materials, clocks and guide."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.web import moment, wording
from tongban.web.api import paging
from tongban.web.api.guides import GuideOut
from tongban.web.api.problems import STATUSES, Problem
from tongban.web.api.shapes import Day, Out, Plain, RegionCode, Words
from tongban.web.wording import pick

router = Router()
Audience = Literal["natural_person", "enterprise"]
On = Annotated[Day | None, Query(None, description="The day whose law, clocks and fees count; today when left out.")]


class RegionOut(Out):
    """A division. `pack` names the content that serves it, empty when the regions above it do."""

    code: str
    name: Words
    level: str
    parent: str
    pack: str


class ClockSpecOut(Out):
    """How long something may take, by whom it was said, and since when."""

    kind: Literal["statutory", "promised"]
    parameter: str
    amount: int
    unit: str
    source: str
    since: date

    @staticmethod
    def of(clock: catalogue.ClockSpec) -> "ClockSpecOut":
        return ClockSpecOut(
            kind=clock.kind,
            parameter=clock.parameter,
            amount=clock.duration.amount,
            unit=clock.duration.unit.value,
            source=clock.source,
            since=clock.since,
        )


class ProcedureLine(Out):
    """One line of a list of procedures."""

    key: str
    kind: Literal["service", "package"]
    title: Words
    summary: Words
    audience: list[str]
    topics: list[str]
    items: int = Field(description="How many items (tracks) it joins.")
    visits: int
    promised: ClockSpecOut | None
    digest: str


class MaterialOut(Out):
    """A paper. With `from_licence` it is not asked from who holds that licence; with `issued_by` never."""

    id: str
    title: Words
    required: bool
    source: Plain
    form: Plain
    from_licence: str | None
    issued_by: str | None


class StepOut(Out):
    """A step of an item. `after` are the steps (`item.step`) that must be done before it."""

    id: str
    title: Words
    duty: str
    decides: bool
    after: list[str]


class TrackOut(Out):
    """One item, in the hands of one agency."""

    key: str
    title: Words
    agency_role: str
    steps: list[StepOut]
    clocks: list[ClockSpecOut]
    result: Words
    licence: str | None


class ChoiceOut(Out):
    id: str
    title: Words


class SituationOut(Out):
    """A guided question: one of its options, or yes or no where it has none. `when` names what it depends on."""

    id: str
    question: Words
    help: Words | None
    options: list[ChoiceOut]
    when: dict[str, Any] | None
    answers: str | None = Field(description="The field of the form that the answer fills.")


class ProcedureOut(Out):
    """Everything a program needs to file an application: the form as JSON Schema, materials, clocks, and the guide."""

    key: str
    kind: Literal["service", "package"]
    region: str | None
    title: Words
    summary: Words
    version: int
    digest: str
    audience: list[str]
    accepted_by: str = Field(description="The role of the agency that accepts.")
    handling: Literal["instant", "promised"]
    fee_fen: int
    visits: int
    clocks: list[ClockSpecOut]
    form: dict[str, Any] = Field(description="JSON Schema 2020-12; `x-text` and `x-help` are bilingual words.")
    situations: list[SituationOut] = Field(description="Guided questions of a package, asked before the form.")
    materials: list[MaterialOut]
    tracks: list[TrackOut]
    guide: GuideOut


@router.get("/regions", response={200: paging.Page[RegionOut], STATUSES: Problem}, auth=None)
def list_regions(
    request: HttpRequest,
    *,
    parent: Annotated[RegionCode | None, Query(None, description="Only the direct divisions of this region.")],
    on: On,
    limit: paging.Limit,
    cursor: paging.Cursor,
) -> dict[str, Any]:
    """Regions in force on a day, by code."""
    found = registry.list_regions(parent, on=on or moment.today())
    items, following = paging.slice_of(found, cursor, limit)
    return {"items": items, "next": following}


@router.get("/regions/{code}", response={200: RegionOut, STATUSES: Problem}, auth=None)
def get_region(request: HttpRequest, *, code: str) -> registry.RegionView:
    """One region, as it is today."""
    return registry.get_region(code, moment.today())


@router.get("/regions/{region}/procedures", response={200: paging.Page[ProcedureLine], STATUSES: Problem}, auth=None)
def list_procedures(
    request: HttpRequest,
    *,
    region: str,
    query: Annotated[str, Query("", max_length=80, description="Words to find; one Chinese character is enough.")],
    audience: Annotated[Audience | None, Query(None)],
    kind: Annotated[Literal["service", "package"] | None, Query(None)],
    on: On,
    limit: paging.Limit,
    cursor: paging.Cursor,
) -> dict[str, Any]:
    """What a region offers, packages first."""
    day = on or moment.today()
    registry.get_region(region, day)
    found = catalogue.list_procedures(region, on=day, audience=audience, query=query, kind=kind)
    items, following = paging.slice_of(found, cursor, limit)
    return {"items": [_line(one) for one in items], "next": following}


@router.get("/regions/{region}/procedures/{key}", response={200: ProcedureOut, STATUSES: Problem}, auth=None)
def get_procedure(request: HttpRequest, *, region: str, key: str, on: On) -> ProcedureOut:
    """One procedure of a region, as it is on a day."""
    day = on or moment.today()
    registry.get_region(region, day)
    return _procedure(catalogue.get_procedure(key, region=region, on=day))


def _line(summary: catalogue.ProcedureSummary) -> ProcedureLine:
    return ProcedureLine(
        key=summary.key,
        kind=summary.kind,
        title=pick(summary.title),
        summary=pick(summary.summary),
        audience=list(summary.audience),
        topics=list(summary.topics),
        items=summary.tracks,
        visits=summary.visits,
        promised=ClockSpecOut.of(summary.promised) if summary.promised else None,
        digest=summary.digest,
    )


def _procedure(found: catalogue.Procedure) -> ProcedureOut:
    return ProcedureOut(
        key=found.key,
        kind=found.kind,
        region=found.region,
        title=pick(found.title),
        summary=pick(found.summary),
        version=found.version_id,
        digest=found.digest,
        audience=list(found.audience),
        accepted_by=found.lead_role,
        handling=found.handling,
        fee_fen=found.fee_fen,
        visits=found.visits,
        clocks=[ClockSpecOut.of(clock) for clock in found.clocks],
        form=dict(found.form),
        situations=[_situation(one) for one in found.situations],
        materials=[MaterialOut.model_validate(one) for one in found.materials],
        tracks=[_track(found, one) for one in found.tracks],
        guide=GuideOut.of(catalogue.guide(found, wording.language())),
    )


def _situation(one: catalogue.Situation) -> SituationOut:
    return SituationOut(
        id=one.id,
        question=pick(one.question),
        help=pick(one.help) if one.help else None,
        options=[ChoiceOut(id=option.id, title=pick(option.title)) for option in one.options],
        when=one.when,
        answers=one.answers,
    )


def _track(procedure: catalogue.Procedure, track: catalogue.Track) -> TrackOut:
    return TrackOut(
        key=track.key,
        title=pick(track.title),
        agency_role=track.agency_role,
        steps=[
            StepOut(
                id=step.id,
                title=pick(step.title),
                duty=step.duty,
                decides=step.decides,
                after=sorted(f"{key}.{name}" for key, name in procedure.waits_for(track.key, step.id)),
            )
            for step in track.steps
        ],
        clocks=[ClockSpecOut.of(clock) for clock in track.clocks],
        result=pick(track.result.title),
        licence=track.result.licence,
    )
