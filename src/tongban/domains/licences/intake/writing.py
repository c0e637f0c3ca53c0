"""A checked row as a record of a licence. Pure but for the random token."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tongban.domains.licences import rules
from tongban.domains.licences.commands import making
from tongban.domains.licences.definitions import LicenceType
from tongban.domains.licences.models import Licence
from tongban.domains.registry import api as registry
from tongban.kernel.clock import midnight

REASON_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Batch:
    """What all records of one file share."""

    pk: int
    kind: LicenceType
    pack: str
    region: str
    issuer: registry.AgencyView
    grade: str
    source: str


def record_of(batch: Batch, row: Mapping[str, Any], *, holder: registry.SubjectView, identifier: str) -> Licence:
    """The record, unsaved: what stands on the licence is what the row says; what the registry knows stays unsaid
    unless the type asks for it."""
    issued = date.fromisoformat(row["issued_on"])
    made = making.new_record(
        batch.kind,
        pack=batch.pack,
        issuer=batch.issuer,
        region=batch.region,
        number=row["number"],
        identifier=identifier,
        holder_id=holder.pk,
        holder_kind=holder.kind,
        holder_name=row["holder_name"],
        holder_code=row["holder_code"],
        values=_values(batch.kind, row),
        issued_at=midnight(issued),
        valid_from=date.fromisoformat(row.get("valid_from") or row["issued_on"]),
        valid_until=date.fromisoformat(row["valid_until"]) if row.get("valid_until") else None,
        case_id="",
        track="",
        origin="imported",
        grade=batch.grade,
        source=batch.source,
        intake_id=batch.pk,
    )
    _end(made, row)
    return made


def _values(kind: LicenceType, row: Mapping[str, Any]) -> rules.Values:
    """By field: what the row says, and of what the registry fills the holder's name and code as the row has them."""
    told = {"name": row["holder_name"], "code": row["holder_code"]}
    found: rules.Values = {}
    for one in kind.fields:
        place, _, fact = (one.origin or "").partition(".")
        value = told.get(fact) if place == "holder" else row.get(f"field.{one.id}")
        if value:
            found[one.id] = value
    return found


def _end(made: Licence, row: Mapping[str, Any]) -> None:
    """A licence that was suspended or taken back before it came here."""
    state: str = row.get("state") or "valid"
    if state == "valid":
        return
    since: datetime = midnight(date.fromisoformat(row["state_since"]))
    reason = str(row["state_reason"])
    if state == "suspended":
        made.suspended_at, made.suspension_reason, made.suspension_basis = since, reason, reason[:REASON_LENGTH]
        return
    made.revoked_at, made.revocation_reason, made.revocation_basis = since, reason, reason[:REASON_LENGTH]
    made.ending = state
