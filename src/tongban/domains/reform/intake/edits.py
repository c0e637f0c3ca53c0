"""What a person may set otherwise in a row, and what follows from it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from tongban.domains.reform import duty
from tongban.domains.reform.reading import Deadline, Document, Measure
from tongban.kernel.errors import Refusal

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class LimitEdit:
    """A time limit as the person wrote it: its words, and its day if there is one."""

    text: str
    day: date | None


@dataclass(frozen=True, slots=True)
class MeasureEdit:
    """All fields of a measure as they shall be kept; `title` is that of its item."""

    title: str
    text: str
    lead: tuple[str, ...]
    cooperating: tuple[str, ...]
    limits: tuple[LimitEdit, ...]


@dataclass(frozen=True, slots=True)
class DocumentEdit:
    """The paper itself as it shall be kept. `number` may be empty, `issued_on` None: not every paper says."""

    title: str
    number: str
    issuer: str
    issued_on: date | None


def require_document(edit: DocumentEdit) -> Document:
    """The document of an edit. Refuses `reform.intake.no_title`."""
    title = edit.title.strip()
    if not title:
        raise Refusal("reform.intake.no_title")
    return Document(title, edit.number.strip(), edit.issuer.strip(), edit.issued_on)


def apply(measure: Measure, edit: MeasureEdit, *, issued_on: date | None) -> Measure:
    """The measure with what the person set; strength and targets are read again where the text changed.

    Refuses `reform.intake.no_title`, `reform.intake.no_text`, `reform.intake.limit_without_words` and
    `reform.intake.limit_unread` for words that name no time and come without a day.
    """
    text = edit.text.strip()
    if not edit.title.strip():
        raise Refusal("reform.intake.no_title")
    if not text:
        raise Refusal("reform.intake.no_text")
    lead = _names(edit.lead)
    changed = replace(
        measure,
        lead=lead,
        cooperating=tuple(name for name in _names(edit.cooperating) if name not in lead),
        deadlines=_limits(measure.deadlines, edit.limits, issued_on=issued_on),
    )
    if text == measure.text:
        return changed
    return replace(
        changed,
        text=text,
        strength=duty.strength_of(text),
        targets=duty.read_targets(text, issued_on=issued_on),
    )


def redated(measure: Measure, *, before: date | None, after: date | None) -> Measure:
    """The measure when the date of its paper turns out to be another: 年底前 is then the end of another year.

    Only days that followed from the old date are read again; what a person set stays.
    """
    return replace(measure, deadlines=tuple(_redated(one, before, after) for one in measure.deadlines))


def _redated(limit: Deadline, before: date | None, after: date | None) -> Deadline:
    was, now = (next(iter(duty.read_deadlines(limit.text, issued_on=day)), None) for day in (before, after))
    if was is None or now is None or limit.date != was.date:
        return limit
    return replace(limit, date=now.date)


def require_reason(reason: str) -> str:
    """Refuses `reform.intake.no_reason` and `reform.intake.reason_too_long`."""
    told = reason.strip()
    if not told:
        raise Refusal("reform.intake.no_reason")
    if len(told) > LONGEST_REASON:
        raise Refusal("reform.intake.reason_too_long", longest=LONGEST_REASON)
    return told


def _names(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for one in names if (name := one.strip())))


def _limits(read: Sequence[Deadline], edits: Sequence[LimitEdit], *, issued_on: date | None) -> tuple[Deadline, ...]:
    """Lines left empty fall away; a line is compared with the one that stood at its place."""
    places = [*read, *(None for _ in edits)]
    return tuple(
        _limit(was, edit, issued_on=issued_on)
        for was, edit in zip(places, edits, strict=False)
        if edit.text.strip() or (edit.day is not None and (was is None or edit.day != was.date))
    )


def _limit(was: Deadline | None, edit: LimitEdit, *, issued_on: date | None) -> Deadline:
    words = edit.text.strip()
    if not words:
        raise Refusal("reform.intake.limit_without_words")
    if was is not None and words == was.text:
        return was if edit.day == was.date else replace(was, date=edit.day)
    told = next(iter(duty.read_deadlines(words, issued_on=issued_on)), None)
    is_set = edit.day is not None and (was is None or edit.day != was.date)
    if told is not None:
        return replace(told, text=words, date=edit.day if is_set else told.date, start=0, end=len(words))
    if edit.day is None or not is_set:
        raise Refusal("reform.intake.limit_unread", text=words[:40])
    return Deadline(words, duty.DeadlineKind.BY_DAY, edit.day, 0, len(words))
