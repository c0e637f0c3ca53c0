"""What the register says of an enterprise changes by a decision, and changes back when the decision falls.

The credit code never changes: an enterprise keeps it from its registration on (GB 32100, 4.1).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from tongban.domains.registry import queries, rules
from tongban.domains.registry.commands.subjects import enter_person, free_name, grant
from tongban.domains.registry.happenings import AmendmentUndone, EnterpriseAmended, RepresentationEnded
from tongban.domains.registry.ids import AccountId, SubjectId
from tongban.domains.registry.models import Enterprise, EnterpriseVersion, Person, Representation, Subject, in_force
from tongban.kernel import authz, events
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal
from tongban.kernel.identifiers import CitizenId

ENTERPRISE = "registry.enterprise"
FIELDS = ("name", "address", "legal_representative_id", "status")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Head:
    """A new legal representative: `known` is the row of the person when the register has it already."""

    name: str
    citizen_id: str
    phone: str
    known: Subject | None


def require_amendable(*, enterprise: SubjectId, facts: Mapping[str, object], now: datetime) -> None:
    """Whether a decision may change this: asked before it is made. Refuses what `amend_enterprise` refuses."""
    row = queries.subject_row(enterprise)
    if row.kind != Subject.Kind.ENTERPRISE:
        raise Refusal("registry.subject.not_an_enterprise", name=row.display_name)
    _plain(row.enterprise, facts)
    _head(facts, now=now)


@transaction.atomic
def amend_enterprise(
    *, enterprise: SubjectId, facts: Mapping[str, object], ground: str, on: date, actor: Actor, now: datetime
) -> bool:
    """Write what a decision (`ground`, told once each) changes, from the day `on`; False when it changes nothing.

    `facts`: name, address, representative_name with representative_citizen_id and representative_phone; an empty one
    stays as it is. A new legal representative who is not in the register is entered; his own log-in may act for the
    enterprise from now on, that of the one before him no more (民法典 第61条). Only the platform does this.

    Refuses `kernel.authz.denied`, `registry.subject.{not_found,not_an_enterprise}`, `registry.enterprise.{name_blank,
    name_taken,address_blank,representative_unidentified,representative_name_differs}`,
    `kernel.identifier.citizen_id_…`, `registry.person.{name_blank,phone_malformed,born_later}`.
    """
    authz.require(actor, "amend", resource=ENTERPRISE)
    row = _lock(enterprise)
    if row.versions.filter(ground=ground, undone_at=None).exists():
        return False
    changed: dict[str, Any] = dict(_plain(row, facts))
    if head := _head(facts, now=now):
        person = head.known or queries.subject_row(
            enter_person(name=head.name, citizen_id=head.citizen_id, phone=head.phone, actor=actor, now=now)
        )
        changed["legal_representative_id"] = person.pk
    fields = _write(row, changed, since=on, ground=ground, actor=actor, now=now)
    _tell(EnterpriseAmended, row, fields, since=on, ground=ground, actor=actor, now=now)
    return bool(fields)


@transaction.atomic
def close_enterprise(*, enterprise: SubjectId, ground: str, on: date, actor: Actor, now: datetime) -> bool:
    """The enterprise has ended by a deregistration (`ground`), from the day `on`; its name is free for others.

    False when it had ended already. Refuses `kernel.authz.denied`, `registry.subject.{not_found,not_an_enterprise}`.
    """
    authz.require(actor, "amend", resource=ENTERPRISE)
    row = _lock(enterprise)
    fields = _write(row, {"status": Enterprise.Status.CLOSED}, since=on, ground=ground, actor=actor, now=now)
    _tell(EnterpriseAmended, row, fields, since=on, ground=ground, actor=actor, now=now)
    return bool(fields)


@transaction.atomic
def undo_amendment(*, enterprise: SubjectId, ground: str, actor: Actor, now: datetime) -> bool:
    """The decision `ground` has fallen: from today the register says again what it said before, except where a later
    decision has said something else since. The days between keep what was said then. False when there is nothing.

    Refuses `kernel.authz.denied`, `registry.subject.{not_found,not_an_enterprise}`, `registry.enterprise.name_taken`
    when another bears the old name by now.
    """
    authz.require(actor, "amend", resource=ENTERPRISE)
    row = _lock(enterprise)
    fallen = row.versions.filter(ground=ground, undone_at=None).first()
    if fallen is None:
        return False
    before = row.versions.get(number=fallen.number - 1)
    back = {
        name: getattr(before, name)
        for name in FIELDS
        if getattr(before, name) != getattr(fallen, name) == getattr(row, name)
    }
    fallen.undone_at = now
    fallen.save(update_fields=["undone_at"])
    today = law_day(now)
    fields = _write(row, back, since=today, ground="", actor=actor, now=now)
    _tell(AmendmentUndone, row, fields, since=today, ground=ground, actor=actor, now=now)
    return bool(fields)


def _lock(enterprise: SubjectId) -> Enterprise:
    subject = queries.subject_row(enterprise)
    if subject.kind != Subject.Kind.ENTERPRISE:
        raise Refusal("registry.subject.not_an_enterprise", name=subject.display_name)
    rows = Enterprise.objects.select_for_update(of=("self",)).select_related("subject", "legal_representative")
    return rows.get(subject=subject)


def _plain(row: Enterprise, facts: Mapping[str, object]) -> dict[str, str]:
    """The new name and address, where they are new."""
    changed = {}
    if said := str(facts.get("name") or ""):
        name = rules.clean_name(said, code="registry.enterprise.name_blank", longest=120)
        if name != row.name:
            changed["name"] = free_name(name)
    if said := str(facts.get("address") or ""):
        changed["address"] = rules.clean_name(said, code="registry.enterprise.address_blank", longest=200)
    return changed


def _head(facts: Mapping[str, object], *, now: datetime) -> Head | None:
    told = [str(facts.get(f"representative_{one}") or "").strip() for one in ("name", "citizen_id", "phone")]
    name, code, phone = told
    if not name and not code:
        return None
    if not name or not code:
        raise Refusal("registry.enterprise.representative_unidentified")
    number = CitizenId.parse(code)
    known = Person.objects.select_related("subject").filter(citizen_id=str(number)).first()
    if known is not None and known.name != name:
        raise Refusal("registry.enterprise.representative_name_differs", name=name)
    if number.born_on > law_day(now):
        raise Refusal("registry.person.born_later")
    return Head(name, str(number), rules.clean_phone(phone), known.subject if known else None)


def _write(
    row: Enterprise, changed: Mapping[str, Any], *, since: date, ground: str, actor: Actor, now: datetime
) -> tuple[str, ...]:
    """The next version, and the row as it says; which fields differ."""
    differ = {name: changed[name] for name in FIELDS if name in changed and changed[name] != getattr(row, name)}
    if not differ:
        return ()
    newest = row.versions.order_by("-number").first() or _keep(row, 1, since=row.established_on, ground="", at=now)
    for name, value in differ.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save(update_fields=list(differ))
    except IntegrityError:  # taken between the look and the write
        raise Refusal("registry.enterprise.name_taken", name=row.name) from None
    Subject.objects.filter(pk=row.subject_id).update(display_name=row.name)
    day = max(since, newest.since)
    _keep(row, newest.number + 1, since=day, ground=ground, at=now)
    if "legal_representative_id" in differ:
        _hand_over(row, day=law_day(now), actor=actor, now=now)
    return tuple(name.removesuffix("_id") for name in differ)


def _keep(row: Enterprise, number: int, *, since: date, ground: str, at: datetime) -> EnterpriseVersion:
    said = {name: getattr(row, name) for name in FIELDS}
    return EnterpriseVersion.objects.create(
        enterprise=row, number=number, since=since, ground=ground, recorded_at=at, **said
    )


def _hand_over(row: Enterprise, *, day: date, actor: Actor, now: datetime) -> None:
    """From this day the log-in of the new legal representative acts, and no longer that of the one before."""
    subject, role = SubjectId(row.subject.uuid), Representation.Role.LEGAL_REPRESENTATIVE
    own = Representation.objects.filter(subject=row.legal_representative_id, role=rules.OWN, until=None)
    new = own.select_related("account").first()
    acting = Representation.objects.filter(in_force(day), subject=row.subject, role=role).select_related("account")
    for one in acting.exclude(account=new.account if new else None):
        one.until = max(one.since, day - ONE_DAY)
        one.save(update_fields=["until"])
        account = str(AccountId(one.account.uuid))
        ended = RepresentationEnded(account, str(subject), role.value, one.until)
        events.append(account, [ended], actor=actor.label, at=now)
    if new is None:
        return
    if kept := acting.filter(account=new.account).first():  # ended earlier this same day
        kept.until = None
        kept.save(update_fields=["until"])
        return
    grant(account=AccountId(new.account.uuid), subject=subject, role=role.value, since=day, actor=actor, now=now)


def _tell(
    happened: type[EnterpriseAmended | AmendmentUndone],
    row: Enterprise,
    fields: tuple[str, ...],
    *,
    since: date,
    ground: str,
    actor: Actor,
    now: datetime,
) -> None:
    if not fields:
        return
    row.refresh_from_db(fields=["legal_representative"])
    head = str(SubjectId(row.legal_representative.uuid)) if "legal_representative" in fields else ""
    subject = str(SubjectId(row.subject.uuid))
    told = happened(subject=subject, since=since, fields=fields, legal_representative=head, ground=ground)
    events.append(subject, [told], actor=actor.label, at=now)
