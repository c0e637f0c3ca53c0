"""A wallet to try things with: of a sandbox only, and marked as such wherever it is seen.

Its keys lie in the platform's own database, so that every step works without JavaScript and in tests. That is exactly
what a real wallet must not do: there the key is made in the telephone's secure hardware and never leaves it. Nothing
outside this module and its pages knows of it; the questions it answers are those that any wallet answers.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from tongban.domains.licences import rules
from tongban.domains.licences.definitions import LicenceType
from tongban.domains.licences.models import Licence
from tongban.domains.licences.portable import carrying, claims, jose, judging, keys, questions, sdjwt
from tongban.domains.licences.portable.challenge_rules import Purpose
from tongban.domains.licences.portable.sdjwt import Path, Presentation
from tongban.domains.licences.portable.views import Answered, Request
from tongban.domains.licences.portable_models import DemoWallet, IssuerKey
from tongban.domains.licences.queries import definition_of, life_of
from tongban.domains.registry import api as registry
from tongban.kernel.authz import SYSTEM
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal

LISTED = 20


@dataclass(frozen=True, slots=True)
class Held:
    """A licence in the wallet: its place in the wallet, its names, and what can be shown of it by path."""

    place: int
    type_id: str
    title: Text
    name: str
    values: dict[str, tuple[Text, str]]


@dataclass(frozen=True, slots=True)
class Offer:
    """A licence that a try-out may take: as its holder, or as the holder's legal representative."""

    number: str
    title: Text
    holder: str
    keeper: str


def require_sandbox() -> None:
    """Refuses `licences.wallet.not_a_sandbox`."""
    if not settings.SANDBOX:
        raise Refusal("licences.wallet.not_a_sandbox")


def list_offers(*, now: datetime) -> list[Offer]:
    """Business licences of the town with their legal representatives: pretending to be one of them is the try-out."""
    require_sandbox()
    rows = Licence.objects.filter(type_id__in=questions.LOGS_IN, revoked_at=None, successor=None).order_by(
        "-issued_at", "-id"
    )
    usable = [row for row in rows[: LISTED * 2] if rules.state_at(life_of(row), now) is rules.State.VALID][:LISTED]
    return [Offer(row.number, definition_of(row).title, row.holder_name, _keeper(row).name) for row in usable]


@transaction.atomic
def take(*, wallet: str, number: str, now: datetime) -> None:
    """Take the licence with this number as its holder or legal representative, as if the wallet had just seen the
    person's identity card. Refuses `licences.wallet.not_a_sandbox`, `licences.wallet.nothing_to_take`.
    """
    require_sandbox()
    row = Licence.objects.filter(number=number, type_id__in=questions.LOGS_IN, revoked_at=None, successor=None).first()
    if row is None:
        raise Refusal("licences.wallet.nothing_to_take")
    if not IssuerKey.objects.filter(withdrawn_at=None).exists():
        keys.make_issuer_key(actor=SYSTEM, now=now)
    key = jose.new_key()
    keeper = _keeper(row)
    text = carrying.carry(row, keeper=keeper, key=jose.public_of(key), by=str(keeper.id), now=now)
    _put(wallet, text, key)


def _keeper(row: Licence) -> registry.SubjectView:
    holder = registry.list_subjects_by_pk([row.holder_id])[row.holder_id]
    if holder.kind == "person":
        return holder
    return registry.get_subject(registry.get_enterprise(holder.id).legal_representative)


def list_held(*, wallet: str) -> list[Held]:
    """What a wallet holds. Refuses `licences.wallet.not_a_sandbox`."""
    require_sandbox()
    row = DemoWallet.objects.filter(token=jose.digest(wallet)).first()
    return [_held(place, one["text"]) for place, one in enumerate(row.held)] if row else []


def _held(place: int, text: str) -> Held:
    given = sdjwt.split(text)
    payload = jose.read(given.issued).payload
    whole = sdjwt.reveal(payload, given.disclosures)
    type_id = str(payload["vct"]).rpartition("/")[2]
    kind = _kind_of(whole, type_id)
    values = {
        ".".join(path): (claims.label_of(path, kind), claims.told(path, value, kind))
        for path, value in claims.values_of(whole, kind).items()
    }
    return Held(place, type_id, kind.title, str(whole["holder_name"]), values)


def _kind_of(whole: dict[str, Any], type_id: str) -> LicenceType:
    """A real wallet fetches the type metadata by `vct`; this one sits beside them."""
    row = Licence.objects.filter(identifier=whole["identifier"]).first()
    if row is None:
        raise Refusal("licences.type.not_found", type=type_id)
    return definition_of(row)


@transaction.atomic
def accept(*, wallet: str, code: str, now: datetime) -> None:
    """Take a licence that my space offers by a code: make a key, prove it, keep what comes.

    Refuses as `questions.receive`, and `licences.wallet.not_a_sandbox`.
    """
    require_sandbox()
    asked = questions.open_challenge(code=code, now=now)
    key = jose.new_key()
    header = {"typ": questions.PROOF, "jwk": jose.public_of(key)}
    proof = jose.sign(header, {"aud": asked.audience, "nonce": asked.nonce, "iat": int(now.timestamp())}, key)
    _put(wallet, questions.receive(code=code, proof=proof, now=now), key)


@transaction.atomic
def approve(*, wallet: str, code: str, place: int, chosen: Collection[str], now: datetime) -> Answered:
    """Answer a question with the licence at `place`, showing the chosen fields (`fields.scope`, `number`, …).

    Refuses `licences.wallet.not_a_sandbox`, `licences.wallet.nothing_held`, and as `questions.answer`.
    """
    require_sandbox()
    asked = questions.open_challenge(code=code, now=now)
    row = DemoWallet.objects.filter(token=jose.digest(wallet)).first()
    if row is None or not 0 <= place < len(row.held):
        raise Refusal("licences.wallet.nothing_held")
    text = present(row.held[place], asked, chosen={tuple(one.split(".")) for one in chosen}, now=now)
    return questions.answer(code=code, presentation=text, now=now)


def present(held: dict[str, Any], asked: Request, *, chosen: Collection[Path], now: datetime) -> str:
    """The presentation of a held licence for a question, bound by the wallet's key."""
    given = sdjwt.split(held["text"])
    shown = sdjwt.show(given.issued, sdjwt.paths_of(given), chosen)
    more: dict[str, Any] = {}
    if asked.purpose is Purpose.SIGN:
        signed = questions.transaction_data(asked.asked)
        more = {"transaction_data_hashes": [jose.digest(signed)], "transaction_data_hashes_alg": "sha-256"}
    key = jose.private_key(held["key"])
    bound: Presentation = sdjwt.bind(shown, key, audience=asked.audience, nonce=asked.nonce, at=now, more=more)
    return bound.text


@transaction.atomic
def drop(*, wallet: str, place: int) -> None:
    """Throw a licence out of the wallet. Refuses `licences.wallet.{not_a_sandbox,nothing_held}`."""
    require_sandbox()
    row = DemoWallet.objects.select_for_update().filter(token=jose.digest(wallet)).first()
    if row is None or not 0 <= place < len(row.held):
        raise Refusal("licences.wallet.nothing_held")
    row.held = [one for number, one in enumerate(row.held) if number != place]
    row.save(update_fields=["held"])


def _put(wallet: str, text: str, key: jose.Key) -> None:
    given = jose.read(sdjwt.split(text).issued)
    if given.header.get("typ") != judging.TYPE:
        raise Refusal("licences.credential.another_kind")
    row, _ = DemoWallet.objects.select_for_update().get_or_create(token=jose.digest(wallet))
    row.held = [*row.held, {"text": text, "key": key.as_dict(private=True)}]
    row.save(update_fields=["held"])
