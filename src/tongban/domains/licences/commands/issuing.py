"""The first record of a licence."""

from datetime import datetime

from django.db import transaction

from tongban.domains.licences import rules
from tongban.domains.licences.answers import Grant
from tongban.domains.licences.commands import making, series
from tongban.domains.licences.definitions import LicenceType
from tongban.domains.licences.history import LicenceIssued
from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.models import Licence
from tongban.domains.licences.queries import find_standing
from tongban.domains.registry import api as registry
from tongban.kernel import events
from tongban.kernel.authz import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.identifiers import CredentialIdentifier


@transaction.atomic
def issue(*, grant: Grant, actor: Actor, now: datetime) -> LicenceId:
    """Issue the licence that a decision granted; the same case and track again gives the same licence, while it stands.

    Refuses `licences.type.unknown`, `licences.type.no_code`, `licences.issuer.{no_credit_code,not_competent}`,
    `licences.holder.wrong_kind`, `licences.fields.missing`, `licences.validity.{no_date,over}`,
    `licences.number.{exhausted,taken}`: each can be mended and the issue tried again; no number is used up.
    """
    if known := find_standing(grant.case, grant.track):
        return known
    pack, kind = making.type_of(grant.type_id, grant.region)
    row = _new_row(grant, kind, pack, now=now)
    row.save(force_insert=True)
    licence = LicenceId(row.uuid)
    happened = LicenceIssued(
        licence=str(licence),
        type=kind.id,
        identifier=row.identifier,
        region=grant.region,
        holder=str(grant.holder),
        issuer=str(grant.issuer),
        case=grant.case,
        track=grant.track,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )
    events.append(str(licence), [happened], actor=actor.label, at=now)
    return licence


def _new_row(grant: Grant, kind: LicenceType, pack: str, *, now: datetime) -> Licence:
    agency = registry.get_agency_by_id(grant.issuer)
    rules.check_issuer(kind, agency.role, agency=agency.name.zh)
    issuer, type_code = making.credit_code_of(agency), rules.type_code_of(kind)
    subject = registry.get_subject(grant.holder)
    rules.check_holder(kind, subject.kind)
    holder = making.holder_facts(grant.holder, subject.kind)
    values, today = rules.fill(kind, grant.values, holder), law_day(now)
    valid_until = rules.last_day(today, kind.validity, values)
    serial = series.next_serial(kind, issuer=str(issuer), year=today.year)
    number = rules.number_of(kind, holder_code=holder["code"], region=grant.region, year=today.year, serial=serial)
    series.require_free(kind, number)
    text = rules.serial_text(today.year, serial)
    return making.new_record(
        kind,
        pack=pack,
        issuer=agency,
        region=grant.region,
        number=number,
        identifier=str(CredentialIdentifier.compose(type_code=type_code, issuer=issuer, serial=text)),
        holder_id=subject.pk,
        holder_kind=subject.kind,
        holder_name=holder["name"],
        holder_code=holder["code"],
        values=values,
        issued_at=now,
        valid_from=today,
        valid_until=valid_until,
        case_id=grant.case,
        track=grant.track,
    )
