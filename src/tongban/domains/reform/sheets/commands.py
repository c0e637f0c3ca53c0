"""The ledger's workbook: made, checked when it comes back, applied or discarded. All of a file or nothing."""

import hmac
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.core.signing import Signer
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from tongban.domains.reform.ids import MeasureId, PlanId, SheetId
from tongban.domains.reform.ledger import api as ledger
from tongban.domains.reform.ledger.models import LedgerPlan
from tongban.domains.reform.sheets import comparing, gathering, writing
from tongban.domains.reform.sheets.answers import Checked, SheetView
from tongban.domains.reform.sheets.book import FORMAT, Base, Header, sealed_text
from tongban.domains.reform.sheets.changes import Change
from tongban.domains.reform.sheets.columns import HIDDEN
from tongban.domains.reform.sheets.events import SheetApplied, SheetUploaded
from tongban.domains.reform.sheets.models import ReturnedSheet
from tongban.domains.registry import api as registry
from tongban.kernel import authz, digests, events, spreadsheets
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Conflict, Refusal
from tongban.kernel.spreadsheets import Mistake, Sheet

SALT = "tongban.reform.sheets"


def make_sheet(plan: PlanId, *, actor: authz.Actor, language: str, now: datetime) -> tuple[str, bytes]:
    """The workbook of a plan with the measures that the actor may see: a file name and its bytes (.xlsx).

    Refuses `reform.plan.unknown`, `reform.sheet.too_many`.
    """
    row = gathering.plan_row(plan)
    lines = gathering.lines_of(gathering.rows_of(row, actor=actor, today=law_day(now)))
    header = Header(str(plan), now.isoformat())
    data = writing.write(lines, header, sign=_sign, title=row.title, language=language)
    return f"{row.number or row.title}-{law_day(now):%Y%m%d}.xlsx", data


@transaction.atomic
def check_sheet(plan: PlanId, *, data: bytes, name: str, actor: authz.Actor, now: datetime) -> Checked:
    """Read a workbook that came back. Without a mistake it waits, with every change told; with one nothing is kept.

    Refuses `kernel.sheet.*`, `reform.plan.unknown`, `reform.sheet.{foreign,other_plan,changed_inside,already,nothing}`.
    """
    row = gathering.plan_row(plan)
    sheets = spreadsheets.read(data, name)
    header, base = _opened(sheets, plan)
    known = gathering.known_of(row, base, actor=actor, today=law_day(now))
    found = comparing.read([one for one in sheets if one.name != HIDDEN], known)
    if found.mistakes:
        return Checked(None, found.rows, found.missing, (), found.mistakes)
    if not found.changes:
        raise Refusal("reform.sheet.nothing")
    kept = ReturnedSheet(
        plan=row,
        uploaded_by_id=_account(actor),
        uploaded_at=now,
        made_at=datetime.fromisoformat(header.made_at),
        file_name=" ".join(name.replace("\0", "").split())[:200],
        digest=digests.sm3(data),
        rows=found.rows,
        missing=found.missing,
        changes=[asdict(one) for one in found.changes],
    )
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
    except IntegrityError:
        raise Conflict("reform.sheet.already", name=kept.file_name) from None
    sheet = SheetId(kept.uuid)
    clashes = sum(one.is_conflict for one in found.changes)
    happened = SheetUploaded(str(sheet), str(plan), kept.digest, len(found.changes), clashes)
    events.append(str(sheet), [happened], actor=actor.label, at=now)
    return Checked(sheet, found.rows, found.missing, found.changes, ())


@transaction.atomic
def apply_sheet(sheet: SheetId, *, take: Collection[int] = (), actor: authz.Actor, now: datetime) -> int:
    """Do what a checked workbook asks for; how many changes. Only whoever uploaded it may.

    `take` are the places (from 0) of conflicting changes that shall be done all the same; the other conflicting ones
    are left as others made them. Every row goes through its own act, so that each is judged as if done by hand.
    Refuses `reform.sheet.{unknown,settled}`, and with `mistakes` `reform.sheet.stale` when something that it would
    change is no longer as it was told.
    """
    kept = _held(sheet, actor)
    changes = [Change(**one) for one in kept.changes]
    wanted = [one for place, one in enumerate(changes) if not one.is_conflict or place in take]
    mistakes: list[Mistake] = []
    for one in wanted:
        try:
            with transaction.atomic():
                _require_unmoved(one, kept.plan)
                _act(one, actor=actor, now=now)
        except Refusal as refused:
            mistakes.append(Mistake(one.sheet, one.row, "", "", refused.code, refused.values))
    if mistakes:
        raise Refusal("reform.sheet.stale", count=len(mistakes), mistakes=mistakes)
    kept.state, kept.settled_at = ReturnedSheet.State.APPLIED, now
    kept.save(update_fields=["state", "settled_at"])
    happened = SheetApplied(str(sheet), str(PlanId(kept.plan.uuid)), len(wanted), len(changes) - len(wanted))
    events.append(str(sheet), [happened], actor=actor.label, at=now)
    return len(wanted)


@transaction.atomic
def discard_sheet(sheet: SheetId, *, actor: authz.Actor, now: datetime) -> None:
    """Throw a checked workbook away. Refuses `reform.sheet.{unknown,settled}`."""
    kept = _held(sheet, actor)
    kept.state, kept.settled_at, kept.changes = ReturnedSheet.State.DISCARDED, now, []
    kept.save(update_fields=["state", "settled_at", "changes"])


def get_sheet(sheet: SheetId, *, actor: authz.Actor) -> SheetView:
    """A workbook that came back, for whoever uploaded it. Refuses `reform.sheet.unknown`."""
    row = _mine(sheet, actor).first()
    if row is None:
        raise Refusal("reform.sheet.unknown")
    return SheetView(
        id=sheet,
        plan=PlanId(row.plan.uuid),
        plan_title=row.plan.title,
        file_name=row.file_name,
        made_at=row.made_at,
        uploaded_at=row.uploaded_at,
        rows=row.rows,
        missing=row.missing,
        state=row.state,
        changes=tuple(Change(**one) for one in row.changes),
    )


# one change -----------------------------------------------------------------------------------------------------------


def _act(one: Change, *, actor: authz.Actor, now: datetime) -> None:
    measure, values = MeasureId.parse(f"measure_{one.measure}"), one.values
    match one.act:
        case "agency":
            agency = registry.AgencyId.parse(values["agency"])
            ledger.confirm_unit(measure, role="lead", position=1, agency=agency, actor=actor, now=now)
        case "progress":
            ledger.file_progress(measure, values["text"], share=values["share"], actor=actor, now=now)
        case "classification":
            ledger.classify(measure, values["classification"], reason=values["reason"], actor=actor, now=now)
        case "steps":
            drafts = [ledger.StepDraft(text, date.fromisoformat(day), weight) for text, day, weight in values["steps"]]
            ledger.plan_steps(measure, drafts, actor=actor, now=now)
        case "problem":
            ledger.raise_problem(measure, values["text"], wants=values["wants"], actor=actor, now=now)


def _require_unmoved(one: Change, plan: LedgerPlan) -> None:
    """What the reader was told stands now must still stand. Refuses `reform.sheet.moved`."""
    line = gathering.line_of(plan, MeasureId.parse(f"measure_{one.measure}"))
    if line.standing(one.act) != one.seen:
        raise Refusal("reform.sheet.moved", anchor=one.anchor)


# the hidden sheet -----------------------------------------------------------------------------------------------------


def _opened(sheets: Sequence[Sheet], plan: PlanId) -> tuple[Header, dict[str, Base]]:
    """What went out, if the file is one of ours and of this plan, and nobody changed its hidden sheet."""
    hidden = next((one for one in sheets if one.name == HIDDEN), None)
    first = [str(cell or "") for cell in hidden.lines[0].cells[:4]] if hidden and hidden.lines else []
    if hidden is None or len(first) < 4 or first[0] != FORMAT:
        raise Refusal("reform.sheet.foreign")
    header = Header(first[1], first[2])
    kept = [(str(line.cells[0]), str(line.cells[1])) for line in hidden.lines[1:] if len(line.cells) > 1]
    if not hmac.compare_digest(_sign(sealed_text(header, kept)), first[3]):
        raise Refusal("reform.sheet.changed_inside")
    if header.plan != str(plan):
        raise Refusal("reform.sheet.other_plan")
    return header, {id_: Base.read(text) for id_, text in kept}


def _sign(text: str) -> str:
    return Signer(salt=SALT).signature(digests.sm3(text.encode()))


def _held(sheet: SheetId, actor: authz.Actor) -> ReturnedSheet:
    row = _mine(sheet, actor).select_for_update(of=("self",)).first()
    if row is None:
        raise Refusal("reform.sheet.unknown")
    if row.state != ReturnedSheet.State.CHECKED:
        raise Conflict("reform.sheet.settled", state=row.state)
    return row


def _mine(sheet: SheetId, actor: authz.Actor) -> QuerySet[ReturnedSheet]:
    return ReturnedSheet.objects.filter(uuid=sheet.value, uploaded_by__pk=_account(actor)).select_related("plan")


def _account(actor: authz.Actor) -> int:
    if actor.account_id is None:
        raise Refusal("kernel.authz.denied")
    return actor.account_id
