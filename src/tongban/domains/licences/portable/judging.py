"""Whether a presented licence is to be believed. Pure: keys, status and the moment are given.

Order: form, issuer, signature, kind; that the holder's key bound it, and that nothing was changed since; what was
shown; for whom, for which question and when; dates; status. The first fault is told, each by a sentence of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tongban.domains.licences.portable import jose, sdjwt
from tongban.domains.licences.portable.jose import BadSignature, Malformed
from tongban.domains.licences.portable.sdjwt import Presentation
from tongban.domains.licences.portable.statuslist import Status
from tongban.kernel.errors import Refusal

TYPE = "dc+sd-jwt"
OPEN = frozenset({"iss", "nbf", "exp", "cnf", "vct", "status", "vct#integrity"})
"""Claims that the issuer never hides (SD-JWT VC, registered JWT claims): a disclosure may not bring them."""
FRESH = timedelta(minutes=5)
"""How long ago a holder may have bound a presentation: as long as a question stands, and the time to send it."""

KeysOf = Callable[[str], Sequence[jose.Key] | None]
StatusOf = Callable[[str, int], int]


@dataclass(frozen=True, slots=True)
class Question:
    """For whom and to which question a presentation must be made; `leeway` is how far clocks may differ."""

    audience: str
    nonce: str
    leeway: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Believed:
    """What a believed presentation says: `claims` without digests, the holder's key, and what the key also signed."""

    issuer: str
    type: str
    claims: Mapping[str, Any]
    key: Mapping[str, Any]
    place: tuple[str, int]
    bound: Mapping[str, Any]
    bound_at: datetime


def judge(
    text: str,
    *,
    question: Question,
    keys_of: KeysOf,
    status_of: StatusOf,
    is_replayed: Callable[[str], bool],
    now: datetime,
) -> Believed:
    """The licence that a presentation proves to whoever asked `question`. Refuses `licences.credential.*`."""
    given = sdjwt.split(text)
    token = _issued(given, keys_of)
    key = _holder_key(token.payload)
    bound = _bound(given, key)
    claims = _claims(token.payload, given)
    at = _answers(bound.payload, question, is_replayed=is_replayed, now=now)
    _in_force(token.payload, leeway=question.leeway, now=now)
    place = _place(token.payload)
    _standing(status_of, place)
    issuer, kind = str(token.payload["iss"]), str(token.payload["vct"])
    return Believed(issuer, kind, claims, jose.public_of(key), place, bound.payload, at)


def _issued(given: Presentation, keys_of: KeysOf) -> jose.Token:
    """The issuer's token, when one of the keys of the issuer it names signed it."""
    try:
        token = jose.read(given.issued)
    except Malformed:
        raise Refusal("licences.credential.unreadable") from None
    if token.header.get("typ") != TYPE or not isinstance(token.payload.get("vct"), str):
        raise Refusal("licences.credential.another_kind")
    keys = keys_of(str(token.payload.get("iss", "")))
    if keys is None:
        raise Refusal("licences.credential.issuer_unknown", issuer=str(token.payload.get("iss", ""))[:200])
    named = token.header.get("kid")
    fitting = [key for key in keys if named in (None, key.thumbprint())]
    if not fitting:
        raise Refusal("licences.credential.issuer_key_unknown")
    for key in fitting:
        try:
            return jose.check(given.issued, key)
        except BadSignature:
            continue
    raise Refusal("licences.credential.signature")


def _holder_key(payload: Mapping[str, Any]) -> jose.Key:
    confirmed = payload.get("cnf")
    try:
        return jose.public_key(confirmed.get("jwk") if isinstance(confirmed, Mapping) else None)
    except Malformed:
        raise Refusal("licences.credential.no_holder_key") from None


def _bound(given: Presentation, key: jose.Key) -> jose.Token:
    """The key binding: made by the holder's key over exactly what was presented."""
    if not given.binding:
        raise Refusal("licences.credential.not_bound")
    try:
        token = jose.check(given.binding, key)
    except (Malformed, BadSignature):
        raise Refusal("licences.credential.bound_by_another_key") from None
    if token.header.get("typ") != sdjwt.KEY_BINDING:
        raise Refusal("licences.credential.bound_by_another_key")
    if token.payload.get("sd_hash") != jose.digest(given.unbound):
        raise Refusal("licences.credential.disclosure_tampered")
    return token


def _claims(payload: Mapping[str, Any], given: Presentation) -> dict[str, Any]:
    claims = sdjwt.reveal(payload, given.disclosures)
    if smuggled := sorted((OPEN & claims.keys()) - payload.keys()):
        raise Refusal("licences.credential.claim_taken", name=smuggled[0])
    return claims


def _answers(
    bound: Mapping[str, Any], question: Question, *, is_replayed: Callable[[str], bool], now: datetime
) -> datetime:
    """When the presentation was bound; it answers this question, to this verifier, now."""
    nonce, at = str(bound.get("nonce", "")), bound.get("iat")
    if bound.get("aud") != question.audience:
        raise Refusal("licences.credential.wrong_audience", audience=str(bound.get("aud", ""))[:200])
    if nonce != question.nonce:
        code = "licences.credential.nonce_replayed" if is_replayed(nonce) else "licences.credential.nonce_foreign"
        raise Refusal(code)
    if not isinstance(at, int) or isinstance(at, bool):
        raise Refusal("licences.credential.unreadable")
    ago = now.timestamp() - at
    if ago < -question.leeway.total_seconds():
        raise Refusal("licences.credential.clock_ahead", seconds=round(-ago))
    if ago > (FRESH + question.leeway).total_seconds():
        raise Refusal("licences.credential.bound_long_ago", minutes=round(ago / 60))
    return datetime.fromtimestamp(at, now.tzinfo)


def _in_force(payload: Mapping[str, Any], *, leeway: timedelta, now: datetime) -> None:
    starts, ends = payload.get("nbf"), payload.get("exp")
    slack = leeway.total_seconds()
    if not all(one is None or (isinstance(one, (int, float)) and not isinstance(one, bool)) for one in (starts, ends)):
        raise Refusal("licences.credential.unreadable")
    if starts is not None and now.timestamp() < starts - slack:
        raise Refusal("licences.credential.not_yet_valid", day=datetime.fromtimestamp(starts, now.tzinfo).date())
    if ends is not None and now.timestamp() >= ends + slack:
        raise Refusal("licences.credential.expired", day=datetime.fromtimestamp(ends, now.tzinfo).date())


def _place(payload: Mapping[str, Any]) -> tuple[str, int]:
    status = payload.get("status")
    listed = status.get("status_list") if isinstance(status, Mapping) else None
    if not isinstance(listed, Mapping) or not isinstance(listed.get("idx"), int):
        raise Refusal("licences.credential.no_status")
    return str(listed.get("uri", "")), int(listed["idx"])


def _standing(status_of: StatusOf, place: tuple[str, int]) -> None:
    uri, number = place
    try:
        status = status_of(uri, number)
    except (Malformed, LookupError):
        raise Refusal("licences.credential.status_unknown") from None
    if status == Status.SUSPENDED:
        raise Refusal("licences.credential.suspended")
    if status != Status.VALID:
        raise Refusal("licences.credential.revoked")
