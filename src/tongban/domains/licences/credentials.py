"""Licences as filing sees them: one by its identifier, and how it stood when it was taken and stands now."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tongban.domains.cases import api as cases
from tongban.domains.licences import rules
from tongban.domains.licences.answers import FieldView
from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.models import Licence
from tongban.domains.licences.queries import definition_of, get_licence, issuer_name, life_of
from tongban.domains.licences.states import TRUSTED
from tongban.domains.registry import api as registry
from tongban.kernel.authz import SYSTEM
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal

LONGEST = 160


@dataclass(frozen=True, slots=True)
class Attached:
    """A licence that was taken for a case: what it says, how it stood then (`was`) and how it stands `now`."""

    id: LicenceId
    title: Text
    number: str
    identifier: str
    issuer: Text
    holder_name: str
    fields: tuple[FieldView, ...]
    valid_until: date | None
    was: rules.State
    now: rules.State
    reason: str

    @property
    def is_lost(self) -> bool:
        """It could be used when it was taken, and cannot any more."""
        return self.was is rules.State.VALID and self.now is not rules.State.VALID


def read_credential(reference: str, *, at: datetime) -> cases.Credential | None:
    """The licence with this identifier, or with this id (`licence_…`), as it stands at an instant; None if unknown."""
    row = _row(reference)
    if row is None:
        return None
    usable = row.grade in TRUSTED and rules.state_at(life_of(row), at) is rules.State.VALID
    return cases.Credential(row.identifier, row.type_id, registry.SubjectId(row.holder.uuid), usable)


def find_attached(identifier: str, *, then: datetime, now: datetime) -> Attached | None:
    """What was taken for a case. The caller has checked that its reader may read what that case holds."""
    row = _row(identifier)
    if row is None:
        return None
    view, life = get_licence(LicenceId(row.uuid), actor=SYSTEM, now=now), life_of(row)
    return Attached(
        id=view.id,
        title=definition_of(row).title,
        number=row.number,
        identifier=row.identifier,
        issuer=issuer_name(row),
        holder_name=row.holder_name,
        fields=view.fields,
        valid_until=row.valid_until,
        was=rules.state_at(life, then),
        now=view.state,
        reason=row.revocation_reason,
    )


def _row(reference: str) -> Licence | None:
    text = reference.strip()[:LONGEST]
    rows = Licence.objects.select_related("holder")
    if text.startswith("licence_"):
        uuid = _uuid(text)
        return rows.filter(uuid=uuid).first() if uuid else None
    return None if "\0" in text or not text else rows.filter(identifier=text.upper()).first()


def _uuid(text: str) -> UUID | None:
    try:
        return LicenceId.parse(text).value
    except Refusal:
        return None
