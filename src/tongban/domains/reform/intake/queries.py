"""Every read of drafts and of the papers beside plans."""

from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet

from tongban.domains.reform.ids import DraftId, PlanId
from tongban.domains.reform.intake import store
from tongban.domains.reform.intake.answers import DraftView, OriginalView, ReviewView, RowView
from tongban.domains.reform.intake.authz import DRAFT
from tongban.domains.reform.intake.models import DraftRow, PlanDraft, PlanPaper
from tongban.domains.reform.intake.pieces import Piece, cut, excerpt
from tongban.domains.reform.intake.store import State
from tongban.domains.reform.ledger.authz import PLAN
from tongban.domains.reform.ledger.models import LedgerPlan
from tongban.domains.reform.reading import Document, Item
from tongban.kernel import authz
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Refusal, TongbanError

HEAD = 3_000
"""Characters from the beginning in which a paper says what it is."""


class PaperDamaged(TongbanError):
    """The stored file is not the one that was given: for the operator."""


def list_drafts(*, actor: authz.Actor) -> list[DraftView]:
    """The open drafts of the actor's regions, the latest first."""
    rows = authz.visible(actor, "view", _counted(PlanDraft.objects.all()), resource=DRAFT)
    return [_draft_view(row) for row in rows.filter(state=PlanDraft.State.OPEN).order_by("-id")]


def get_draft(draft: DraftId, *, actor: authz.Actor) -> DraftView:
    """One draft, open or not. Refuses `reform.intake.unknown` for one that this actor may not see."""
    return _draft_view(_found(draft, actor))


def list_rows(draft: DraftId, *, actor: authz.Actor, state: str = "") -> list[RowView]:
    """The rows of a draft in order, all or those of a state. Refuses as `get_draft`."""
    found = _found(draft, actor)
    rows = DraftRow.objects.filter(draft=found)
    document, items = store.document_of(rows.get(position=0)), _items(found)
    return [_row_view(row, document, items) for row in (rows.filter(state=state) if state else rows)]


def next_waiting(draft: DraftId, *, actor: authz.Actor, after: int = -1) -> int | None:
    """The next row that waits for a person after a position, then from the beginning; None when all is settled."""
    waiting = DraftRow.objects.filter(draft=_found(draft, actor), state=State.WAITING)
    rows = waiting.order_by("position").values_list("position", flat=True)
    return rows.filter(position__gt=after).first() if rows.filter(position__gt=after).exists() else rows.first()


def get_review(draft: DraftId, position: int, *, actor: authz.Actor) -> ReviewView:
    """One row opened. Refuses as `get_draft` and `reform.draft_row.unknown`."""
    found = _found(draft, actor)
    rows = DraftRow.objects.filter(draft=found)
    row = rows.filter(position=position).first()
    if row is None:
        raise Refusal("reform.draft_row.unknown", position=position)
    told = _row_view(row, store.document_of(rows.get(position=0)), _items(found))
    doubted = list(rows.exclude(doubts=[]).values_list("position", flat=True))
    return ReviewView(
        draft=_draft_view(found),
        row=told,
        excerpt=_excerpt(found.paper, told),
        page=told.measure.place.page if told.measure else None,
        ordinal=doubted.index(position) + 1 if position in doubted else None,
        following=rows.filter(position__gt=position).values_list("position", flat=True).first(),
        preceding=rows.filter(position__lt=position).order_by("-position").values_list("position", flat=True).first(),
    )


def get_original(plan: PlanId, *, actor: authz.Actor, start: int = 0, end: int | None = None) -> OriginalView | None:
    """The paper of a plan between two places of its text; None where none was kept.

    Refuses `reform.plan.unknown` for a plan that this actor may not see.
    """
    paper = _paper(plan, actor)
    if paper is None:
        return None
    return OriginalView(
        name=paper.name,
        form=paper.form,
        pages=paper.pages,
        digest=paper.digest,
        kept_at=paper.kept_at,
        pieces=cut(paper.text, paper.pieces, start=start, end=len(paper.text) if end is None else end),
    )


def read_original(plan: PlanId, *, actor: authz.Actor) -> tuple[str, bytes]:
    """The file as it came: its name and its bytes, compared with their digest.

    Refuses `reform.plan.unknown`, `reform.intake.no_paper`; raises `PaperDamaged`.
    """
    paper = _paper(plan, actor, with_data=True)
    if paper is None:
        raise Refusal("reform.intake.no_paper")
    data = bytes(paper.data)
    if sm3(data) != paper.digest:
        raise PaperDamaged("reform.intake.damaged", plan=str(plan))
    return paper.name, data


def _paper(plan: PlanId, actor: authz.Actor, *, with_data: bool = False) -> PlanPaper | None:
    row = authz.visible(actor, "view", LedgerPlan.objects.filter(uuid=plan.value), resource=PLAN).first()
    if row is None:
        raise Refusal("reform.plan.unknown", plan=str(plan))
    papers = PlanPaper.objects.filter(plan=row)
    return (papers if with_data else papers.defer("data")).first()


def _found(draft: DraftId, actor: authz.Actor) -> PlanDraft:
    rows = _counted(PlanDraft.objects.filter(uuid=draft.value))
    found = authz.visible(actor, "view", rows, resource=DRAFT).first()
    if found is None:
        raise Refusal("reform.intake.unknown", draft=str(draft))
    return found


def _counted(rows: QuerySet[PlanDraft]) -> QuerySet[PlanDraft]:
    doubted = ~Q(rows__doubts=[])
    return (
        rows.select_related("paper", "paper__plan")
        .defer("paper__data")
        .annotate(
            measure_count=Count("rows", filter=Q(rows__item__isnull=False)),
            doubted_count=Count("rows", filter=doubted),
            waiting_count=Count("rows", filter=doubted & Q(rows__state=State.WAITING)),
            rejected_count=Count("rows", filter=Q(rows__state=State.REJECTED)),
        )
    )


def _draft_view(row: PlanDraft) -> DraftView:
    doubted, waiting = getattr(row, "doubted_count", 0), getattr(row, "waiting_count", 0)
    plan = row.paper.plan if row.state == PlanDraft.State.WRITTEN else None
    return DraftView(
        id=DraftId(row.uuid),
        region=row.region,
        name=row.paper.name,
        form=row.paper.form,
        pages=row.paper.pages,
        state=row.state,
        document=store.document_of(DraftRow.objects.get(draft=row, position=0)),
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        measures=getattr(row, "measure_count", 0),
        doubted=doubted,
        settled=doubted - waiting,
        rejected=getattr(row, "rejected_count", 0),
        plan=PlanId(plan.uuid) if plan else None,
    )


def _items(draft: PlanDraft) -> tuple[Item, ...]:
    return store.PLANS.validate_python(draft.read, strict=False).items


def _row_view(row: DraftRow, document: Document, items: Sequence[Item]) -> RowView:
    first = row.earlier[0]["kept"] if row.earlier else row.kept
    item = items[row.item] if row.item is not None else None
    return RowView(
        position=row.position,
        state=row.state,
        version=row.version,
        doubts=tuple(store.DOUBTS.validate_python(row.doubts, strict=False)),
        reason=row.reason,
        document=document,
        measure=store.measure_of(row) if item else None,
        title=row.kept["title"],
        chapter=item.chapter if item else "",
        is_changed=first != row.kept,
        may_take_back=bool(row.earlier),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )


def _excerpt(paper: PlanPaper, row: RowView) -> tuple[Piece, ...]:
    """Around the measure; for the paper itself its head, with what it says of itself marked."""
    if row.measure is not None:
        place = row.measure.place
        return excerpt(paper.text, paper.pieces, start=place.start, end=place.end)
    head = paper.text[:HEAD]
    told = [one for one in (row.document.title, row.document.number, row.document.issuer) if one and one in head]
    marks = [(at, at + len(one)) for one in told for at in [head.index(one)]]
    return cut(paper.text, paper.pieces, start=0, end=min(HEAD, 900), marks=marks)
