"""From drafts to the values of a `Plan`: numbers, anchors, time limits and strength."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from tongban.domains.reform import duty
from tongban.domains.reform.reading.drafts import ItemDraft, MeasureDraft
from tongban.domains.reform.reading.markers import Rank, read_mark
from tongban.domains.reform.reading.plan import Document, Doubt, Item, Measure, Plan
from tongban.domains.reform.reading.units import is_unit


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
    """Printed numbers, and positions where none are printed. Anchors are unique in the plan."""
    filled = [draft for draft in drafts if draft.measures]
    numbers = [position if one.number is None else one.number for position, one in enumerate(filled, start=1)]
    bases = [f"{prefix}§{_chapter(one)}{number}" for one, number in zip(filled, numbers, strict=True)]
    told = Counter(bases)
    bases = [base if told[base] == 1 else f"{base}@{place}" for place, base in enumerate(bases, start=1)]
    return tuple(
        Item(
            number,
            draft.chapter,
            draft.title,
            _measures(draft, base, issued_on),
            draft.part,
            section=draft.section,
            label=draft.label,
        )
        for draft, number, base in zip(filled, numbers, bases, strict=True)
    )


def _chapter(draft: ItemDraft) -> str:
    mark = read_mark(draft.chapter)
    return f"{mark.number}." if mark is not None and mark.rank is Rank.PART else ""


def _measures(draft: ItemDraft, base: str, issued_on: date | None) -> tuple[Measure, ...]:
    anchors = [_anchor(base, draft, at) for at in range(1, len(draft.measures) + 1)]
    if len(set(anchors)) < len(anchors):
        anchors = [f"{base}#{at}" for at in range(1, len(anchors) + 1)]
    return tuple(_measure(one, anchor, issued_on) for one, anchor in zip(draft.measures, anchors, strict=True))


def _anchor(base: str, draft: ItemDraft, at: int) -> str:
    """Where a measure stands in the printed plan: `§1.4(5)`; `#2` counts where the plan prints no number."""
    number = draft.measures[at - 1].number
    if number is not None:
        return f"{base}({number})"
    return base if len(draft.measures) == 1 else f"{base}#{at}"


def _measure(draft: MeasureDraft, anchor: str, issued_on: date | None) -> Measure:
    limits = draft.limits or draft.clause.limits
    deadlines = tuple(one for text in limits for one in duty.read_deadlines(text, issued_on=issued_on))
    if limits and not deadlines:
        draft.doubt("deadline_unread", text="；".join(limits)[:40])
    for name in (*draft.clause.lead, *draft.clause.cooperating):
        if not is_unit(name):
            draft.doubt("unit_form", name=name[:40])
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
        targets=duty.read_targets(draft.text, issued_on=issued_on),
        doubts=tuple(draft.doubts),
    )
