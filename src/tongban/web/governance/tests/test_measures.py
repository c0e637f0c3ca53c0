"""The board, the duties of a unit, one measure and its acts, the closing queue and the reserve, as people use them."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tongban.domains.reform.ledger import api as ledger
from tongban.domains.reform.ledger.tests.bureau import PDF, Bureau, build
from tongban.domains.registry import api as registry
from tongban.kernel.actors import SYSTEM, Actor
from tongban.web import moment

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(scope="module")
def bureau(once: Callable[[Callable[[], Bureau]], Bureau]) -> Bureau:
    return once(build)


def _as(actor: Actor) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    account = get_user_model().objects.get(uuid=registry.AccountId.parse(actor.label).value)
    client.force_login(account, backend=BACKEND)
    return client


def _text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def _pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("证明.pdf", PDF, "application/pdf")


def _view(bureau: Bureau) -> ledger.MeasureView:
    return ledger.get_measure(bureau.measure(), actor=SYSTEM, today=moment.today())


def test_the_board_counts_narrows_and_saves(bureau: Bureau) -> None:
    office = _as(bureau.office)
    page = _text(office, "/governance/board/")
    assert "共 5 条举措" in page and page.count("<tr data-row>") == 5
    assert "还没有明确责任人" in page
    narrowed = _text(office, "/governance/board/?" + urlencode({"unit": "市水务局"}))
    assert narrowed.count("<tr data-row>") == 1
    assert _text(office, "/governance/board/?words=nothing").count("<tr data-row>") == 0
    saved = office.get("/governance/board.csv")
    sheet = saved.getvalue().decode()
    assert str(bureau.measure()) in sheet


def test_a_unit_sees_its_duties_and_others_none_of_them(bureau: Bureau) -> None:
    page = _text(_as(bureau.clerk), "/governance/duties/")
    assert page.count("<tr data-row>") == 5 and "本单位牵头" in page
    helped = _text(_as(bureau.helper), "/governance/duties/")
    assert "配合市窗口办" in helped
    assert _as(bureau.helper).get("/governance/board/").status_code == 403
    assert _as(bureau.stranger).get(f"/governance/measures/{bureau.measure(4)}/").status_code == 404


def test_from_progress_to_closing_by_a_second_person(bureau: Bureau) -> None:
    url = f"/governance/measures/{bureau.measure()}/"
    clerk, office = _as(bureau.clerk), _as(bureau.office)
    refused = clerk.post(url + "ask_closing/", {"text": "全部完成"})
    assert refused.status_code == 422 and "没有证明材料，不能销号" in refused.content.decode()
    wrong = clerk.post(url + "file_progress/", {"text": "", "share": "50", "evidence": _pdf()})
    assert wrong.status_code == 422 and 'name="kept"' in wrong.content.decode()
    filed = clerk.post(url + "file_progress/", {"text": "已上线", "share": "100", "evidence": _pdf()})
    assert filed.status_code == 302 and _view(bureau).share == 100
    assert clerk.post(url + "ask_closing/", {"text": "全部完成"}).status_code == 302
    assert clerk.post(url + "close/", {"finding": "属实"}).status_code == 302  # who may not is sent back
    assert _view(bureau).state == "closing_asked"
    assert str(bureau.measure()) in _text(office, "/governance/closing/")
    assert "您确认已经看过证明材料" in _text(office, url + "close/")
    assert office.post(url + "close/", {"finding": "现场核实"}).status_code == 302
    page = _text(office, url)
    assert _view(bureau).state == "closed" and "销号：现场核实" in page and "证明.pdf" in page
    assert office.post(url + "reopen/", {"reason": "窗口没有执行"}).status_code == 302
    assert _view(bureau).state == "reopened" and "重新打开：窗口没有执行" in _text(clerk, url)


def test_what_is_no_paper_is_refused_at_its_field(bureau: Bureau) -> None:
    url = f"/governance/measures/{bureau.measure()}/file_progress/"
    script = SimpleUploadedFile("a.pdf", b"#!/bin/sh\nrm -rf /\n", "application/pdf")
    refused = _as(bureau.clerk).post(url, {"text": "已上线", "share": "10", "evidence": script})
    assert refused.status_code == 422 and 'id="f-evidence-error"' in refused.content.decode()
    assert _view(bureau).state == "not_started"


def test_files_are_given_to_who_may_see_the_measure(bureau: Bureau) -> None:
    url = f"/governance/measures/{bureau.measure()}/"
    _as(bureau.clerk).post(url + "file_progress/", {"text": "已上线", "share": "10", "evidence": _pdf()})
    (file,) = ledger.get_life(bureau.measure(), actor=SYSTEM, today=moment.today()).evidence
    answer = _as(bureau.helper).get(f"{url}files/{file.id}/")
    assert answer.content == PDF and answer["Content-Disposition"].startswith("attachment")
    other = f"/governance/measures/{bureau.measure(1)}/files/{file.id}/"
    assert _as(bureau.office).get(other).status_code == 404


def test_steps_are_written_line_by_line(bureau: Bureau) -> None:
    url = f"/governance/measures/{bureau.measure()}/steps/"
    clerk = _as(bureau.clerk)
    late = clerk.post(url, {"text": ["起草", ""], "weight": ["1", "1"], "due": ["2026-06-01", ""]})
    assert (
        late.status_code == 422 and "晚于完成期限" in late.content.decode() and 'value="起草"' in late.content.decode()
    )
    assert clerk.post(url, {"text": ["起草"], "weight": ["x"], "due": ["2025-06-01"]}).status_code == 422
    laid = clerk.post(url, {"text": ["起草"], "weight": ["1"], "due": [""], "lay": "1"})
    assert laid.status_code == 422  # this town has no calendar, or the deadline is over: said, never guessed
    assert clerk.post(url, {"text": ["起草"], "weight": ["1"], "due": ["2025-06-01"]}).status_code == 302
    assert _view(bureau).next_step == "起草"


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("classify", {"classification": "weak", "reason": "用时长"}),
        ("raise_problem", {"text": "接口未开通", "wants": "市数据局、市档案馆"}),
        ("file_document", {"kind": "rules", "title": "操作细则", "number": "青办〔2025〕9号"}),
    ],
)
def test_other_acts_of_the_unit(bureau: Bureau, act: str, said: dict[str, str]) -> None:
    url = f"/governance/measures/{bureau.measure()}/{act}/"
    clerk = _as(bureau.clerk)
    assert clerk.post(url, {}).status_code == 422
    given = {**said, "evidence": _pdf()} if act == "file_document" else said
    assert clerk.post(url, given).status_code == 302
    page = _text(clerk, f"/governance/measures/{bureau.measure()}/")
    told = next(said[name] for name in ("title", "text", "reason") if name in said)
    assert told in page


def test_the_office_names_units_and_persons(bureau: Bureau) -> None:
    office, url = _as(bureau.office), f"/governance/measures/{bureau.measure()}/"
    (seat,) = registry.list_holdings(registry.AccountId.parse(bureau.clerk.label), on=moment.today())
    assert office.post(url + "assign_owner/", {}).status_code == 422
    assert office.post(url + "assign_owner/", {"owner": f"{seat.account}|{seat.post.id}"}).status_code == 302
    owner = _view(bureau).owner
    assert owner and owner.account == seat.account
    agency = registry.get_agency("990100", "archives", on=moment.today()).id
    assert office.post(url + "confirm_unit/", {"unit": "lead|1", "agency": str(agency)}).status_code == 302
    assert (_view(bureau).lead_agency, _view(bureau).owner) == (agency, None)


def test_an_idea_is_entered_and_moved(bureau: Bureau) -> None:
    clerk = _as(bureau.clerk)
    agency = registry.get_agency("990100", "window_office", on=moment.today()).id
    told = {"unit": str(agency), "title": "一照多址", "difficulty": "重复登记"}
    assert clerk.post("/governance/reserve/new/", {**told, "title": ""}).status_code == 422
    entered = clerk.post("/governance/reserve/new/", told)
    assert entered.status_code == 302
    assert clerk.post(entered["Location"], {"stage": "copied", "note": "x"}).status_code == 422
    assert clerk.post(entered["Location"], {"stage": "proposed", "note": "建议稿"}).status_code == 302
    assert "形成建议：建议稿" in _text(clerk, entered["Location"])
