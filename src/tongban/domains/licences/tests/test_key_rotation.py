"""A new issuer key takes over: what the old one signed is still believed, until it is withdrawn."""

from datetime import timedelta

import pytest

from tongban.domains.licences import api as licences
from tongban.domains.licences.portable import demo, jose, sdjwt
from tongban.domains.licences.portable_models import DemoWallet, IssuerKey
from tongban.domains.licences.tests.conftest import NOW
from tongban.domains.licences.tests.test_portable import check, held, licence, refused, shown, wallet
from tongban.kernel.actors import SYSTEM

__all__ = ["licence", "wallet"]
TOMORROW = NOW + timedelta(days=1)


def signer_of(text: str) -> str:
    return str(jose.read(sdjwt.split(text).issued).header["kid"])


@pytest.fixture
def rotated(wallet: str) -> tuple[str, str]:
    """The old key, by which a licence lies in a wallet, and the new one that signs since tomorrow."""
    old = IssuerKey.objects.get().kid
    return old, licences.make_issuer_key(signs_from=TOMORROW, actor=SYSTEM, now=NOW)


def test_what_the_old_key_signed_is_believed_after_the_change(rotated: tuple[str, str]) -> None:
    old, _ = rotated
    assert signer_of(held()["text"]) == old
    later = TOMORROW + timedelta(days=30)
    found = check(shown(("holder_name",), at=later), now=later)
    assert [one.value for one in found.fields] == ["云汀松涛（集团）有限公司"]


def test_what_is_carried_after_the_change_is_signed_by_the_new_key(
    rotated: tuple[str, str], licence: licences.LicenceId
) -> None:
    number = licences.get_licence(licence, actor=SYSTEM, now=TOMORROW).number
    demo.take(wallet="second", number=number, now=TOMORROW)
    text = DemoWallet.objects.get(token=jose.digest("second")).held[0]["text"]
    assert signer_of(text) == rotated[1]


def test_the_new_key_withdrawn_leaves_what_the_old_one_signed(rotated: tuple[str, str]) -> None:
    old, new = rotated
    licences.withdraw_issuer_key(kid=new, reason="可能泄露", actor=SYSTEM, now=TOMORROW)
    assert check(shown(at=TOMORROW), now=TOMORROW).claims is not None
    licences.withdraw_issuer_key(kid=old, reason="可能泄露", actor=SYSTEM, now=TOMORROW)
    refused("credential.issuer_key_unknown", lambda: check(shown(at=TOMORROW), now=TOMORROW))
