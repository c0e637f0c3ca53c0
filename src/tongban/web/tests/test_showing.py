"""A licence is shown, taken, copied and verified through the pages, without scripts."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tongban.domains.cases import api as cases
from tongban.domains.licences import api as licences
from tongban.domains.registry import api as registry
from tongban.kernel.actors import SYSTEM
from tongban.kernel.models import EvidenceRow
from tongban.web.space.licence_words import suspension
from tongban.web.tests.conftest import REGION, City

CODE = re.compile(r"([2-9A-HJKMNP-Z]{3}-[2-9A-HJKMNP-Z]{3}-[2-9A-HJKMNP-Z]{3})</p>")
WATER: dict[str, Any] = {
    "name": "云汀市禾岚茶业有限公司",
    "contact_name": "林甲子",
    "contact_phone": "19900009999",
    "address": "临江区汀兰街道云桥路8号1-1",
    "use": "non_residential",
    "pipe_diameter": 20,
    "daily_use_m3": 5,
    "external_works": False,
    "road_works": False,
    "low_risk_small": False,
    "survey_day": "2026-09-28",
    "survey_half": "morning",
}


@pytest.fixture
def licence(city: City) -> licences.LicenceView:
    """The business licence of a company that the founder set up."""
    case = city.file()
    city.accept(case)
    city.finish(case)
    issued = licences.list_by_case(str(case), actor=SYSTEM, now=city.now)
    return next(one for one in issued if one.type_id == "business_licence")


def text_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    text: str = answer.content.decode()
    return text


def show(city: City, licence: licences.LicenceView) -> str:
    """The founder opens the page that shows the licence: the code on it."""
    page = text_of(city.client_of("founder").get(f"/space/licences/{licence.id}/show/"))
    found = CODE.search(page)
    assert found is not None and 'role="img"' in page and 'data-showing="60"' in page
    return found[1]


def scan(city: City, code: str, *, who: str = "window", **more: str) -> Any:
    return city.client_of(who).post("/desk/scan/", {"code": code, "purpose": "identity", **more})


def test_a_shown_licence_is_taken_once_at_the_counter_and_its_holder_reads_it(
    city: City, licence: licences.LicenceView
) -> None:
    code = show(city, licence)
    page = text_of(scan(city, code.lower().replace("-", " ")))
    assert licence.identifier in page and licence.holder_name in page and "核对身份或者资格" in page
    assert "已经用过一次" in text_of(scan(city, code), 422)
    looks = text_of(city.client_of("founder").get("/space/licences/looks/"))
    assert "核对身份或者资格" in looks and "window" in looks and "经营范围" in looks
    assert licence.identifier not in text_of(city.client_of("stranger").get("/space/licences/looks/"))
    assert city.client_of("stranger").get(f"/space/licences/looks/?licence={licence.id}").status_code == 404


def test_each_opening_of_the_page_renews_the_code(city: City, licence: licences.LicenceView) -> None:
    first, second = show(city, licence), show(city, licence)
    assert first != second
    assert "更新的码" in text_of(scan(city, first), 422)
    city.later(seconds=70)  # the clock has gone on a little meanwhile
    assert "60 秒" in text_of(scan(city, second), 422)


@pytest.mark.parametrize(
    ("posted", "told"),
    [
        ({"purpose": ""}, "没有用途不能看"),
        ({"purpose": "other", "other": " "}, "没有用途不能看"),
        ({"purpose": "case"}, "请填写办件编号"),
        ({"purpose": "case", "case": "9999"}, "没有找到办件"),
        ({"code": "https://elsewhere.example/#23456789A"}, "别的系统"),
        ({"code": "123"}, "不是出示码"),
    ],
)
def test_what_is_wrong_is_said_and_the_code_still_counts(
    *, city: City, licence: licences.LicenceView, posted: dict[str, str], told: str
) -> None:
    code = show(city, licence)
    answer = city.client_of("window").post("/desk/scan/", {"code": code, "purpose": "identity"} | posted)
    assert told in text_of(answer, 422)
    assert text_of(scan(city, code, purpose="other", other="核对"))


def test_the_printed_code_of_a_licence_shows_nobodys_will(city: City, licence: licences.LicenceView) -> None:
    page = text_of(scan(city, f"http://localhost:8000/verify/{licence.token}/"), 422)
    assert "不能代表持证人同意" in page


def test_a_scan_for_a_case_hands_the_licence_to_its_materials(city: City, licence: licences.LicenceView) -> None:
    company = next(one for one in registry.list_subjects(city.founder, on=city.now.date()) if one.kind == "enterprise")
    case = cases.submit(
        procedure="water_connection",
        region=REGION,
        subject=company.id,
        form=WATER,
        actor=city.actor(city.founder),
        now=city.now,
    )
    number = cases.get_case(case, SYSTEM, now=city.now).number
    link = text_of(city.client_of("window").get(f"/desk/cases/{case}/"))
    assert f"/desk/scan/?case={number}" in link
    page = text_of(scan(city, show(city, licence), purpose="case", case=number))
    assert "已转入办件" in page and "营业执照（企业用户）" in page
    [material] = [one for one in cases.get_case(case, SYSTEM, now=city.now).materials if one.credential]
    assert (material.id, material.credential) == ("business_licence_copy", licence.identifier)
    assert number in text_of(city.client_of("founder").get(f"/space/licences/looks/?licence={licence.id}"))


def test_a_revoked_licence_is_not_shown_and_says_why(city: City, licence: licences.LicenceView) -> None:
    licences.revoke(
        licence=licence.id,
        reason="以欺骗手段取得",
        basis="行政许可法第六十九条",
        actor=SYSTEM,
        now=city.now,
    )
    founder = city.client_of("founder")
    page = text_of(founder.get(f"/space/licences/{licence.id}/show/"), 422)
    assert "不能再出示" in page
    assert "/show/" not in text_of(founder.get(f"/space/licences/{licence.id}/"))


def test_a_suspension_is_told_with_its_reason(city: City, licence: licences.LicenceView) -> None:
    assert suspension(licence) is None
    told = suspension(
        replace(
            licence,
            state=licences.State.SUSPENDED,
            suspended_at=city.now,
            suspended_until=None,
            suspension_reason="现场检查发现不符合条件",
            suspension_basis="食品安全法 第一百二十六条",
        )
    )
    assert told is not None and "2026年9月21日" in told.value
    assert told.note == "现场检查发现不符合条件 食品安全法 第一百二十六条"


# annotated copies ----------------------------------------------------------------------------------------------------


def make(city: City, licence: licences.LicenceView, **more: str) -> Any:
    given = {"recipient": "云汀市水务集团", "purpose": "参加投标", "term": "7", **more}
    return city.client_of("founder").post(f"/space/licences/{licence.id}/copies/", given)


def test_a_copy_is_made_verified_withdrawn_and_says_so(
    city: City, licence: licences.LicenceView, client: Client
) -> None:
    assert make(city, licence).status_code == 302
    founder, address = city.client_of("founder"), f"/space/licences/{licence.id}/copies/"
    page = text_of(founder.get(address))
    verify = re.search(r'href="(/verify/copy/[^"]+)"', page)
    withdraw = re.search(r'action="([^"]+/withdraw/)"', page)
    assert verify is not None and withdraw is not None
    told = text_of(client.get(verify[1]))
    assert "加注件有效" in told and "云汀市水务集团" in told and "参加投标" in told and "2026年9月27日" in told
    assert founder.post(withdraw[1]).status_code == 302
    assert "加注件已收回" in text_of(client.get(verify[1]))
    assert "查无此件" in text_of(client.get("/verify/copy/nothing/"))


def test_a_copy_without_purpose_or_recipient_is_not_made(city: City, licence: licences.LicenceView) -> None:
    assert "请写明这份加注件的用途" in text_of(make(city, licence, purpose=" "), 422)
    assert "请写明交给谁" in text_of(make(city, licence, recipient=""), 422)
    assert "请选择加注件有效多久" in text_of(make(city, licence, term="9999"), 422)
    assert licences.list_copies(licence=licence.id, actor=SYSTEM, now=city.now) == []


# verification --------------------------------------------------------------------------------------------------------


def upload(client: Client, data: bytes, name: str = "a.ofd") -> Any:
    return client.post("/verify/file/", {"file": SimpleUploadedFile(name, data)})


def test_the_file_of_a_licence_is_checked_and_not_kept(
    city: City, licence: licences.LicenceView, client: Client
) -> None:
    _, data = licences.get_file(
        licence=licence.id, form="pdf", address_of=lambda token: f"http://x.invalid/{token}", actor=SYSTEM, now=city.now
    )
    kept = EvidenceRow.objects.count()
    page = text_of(upload(client, data, "a.pdf"))
    assert licence.identifier in page and "没有保存" in page
    broken = bytearray(data)
    broken[len(broken) // 2] ^= 1
    assert "文件不可信" in text_of(upload(client, bytes(broken), "a.pdf"))
    assert "只能核验OFD或PDF" in text_of(upload(client, b"hello"), 422)
    assert "请选择要核验的证照文件" in text_of(client.post("/verify/file/"), 422)
    assert EvidenceRow.objects.count() == kept


def test_the_file_of_a_copy_tells_what_the_copy_is_worth(
    city: City, licence: licences.LicenceView, client: Client
) -> None:
    make(city, licence)
    [copy] = licences.list_copies(licence=licence.id, actor=SYSTEM, now=city.now)
    founder = city.client_of("founder")
    for form in ("pdf", "ofd"):
        answer = founder.get(f"/space/licences/{licence.id}/copies/{copy.id}/copy.{form}")
        assert answer["Content-Type"] == f"application/{form}"
        assert "加注件有效" in text_of(upload(client, answer.content, f"a.{form}"))
    licences.withdraw_copy(copy=copy.id, actor=city.actor(city.founder), now=city.now)
    assert "加注件已收回" in text_of(upload(client, answer.content))
    refused = founder.get(f"/space/licences/{licence.id}/copies/{copy.id}/copy.pdf")
    assert "已经收回" in text_of(refused, 422)


def test_a_file_too_large_is_refused_before_it_is_read(city: City, client: Client) -> None:
    answer = client.post("/verify/file/", b"x", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=10**9)
    assert "10 MB" in text_of(answer, 422).replace("10MB", "10 MB")


def test_a_file_is_not_taken_from_another_site(city: City) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert upload(strict, b"%PDF-1.7").status_code == 403


def test_a_result_has_its_reasons_and_a_number_that_proves_it(
    city: City, licence: licences.LicenceView, client: Client
) -> None:
    page = text_of(client.get(f"/verify/{licence.token}/"))
    number = re.search(r"\d{8}-\d{6}-[2-9A-HJKMNP-Z]{8}", page)
    assert number is not None and "签发记录里有这份证照" in page and "没有被暂停" in page
    city.later(days=3)
    proved = text_of(client.post("/verify/result/", {"number": number[0], "subject": licence.identifier}))
    assert "确由本平台出具" in proved and "2026年9月21日" in proved
    other = text_of(client.post("/verify/result/", {"number": number[0], "subject": licence.identifier + "1"}))
    assert "没有出具过这个结果" in other
    assert "请填写核验编号" in text_of(client.post("/verify/result/", {"subject": "x"}), 422)


def test_the_status_list_is_public_cacheable_and_without_names(
    city: City, licence: licences.LicenceView, client: Client
) -> None:
    answer = client.get("/verify/status.json")
    told = answer.json()
    assert licence.identifier in [line["identifier"] for line in told["items"]] and told["next"] is None
    assert set(answer["Cache-Control"].split(", ")) == {"public", "max-age=300"} and "Cookie" not in answer.get(
        "Vary", ""
    )
    for hidden in (licence.holder_name, licence.holder_code, "林甲子"):
        assert hidden not in answer.content.decode()
        assert hidden not in text_of(client.get("/verify/status/"))
