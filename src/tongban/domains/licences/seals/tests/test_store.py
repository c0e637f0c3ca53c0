"""Checking with whom this installation trusts and with what it knows of its own seals."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from tongban.domains.licences.seals import api as seals
from tongban.domains.licences.seals import authority, certificates
from tongban.domains.licences.seals.certificates import Revocation
from tongban.domains.licences.seals.models import Root, Seal, SealUse
from tongban.domains.licences.seals.tests import world
from tongban.domains.licences.seals.tests.conftest import NOW, PATH, XML, agency, found
from tongban.domains.licences.seals.tests.town import administrator, sealed_agency
from tongban.domains.licences.seals.tests.world import codes
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Refusal

DAY = timedelta(days=1)
FIRST, SECOND = administrator("990100"), administrator("990100", label="account_71", account=71)


@pytest.fixture(scope="module")
def town(once: Callable[[Callable[[], Any]], Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("town")
    before, settings.SEAL_FOLDER = settings.SEAL_FOLDER, folder / "seals"

    def build() -> seals.SealId:
        found(folder / "packs" / "yun")
        return sealed_agency(agency(), now=NOW)

    yield once(build)
    settings.SEAL_FOLDER = before


@pytest.fixture
def seal(db: None, town: seals.SealId) -> seals.SealId:
    return town


def sealed(days: float = 0) -> bytes:
    at = NOW + days * DAY
    return seals.seal_for(agency(), at=at).seal(XML, path=PATH, at=at).signed_value


def findings(value: bytes, days: float = 0) -> list[str]:
    return codes(seals.check(value, signature_xml=XML, path=PATH, now=NOW + days * DAY))


def test_our_own_seal_holds_at_every_part_of_a_second(seal: seals.SealId) -> None:
    assert NOW.microsecond, "the file tells whole seconds, so the seal seems older than its first use"
    assert findings(sealed()) == []


def test_a_suspension_counts_from_its_instant(seal: seals.SealId) -> None:
    before, later = sealed(1), sealed(3)
    seals.suspend(seal=seal, reason="x", actor=FIRST, now=NOW + 2 * DAY)
    assert findings(before, 9) == ["(suspended_since)"]
    assert findings(later, 9) == ["suspended"]
    seals.resume(seal=seal, actor=FIRST, now=NOW + 4 * DAY)
    assert (findings(before, 9), findings(later, 9), findings(sealed(5), 9)) == ([], ["suspended"], [])


def test_a_destruction_counts_from_its_instant(seal: seals.SealId) -> None:
    before, later = sealed(1), sealed(3)
    seals.ask_destruction(seal=seal, reason="x", actor=FIRST, now=NOW)
    seals.destroy(seal=seal, actor=SECOND, now=NOW + 2 * DAY)
    assert findings(before, 9) == ["(signer_revoked_since)", "(destroyed_since)"]
    assert findings(later, 9) == ["signer_revoked", "destroyed"]


def test_a_seal_that_was_never_used_seals_nothing_that_counts(seal: seals.SealId) -> None:
    value = sealed()
    Seal.objects.filter(uuid=seal.value).update(in_use_at=NOW + DAY)
    assert findings(value, 9) == ["not_in_use"]


def test_a_signature_that_is_not_in_the_record_is_told(seal: seals.SealId) -> None:
    """As whoever copied the key, or a transaction that was undone, would leave it."""
    values: list[bytes] = []
    with pytest.raises(RuntimeError), transaction.atomic():
        values.append(sealed())
        raise RuntimeError
    assert findings(values[0]) == ["not_recorded"]
    held = seals.seal_for(agency(), at=NOW)
    assert findings(held.hand.set(digest=bytes.fromhex(sm3(XML)), path=PATH, at=NOW)) == ["not_recorded"]


def test_sealing_holds_the_seal_but_not_other_sealings(seal: seals.SealId) -> None:
    sealed()
    with connection.cursor() as cursor:
        cursor.execute(
            "select mode from pg_locks l join pg_class c on c.oid = l.relation where c.relname = 'licences_seal'"
        )
        modes = {mode for (mode,) in cursor.fetchall()}
    assert "RowShareLock" in modes and SealUse.objects.filter(seal__uuid=seal.value).count() == 1


# whom we trust -------------------------------------------------------------------------------------------------------


def refused(act: Callable[..., object], **given: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        act(**({"actor": SYSTEM, "now": world.NOW} | given))
    return refusal.value.code


def foreign(roots: list[bytes], makers: list[bytes]) -> list[str]:
    for one in roots:
        seals.trust(certificate=one, kind="root", actor=SYSTEM, now=world.NOW)
    for one in makers:
        seals.trust(certificate=one, kind="maker", actor=SYSTEM, now=world.NOW)
    value = world.Stage().signed()
    return codes(seals.check(value, signature_xml=world.XML, path=world.PATH, now=world.NOW))


def test_a_seal_from_elsewhere_is_believed_once_its_root_and_maker_are(seal: seals.SealId) -> None:
    assert foreign([], []) == ["maker_root_unknown"]
    assert foreign([world.ROOT.certificate], []) == ["maker_not_trusted"], "here only named makers make seals"
    assert foreign([world.ROOT.certificate], [world.MAKER.certificate]) == []
    fingerprint = certificates.read(world.ROOT.certificate).fingerprint
    seals.withdraw(fingerprint=fingerprint, reason="x", actor=SYSTEM, now=world.NOW)
    assert foreign([], []) == ["maker_root_unknown"]
    assert refused(seals.withdraw, fingerprint=fingerprint, reason="x") == "licences.certificate.not_trusted"
    assert foreign([world.ROOT.certificate], []) == []


def test_trusting_twice_changes_nothing(seal: seals.SealId) -> None:
    pem = certificates.write_pem(world.ROOT.certificate).encode()
    first = seals.trust(certificate=pem, kind="root", actor=SYSTEM, now=world.NOW)
    assert seals.trust(certificate=world.ROOT.certificate, kind="root", actor=SYSTEM, now=world.NOW) == first
    assert Root.objects.filter(fingerprint=first).count() == 1
    assert seals.get_certificate(first).encode() == pem


def test_what_cannot_be_trusted_is_refused(seal: seals.SealId) -> None:
    old = world.root("旧根", since=world.SEALED - 3 * world.YEAR, years=1).certificate
    stranger = world.hand(world.root("别家"), "别家制章", role="maker").certificate
    assert refused(seals.trust, certificate=b"x", kind="root") == "licences.certificate.unreadable"
    assert refused(seals.trust, certificate=old, kind="root") == "licences.certificate.expired"
    assert (
        refused(seals.trust, certificate=world.MAKER.certificate, kind="root") == "licences.certificate.not_authority"
    )
    assert refused(seals.trust, certificate=stranger, kind="maker") == "licences.certificate.not_maker"
    assert refused(seals.trust, certificate=world.ROOT.certificate, kind="root", actor=FIRST) == "kernel.authz.denied"


def test_a_revocation_list_is_loaded_as_data(seal: seals.SealId) -> None:
    assert foreign([world.ROOT.certificate], [world.MAKER.certificate]) == []
    serial = certificates.read(world.SIGNER.certificate).serial

    def listed(at: Any, issuer: Any = world.ROOT) -> bytes:
        revoked = {serial: Revocation(world.SEALED - DAY, "key_compromise")}
        return certificates.issue_revocations(revoked, issuer=issuer, at=at, next_at=at + world.YEAR)

    stranger = listed(world.NOW, world.root("别家"))
    assert refused(seals.load_revocations, data=stranger) == "licences.certificate.list_foreign"
    assert refused(seals.load_revocations, data=b"x") == "licences.certificate.list_unreadable"
    assert seals.load_revocations(data=listed(world.NOW), actor=SYSTEM, now=world.NOW) == 1
    assert foreign([], []) == ["signer_revoked"]
    assert refused(seals.load_revocations, data=listed(world.NOW - DAY)) == "licences.certificate.list_older"
    assert [one.count for one in seals.list_revocations(actor=SYSTEM)] == [1]


def test_whose_seal_it_is(seal: seals.SealId) -> None:
    number = seals.get_seal(seal, actor=SYSTEM, now=NOW).number
    assert seals.agency_of(number) == agency() and seals.agency_of("nothing") is None


def test_only_officials_read_whom_we_trust(seal: seals.SealId) -> None:
    assert {one.kind for one in seals.list_roots(actor=FIRST)} == {"root", "maker"}
    with pytest.raises(Refusal, match="denied"):
        seals.list_roots(actor=Actor(account_id=9, label="account_9"))
    assert authority.open_workshop().root.certificate in seals.get_trust().roots
