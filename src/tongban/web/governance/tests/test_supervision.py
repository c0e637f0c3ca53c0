"""Supervision in the browser: what each reader sees, from the inspection to the closed order and the public page."""

import re
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tongban.domains.reform.supervision import api as supervision
from tongban.domains.registry import api as registry
from tongban.kernel.actors import SYSTEM
from tongban.web.tests.conftest import City, _seat, _staff

PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"


@dataclass(frozen=True)
class Hands:
    """The browsers of a second supervisor and of the unit's head."""

    second: Client
    unit: Client


@pytest.fixture
def hands(city: City) -> Hands:
    _seat(_staff("second"), "reform_office", "supervise")
    _seat(_staff("unit"), "market_regulation", "approve")
    return Hands(city.client_of("second"), city.client_of("unit"))


def _text(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


def _finding(reform: Client) -> str:
    """Put an inspection and a finding on record through the pages; the finding's address."""
    page = _text(reform, "/governance/supervision/inspections/new/")
    chosen = next(one for one in re.findall(r'value="(agency_[^"]+)"', page) if "市场" in _name(one))
    sent = {"title": "窗口督查", "kind": "daily", "method": "window", "on": "2026-09-21", "agencies": [chosen]}
    inspection = reform.post("/governance/supervision/inspections/new/", sent)["Location"]
    sent = {"agency": chosen, "matter": "window", "severity": "serious", "text": "窗口仍收取复印件"}
    return str(reform.post(f"{inspection}finding/", sent)["Location"])


def _name(agency: str) -> str:
    return registry.get_agency_by_id(registry.AgencyId.parse(agency)).name.zh


def _act(client: Client, finding: str, act: str, **sent: object) -> int:
    return int(client.post(f"{finding}{act}/", sent).status_code)


def test_an_order_goes_its_way_through_the_pages(reform: Client, hands: Hands) -> None:
    assert "没有督查问题" in _text(reform, "/governance/supervision/")
    finding = _finding(reform)
    assert "说明情况" in _text(hands.unit, finding) and "下达督办单" not in _text(hands.unit, finding)
    assert _act(reform, finding, "issue", demand="停止收取复印件", days="x") == 422
    assert _act(reform, finding, "issue", demand="停止收取复印件", days="5") == 302
    number = re.search(r"D990100-\d{4}-0001", _text(hands.unit, "/governance/supervision/"))
    assert number and "整改中" in _text(reform, "/governance/supervision/")
    assert "请至少附一份" in hands.unit.post(f"{finding}answer/", {"text": "已整改"}).content.decode()
    proof = SimpleUploadedFile("照片.pdf", PDF)
    assert _act(hands.unit, finding, "answer", text="已整改", evidence=proof) == 302
    assert "待核验" in _text(hands.second, "/governance/supervision/?standing=answered")
    assert _act(hands.second, finding, "close", text="现场核实") == 302
    page = _text(hands.unit, finding)
    assert page.index("核验办结") < page.index("单位整改") < page.index("下达督办单") < page.index("登记问题")
    file = re.search(rf'{re.escape(finding)}files/[^"]+/', page)
    assert file and hands.unit.get(file.group(0))["Content-Disposition"].startswith("attachment")


def test_what_is_exposed_is_public_until_it_is_withdrawn(client: Client, reform: Client, hands: Hands) -> None:
    finding = _finding(reform)
    _act(reform, finding, "issue", demand="整改", days="5")
    assert _act(reform, finding, "expose", title="窗口违规", wording="窗口仍收取复印件") == 302, "not offered: led back"
    assert "现在没有公开曝光" in _text(client, "/governance/exposures/")
    assert _act(hands.second, finding, "check", text="属实") == 302
    assert _act(hands.unit, finding, "reply", text="系统未改造") == 302
    assert _act(reform, finding, "expose", title="窗口违规", wording="电话13800138000") == 422
    assert _act(reform, finding, "expose", title="窗口违规", wording="窗口仍收取复印件") == 302
    public = _text(client, "/governance/exposures/")
    assert "窗口违规" in public and "正在整改" in public and "系统未改造" not in public
    assert _act(hands.second, finding, "withdraw_exposure", reason="已整改") == 302
    assert "窗口违规" not in _text(client, "/governance/exposures/")


def test_strangers_learn_nothing(city: City, client: Client, reform: Client) -> None:
    finding = _finding(reform)
    assert client.get(finding)["Location"].startswith("/accounts/login/")
    assert city.client_of("founder").get(finding).status_code == 403
    _seat(_staff("other"), "tax", "review")
    other = city.client_of("other")
    assert other.get(finding).status_code == 404
    assert other.get("/governance/observers/").status_code == 403
    assert "没有督查问题" in _text(other, "/governance/supervision/")


def test_an_observer_reports_and_follows(city: City, reform: Client) -> None:
    founder = city.client_of("founder")
    assert "您还不是观察员" in _text(founder, "/space/observing/")
    assert founder.get("/space/observing/new/").status_code == 404
    sent = {"name": "政务大厅", "kind": "hall"}
    assert reform.post("/governance/observers/new/point/", sent).status_code == 302
    assert reform.post("/governance/observers/new/observer/", {"username": "nobody"}).status_code == 422
    sent = {"username": "founder", "capacity": "enterprise"}
    assert reform.post("/governance/observers/new/observer/", sent).status_code == 302
    assert "反映您看到的问题" in _text(founder, "/space/")
    photo = SimpleUploadedFile("照片.pdf", PDF)
    told = {"unit": "综合窗口", "text": "重复提交材料", "evidence": photo}
    mine = founder.post("/space/observing/new/", told)["Location"]
    assert "待办理" in _text(founder, mine)
    (fault,) = supervision.list_faults(actor=SYSTEM, today=city.now.date())
    assert "重复提交材料" in _text(reform, f"/governance/observers/reports/{fault.id}/")
    answered = reform.post(f"/governance/observers/reports/{fault.id}/answer/", {"reason": "属于正常补正"})
    assert answered.status_code == 302
    page = _text(founder, mine)
    assert "已答复" in page and "属于正常补正" in page
    assert city.client_of("window").get(f"/space/observing/{fault.id}/").status_code == 404


def test_the_pages_speak_english_and_an_overdue_order_stands_first(city: City, reform: Client) -> None:
    finding = _finding(reform)
    _act(reform, finding, "issue", demand="整改", days="1")
    city.later(days=9)
    reform.post("/preferences/", {"language": "en", "next": "/"})
    page = _text(reform, "/governance/supervision/")
    assert "Overdue" in page and "Steps that the rules propose" in page and "Call-in" in page
    assert "To be corrected by" in _text(reform, finding)
