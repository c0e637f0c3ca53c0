"""At the counter: a queue, appointments, filing for somebody without a phone; and what others see of it."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from tongban.domains.cases import api as cases
from tongban.domains.cases.counter import api as counter
from tongban.kernel import events
from tongban.kernel.actors import SYSTEM, Signature
from tongban.kernel.identifiers import CitizenId
from tongban.web.tests.conftest import PAGES, PDF, City

CARD = str(CitizenId.compose(region="990102", born_on=date(1948, 1, 1), sequence=7))
APPLY = "/space/apply/company_setup/"


def _act(client: Client, **posted: Any) -> str:
    answer = client.post("/desk/counter/act/", {"place": "city_centre", "window": "general_1"} | posted, follow=True)
    return str(answer.content.decode())


def test_numbers_are_given_called_and_served(city: City) -> None:
    client = city.client_of("window")
    assert "1号" in _act(client, act="give", priority="")
    assert "2号" in _act(client, act="give", priority="elderly")
    page = _act(client, act="next")
    assert "请2号到窗口" in page
    queue = counter.get_queue("city_centre", city.actor(city.window), now=city.now)
    called = queue.called[0]
    page = _act(client, act="next", ticket=str(called.id), outcome="missed")
    assert "请1号到窗口" in page
    assert "过号1人" in page
    again = _act(client, act="again", ticket=str(called.id))
    assert "还没有办结" in again
    assert "没有在办理" in _act(client, act="finish", ticket=str(called.id), outcome="served")


def test_a_place_shows_who_waits_and_a_reader_takes_a_number_and_a_time(city: City, client: Client) -> None:
    founder = city.client_of("founder")
    taken = founder.post("/space/visits/", {"act": "take", "place": "city_centre"}, follow=True).content.decode()
    assert "您的号是1号" in taken
    assert "现在等候1人" in client.get("/places/").content.decode()
    slot = counter.list_slots("city_centre", now=city.now)[0]
    posted = {"slot": f"{slot.day.isoformat()}T{slot.start:%H:%M}"}
    booked = founder.post("/space/visits/city_centre/", posted, follow=True).content.decode()
    assert "预约成功" in booked
    assert f"{slot.start:%H:%M}" in booked
    twice = founder.post("/space/visits/city_centre/", posted)
    assert twice.status_code == 422
    assert "已有预约" in twice.content.decode()
    assert founder.post("/space/visits/city_centre/", {"slot": "x"}).status_code == 422
    assert founder.get("/space/visits/nowhere/").status_code == 404
    mine = counter.list_own_appointments(city.actor(city.founder), now=city.now)[0]
    moved = counter.list_slots("city_centre", now=city.now)[3]
    posted = {"slot": f"{moved.day.isoformat()}T{moved.start:%H:%M}"}
    founder.post(f"/space/visits/city_centre/?move={mine.id}", posted)
    assert counter.list_own_appointments(city.actor(city.founder), now=city.now)[0].start == moved.start
    assert "林甲子" in city.client_of("window").get("/desk/counter/").content.decode()


def test_filing_asks_for_the_card_first(city: City) -> None:
    client = city.client_of("window")
    answer = client.post("/desk/counter/file/", {"name": "霜降", "citizen_id": CARD, "procedure": "company_setup"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#f-seen"' in page
    assert 'value="霜降"' in page


def _help(client: Client, name: str = "霜降") -> Any:
    posted = {"name": name, "citizen_id": CARD, "phone": "", "procedure": "company_setup", "seen": "true"}
    return client.post("/desk/counter/file/", posted)


def test_the_counter_files_for_a_person_without_a_phone(city: City) -> None:
    clerk = city.client_of("window")
    assert _help(clerk)["Location"] == APPLY
    start = clerk.get(APPLY).content.decode()
    assert "您正在替“霜降”办事" in start
    subject = counter.identify(name="霜降", citizen_id=CARD, actor=city.actor(city.window), now=city.now)
    begun = clerk.post(APPLY, {"subject": str(subject.id)})
    assert begun.status_code == 302
    for page, answers in PAGES.items():
        clerk.post(f"{APPLY}form/{page}/", {**answers, "next": "1"})
    paper = SimpleUploadedFile("章程.pdf", PDF, "application/pdf")
    clerk.post(f"{APPLY}materials/", {"articles_of_association": paper, "next": "1"})
    sent = clerk.post(f"{APPLY}check/", {"declare": "true", "send": "1"})
    (filed,) = cases.list_cases(SYSTEM, now=city.now).rows
    case = filed.id
    assert sent["Location"] == f"/space/cases/{case}/sent/"
    submitted = events.read(str(case))[0].event
    assert (submitted.channel, filed.subject.name) == ("counter", "霜降")
    signed = Signature.parse(submitted.by)
    assert (signed.role, signed.account) == ("helper", city.actor(city.window).label)
    told = clerk.get(sent["Location"]).content.decode()
    assert "材料接收凭证" in told
    assert "回到窗口" in told
    receipt = clerk.get(f"/space/cases/{case}/documents/1/")
    assert receipt["Content-Type"] == "application/pdf"
    words = "".join(PdfReader(BytesIO(receipt.content)).pages[0].extract_text().split())
    assert all(part in words for part in ("材料接收凭证", "霜降", filed.number))
    assert clerk.get(f"/space/cases/{case}/documents/9/").status_code == 404
    assert city.client_of("stranger").get(f"/space/cases/{case}/documents/1/").status_code == 404
    clerk.post("/desk/counter/done/")
    assert "您正在替" not in clerk.get("/desk/counter/").content.decode()
    clerk.post(f"/desk/cases/{case}/", {"act": "accept"})
    assert cases.get_case(case, SYSTEM, now=city.now).status == "accepted"


def test_the_name_must_be_that_of_the_card(city: City) -> None:
    clerk = city.client_of("window")
    _help(clerk)
    answer = _help(clerk, "立冬")
    assert answer.status_code == 422
    assert "请核对身份证件" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["", "file/", "results/"])
def test_only_the_window_has_a_counter(city: City, path: str) -> None:
    for name in ("founder", "reviewer"):
        assert city.client_of(name).get(f"/desk/counter/{path}").status_code == 403


def test_a_window_without_results_says_so(city: City) -> None:
    assert "没有待领取的结果" in city.client_of("window").get("/desk/counter/results/").content.decode()
