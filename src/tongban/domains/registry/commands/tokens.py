"""Keys with which an owner's programs call the API in the owner's name."""

import secrets
from datetime import date, datetime, timedelta

from django.db import transaction

from tongban.domains.registry import queries, rules
from tongban.domains.registry.answers import IssuedToken
from tongban.domains.registry.happenings import TokenIssued, TokenRevoked
from tongban.domains.registry.ids import AccountId, TokenId
from tongban.domains.registry.models import ApiToken
from tongban.kernel import authz, events
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal

MOST_TOKENS = 20


@transaction.atomic
def issue_token(*, account: AccountId, name: str, until: date, actor: Actor, now: datetime) -> IssuedToken:
    """A new key of the actor's own account, in force until the end of the day `until`; its secret is told only here.

    What a program does with it, its owner does: it opens exactly what the account opens at that moment. Refuses
    `kernel.authz.denied` (somebody else's account), `registry.account.not_found`, `registry.token.name_blank`,
    `registry.token.period` (until today at the earliest, for a year at most), `registry.token.most_reached`.
    """
    owner = queries.account_row(account, lock=True)
    row = ApiToken(account=owner, since=law_day(now), until=until)
    authz.require(actor, "issue", row)
    row.name = rules.clean_name(name, code="registry.token.name_blank", longest=80)
    if not row.since <= until <= row.since + timedelta(days=rules.LONGEST_TOKEN):
        raise Refusal("registry.token.period", days=rules.LONGEST_TOKEN)
    if queries.tokens_in_force(owner, on=row.since).count() >= MOST_TOKENS:
        raise Refusal("registry.token.most_reached", most=MOST_TOKENS)
    secret = f"{rules.KEY_SIGN}{secrets.token_urlsafe(32)}"
    row.digest = rules.digest_of_secret(secret)
    row.save(force_insert=True)
    token = TokenId(row.uuid)
    events.append(str(account), [TokenIssued(str(account), str(token), until)], actor=actor.label, at=now)
    return IssuedToken(token, secret)


@transaction.atomic
def revoke_token(*, token: TokenId, actor: Actor, now: datetime) -> None:
    """End a key at once. Doing it twice changes nothing. Refuses `registry.token.not_found` (also somebody else's)."""
    rows = ApiToken.objects.select_for_update(of=("self",)).select_related("account")
    row = rows.filter(uuid=token.value).first()
    if row is None or not authz.may(actor, "revoke", row):
        raise Refusal("registry.token.not_found", id=str(token))
    if row.revoked_at is None:
        row.revoked_at = now
        row.save(update_fields=["revoked_at"])
        account = str(AccountId(row.account.uuid))
        events.append(account, [TokenRevoked(account, str(token))], actor=actor.label, at=now)
