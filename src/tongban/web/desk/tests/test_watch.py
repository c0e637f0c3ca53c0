"""Messages, figures of clocks and supervision cases as their readers see them."""

import csv
import io
import re

import pytest

from tongban.domains.cases import api as cases
from tongban.kernel import messages, outbox
from tongban.kernel.actors import SYSTEM
from tongban.web.tests.conftest import City, _seat, _staff

PAGES = ("/desk/watch/", "/desk/watch/table.csv", "/desk/watch/cases/", "/desk/watch/supervisions/")


@pytest.fixture
def late(city: City) -> City:
    """A company that nobody worked on for a month, and a supervisor."""
    _seat(_staff("supervisor"), "reform_office", "supervise")
    city.accept(city.file())
    outbox.deliver(now=city.now)
    city.later(days=18)
    cases.watch(now=city.now)
    return city


def page(city: City, name: str, url: str) -> str:
    answer = city.client_of(name).get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def first(city: City, role: str = "market_regulation") -> cases.SupervisionView:
    rows = cases.list_supervisions(SYSTEM, now=city.now).rows
    return next(row for row in rows if row.agency.role == role)


# messages ------------------------------------------------------------------------------------------------------------


def test_the_bell_counts_what_is_unread_and_the_page_reads_it(late: City) -> None:
    html = page(late, "founder", "/space/messages/")
    assert "消息，2条未读" in html
    assert "已受理：开办企业" in html
    url = re.search(r'href="(/space/messages/message_[^"]+)"', html)
    assert url is not None
    client = late.client_of("founder")
    client.head(url[1])
    assert "2条未读" in client.get("/space/messages/").content.decode()
    one = client.get(url[1]).content.decode()
    assert "有疑问请联系" in one
    assert "/space/cases/case_" in one
    assert "1条未读" in client.get("/space/messages/").content.decode()


def test_everything_is_marked_read_without_a_script(late: City) -> None:
    client = late.client_of("founder")
    assert client.post("/space/messages/").status_code == 302
    html = client.get("/space/messages/?state=unread").content.decode()
    assert "没有未读消息" in html
    assert "消息，没有未读" in html


def test_a_message_is_told_in_the_language_of_its_reader(late: City) -> None:
    client = late.client_of("founder")
    client.cookies["django_language"] = "en"
    html = client.get("/space/messages/").content.decode()
    assert "Accepted: " in html
    assert "已受理" not in html


def test_another_ones_message_does_not_exist(late: City) -> None:
    actor = late.actor(late.founder)
    mine = messages.list_messages(actor).rows[0].id
    assert late.client_of("stranger").get(f"/space/messages/{mine}/").status_code == 404
    assert late.client_of("reviewer").get(f"/desk/messages/{mine}/").status_code == 404
    assert late.client_of("founder").get("/space/messages/message_nonsense/").status_code == 404
    assert late.client_of("founder").get("/space/messages/?cursor=nonsense").status_code == 200


def test_the_address_in_a_mail_leads_to_the_readers_own_place(late: City) -> None:
    told = {"founder": "/space/messages/", "reviewer": "/desk/messages/"}
    for name, place in told.items():
        account = late.founder if name == "founder" else late.reviewer
        mine = messages.list_messages(late.actor(account)).rows[0].id
        assert late.client_of(name).get(f"/messages/{mine}/")["Location"] == f"{place}{mine}/"


def test_a_reminder_leads_to_the_cases(late: City) -> None:
    html = page(late, "reviewer", "/desk/messages/")
    url = re.search(r'href="(/desk/messages/message_[^"]+)"', html)
    assert url is not None
    assert "/desk/?colour=late" in page(late, "reviewer", url[1])


def test_visitors_have_no_bell(city: City) -> None:
    assert 'class="bell__count"' not in city.client_of("founder").get("/").content.decode()


# figures -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", PAGES)
def test_figures_are_for_heads_and_supervisors(late: City, url: str) -> None:
    for name in ("founder", "window", "reviewer"):
        assert late.client_of(name).get(url).status_code == 403
    for name in ("approver", "supervisor"):
        assert late.client_of(name).get(url).status_code == 200


def test_figures_lead_to_their_cases(late: City) -> None:
    html = page(late, "supervisor", "/desk/watch/?by=item")
    assert "现有" in html
    assert "<svg" in html
    link = re.search(r'href="(/desk/watch/cases/\?[^"]*item=business_licence[^"]*level=overdue)"', html)
    assert link is not None
    listed = page(late, "supervisor", link[1].replace("&amp;", "&"))
    assert "企业设立登记" in listed
    assert "/desk/cases/case_" in listed
    assert "公章刻制" not in listed


def test_nonsense_in_the_address_shows_the_usual(late: City) -> None:
    query = "?region=1&since=x&until=2999-01-01&by=y&agency=agency_z&level=w&cursor="
    assert "时限监测" in page(late, "supervisor", f"/desk/watch/{query}")
    assert "临期和超期的办件" in page(late, "supervisor", f"/desk/watch/cases/{query}")
    assert "统计期间不正确" in page(late, "supervisor", "/desk/watch/?since=2001-01-01")


def test_the_table_can_be_saved(late: City) -> None:
    answer = late.client_of("supervisor").get("/desk/watch/table.csv?by=step")
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode().lstrip("\ufeff"))))
    assert rows[0][:6] == ["部门", "事项", "环节", "在办", "临期", "超期"]
    assert rows[-1][0] == "合计"
    assert int(rows[-1][5]) == sum(int(row[5]) for row in rows[1:-1]) > 0


def test_governance_leads_there(late: City) -> None:
    assert 'href="/desk/watch/"' in page(late, "supervisor", "/governance/")
    assert 'href="/desk/watch/"' not in page(late, "founder", "/governance/")


# supervision ---------------------------------------------------------------------------------------------------------


def test_it_is_answered_sent_back_and_confirmed_on_its_page(late: City) -> None:
    one = first(late)
    url = f"/desk/watch/supervisions/{one.id}/"
    assert one.number in page(late, "supervisor", "/desk/watch/supervisions/?state=open")
    assert "正在等" in page(late, "supervisor", url)
    said = {"act": "answer", "explanation": "核查排期紧", "measures": "周五前办结"}
    assert late.client_of("approver").post(url, said).status_code == 302
    html = page(late, "supervisor", url)
    assert "核查排期紧" in html
    assert "认可并办结" in html
    assert late.client_of("supervisor").post(url, {"act": "return", "reason": "请写明原因"}).status_code == 302
    assert "请写明原因" in page(late, "approver", url)
    assert late.client_of("approver").post(url, said).status_code == 302
    assert late.client_of("supervisor").post(url, {"act": "close"}).status_code == 302
    assert cases.get_supervision(one.id, SYSTEM, now=late.now)[0].state == "closed"


def test_nothing_written_is_lost_when_it_is_refused(late: City) -> None:
    url = f"/desk/watch/supervisions/{first(late).id}/"
    answer = late.client_of("approver").post(url, {"act": "answer", "explanation": "核查排期紧"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "核查排期紧" in html
    assert "请写明已经采取和将要采取的措施" in html
    assert 'href="#f-measures"' in html


def test_who_is_late_or_not_entitled_is_told_so(late: City) -> None:
    url = f"/desk/watch/supervisions/{first(late).id}/"
    assert late.client_of("supervisor").post(url, {"act": "close"}).status_code == 409
    said = {"act": "answer", "explanation": "核查排期紧", "measures": "周五前办结"}
    assert late.client_of("supervisor").post(url, said).status_code == 403
    assert late.client_of("supervisor").post(url, {"act": "vanish"}).status_code == 400
    assert late.client_of("approver").get("/desk/watch/supervisions/supervision_x/").status_code == 404


def test_an_answer_in_time_is_counted_down(late: City) -> None:
    assert "待答复" in page(late, "approver", "/desk/watch/supervisions/")
    late.later(days=10)
    assert "超期" in page(late, "approver", "/desk/watch/supervisions/")
