"""Rows of a draft, held for one act and kept with what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter

from tongban.domains.reform.duty import Resolution
from tongban.domains.reform.ids import DraftId
from tongban.domains.reform.intake import rules
from tongban.domains.reform.intake.authz import DRAFT
from tongban.domains.reform.intake.models import DraftRow, PlanDraft
from tongban.domains.reform.ledger import units
from tongban.domains.reform.reading import Document, Doubt, Measure, Plan
from tongban.kernel import authz, events
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Conflict, Refusal

PLANS = TypeAdapter(Plan)
MEASURES = TypeAdapter(Measure)
DOCUMENTS = TypeAdapter(Document)
DOUBTS = TypeAdapter(list[Doubt])
State = DraftRow.State
SETTLED = (State.CLEAR, State.ACCEPTED)


@dataclass(slots=True)
class Held:
    """A draft under lock. Whoever settles another row of it meanwhile waits for a moment."""

    draft: PlanDraft
    actor: authz.Actor
    now: datetime

    @property
    def key(self) -> str:
        return str(DraftId(self.draft.uuid))

    def tell(self, *what: object) -> None:
        events.append(self.key, what, actor=self.actor.label, at=self.now)


def hold(draft: DraftId, *, actor: authz.Actor, now: datetime) -> Held:
    """The draft, locked, while it is open. Refuses `reform.intake.unknown`, `kernel.authz.denied`, `.closed`."""
    rows = PlanDraft.objects.select_related("paper").defer("paper__data").select_for_update(of=("self",))
    found = authz.visible(actor, "view", rows.filter(uuid=draft.value), resource=DRAFT).first()
    if found is None:
        raise Refusal("reform.intake.unknown", draft=str(draft))
    authz.require(actor, "review", found, resource=DRAFT)
    if found.state != PlanDraft.State.OPEN:
        raise Conflict("reform.intake.closed")
    return Held(found, actor, now)


def row_of(held: Held, position: int, *, version: int) -> DraftRow:
    """The row as the person saw it. Refuses `reform.draft_row.unknown`, `reform.intake.changed_meanwhile`."""
    row = DraftRow.objects.filter(draft=held.draft, position=position).first()
    if row is None:
        raise Refusal("reform.draft_row.unknown", position=position)
    if row.version != version:
        raise Conflict("reform.intake.changed_meanwhile")
    return row


def snapshot(row: DraftRow) -> dict[str, Any]:
    return {"kept": row.kept, "doubts": row.doubts, "state": row.state, "reason": row.reason}


def decide(row: DraftRow, state: State, held: Held, *, reason: str = "") -> None:
    """Note a decision over the state before it. The caller has set what is kept, and tells the event."""
    row.state, row.reason = state, reason
    row.decided_by, row.decided_at = held.actor.label, held.now
    row.version += 1
    row.save()


def measure_of(row: DraftRow) -> Measure:
    return MEASURES.validate_python(row.kept["measure"], strict=False)


def document_of(row: DraftRow) -> Document:
    return DOCUMENTS.validate_python(row.kept, strict=False)


def measure_kept(title: str, measure: Measure) -> dict[str, Any]:
    return {"title": title, "measure": MEASURES.dump_python(measure, mode="json")}


def document_kept(document: Document) -> dict[str, Any]:
    kept: dict[str, Any] = DOCUMENTS.dump_python(document, mode="json")
    return kept


def doubts_kept(doubts: Sequence[Doubt]) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = DOUBTS.dump_python(list(doubts), mode="json")
    return kept


def meanings(region: str, measures: Sequence[Measure], *, now: datetime) -> dict[str, Resolution]:
    names = [name for one in measures for name in (*one.lead, *one.cooperating)]
    return units.meanings_of(region, names, on=law_day(now))


def new_rows(draft: PlanDraft, plan: Plan, *, now: datetime) -> list[DraftRow]:
    """The paper first, then every measure in order; what is doubted waits."""
    meant = meanings(draft.region, plan.measures, now=now)
    read = [(place, item.title, one) for place, item in enumerate(plan.items) for one in item.measures]
    paper = DraftRow(draft=draft, position=0, kept=document_kept(plan.document), doubts=doubts_kept(plan.doubts))
    rows = [
        paper,
        *(
            DraftRow(
                draft=draft,
                position=position,
                item=place,
                kept=measure_kept(title, one),
                doubts=doubts_kept(rules.doubts_of(one, meant)),
            )
            for position, (place, title, one) in enumerate(read, start=1)
        ),
    ]
    for row in rows:
        row.state = State.WAITING if row.doubts else State.CLEAR
    return rows


def issued_on(draft: PlanDraft) -> date | None:
    """The date of the paper as it is kept now."""
    return document_of(DraftRow.objects.get(draft=draft, position=0)).issued_on


def plan_of(draft: PlanDraft) -> Plan:
    """The plan that the draft comes to as it stands. Refuses `reform.intake.nothing_left`."""
    rows = list(DraftRow.objects.filter(draft=draft))
    kept = [
        (row.item, str(row.kept["title"]), measure_of(row))
        for row in rows
        if row.item is not None and row.state != State.REJECTED
    ]
    return rules.settled_plan(PLANS.validate_python(draft.read, strict=False), document_of(rows[0]), kept)
