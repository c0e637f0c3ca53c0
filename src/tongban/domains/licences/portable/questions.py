"""Questions to a wallet: put by a browser, answered by a wallet, used once by the browser that asked."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from tongban.domains.licences.answers import FieldView
from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.portable import addresses, carrying, challenge_rules, jose, keys
from tongban.domains.licences.portable.challenge_rules import Purpose, Stage
from tongban.domains.licences.portable.history import WalletAnswered, WalletLoggedIn, WalletRefused
from tongban.domains.licences.portable.ids import ChallengeId, CredentialId
from tongban.domains.licences.portable.jose import BadSignature, Malformed
from tongban.domains.licences.portable.views import (
    Answered,
    Asked,
    ChallengeView,
    CheckedCredential,
    LetIn,
    Request,
)
from tongban.domains.licences.portable_models import Challenge, Credential
from tongban.domains.licences.queries import licence_row
from tongban.domains.registry import api as registry
from tongban.kernel import events
from tongban.kernel.authz import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal

REQUEST = "oauth-authz-req+jwt"
PROOF = "openid4vci-proof+jwt"
LOGS_IN = frozenset({"business_licence"})
"""The types of licence by which one may log in and sign: 电子营业执照 (市场主体登记管理条例 art. 22)."""
TOLD = frozenset(
    f"licences.credential.{reason}" for reason in ("revoked", "suspended", "expired", "not_yet_valid", "status_unknown")
)
"""Faults of a licence of ours that end the question: the browser learns why. Other faults leave it open for another."""
KEPT = timedelta(days=30)


# asking ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_login(*, browser: str, now: datetime) -> Asked:
    """Ask a wallet to log in whoever sits at `browser` (a secret that only this browser keeps)."""
    return _ask(Purpose.LOGIN, browser=browser, asked={"types": sorted(LOGS_IN)}, now=now)


@transaction.atomic
def ask_to_show(*, browser: str, purpose: str, now: datetime) -> Asked:
    """Ask for a licence with the fields that its holder chooses; `purpose` is told to the holder.

    Refuses `licences.challenge.no_purpose`.
    """
    if not purpose.strip():
        raise Refusal("licences.challenge.no_purpose")
    return _ask(Purpose.SHOW, browser=browser, asked={"purpose": purpose.strip()[:120]}, now=now)


@transaction.atomic
def ask_to_sign(
    *, browser: str, title: Text, subject: registry.SubjectId, digest: str, thing: str, now: datetime
) -> Asked:
    """Ask a holder to sign the digest of what is about to be sent for `subject`. `thing` names it to the browser."""
    what = {"title": {"zh": title.zh, "en": title.en}, "subject": str(subject), "digest": digest, "thing": thing}
    return _ask(Purpose.SIGN, browser=browser, asked={"types": sorted(LOGS_IN), **what}, now=now)


@transaction.atomic
def ask_to_carry(*, browser: str, licence: LicenceId, actor: Actor, now: datetime) -> Asked:
    """Offer a licence to the wallet of its holder, or of who represents the holder in person.

    Refuses `licences.licence.not_found`, `licences.credential.not_yours`.
    """
    row = licence_row(licence, actor=actor)
    keeper = carrying.may_carry(row, actor)
    found = _ask(Purpose.RECEIVE, browser=browser, asked={"licence": str(licence)}, now=now)
    Challenge.objects.filter(uuid=found.id.value).update(licence=row, keeper=keeper.pk)
    return found


def _ask(purpose: Purpose, *, browser: str, asked: Mapping[str, Any], now: datetime) -> Asked:
    begun = challenge_rules.ask(purpose, now=now)
    row = Challenge.objects.create(
        uuid=uuid4(),
        code=secrets.token_urlsafe(24),
        nonce=secrets.token_urlsafe(32),
        number=f"{secrets.randbelow(90) + 10}",
        browser=jose.digest(browser),
        purpose=purpose,
        stage=begun.stage,
        made_at=now,
        ends_at=begun.ends_at,
        asked=dict(asked),
    )
    return Asked(ChallengeId(row.uuid), row.code)


def get_challenge(*, challenge: ChallengeId, browser: str, now: datetime) -> ChallengeView:
    """A question as the browser that asked sees it. Refuses `licences.challenge.not_found`, also to other browsers."""
    row = Challenge.objects.select_related("licence").filter(uuid=challenge.value).first()
    if row is None or not _is_of(row, browser):
        raise Refusal("licences.challenge.not_found")
    shown = tuple(FieldView(**(one | {"title": Text(**one["title"])})) for one in row.answer.get("fields", ()))
    title = row.answer.get("title")
    return ChallengeView(
        id=challenge,
        purpose=Purpose(row.purpose),
        stage=challenge_rules.stage_at(_state(row), now),
        code=row.code,
        number=row.number,
        ends_at=row.ends_at,
        refusal=row.refusal,
        asked=row.asked,
        shown=shown,
        title=Text(**title) if title else None,
    )


# the wallet -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def open_challenge(*, code: str, now: datetime) -> Request:
    """What a wallet learns by the code: who asks, for what, what to compare; and the same signed by us.

    Refuses `licences.challenge.{not_found,expired,answered,used}`, `licences.keys.*`.
    """
    row = _by_code(code)
    _keep(row, challenge_rules.look(_state(row), now=now))
    row.save(update_fields=["stage"])
    kid, key = keys.signing_key(now=now)
    told = {
        "iss": addresses.issuer(),
        "client_id": addresses.issuer(),
        "response_uri": addresses.response(code),
        "nonce": row.nonce,
        "iat": int(now.timestamp()),
        "exp": int(row.ends_at.timestamp()),
        "purpose": row.purpose,
        "number": row.number,
        "asked": row.asked,
        **({"transaction_data": [transaction_data(row.asked)]} if row.purpose == Purpose.SIGN else {}),
    }
    return Request(
        purpose=Purpose(row.purpose),
        audience=addresses.issuer(),
        nonce=row.nonce,
        number=row.number,
        ends_at=row.ends_at,
        asked=row.asked,
        token=jose.sign({"typ": REQUEST, "kid": kid}, told, key),
    )


def transaction_data(asked: Mapping[str, Any]) -> str:
    """What the holder signs along with the answers (OpenID4VP 1.0 transaction data): the kind, what, and its digest."""
    told = {"type": "tongban.filing.v1", "credential_ids": ["licence"]}
    return jose.encode(jose.to_json({**told, **{name: asked[name] for name in ("title", "subject", "digest")}}))


@transaction.atomic
def answer(*, code: str, presentation: str, now: datetime) -> Answered:
    """A wallet answers with a presentation bound to our address and the question's nonce.

    Refuses `licences.challenge.*` and `licences.credential.*` while nothing is decided. A licence of ours that does not
    do (revoked, not a business licence, nobody's account) ends the question; that is an answer, not a refusal.
    """
    row = _by_code(code)
    approved = challenge_rules.approve(_state(row), now=now)
    if row.purpose == Purpose.RECEIVE:
        raise Refusal("licences.challenge.other_purpose")
    try:
        with transaction.atomic():
            checked = carrying.check_credential(presentation, audience=addresses.issuer(), nonce=row.nonce, now=now)
            held = Credential.objects.select_related("licence", "keeper").get(uuid=checked.credential.value)
            account = _fitting(row, held, checked, now=now)
    except Refusal as refused:
        if refused.code not in TOLD and not refused.code.startswith("licences.wallet."):
            raise
        return _end(row, challenge_rules.refuse(_state(row), now=now), reason=refused.code, now=now)
    _keep(row, approved)
    row.credential = held
    row.account_id = registry.get_account(account).pk if account else None
    row.answer = _answer_of(row, checked, presentation)
    row.save()
    happened = WalletAnswered(
        str(ChallengeId(row.uuid)), row.purpose, str(checked.credential), str(checked.licence), str(account or "")
    )
    events.append(happened.challenge, [happened], actor=_label(account), at=now)
    return Answered(credential=str(checked.credential))


def _fitting(
    row: Challenge, held: Credential, checked: CheckedCredential, *, now: datetime
) -> registry.AccountId | None:
    """Whose account an answer opens; None where none is needed. Refuses `licences.wallet.*`."""
    if row.purpose == Purpose.SHOW:
        return None
    if checked.type_id not in LOGS_IN:
        raise Refusal("licences.wallet.another_type")
    if row.purpose == Purpose.SIGN:
        return _signing(row, held, checked, now=now)
    return account_of(held, now=now)


def _signing(row: Challenge, held: Credential, checked: CheckedCredential, *, now: datetime) -> registry.AccountId:
    """The holder signed exactly what was asked, for the subject that applies."""
    if checked.transaction != (jose.digest(transaction_data(row.asked)),):
        raise Refusal("licences.wallet.signed_something_else")
    subject = registry.get_subject(registry.SubjectId.parse(row.asked["subject"]))
    if subject.pk != held.licence.holder_id:
        raise Refusal("licences.wallet.another_holder")
    return account_of(held, now=now)


def account_of(held: Credential, *, now: datetime) -> registry.AccountId:
    """The log-in of the person who holds the key, who still represents the holder of the licence.

    Refuses `licences.wallet.no_account`, `licences.wallet.no_longer_represents`.
    """
    account = registry.find_own_account(held.keeper_id, on=law_day(now))
    if account is None:
        raise Refusal("licences.wallet.no_account")
    if not registry.represents(account, held.licence.holder_id, on=law_day(now)):
        raise Refusal("licences.wallet.no_longer_represents")
    return account


def _answer_of(row: Challenge, checked: CheckedCredential, presentation: str) -> dict[str, Any]:
    """What the asking browser needs of the answer, and nothing else."""
    if row.purpose == Purpose.LOGIN:
        return {}
    if row.purpose == Purpose.SIGN:
        return {"presentation": presentation}
    fields = [asdict(one) | {"title": {"zh": one.title.zh, "en": one.title.en}} for one in checked.fields]
    return {"title": {"zh": checked.title.zh, "en": checked.title.en}, "fields": fields}


@transaction.atomic
def receive(*, code: str, proof: str, now: datetime) -> str:
    """Hand a licence over to a wallet that proves its key: a token (`openid4vci-proof+jwt`) with our address as `aud`
    and the question's nonce, signed by the key in its header. The whole credential, once.

    Refuses `licences.challenge.*`, `licences.wallet.bad_proof`, `licences.credential.not_usable`, `licences.keys.*`.
    """
    row = _by_code(code)
    taken = challenge_rules.approve(_state(row), now=now)
    if row.purpose != Purpose.RECEIVE or row.licence is None or row.keeper is None:
        raise Refusal("licences.challenge.other_purpose")
    key = _proven(proof, nonce=row.nonce, now=now)
    keeper = registry.list_subjects_by_pk([row.keeper.pk])[row.keeper.pk]
    text = carrying.carry(row.licence, keeper=keeper, key=key, by=str(keeper.id), now=now)
    _keep(row, taken)
    row.save(update_fields=["stage", "ends_at"])
    return text


def _proven(proof: str, *, nonce: str, now: datetime) -> dict[str, str]:
    """The wallet's public key, when it signed for us, for this question, now."""
    try:
        key = jose.public_key(jose.read(proof).header.get("jwk"))
        token = jose.check(proof, key)
    except (Malformed, BadSignature):
        raise Refusal("licences.wallet.bad_proof") from None
    at, leeway = token.payload.get("iat"), timedelta(seconds=settings.WALLET_LEEWAY) + challenge_rules.ANSWER_WITHIN
    fits = (
        token.header.get("typ") == PROOF
        and token.payload.get("aud") == addresses.issuer()
        and token.payload.get("nonce") == nonce
        and isinstance(at, int)
        and abs(now.timestamp() - at) <= leeway.total_seconds()
    )
    if not fits:
        raise Refusal("licences.wallet.bad_proof")
    return jose.public_of(key)


@transaction.atomic
def decline(*, code: str, now: datetime) -> None:
    """The holder says no. Refuses `licences.challenge.{not_found,expired,answered,used}`."""
    row = _by_code(code)
    _end(row, challenge_rules.decline(_state(row), now=now), reason="declined", now=now)


# the browser that asked -----------------------------------------------------------------------------------------------


@transaction.atomic
def use_login(*, challenge: ChallengeId, browser: str, now: datetime) -> LetIn:
    """Let in whoever the wallet has answered for: once, in the browser that asked. All is asked again here, because a
    licence may have been revoked in the minute between.

    Refuses `licences.challenge.*`, `licences.credential.not_usable`, `licences.wallet.*`.
    """
    row = used(challenge, browser=browser, purpose=Purpose.LOGIN, now=now)
    held = standing_credential(row, now=now)
    account = account_of(held, now=now)
    name, licence = str(CredentialId(held.uuid)), str(LicenceId(held.licence.uuid))
    happened = WalletLoggedIn(str(challenge), name, licence, str(account))
    events.append(str(challenge), [happened], actor=str(account), at=now)
    return LetIn(account, CredentialId(held.uuid))


def used(challenge: ChallengeId, *, browser: str, purpose: Purpose, now: datetime) -> Challenge:
    """The locked row of an approved question, now used, in the caller's transaction. Refuses `licences.challenge.*`."""
    row = Challenge.objects.select_for_update(of=("self",)).filter(uuid=challenge.value, purpose=purpose).first()
    if row is None:
        raise Refusal("licences.challenge.not_found")
    _keep(row, challenge_rules.use(_state(row), same_browser=_is_of(row, browser), now=now))
    row.answer = {} if purpose == Purpose.LOGIN else row.answer
    row.save(update_fields=["stage", "ends_at", "answer"])
    return row


def standing_credential(row: Challenge, *, now: datetime) -> Credential:
    """The credential that answered, which still counts. Refuses `licences.credential.not_usable`."""
    if row.credential_id is None:
        raise Refusal("licences.challenge.not_answered")
    held = Credential.objects.select_related("licence", "keeper").get(pk=row.credential_id)
    carrying.require_usable(held, now=now)
    return held


def forget_old(*, now: datetime) -> int:
    """Remove questions that were put more than thirty days ago; how many. What was signed is kept elsewhere."""
    return Challenge.objects.filter(made_at__lt=now - KEPT).delete()[0]


def _by_code(code: str) -> Challenge:
    known = code.isascii() and "\0" not in code
    row = Challenge.objects.select_for_update(of=("self",)).filter(code=code[:60]).first() if known else None
    if row is None:
        raise Refusal("licences.challenge.not_found")
    return row


def _is_of(row: Challenge, browser: str) -> bool:
    return secrets.compare_digest(row.browser, jose.digest(browser))


def _state(row: Challenge) -> challenge_rules.Challenge:
    return challenge_rules.Challenge(Purpose(row.purpose), Stage(row.stage), row.ends_at)


def _keep(row: Challenge, state: challenge_rules.Challenge) -> None:
    row.stage, row.ends_at = state.stage, state.ends_at


def _end(row: Challenge, state: challenge_rules.Challenge, *, reason: str, now: datetime) -> Answered:
    _keep(row, state)
    row.refusal = "" if reason == "declined" else reason
    row.save(update_fields=["stage", "ends_at", "refusal"])
    challenge = str(ChallengeId(row.uuid))
    events.append(challenge, [WalletRefused(challenge, row.purpose, reason)], actor="anonymous", at=now)
    return Answered(refusal=reason)


def _label(account: registry.AccountId | None) -> str:
    return str(account) if account else "anonymous"
