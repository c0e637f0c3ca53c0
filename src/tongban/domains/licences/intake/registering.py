"""What rows need before they become records: their holders in the register, and their identifiers."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from tongban.domains.licences import rules
from tongban.domains.licences.commands import making, series
from tongban.domains.licences.definitions import LicenceType
from tongban.domains.licences.intake.checking import Parsed
from tongban.domains.registry import api as registry
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.clock import law_day
from tongban.kernel.identifiers import CredentialIdentifier


def holders_of(
    rows: Sequence[Parsed], kind: LicenceType, *, region: str, actor: Actor, now: datetime
) -> tuple[Mapping[str, registry.SubjectView], int]:
    """Every row's holder by code, unknown ones entered first; and how many were entered.

    They are entered by the platform on the word of the file's owner: the batch says who uploaded and who applied it.
    """
    codes = sorted({row.values["holder_code"] for row in rows})
    found = dict(registry.find_by_codes(codes))
    heads = dict(registry.find_by_codes(_heads(rows, found)))
    entered = 0
    for row in rows:
        code = row.values["holder_code"]
        if code in found:
            continue
        subject = _enter_person(row, now=now) if kind.holder == "person" else _enter_enterprise(row, heads, now=now)
        found[code] = registry.get_subject(subject)
        entered += 1
    return found, entered


def _heads(rows: Sequence[Parsed], known: Mapping[str, registry.SubjectView]) -> list[str]:
    wanted = {row.values.get("register.head_code") for row in rows if row.values["holder_code"] not in known}
    return sorted(one for one in wanted if one)


def _enter_person(row: Parsed, *, now: datetime) -> registry.SubjectId:
    told = row.values
    phone = str(told.get("register.phone") or "")
    return registry.register_person(
        name=told["holder_name"], citizen_id=told["holder_code"], phone=phone, actor=SYSTEM, now=now
    )


def _enter_enterprise(row: Parsed, heads: dict[str, registry.SubjectView], *, now: datetime) -> registry.SubjectId:
    told = row.values
    code = told["register.head_code"]
    if code not in heads:
        person = registry.register_person(name=told["register.head_name"], citizen_id=code, actor=SYSTEM, now=now)
        heads[code] = registry.get_subject(person)
    return registry.register_enterprise(
        name=told["holder_name"],
        region=told["register.region"],
        legal_representative=heads[code].id,
        address=told["register.address"],
        established_on=date.fromisoformat(told["register.established_on"]),
        credit_code=told["holder_code"],
        actor=SYSTEM,
        now=now,
    )


def identifiers_of(
    rows: Sequence[Parsed], kind: LicenceType, agency: registry.AgencyView, *, now: datetime
) -> list[str]:
    """The identifier of each row: its own, or a new one of the series of issuer and type."""
    year = law_day(now).year
    found = []
    for row in rows:
        given = row.values.get("identifier")
        if not given:
            issuer, type_code = making.credit_code_of(agency), rules.type_code_of(kind)
            text = rules.serial_text(year, series.next_serial(kind, issuer=str(issuer), year=year))
            given = str(CredentialIdentifier.compose(type_code=type_code, issuer=issuer, serial=text))
        found.append(str(given))
    return found
