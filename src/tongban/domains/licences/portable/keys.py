"""The platform's own keys for portable licences: made by command, encrypted at rest, changed without a gap.

A key is published from the moment it is made and signs from `signs_from` on, so that verifiers that keep the list of
keys for a while know it before they meet it. The newest key that may sign, signs; older ones stay published, because
what they signed still counts, until somebody withdraws them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db import transaction

from tongban.domains.licences.portable import jose
from tongban.domains.licences.portable.history import IssuerKeyMade, IssuerKeyWithdrawn
from tongban.domains.licences.portable_authz import ISSUER_KEY
from tongban.domains.licences.portable_models import IssuerKey
from tongban.kernel import authz, events
from tongban.kernel.authz import Actor
from tongban.kernel.errors import Refusal

SHORTEST_PASSPHRASE = 16


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key as operators see it. `state`: waiting, signing, published (no longer signs) or withdrawn."""

    kid: str
    state: str
    made_at: datetime
    signs_from: datetime
    withdrawn_at: datetime | None
    withdrawal_reason: str


@transaction.atomic
def make_issuer_key(*, signs_from: datetime | None = None, actor: Actor, now: datetime) -> str:
    """A new key; its name. It is published at once and signs from `signs_from` (without: at once).

    Refuses `kernel.authz.denied`, `licences.keys.no_passphrase` (TONGBAN_WALLET_PASSPHRASE is not set, or shorter than
    16 characters).
    """
    authz.require(actor, "manage", resource=ISSUER_KEY)
    key = jose.new_key()
    public = jose.public_of(key)
    row = IssuerKey.objects.create(
        kid=jose.thumbprint(public),
        public=public,
        sealed=key.as_pem(private=True, password=_passphrase()).decode(),
        made_at=now,
        signs_from=signs_from or now,
    )
    events.append(f"issuer_key_{row.kid}", [IssuerKeyMade(row.kid, row.signs_from)], actor=actor.label, at=now)
    return row.kid


@transaction.atomic
def withdraw_issuer_key(*, kid: str, reason: str, actor: Actor, now: datetime) -> None:
    """Publish a key no longer, because somebody else may have it: nothing that it signed is believed from now on.

    Refuses `kernel.authz.denied`, `licences.keys.{unknown,already_withdrawn,no_reason}`.
    """
    authz.require(actor, "manage", resource=ISSUER_KEY)
    row = IssuerKey.objects.select_for_update().filter(kid=kid).first()
    if row is None:
        raise Refusal("licences.keys.unknown", kid=kid[:60])
    if row.withdrawn_at is not None:
        raise Refusal("licences.keys.already_withdrawn")
    if not reason.strip():
        raise Refusal("licences.keys.no_reason")
    row.withdrawn_at, row.withdrawal_reason = now, reason.strip()[:300]
    row.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    events.append(f"issuer_key_{kid}", [IssuerKeyWithdrawn(kid, row.withdrawal_reason)], actor=actor.label, at=now)


def list_issuer_keys(*, actor: Actor, now: datetime) -> list[KeyView]:
    """All keys ever, the newest first. Refuses `kernel.authz.denied`."""
    authz.require(actor, "manage", resource=ISSUER_KEY)
    rows = IssuerKey.objects.order_by("-signs_from", "-id")
    signing = next((row.kid for row in rows if row.withdrawn_at is None and row.signs_from <= now), None)
    return [
        KeyView(
            row.kid, _state(row, signing, now), row.made_at, row.signs_from, row.withdrawn_at, row.withdrawal_reason
        )
        for row in rows
    ]


def _state(row: IssuerKey, signing: str | None, now: datetime) -> str:
    if row.withdrawn_at is not None:
        return "withdrawn"
    if row.signs_from > now:
        return "waiting"
    return "signing" if row.kid == signing else "published"


def published_keys() -> list[dict[str, str]]:
    """The public keys that verifiers need (JWK Set, RFC 7517): all that have not been withdrawn."""
    rows = IssuerKey.objects.filter(withdrawn_at=None).order_by("-signs_from", "-id")
    return [{**row.public, "kid": row.kid, "alg": jose.ALGORITHM, "use": "sig"} for row in rows]


def keys_to_check() -> Sequence[jose.Key]:
    """The same, ready to check a signature with."""
    return [jose.public_key(row.public) for row in IssuerKey.objects.filter(withdrawn_at=None)]


def signing_key(*, now: datetime) -> tuple[str, jose.Key]:
    """The key that signs at `now`, with its name. Refuses `licences.keys.{none,no_passphrase,wrong_passphrase}`."""
    row = IssuerKey.objects.filter(withdrawn_at=None, signs_from__lte=now).order_by("-signs_from", "-id").first()
    if row is None:
        raise Refusal("licences.keys.none")
    return row.kid, _unsealed(row.sealed, _passphrase())


@lru_cache(maxsize=8)
def _unsealed(sealed: str, passphrase: str) -> jose.Key:
    """Opening a key costs milliseconds on purpose; a process does it once for each."""
    try:
        return jose.Key.import_key(sealed, password=passphrase)
    except ValueError:
        raise Refusal("licences.keys.wrong_passphrase") from None


def _passphrase() -> str:
    given = str(settings.WALLET_PASSPHRASE)
    if len(given) < SHORTEST_PASSPHRASE:
        raise Refusal("licences.keys.no_passphrase", shortest=SHORTEST_PASSPHRASE)
    return given
