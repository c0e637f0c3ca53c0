"""Each command and each question: the happy way, its refusals, and nothing else changed."""

from datetime import timedelta

import pytest

from tongban.domains.licences import api as licences
from tongban.domains.licences.models import Licence, Serial
from tongban.domains.licences.tests.conftest import NOW, STRANGER, grant, officer, owner
from tongban.domains.registry import api as registry
from tongban.kernel import events
from tongban.kernel.actors import ANONYMOUS, SYSTEM, Actor
from tongban.kernel.errors import Refusal
from tongban.kernel.identifiers import CredentialIdentifier

SOON = NOW + timedelta(days=1)


def issued(holder: registry.SubjectId, type_id: str = "business_licence", **more: str) -> licences.LicenceView:
    licence = licences.issue(grant=grant(holder, type_id, **more), actor=SYSTEM, now=NOW)
    return licences.get_licence(licence, actor=SYSTEM, now=SOON)


def refused(code: str, holder: registry.SubjectId, type_id: str = "business_licence", **more: str) -> None:
    with pytest.raises(Refusal) as refusal:
        licences.issue(grant=grant(holder, type_id, **more), actor=SYSTEM, now=NOW)
    assert refusal.value.code == code
    assert not Licence.objects.exists() and not Serial.objects.exists()


def test_an_issued_licence_has_a_lawful_identifier_and_its_event(company: registry.SubjectId) -> None:
    view = issued(company)
    parsed = CredentialIdentifier.parse(view.identifier)
    assert (parsed.issuer, parsed.type_code, parsed.version) == ("91350100M000100Y43", "11310000MB2F30661Y001", "001")
    assert parsed.serial == "20260000001"
    assert view.number == registry.get_enterprise(company).credit_code
    assert view.state is licences.State.VALID and view.valid_until is None and view.demo
    assert [recorded.type for recorded in events.read(str(view.id))] == ["licences.licence_issued.v1"]
    assert {field.id: field.value for field in view.fields}["founded"] == "2026年3月2日"


def test_the_same_case_and_track_gives_the_same_licence(company: registry.SubjectId) -> None:
    first, again = issued(company), issued(company)
    assert (first.id, Licence.objects.count()) == (again.id, 1)
    other = issued(company, "food_licence", track="food")
    assert other.id != first.id and other.number == "JY990102000001"
    assert other.valid_until is not None and other.valid_until.isoformat() == "2031-03-01"


def test_serials_count_per_issuer_and_type(company: registry.SubjectId) -> None:
    serials = [
        CredentialIdentifier.parse(issued(company, "food_licence", track=f"t{n}").identifier).serial for n in range(3)
    ]
    assert serials == ["20260000001", "20260000002", "20260000003"]
    assert CredentialIdentifier.parse(issued(company).identifier).serial == "20260000001"


def test_what_is_missing_refuses_and_leaves_nothing(company: registry.SubjectId, founder: registry.SubjectId) -> None:
    refused("licences.type.no_code", company, "nameless")
    refused("licences.type.unknown", company, "driving_licence")
    refused("licences.issuer.no_credit_code", company, role="tax")
    refused("licences.holder.wrong_kind", founder)


def test_a_missing_credit_code_is_mended_by_entering_it(company: registry.SubjectId) -> None:
    refused("licences.issuer.no_credit_code", company, role="tax")
    agency = registry.get_agency("990102", "tax", on=NOW.date()).id
    registry.enter_credit_code(agency=agency, credit_code="11370800004234373R", actor=SYSTEM, now=NOW)
    assert ".11370800004234373R." in issued(company, role="tax").identifier


def test_only_the_issuing_agencys_approver_revokes_once_and_with_reasons(company: registry.SubjectId) -> None:
    licence = issued(company).id

    def revoke(actor: Actor, reason: str = "以欺骗手段取得", basis: str = "行政许可法第69条") -> str:
        try:
            licences.revoke(licence=licence, reason=reason, basis=basis, actor=actor, now=SOON)
        except Refusal as refusal:
            return refusal.code
        return "done"

    assert revoke(STRANGER) == revoke(owner(company)) == revoke(officer(role="tax")) == "kernel.authz.denied"
    assert revoke(officer("review")) == "kernel.authz.denied"
    assert revoke(officer(), reason=" ") == "licences.revoke.no_reason"
    assert revoke(officer(), basis="") == "licences.revoke.no_basis"
    assert revoke(officer()) == "done"
    assert revoke(officer()) == "licences.revoke.already"
    view = licences.get_licence(licence, actor=owner(company), now=SOON)
    assert (view.state, view.revocation_basis) == (licences.State.REVOKED, "行政许可法第69条")
    assert licences.get_licence(licence, actor=SYSTEM, now=NOW).state is licences.State.VALID
    assert [one.type for one in events.read(str(licence))][1:] == ["licences.licence_revoked.v1"]


def test_a_dossier_opens_to_its_holder_and_the_issuing_officers(company: registry.SubjectId) -> None:
    issued(company)
    issued(company, "food_licence", track="food")
    for reader in (owner(company), officer("review"), officer("supervise"), SYSTEM):
        assert len(licences.get_dossier(company, actor=reader, now=SOON).licences) == 2
        assert len(licences.list_licences(actor=reader, now=SOON)) == 2
    for stranger in (STRANGER, ANONYMOUS, officer(role="tax"), officer("administer")):
        with pytest.raises(Refusal, match=r"licences\.dossier\.not_found"):
            licences.get_dossier(company, actor=stranger, now=SOON)
        assert licences.list_licences(actor=stranger, now=SOON) == []


def test_a_holder_without_licences_has_an_empty_dossier(company: registry.SubjectId) -> None:
    assert licences.get_dossier(company, actor=owner(company), now=SOON).licences == ()


def test_pages_of_a_list_follow_each_other(company: registry.SubjectId) -> None:
    for n in range(5):
        issued(company, "food_licence", track=f"t{n}")
    first = licences.list_licences(actor=SYSTEM, now=SOON, limit=3)
    rest = licences.list_licences(actor=SYSTEM, now=SOON, before=first[-1].id, limit=3)
    assert len({view.id for view in first + rest}) == 5


def test_whoever_scans_the_code_learns_the_state_and_the_public_lines(company: registry.SubjectId) -> None:
    view = issued(company)
    told = licences.verify(view.token, now=SOON)
    assert told.state is licences.State.VALID and told.licence is not None
    assert {field.id: field.value for field in told.licence.fields} == {
        "name": "云汀松涛（集团）有限公司",
        "head": "沈**",
    }
    assert told.licence.holder == "云汀松涛（集团）有限公司"


def test_a_persons_name_and_number_are_covered_in_public(founder: registry.SubjectId) -> None:
    view = issued(founder, "porter_card", track="card")
    told = licences.verify(view.token, now=SOON).licence
    assert told is not None
    number = registry.get_person(founder).citizen_id
    assert "沈知远" not in str(told) and number not in str(told) and number not in str(events.read(str(view.id)))
    assert (told.holder, told.holder_code[:3]) == ("沈**", number[:3])


@pytest.mark.parametrize("token", ["", "nothing", "x" * 500, "\0", "证", "' or 1=1 --"])
def test_an_unknown_token_is_unknown_not_an_error(city: None, token: str) -> None:
    assert licences.verify(token, now=NOW) == licences.Verification(licences.State.UNKNOWN, NOW, None)


def test_a_wrong_name_and_an_unknown_identifier_get_the_same_answer(company: registry.SubjectId) -> None:
    view = issued(company)
    right = licences.verify_by_identifier(view.identifier, holder_name="云汀松涛(集团)有限公司", now=SOON)
    wrong = licences.verify_by_identifier(view.identifier, holder_name="云汀松涛", now=SOON)
    nothing = licences.verify_by_identifier(view.identifier[:-1] + "!", holder_name="云汀松涛", now=SOON)
    odd = licences.verify_by_identifier("\0", holder_name="\0", now=SOON)
    assert right.state is licences.State.VALID
    assert wrong == nothing == odd == licences.Verification(licences.State.UNKNOWN, SOON, None)


def test_a_valid_licence_is_found_for_the_next_application(company: registry.SubjectId) -> None:
    view = issued(company, "food_licence", track="food")
    assert licences.find_valid(company, "food_licence", at=SOON) == view.identifier
    assert licences.find_valid(company, "business_licence", at=SOON) is None
    assert licences.find_valid(company, "food_licence", at=NOW + timedelta(days=3000)) is None


def test_metadata_has_the_names_of_the_standard(company: registry.SubjectId) -> None:
    view = issued(company, "food_licence", track="food")
    told = licences.get_metadata(view.id, actor=SYSTEM)
    assert told["ZZBS"] == view.identifier and told["CZZTDMLXDM"] == "001" and told["ZZYXQJZRQ"] == "2031-03-01"
    assert told["KZ_name"] == "云汀松涛（集团）有限公司"
