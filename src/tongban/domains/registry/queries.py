"""Every read that others need."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from tongban.domains.registry.answers import (
    AccountView,
    AgencyView,
    EnterpriseView,
    Fact,
    HoldingView,
    PersonView,
    PostView,
    RegionView,
    SubjectView,
)
from tongban.domains.registry.ids import AccountId, AgencyId, PostId, SubjectId
from tongban.domains.registry.models import (
    Account,
    Agency,
    Enterprise,
    Person,
    Post,
    PostHolding,
    Region,
    Representation,
    Subject,
    in_force,
)
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal
from tongban.kernel.privacy import Mask, mask

# A region sees its divisions and also the retired codes that they, or it, succeeded.
_BELOW = """
with recursive below(root, code) as (
    select code, code from unnest(%s::text[]) as code
    union
    select below.root, region.code from registry_region region
    join below on region.parent = below.code or region.successor = below.code
) select root, code from below
"""
_ABOVE = """
with recursive above(code, depth) as (
    select %s::text, 0
    union
    select region.parent, above.depth + 1 from registry_region region
    join above on region.code = above.code
    where region.parent <> '' and above.depth < 12
      and region.since = (select max(since) from registry_region last where last.code = region.code)
) select code from above order by depth
"""


# regions -----------------------------------------------------------------------------------------------------------


def find_region(code: str, on: date | None = None) -> RegionView | None:
    """What `code` means on a day, or, without a day, what it meant last: a retired code stays readable."""
    rows = Region.objects.filter(code=code)
    if on is not None:
        rows = rows.filter(in_force(on))
    row = rows.order_by("-since").first()
    return _region(row) if row else None


def get_region(code: str, on: date | None = None) -> RegionView:
    """As `find_region`. Refuses `registry.region.unknown`, or out of its life `registry.region.not_in_force`."""
    if found := find_region(code, on):
        return found
    if on is not None and (known := find_region(code)):
        raise Refusal("registry.region.not_in_force", code=code, name=known.name.zh, day=on, successor=known.successor)
    raise Refusal("registry.region.unknown", code=code)


def list_regions(parent: str | None = None, on: date | None = None) -> list[RegionView]:
    """Regions in force on a day (without a day: not retired), all or the direct divisions of `parent`, by code."""
    rows = Region.objects.filter(in_force(on) if on else Q(until=None))
    if parent is not None:
        rows = rows.filter(parent=parent)
    return [_region(row) for row in rows.order_by("code")]


def list_periods(code: str) -> list[RegionView]:
    """Every period of a code, oldest first."""
    return [_region(row) for row in Region.objects.filter(code=code).order_by("since")]


def subtree(code: str) -> frozenset[str]:
    """The code, all codes below it, and the retired codes that any of them succeeded."""
    return subtrees([code])[code]


def subtrees(codes: Iterable[str]) -> dict[str, frozenset[str]]:
    """`subtree` of several codes in one query."""
    found: dict[str, set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, [sorted(set(codes))])
        for root, code in cursor.fetchall():
            found[root].add(code)
    return {root: frozenset(below) for root, below in found.items()}


def chain(code: str) -> list[str]:
    """The code and the codes above it, nearest first."""
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, [code])
        return [above for (above,) in cursor.fetchall()]


def pack_of(code: str) -> str:
    """The id of the pack that rules in a region: its own, or the nearest above it.

    Refuses `registry.region.unknown`, `registry.region.no_pack`.
    """
    get_region(code)
    above = chain(code)
    packs = dict(Region.objects.filter(code__in=above).exclude(pack="").order_by("since").values_list("code", "pack"))
    for step in above:
        if step in packs:
            return packs[step]
    raise Refusal("registry.region.no_pack", code=code)


# agencies and posts ------------------------------------------------------------------------------------------------


def get_agency(region: str, role: str, *, on: date) -> AgencyView:
    """The agency that plays `role` for a region on a day: the region's own, or the nearest above it.

    Refuses `registry.agency.unknown`.
    """
    above = chain(region)
    rows = Agency.objects.filter(in_force(on), region__in=above, role=role).select_related("successor")
    nearest = min(rows, key=lambda row: above.index(row.region), default=None)
    if nearest is None:
        raise Refusal("registry.agency.unknown", region=region, role=role, day=on)
    return agency_view(nearest)


def get_agency_by_id(agency: AgencyId) -> AgencyView:
    """Refuses `registry.agency.not_found`."""
    return agency_view(agency_row(agency))


def list_agencies(regions: Iterable[str] | None = None, on: date | None = None) -> list[AgencyView]:
    """Agencies of the given regions (all without), in force on a day (without a day: all ever), by region and role."""
    rows = Agency.objects.select_related("successor").order_by("region", "role", "since")
    if regions is not None:
        rows = rows.filter(region__in=list(regions))
    if on is not None:
        rows = rows.filter(in_force(on))
    return [agency_view(row) for row in rows]


def list_posts(regions: Iterable[str] | None = None) -> list[PostView]:
    """Posts in the agencies of the given regions (all without)."""
    rows = Post.objects.select_related("agency", "agency__successor").order_by("agency__region", "agency__role", "id")
    if regions is not None:
        rows = rows.filter(agency__region__in=list(regions))
    return [post_view(row) for row in rows]


def list_holdings(
    account: AccountId | None = None, on: date | None = None, regions: Iterable[str] | None = None
) -> list[HoldingView]:
    """Who holds which post: of one account, in some regions, on a day (without a day: past and future too)."""
    rows = PostHolding.objects.select_related("account", "post__agency", "post__agency__successor")
    if account is not None:
        rows = rows.filter(account__uuid=account.value)
    if on is not None:
        rows = rows.filter(in_force(on))
    if regions is not None:
        rows = rows.filter(post__agency__region__in=list(regions))
    return [_holding(row) for row in rows.order_by("-since", "id")]


# accounts ----------------------------------------------------------------------------------------------------------


def get_account(account: AccountId) -> AccountView:
    """Refuses `registry.account.not_found`."""
    return account_view(account_row(account))


def account_view(row: Account) -> AccountView:
    return AccountView(
        id=AccountId(row.uuid),
        pk=row.pk,
        username=row.username,
        name=row.get_full_name(),
        email_masked=mask(row.email, Mask.EMAIL),
        kind=row.kind,
        language=row.language,
        is_active=row.is_active,
    )


# subjects ----------------------------------------------------------------------------------------------------------


def get_subject(subject: SubjectId) -> SubjectView:
    """A person or an enterprise, with a person's code masked. Refuses `registry.subject.not_found`."""
    return _subject(subject_row(subject))


def list_subjects(account: Account | AccountId, *, on: date | None = None) -> list[SubjectView]:
    """Whom an account may act for on a day (without a day: whenever its right has no end), itself first."""
    rows = Subject.objects.select_related("person", "enterprise")
    uuid = account.value if isinstance(account, AccountId) else account.uuid
    held = Representation.objects.filter(in_force(on) if on else Q(until=None), account__uuid=uuid)
    rows = rows.filter(pk__in=held.values("subject")).order_by("-kind", "id")
    return [_subject(row) for row in rows]


def list_subjects_by_pk(pks: Iterable[int]) -> dict[int, SubjectView]:
    """Subjects by row number in one query, for lists."""
    rows = Subject.objects.select_related("person", "enterprise").filter(pk__in=set(pks))
    return {row.pk: _subject(row) for row in rows}


def get_person(subject: SubjectId) -> PersonView:
    """Plain personal data. The caller has checked that its reader is the person or an officer who needs it.

    Refuses `registry.subject.not_found`, `registry.subject.not_a_person`.
    """
    row = subject_row(subject)
    if row.kind != Subject.Kind.PERSON:
        raise Refusal("registry.subject.not_a_person", name=row.display_name)
    person = row.person
    return PersonView(SubjectId(row.uuid), person.name, person.citizen_id, person.phone)


def get_enterprise(subject: SubjectId) -> EnterpriseView:
    """The public register's entry. Refuses `registry.subject.not_found`, `registry.subject.not_an_enterprise`."""
    row = subject_row(subject)
    if row.kind != Subject.Kind.ENTERPRISE:
        raise Refusal("registry.subject.not_an_enterprise", name=row.display_name)
    return _enterprise(row)


def find_enterprise(credit_code: str) -> EnterpriseView | None:
    """The enterprise with this credit code, or None."""
    rows = Subject.objects.select_related("enterprise__legal_representative")
    row = rows.filter(enterprise__credit_code=credit_code).first()
    return _enterprise(row) if row else None


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


# rows, for this domain only ----------------------------------------------------------------------------------------


def account_row(account: AccountId, *, lock: bool = False) -> Account:
    rows: QuerySet[Account] = Account.objects.select_for_update() if lock else Account.objects.all()
    if row := rows.filter(uuid=account.value).first():
        return row
    raise Refusal("registry.account.not_found", id=str(account))


def agency_row(agency: AgencyId, *, lock: bool = False) -> Agency:
    rows: QuerySet[Agency] = Agency.objects.select_for_update() if lock else Agency.objects.all()
    if row := rows.filter(uuid=agency.value).first():
        return row
    raise Refusal("registry.agency.not_found", id=str(agency))


def post_row(post: PostId) -> Post:
    if row := Post.objects.select_related("agency").filter(uuid=post.value).first():
        return row
    raise Refusal("registry.post.not_found", id=str(post))


def subject_row(subject: SubjectId) -> Subject:
    rows = Subject.objects.select_related("person", "enterprise__legal_representative")
    if row := rows.filter(uuid=subject.value).first():
        return row
    raise Refusal("registry.subject.not_found", id=str(subject))


def _region(row: Region) -> RegionView:
    return RegionView(
        code=row.code,
        name=Text(zh=row.name_zh, en=row.name_en),
        level=row.level,
        parent=row.parent,
        since=row.since,
        until=row.until,
        successor=row.successor,
        pack=row.pack,
    )


def agency_view(row: Agency) -> AgencyView:
    return AgencyView(
        id=AgencyId(row.uuid),
        pk=row.pk,
        role=row.role,
        name=Text(zh=row.name_zh, en=row.name_en),
        short=Text(zh=row.short_zh, en=row.short_en),
        credit_code=row.credit_code,
        region=row.region,
        since=row.since,
        until=row.until,
        successor=AgencyId(row.successor.uuid) if row.successor else None,
    )


def post_view(row: Post) -> PostView:
    return PostView(
        id=PostId(row.uuid),
        pk=row.pk,
        title=Text(zh=row.title_zh, en=row.title_en),
        agency=agency_view(row.agency),
        duties=tuple(row.duties),
    )


def _holding(row: PostHolding) -> HoldingView:
    return HoldingView(
        pk=row.pk,
        account=AccountId(row.account.uuid),
        account_name=row.account.get_full_name(),
        post=post_view(row.post),
        since=row.since,
        until=row.until,
    )


def _subject(row: Subject) -> SubjectView:
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
