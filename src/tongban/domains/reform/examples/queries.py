"""Typical cases as whoever asks may see them: published ones everybody, others the office and their unit."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tongban.domains.reform.examples.authz import COPY, EXAMPLE
from tongban.domains.reform.examples.models import CopyRow, ExampleRow
from tongban.domains.reform.examples.rules import (
    CopyState,
    ExampleState,
    next_copy_states,
    next_states,
)
from tongban.domains.reform.ids import CopyId, ExampleId
from tongban.domains.registry import api as registry
from tongban.kernel import authz
from tongban.kernel.actors import Actor, Signature
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal


@dataclass(frozen=True, slots=True)
class CopyView:
    """A copy with its own state; `next`: where this reader may bring it."""

    id: CopyId
    region: str
    unit: Text
    agency: registry.AgencyId
    state: CopyState
    since: date
    note: str
    next: tuple[CopyState, ...]


@dataclass(frozen=True, slots=True)
class ExampleView:
    """A typical case. `copied` counts its copies by state; `acts`: what this reader may do now (`review`, `publish`,
    `return`, `withdraw`, `submit`)."""

    id: ExampleId
    region: str
    unit: Text
    agency: registry.AgencyId
    title: str
    problem: str
    practice: str
    effect: str
    evidence: tuple[str, ...]
    state: ExampleState
    since: date
    published_on: date | None
    reason: str
    copies: tuple[CopyView, ...]
    copied: Mapping[CopyState, int]
    acts: frozenset[str]


def list_examples(*, actor: Actor, region: str = "", state: str = "", limit: int = 200) -> list[ExampleView]:
    """The cases this actor may see, the most copied published ones first, then by day."""
    rows = authz.visible(actor, "read", ExampleRow.objects.all(), resource=EXAMPLE)
    if region:
        rows = rows.filter(region=region)
    if state:
        rows = rows.filter(state=state)
    found = [_view(row, actor) for row in rows.select_related("agency").prefetch_related("copies__agency")[:limit]]
    order = {one: place for place, one in enumerate(("submitted", "reviewed", "returned", "published", "withdrawn"))}
    return sorted(found, key=lambda one: (order[one.state], -len(one.copies), -one.since.toordinal(), str(one.id)))


def get_example(known: ExampleId, *, actor: Actor) -> ExampleView:
    """Refuses `reform.example.unknown` for one that the actor may not see."""
    rows = authz.visible(actor, "read", ExampleRow.objects.filter(uuid=known.value), resource=EXAMPLE)
    row = rows.select_related("agency").prefetch_related("copies__agency").first()
    if row is None:
        raise Refusal("reform.example.unknown")
    return _view(row, actor)


def _view(row: ExampleRow, actor: Actor) -> ExampleView:
    copies = tuple(_copy(one, actor) for one in sorted(row.copies.all(), key=lambda one: one.pk))
    return ExampleView(
        id=ExampleId(row.uuid),
        region=row.region,
        unit=Text(zh=row.agency.short_zh, en=row.agency.short_en),
        agency=registry.AgencyId(row.agency.uuid),
        title=row.title,
        problem=row.problem,
        practice=row.practice,
        effect=row.effect,
        evidence=tuple(row.evidence),
        state=ExampleState(row.state),
        since=row.since,
        published_on=row.published_on,
        reason=row.reason,
        copies=copies,
        copied=Counter(one.state for one in copies),
        acts=_acts(row, actor),
    )


def _copy(row: CopyRow, actor: Actor) -> CopyView:
    may = authz.may(actor, "keep", row, resource=COPY)
    return CopyView(
        id=CopyId(row.uuid),
        region=row.region,
        unit=Text(zh=row.agency.short_zh, en=row.agency.short_en),
        agency=registry.AgencyId(row.agency.uuid),
        state=CopyState(row.state),
        since=row.since,
        note=row.note,
        next=next_copy_states(row.state) if may else (),
    )


def _acts(row: ExampleRow, actor: Actor) -> frozenset[str]:
    found = set()
    steps = next_states(row.state)
    mine = {actor.label, *actor.same_as}
    hands = [Signature.parse(one).accounts & mine for one in (row.submitted_by, row.reviewed_by) if one]
    if authz.may(actor, "judge", row, resource=EXAMPLE):
        judged = {ExampleState.REVIEWED: "review", ExampleState.PUBLISHED: "publish"}
        found |= {judged[one] for one in steps if one in judged and not any(hands)}
        found |= {"return"} if ExampleState.RETURNED in steps else set()
    if ExampleState.WITHDRAWN in steps and authz.may(actor, "withdraw", row, resource=EXAMPLE):
        found.add("withdraw")
    if ExampleState.SUBMITTED in steps and authz.may(actor, "submit", row, resource=EXAMPLE):
        found.add("submit")
    return frozenset(found)
