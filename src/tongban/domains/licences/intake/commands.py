"""Existing licences by spreadsheet: upload and check, apply by a second person, discard, undo. All or nothing."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from tongban.domains.cases import api as cases
from tongban.domains.licences.commands import making
from tongban.domains.licences.dossier_models import DossierExtract
from tongban.domains.licences.history import IntakeApplied, IntakeUndone, IntakeUploaded, LicenceImported
from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.intake import checking, permitting, registering, writing
from tongban.domains.licences.intake.answers import BatchId, Upload
from tongban.domains.licences.intake.checking import Parsed, Rules
from tongban.domains.licences.intake.knowing import known_of
from tongban.domains.licences.intake_models import IntakeBatch
from tongban.domains.licences.models import Licence
from tongban.domains.registry import api as registry
from tongban.kernel import digests, events, spreadsheets
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Conflict, Refusal
from tongban.kernel.transactions import command

GRADES = ("A", "B", "C", "D")
"""国办函〔2016〕108号: by the issuer; compared with the original; uploaded by the holder; self-made."""
LONGEST_SOURCE, LONGEST_REASON = 200, 500
CHUNK = 500


@command
def upload(
    *,
    data: bytes,
    name: str,
    type_id: str,
    region: str,
    issuer: registry.AgencyId,
    grade: str,
    source: str,
    may_register: bool = False,
    actor: Actor,
    now: datetime,
) -> Upload:
    """Check a whole file; without a mistake it waits for a second person, with one nothing is kept.

    `grade` is the trust of 国办函〔2016〕108号, `source` whose records it is made from. With `may_register` unknown
    holders are entered from their rows. Refuses `kernel.authz.denied`, `licences.type.unknown`,
    `licences.intake.{grade_unknown,source_missing,source_too_long,already}`, `licences.issuer.not_competent` and
    `kernel.sheet.…`.
    """
    _, kind = making.type_of(type_id, region)
    agency = permitting.require(actor, kind, region=region, issuer=issuer)
    if grade not in GRADES:
        raise Refusal("licences.intake.grade_unknown", given=grade[:20])
    stated = " ".join(source.replace("\0", "").split())
    if not stated:
        raise Refusal("licences.intake.source_missing")
    if len(stated) > LONGEST_SOURCE:
        raise Refusal("licences.intake.source_too_long", most=LONGEST_SOURCE)
    found, wanted = spreadsheets.read(data, name), Rules(kind, may_register)
    rows, mistakes = checking.read_rows(found, wanted)
    known = known_of(rows, kind, agency, now=now)
    mistakes = checking.in_order([*mistakes, *checking.check(rows, wanted, known)], found)
    if mistakes or not rows:
        if not mistakes:
            raise Refusal("kernel.sheet.empty")
        return Upload(None, len(rows), tuple(mistakes))
    new = {row.values["holder_code"] for row in rows} - set(known.holders)
    row = IntakeBatch(
        type_id=type_id,
        region=region,
        issuer_id=agency.pk,
        grade=grade,
        source=stated,
        may_register=may_register,
        file_name=" ".join(name.replace("\0", "").split())[:200],
        digest=digests.sm3(data),
        count=len(rows),
        unknown=len(new),
        rows=[{"sheet": one.sheet, "row": one.row, "values": one.values} for one in rows],
        uploaded_by_id=permitting.account_of(actor),
        uploaded_at=now,
    )
    _save(row)
    batch = BatchId(row.uuid)
    happened = IntakeUploaded(str(batch), type_id, str(agency.id), len(rows), row.digest)
    events.append(str(batch), [happened], actor=actor.label, at=now)
    return Upload(batch, len(rows), ())


def _save(row: IntakeBatch) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict("licences.intake.already", name=row.file_name) from None


@command
def apply(*, batch: BatchId, actor: Actor, now: datetime) -> int:
    """Turn every row into a record, by another person than the one who uploaded the file; how many.

    The rows are checked again against what is known now. Refuses `licences.intake.not_found`, `kernel.authz.denied`,
    `licences.intake.same_person`, and with `mistakes` `licences.intake.stale`; conflict `licences.intake.not_waiting`.
    """
    row = permitting.locked(batch, actor)
    if row.state != IntakeBatch.State.CHECKED:
        raise Conflict("licences.intake.not_waiting", state=row.state)
    permitting.require_another(row, actor)
    pack, kind = making.type_of(row.type_id, row.region)
    agency = registry.get_agency_by_id(registry.AgencyId(row.issuer.uuid))
    rows = [Parsed(one["sheet"], one["row"], one["values"]) for one in row.rows]
    known = known_of(rows, kind, agency, now=now)
    if stale := checking.check(rows, Rules(kind, row.may_register), known):
        raise Refusal("licences.intake.stale", count=len(stale), mistakes=stale)
    holders, registered = registering.holders_of(rows, kind, region=row.region, actor=actor, now=now)
    shared = writing.Batch(row.pk, kind, pack, row.region, agency, row.grade, row.source)
    identifiers = registering.identifiers_of(rows, kind, agency, now=now)
    made = [
        writing.record_of(shared, one.values, holder=holders[one.values["holder_code"]], identifier=identifier)
        for one, identifier in zip(rows, identifiers, strict=True)
    ]
    _write(made, holders, batch=batch, agency=agency, actor=actor, now=now)
    row.state, row.rows, row.applied_by_id, row.applied_at = IntakeBatch.State.APPLIED, [], actor.account_id, now
    row.save(update_fields=["state", "rows", "applied_by", "applied_at"])
    events.append(str(batch), [IntakeApplied(str(batch), len(made), registered)], actor=actor.label, at=now)
    return len(made)


def _write(
    made: list[Licence],
    holders: Mapping[str, registry.SubjectView],
    *,
    batch: BatchId,
    agency: registry.AgencyView,
    actor: Actor,
    now: datetime,
) -> None:
    try:
        with transaction.atomic():
            Licence.objects.bulk_create(made, batch_size=CHUNK)
    except IntegrityError:  # taken by somebody else since the check a moment ago
        raise Conflict("licences.intake.taken_meanwhile") from None
    for one in made:
        licence = str(LicenceId(one.uuid))
        happened = LicenceImported(
            licence=licence,
            type=one.type_id,
            identifier=one.identifier,
            region=one.region,
            holder=str(holders[one.holder_code].id),
            issuer=str(agency.id),
            batch=str(batch),
            grade=one.grade,
            valid_from=one.valid_from,
            valid_until=one.valid_until,
        )
        events.append(licence, [happened], actor=actor.label, at=now, after=events.START)


@command
def discard(*, batch: BatchId, actor: Actor, now: datetime) -> None:
    """Throw a checked file away. Refuses `licences.intake.not_found`; conflict `licences.intake.not_waiting`."""
    row = permitting.locked(batch, actor)
    if row.state != IntakeBatch.State.CHECKED:
        raise Conflict("licences.intake.not_waiting", state=row.state)
    row.state, row.rows = IntakeBatch.State.DISCARDED, []
    row.save(update_fields=["state", "rows"])


@command
def undo(*, batch: BatchId, reason: str, actor: Actor, now: datetime) -> int:
    """Take all records of a file back while nothing was built upon them; how many. Who applied it may.

    Their events stay in the log. Refuses `licences.intake.not_found`, `licences.intake.{reason_missing,built_upon}`;
    conflict `licences.intake.not_applied`.
    """
    row = permitting.locked(batch, actor)
    if row.state != IntakeBatch.State.APPLIED:
        raise Conflict("licences.intake.not_applied", state=row.state)
    told = " ".join(reason.replace("\0", "").split())[:LONGEST_REASON]
    if not told:
        raise Refusal("licences.intake.reason_missing")
    records = list(Licence.objects.select_for_update().filter(intake=row).order_by("pk"))
    if why := built_upon(row, records):
        raise Refusal("licences.intake.built_upon", **why)
    try:
        with transaction.atomic():
            Licence.objects.filter(pk__in=[one.pk for one in records]).delete()
    except ProtectedError:  # presented, copied or scanned
        raise Refusal("licences.intake.built_upon", changed=0, taken=0, printed=0) from None
    row.state, row.undone_by_id, row.undone_at = IntakeBatch.State.UNDONE, actor.account_id, now
    row.undone_because = told
    row.save(update_fields=["state", "undone_by", "undone_at", "undone_because"])
    events.append(str(batch), [IntakeUndone(str(batch), len(records), told)], actor=actor.label, at=now)
    return len(records)


def built_upon(row: IntakeBatch, records: list[Licence]) -> dict[str, int]:
    """What rests on the records of a file: how many have had anything done to them, were taken for a case, or stand on
    a printed extract. Empty when nothing does."""
    since = row.applied_at or row.uploaded_at
    ids = {str(LicenceId(one.uuid)) for one in records}
    holders = {one.holder_id for one in records}
    printed = DossierExtract.objects.filter(subject__in=holders, made_at__gte=since).values_list("content", flat=True)
    found = {
        "changed": sum(1 for one in records if _is_changed(one, since))
        + Licence.objects.filter(replaces__in=records).count(),
        "taken": cases.count_taken([one.identifier for one in records], since=since),
        "printed": sum(1 for content in printed if any(one["id"] in ids for one in content["licences"])),
    }
    return found if any(found.values()) else {}


def _is_changed(one: Licence, since: datetime) -> bool:
    """Whether an officer has suspended, resumed or revoked it since it came here."""
    ended = [at for at in (one.revoked_at, one.suspended_at) if at is not None and at >= since]
    return bool(ended or one.past_suspensions)
