"""Keys of programs: whose they are, and whether they still open anything."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from tongban.domains.registry import rules
from tongban.domains.registry.answers import TokenView
from tongban.domains.registry.ids import TokenId
from tongban.domains.registry.models import Account, ApiToken, in_force
from tongban.kernel import authz
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day


def account_by_token(secret: str, *, now: datetime) -> Account | None:
    """The active account whose key this is today, or None. One query; the secret itself is stored nowhere."""
    if not rules.looks_like_token(secret):
        return None
    today = law_day(now)
    rows = ApiToken.objects.select_related("account").filter(
        in_force(today), digest=rules.digest_of_secret(secret), revoked_at=None, account__is_active=True
    )
    row = rows.first()
    if row is None:
        return None
    if row.last_used_on != today:  # at most one write a day, so that an owner can see which keys nobody uses
        ApiToken.objects.filter(pk=row.pk).update(last_used_on=today)
    return row.account


def list_tokens(actor: Actor) -> list[TokenView]:
    """The actor's own keys, the newest first, also those that have ended."""
    rows = authz.visible(actor, "read", ApiToken.objects.all())
    return [
        TokenView(
            id=TokenId(row.uuid),
            name=row.name,
            since=row.since,
            until=row.until,
            revoked_at=row.revoked_at,
            last_used_on=row.last_used_on,
        )
        for row in rows.order_by("-id")
    ]


def tokens_in_force(account: Account, *, on: date) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(in_force(on), Q(revoked_at=None), account=account)
