"""The list of rule documents as whoever asks may see it, and its counts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tongban.domains.reform.cleanup.authz import DOCUMENT
from tongban.domains.reform.cleanup.models import RuleDocumentRow
from tongban.domains.reform.cleanup.rules import CleanupState, on_day, state_of
from tongban.domains.reform.ids import RuleDocumentId
from tongban.domains.registry import api as registry
from tongban.kernel import authz
from tongban.kernel.actors import Actor
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document as it stands on the day that was asked about. `acts`: `judge`, `carry_out`, `confirm`."""

    id: RuleDocumentId
    region: str
    unit: Text
    agency: registry.AgencyId
    number: str
    title: str
    issuer: str
    issued_on: date
    in_force: bool
    look_by: date
    result: str
    reason: str
    replaced_by: str
    due_on: date | None
    done_on: date | None
    done_text: str
    evidence: tuple[str, ...]
    confirmed_on: date | None
    state: CleanupState
    acts: frozenset[str]


@dataclass(frozen=True, slots=True)
class CleanupView:
    """The documents of a region, those that need attention first, and how many there are by state and by result."""

    documents: tuple[DocumentView, ...]
    states: Mapping[CleanupState, int]
    results: Mapping[str, int]


def get_cleanup(region: str, *, actor: Actor, today: date, state: str = "") -> CleanupView:
    """What the actor may see of a region's list; counts are of the whole of it, `state` narrows the documents."""
    rows = authz.visible(actor, "read", RuleDocumentRow.objects.filter(region=region), resource=DOCUMENT)
    found = [_view(row, actor, today) for row in rows.select_related("agency")]
    order = {one: place for place, one in enumerate(CleanupState)}
    found.sort(key=lambda one: (order[one.state], one.due_on or one.look_by, one.number, one.title))
    return CleanupView(
        documents=tuple(one for one in found if not state or one.state == state),
        states=Counter(one.state for one in found),
        results=Counter(one.result for one in found if one.result),
    )


def get_document(document: RuleDocumentId, *, actor: Actor, today: date) -> DocumentView:
    """Refuses `reform.cleanup.unknown` for one that the actor may not see."""
    rows = authz.visible(actor, "read", RuleDocumentRow.objects.filter(uuid=document.value), resource=DOCUMENT)
    row = rows.select_related("agency").first()
    if row is None:
        raise Refusal("reform.cleanup.unknown")
    return _view(row, actor, today)


def _view(row: RuleDocumentRow, actor: Actor, today: date) -> DocumentView:
    plain = state_of(result=row.result, due_on=row.due_on, done_on=row.done_on, confirmed_on=row.confirmed_on)
    works = authz.may(actor, "work", row, resource=DOCUMENT)
    may = {
        "judge": works and plain in (CleanupState.TO_LOOK, CleanupState.TO_DO),
        "carry_out": works and plain is CleanupState.TO_DO,
        "confirm": plain is CleanupState.TO_CONFIRM and authz.may(actor, "confirm", row, resource=DOCUMENT),
    }
    return DocumentView(
        id=RuleDocumentId(row.uuid),
        region=row.region,
        unit=Text(zh=row.agency.short_zh, en=row.agency.short_en),
        agency=registry.AgencyId(row.agency.uuid),
        number=row.number,
        title=row.title,
        issuer=row.issuer,
        issued_on=row.issued_on,
        in_force=row.in_force,
        look_by=row.look_by,
        result=row.result,
        reason=row.reason,
        replaced_by=row.replaced_by,
        due_on=row.due_on,
        done_on=row.done_on,
        done_text=row.done_text,
        evidence=tuple(row.evidence),
        confirmed_on=row.confirmed_on,
        state=on_day(plain, look_by=row.look_by, due_on=row.due_on, today=today),
        acts=frozenset(name for name, is_open in may.items() if is_open),
    )
