"""Acting for one another, as a browser sees it: asked, taken up, told on every page, ended."""

from datetime import date

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel.identifiers import CitizenId
from tongban.web.tests.conftest import FOUNDER, PDF, REGION, STRANGER, City

NEW, LIST, CODE, ACTING = "space:delegation_new", "space:delegations", "space:delegation_code", "space:acting"
ASKED = {"kind": "relative", "acts": ["read", "submit", "supplement"], "matters": "all", "term": "90"}


def text_of(client: Client, route: str, *places: object) -> str:
    answer = client.get(reverse(route, args=places))
    assert answer.status_code == 200
    return answer.content.decode()


def own(city: City, username: str) -> registry.SubjectId:
    return registry.find_agent(username, kind="relative").id


def delegated(city: City, **more: object) -> tuple[Client, Client, str]:
    """The founder lets the stranger act: both browsers, and the address of the delegation."""
    founder, stranger = city.client_of("founder"), city.client_of("stranger")
    answer = founder.post(reverse(NEW), {**ASKED, "agent": "stranger", **more})
    assert answer.status_code == 302, answer.content.decode()
    address = answer["Location"]
    accepted = stranger.post(address + "answer/", {"answer": "accept"})
    assert accepted.status_code == 302
    return founder, stranger, address


def test_asked_by_name_taken_up_and_told_on_both_lists(city: City) -> None:
    founder, stranger, address = delegated(city)
    assert "亲友何乙丑替我办事" in text_of(founder, LIST)
    assert "替亲友林甲子办事" in text_of(stranger, LIST)
    page = stranger.get(address).content.decode()
    assert "查看、提交申请、补材料" in page and "所有事情" in page and FOUNDER not in page


def test_names_are_masked_until_both_have_agreed(city: City) -> None:
    founder, stranger = city.client_of("founder"), city.client_of("stranger")
    address = founder.post(reverse(NEW), {**ASKED, "agent": "stranger"})["Location"]
    seen = stranger.get(address).content.decode()
    assert "林**" in seen and "林甲子" not in seen.split("<main")[1].split("</main")[0]
    assert "何**" in founder.get(address).content.decode()
    founder.post(address + "end/")
    for browser, name in ((founder, "何乙丑"), (stranger, "林甲子")):
        seen = browser.get(address).content.decode() + text_of(browser, LIST)
        assert name not in "".join(part.split("</main")[0] for part in seen.split("<main")[1:])


def test_what_was_not_chosen_is_said_at_its_question(city: City) -> None:
    founder = city.client_of("founder")
    wrong: tuple[tuple[dict[str, object], str], ...] = (
        ({"kind": ""}, "请选择请谁替您办"),
        ({"acts": []}, "请至少选择一项可以代办的事情"),
        ({"matters": "some"}, "请勾选具体事项"),
        ({"term": "9999"}, "请选择期限"),
        ({"agent": "nobody-here"}, "没有找到这个账号名"),
        ({"agent": "founder"}, "不能委托自己"),
        ({"kind": "parent"}, "委托方式与双方身份不符"),
    )
    for change, sentence in wrong:
        answer = founder.post(reverse(NEW), {**ASKED, **change})
        page = answer.content.decode()
        assert answer.status_code == 422 and sentence in page and "error-summary" in page, sentence
    assert "您没有委托别人" in text_of(founder, LIST)


def test_a_code_is_shown_to_its_owner_and_opens_the_offer(city: City) -> None:
    founder, stranger = city.client_of("founder"), city.client_of("stranger")
    address = founder.post(reverse(NEW), ASKED)["Location"]
    page = founder.get(address).content.decode()
    code = page.split('code--big">')[1].split("<")[0]
    assert code not in city.client_of("founder").get(address).content.decode(), "only in the session that made it"
    assert stranger.get(address).status_code == 404
    assert stranger.post(reverse(CODE), {"code": "AAAAAAAAAA"}).status_code == 422
    shown = stranger.post(reverse(CODE), {"code": code})
    assert shown.status_code == 200 and "我接受" in shown.content.decode()
    assert stranger.post(reverse(CODE), {"code": code, "accept": "1"}).status_code == 302
    assert "替亲友林甲子办事" in text_of(stranger, LIST)


def test_codes_cannot_be_tried_without_end(city: City) -> None:
    stranger = city.client_of("stranger")
    answers = [stranger.post(reverse(CODE), {"code": f"AAAAAAAA{number:02}"}).status_code for number in range(12)]
    assert answers[0] == 422 and answers[-1] == 429


def test_the_banner_stands_while_acting_and_lists_keep_to_whom_one_acts_for(city: City) -> None:
    case = city.file()
    _, stranger, _ = delegated(city)
    number = cases.get_case(case, city.actor(city.founder), now=city.now).number
    assert number not in text_of(stranger, "space:cases"), "not mixed with one's own"
    subject = str(own(city, "founder"))
    assert stranger.post(reverse(ACTING), {"subject": subject}).status_code == 302
    for route in ("space:home", "space:cases", "space:licences", "public:home", "accounts:home"):
        assert "您正在替“林甲子”办事" in text_of(stranger, route), route
    assert number in text_of(stranger, "space:cases")
    assert stranger.post(reverse(ACTING)).status_code == 302
    assert "您正在替" not in text_of(stranger, "space:home")
    assert "别人委托您办理" in text_of(stranger, "space:case", str(case)), "a page about somebody else says so"


def test_nobody_acts_for_whom_has_not_let_him(city: City) -> None:
    stranger = city.client_of("stranger")
    assert stranger.post(reverse(ACTING), {"subject": str(own(city, "founder"))}).status_code == 422
    assert "您正在替" not in text_of(stranger, "space:home")


def test_ending_closes_pages_lists_and_the_api_in_a_running_session(city: City) -> None:
    case = city.file()
    founder, stranger, address = delegated(city)
    stranger.post(reverse(ACTING), {"subject": str(own(city, "founder"))})
    begun = stranger.post(reverse("space:apply", args=["company_setup"]), {"subject": str(own(city, "founder"))})
    assert begun.status_code == 302 and "/form/" in begun["Location"]
    assert stranger.get(f"/api/v1/cases/{case}").status_code == 200
    assert founder.post(address + "end/").status_code == 302
    assert "这项委托已经结束" in text_of(stranger, "space:home")
    assert "您正在替" not in text_of(stranger, "space:home")
    assert stranger.get(reverse("space:case", args=[str(case)])).status_code == 404
    assert stranger.get(f"/api/v1/cases/{case}").status_code == 404
    assert stranger.get("/api/v1/cases").json()["items"] == []
    assert stranger.get(begun["Location"]).status_code == 302, "the draft is no longer there"
    assert "草稿" not in text_of(stranger, "space:home")


def test_the_chooser_honours_the_scope(city: City) -> None:
    _, stranger, address = delegated(city, matters="some", procedures=["water_connection"])
    assert "林甲子" not in text_of(stranger, "space:apply", "company_setup")
    stranger.post(address + "end/")
    delegated(city, matters="some", procedures=["company_setup"])
    page = text_of(city.client_of("stranger"), "space:apply", "company_setup")
    assert "林甲子" in page and "受委托代办" in page


def test_drafts_of_two_applicants_stand_beside_each_other(city: City) -> None:
    _, stranger, _ = delegated(city)
    start = reverse("space:apply", args=["company_setup"])
    stranger.post(start, {"subject": str(own(city, "stranger"))})
    stranger.post(start, {"subject": str(own(city, "founder"))})
    account = get_user_model().objects.get(username="stranger")
    drafts = cases.list_drafts(registry.actor_of(account, now=city.now), now=city.now)
    assert {str(one.subject) for one in drafts} == {str(own(city, "stranger")), str(own(city, "founder"))}
    assert "林甲子" in text_of(stranger, "space:apply", "company_setup")


# at the counter ------------------------------------------------------------------------------------------------------


def test_the_counter_finds_exactly_or_registers(city: City) -> None:
    window = city.client_of("window")
    find = reverse("desk:person_find")
    found = window.post(find, {"citizen_id": FOUNDER})
    assert found.status_code == 302 and FOUNDER not in found["Location"]
    page = window.get(found["Location"]).content.decode()
    assert "林甲子" in page and FOUNDER not in page and "登记书面委托" not in page
    assert window.post(find, {"citizen_id": FOUNDER[:6]}).status_code == 422
    elder = "990102194803040216"
    unknown = window.post(find, {"citizen_id": _valid(elder)})
    assert unknown.status_code == 200 and "还没有登记过这个人" in unknown.content.decode()
    given = {"citizen_id": _valid(elder), "name": "", "document": "resident_identity_card", "register": "1"}
    assert window.post(find, given).status_code == 422
    registered = window.post(find, {**given, "name": "无号"})
    assert registered.status_code == 302
    assert "没有账号" in window.get(registered["Location"]).content.decode()


def test_a_signed_paper_is_entered_and_ended_at_the_counter(city: City) -> None:
    window, stranger = city.client_of("window"), city.client_of("stranger")
    given = {"citizen_id": _valid("990102194803040216"), "name": "无号", "document": "resident_identity_card"}
    person = window.post(reverse("desk:person_find"), {**given, "register": "1"})["Location"]
    asked: dict[str, object] = {**ASKED, "agent": STRANGER}
    assert "请上传本人签名的书面材料" in window.post(person + "delegate/", asked).content.decode()
    nobody = window.post(person + "delegate/", {**asked, "agent": _valid("990102197003040216"), "paper": _paper()})
    assert nobody.status_code == 422 and "没有登记过这位代办人" in nobody.content.decode()
    assert window.post(person + "delegate/", {**asked, "paper": _paper()}).status_code == 302
    address = text_of(stranger, LIST).split('href="/space/delegations/delegation_')[1].split('"')[0]
    address = f"/space/delegations/delegation_{address}"
    stranger.post(address + "answer/", {"answer": "accept"})
    assert "替亲友无号办事" in text_of(stranger, LIST)
    end = window.get(person).content.decode().split("凭书面材料结束委托")[0].rsplit('href="', 1)[1].split('"')[0]
    assert window.post(end).status_code == 422
    assert window.post(end, {"paper": _paper()}).status_code == 302
    assert "已结束" in stranger.get(address).content.decode()


def _paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("signed.pdf", PDF)


def _valid(number: str) -> str:
    born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return str(CitizenId.compose(region=number[:6], born_on=born_on, sequence=int(number[14:17])))


def test_the_region_of_these_tests_offers_what_they_name(city: City) -> None:
    """The scope names procedures that are offered; otherwise the chooser would prove nothing."""
    keys = {one.key for one in catalogue.list_procedures(REGION, on=city.now.date())}
    assert {"company_setup", "water_connection"} <= keys
