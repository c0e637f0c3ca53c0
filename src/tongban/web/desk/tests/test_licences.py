"""Licences at the desk: found, looked at, changed, suspended, taken back; and a case that changes one."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.domains.licences import api as licences
from tongban.domains.registry import api as registry
from tongban.kernel import evidence, outbox
from tongban.kernel.actors import SYSTEM
from tongban.web.tests.conftest import PDF, REGION, City

LAW = "中华人民共和国市场主体登记管理条例 第二十四条"
LOST = "中华人民共和国市场主体登记管理条例 第三十七条"
CANCELLED = "中华人民共和国市场主体登记管理条例 第三十一条"


@pytest.fixture
def company(city: City) -> licences.LicenceView:
    """The business licence of a company that was set up through a case."""
    case = city.file()
    city.accept(case)
    city.finish(case)
    return licence_of(city, case)


def licence_of(city: City, case: cases.CaseId) -> licences.LicenceView:
    listed = licences.list_by_case(str(case), actor=SYSTEM, now=city.now)
    return next(one for one in listed if one.type_id == "business_licence")


def address(view: licences.LicenceView, act: str = "") -> str:
    return f"/desk/licences/{view.id}/" + (f"{act}/" if act else "")


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("申请书.pdf", PDF, "application/pdf")


def post(client: Client, url: str, **values: Any) -> Any:
    return client.post(url, values)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_an_officer_finds_a_licence_by_what_is_at_hand(city: City, company: licences.LicenceView) -> None:
    client = city.client_of("approver")
    assert address(company) in text(client.get("/desk/licences/"))
    for asked in (company.number, company.identifier, "云汀市禾岚", company.number.lower()):
        assert address(company) in text(post(client, "/desk/licences/", text=asked)), asked
    assert address(company) not in text(post(client, "/desk/licences/", text="青山"))
    assert address(company) not in text(post(city.client_of("window"), "/desk/licences/", text=company.number))


def test_the_page_tells_state_content_and_history_and_offers_what_is_lawful(
    city: City, company: licences.LicenceView
) -> None:
    shown = text(city.client_of("approver").get(address(company)))
    for said in ("云汀市禾岚茶业有限公司", "茶叶零售；茶具销售", "颁发“营业执照”", company.identifier):
        assert said in shown
    offered = [
        act for act in ("change", "renew", "replace", "suspend", "resume", "revoke") if address(company, act) in shown
    ]
    assert offered == ["change", "replace", "revoke"]
    reviewer = text(city.client_of("reviewer").get(address(company)))
    assert address(company, "change") not in reviewer and "没有可以办理的" in reviewer
    assert city.client_of("reviewer").get(address(company, "change")).status_code == 403
    assert city.client_of("window").get(address(company)).status_code == 404
    assert city.client_of("founder").get(address(company)).status_code == 403


def test_a_change_writes_only_what_was_edited_and_keeps_what_was_sent(
    city: City, company: licences.LicenceView
) -> None:
    client, url = city.client_of("approver"), address(company, "change")
    page = text(client.get(url))
    assert 'name="value.credit_code"' not in page and 'name="value.scope"' in page
    assert "确认后立即生成新版本" in page and LAW in page
    asked = {f"value.{one.id}": one.raw for one in company.fields if one.id != "credit_code"}
    forged = post(client, url, **asked, **{"value.credit_code": "1"}, reason="改", basis=LAW, evidence=paper())
    assert forged.status_code == 422 and "没有任何内容发生变化" in text(forged)
    edited = {
        **asked,
        "value.premises": "云汀市临江区望潮路8号 | 茶馆\n云汀市临江区望潮路9号",
        "reason": "增加经营场所",
    }
    refused = post(client, url, **edited, basis="", evidence=paper())
    assert refused.status_code == 422 and "望潮路9号" in text(refused) and "申请书.pdf" in text(refused)
    kept = text(refused).split('name="kept" value="')[1].split('"')[0]
    done = post(client, url, **edited, basis=LAW, kept=kept)
    assert done.status_code == 302 and done["Location"] != address(company)
    shown = text(client.get(done["Location"]))
    assert "望潮路8号" in shown and "茶馆" in shown and "变更内容：经营场所" in shown and "第 2 版" in shown
    assert client.get(f"{done['Location']}papers/{kept}/").status_code == 200
    assert city.client_of("window").get(f"{done['Location']}papers/{kept}/").status_code == 404
    old = text(client.get(address(company)))
    assert "这是旧版本" in old and address(company, "change") not in old
    assert client.get(url)["Location"] == address(company)


def test_nothing_is_taken_back_without_ending_law_and_a_second_look(city: City, company: licences.LicenceView) -> None:
    client, url = city.client_of("approver"), address(company, "revoke")
    asked = {"ending": "cancelled", "reason": "注销登记", "basis": CANCELLED, "sure": "yes"}
    for missing, said in (("ending", "请选择怎样收回"), ("sure", "请核对后打勾"), ("reason", "请写明撤销的事实")):
        refused = post(client, url, **{**asked, missing: ""})
        assert refused.status_code == 422 and said in text(refused)
    assert post(client, url, **asked).status_code == 302
    shown = text(client.get(address(company)))
    assert "注销" in shown and licences.get_licence(company.id, actor=SYSTEM, now=city.now).ending == "cancelled"
    assert "已撤销" in text(Client().get(f"/verify/{company.token}/"))


def test_the_agency_that_issued_it_makes_an_annotated_copy_and_withdraws_it(
    city: City, company: licences.LicenceView
) -> None:
    client, url = city.client_of("approver"), f"{address(company)}copies/"
    assert f'href="{url}"' in text(client.get(address(company)))
    refused = client.post(url, {"recipient": "云汀市人民法院", "purpose": " ", "term": "7"})
    assert refused.status_code == 422 and 'href="#f-purpose"' in text(refused)
    made = client.post(url, {"recipient": "云汀市人民法院", "purpose": "案件调查", "term": "7"}, follow=True)
    assert "云汀市人民法院" in text(made) and "市场监督管理局制作于" in text(made)
    file = re.search(r'href="([^"]+/copy\.pdf)"', text(made))
    withdraw = re.search(r'action="([^"]+/withdraw/)"', text(made))
    assert file is not None and withdraw is not None
    assert client.get(file[1]).content.startswith(b"%PDF") and client.get(f"{file[1][:-3]}doc").status_code == 404
    held = text(city.client_of("founder").get(f"/space/licences/{company.id}/copies/"))
    assert "案件调查" in held  # the holder sees it
    assert city.client_of("window").get(url).status_code == 404  # another agency
    assert city.client_of("window").post(withdraw[1]).status_code == 404
    assert "已收回" in text(client.post(withdraw[1], follow=True))
    assert client.get(file[1]).status_code == 422


def test_an_unknown_act_has_no_page(city: City, company: licences.LicenceView) -> None:
    client = city.client_of("approver")
    assert client.get(address(company, "dance")).status_code == 404
    assert client.get("/desk/licences/nonsense/").status_code == 404


def test_a_replaced_licence_says_so_when_it_is_verified(city: City, company: licences.LicenceView) -> None:
    url = address(company, "replace")
    done = post(city.client_of("approver"), url, reason="遗失", basis=LOST, evidence=paper())
    assert done.status_code == 302
    assert "已换发" in text(Client().get(f"/verify/{company.token}/"))


def test_a_granted_change_of_a_company_changes_its_licence(city: City, company: licences.LicenceView) -> None:
    """The case that the closing note of issue 3 left open: the licence follows the registration."""
    city.later(days=1)
    case = change_of(
        city, new_scope="茶叶零售；糕点零售", added_premises=[{"place": "云汀市临江区望潮路8号", "named": "分店"}]
    )
    city.accept(case)
    city.finish(case)
    new = licence_of(city, case)
    told = {one.id: one.value for one in new.fields}
    assert (new.number, new.version, new.cause) == (company.number, 2, licences.Cause.CHANGE)
    assert told["scope"] == "茶叶零售；糕点零售" and told["premises"] == "云汀市临江区望潮路8号 分店"
    assert told["company_type"] == {one.id: one.value for one in company.fields}["company_type"]
    assert licences.get_licence(company.id, actor=SYSTEM, now=city.now).state is licences.State.REPLACED
    assert cases.get_case(case, SYSTEM, now=city.now).status == "closed"
    city.later(days=1)
    cases_revoke(city, case)
    line = licences.history_of(company.id, actor=SYSTEM, now=city.now)
    newest = licences.get_licence(line.records[-1][0], actor=SYSTEM, now=city.now)
    assert newest.cause is licences.Cause.RESTORE and newest.state is licences.State.VALID
    assert {one.id: one.value for one in newest.fields} == {one.id: one.value for one in company.fields}


def test_a_granted_deregistration_cancels_what_its_types_say(city: City, company: licences.LicenceView) -> None:
    held = [one for one in licences.list_by_case(company.case, actor=SYSTEM, now=city.now) if one.id != company.id]
    case = file(
        city,
        "company_deregistration",
        {
            "closure_reason": "resolution",
            "liquidation_leader": "林甲子",
            "creditors_told_on": "2026-01-10",
            "liquidation_ended_on": "2026-09-10",
            "branches_closed": True,
        },
        "dissolution_resolution",
        "liquidation_report",
    )
    city.accept(case)
    city.finish(case)
    for one in (company, *held):
        now = licences.get_licence(one.id, actor=SYSTEM, now=city.now)
        assert (now.state, now.ending) == (licences.State.REVOKED, "cancelled"), one.type_id
    assert held, "the receipt of the seals ends with the company"
    assert cases.get_case(case, SYSTEM, now=city.now).status == "closed"


def change_of(city: City, **answers: Any) -> cases.CaseId:
    unchanged = dict.fromkeys(("name_changes", "representative_changes", "address_changes", "capital_changes"), False)
    form = {"resolved_on": city.now.date().isoformat(), **unchanged, "scope_changes": True, **answers}
    return file(city, "company_change_registration", form, "change_resolution", "amended_articles")


def file(city: City, key: str, form: dict[str, Any], *papers: str) -> cases.CaseId:
    """An application of the company, by its founder; its licence is not asked for."""
    actor = city.actor(city.founder)
    procedure = catalogue.get_procedure(key, region=REGION, on=city.now.date())
    subject = next(one for one in registry.list_subjects(city.founder) if one.kind == "enterprise")
    who = {"name": "云汀市禾岚茶业有限公司", "contact_name": "林甲子", "contact_phone": "19900009999"}
    put = [
        cases.MaterialIn(name, (str(evidence.put(PDF, f"{name}.pdf", by=actor.label, purpose="test", at=city.now)),))
        for name in papers
    ]
    return cases.submit(
        procedure=key,
        region=REGION,
        subject=subject.id,
        form=catalogue.clean_answers(procedure, who | form),
        materials=tuple(put),
        actor=actor,
        now=city.now,
    )


def cases_revoke(city: City, case: cases.CaseId) -> None:
    """A head of the agency takes the grant back; the licence follows by the outbox."""
    staff = registry.create_staff(username="head", name="head", password=None, actor=SYSTEM, now=city.now)
    agency = registry.get_agency(REGION, "market_regulation", on=city.now.date())
    post = registry.create_post(agency=agency.id, title=agency.short, duties={"lead"}, actor=SYSTEM, now=city.now)
    registry.hold_post(account=staff, post=post, actor=SYSTEM, now=city.now)
    cases.revoke(
        case=case,
        track="company_change_registration",
        because="error",
        reason="决议系伪造",
        basis="中华人民共和国市场主体登记管理条例 第四十条",
        actor=city.actor(staff),
        now=city.now,
    )
    outbox.deliver(now=city.now)
