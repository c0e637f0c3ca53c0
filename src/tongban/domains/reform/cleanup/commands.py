"""Listing a rule document, saying what becomes of it, carrying that out, confirming it by a second person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from tongban.domains.reform.cleanup import events as happenings
from tongban.domains.reform.cleanup.authz import DOCUMENT
from tongban.domains.reform.cleanup.models import RuleDocumentRow
from tongban.domains.reform.cleanup.rules import CleanupState, require_whole, state_of
from tongban.domains.reform.handing import given
from tongban.domains.reform.ids import RuleDocumentId
from tongban.domains.reform.ledger.rules import LONGEST_NAME, clean
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel.actors import Actor, Signature
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Conflict, Refusal
from tongban.kernel.evidence import EvidenceId

LONGEST_NUMBER, LONGEST_ISSUER = 60, 120


@dataclass(frozen=True, slots=True)
class Document:
    """A rule document: its number (empty for one without), title, who issued it and when."""

    number: str
    title: str
    issuer: str
    issued_on: date


@transaction.atomic
def list_document(
    document: Document, *, agency: registry.AgencyId, look_by: date, actor: Actor, now: datetime
) -> RuleDocumentId:
    """Put a document on the list; the unit that drafted it (`agency`) looks through it until `look_by`.

    Refuses `kernel.authz.denied`, `registry.agency.not_found`, `reform.cleanup.{number,title,issuer,issued_on,
    look_by}`; conflict `reform.cleanup.listed`.
    """
    at = registry.get_agency_by_id(agency)
    row = RuleDocumentRow(region=at.region, agency_id=at.pk, issued_on=document.issued_on, look_by=look_by)
    authz.require(actor, "list", row, resource=DOCUMENT)
    row.number = "".join(document.number.split())
    if len(row.number) > LONGEST_NUMBER:
        raise Refusal("reform.cleanup.number", longest=LONGEST_NUMBER)
    row.title = clean(document.title, code="reform.cleanup.title", longest=LONGEST_NAME)
    row.issuer = clean(document.issuer, code="reform.cleanup.issuer", longest=LONGEST_ISSUER)
    today = law_day(now)
    if document.issued_on > today:
        raise Refusal("reform.cleanup.issued_on", day=document.issued_on)
    if look_by < today:
        raise Refusal("reform.cleanup.look_by", day=look_by)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Conflict("reform.cleanup.listed", number=row.number) from None
    stream = str(RuleDocumentId(row.uuid))
    told = happenings.RuleDocumentListed(
        document=stream,
        region=row.region,
        agency=str(agency),
        number=row.number,
        title=row.title,
        issuer=row.issuer,
        issued_on=row.issued_on,
        look_by=look_by,
    )
    events.append(stream, [told], actor=actor.label, at=now, after=events.START)
    return RuleDocumentId(row.uuid)


@transaction.atomic
def judge_document(
    document: RuleDocumentId,
    result: str,
    *,
    reason: str,
    due_on: date | None = None,
    replaced_by: str = "",
    actor: Actor,
    now: datetime,
) -> None:
    """Its unit says what becomes of the document: `keep`, `amend`, `abolish`, `replace`; again until it is done.

    Refuses `reform.cleanup.{unknown,result,keep,due_on,replaced_by,reason,step}`, `kernel.authz.denied`.
    """
    row = _locked(document, "work", actor)
    _require(row, CleanupState.TO_LOOK, CleanupState.TO_DO)
    known = require_whole(result, replaced_by=replaced_by.strip(), due_on=due_on, today=law_day(now))
    row.result, row.due_on = known, due_on
    row.reason = clean(reason, code="reform.cleanup.reason")
    row.replaced_by = replaced_by.strip()[:LONGEST_NAME]
    row.judged_by, row.judged_on = actor.label, law_day(now)
    row.save()
    told = happenings.RuleDocumentJudged(str(document), known, row.reason, row.replaced_by, due_on)
    events.append(str(document), [told], actor=actor.signed_at(row.agency_id), at=now)


@transaction.atomic
def carry_out(
    document: RuleDocumentId,
    text: str,
    *,
    done_on: date,
    evidence: Sequence[EvidenceId],
    actor: Actor,
    now: datetime,
) -> None:
    """Its unit says that the result is carried out, on which day and by what (the number of the new document, of the
    decision to abolish), and shows it with at least one file.

    Refuses `reform.cleanup.{unknown,step,text,done_on,no_evidence}`, `kernel.authz.denied`,
    `reform.evidence.not_yours`, `kernel.evidence.unknown`.
    """
    row = _locked(document, "work", actor)
    _require(row, CleanupState.TO_DO)
    row.done_text = clean(text, code="reform.cleanup.text", longest=LONGEST_NAME)
    if done_on > law_day(now) or done_on < row.issued_on:
        raise Refusal("reform.cleanup.done_on", day=done_on)
    if not evidence:
        raise Refusal("reform.cleanup.no_evidence")
    row.done_on, row.evidence = done_on, list(given(evidence, actor))
    row.carried_out_by = actor.label
    row.save()
    told = happenings.RuleDocumentDone(str(document), done_on, row.done_text, tuple(row.evidence))
    events.append(str(document), [told], actor=actor.signed_at(row.agency_id), at=now)


@transaction.atomic
def confirm_document(
    document: RuleDocumentId, *, accepted: bool, reason: str = "", actor: Actor, now: datetime
) -> None:
    """A second person of the office confirms that a document is kept, or that its result is carried out; or sends it
    back with the reason. What is abolished or replaced is no longer in force.

    Refuses `reform.cleanup.{unknown,step,same_person,reason}`, `kernel.authz.denied`.
    """
    row = _locked(document, "confirm", actor)
    _require(row, CleanupState.TO_CONFIRM)
    hands = Signature.parse(row.carried_out_by or row.judged_by).accounts | Signature.parse(row.judged_by).accounts
    if hands & {actor.label, *actor.same_as}:
        raise Refusal("reform.cleanup.same_person")
    if accepted:
        row.confirmed_on = law_day(now)
        row.in_force = row.result in ("keep", "amend")
    else:
        reason = clean(reason, code="reform.cleanup.reason")
        row.done_on, row.done_text, row.evidence, row.carried_out_by = None, "", [], ""
        if row.result == "keep":
            row.result = ""
    row.save()
    told = happenings.RuleDocumentConfirmed(str(document), accepted, reason)
    events.append(str(document), [told], actor=actor.label, at=now)


def _locked(document: RuleDocumentId, verb: str, actor: Actor) -> RuleDocumentRow:
    seen = authz.visible(actor, "read", RuleDocumentRow.objects.filter(uuid=document.value), resource=DOCUMENT)
    row = RuleDocumentRow.objects.select_for_update(of=("self",)).filter(pk__in=seen.values("pk")).first()
    if row is None:
        raise Refusal("reform.cleanup.unknown")
    authz.require(actor, verb, row, resource=DOCUMENT)
    return row


def _require(row: RuleDocumentRow, *states: CleanupState) -> None:
    state = state_of(result=row.result, due_on=row.due_on, done_on=row.done_on, confirmed_on=row.confirmed_on)
    if state not in states:
        raise Refusal("reform.cleanup.step")
