"""People and enterprises."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.db.models import Q

from tongban.domains.registry.answers import (
    EnterpriseView,
    Fact,
    PersonView,
    SubjectView,
)
from tongban.domains.registry.ids import AccountId, SubjectId
from tongban.domains.registry.models import (
    Account,
    Enterprise,
    EnterpriseVersion,
    Person,
    Representation,
    Subject,
    in_force,
)
from tongban.kernel.errors import Refusal
from tongban.kernel.privacy import Mask, mask


def get_subject(subject: SubjectId, *, on: date | None = None) -> SubjectView:
    """A person or an enterprise, with a person's code masked; an enterprise as it was called at the end of the day
    `on`, as far as the register knows (before its registration: as it was registered).

    Refuses `registry.subject.not_found`.
    """
    row = subject_row(subject)
    told = _version_on(row, on)
    return replace(subject_view(row), name=told.name, name_masked=told.name) if told else subject_view(row)


def list_subjects(account: Account | AccountId, *, on: date | None = None) -> list[SubjectView]:
    """Whom an account may act for on a day (without a day: whenever its right has no end), itself first."""
    rows = Subject.objects.select_related("person", "enterprise")
    uuid = account.value if isinstance(account, AccountId) else account.uuid
    held = Representation.objects.filter(in_force(on) if on else Q(until=None), account__uuid=uuid)
    rows = rows.filter(pk__in=held.values("subject")).order_by("-kind", "id")
    return [subject_view(row) for row in rows]


def list_subjects_by_pk(pks: Iterable[int]) -> dict[int, SubjectView]:
    """Subjects by row number in one query, for lists."""
    rows = Subject.objects.select_related("person", "enterprise").filter(pk__in=set(pks))
    return {row.pk: subject_view(row) for row in rows}


def get_person(subject: SubjectId) -> PersonView:
    """Plain personal data. The caller has checked that its reader is the person or an officer who needs it.

    Refuses `registry.subject.not_found`, `registry.subject.not_a_person`.
    """
    row = subject_row(subject)
    if row.kind != Subject.Kind.PERSON:
        raise Refusal("registry.subject.not_a_person", name=row.display_name)
    person = row.person
    return PersonView(SubjectId(row.uuid), person.name, person.citizen_id, person.phone)


def get_enterprise(subject: SubjectId, *, on: date | None = None) -> EnterpriseView:
    """The public register's entry: as it stands, or as it stood at the end of the day `on`.

    Refuses `registry.subject.not_found`, `registry.subject.not_an_enterprise`.
    """
    row = subject_row(subject)
    if row.kind != Subject.Kind.ENTERPRISE:
        raise Refusal("registry.subject.not_an_enterprise", name=row.display_name)
    view, told = _enterprise(row), _version_on(row, on)
    if told is None:
        return view
    return replace(
        view,
        name=told.name,
        address=told.address,
        legal_representative=SubjectId(told.legal_representative.uuid),
        legal_representative_name=told.legal_representative.display_name,
        status=told.status,
    )


def _version_on(row: Subject, on: date | None) -> EnterpriseVersion | None:
    """What the register said on a day; None when it says the same today, which needs no version."""
    if on is None or row.kind != Subject.Kind.ENTERPRISE:
        return None
    versions = row.enterprise.versions.select_related("legal_representative").order_by("-number")
    return versions.filter(since__lte=on).first() or versions.last()


def find_enterprise(credit_code: str) -> EnterpriseView | None:
    """The enterprise with this credit code, or None."""
    rows = Subject.objects.select_related("enterprise__legal_representative")
    row = rows.filter(enterprise__credit_code=credit_code).first()
    return _enterprise(row) if row else None


def find_named(*, name: str, code: str) -> SubjectId | None:
    """The person or enterprise with this number, if it also bears this name; None otherwise, whichever was wrong.

    For what a law lets an agency look up about somebody an application names. Tells nothing else about them.
    """
    number = code.strip().upper()
    if "\0" in number or len(number) > 18:
        return None
    same = Q(person__citizen_id=number) | Q(enterprise__credit_code=number)
    row = Subject.objects.filter(same, display_name=name.strip()[:120].replace("\0", "")).first()
    return SubjectId(row.uuid) if row else None


def find_by_codes(codes: Iterable[str]) -> dict[str, SubjectView]:
    """The people and enterprises with these whole numbers, by number, in one question. Names are plain.

    For the domains: that the reader may know them is asked elsewhere.
    """
    wanted = list(codes)
    rows = Subject.objects.select_related("person", "enterprise")
    found: dict[str, SubjectView] = {}
    for row in rows.filter(Q(person__citizen_id__in=wanted) | Q(enterprise__credit_code__in=wanted)):
        code = row.person.citizen_id if row.kind == Subject.Kind.PERSON else row.enterprise.credit_code
        found[code] = subject_view(row)
    return found


def facts_of(subject: SubjectId) -> dict[str, Fact]:
    """What a form may prefill about a subject (`subject.name`, `subject.citizen_id`, …), each with its source.

    Plain personal data: the caller has checked that its reader may act for the subject.
    """
    row = subject_row(subject)
    if row.kind == Subject.Kind.PERSON:
        person = {"name": row.person.name, "citizen_id": row.person.citizen_id, "phone": row.person.phone}
        return {f"subject.{key}": Fact(value, "registry.source.person") for key, value in person.items() if value}
    view = _enterprise(row)
    values = {
        "name": view.name,
        "credit_code": view.credit_code,
        "region": view.region,
        "address": view.address,
        "established_on": view.established_on.isoformat(),
        "legal_representative": view.legal_representative_name,
    }
    return {f"subject.{key}": Fact(value, "registry.source.enterprise") for key, value in values.items()}


def facts_of_account(account: Account) -> dict[str, Fact]:
    """What a form may prefill about whoever fills it in (`account.name`, `account.phone`, `account.email`)."""
    own = Person.objects.filter(
        subject__representations__account=account, subject__representations__role=Representation.Role.SELF
    ).first()
    values = {
        "name": own.name if own else account.name,
        "phone": own.phone if own else "",
        "email": account.email,
        "citizen_id": own.citizen_id if own else "",
    }
    return {f"account.{key}": Fact(value, "registry.source.account") for key, value in values.items() if value}


def subject_row(subject: SubjectId) -> Subject:
    rows = Subject.objects.select_related("person", "enterprise__legal_representative")
    if row := rows.filter(uuid=subject.value).first():
        return row
    raise Refusal("registry.subject.not_found", id=str(subject))


def subject_view(row: Subject) -> SubjectView:
    if row.kind == Subject.Kind.PERSON:
        code, shown, region = mask(row.person.citizen_id, Mask.IDENTITY), mask(row.display_name, Mask.NAME), None
    else:
        code, shown, region = row.enterprise.credit_code, row.display_name, row.enterprise.region
    return SubjectView(
        id=SubjectId(row.uuid),
        pk=row.pk,
        kind=row.kind,
        name=row.display_name,
        name_masked=shown,
        code_masked=code,
        region=region,
    )


def _enterprise(row: Subject) -> EnterpriseView:
    enterprise: Enterprise = row.enterprise
    return EnterpriseView(
        subject=SubjectId(row.uuid),
        name=enterprise.name,
        credit_code=enterprise.credit_code,
        region=enterprise.region,
        address=enterprise.address,
        legal_representative=SubjectId(enterprise.legal_representative.uuid),
        legal_representative_name=enterprise.legal_representative.display_name,
        established_on=enterprise.established_on,
        status=enterprise.status,
    )
