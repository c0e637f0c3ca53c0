"""Every way a draft changes. One public function per use case; each is one transaction with its event.

All on a draft refuse `reform.intake.unknown` for one that the actor may not see, `kernel.authz.denied`, and
`reform.intake.closed` (a `Conflict`) once it is written or discarded.
"""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from tongban.domains.reform.ids import DraftId, PlanId
from tongban.domains.reform.intake import edits, events, pieces, store
from tongban.domains.reform.intake.authz import DRAFT
from tongban.domains.reform.intake.edits import DocumentEdit, MeasureEdit
from tongban.domains.reform.intake.models import DraftRow, PlanDraft, PlanPaper
from tongban.domains.reform.intake.store import Held, State
from tongban.domains.reform.ledger.authz import PLAN
from tongban.domains.reform.ledger.importing import import_plan, require_lengths
from tongban.domains.reform.ledger.models import LedgerPlan
from tongban.domains.reform.reading import read_paper
from tongban.domains.reform.reading.papers import Paper, open_bytes
from tongban.domains.registry import api as registry
from tongban.kernel import authz
from tongban.kernel import events as log
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Conflict, Refusal

LONGEST_NAME = 200


def open_draft(name: str, data: bytes, *, region: str, actor: authz.Actor, now: datetime) -> DraftId:
    """Read the paper of a plan and keep what was read for review; the file is kept by its digest.

    Refuses what `open_bytes` and `read_paper` refuse, `reform.intake.in_ledger` (with the `plan`) for a paper whose
    bytes or number the region's ledger holds, `reform.intake.draft_open` (with the `draft`) while it is being reviewed,
    `kernel.authz.denied` without the duty `reform` in the region, `registry.region.unknown`.
    """
    registry.get_region(region)
    digest = sm3(data)
    row = PlanDraft(region=region, digest=digest, opened_by=actor.label, opened_at=now)
    authz.require(actor, "review", row, resource=DRAFT)
    _require_new(region, digest)
    paper = open_bytes(name, data)
    plan = read_paper(paper)
    _require_new_number(region, plan.document.number)
    row.read = store.PLANS.dump_python(plan, mode="json")
    with transaction.atomic():
        row.paper = _keep(paper, data, digest=digest, region=region, now=now)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            raise Conflict("reform.intake.draft_open", draft="", name=name) from None
        rows = DraftRow.objects.bulk_create(store.new_rows(row, plan, now=now))
        waiting = sum(one.state == State.WAITING for one in rows)
        key = str(DraftId(row.uuid))
        opened = events.DraftOpened(key, region, row.paper.name, digest, len(rows), waiting)
        log.append(key, [opened], actor=actor.label, at=now, after=log.START)
    return DraftId(row.uuid)


def keep_paper(plan: PlanId, name: str, data: bytes, *, actor: authz.Actor, now: datetime) -> None:
    """Lay the paper beside a plan that came into the ledger without review (from a command line).

    Refuses what `open_bytes` refuses, `reform.plan.unknown`, `kernel.authz.denied`, `reform.intake.paper_there`.
    """
    row = authz.visible(actor, "view", LedgerPlan.objects.filter(uuid=plan.value), resource=PLAN).first()
    if row is None:
        raise Refusal("reform.plan.unknown", plan=str(plan))
    authz.require(actor, "import", row, resource=PLAN)
    paper = open_bytes(name, data)
    if PlanPaper.objects.filter(plan=row).exists():
        raise Refusal("reform.intake.paper_there")
    _keep(paper, data, digest=sm3(data), region=row.region, now=now, plan=row)


@transaction.atomic
def accept(
    draft: DraftId,
    position: int,
    *,
    version: int,
    edit: MeasureEdit | DocumentEdit | None = None,
    actor: authz.Actor,
    now: datetime,
) -> None:
    """Settle a row as it stands, or as `edit` says. A rejected row is thereby taken in again.

    `version` is the row's as the person saw it. Refuses `reform.intake.changed_meanwhile` (a `Conflict`) when somebody
    else was faster, `reform.draft_row.unknown`, and what `edits` and the lengths of the ledger refuse.
    """
    held = store.hold(draft, actor=actor, now=now)
    row = store.row_of(held, position, version=version)
    row.earlier = [*row.earlier, store.snapshot(row)]
    before = row.kept
    if isinstance(edit, DocumentEdit) and row.item is None:
        _set_document(row, edit, held)
    elif isinstance(edit, MeasureEdit) and row.item is not None:
        _set_measure(row, edit, held)
    store.decide(row, State.ACCEPTED, held)
    held.tell(events.RowAccepted(held.key, position, _changes(before, row.kept)))


@transaction.atomic
def reject(draft: DraftId, position: int, *, version: int, reason: str, actor: authz.Actor, now: datetime) -> None:
    """Leave a measure out of the ledger. Refuses as `accept`, `reform.intake.no_reason`, `.reason_too_long`, and
    `reform.intake.paper_stays` for the row of the paper itself."""
    told = edits.require_reason(reason)
    held = store.hold(draft, actor=actor, now=now)
    row = store.row_of(held, position, version=version)
    if row.item is None:
        raise Refusal("reform.intake.paper_stays")
    row.earlier = [*row.earlier, store.snapshot(row)]
    store.decide(row, State.REJECTED, held, reason=told)
    held.tell(events.RowRejected(held.key, position, told))


@transaction.atomic
def take_back(draft: DraftId, position: int, *, version: int, actor: authz.Actor, now: datetime) -> None:
    """Undo the last decision on a row: it stands as before. Refuses as `accept`, `reform.intake.nothing_to_undo`."""
    held = store.hold(draft, actor=actor, now=now)
    row = store.row_of(held, position, version=version)
    if not row.earlier:
        raise Refusal("reform.intake.nothing_to_undo")
    *rest, last = row.earlier
    was = row.kept
    row.earlier, row.kept, row.doubts = rest, last["kept"], last["doubts"]
    if row.item is None:
        _redate(held, before=_day(was), after=_day(row.kept))
    elif was["title"] != row.kept["title"]:
        _retitle(row)
    store.decide(row, State(last["state"]), held, reason=last["reason"])
    held.tell(events.RowTakenBack(held.key, position))


@transaction.atomic
def discard(draft: DraftId, *, actor: authz.Actor, now: datetime) -> None:
    """Throw the draft away. What people settled stays in its events; the ledger never sees it."""
    held = store.hold(draft, actor=actor, now=now)
    held.draft.state = PlanDraft.State.DISCARDED
    held.draft.save(update_fields=["state"])
    held.tell(events.DraftDiscarded(held.key))


@transaction.atomic
def write(draft: DraftId, *, actor: authz.Actor, now: datetime) -> PlanId:
    """Write a settled draft to the ledger: all of it or nothing.

    Refuses `reform.intake.still_waiting` while a doubt is open, `reform.intake.nothing_left`, and what `import_plan`
    refuses.
    """
    held = store.hold(draft, actor=actor, now=now)
    rows = DraftRow.objects.filter(draft=held.draft)
    if waiting := rows.filter(state=State.WAITING).count():
        raise Refusal("reform.intake.still_waiting", count=waiting)
    settled = store.plan_of(held.draft)
    _require_new_number(held.draft.region, settled.document.number)
    plan = import_plan(settled, region=held.draft.region, actor=actor, now=now)
    PlanPaper.objects.filter(pk=held.draft.paper.pk).update(plan=LedgerPlan.objects.get(uuid=plan.value))
    held.draft.state = PlanDraft.State.WRITTEN
    held.draft.save(update_fields=["state"])
    rejected = rows.filter(state=State.REJECTED).count()
    held.tell(events.DraftWritten(held.key, str(plan), len(settled.measures), rejected))
    return plan


def _require_new(region: str, digest: str) -> None:
    known = PlanPaper.objects.filter(region=region, digest=digest, plan__isnull=False).select_related("plan").first()
    if known is not None and known.plan is not None:
        raise Refusal("reform.intake.in_ledger", plan=str(PlanId(known.plan.uuid)), name=known.plan.title)
    open_one = PlanDraft.objects.filter(region=region, digest=digest, state=PlanDraft.State.OPEN).first()
    if open_one is not None:
        raise Refusal("reform.intake.draft_open", draft=str(DraftId(open_one.uuid)), name=open_one.paper.name)


def _require_new_number(region: str, number: str) -> None:
    known = LedgerPlan.objects.filter(region=region, number=number).first() if number else None
    if known is not None:
        raise Refusal("reform.intake.in_ledger", plan=str(PlanId(known.uuid)), name=f"{known.number} {known.title}")


def _keep(
    paper: Paper, data: bytes, *, digest: str, region: str, now: datetime, plan: LedgerPlan | None = None
) -> PlanPaper:
    return PlanPaper.objects.create(
        region=region,
        name=paper.name[-LONGEST_NAME:],
        form=paper.form,
        pages=paper.pages,
        digest=digest,
        data=data,
        text=paper.text.replace("\x00", " "),
        pieces=pieces.told(paper),
        kept_at=now,
        plan=plan,
    )


def _set_document(row: DraftRow, edit: DocumentEdit, held: Held) -> None:
    document = edits.require_document(edit)
    before = _day(row.kept)
    row.kept = store.document_kept(document)
    row.save(update_fields=["kept"])
    require_lengths(store.plan_of(held.draft))
    _redate(held, before=before, after=document.issued_on)


def _set_measure(row: DraftRow, edit: MeasureEdit, held: Held) -> None:
    title = row.kept["title"]
    kept = edits.apply(store.measure_of(row), edit, issued_on=store.issued_on(held.draft))
    row.kept = store.measure_kept(edit.title.strip(), kept)
    row.save(update_fields=["kept"])
    if row.kept["title"] != title:
        _retitle(row)
    if row.state != State.REJECTED:
        require_lengths(store.plan_of(held.draft))


def _retitle(row: DraftRow) -> None:
    """One item has one title: the other measures of it carry the new one, and who has one of them open is told."""
    for other in DraftRow.objects.filter(draft=row.draft, item=row.item).exclude(pk=row.pk):
        other.kept = {**other.kept, "title": row.kept["title"]}
        other.version += 1
        other.save(update_fields=["kept", "version"])


def _redate(held: Held, *, before: date | None, after: date | None) -> None:
    """Another date of the paper moves the days that were reckoned from it."""
    if before == after:
        return
    for row in DraftRow.objects.filter(draft=held.draft, item__isnull=False):
        was = store.measure_of(row)
        now = edits.redated(was, before=before, after=after)
        if now != was:
            row.kept = store.measure_kept(row.kept["title"], now)
            row.version += 1
            row.save(update_fields=["kept", "version"])


def _day(kept: dict[str, Any]) -> date | None:
    return store.DOCUMENTS.validate_python(kept, strict=False).issued_on


def _changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Field by field what the person set otherwise."""
    old, new = ({**one, **one.get("measure", {})} for one in (before, after))
    return {
        name: {"read": old.get(name), "kept": value}
        for name, value in new.items()
        if name != "measure" and value != old.get(name)
    }
