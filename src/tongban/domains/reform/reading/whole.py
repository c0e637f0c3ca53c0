"""Whether a table is whole: numbers that run on, sentences that end, somebody who leads."""

from collections.abc import Sequence

from tongban.domains.reform.reading import words
from tongban.domains.reform.reading.drafts import ItemDraft, MeasureDraft, where
from tongban.domains.reform.reading.plan import Doubt
from tongban.kernel.errors import Refusal

MISREAD = 0.05  # the share of rows with too many cells above which the heading cannot be theirs
LOST = 2  # numbers in a row that no printing error skips: rows are missing


def gaps(items: Sequence[ItemDraft]) -> list[tuple[int, int, str]]:
    """(expected, found, place) where printed numbers do not run on. Numbers may start again at 1 with each chapter."""
    found = []
    last = 0
    for item in items:
        if item.number is None:
            continue
        if item.number not in (last + 1, 1) or (item.number == 1 and last == 1):
            found.append((last + 1, item.number, _place(item)))
        last = item.number
    return found


def _place(item: ItemDraft) -> str:
    return where(item.measures[0].place) if item.measures else ""


def require_whole(name: str, items: Sequence[ItemDraft], problems: Sequence[Refusal]) -> None:
    """Refuse `reform.plan.table_cut` for a table that has lost rows, with every place at once."""
    first = next((item.number for item in items if item.number is not None), None)
    lost = [
        gap for gap in gaps(items) if gap[1] - gap[0] >= LOST and gap[:2] != (1, first)
    ]  # an excerpt may begin late
    rows = sum(len({measure.row for measure in item.measures}) for item in items)
    if not lost and len(problems) <= MISREAD * rows:
        return
    told = [*problems]
    told += [Refusal("reform.cut.item_gap", expected=one, found=two, place=place) for one, two, place in gaps(items)]
    has_ends = _usually_ends(items)
    for item in items:
        told += [one for measure in item.measures for one in _broken(item, measure, has_ends)]
    raise Refusal("reform.plan.table_cut", file=name, count=len(told), places=told)


def _broken(item: ItemDraft, measure: MeasureDraft, has_ends: bool) -> list[Refusal]:
    place, told = where(measure.place), []
    if has_ends and not words.is_finished(measure.text):
        told.append(Refusal("reform.cut.unfinished", place=place, text=measure.text[-12:]))
    if not measure.clause.lead:
        told.append(Refusal("reform.cut.no_lead", place=place, number=item.number or 0, title=item.title))
    return told


def _usually_ends(items: Sequence[ItemDraft]) -> bool:
    texts = [measure.text for item in items for measure in item.measures]
    return sum(text.endswith(("。", "；")) for text in texts) * 3 > len(texts) * 2


def doubt_gaps(items: Sequence[ItemDraft]) -> list[Doubt]:
    """What is not whole but may be the paper's own mistake; open ends and missing leads are told at their measures."""
    has_ends, has_leads = _usually_ends(items), any(one.clause.lead for item in items for one in item.measures)
    for item in items:
        for measure in item.measures:
            if has_ends and not words.is_finished(measure.text):
                measure.doubt("unfinished", text=measure.text[-12:])
            if has_leads and not measure.clause.lead:
                measure.doubt("no_lead")
    return [
        Doubt("reform.doubt.item_gap", {"expected": expected, "found": found, "place": place})
        for expected, found, place in gaps(items)
    ]
