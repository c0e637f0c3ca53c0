"""Guided questions, what follows from them, promises, delivery and pages that are older than the draft."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tongban.domains.cases import api as cases
from tongban.domains.registry import api as registry
from tongban.web.tests.conftest import PDF, City

KEY = "restaurant_opening"
START = f"/space/apply/{KEY}/"
WITHOUT = {"licence": "none", "signboard": "true", "public_place": "true"}


@pytest.fixture
def founder(city: City) -> Client:
    return city.client_of("founder")


def begin(city: City, client: Client) -> str:
    subject = registry.list_subjects(city.founder)[0].id
    return str(client.post(START, {"subject": str(subject)})["Location"])


def answer(client: Client, **changes: str) -> str:
    """All questions in order; where the last one leads."""
    address = ""
    for name, value in (WITHOUT | changes).items():
        address = str(client.post(f"{START}situation/{name}/", {name: value})["Location"])
    return address


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def draft_of(city: City) -> cases.DraftView:
    (found,) = cases.list_drafts(city.actor(city.founder), now=city.now)
    return found


def test_the_first_question_comes_before_the_form(city: City, founder: Client) -> None:
    assert begin(city, founder) == f"{START}situation/licence/"
    assert "有营业执照了吗" in text(founder, f"{START}situation/licence/")
    for page in ("check/", "materials/", "delivery/", "promises/", "form/company/"):
        assert founder.get(START + page)["Location"] == f"{START}situation/licence/"


def test_a_question_without_an_answer_is_said_on_top_and_at_the_question(city: City, founder: Client) -> None:
    begin(city, founder)
    for given in ({}, {"licence": "perhaps"}):
        response = founder.post(f"{START}situation/licence/", given)
        assert response.status_code == 422
        assert response.content.decode().count("请选择一个答案") >= 2
    assert draft_of(city).situations == {}


def test_an_unknown_question_is_not_found_and_one_not_asked_leads_on(city: City, founder: Client) -> None:
    begin(city, founder)
    assert founder.get(f"{START}situation/weather/").status_code == 404


def test_what_has_to_be_done_is_told_with_who_by_when_and_what_it_needs(city: City, founder: Client) -> None:
    begin(city, founder)
    assert answer(founder) == f"{START}items/"
    told = text(founder, f"{START}items/")
    assert "您需要办理这 4 件事" in told
    assert "如今天受理，最迟" in told
    assert "不用办理的" not in told
    assert told.count("可以用告知承诺代替部分材料") == 2


def test_what_does_not_apply_is_told_with_the_answer_that_says_so(city: City, founder: Client) -> None:
    begin(city, founder)
    answer(founder, signboard="false", public_place="false")
    told = text(founder, f"{START}items/")
    assert "您需要办理这 2 件事" in told
    assert "因为您对“要设置户外招牌吗？”回答了“否”" in told


def test_a_changed_answer_changes_what_applies_and_keeps_what_was_written(city: City, founder: Client) -> None:
    begin(city, founder)
    answer(founder)
    founder.post(f"{START}items/")
    page = founder.get(START)  # what is known is filled in once the items are known
    assert page.status_code == 200
    before = dict(draft_of(city).answers)
    founder.post(f"{START}situation/signboard/?from=items", {"signboard": "false"})
    assert "您需要办理这 3 件事" in text(founder, f"{START}items/")
    assert before.items() <= draft_of(city).answers.items()


def test_a_promise_takes_the_place_of_papers_and_is_signed_with_the_application(city: City, founder: Client) -> None:
    begin(city, founder)
    answer(founder)
    founder.post(f"{START}items/")
    page = text(founder, f"{START}promises/")
    assert "撤销已作出的决定" in page
    assert page.count("免交的材料") >= 1
    draft = draft_of(city)
    actor = city.actor(city.founder)
    cases.fill_draft(draft=draft.id, answers={"sign_position": "wall"}, actor=actor, now=city.now)
    with_papers = _asked(founder)
    response = founder.post(f"{START}promises/", {"signboard_installation": "promise"})
    assert response.status_code == 422  # the other one is not chosen yet
    founder.post(f"{START}promises/", {"fire_safety_inspection": "papers", "signboard_installation": "promise"})
    assert draft_of(city).promised == ("signboard_installation",)
    assert with_papers - _asked(founder) == {"sign_structure"}
    assert "以告知承诺方式办理" in text(founder, f"{START}check/")


def _asked(client: Client) -> set[str]:
    return set(re.findall(r'<input type="file" id="f-([\w-]+)"', text(client, f"{START}materials/")))


def test_an_older_page_overwrites_nothing_and_says_what_it_would_have(city: City, founder: Client) -> None:
    subject = registry.list_subjects(city.founder)[0].id
    founder.post("/space/apply/company_setup/", {"subject": str(subject)})
    address = "/space/apply/company_setup/form/company/"
    old = _revision(text(founder, address))
    founder.post(address, {"name": "云汀市新页茶业有限公司", "revision": old})
    response = founder.post(address, {"name": "云汀市旧页茶业有限公司", "term": "unlimited", "revision": old})
    said = response.content.decode()
    assert response.status_code == 409
    assert "保留“云汀市新页茶业有限公司”，您填的是“云汀市旧页茶业有限公司”" in said
    assert draft_of(city).answers["name"] == "云汀市新页茶业有限公司"
    assert draft_of(city).answers["term"] == "unlimited"
    founder.post(address, {"name": "云汀市旧页茶业有限公司", "term": "unlimited", "revision": _revision(said)})
    assert draft_of(city).answers["name"] == "云汀市旧页茶业有限公司"


def _revision(page: str) -> str:
    return str(re.findall(r'name="revision" id="revision" value="(\d+)"', page)[0])


def test_an_autosave_brings_the_revision_along(city: City, founder: Client) -> None:
    subject = registry.list_subjects(city.founder)[0].id
    founder.post("/space/apply/company_setup/", {"subject": str(subject)})
    address = "/space/apply/company_setup/form/company/"
    old = _revision(text(founder, address))
    headers: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}
    saved = founder.post(address, {"name": "云汀市甲茶业有限公司", "revision": old}, **headers).content.decode()
    assert int(_revision(saved)) > int(old)
    late = founder.post(address, {"name": "云汀市乙茶业有限公司", "revision": old}, **headers)
    assert late["HX-Retarget"] == "#questions"
    assert "另一个页面已经改过" in late.content.decode()


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, "请选择怎么领取结果"),
        ({"method": "pigeon"}, "请选择怎么领取结果"),
        ({"method": "post", "name": "林甲子", "phone": "", "address": ""}, "请填写收件地址"),
    ],
)
def test_delivery_needs_a_way_and_by_post_an_address(
    city: City, founder: Client, *, given: dict[str, str], wrong: str
) -> None:
    key = "transport_company_opening"
    subject = registry.list_subjects(city.founder)[0].id
    address = str(founder.post(f"/space/apply/{key}/", {"subject": str(subject)})["Location"])
    for name, value in {"licence": "none", "heavy": "true"}.items():
        address = str(founder.post(f"/space/apply/{key}/situation/{name}/", {name: value})["Location"])
    assert address.endswith("/items/")
    page = f"/space/apply/{key}/delivery/"
    response = founder.post(page, given)
    assert response.status_code == 422
    assert response.content.decode().count(wrong) >= 2
    post = {"method": "post", "name": "林甲子", "phone": "13900000001", "address": "云桥路8号"}
    assert founder.post(page, post).status_code == 302
    assert draft_of(city).delivery == post


def test_a_file_that_is_refused_is_said_and_nothing_else_is_lost(city: City, founder: Client) -> None:
    begin(city, founder)
    answer(founder)
    founder.post(f"{START}items/")
    (first, *_) = sorted(_asked(founder))
    bad = SimpleUploadedFile("a.exe", b"MZ\x90\x00" + bytes(64))
    good = SimpleUploadedFile("材料.pdf", PDF)
    response = founder.post(f"{START}materials/", {first: [good, bad], "next": "1"})
    assert response.status_code == 422
    assert "没有收下" in response.content.decode()
    assert len(draft_of(city).materials[first]) == 1
