"""A new record in the place of one that stands: change, renewal, replacement."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Literal

from django.db import transaction

from tongban.domains.licences import rules
from tongban.domains.licences.commands import lines, making, series
from tongban.domains.licences.commands.lines import Line
from tongban.domains.licences.history import (
    Followed,
    LicenceChanged,
    LicenceRenewed,
    LicenceReplaced,
    LicenceRestored,
)
from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.models import Licence
from tongban.domains.licences.queries import life_of
from tongban.domains.licences.rules import Cause
from tongban.domains.licences.states import Ground
from tongban.domains.registry import api as registry
from tongban.kernel import events
from tongban.kernel.authz import Actor
from tongban.kernel.clock import law_day, midnight
from tongban.kernel.errors import Refusal
from tongban.kernel.identifiers import CredentialIdentifier

REWRITE = "rewrite"
_HAPPENED: Mapping[Cause, Callable[..., Followed]] = {
    Cause.CHANGE: LicenceChanged,
    Cause.RENEW: LicenceRenewed,
    Cause.REPLACE: LicenceReplaced,
    Cause.RESTORE: LicenceRestored,
}


@transaction.atomic
def change(
    *,
    licence: LicenceId,
    values: Mapping[str, object],
    ground: Ground,
    how: Literal["set", "add"] = "set",
    issuer: registry.AgencyId | None = None,
    actor: Actor,
    now: datetime,
) -> LicenceId:
    """变更: what is given is written anew, number and term stay; the new record.

    By the platform for a decided case, or by an approving officer of the agency that issued it with reason, law and
    papers. A case that changes nothing that is written on the licence gives the record that stands.

    Refuses `licences.licence.not_found`, `kernel.authz.denied`, `licences.act.{own_matter,not_provided,revoked,
    suspended,over,no_reason,no_basis,wrong_basis,no_evidence,too_long}`, `licences.change.{nothing,unknown_field,
    fixed_field}`, `licences.fields.missing`, `licences.issuer.not_competent`; conflict `licences.act.replaced`.
    """
    line = lines.lock(licence, actor=actor, verb=REWRITE)
    lines.require_ground(line, "change", ground)
    _require_standing(line, Cause.CHANGE, ground, now=now)
    written, changed = rules.rewrite(line.kind, line.row.values, values, how=how)
    if not changed and ground.case:
        return licence
    if not changed:
        raise Refusal("licences.change.nothing", type=line.kind.title)
    row = _next_record(line, Cause.CHANGE, values=written, issuer=issuer, now=now)
    return _remember(line, row, ground, fields=changed, actor=actor, now=now)


@transaction.atomic
def renew(
    *,
    licence: LicenceId,
    ground: Ground,
    values: Mapping[str, object] | None = None,
    issuer: registry.AgencyId | None = None,
    actor: Actor,
    now: datetime,
) -> LicenceId:
    """延续: the same number with a new term, from the day after the old one or from today, as the type says.

    The old record counts until the new one begins. `values` are written anew on the way. Refuses like `change`, and
    `licences.renew.{endless,over,again}`, `licences.validity.{no_date,over}`.
    """
    line = lines.lock(licence, actor=actor, verb=REWRITE)
    lines.require_ground(line, "renew", ground)
    _require_standing(line, Cause.RENEW, ground, now=now)
    written, changed = rules.rewrite(line.kind, line.row.values, values or {})
    begins = rules.renewed(line.kind, held_until=line.row.valid_until, today=law_day(now))
    term = begins, rules.last_day(begins, line.kind.validity, written)
    row = _next_record(line, Cause.RENEW, values=written, term=term, issuer=issuer, now=now)
    return _remember(line, row, ground, fields=changed, actor=actor, now=now)


@transaction.atomic
def replace(*, licence: LicenceId, ground: Ground, actor: Actor, now: datetime) -> LicenceId:
    """补证、换证: the same content on a new record; the old one is worth nothing from now on. Refuses like `change`."""
    line = lines.lock(licence, actor=actor, verb=REWRITE)
    lines.require_ground(line, "replace", ground)
    _require_standing(line, Cause.REPLACE, ground, now=now)
    row = _next_record(line, Cause.REPLACE, values=line.row.values, now=now)
    return _remember(line, row, ground, fields=(), actor=actor, now=now)


def restore(line: Line, content: Licence, ground: Ground, *, actor: Actor, now: datetime) -> LicenceId:
    """What stood before, written again: `content` is the record of the line whose content and term it has."""
    for held in line.rows:
        if held.replaced_at is not None and held.replaced_at > now:  # a renewal that had not begun
            held.replaced_at = now
            held.save(update_fields=["replaced_at"])
    term = content.valid_from, content.valid_until
    row = _next_record(line, Cause.RESTORE, values=content.values, term=term, now=now)
    row.holder_name, row.case_id, row.track = content.holder_name, content.case_id, content.track
    for name in lines.SUSPENSION:  # what was forbidden meanwhile stays forbidden
        setattr(row, name, getattr(line.row, name))
    differ = tuple(
        name for name in {**line.row.values, **row.values} if line.row.values.get(name) != row.values.get(name)
    )
    return _remember(line, row, ground, fields=differ, actor=actor, now=now)


def _require_standing(line: Line, cause: Cause, ground: Ground, *, now: datetime) -> None:
    state = rules.check_newest(life_of(line.row), has_next=line.has_next, now=now)
    rules.check_following(cause, state, ground)


def _next_record(
    line: Line,
    cause: Cause,
    *,
    values: Mapping[str, Any],
    term: tuple[date, date | None] | None = None,
    issuer: registry.AgencyId | None = None,
    now: datetime,
) -> Licence:
    """The next version of the newest record, not saved. Without `term` it keeps that of the old one."""
    old, kind = line.row, line.kind
    agency = (
        registry.get_agency_by_id(issuer) if issuer else registry.list_agencies_by_pk({old.issuer_id})[old.issuer_id]
    )
    if issuer:
        rules.check_issuer(kind, agency.role, agency=agency.name.zh)
    valid_from, valid_until = term or (old.valid_from, old.valid_until)
    named = next((field.id for field in kind.fields if field.origin == "holder.name"), "")
    return making.new_record(
        kind,
        pack=line.pack,
        issuer=agency,
        root=old.root,
        version=old.version + 1,
        cause=cause,
        replaces=old,
        region=old.region,
        number=old.number,
        identifier=_identifier(line, agency, now=now),
        holder_id=old.holder_id,
        holder_kind=old.holder_kind,
        holder_name=values.get(named) or old.holder_name,
        holder_code=old.holder_code,
        values=values,
        issued_at=now,
        valid_from=valid_from,
        valid_until=valid_until,
        case_id=old.case_id,
        track=old.track,
    )


def _identifier(line: Line, agency: registry.AgencyView, *, now: datetime) -> str:
    """The next version of the same identifier; a new one when type or issuer have another code by now."""
    issuer, type_code, year = making.credit_code_of(agency), rules.type_code_of(line.kind), law_day(now).year
    if known := rules.next_identifier(line.row.identifier, type_code=type_code, issuer=issuer):
        return known
    serial = rules.serial_text(year, series.next_serial(line.kind, issuer=str(issuer), year=year))
    return str(CredentialIdentifier.compose(type_code=type_code, issuer=issuer, serial=serial))


def _remember(
    line: Line, row: Licence, ground: Ground, *, fields: tuple[str, ...], actor: Actor, now: datetime
) -> LicenceId:
    """Save the new record, end the old one when it begins, and tell it."""
    old, cause = line.row, Cause(row.cause)
    if ground.case:
        row.case_id, row.track = ground.case, ground.track
    begins = max(now, midnight(row.valid_from))
    old.replaced_at = begins if cause in (Cause.RENEW, Cause.RESTORE) else now
    old.save(update_fields=["replaced_at"])
    row.save(force_insert=True)
    happened = _HAPPENED[cause](
        licence=str(LicenceId(row.uuid)),
        replaces=str(LicenceId(old.uuid)),
        version=row.version,
        type=row.type_id,
        identifier=row.identifier,
        case=ground.case,
        track=ground.track,
        reason=ground.reason.strip(),
        basis=ground.basis.strip(),
        evidence=ground.evidence,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        fields=fields,
    )
    events.append(line.stream, [happened], actor=actor.signed_at(row.issuer_id, "approve"), at=now)
    return LicenceId(row.uuid)
