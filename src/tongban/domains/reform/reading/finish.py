"""From drafts to the values of a `Plan`: numbers, anchors, time limits and strength."""

from collections.abc import Sequence
from datetime import date

from tongban.domains.reform import duty
from tongban.domains.reform.reading.drafts import ItemDraft, MeasureDraft
from tongban.domains.reform.reading.markers import Rank, read_mark
from tongban.domains.reform.reading.plan import Document, Doubt, Item, Measure, Plan


def finish(
    document: Document,
    main: Sequence[ItemDraft],
    *,
    body: Sequence[ItemDraft],
    clauses: Sequence[ItemDraft],
    doubts: Sequence[Doubt],
) -> Plan:
    """The plan of these drafts. `main` is counted; `body` and `clauses` stand beside it."""
    issued_on = document.issued_on
    items = _items(main, issued_on)
    measures = [measure for item in items for measure in item.measures]
    return Plan(
        document=document,
        items=items,
        rows=len({one.row for one in measures}),
        rows_done=len({one.row for one in measures if one.done}),
        rows_with_cooperating_units=len({one.row for one in measures if one.cooperating}),
        body=_items(body, issued_on, prefix="正文"),
        clauses=_items(clauses, issued_on, prefix="工作要求"),
        doubts=tuple(doubts),
    )


def _items(drafts: Sequence[ItemDraft], issued_on: date | None, prefix: str = "") -> tuple[Item, ...]:
    """Printed numbers where each stands once; positions where they start again or are missing."""
    printed = [draft.number for draft in drafts]
    is_sure = None not in printed and len(set(printed)) == len(printed)
    filled = [draft for draft in drafts if draft.measures]
    items = []
    for position, draft in enumerate(filled, start=1):
        number = draft.number if is_sure and draft.number is not None else position
        measures = _measures(draft, number, issued_on=issued_on, prefix=prefix)
        items.append(
            Item(number, draft.chapter, draft.title, measures, draft.part, section=draft.section, label=draft.label)
        )
    return tuple(items)


def _measures(draft: ItemDraft, number: int, *, issued_on: date | None, prefix: str) -> tuple[Measure, ...]:
    mark = read_mark(draft.chapter)
    chapter = f"{mark.number}." if mark is not None and mark.rank is Rank.PART else ""
    anchors = [_anchor(f"{prefix}§{chapter}{number}", draft, one, at) for at, one in enumerate(draft.measures, start=1)]
    if len(set(anchors)) < len(anchors):
        anchors = [f"{prefix}§{chapter}{number}#{at}" for at in range(1, len(anchors) + 1)]
    return tuple(_measure(one, anchor, issued_on) for one, anchor in zip(draft.measures, anchors, strict=True))


def _anchor(item: str, draft: ItemDraft, measure: MeasureDraft, at: int) -> str:
    """Where a measure stands in the printed plan: `§1.4(5)`; `#2` counts where the plan prints no number."""
    if measure.number is not None:
        return f"{item}({measure.number})"
    return item if len(draft.measures) == 1 else f"{item}#{at}"


def _measure(draft: MeasureDraft, anchor: str, issued_on: date | None) -> Measure:
    limits = draft.limits or draft.clause.limits
    deadlines = tuple(one for text in limits for one in duty.read_deadlines(text, issued_on=issued_on))
    if limits and not deadlines:
        draft.doubt("deadline_unread", text="；".join(limits)[:40])
    is_done = any(one.kind is duty.DeadlineKind.DONE for one in deadlines)
    if not limits:
        deadlines = duty.read_deadlines(draft.text, issued_on=issued_on)
    return Measure(
        number=draft.number,
        text=draft.text,
        lead=draft.clause.lead,
        cooperating=tuple(name for name in draft.clause.cooperating if name not in draft.clause.lead),
        deadlines=deadlines,
        done=is_done or bool(draft.status and duty.status_of(draft.status) is duty.Status.DONE),
        anchor=anchor,
        row=draft.row,
        place=draft.place,
        upper=draft.upper,
        strength=duty.strength_of(draft.text),
        doubts=tuple(draft.doubts),
    )
