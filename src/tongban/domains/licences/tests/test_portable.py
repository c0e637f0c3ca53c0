"""Licences in wallets through the register: carried, shown, checked, logged in with, signed with, taken back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from pytest_django import Settings

from tongban.domains.licences import api as licences
from tongban.domains.licences.models import Licence
from tongban.domains.licences.portable import (
    addresses,
    claims,
    demo,
    jose,
    keys,
    questions,
    sdjwt,
    signing,
    statuses,
    statuslist,
)
from tongban.domains.licences.portable.challenge_rules import Stage
from tongban.domains.licences.portable.ids import CredentialId
from tongban.domains.licences.portable_models import Challenge, Credential, DemoWallet, IssuerKey, WalletSignature
from tongban.domains.licences.tests.conftest import NOW, STRANGER, city, company, founder, grant, officer, owner
from tongban.domains.registry import api as registry
from tongban.kernel import events, evidence
from tongban.kernel.actors import ANONYMOUS, SYSTEM, Actor, Grant
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal

__all__ = ["city", "company", "founder"]
BROWSER, OTHER = "a-secret-of-this-browser", "another-browser"
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def licence(company: registry.SubjectId) -> licences.LicenceId:
    keys.make_issuer_key(actor=SYSTEM, now=NOW)
    return licences.issue(grant=grant(company), actor=SYSTEM, now=NOW)


@pytest.fixture
def account(
    licence: licences.LicenceId, founder: registry.SubjectId, company: registry.SubjectId
) -> registry.AccountId:
    """The log-in of the legal representative, whom a counter has connected with the person and the enterprise."""
    found = registry.create_account(username="shen", password="quiet-river-41", name="沈知远", actor=SYSTEM, now=NOW)
    for subject, role in ((founder, "self"), (company, "legal_representative")):
        registry.represent(account=found, subject=subject, role=role, actor=SYSTEM, now=NOW)
    return found


@pytest.fixture
def wallet(licence: licences.LicenceId) -> str:
    number = licences.get_licence(licence, actor=SYSTEM, now=NOW).number
    demo.take(wallet="w", number=number, now=NOW)
    return "w"


def held(wallet: str = "w") -> dict[str, Any]:
    whole: dict[str, Any] = DemoWallet.objects.get(token=jose.digest(wallet)).held[0]
    return whole


def shown(*chosen: tuple[str, ...], audience: str = "", nonce: str = "n", at: Any = NOW) -> str:
    given = sdjwt.split(held()["text"])
    text = sdjwt.show(given.issued, sdjwt.paths_of(given), chosen)
    key = jose.private_key(held()["key"])
    return sdjwt.bind(text, key, audience=audience or addresses.issuer(), nonce=nonce, at=at).text


def check(text: str, *, now: Any = NOW) -> licences.CheckedCredential:
    return licences.check_credential(text, audience=addresses.issuer(), nonce="n", now=now)


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(Refusal) as found:
        act()
    assert found.value.code == f"licences.{code}"


# carried and shown ----------------------------------------------------------------------------------------------------


def test_a_carried_licence_shows_only_what_is_chosen(wallet: str) -> None:
    found = check(shown(("holder_name",), ("fields", "scope")))
    assert [(one.title.zh, one.value) for one in found.fields] == [
        ("持证主体", "云汀松涛（集团）有限公司"),
        ("经营范围", "软件开发；技术服务"),
    ]
    assert "number" not in found.claims


def test_the_credential_hides_every_value_and_says_where_its_status_stands(wallet: str) -> None:
    payload = jose.read(sdjwt.split(held()["text"]).issued).payload
    assert set(payload) == {"_sd", "_sd_alg", "iss", "vct", "nbf", "exp", "cnf", "status", "fields"}
    assert set(payload["fields"]) == {"_sd"}
    assert payload["vct"] == f"{addresses.issuer()}/licence-types/990102/business_licence"
    assert payload["exp"] == int((NOW + timedelta(days=365)).timestamp())


def test_a_licence_with_an_end_is_not_carried_beyond_it(company: registry.SubjectId) -> None:
    keys.make_issuer_key(actor=SYSTEM, now=NOW)
    food = licences.issue(grant=grant(company, "food_licence", track="food"), actor=SYSTEM, now=NOW)
    late = NOW.replace(year=2030, month=12)
    row = Credential(licence=Licence.objects.get(uuid=food.value))
    assert claims.ends_of(row.licence, now=late).isoformat() == "2031-03-02T00:00:00+08:00"


def test_a_revoked_licence_is_no_longer_believed(licence: licences.LicenceId, wallet: str) -> None:
    check(shown())
    licences.revoke(licence=licence, reason="骗取", basis="行政许可法 第六十九条", actor=officer(), now=NOW + SECOND)
    refused("credential.revoked", lambda: check(shown(), now=NOW + SECOND))


def test_a_lost_wallet_is_shut_out_and_the_licence_stands(
    licence: licences.LicenceId, company: registry.SubjectId, wallet: str
) -> None:
    credential = check(shown()).credential
    refused(
        "credential.not_found",
        lambda: licences.withdraw_credential(credential=credential, actor=STRANGER, now=NOW),
    )
    licences.withdraw_credential(credential=credential, actor=owner(company), now=NOW)
    refused("credential.revoked", lambda: check(shown()))
    assert licences.get_licence(licence, actor=SYSTEM, now=NOW).state is licences.State.VALID
    assert [one.is_withdrawn for one in licences.list_carried(licence=licence, actor=owner(company))] == [True]
    refused(
        "credential.already_withdrawn",
        lambda: licences.withdraw_credential(credential=credential, actor=owner(company), now=NOW),
    )


def test_the_public_list_says_what_the_register_says(licence: licences.LicenceId, wallet: str) -> None:
    row = Credential.objects.get()
    key = jose.public_key(keys.published_keys()[0])

    def told(now: Any) -> int:
        token = jose.check(licences.status_list(row.list_number, now=now), key)
        return statuslist.read(token, uri=addresses.status_list(row.list_number), place=row.place, now=now)

    assert told(NOW) == statuslist.Status.VALID
    licences.revoke(licence=licence, reason="骗取", basis="行政许可法 第六十九条", actor=officer(), now=NOW + SECOND)
    assert told(NOW + MINUTE) == statuslist.Status.INVALID
    refused("status_list.unknown", lambda: licences.status_list(99, now=NOW))


def test_a_list_is_looked_up_once_a_minute_and_signed_when_it_says_something_else(
    licence: licences.LicenceId, wallet: str, django_assert_num_queries: Any
) -> None:
    def listed(minutes: int, seconds: int = 0) -> str:
        return licences.status_list(1, now=NOW + minutes * MINUTE + seconds * SECOND)

    first = listed(0)
    with django_assert_num_queries(1):  # of the cache
        assert listed(0, 59) == first
    assert listed(59) == first
    licences.revoke(licence=licence, reason="骗取", basis="行政许可法", actor=officer(), now=NOW + 59 * MINUTE)
    revoked = listed(60)
    assert listed(119) == revoked != first
    assert _says(listed(120)) == _says(revoked) != _says(first)
    assert listed(120) != revoked  # an hour old: signed anew, because it counts for twelve
    keys.make_issuer_key(actor=SYSTEM, now=NOW + 121 * MINUTE)
    assert jose.read(listed(122)).header["kid"] != jose.read(revoked).header["kid"]
    assert _says(listed(0)) == _says(first)  # whoever puts the clock back is told of that time


def _says(token: str) -> object:
    return jose.read(token).payload["status_list"]


def test_a_suspension_its_lifting_and_a_lost_wallet_are_told(
    licence: licences.LicenceId, company: registry.SubjectId, wallet: str
) -> None:
    row = Credential.objects.get()

    def told(minutes: int) -> int:
        now = NOW + minutes * MINUTE
        token = jose.read(licences.status_list(row.list_number, now=now))
        return statuslist.read(token, uri=addresses.status_list(row.list_number), place=row.place, now=now)

    Licence.objects.filter(pk=row.licence_id).update(suspended_at=NOW, suspended_until=NOW.date())
    assert told(1) == statuslist.Status.SUSPENDED
    past = [[NOW.isoformat(), (NOW + 2 * MINUTE).isoformat()]]
    Licence.objects.filter(pk=row.licence_id).update(suspended_at=None, suspended_until=None, past_suspensions=past)
    assert told(3) == statuslist.Status.VALID
    licences.withdraw_credential(credential=CredentialId(row.uuid), actor=owner(company), now=NOW + 4 * MINUTE)
    assert told(5) == statuslist.Status.INVALID


def test_entries_are_given_by_chance_and_never_twice(wallet: str) -> None:
    row = Credential.objects.get()
    tried = iter([row.place, row.place, 5])
    assert statuses.choose_place(lambda size: next(tried) % size) == (1, 5)


def test_a_full_list_is_followed_by_the_next(wallet: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statuses, "FULL", 1)
    assert statuses.choose_place(lambda _size: 3) == (2, 3)


@pytest.mark.parametrize(
    "uri", ["", "x", "http://localhost:8000/licence-status/", "http://localhost:8000/licence-status/01"]
)
def test_a_place_elsewhere_is_no_place_of_ours(wallet: str, uri: str) -> None:
    assert statuses.find_credential(uri, 0) is None


# keys -----------------------------------------------------------------------------------------------------------------


def test_a_key_is_published_before_it_signs(licence: licences.LicenceId) -> None:
    first = IssuerKey.objects.get().kid
    later = licences.make_issuer_key(signs_from=NOW + timedelta(days=1), actor=SYSTEM, now=NOW)
    assert {one["kid"] for one in licences.published_keys()} == {first, later}
    assert keys.signing_key(now=NOW)[0] == first
    assert keys.signing_key(now=NOW + timedelta(days=1))[0] == later
    states = {one.kid: one.state for one in licences.list_issuer_keys(actor=SYSTEM, now=NOW + timedelta(days=1))}
    assert states == {first: "published", later: "signing"}


def test_what_a_withdrawn_key_signed_is_not_believed(wallet: str) -> None:
    kid = IssuerKey.objects.get().kid
    licences.withdraw_issuer_key(kid=kid, reason="可能泄露", actor=SYSTEM, now=NOW)
    refused("credential.issuer_key_unknown", lambda: check(shown()))
    refused("keys.none", lambda: keys.signing_key(now=NOW))
    refused("keys.already_withdrawn", lambda: licences.withdraw_issuer_key(kid=kid, reason="x", actor=SYSTEM, now=NOW))


def test_the_database_alone_cannot_sign(licence: licences.LicenceId, settings: Settings) -> None:
    row = IssuerKey.objects.get()
    assert "ENCRYPTED" in row.sealed
    assert "d" not in row.public
    settings.WALLET_PASSPHRASE = "another passphrase of enough length"
    refused("keys.wrong_passphrase", lambda: keys.signing_key(now=NOW))
    settings.WALLET_PASSPHRASE = "short"
    refused("keys.no_passphrase", lambda: keys.signing_key(now=NOW))


@pytest.mark.parametrize("actor", [ANONYMOUS, STRANGER])
def test_only_the_machine_makes_keys(city: None, actor: Actor) -> None:
    with pytest.raises(Refusal, match="denied"):
        licences.make_issuer_key(actor=actor, now=NOW)


def test_the_type_is_described_for_wallets(licence: licences.LicenceId) -> None:
    told = licences.get_type_metadata(region="990102", type_id="business_licence")
    assert told["vct"] == addresses.licence_type("990102", "business_licence")
    assert {"locale": "en", "name": "Business licence"} in told["display"]
    paths = {tuple(one["path"]): one for one in told["claims"]}
    assert paths[("fields", "scope")]["display"][0] == {"locale": "zh-CN", "label": "经营范围"}
    refused("type.not_found", lambda: licences.get_type_metadata(region="990102", type_id="nothing"))


# into the wallet ------------------------------------------------------------------------------------------------------


def test_the_legal_representative_takes_the_licence_by_a_code(
    licence: licences.LicenceId, account: registry.AccountId
) -> None:
    actor = registry.actor_of(account, now=NOW)
    asked = licences.ask_to_carry(browser=BROWSER, licence=licence, actor=actor, now=NOW)
    demo.accept(wallet="w", code=asked.code, now=NOW)
    assert check(shown(("number",))).licence == licence
    assert [one.keeper for one in licences.list_carried(licence=licence, actor=actor)] == ["沈知远"]
    refused("challenge.used", lambda: demo.accept(wallet="w", code=asked.code, now=NOW))


def test_who_only_acts_by_delegation_takes_nothing(
    licence: licences.LicenceId, founder: registry.SubjectId, company: registry.SubjectId
) -> None:
    person, firm = (registry.get_subject(one) for one in (founder, company))
    own = Grant(person.pk, str(founder))
    delegated = Grant(firm.pk, str(company), kind="agent", basis="delegation_1")

    def ask(*grants: Grant) -> licences.Asked:
        actor = Actor(account_id=8, label="account_8", grants=grants)
        return licences.ask_to_carry(browser=BROWSER, licence=licence, actor=actor, now=NOW)

    refused("credential.not_yours", lambda: ask(own, delegated))
    refused("licence.not_found", lambda: ask(own))


@pytest.mark.parametrize("broken", ["key", "nonce", "audience", "time", "kind", "text"])
def test_a_wallet_that_does_not_prove_its_key_gets_nothing(
    licence: licences.LicenceId, account: registry.AccountId, broken: str
) -> None:
    actor = registry.actor_of(account, now=NOW)
    asked = licences.ask_to_carry(browser=BROWSER, licence=licence, actor=actor, now=NOW)
    told, key = licences.open_challenge(code=asked.code, now=NOW), jose.new_key()
    header = {"typ": "JWT" if broken == "kind" else questions.PROOF, "jwk": jose.public_of(key)}
    payload = {
        "aud": "https://other.example" if broken == "audience" else told.audience,
        "nonce": "other" if broken == "nonce" else told.nonce,
        "iat": int(NOW.timestamp()) - (600 if broken == "time" else 0),
    }
    proof = jose.sign(header, payload, jose.new_key() if broken == "key" else key)
    proof = "x" if broken == "text" else proof
    refused("wallet.bad_proof", lambda: licences.receive_credential(code=asked.code, proof=proof, now=NOW))
    assert not Credential.objects.exists()


# log-in ---------------------------------------------------------------------------------------------------------------


def log_in(*, now: Any = NOW) -> licences.Asked:
    return licences.ask_login(browser=BROWSER, now=now)


def approve(asked: licences.Asked, *, now: Any = NOW, chosen: tuple[str, ...] = ()) -> licences.Answered:
    return demo.approve(wallet="w", code=asked.code, place=0, chosen=chosen, now=now)


def use(asked: licences.Asked, *, browser: str = BROWSER, now: Any = NOW) -> licences.LetIn:
    return licences.use_login(challenge=asked.id, browser=browser, now=now)


def types_of(asked: licences.Asked) -> list[str]:
    return [one.type.split(".")[1] for one in events.read(str(asked.id))]


def test_the_holder_is_let_in_once(account: registry.AccountId, wallet: str) -> None:
    asked = log_in()
    refused("challenge.not_answered", lambda: use(asked))
    assert approve(asked).refusal == ""
    assert use(asked).account == account
    refused("challenge.used", lambda: use(asked))
    assert types_of(asked) == ["wallet_answered", "wallet_logged_in"]


def test_only_the_browser_that_asked_is_let_in(account: registry.AccountId, wallet: str) -> None:
    asked = log_in()
    approve(asked)
    refused("challenge.other_browser", lambda: use(asked, browser=OTHER))
    refused("challenge.not_found", lambda: licences.get_challenge(challenge=asked.id, browser=OTHER, now=NOW))
    assert use(asked).account == account


def test_an_answer_waits_a_minute(account: registry.AccountId, wallet: str) -> None:
    asked = log_in()
    approve(asked)
    refused("challenge.expired", lambda: use(asked, now=NOW + timedelta(minutes=1)))


def test_a_code_lasts_two_minutes(account: registry.AccountId, wallet: str) -> None:
    asked = log_in()
    refused("challenge.expired", lambda: approve(asked, now=NOW + timedelta(minutes=2)))


def test_an_answer_cannot_be_sent_again(account: registry.AccountId, wallet: str) -> None:
    first, second = log_in(), log_in()
    told = licences.open_challenge(code=first.code, now=NOW)
    text = demo.present(held(), told, chosen=(), now=NOW)
    licences.answer_challenge(code=first.code, presentation=text, now=NOW)
    refused("challenge.answered", lambda: licences.answer_challenge(code=first.code, presentation=text, now=NOW))
    refused(
        "credential.nonce_replayed",
        lambda: licences.answer_challenge(code=second.code, presentation=text, now=NOW),
    )


def test_an_answer_to_a_phishing_site_is_worth_nothing_here(account: registry.AccountId, wallet: str) -> None:
    asked = log_in()
    told = licences.open_challenge(code=asked.code, now=NOW)
    text = shown(audience="https://yunting-login.example", nonce=told.nonce)
    refused(
        "credential.wrong_audience",
        lambda: licences.answer_challenge(code=asked.code, presentation=text, now=NOW),
    )
    assert licences.get_challenge(challenge=asked.id, browser=BROWSER, now=NOW).stage is Stage.SEEN


def test_a_revoked_licence_lets_nobody_in(
    account: registry.AccountId, licence: licences.LicenceId, wallet: str
) -> None:
    asked = log_in()
    licences.revoke(licence=licence, reason="吊销", basis="行政许可法 第六十九条", actor=officer(), now=NOW)
    assert approve(asked).refusal == "licences.credential.revoked"
    view = licences.get_challenge(challenge=asked.id, browser=BROWSER, now=NOW)
    assert (view.stage, view.refusal) == (Stage.REFUSED, "licences.credential.revoked")
    refused("challenge.refused", lambda: use(asked))
    assert types_of(asked) == ["wallet_refused"]


def test_a_licence_revoked_in_the_minute_between_lets_nobody_in(
    account: registry.AccountId, licence: licences.LicenceId, wallet: str
) -> None:
    asked = log_in()
    approve(asked)
    licences.revoke(licence=licence, reason="吊销", basis="行政许可法 第六十九条", actor=officer(), now=NOW)
    refused("credential.not_usable", lambda: use(asked))
    assert licences.get_challenge(challenge=asked.id, browser=BROWSER, now=NOW).stage is Stage.APPROVED


def test_who_has_no_account_is_told_so(wallet: str) -> None:
    asked = log_in()
    assert approve(asked).refusal == "licences.wallet.no_account"
    assert types_of(asked) == ["wallet_refused"]


def test_who_no_longer_represents_is_not_let_in(
    licence: licences.LicenceId, founder: registry.SubjectId, wallet: str
) -> None:
    own = registry.create_account(username="shen", password="quiet-river-41", name="沈知远", actor=SYSTEM, now=NOW)
    registry.represent(account=own, subject=founder, role="self", actor=SYSTEM, now=NOW)
    assert approve(log_in()).refusal == "licences.wallet.no_longer_represents"


def test_a_suspended_account_lets_nobody_in(account: registry.AccountId, wallet: str) -> None:
    get_user_model()._default_manager.filter(uuid=account.value).update(is_active=False)
    assert approve(log_in()).refusal == "licences.wallet.no_account"


def test_the_holder_may_say_no(account: registry.AccountId, wallet: str) -> None:
    asked = log_in()
    licences.decline_challenge(code=asked.code, now=NOW)
    refused("challenge.declined", lambda: use(asked))
    assert types_of(asked) == ["wallet_refused"]


def test_the_wallet_is_told_who_asks_by_our_signature(account: registry.AccountId, wallet: str) -> None:
    told = licences.open_challenge(code=log_in().code, now=NOW)
    token = jose.check(told.token, jose.public_key(keys.published_keys()[0]))
    assert token.header["typ"] == questions.REQUEST
    assert (token.payload["client_id"], token.payload["nonce"]) == (addresses.issuer(), told.nonce)
    assert token.payload["number"] == told.number


@pytest.mark.parametrize("code", ["", "nothing", "\0", "é"])
def test_an_unknown_code_opens_nothing(city: None, code: str) -> None:
    refused("challenge.not_found", lambda: licences.open_challenge(code=code, now=NOW))


# showing --------------------------------------------------------------------------------------------------------------


def test_a_verifier_sees_what_the_holder_chose(wallet: str) -> None:
    asked = licences.ask_to_show(browser=BROWSER, purpose="核对经营范围", now=NOW)
    approve(asked, chosen=("number", "fields.scope"))
    view = licences.get_challenge(challenge=asked.id, browser=BROWSER, now=NOW)
    assert view.title == Text(zh="营业执照", en="Business licence")
    assert [one.id for one in view.shown] == ["number", "fields.scope"]
    refused("challenge.no_purpose", lambda: licences.ask_to_show(browser=BROWSER, purpose=" ", now=NOW))


# signing --------------------------------------------------------------------------------------------------------------

WHAT: dict[str, object] = {"procedure": "restaurant_opening", "answers": {"name": "松涛", "seats": 40}}


def sign(company: registry.SubjectId, what: dict[str, object] = WHAT) -> licences.Asked:
    digest = licences.digest_of_filing(licences.filing_text(what))
    title = Text(zh="开餐馆", en="Opening a restaurant")
    return licences.ask_to_sign(browser=BROWSER, title=title, subject=company, digest=digest, thing="draft", now=NOW)


def attach(asked: licences.Asked, what: dict[str, object] = WHAT) -> licences.SignatureId:
    text = licences.filing_text(what)
    return signing.attach_signature(
        case="case_1", challenge=asked.id, browser=BROWSER, signed=text, actor=SYSTEM, now=NOW
    )


def test_a_signature_is_kept_with_everything_to_check_it(
    account: registry.AccountId, company: registry.SubjectId, wallet: str
) -> None:
    asked = sign(company)
    approve(asked)
    digest = licences.digest_of_filing(licences.filing_text(WHAT))
    assert licences.is_signed(challenge=asked.id, browser=BROWSER, digest=digest, now=NOW)
    assert not licences.is_signed(challenge=asked.id, browser=OTHER, digest=digest, now=NOW)
    attach(asked)
    (found,) = licences.list_signatures("case_1")
    assert (found.signer_name, found.digest, found.holder_name) == ("沈知远", digest, "云汀松涛（集团）有限公司")
    row = WalletSignature.objects.get()
    bound = jose.read(sdjwt.split(row.presentation).binding).payload
    assert bound["transaction_data_hashes"] == [jose.digest(questions.transaction_data(Challenge.objects.get().asked))]
    assert jose.digest_of_bytes(row.signed.encode()) == found.digest
    _, paper = evidence.get(evidence.EvidenceId.parse(found.evidence))
    assert paper.startswith(b"%PDF")
    refused("challenge.used", lambda: attach(asked))


def test_changed_answers_are_not_signed(account: registry.AccountId, company: registry.SubjectId, wallet: str) -> None:
    asked = sign(company)
    approve(asked)
    changed = WHAT | {"answers": {"name": "松涛", "seats": 41}}
    refused("wallet.answers_changed", lambda: attach(asked, changed))
    assert not WalletSignature.objects.exists()


def test_who_signs_must_sign_exactly_this(
    account: registry.AccountId, company: registry.SubjectId, wallet: str
) -> None:
    asked = sign(company)
    told = licences.open_challenge(code=asked.code, now=NOW)
    text = shown(nonce=told.nonce)  # bound, but without what is to be signed
    answered = licences.answer_challenge(code=asked.code, presentation=text, now=NOW)
    assert answered.refusal == "licences.wallet.signed_something_else"


def test_another_enterprise_cannot_sign(account: registry.AccountId, founder: registry.SubjectId, wallet: str) -> None:
    assert approve(sign(founder)).refusal == "licences.wallet.another_holder"


# the demo wallet ------------------------------------------------------------------------------------------------------


def test_the_demo_wallet_is_of_a_sandbox_only(wallet: str, settings: Settings) -> None:
    settings.SANDBOX = False
    for act in (
        lambda: demo.list_offers(now=NOW),
        lambda: demo.take(wallet="w", number="x", now=NOW),
        lambda: demo.list_held(wallet="w"),
        lambda: demo.accept(wallet="w", code="x", now=NOW),
        lambda: demo.approve(wallet="w", code="x", place=0, chosen=(), now=NOW),
        lambda: demo.drop(wallet="w", place=0),
    ):
        refused("wallet.not_a_sandbox", act)


def test_the_demo_wallet_lists_and_drops(wallet: str) -> None:
    (offer,) = demo.list_offers(now=NOW)
    assert (offer.holder, offer.keeper) == ("云汀松涛（集团）有限公司", "沈知远")
    (one,) = demo.list_held(wallet=wallet)
    assert (one.title.zh, one.values["fields.scope"][1]) == ("营业执照", "软件开发；技术服务")
    refused("wallet.nothing_held", lambda: demo.drop(wallet=wallet, place=7))
    demo.drop(wallet=wallet, place=0)
    assert demo.list_held(wallet=wallet) == []


def test_questions_are_forgotten_after_thirty_days(wallet: str) -> None:
    asked = log_in()
    assert licences.forget_old_challenges(now=NOW + timedelta(days=30)) == 0
    assert licences.forget_old_challenges(now=NOW + timedelta(days=30) + SECOND) == 1
    assert not Challenge.objects.filter(uuid=asked.id.value).exists()
