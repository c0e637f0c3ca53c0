"""Keys of programs: they open what their owner opens, until their day, and nobody can read them again."""

from datetime import date, timedelta

import pytest

from tongban.domains.registry import api as registry
from tongban.domains.registry.models import Account, ApiToken
from tongban.domains.registry.tests.conftest import NOW
from tongban.kernel import events
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.errors import Refusal

TODAY = NOW.date()


@pytest.fixture
def owner(city: None) -> registry.AccountId:
    return registry.create_account(username="owner", password=None, name="谷雨", actor=SYSTEM, now=NOW)


def acting(account: registry.AccountId) -> Actor:
    return registry.actor_of(account, now=NOW)


def issued(owner: registry.AccountId, until: date = TODAY + timedelta(days=30)) -> registry.IssuedToken:
    return registry.issue_token(account=owner, name="仓库系统", until=until, actor=acting(owner), now=NOW)


def test_a_key_opens_its_account_until_its_last_day(owner: registry.AccountId) -> None:
    token = issued(owner)
    found = registry.account_by_token(token.secret, now=NOW)
    assert found is not None and found.uuid == owner.value
    assert registry.account_by_token(token.secret, now=NOW + timedelta(days=30)) is not None
    assert registry.account_by_token(token.secret, now=NOW + timedelta(days=31)) is None
    assert [one.last_used_on for one in registry.list_tokens(acting(owner))] == [TODAY + timedelta(days=30)]


def test_only_the_digest_of_a_key_is_kept(owner: registry.AccountId) -> None:
    token = issued(owner)
    row = ApiToken.objects.get(uuid=token.id.value)
    assert token.secret not in str(vars(row))
    assert token.secret not in str([one.data for one in events.read(str(owner))])


@pytest.mark.parametrize("secret", ["", "tongban_", "tongban_" + "x" * 200, "x" * 51, "tongban_密"])
def test_what_is_no_key_opens_nothing(owner: registry.AccountId, secret: str) -> None:
    assert registry.account_by_token(secret, now=NOW) is None


def test_a_revoked_key_opens_nothing_and_revoking_twice_changes_nothing(owner: registry.AccountId) -> None:
    token = issued(owner)
    registry.revoke_token(token=token.id, actor=acting(owner), now=NOW)
    registry.revoke_token(token=token.id, actor=acting(owner), now=NOW)
    assert registry.account_by_token(token.secret, now=NOW) is None
    kinds = [one.type for one in events.read(str(owner))]
    assert kinds[1:] == ["registry.token_issued.v1", "registry.token_revoked.v1"]


def test_a_suspended_account_has_no_keys(owner: registry.AccountId) -> None:
    token = issued(owner)
    Account.objects.filter(uuid=owner.value).update(is_active=False)
    assert registry.account_by_token(token.secret, now=NOW) is None


def test_keys_are_their_owners_alone(owner: registry.AccountId) -> None:
    token = issued(owner)
    other = acting(registry.create_account(username="other", password=None, name="夏至", actor=SYSTEM, now=NOW))
    assert registry.list_tokens(other) == []
    with pytest.raises(Refusal, match=r"registry\.token\.not_found"):
        registry.revoke_token(token=token.id, actor=other, now=NOW)
    with pytest.raises(Refusal, match=r"kernel\.authz\.denied"):
        registry.issue_token(account=owner, name="x", until=TODAY, actor=other, now=NOW)


@pytest.mark.parametrize("until", [TODAY - timedelta(days=1), TODAY + timedelta(days=367)])
def test_a_key_has_a_lawful_period(owner: registry.AccountId, until: date) -> None:
    with pytest.raises(Refusal, match=r"registry\.token\.period"):
        issued(owner, until)
    assert not ApiToken.objects.exists()


def test_twenty_keys_are_enough(owner: registry.AccountId) -> None:
    for _ in range(20):
        issued(owner)
    with pytest.raises(Refusal, match=r"registry\.token\.most_reached"):
        issued(owner)
