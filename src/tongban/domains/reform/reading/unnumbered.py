"""Plans without printed numbers: each paragraph that says who does it is a task."""

import re
from collections.abc import Sequence

from tongban.domains.reform.reading import words
from tongban.domains.reform.reading.brackets import Found, find_clauses, resolve
from tongban.domains.reform.reading.drafts import ItemDraft, MeasureDraft, span
from tongban.domains.reform.reading.papers import Paragraph
from tongban.domains.reform.reading.plan import BODY

_LONGEST_HEADING = 30
_BULLET = re.compile(r"^[\s—\-•●○■◆·▪*]+")


def read_unnumbered(paragraphs: Sequence[Paragraph], *, first_leads: bool) -> list[ItemDraft]:
    """Items of a paper without numbers; a line that only says who belongs to the text above it."""
    items: list[ItemDraft] = []
    chapter, above = "", None
    for line in paragraphs:
        found = find_clauses(line.text)
        text = words.joined(_BULLET.sub("", _without(line.text, found)))
        if not found:
            is_heading = len(text) <= _LONGEST_HEADING and not re.search("[。；，：]", text)
            chapter, above = (text, None) if is_heading else (chapter, line)
            continue
        if not text and above is None and items:
            _add(items[-1], found, first_leads=first_leads)
        elif text or above is not None:
            source = line if text else above or line
            told = text or words.joined(_BULLET.sub("", source.text))
            place = span(source.place, 0, len(source.text))
            item = ItemDraft(None, "", words.title_of(told), chapter, part=BODY)
            item.measures.append(MeasureDraft(None, told, place, len(items) + 1))
            items.append(item)
            _add(item, found, first_leads=first_leads)
        above = None
    return items


def _without(text: str, found: Sequence[Found]) -> str:
    for one in reversed(found):
        text = text[: one.start] + text[one.end :]
    return text.strip("。；; ") and text


def _add(item: ItemDraft, found: Sequence[Found], *, first_leads: bool) -> None:
    measure = item.measures[-1]
    clause = measure.clause
    for one in found:
        clause = clause.joined(one.clause)
    measure.clause, is_unsaid = resolve(clause, first_leads=first_leads)
    if is_unsaid:
        measure.doubt("units_without_role")
    if measure.clause.is_open:
        measure.doubt("open_list")
