"""The notices that the law owes an applicant, as PDF: each is drawn from one event, and always alike.

受理、不予受理、补正 are written, dated and sealed (行政许可法 art. 32); time that does not count is told in writing
(art. 45), and so is more time with its reason (art. 42).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from typing import Any

from tongban.domains.cases import history, naming, wording
from tongban.domains.cases.authz import CASE
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow
from tongban.domains.cases.pinning import pinned
from tongban.domains.cases.queries import readable
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events, printing
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day, law_time
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal

LICENSING = "01"
KINDS: dict[type[object], str] = {
    history.CaseSubmitted: "receipt",
    history.CaseConfirmed: "receipt",
    history.Supplemented: "receipt",
    history.SupplementAsked: "supplement",
    history.CaseAccepted: "acceptance",
    history.CaseRefused: "refusal",
    history.SpecialStarted: "special",
    history.ExtensionGranted: "extension",
}


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A notice of a case. `number` is that of its event in the case's history; `reference` is printed on it."""

    number: int
    kind: str
    title: Text
    reference: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A fact or an item of a notice: a label with its value, or a name with its detail."""

    name: Text
    detail: Text


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that is printed. `address` is the full public address that the QR code opens."""

    title: Text
    reference: str
    at: datetime
    to: str
    agency: Text
    paragraphs: tuple[Text, ...]
    facts: tuple[Line, ...]
    items: tuple[Line, ...]
    basis: tuple[str, ...]
    rights: tuple[Text, ...]
    address: str


def list_documents(case: CaseId, actor: Actor) -> list[DocumentView]:
    """The notices of a case, oldest first, for those who may read what it holds. Refuses `cases.case.unknown`."""
    row = _row(case, actor)
    return [_view(row, recorded) for recorded in events.read(str(case)) if _kind(recorded.event)]


def get_document(case: CaseId, number: int, actor: Actor, *, address: str) -> bytes:
    """One notice as PDF, the same bytes each time. `address` is what its QR code opens.

    Refuses `cases.case.unknown`, `cases.document.unknown`.
    """
    row = _row(case, actor)
    found = next((one for one in events.read(str(case)) if one.number == number and _kind(one.event)), None)
    if found is None:
        raise Refusal("cases.document.unknown", number=number)
    return draw(_document(row, found, address=address))


def _row(case: CaseId, actor: Actor) -> CaseRow:
    row = readable(case, actor)
    if not authz.may(actor, "read_facts", row, resource=CASE):
        raise Refusal("cases.case.unknown", case=str(case))
    return row


def _kind(event: object) -> str:
    return KINDS.get(type(event), "")


def _view(row: CaseRow, recorded: events.Recorded) -> DocumentView:
    kind = _kind(recorded.event)
    return DocumentView(recorded.number, kind, _title(kind), _reference(row, recorded), recorded.at)


def _title(kind: str) -> Text:
    return wording.both(f"cases.document.{kind}.title")


def _reference(row: CaseRow, recorded: events.Recorded) -> str:
    return f"{row.number}-{recorded.number:03}"


# what stands on it --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Told:
    """What the text of a notice is made of."""

    row: CaseRow
    pinned: catalogue.Procedure
    recorded: events.Recorded
    agency: registry.AgencyView
    values: dict[str, Any]

    @property
    def event(self) -> Any:
        return self.recorded.event

    def say(self, part: str, **values: object) -> Text:
        return wording.both(f"cases.document.{part}", **(self.values | values))


def _document(row: CaseRow, recorded: events.Recorded, *, address: str) -> Document:
    kind, event = _kind(recorded.event), recorded.event
    named = getattr(event, "agency", "")
    agency = registry.get_agency_by_id(registry.AgencyId.parse(named) if named else registry.AgencyId(row.agency.uuid))
    title = Text(zh=row.title_zh, en=row.title_en)
    values = {"title": title, "agency": agency.name, "number": row.number}
    told = _Told(row, pinned(row), recorded, agency, values)
    paragraphs, facts, items = _BODIES[kind](told)
    return Document(
        title=_title(kind),
        reference=_reference(row, recorded),
        at=recorded.at,
        to=row.subject.display_name,
        agency=agency.name,
        paragraphs=tuple(paragraphs),
        facts=(Line(told.say("number"), _same(row.number)), Line(told.say("matter"), title), *facts),
        items=tuple(items),
        basis=tuple(_basis(kind, told)),
        rights=tuple(told.say(part) for part in _RIGHTS[kind]),
        address=address,
    )


Body = tuple[list[Text], list[Line], list[Line]]


def _receipt(told: _Told) -> Body:
    given = [
        Line(
            _material(told, one.id),
            told.say("receipt.held" if one.credential else "receipt.given", count=len(one.evidence)),
        )
        for one in told.event.materials
    ]
    return [told.say("receipt.body")], [Line(told.say("receipt.at"), _moment(told.recorded.at))], given


def _how_given(told: _Told, one: history.MaterialGiven) -> Text:
    return told.say("receipt.held" if one.credential else "receipt.given", count=len(one.evidence))


def _supplement(told: _Told) -> Body:
    items = [Line(naming.asked(one.item, told.pinned), _same(one.why)) for one in told.event.missing]
    return [told.say("supplement.body"), told.say("supplement.next")], [], items


def _acceptance(told: _Told) -> Body:
    event: history.CaseAccepted = told.event
    how = "deemed" if event.deemed else "tolerating" if event.tolerated else "body"
    body = [told.say(f"acceptance.{how}")]
    facts = [Line(told.say("acceptance.received"), _moment(told.row.submitted_at))]
    facts += [Line(_clock(told, one), _due(told, one)) for one in event.clocks]
    items = [
        Line(_material(told, one.material), told.say("acceptance.follows", day=date.fromisoformat(one.due_on)))
        for one in event.tolerated
    ]
    if items:
        body.append(told.say("acceptance.tolerated"))
    return body, facts, items


def _refusal(told: _Told) -> Body:
    facts = [
        Line(told.say("refusal.reason"), _same(told.event.reason)),
        Line(told.say("refusal.where"), _same(told.event.where)),
    ]
    return [told.say("refusal.body")], facts, []


def _special(told: _Told) -> Body:
    event: history.SpecialStarted = told.event
    kind = told.pinned.special_procedures.get(event.kind)
    facts = [
        Line(told.say("special.kind"), kind.title if kind else _same(event.kind)),
        Line(told.say("special.item"), told.pinned.track(event.track).title),
        Line(told.say("special.reason"), _same(event.reason)),
        Line(told.say("special.began"), _moment(told.recorded.at)),
    ]
    if event.until:
        facts.append(Line(told.say("special.until"), _day(date.fromisoformat(event.until))))
    return [told.say("special.stops" if event.stops else "special.goes_on")], facts, []


def _extension(told: _Told) -> Body:
    event: history.ExtensionGranted = told.event
    amount = told.say(f"unit.{event.unit}", amount=event.amount)
    facts = [
        Line(told.say("extension.amount"), amount),
        Line(told.say("extension.reason"), _same(event.reason)),
    ]
    if event.scope != "case":
        facts.insert(0, Line(told.say("special.item"), told.pinned.track(event.scope).title))
    return [told.say("extension.body")], facts, []


_BODIES: dict[str, Callable[[_Told], Body]] = {
    "receipt": _receipt,
    "supplement": _supplement,
    "acceptance": _acceptance,
    "refusal": _refusal,
    "special": _special,
    "extension": _extension,
}
_RIGHTS: dict[str, tuple[str, ...]] = {
    "receipt": ("rights.receipt", "rights.complain"),
    "supplement": ("rights.complain",),
    "acceptance": ("rights.complain",),
    "refusal": ("rights.appeal", "rights.complain"),
    "special": ("rights.complain",),
    "extension": ("rights.complain",),
}


def _basis(kind: str, told: _Told) -> Iterator[str]:
    """The law behind a notice: of licensing for a licence, else what the items themselves stand on."""
    own = getattr(told.event, "basis", "")
    if own:
        yield own
    elif any(track.kind == LICENSING for track in told.pinned.tracks):
        yield told.say(f"{kind}.basis").zh
    else:
        yield from (f"{one.document} {one.place}".strip() for one in told.pinned.legal_basis)


def _material(told: _Told, material: str) -> Text:
    found = told.pinned.material(material)
    return found.title if found else _same(material)


def _clock(told: _Told, clock: history.ClockPinned) -> Text:
    title = told.say(f"acceptance.{clock.kind}")
    if clock.scope == "case":
        return title
    item = told.pinned.track(clock.scope).title
    return Text(zh=f"{item.zh}·{title.zh}", en=f"{item.en}: {title.en}")


def _due(told: _Told, clock: history.ClockPinned) -> Text:
    amount = told.say(f"unit.{clock.unit}", amount=clock.amount)
    if clock.due_on is None:
        return amount
    return told.say("acceptance.due", day=date.fromisoformat(clock.due_on), amount=amount)


def _same(text: str) -> Text:
    said = text.strip() or "—"
    return Text(zh=said, en=said)


def _day(day: date) -> Text:
    return _same(f"{day.year}年{day.month}月{day.day}日")


def _moment(at: datetime) -> Text:
    local = law_time(at)
    return _same(f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}")


# drawing ------------------------------------------------------------------------------------------------------------


def draw(document: Document) -> bytes:
    """The notice as PDF/A-2a: Chinese, with English beneath or behind it."""
    template = files(__package__).joinpath("document.typ").read_bytes()
    return printing.compose(template, _data(document), address=document.address, at=document.at)


def _data(document: Document) -> dict[str, object]:
    words = ("reference", "date", "number", "item", "detail", "basis", "scan", "seal", "footer")
    return {
        "title": document.title.model_dump(),
        "reference": document.reference,
        "date": _day(law_day(document.at)).zh,
        "to": document.to,
        "agency": document.agency.model_dump(),
        "paragraphs": [one.model_dump() for one in document.paragraphs],
        "facts": [{"label": one.name.model_dump(), "value": _bilingual(one.detail)} for one in document.facts],
        "items": [{"name": _bilingual(one.name), "detail": _bilingual(one.detail)} for one in document.items],
        "basis": list(document.basis),
        "rights": [one.model_dump() for one in document.rights],
        "address": document.address,
        "words": {word: wording.both(f"cases.document.word.{word}").model_dump() for word in words},
    }


def _bilingual(text: Text) -> str:
    return text.zh if text.zh == text.en else f"{text.zh}  {text.en}"
