"""People and enterprises: entered in the register, and represented by accounts."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from tongban.domains.registry import queries, rules
from tongban.domains.registry.answers import SubjectView
from tongban.domains.registry.happenings import (
    EnterpriseRegistered,
    PersonLookedUp,
    PersonRegistered,
    RepresentationGranted,
)
from tongban.domains.registry.ids import AccountId, SubjectId
from tongban.domains.registry.models import Account, CreditSerial, Enterprise, Person, Representation, Subject
from tongban.kernel import authz, events
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal
from tongban.kernel.identifiers import CitizenId, CreditCode


@transaction.atomic
def register_person(
    *,
    name: str,
    citizen_id: str,
    phone: str = "",
    document: str = rules.IDENTITY_CARD,
    actor: Actor,
    now: datetime,
) -> SubjectId:
    """Enter a person whose identity document an officer has seen: also one who has neither phone nor log-in.

    The actor carries `intake` or `administer`; the log keeps who saw which `document`. Refuses `kernel.authz.denied`,
    `kernel.identifier.citizen_id_…`,
    `registry.person.{name_blank,phone_malformed,born_later,already_registered,document_unknown}`.
    """
    authz.require(actor, "register", resource="registry.person")
    rules.check_document(document)
    return enter_person(name=name, citizen_id=citizen_id, phone=phone, document=document, actor=actor, now=now)


@transaction.atomic
def find_person(*, citizen_id: str, actor: Actor, now: datetime) -> SubjectView | None:
    """The person with exactly this number, or None; that the actor looked is written down either way.

    The actor carries `intake` or `administer`. Refuses `kernel.authz.denied`, `kernel.identifier.citizen_id_…`.
    """
    authz.require(actor, "find", resource="registry.person")
    number = str(CitizenId.parse(citizen_id))
    row = Subject.objects.select_related("person").filter(person__citizen_id=number).first()
    looked = PersonLookedUp(actor.label, str(SubjectId(row.uuid)) if row else "")
    events.append(actor.label, [looked], actor=actor.label, at=now)
    return queries.subject_view(row) if row else None


@transaction.atomic
def register_enterprise(
    *,
    name: str,
    region: str,
    legal_representative: SubjectId,
    address: str,
    established_on: date | None = None,
    credit_code: str | None = None,
    kind: str = "1",
    actor: Actor,
    now: datetime,
) -> SubjectId:
    """Enter an enterprise; without `credit_code` the next one of its region and kind (1 enterprise … 9) is assigned.

    The actor carries `intake`, `approve` or `administer` over the region. The log-in of the legal representative may
    act for the enterprise from today. Refuses `kernel.authz.denied`, `kernel.identifier.credit_code_…`,
    `registry.region.{unknown,not_in_force}`, `registry.subject.not_found`, `registry.enterprise.{name_blank,name_taken,
    address_blank,code_taken,representative_not_a_person,established_later,codes_exhausted}`.
    """
    rules.require_duty(actor, "intake", "approve", "administer", region=region)
    today = law_day(now)
    queries.get_region(region, today)
    head = queries.subject_row(legal_representative)
    rules.check_legal_representative(head.kind)
    if established_on is not None and established_on > today:
        raise Refusal("registry.enterprise.established_later", day=established_on)
    enterprise = Enterprise(
        name=free_name(name),
        credit_code=_free_code(credit_code) if credit_code is not None else _next_code(region, kind),
        region=region,
        address=rules.clean_name(address, code="registry.enterprise.address_blank", longest=200),
        legal_representative=head,
        established_on=established_on or today,
    )
    subject = _enter_enterprise(enterprise)
    happened = EnterpriseRegistered(
        str(subject), enterprise.credit_code, region, str(legal_representative), enterprise.established_on
    )
    events.append(str(subject), [happened], actor=actor.label, at=now)
    _let_the_head_act(subject, head, actor=actor, now=now)
    return subject


@transaction.atomic
def represent(
    *,
    account: AccountId,
    subject: SubjectId,
    role: str,
    since: date | None = None,
    until: date | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Let an account act for a subject, after an administrator or a counter officer has seen the proof.

    The actor carries `intake` or `administer`, for an enterprise over its region.

    `role`: self (a person's own log-in), legal_representative or agent (of an enterprise). Refuses
    `kernel.authz.denied`, `registry.period.reversed`, `registry.representation.{role_does_not_fit,staff,already}`.
    """
    whom = queries.subject_row(subject)
    home = whom.enterprise.region if whom.kind == Subject.Kind.ENTERPRISE else None
    rules.require_duty(actor, "intake", "administer", region=home)
    start = since or law_day(now)
    grant(account=account, subject=subject, role=role, since=start, until=until, actor=actor, now=now)


# without a check of duties: for the commands of this domain that have made theirs ------------------------------------


def enter_person(
    *, name: str, citizen_id: str, phone: str, document: str = "", actor: Actor, now: datetime
) -> SubjectId:
    clean = rules.clean_name(name, code="registry.person.name_blank", longest=80)
    number = CitizenId.parse(citizen_id)
    if number.born_on > law_day(now):
        raise Refusal("registry.person.born_later")
    told = rules.clean_phone(phone)
    if Person.objects.filter(citizen_id=str(number)).exists():
        raise Refusal("registry.person.already_registered")
    try:
        with transaction.atomic():
            row = Subject.objects.create(kind=Subject.Kind.PERSON, display_name=clean)
            Person.objects.create(subject=row, name=clean, citizen_id=str(number), phone=told)
    except IntegrityError:
        raise Refusal("registry.person.already_registered") from None
    subject = SubjectId(row.uuid)
    events.append(str(subject), [PersonRegistered(str(subject), document)], actor=actor.label, at=now)
    return subject


def grant(
    *,
    account: AccountId,
    subject: SubjectId,
    role: str,
    since: date,
    until: date | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    rules.check_period(since, until)
    holder, whom = queries.account_row(account, lock=True), queries.subject_row(subject)
    rules.check_representation(role, subject_kind=whom.kind, is_staff=holder.kind == Account.Kind.STAFF)
    rivals = Representation.objects.filter(subject=whom, role=role)
    if role != rules.OWN:  # a person has one log-in; an enterprise may have many agents
        rivals = rivals.filter(account=holder)
    if rules.overlaps(rivals.values_list("since", "until"), since, until):
        raise Refusal("registry.representation.already", name=whom.display_name)
    Representation.objects.create(account=holder, subject=whom, role=role, since=since, until=until)
    happened = RepresentationGranted(str(account), str(subject), role, since, until)
    events.append(str(account), [happened], actor=actor.label, at=now)


def _enter_enterprise(enterprise: Enterprise) -> SubjectId:
    try:
        with transaction.atomic():
            subject = Subject.objects.create(kind=Subject.Kind.ENTERPRISE, display_name=enterprise.name)
            enterprise.subject = subject
            enterprise.save(force_insert=True)
    except IntegrityError:  # taken between the look and the write
        if Enterprise.objects.filter(credit_code=enterprise.credit_code).exists():
            raise Refusal("registry.enterprise.code_taken", code=enterprise.credit_code) from None
        raise Refusal("registry.enterprise.name_taken", name=enterprise.name) from None
    return SubjectId(subject.uuid)


def _let_the_head_act(subject: SubjectId, head: Subject, *, actor: Actor, now: datetime) -> None:
    """The legal representative acts for the enterprise by law (民法典 第61条); his own log-in, if any, may at once."""
    own = Representation.objects.filter(subject=head, role=rules.OWN, until=None).select_related("account").first()
    if own is not None:
        account, role = AccountId(own.account.uuid), Representation.Role.LEGAL_REPRESENTATIVE
        grant(account=account, subject=subject, role=role.value, since=law_day(now), actor=actor, now=now)


def free_name(text: str) -> str:
    name = rules.clean_name(text, code="registry.enterprise.name_blank", longest=120)
    if Enterprise.objects.filter(name=name, status=Enterprise.Status.ACTIVE).exists():
        raise Refusal("registry.enterprise.name_taken", name=name)
    return name


def _free_code(text: str) -> str:
    code = str(CreditCode.parse(text))
    if Enterprise.objects.filter(credit_code=code).exists():
        raise Refusal("registry.enterprise.code_taken", code=code)
    return code


def _next_code(region: str, kind: str) -> str:
    """The next code of the region's counter that nobody brought along already. The counter's row stays locked."""
    CreditSerial.objects.get_or_create(region=region[:6], kind=kind)
    counter = CreditSerial.objects.select_for_update().get(region=region[:6], kind=kind)
    while True:
        counter.last = F("last") + 1
        counter.save(update_fields=["last"])
        counter.refresh_from_db(fields=["last"])
        code = str(rules.compose_credit_code(region, kind=kind, serial=counter.last))
        if not Enterprise.objects.filter(credit_code=code).exists():
            return code
