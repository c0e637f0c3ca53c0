"""Seats in agencies: made, taken, left; and the credit code of an agency."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from tongban.domains.registry import queries, rules
from tongban.domains.registry.happenings import CreditCodeEntered, PostCreated, PostHeld, PostLeft
from tongban.domains.registry.ids import AccountId, AgencyId, PostId
from tongban.domains.registry.models import Account, Agency, Post, PostHolding, in_force
from tongban.kernel import events
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal
from tongban.kernel.identifiers import CreditCode

ADMINISTER = "administer"


@transaction.atomic
def create_post(*, agency: AgencyId, title: Text, duties: Collection[str], actor: Actor, now: datetime) -> PostId:
    """Make a seat in an agency. The actor administers the agency's region.

    Refuses `kernel.authz.denied`, `registry.agency.not_found`, `registry.post.{no_duties,unknown_duty,title_blank}`.
    """
    home = queries.agency_row(agency)
    rules.require_duty(actor, ADMINISTER, region=home.region)
    row = Post.objects.create(
        agency=home,
        title_zh=rules.clean_name(title.zh, code="registry.post.title_blank", longest=80),
        title_en=rules.clean_name(title.en, code="registry.post.title_blank", longest=120),
        duties=list(rules.check_duties(duties)),
    )
    post = PostId(row.uuid)
    events.append(str(post), [PostCreated(str(post), str(agency), tuple(row.duties))], actor=actor.label, at=now)
    return post


@transaction.atomic
def hold_post(
    *,
    account: AccountId,
    post: PostId,
    since: date | None = None,
    until: date | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Seat a staff account on a post from `since` (by default today) to `until`, both days included.

    The actor administers the region of the post. Refuses `kernel.authz.denied`, `registry.account.not_found`,
    `registry.post.{not_found,account_not_staff,already_held}`, `registry.period.reversed`.
    """
    seat = queries.post_row(post)
    rules.require_duty(actor, ADMINISTER, region=seat.agency.region)
    holder = _staff(account, lock=True)
    start = since or law_day(now)
    rules.check_period(start, until)
    held = PostHolding.objects.filter(account=holder, post=seat).values_list("since", "until")
    if rules.overlaps(held, start, until):
        raise Refusal("registry.post.already_held", username=holder.username, title=seat.title_zh)
    PostHolding.objects.create(account=holder, post=seat, since=start, until=until)
    events.append(str(account), [PostHeld(str(account), str(post), start, until)], actor=actor.label, at=now)


@transaction.atomic
def replace(
    *,
    account: AccountId,
    post: PostId,
    in_place_of: AccountId,
    since: date,
    until: date,
    actor: Actor,
    now: datetime,
) -> None:
    """Let a staff account hold a post in place of the one who holds it (代班), from `since` to `until`, both included.

    What it does there is signed with both names, and neither decides what the other has prepared there. It gives
    duties only while the other holds the post; who stands in himself cannot be replaced. The actor administers the
    region of the post. Refuses what `hold_post` refuses and `registry.replacement.{oneself,not_held}`.
    """
    seat = queries.post_row(post)
    rules.require_duty(actor, ADMINISTER, region=seat.agency.region)
    rules.check_period(since, until)
    holder, absent = _staff(account, lock=True), _staff(in_place_of)
    if holder.pk == absent.pk:
        raise Refusal("registry.replacement.oneself")
    held = PostHolding.objects.filter(account=absent, post=seat, in_place_of=None).filter(since__lte=since)
    if not held.filter(Q(until=None) | Q(until__gte=until)).exists():
        raise Refusal("registry.replacement.not_held", username=absent.username, title=seat.title_zh)
    rivals = PostHolding.objects.filter(account=holder, post=seat).values_list("since", "until")
    if rules.overlaps(rivals, since, until):
        raise Refusal("registry.post.already_held", username=holder.username, title=seat.title_zh)
    PostHolding.objects.create(account=holder, post=seat, since=since, until=until, in_place_of=absent)
    happened = PostHeld(str(account), str(post), since, until, str(in_place_of))
    events.append(str(account), [happened], actor=actor.label, at=now)


@transaction.atomic
def leave_post(*, account: AccountId, post: PostId, on: date | None = None, actor: Actor, now: datetime) -> None:
    """End a holding; `on` is its last day (by default today). From the next day the post gives the account no duties.

    The actor administers the region of the post. Refuses `kernel.authz.denied`, `registry.post.{not_found,not_held}`,
    `registry.period.reversed`.
    """
    seat = queries.post_row(post)
    rules.require_duty(actor, ADMINISTER, region=seat.agency.region)
    holder = queries.account_row(account, lock=True)
    today = law_day(now)
    rows = PostHolding.objects.filter(account=holder, post=seat).order_by("since")
    row = rows.filter(in_force(today)).first() or rows.filter(since__gt=today).first()
    if row is None:
        raise Refusal("registry.post.not_held", username=holder.username, title=seat.title_zh)
    last = on or max(today, row.since)
    rules.check_period(row.since, last)
    row.until = last
    row.save(update_fields=["until"])
    events.append(str(account), [PostLeft(str(account), str(post), last)], actor=actor.label, at=now)


@transaction.atomic
def enter_credit_code(*, agency: AgencyId, credit_code: str, actor: Actor, now: datetime) -> None:
    """Enter the 统一社会信用代码 of an agency, once known. The same code again changes nothing.

    The actor administers its region. One body may play several roles under one name and code. Refuses
    `kernel.authz.denied`, `kernel.identifier.credit_code_…`, `registry.agency.{not_found,code_taken}`.
    """
    row = queries.agency_row(agency, lock=True)
    rules.require_duty(actor, ADMINISTER, region=row.region)
    code = str(CreditCode.parse(credit_code))
    other = Agency.objects.filter(credit_code=code).exclude(name_zh=row.name_zh).first()
    if other is not None:
        raise Refusal("registry.agency.code_taken", code=code, name=other.name_zh)
    if row.credit_code != code:
        row.credit_code = code
        row.save(update_fields=["credit_code"])
        events.append(str(agency), [CreditCodeEntered(str(agency), code)], actor=actor.label, at=now)


def _staff(account: AccountId, *, lock: bool = False) -> Account:
    row = queries.account_row(account, lock=lock)
    if row.kind != Account.Kind.STAFF:
        raise Refusal("registry.post.account_not_staff", username=row.username)
    return row
