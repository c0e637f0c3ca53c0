"""Every way a licence changes. One public function per use case; the transaction is here."""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import uuid4

from django.db import connection, transaction

from tongban.domains.licences import rules
from tongban.domains.licences.answers import Grant
from tongban.domains.licences.authz import LICENCE
from tongban.domains.licences.certificate import Certificate, Line, draw
from tongban.domains.licences.definitions import LicenceField, LicenceType
from tongban.domains.licences.history import LicenceIssued, LicenceRevoked
from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.models import Licence
from tongban.domains.licences.queries import definition_of, issuer_name, licence_row, life_of
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events, evidence, packs
from tongban.kernel.authz import Actor
from tongban.kernel.clock import law_day, law_time
from tongban.kernel.errors import Refusal
from tongban.kernel.identifiers import CredentialIdentifier, CreditCode

PURPOSE = "licence certificate"
SOURCE = "tongban.licences"
_NEXT_SERIAL = """
insert into licences_serial (issuer_code, type_code, year, last) values (%s, %s, %s, 1)
on conflict (issuer_code, type_code, year) do update set last = licences_serial.last + 1
returning last
"""


@transaction.atomic
def issue(*, grant: Grant, actor: Actor, now: datetime) -> LicenceId:
    """Issue the licence that a decision granted; the same case and track again gives the same licence, while it stands.

    Refuses `licences.type.unknown`, `licences.type.no_code`, `licences.issuer.no_credit_code`,
    `licences.holder.wrong_kind`, `licences.fields.missing`: each can be mended and the issue tried again.
    """
    if known := Licence.objects.filter(case_id=grant.case, track=grant.track, revoked_at=None).first():
        return LicenceId(known.uuid)
    pack, kind = _type_of(grant)
    row = _new_row(grant, kind, now=now)
    row.pack = pack
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


@transaction.atomic
def revoke(*, licence: LicenceId, reason: str, basis: str, actor: Actor, now: datetime) -> None:
    """Take a licence back from `now` on. Only an approving officer of the agency that issued it, or the platform when
    the decision behind it has been taken back.

    Refuses `licences.licence.not_found`, `kernel.authz.denied`, `licences.revoke.already`,
    `licences.revoke.no_reason`, `licences.revoke.no_basis` (name the law: 行政许可法 第69条, 第70条).
    """
    row = licence_row(licence, lock=True)
    authz.require(actor, "revoke", row, resource=LICENCE)
    rules.check_revocation(life_of(row), reason=reason, basis=basis, now=now)
    row.revoked_at, row.revocation_reason, row.revocation_basis = now, reason.strip(), basis.strip()
    row.save(update_fields=["revoked_at", "revocation_reason", "revocation_basis"])
    happened = LicenceRevoked(licence=str(licence), reason=row.revocation_reason, basis=row.revocation_basis)
    signed = actor.signed_at(row.issuer_id, "approve")
    events.append(str(licence), [happened], actor=signed, at=now)


@transaction.atomic
def get_certificate(
    *, licence: LicenceId, address_of: Callable[[str], str], actor: Actor, now: datetime
) -> tuple[str, bytes]:
    """The licence's PDF with the name to save it under. Drawn once, kept as evidence by its hash, the same ever after.

    `address_of(token)` is the full public address of the verify page; it is printed as the QR code.
    Refuses `licences.licence.not_found` also when the actor may not see the licence.
    """
    row = licence_row(licence, actor=actor, lock=True)
    if not row.certificate:
        drawn = draw(_certificate(row, address_of(row.token)))
        row.certificate = str(
            evidence.put(drawn, _file_name(row), by=actor.label, purpose=PURPOSE, at=now, source=SOURCE)
        )
        row.save(update_fields=["certificate"])
    _, data = evidence.get(evidence.EvidenceId.parse(row.certificate))
    return _file_name(row), data


def _type_of(grant: Grant) -> tuple[str, LicenceType]:
    """The type as the packs of the region say it, with the pack (and its version) that says so."""
    view = packs.current().view(registry.pack_of(grant.region))
    kind = view.find("licences", grant.type_id)
    if kind is None:
        raise Refusal("licences.type.unknown", type=grant.type_id)
    if not isinstance(kind, LicenceType):
        raise TypeError(kind)
    origin = view.origin("licences", grant.type_id)
    return f"{origin} {packs.current().packs[origin].manifest.version}", kind


def _new_row(grant: Grant, kind: LicenceType, *, now: datetime) -> Licence:
    agency = registry.get_agency_by_id(grant.issuer)
    if agency.credit_code is None:
        raise Refusal("licences.issuer.no_credit_code", agency=agency.name.zh)
    type_code, issuer = rules.type_code_of(kind), CreditCode.parse(agency.credit_code)
    subject = registry.get_subject(grant.holder)
    rules.check_holder(kind, subject.kind)
    holder = _holder_facts(grant.holder, subject.kind)
    values = rules.fill(kind, grant.values, holder)
    today = law_day(now)
    serial = _next_serial(str(issuer), type_code=type_code, year=today.year)
    text = rules.serial_text(today.year, serial)
    return Licence(
        uuid=uuid4(),
        token=secrets.token_urlsafe(24),
        region=grant.region,
        type_id=kind.id,
        definition=kind.model_dump(mode="json", by_alias=True),
        number=rules.number_of(kind, holder_code=holder["code"], region=grant.region, year=today.year, serial=serial),
        identifier=str(CredentialIdentifier.compose(type_code=type_code, issuer=issuer, serial=text)),
        holder_id=subject.pk,
        holder_kind=subject.kind,
        holder_name=holder["name"],
        holder_code=holder["code"],
        issuer_id=agency.pk,
        issuer_name_zh=agency.name.zh,
        issuer_name_en=agency.name.en,
        issuer_code=str(issuer),
        values=values,
        issued_at=now,
        valid_from=today,
        valid_until=rules.last_day(today, kind.validity),
        case_id=grant.case,
        track=grant.track,
    )


def _holder_facts(holder: registry.SubjectId, kind: str) -> Mapping[str, str]:
    if kind == "person":
        person = registry.get_person(holder)
        return {"name": person.name, "code": person.citizen_id}
    enterprise = registry.get_enterprise(holder)
    return {
        "name": enterprise.name,
        "code": enterprise.credit_code,
        "region": enterprise.region,
        "address": enterprise.address,
        "legal_representative": enterprise.legal_representative_name,
        "established_on": enterprise.established_on.isoformat(),
    }


def _next_serial(issuer: str, *, type_code: str, year: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_SERIAL, [issuer, type_code, year])
        return int(cursor.fetchone()[0])


def _certificate(row: Licence, address: str) -> Certificate:
    kind = definition_of(row)
    return Certificate(
        title=kind.title,
        number=row.number,
        identifier=row.identifier,
        lines=tuple(_line(field, row.values[field.id]) for field in kind.fields if field.id in row.values),
        issuer=issuer_name(row),
        issued_at=law_time(row.issued_at),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        address=address,
        demo=kind.demo,
    )


def _line(field: LicenceField, value: str) -> Line:
    strong = field.origin == "holder.name" or field.id == "name"
    return Line(field.title, rules.shown(value, field.kind), wide=field.kind == "long_text", strong=strong)


def _file_name(row: Licence) -> str:
    return f"{row.type_id}-{row.number}.pdf"
