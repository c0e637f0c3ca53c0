"""The pages of electronic seals, by two administrators."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tongban.domains.licences.seals import api as seals
from tongban.domains.registry import api as registry
from tongban.kernel.actors import SYSTEM
from tongban.web import moment
from tongban.web.administration.tests.conftest import browser, staff

LIST = reverse("administration:seals")


@pytest.fixture(autouse=True)
def authority(city: None, tmp_path: Path, settings: Settings) -> None:
    settings.SEAL_FOLDER = tmp_path / "seals"
    seals.make_authority(actor=SYSTEM, now=moment.now())


@pytest.fixture
def second() -> Client:
    return browser(staff("second", "administer"))


def centre(region: str = "990100") -> registry.AgencyView:
    return registry.get_agency(region, "centre", on=moment.today())


def address(seal: seals.SealId, act: str = "") -> str:
    return reverse("administration:seal_act", args=[seal.value, act]) if act else _page(seal)


def _page(seal: seals.SealId) -> str:
    return reverse("administration:seal", args=[seal.value])


def made(client: Client) -> seals.SealId:
    answer = client.post(reverse("administration:seal_new"), {"agency": str(centre().id)})
    assert answer.status_code == 302
    [view] = seals.list_seals(actor=SYSTEM, now=moment.now())
    assert answer["Location"] == _page(view.id)
    return view.id


def text(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


def post(client: Client, seal: seals.SealId, act: str, **given: str) -> tuple[int, str]:
    answer = client.post(address(seal, act), given)
    return answer.status_code, answer.content.decode()


def test_the_list_says_what_is_missing_and_whom_we_trust(administrator: Client) -> None:
    page = text(administrator, LIST)
    assert "有 2 个机构没有启用中的电子印章" in page, "of the city and its district, not of the other city"
    assert "通办试验根" in page and "制章单位" in page and "还没有电子印章" in page


def test_one_makes_a_seal_and_another_brings_it_into_use(administrator: Client, second: Client) -> None:
    seal = made(administrator)
    page = text(administrator, _page(seal))
    assert "待启用" in page and "由制作人以外的另一位管理员启用" in page and "还没有用过" in page
    status, page = post(administrator, seal, "use")
    assert status == 422 and "这一步需要另一个人来做" in page
    assert "本机构颁发的证照将自动加盖" in text(second, address(seal, "use"))
    assert post(second, seal, "use")[0] == 302
    page = text(administrator, _page(seal))
    assert "启用中" in page and page.index("启用</") > 0 and "王二" in page
    picture = administrator.get(reverse("administration:seal_picture", args=[seal.value]))
    assert (picture["Content-Type"], picture.content[:4]) == ("image/png", b"\x89PNG")
    assert "有 1 个机构没有启用中的电子印章" in text(administrator, LIST)


def test_a_seal_is_suspended_with_a_reason_and_resumed(administrator: Client, second: Client) -> None:
    seal = made(administrator)
    post(second, seal, "use")
    status, page = post(administrator, seal, "suspend", reason=" ")
    assert status == 422 and "请写明原因" in page
    assert post(administrator, seal, "suspend", reason="保管人离岗")[0] == 302
    page = text(administrator, _page(seal))
    assert "已停用" in page and "保管人离岗" in page and address(seal, "resume") in page
    assert post(second, seal, "resume")[0] == 302
    assert "恢复使用" in text(administrator, _page(seal))


def test_two_destroy_a_seal_and_either_may_keep_it(administrator: Client, second: Client) -> None:
    seal = made(administrator)
    assert post(administrator, seal, "destroy")[0] == 422, "nobody has asked yet"
    assert post(administrator, seal, "end", reason="机构撤并")[0] == 302
    page = text(second, _page(seal))
    assert "王二申请销毁这枚印章" in page and "机构撤并" in page
    assert address(seal, "destroy") in page and address(seal, "end") not in page
    assert post(second, seal, "keep")[0] == 302
    post(administrator, seal, "end", reason="机构撤并")
    assert "这一步需要另一个人来做" in post(administrator, seal, "destroy")[1]
    assert "不能恢复" in text(second, address(seal, "destroy"))
    assert post(second, seal, "destroy")[0] == 302
    page = text(second, _page(seal))
    assert "已销毁" in page and "actions" not in page.split("<h2>")[0].split("figure")[-1]
    assert "吊销列表" in text(second, LIST)


def test_uses_are_shown(administrator: Client, second: Client) -> None:
    seal = made(administrator)
    post(second, seal, "use")
    held = seals.seal_for(centre().id, at=moment.now())
    held.seal(b"<x/>", path="/Doc_0/Signs/Sign_0/Signature.xml", at=moment.now(), what="licence_7")
    page = text(administrator, _page(seal))
    assert "共 1 次" in page and "licence_7" in page


def test_other_regions_do_not_exist_and_others_are_denied(administrator: Client) -> None:
    seal = made(administrator)
    elsewhere = browser(staff("elsewhere", "administer", region="990200"))
    assert "云汀市政务服务中心" not in text(elsewhere, LIST)
    text(elsewhere, _page(seal), 404)
    text(elsewhere, address(seal, "suspend"), 404)
    foreign = elsewhere.post(reverse("administration:seal_new"), {"agency": str(centre().id)})
    assert foreign.status_code == 422, "not among the agencies that one may choose"
    auditor = browser(staff("auditor", "audit"))
    assert "制作印章" not in text(auditor, LIST)
    assert address(seal, "end") not in text(auditor, _page(seal))
    text(auditor, address(seal, "end"), 403)


def test_an_act_that_is_none_is_not_found(administrator: Client) -> None:
    text(administrator, address(made(administrator), "burn"), 404)
    text(administrator, _page(seals.SealId(uuid4())), 404)


def test_without_the_authority_the_form_says_what_is_missing(
    administrator: Client, tmp_path: Path, settings: Settings
) -> None:
    settings.SEAL_FOLDER = tmp_path / "empty"
    answer = administrator.post(reverse("administration:seal_new"), {"agency": str(centre().id)})
    assert answer.status_code == 422 and "tongban seals ca" in answer.content.decode()
