"""Handing in, reviewing, publishing, withdrawing and copying typical cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from tongban.domains.reform.examples import events as happenings
from tongban.domains.reform.examples.authz import COPY, EXAMPLE
from tongban.domains.reform.examples.models import CopyRow, ExampleRow
from tongban.domains.reform.examples.rules import CopyState, ExampleState, require_copy_step, require_step
from tongban.domains.reform.handing import a_few_given
from tongban.domains.reform.ids import CopyId, ExampleId
from tongban.domains.reform.ledger.rules import LONGEST_NAME, clean
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel.actors import Actor, Signature
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Conflict, Refusal
from tongban.kernel.evidence import EvidenceId


@dataclass(frozen=True, slots=True)
class Example:
    """What a unit tells: what was wrong, what it did, what that brought, and what shows it."""

    title: str
    problem: str
    practice: str
    effect: str
    evidence: Sequence[EvidenceId] = ()


@transaction.atomic
def submit_example(example: Example, *, agency: registry.AgencyId, actor: Actor, now: datetime) -> ExampleId:
    """Hand in a typical case of one's own unit.

    Refuses `kernel.authz.denied`, `registry.agency.not_found`, `reform.example.{title,words}`,
    `reform.evidence.{too_many,not_yours}`, `kernel.evidence.unknown`.
    """
    at = registry.get_agency_by_id(agency)
    row = ExampleRow(region=at.region, agency_id=at.pk)
    authz.require(actor, "submit", row, resource=EXAMPLE)
    _hand_in(row, example, actor=actor, now=now)
    return ExampleId(row.uuid)


@transaction.atomic
def submit_again(known: ExampleId, example: Example, *, actor: Actor, now: datetime) -> None:
    """Hand a returned case in again. Refuses as `submit_example`, and `reform.example.{unknown,step}`."""
    row = _locked(known, actor)
    authz.require(actor, "submit", row, resource=EXAMPLE)
    require_step(row.state, ExampleState.SUBMITTED)
    _hand_in(row, example, actor=actor, now=now)


@transaction.atomic
def review_example(known: ExampleId, finding: str, *, actor: Actor, now: datetime) -> None:
    """The office looked at the case and finds it worth publishing: a first person, who did not hand it in.

    Refuses `reform.example.{unknown,step,same_person,reason}`, `kernel.authz.denied`.
    """
    row = _locked(known, actor)
    authz.require(actor, "judge", row, resource=EXAMPLE)
    _require_other(actor, row.submitted_by)
    row.reviewed_by = actor.label
    _move(row, ExampleState.REVIEWED, finding, actor=actor, now=now)


@transaction.atomic
def publish_example(known: ExampleId, finding: str, *, actor: Actor, now: datetime) -> None:
    """A second person of the office publishes a reviewed case. Refuses as `review_example`."""
    row = _locked(known, actor)
    authz.require(actor, "judge", row, resource=EXAMPLE)
    _require_other(actor, row.submitted_by, row.reviewed_by)
    row.published_on = law_day(now)
    _move(row, ExampleState.PUBLISHED, finding, actor=actor, now=now)


@transaction.atomic
def return_example(known: ExampleId, reason: str, *, actor: Actor, now: datetime) -> None:
    """Send a case back to its unit. Refuses `reform.example.{unknown,step,reason}`, `kernel.authz.denied`."""
    row = _locked(known, actor)
    authz.require(actor, "judge", row, resource=EXAMPLE)
    row.reviewed_by = ""
    _move(row, ExampleState.RETURNED, reason, actor=actor, now=now)


@transaction.atomic
def withdraw_example(known: ExampleId, reason: str, *, actor: Actor, now: datetime) -> None:
    """Withdraw a case with the reason: the office, or its own unit. Its copies stay, each with its own state.

    Refuses `reform.example.{unknown,step,reason}`, `kernel.authz.denied`.
    """
    row = _locked(known, actor)
    authz.require(actor, "withdraw", row, resource=EXAMPLE)
    _move(row, ExampleState.WITHDRAWN, reason, actor=actor, now=now)


@transaction.atomic
def take_up(known: ExampleId, note: str, *, agency: registry.AgencyId, actor: Actor, now: datetime) -> CopyId:
    """Another unit copies a published case. Refuses `reform.example.unknown`, `reform.copy.{own,note,not_published}`,
    `kernel.authz.denied`; conflict `reform.copy.twice`."""
    example = _locked(known, actor)
    at = registry.get_agency_by_id(agency)
    row = CopyRow(example=example, region=at.region, agency_id=at.pk, since=law_day(now))
    authz.require(actor, "keep", row, resource=COPY)
    if example.state != ExampleState.PUBLISHED:
        raise Refusal("reform.copy.not_published")
    if example.agency_id == at.pk:
        raise Refusal("reform.copy.own")
    row.note = clean(note, code="reform.copy.note")
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Conflict("reform.copy.twice") from None
    _tell_copy(row, actor=actor, now=now)
    return CopyId(row.uuid)


@transaction.atomic
def move_copy(copy: CopyId, state: str, note: str, *, actor: Actor, now: datetime) -> None:
    """Tell how far a copy is. Refuses `reform.copy.{unknown,step,note}`, `kernel.authz.denied`."""
    row = CopyRow.objects.select_for_update(of=("self",)).filter(uuid=copy.value).first()
    if row is None:
        raise Refusal("reform.copy.unknown")
    authz.require(actor, "keep", row, resource=COPY)
    row.state = require_copy_step(row.state, state)
    row.note, row.since = clean(note, code="reform.copy.note"), law_day(now)
    row.save(update_fields=["state", "note", "since"])
    _tell_copy(row, actor=actor, now=now)


def _hand_in(row: ExampleRow, example: Example, *, actor: Actor, now: datetime) -> None:
    row.title = clean(example.title, code="reform.example.title", longest=LONGEST_NAME)
    row.problem, row.practice, row.effect = (
        clean(one, code="reform.example.words") for one in (example.problem, example.practice, example.effect)
    )
    row.evidence = a_few_given(example.evidence, actor)
    row.state, row.reason, row.since = ExampleState.SUBMITTED, "", law_day(now)
    row.submitted_by = actor.signed_at(row.agency_id)
    is_new = row.pk is None
    row.save()
    stream = str(ExampleId(row.uuid))
    told = happenings.ExampleSubmitted(
        example=stream,
        region=row.region,
        agency=str(registry.AgencyId(row.agency.uuid)),
        title=row.title,
        problem=row.problem,
        practice=row.practice,
        effect=row.effect,
        evidence=tuple(row.evidence),
    )
    after = events.START if is_new else None
    events.append(stream, [told], actor=row.submitted_by, at=now, after=after)


def _move(row: ExampleRow, state: ExampleState, reason: str, *, actor: Actor, now: datetime) -> None:
    require_step(row.state, state)
    row.reason = clean(reason, code="reform.example.reason")
    row.state, row.since = state, law_day(now)
    row.save()
    stream = str(ExampleId(row.uuid))
    events.append(stream, [happenings.ExampleMoved(stream, state, row.reason)], actor=actor.label, at=now)


def _tell_copy(row: CopyRow, *, actor: Actor, now: datetime) -> None:
    stream = str(ExampleId(row.example.uuid))
    agency = str(registry.AgencyId(row.agency.uuid))
    told = happenings.ExampleCopied(stream, str(CopyId(row.uuid)), row.region, agency, CopyState(row.state), row.note)
    events.append(stream, [told], actor=actor.signed_at(row.agency_id), at=now)


def _locked(known: ExampleId, actor: Actor) -> ExampleRow:
    seen = authz.visible(actor, "read", ExampleRow.objects.filter(uuid=known.value), resource=EXAMPLE)
    row = ExampleRow.objects.select_for_update(of=("self",)).filter(pk__in=seen.values("pk")).first()
    if row is None:
        raise Refusal("reform.example.unknown")
    return row


def _require_other(actor: Actor, *signatures: str) -> None:
    """Refuses `reform.example.same_person` where one of the signatures is this person's own."""
    mine = {actor.label, *actor.same_as}
    if any(Signature.parse(one).accounts & mine for one in signatures if one):
        raise Refusal("reform.example.same_person")
