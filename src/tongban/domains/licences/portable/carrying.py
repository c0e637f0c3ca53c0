"""A licence goes into a wallet, is checked when it is shown, and is taken out again."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from tongban.domains.licences import rules
from tongban.domains.licences.authz import LICENCE
from tongban.domains.licences.definitions import LicenceType
from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.models import Licence
from tongban.domains.licences.portable import addresses, claims, jose, judging, keys, sdjwt, statuses
from tongban.domains.licences.portable.history import CredentialCarried, CredentialWithdrawn
from tongban.domains.licences.portable.ids import CredentialId
from tongban.domains.licences.portable.judging import Believed, Question
from tongban.domains.licences.portable.views import CarriedView, CheckedCredential
from tongban.domains.licences.portable_models import Challenge, Credential
from tongban.domains.licences.queries import definition_of, licence_row, life_of
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events, packs
from tongban.kernel.authz import Actor
from tongban.kernel.errors import Refusal

DECOYS = 3


def carry(row: Licence, *, keeper: registry.SubjectView, key: Mapping[str, Any], by: str, now: datetime) -> str:
    """Issue the portable form of a licence to a wallet's key, in the caller's transaction: the whole text, once.

    Refuses `licences.credential.not_usable` (the licence is not valid at `now`), `licences.keys.*`.
    """
    state = rules.state_at(life_of(row), now)
    if state is not rules.State.VALID:
        raise Refusal("licences.credential.not_usable", state=str(state))
    number, place = statuses.choose_place(secrets.randbelow)
    held = Credential.objects.create(
        uuid=uuid4(),
        licence=row,
        keeper_id=keeper.pk,
        thumbprint=jose.thumbprint(key),
        list_number=number,
        place=place,
        issued_at=now,
        expires_at=claims.ends_of(row, now=now),
    )
    text = _text(row, held, key, now=now)
    name = str(CredentialId(held.uuid))
    happened = CredentialCarried(
        name, str(LicenceId(row.uuid)), str(keeper.id), held.thumbprint, expires_at=held.expires_at
    )
    events.append(name, [happened], actor=by, at=now)
    return text


def _text(row: Licence, held: Credential, key: Mapping[str, Any], *, now: datetime) -> str:
    known = claims.claims_of(row)
    whole = {
        "iss": addresses.issuer(),
        "vct": addresses.licence_type(row.region, row.type_id),
        "nbf": int(now.timestamp()),
        "exp": int(held.expires_at.timestamp()),
        "cnf": {"jwk": dict(key)},
        "status": {"status_list": {"idx": held.place, "uri": addresses.status_list(held.list_number)}},
        **known,
    }
    kid, signer = keys.signing_key(now=now)
    hidden = sdjwt.hide(whole, claims.hidden_of(known), salt=partial(secrets.token_urlsafe, 16), decoys=DECOYS)
    issued = jose.sign({"typ": judging.TYPE, "kid": kid}, hidden.payload, signer)
    return sdjwt.show(issued, hidden.disclosures, hidden.disclosures).text


def check_credential(text: str, *, audience: str, nonce: str, now: datetime) -> CheckedCredential:
    """Whether a presented licence (SD-JWT VC with key binding) is to be believed, and what it shows.

    `audience` is who asked (our public address for questions of ours), `nonce` the question's own random text.
    Refuses `licences.credential.*`, each fault with its own sentence, in the order of `judging`: unreadable,
    another_kind, issuer_unknown, issuer_key_unknown, signature, no_holder_key, not_bound, bound_by_another_key,
    disclosure_tampered, disclosure_malformed, disclosed_twice, digest_twice, disclosure_foreign, digests_unknown,
    claim_taken, wrong_audience, nonce_replayed, nonce_foreign, clock_ahead, bound_long_ago, not_yet_valid, expired,
    no_status, status_unknown, suspended, revoked.
    """
    believed = judging.judge(
        text,
        question=Question(audience, nonce, timedelta(seconds=settings.WALLET_LEEWAY)),
        keys_of=_keys_of,
        status_of=partial(statuses.find_status, now=now),
        is_replayed=_is_ours,
        now=now,
    )
    return _checked(believed)


def _keys_of(issuer: str) -> list[jose.Key] | None:
    return list(keys.keys_to_check()) if issuer == addresses.issuer() else None


def _is_ours(nonce: str) -> bool:
    """Whether another question of ours had this nonce: then somebody sends an old answer again."""
    return Challenge.objects.filter(nonce=nonce).exists()


def _checked(believed: Believed) -> CheckedCredential:
    held = statuses.find_credential(*believed.place)
    if held is None:
        raise Refusal("licences.credential.status_unknown")
    row = held.licence
    kind = definition_of(row)
    hashes = believed.bound.get("transaction_data_hashes", [])
    return CheckedCredential(
        credential=CredentialId(held.uuid),
        licence=LicenceId(row.uuid),
        type_id=row.type_id,
        title=kind.title,
        issuer=believed.issuer,
        fields=claims.shown_fields(believed.claims, kind),
        claims=believed.claims,
        bound_at=believed.bound_at,
        transaction=tuple(str(one) for one in hashes) if isinstance(hashes, list) else (),
    )


def require_usable(held: Credential, *, now: datetime) -> None:
    """Refuses `licences.credential.not_usable` when a licence no longer counts, or was taken out of this wallet."""
    state = rules.state_at(life_of(held.licence), now)
    withdrawn = held.withdrawn_at is not None and now >= held.withdrawn_at
    if withdrawn or now >= held.expires_at or state is not rules.State.VALID:
        raise Refusal("licences.credential.not_usable", state=str(state))


@transaction.atomic
def withdraw_credential(*, credential: CredentialId, actor: Actor, now: datetime) -> None:
    """Take a licence out of a wallet that was lost: the licence itself stands. Whoever may see the licence as its
    holder may do so. Refuses `licences.credential.not_found`, `licences.credential.already_withdrawn`.
    """
    row = Credential.objects.select_for_update(of=("self",)).filter(uuid=credential.value).first()
    if row is None or row.licence.holder_id not in actor.subjects:
        raise Refusal("licences.credential.not_found")
    if row.withdrawn_at is not None:
        raise Refusal("licences.credential.already_withdrawn")
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    happened = CredentialWithdrawn(str(credential), str(LicenceId(row.licence.uuid)))
    events.append(str(credential), [happened], actor=actor.label, at=now)


def list_carried(*, licence: LicenceId, actor: Actor) -> list[CarriedView]:
    """In whose wallets a licence is, the newest first. Refuses `licences.licence.not_found`."""
    row = licence_row(licence, actor=actor)
    held = Credential.objects.select_related("keeper").filter(licence=row).order_by("-issued_at", "-id")
    return [
        CarriedView(
            CredentialId(one.uuid),
            licence,
            one.keeper.display_name,
            one.issued_at,
            one.expires_at,
            one.withdrawn_at is not None,
        )
        for one in held
    ]


def may_carry(row: Licence, actor: Actor) -> registry.SubjectView:
    """The person into whose wallet an actor may take a licence: its holder, or who represents the holder in person.

    A delegation does not reach as far: a wallet logs in and signs, and both are for the holder. Refuses
    `licences.credential.not_yours`.
    """
    authz.require(actor, "view", row, resource=LICENCE)
    in_person = [one for one in actor.grants if not one.basis]
    own = next((one for one in in_person if one.kind == "self"), None)
    if own is None or all(one.subject != row.holder_id for one in in_person):
        raise Refusal("licences.credential.not_yours")
    return registry.list_subjects_by_pk([own.subject])[own.subject]


def get_type_metadata(*, region: str, type_id: str) -> dict[str, Any]:
    """The type metadata behind a `vct`: as the packs say it now, else as the last such licence was issued.

    Refuses `licences.type.not_found`.
    """
    kind = _type_in_packs(region, type_id)
    if kind is None:
        row = Licence.objects.filter(region=region, type_id=type_id).order_by("-issued_at").first()
        if row is None:
            raise Refusal("licences.type.not_found", type=type_id[:64])
        kind = definition_of(row)
    return claims.type_metadata(kind, region=region)


def _type_in_packs(region: str, type_id: str) -> LicenceType | None:
    try:
        kind = packs.current().view(registry.pack_of(region)).find("licences", type_id)
    except Refusal:
        return None
    return kind if isinstance(kind, LicenceType) else None
