"""Agencies, their posts, who holds them, and accounts."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from tongban.domains.registry.answers import (
    AccountView,
    AgencyView,
    HoldingView,
    PostView,
    SubjectView,
)
from tongban.domains.registry.ids import AccountId, AgencyId, PostId
from tongban.domains.registry.models import (
    Account,
    Agency,
    Post,
    PostHolding,
    Subject,
    in_force,
)
from tongban.domains.registry.queries.regions import chain
from tongban.domains.registry.queries.subjects import subject_view
from tongban.kernel import authz
from tongban.kernel.authz import Actor
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal
from tongban.kernel.privacy import Mask, mask


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


def list_agencies_by_id(agencies: Iterable[AgencyId]) -> dict[AgencyId, AgencyView]:
    """Several agencies by one question. Refuses `registry.agency.not_found` for the first that is not there."""
    wanted = list(dict.fromkeys(agencies))
    rows = Agency.objects.select_related("successor").filter(uuid__in=[agency.value for agency in wanted])
    found = {AgencyId(row.uuid): agency_view(row) for row in rows}
    for agency in wanted:
        if agency not in found:
            raise Refusal("registry.agency.not_found", id=str(agency))
    return found


def list_agencies_by_pk(pks: Iterable[int]) -> dict[int, AgencyView]:
    """Agencies by row number in one query, for lists and figures."""
    rows = Agency.objects.select_related("successor").filter(pk__in=set(pks))
    return {row.pk: agency_view(row) for row in rows}


def list_agencies(regions: Iterable[str] | None = None, on: date | None = None) -> list[AgencyView]:
    """Agencies of the given regions (all without), in force on a day (without a day: all ever), by region and role."""
    rows = Agency.objects.select_related("successor").order_by("region", "role", "since")
    if regions is not None:
        rows = rows.filter(region__in=list(regions))
    if on is not None:
        rows = rows.filter(in_force(on))
    return [agency_view(row) for row in rows]


def get_post(post: PostId) -> PostView:
    """Refuses `registry.post.not_found`."""
    return post_view(post_row(post))


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
    rows = PostHolding.objects.select_related("account", "in_place_of", "post__agency", "post__agency__successor")
    if account is not None:
        rows = rows.filter(account__uuid=account.value)
    if on is not None:
        rows = rows.filter(in_force(on))
    if regions is not None:
        rows = rows.filter(post__agency__region__in=list(regions))
    return [_holding(row) for row in rows.order_by("-since", "id")]


def get_account(account: AccountId, *, actor: Actor | None = None) -> AccountView:
    """Refuses `registry.account.not_found`, also when an actor is given who may not see the account."""
    row = account_row(account)
    if actor is not None and not authz.may(actor, "read", row):
        raise Refusal("registry.account.not_found", id=str(account))
    return account_view(row)


def get_person_of(account: AccountId) -> SubjectView | None:
    """The natural person that a staff log-in belongs to, as far as somebody has said so."""
    row = account_row(account)
    return subject_view(Subject.objects.select_related("person").get(pk=row.person_id)) if row.person_id else None


def has_accounts() -> bool:
    """Whether anybody can log in at all: an installation without accounts is new."""
    return Account.objects.exists()


def get_account_of(row: Account) -> AccountView:
    """The view of the account that a request is logged in with."""
    return account_view(row)


def find_accounts(username: str) -> list[AccountView]:
    """The account with exactly this user name, or nothing. For whoever commands the machine."""
    return [account_view(row) for row in Account.objects.filter(username=username)]


def list_accounts(actor: Actor, *, text: str = "", kind: str = "", limit: int = 200) -> list[AccountView]:
    """Accounts that the actor may see, of a kind if one is given, whose username or name holds `text`, by username."""
    rows = authz.visible(actor, "read", Account.objects.all())
    if kind:
        rows = rows.filter(kind=kind)
    if text:
        rows = rows.filter(Q(username__icontains=text) | Q(name__icontains=text))
    return [account_view(row) for row in rows.order_by("username")[:limit]]


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


def agency_row(agency: AgencyId, *, lock: bool = False) -> Agency:
    whole = Agency.objects.all()
    rows: QuerySet[Agency] = whole.select_for_update() if lock else whole.select_related("successor")
    if row := rows.filter(uuid=agency.value).first():
        return row
    raise Refusal("registry.agency.not_found", id=str(agency))


def post_row(post: PostId) -> Post:
    if row := Post.objects.select_related("agency").filter(uuid=post.value).first():
        return row
    raise Refusal("registry.post.not_found", id=str(post))


def account_row(account: AccountId, *, lock: bool = False) -> Account:
    rows: QuerySet[Account] = Account.objects.select_for_update() if lock else Account.objects.all()
    if row := rows.filter(uuid=account.value).first():
        return row
    raise Refusal("registry.account.not_found", id=str(account))


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
        in_place_of=AccountId(row.in_place_of.uuid) if row.in_place_of else None,
        in_place_of_name=row.in_place_of.get_full_name() if row.in_place_of else "",
    )
