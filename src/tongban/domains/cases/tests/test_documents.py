"""The notices of a case: drawn from its events, readable, and the same bytes each time."""

from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from tongban.domains.cases import api as cases
from tongban.domains.cases.tests.town import NOW, Town, at, paper, refused, submit

ADDRESS = "https://example.invalid/space/cases/x/"
MISSING = (cases.Missing("articles", "第3页没有签字"), cases.Missing("address", "请写明门牌号"))


def read(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def drawn(town: Town, case: cases.CaseId, kind: str) -> str:
    found = next(one for one in cases.list_documents(case, town.founder) if one.kind == kind)
    return read(cases.get_document(case, found.number, town.founder, address=ADDRESS))


def accept(town: Town, case: cases.CaseId, now: datetime = NOW, **more: Any) -> None:
    cases.accept(case=case, actor=town.window, now=now, **more)


@pytest.mark.django_db
def test_a_case_has_its_receipt_and_its_notices_in_order(town: Town) -> None:
    case = submit(town)
    cases.ask_supplement(case=case, missing=MISSING, actor=town.window, now=NOW)
    brought = (cases.MaterialIn("articles", (paper(town),)),)
    cases.supplement(
        case=case, form=cases.get_answers(case, town.founder), materials=brought, actor=town.founder, now=NOW
    )
    accept(town, case)
    told = cases.list_documents(case, town.window)
    assert [one.kind for one in told] == ["receipt", "supplement", "receipt", "acceptance"]
    number = cases.get_case(case, town.founder, now=NOW).number
    assert [one.reference for one in told] == [f"{number}-{n:03}" for n in (1, 2, 3, 4)]
    assert told[-1].title.zh == "受理通知书"


@pytest.mark.django_db
def test_the_receipt_lists_what_was_handed_in(town: Town) -> None:
    words = drawn(town, submit(town), "receipt")
    for part in (
        "材料接收凭证",
        "谷雨",
        "章程",
        "提交文件1份",
        "开一家店",
        "青禾市政务服务中心",
        "2026年3月2日",
        "12345",
    ):
        assert part in words


@pytest.mark.django_db
def test_what_is_missing_is_named_by_title_with_its_reason_and_the_law(town: Town) -> None:
    case = submit(town)
    cases.ask_supplement(case=case, missing=MISSING, actor=town.window, now=NOW)
    words = drawn(town, case, "supplement")
    for part in ("补正告知书", "章程", "第3页没有签字", "地址", "请写明门牌号", "一次告知"):
        assert part in words
    assert "articles" not in words


@pytest.mark.django_db
def test_the_notice_of_acceptance_says_by_when(town: Town) -> None:
    case = submit(town)
    accept(town, case)
    words = drawn(town, case, "acceptance")
    for part in ("受理通知书", "NoticeofAcceptance", "2026年3月5日", "3个工作日", "决定予以受理"):
        assert part in words
    late = submit(town)
    cases.tick(now=at("2026-03-10T00:05"))
    assert "自收到材料之日起即为受理" in drawn(town, late, "acceptance")


@pytest.mark.django_db
def test_a_refusal_tells_the_reason_the_place_and_the_remedies(town: Town) -> None:
    case = submit(town)
    cases.refuse(case=case, reason="不属于本市管辖", where="邻市政务服务中心", actor=town.window, now=NOW)
    words = drawn(town, case, "refusal")
    for part in ("不予受理通知书", "不属于本市管辖", "邻市政务服务中心", "六十日内", "行政复议", "六个月内"):
        assert part in words


@pytest.mark.django_db
def test_the_same_event_gives_the_same_bytes(town: Town) -> None:
    case = submit(town)
    accept(town, case)
    first, second = (cases.get_document(case, 2, town.founder, address=ADDRESS) for _ in range(2))
    assert first == second == cases.get_document(case, 2, town.window, address=ADDRESS)


@pytest.mark.django_db
def test_only_who_may_read_the_case_gets_its_notices(town: Town) -> None:
    case = submit(town)
    for actor in (town.stranger, town.supervisor):
        with refused("cases.case.unknown"):
            cases.list_documents(case, actor)
        with refused("cases.case.unknown"):
            cases.get_document(case, 1, actor, address=ADDRESS)
    for number in (0, 2, 99):
        with refused("cases.document.unknown"):
            cases.get_document(case, number, town.founder, address=ADDRESS)
