"""What happens to a case is told to everybody who may act for its applicant: once, whole, in both languages."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tongban.domains.cases import announcing
from tongban.domains.cases import api as cases
from tongban.domains.cases.announcing.notes import About
from tongban.domains.cases.models import CaseRow
from tongban.domains.cases.tests.town import NOW, REGION, Town, accepted, at, finish, submit
from tongban.domains.cases.tests.town import actor as town_actor
from tongban.domains.registry import api as registry
from tongban.kernel import events, messages, outbox, texts
from tongban.kernel.authz import SYSTEM, Actor
from tongban.kernel.events import Recorded

PREFIX = "cases.message."


def codes(actor: Actor) -> list[str]:
    """What the actor was told, the first first, without the common beginning."""
    return [row.code.removeprefix(PREFIX) for row in reversed(messages.list_messages(actor).rows)]


def texts_of(actor: Actor) -> dict[str, messages.MessageView]:
    return {row.code.removeprefix(PREFIX): row for row in messages.list_messages(actor).rows}


def test_a_life_is_told_from_filing_to_result(town: Town) -> None:
    case = accepted(town)
    outbox.deliver(NOW)
    for track in ("shop_item", "seal_item", "insurance_item"):
        finish(town, case, track, now=at("2026-03-03T10:00"))
        outbox.deliver(at("2026-03-03T10:00"))
    told = codes(town.founder)
    assert told[:2] == ["submitted", "accepted"]
    assert told[2:4] == ["item_granted", "item_granted"]
    assert "decided_granted" in told[4:]
    assert "item_granted" not in told[4:]  # the last one decides the whole
    assert messages.list_messages(town.stranger).rows == ()
    received = texts_of(town.founder)
    assert received["accepted"].about == str(case)
    assert "2026年3月" in received["accepted"].text.zh
    assert " March 2026" in received["accepted"].text.en


def test_what_is_missing_is_told_whole_with_whom_to_ask(town: Town) -> None:
    case = submit(town)
    missing = (cases.Missing(item="articles", why="缺少第二页"), cases.Missing(item="address", why="看不清"))
    cases.ask_supplement(case=case, missing=missing, actor=town.window, now=NOW)
    outbox.deliver(NOW)
    text = texts_of(town.founder)["supplement_asked"].text.zh
    title = next(one.title.zh for one in cases.get_case(case, town.founder, now=NOW).materials if one.id == "articles")
    assert f"{title}（缺少第二页）、地址（看不清）" in text
    assert text.endswith("有疑问请联系青禾市政务服务中心。")


def test_a_refusal_names_the_reason_the_place_and_the_remedies(town: Town) -> None:
    case = submit(town)
    cases.refuse(case=case, reason="不属于本市管辖", where="邻市窗口", actor=town.window, now=NOW)
    outbox.deliver(NOW)
    text = texts_of(town.founder)["refused"].text.zh
    assert all(part in text for part in ("不属于本市管辖", "邻市窗口", "60日内申请行政复议", "6个月内提起行政诉讼"))


def test_everybody_who_may_act_is_told_and_nobody_else(town: Town) -> None:
    """The case of an enterprise: its representative and its agent are told, an agent whose time is over is not."""
    enterprise = registry.register_enterprise(
        name="青禾市小满茶行",
        region=REGION,
        address="青禾市南塘区稻香路2号",
        legal_representative=town.subject,
        actor=SYSTEM,
        now=NOW,
    )
    ends = {"agent": None, "former": date(2026, 3, 1)}
    agents = [_agent(name, enterprise, until=until) for name, until in ends.items()]
    case = submit(town)
    CaseRow.objects.filter(uuid=case.value).update(subject=registry.get_subject(enterprise).pk)
    outbox.deliver(NOW)
    told, gone = (town_actor(one, now=NOW) for one in agents)
    assert codes(told) == codes(town.founder) == ["submitted"]
    assert codes(gone) == codes(town.stranger) == []


def _agent(name: str, subject: registry.SubjectId, *, until: date | None) -> registry.AccountId:
    account = registry.create_account(username=name, password=None, name=name, actor=SYSTEM, now=NOW)
    registry.represent(
        account=account, subject=subject, role="agent", since=date(2026, 2, 1), until=until, actor=SYSTEM, now=NOW
    )
    return account


def test_an_event_that_is_delivered_twice_is_told_once(town: Town) -> None:
    case = accepted(town)
    for _ in range(2):
        for recorded in events.read(str(case)):
            announcing.tell(recorded, now=NOW)
    assert codes(town.founder) == ["submitted", "accepted"]


ITEM: dict[str, Any] = {"track": "shop_item", "agency": "", "by": "account_x", "reason": "说明材料不一致"}
CLOCKS = [{"scope": "case", "kind": "promised", "due_on": "2026-03-09"}]
SAID: dict[str, dict[str, Any]] = {
    "cases.case_submitted.v1": {"precheck": True, "agency": ""},
    "cases.case_confirmed.v1": {},
    "cases.supplemented.v1": {},
    "cases.precheck_answered.v1": {"ready": False, "missing": [{"item": "articles", "why": "缺页"}]},
    "cases.supplement_asked.v1": {"missing": [{"item": "articles", "why": "缺页"}]},
    "cases.case_accepted.v1": {
        "clocks": CLOCKS,
        "tolerated": [{"material": "articles", "track": "shop_item", "due_on": "2026-03-11"}],
    },
    "cases.case_refused.v1": {"reason": "不属于本市管辖", "where": "邻市窗口"},
    "cases.special_started.v1": ITEM
    | {"kind": "hearing", "stops": ["statutory"], "basis": "第四十五条", "until": None},
    "cases.special_ended.v1": ITEM | {"kind": "hearing", "result": "符合条件"},
    "cases.extension_granted.v1": ITEM
    | {"scope": "case", "amount": 10, "unit": "working_day", "basis": "行政许可法第四十二条"},
    "cases.case_suspended.v1": {"reason": "等待判决", "basis": "第一条"},
    "cases.case_resumed.v1": {"reason": "判决已生效"},
    "cases.track_transferred.v1": ITEM | {"from_agency": "", "to_agency": ""},
    "cases.tolerated_brought.v1": {"material": "articles"},
    "cases.tolerance_lapsed.v1": {"track": "shop_item", "materials": ["articles"], "consequence": "deny"},
    "cases.track_decided.v1": ITEM | {"granted": False},
    "cases.case_decided.v1": {"outcome": "partial"},
    "cases.result_recorded.v1": {"track": "shop_item"},
    "cases.result_delivered.v1": ITEM | {"method": "post", "reference": "EX123"},
    "cases.track_ended.v1": ITEM,
    "cases.grant_revoked.v1": ITEM | {"basis": "行政许可法第六十九条"},
    "cases.case_reopened.v1": ITEM | {"reference": "（2026）示例1号判决"},
    "cases.case_withdrawn.v1": {},
}
OTHERWISE: dict[str, list[dict[str, Any]]] = {
    "cases.case_submitted.v1": [{"precheck": False}],
    "cases.precheck_answered.v1": [{"ready": True}],
    "cases.case_accepted.v1": [{"tolerated": []}, {"tolerated": [], "deemed": True}],
    "cases.special_started.v1": [{"stops": [], "until": "2026-04-01"}],
    "cases.tolerance_lapsed.v1": [{"consequence": "end"}],
    "cases.track_decided.v1": [{"granted": True}],
    "cases.case_decided.v1": [{"outcome": "granted"}, {"outcome": "denied"}],
    "cases.result_delivered.v1": [{"method": "counter"}, {"method": "download", "reference": ""}],
}
WAYS = [(name, data | change) for name, data in SAID.items() for change in ({}, *OTHERWISE.get(name, []))]


def test_every_teller_is_looked_at() -> None:
    assert SAID.keys() == announcing.TELLERS.keys()


@pytest.mark.parametrize(("name", "data"), WAYS, ids=[f"{number}-{name}" for number, (name, _) in enumerate(WAYS)])
def test_no_sentence_has_a_hole(town: Town, name: str, data: dict[str, Any]) -> None:
    """Every placeholder of title and text is filled, in both languages, and the reader learns whom to ask."""
    case = accepted(town)
    row = CaseRow.objects.select_related("agency").get(uuid=case.value)
    recorded = Recorded(events.ORIGIN, str(case), 99, name, NOW, "account_x", data, "", "")
    about = About(recorded, row)
    note = announcing.TELLERS[name](about)
    assert note is not None
    given = {"title", "number", "agency", *note.values}
    for code in (f"{PREFIX}{note.name}.title", f"{PREFIX}{note.name}"):
        assert code in texts.codes()
        asked = set(re.findall(r"\{(\w+)\}", texts.say(code, "zh", **{one: f"{{{one}}}" for one in given})))
        assert asked <= given
        assert "…" not in texts.say(code, "en", **{one: one for one in given})
    announcing.tell(recorded, now=NOW)
    [view] = messages.list_messages(town.founder).rows
    assert row.agency.name_zh in view.text.zh
    assert row.agency.name_en in view.text.en
    assert "…" not in view.title.zh + view.text.zh + view.title.en + view.text.en


def test_every_text_for_applicants_is_told_by_some_event(town: Town) -> None:
    """`tolerance_due` is told by the watch, before the day; `on_the_page` is a value."""
    case = accepted(town)
    row = CaseRow.objects.select_related("agency").get(uuid=case.value)
    notes = [
        announcing.TELLERS[name](About(Recorded(events.ORIGIN, str(case), 99, name, NOW, "x", data, "", ""), row))
        for name, data in WAYS
    ]
    file = Path(announcing.__file__).parents[1] / "strings" / "messages.yaml"
    written = {code.removeprefix(PREFIX) for code in yaml.safe_load(file.read_text("utf-8"))}
    told = {name for note in notes if note for name in (note.name, f"{note.name}.title")}
    assert written - told == {"on_the_page", "tolerance_due", "tolerance_due.title"}
