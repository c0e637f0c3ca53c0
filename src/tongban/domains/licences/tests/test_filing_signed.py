"""An application is filed with its signature in one: both are there afterwards, or neither."""

from types import SimpleNamespace
from uuid import UUID

import pytest

from tongban.domains.cases import api as cases
from tongban.domains.licences import api as licences
from tongban.domains.licences.portable import signing
from tongban.domains.licences.portable_models import WalletSignature
from tongban.domains.licences.tests.conftest import NOW
from tongban.domains.licences.tests.test_portable import BROWSER, WHAT, account, approve, licence, refused, sign, wallet
from tongban.domains.registry import api as registry
from tongban.kernel import events
from tongban.kernel.actors import SYSTEM
from tongban.kernel.models import EvidenceRow

__all__ = ["account", "licence", "wallet"]
FILED = cases.CaseId(UUID("00000000-0000-4000-8000-00000000000f"))


def file() -> cases.CaseId:
    """Something that filing writes, once, however often it is sent."""
    if not events.read(str(FILED)):
        events.append(str(FILED), [cases.CaseWithdrawn(str(FILED), "", "a")], actor="a", at=NOW)
    return FILED


def file_signed(asked: licences.Asked, what: dict[str, object] = WHAT) -> cases.CaseId:
    text = licences.filing_text(what)
    return licences.file_signed(file=file, challenge=asked.id, browser=BROWSER, signed=text, actor=SYSTEM, now=NOW)


def test_filed_and_signed_in_one_also_by_a_second_click(
    account: registry.AccountId, company: registry.SubjectId, wallet: str
) -> None:
    asked = sign(company)
    approve(asked)
    assert [file_signed(asked), file_signed(asked)] == [FILED, FILED]
    assert len(events.read(str(FILED))) == 1 and WalletSignature.objects.get().case_id == str(FILED)


@pytest.mark.parametrize("place", ["printing.compose", "evidence.put", "events.append"])
def test_a_fault_between_filing_and_signing_leaves_neither(
    *,
    account: registry.AccountId,
    company: registry.SubjectId,
    wallet: str,
    place: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = sign(company)
    approve(asked)
    module, name = place.split(".")
    broken = SimpleNamespace(**{**vars(getattr(signing, module)), name: fail})
    with monkeypatch.context() as faulty:
        faulty.setattr(signing, module, broken)
        with pytest.raises(OSError, match="disk"):
            file_signed(asked)
    assert events.read(str(FILED)) == [] and not WalletSignature.objects.exists()
    assert not EvidenceRow.objects.exists()
    view = licences.get_challenge(challenge=asked.id, browser=BROWSER, now=NOW)
    assert view.stage is licences.Stage.APPROVED, "the signature has not been used up"
    assert file_signed(asked) == FILED and WalletSignature.objects.count() == 1


def fail(*_: object, **__: object) -> None:
    raise OSError("disk full")


def test_a_signature_that_does_not_fit_stops_the_filing(
    *, account: registry.AccountId, company: registry.SubjectId, wallet: str, licence: licences.LicenceId
) -> None:
    asked = sign(company)
    approve(asked)
    refused("wallet.answers_changed", lambda: file_signed(asked, WHAT | {"procedure": "other"}))
    licences.revoke(licence=licence, reason="误", basis="法", actor=SYSTEM, now=NOW)
    refused("credential.not_usable", lambda: file_signed(asked))
    assert events.read(str(FILED)) == [] and not WalletSignature.objects.exists()
