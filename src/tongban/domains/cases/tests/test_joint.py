"""Joint handling under a lead, items in their turn with a step of another agency, renewal and its silence."""

from datetime import date
from typing import Any

import pytest

from tongban.domains.cases import api as cases
from tongban.domains.cases import renewing
from tongban.domains.cases.commands import lapsing
from tongban.domains.cases.models import CaseRow, Clock, StepRow
from tongban.domains.cases.tests.town import (
    NOW,
    REGION,
    Town,
    accepted,
    actor,
    at,
    decide,
    officer,
    refused,
    review,
)
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel.authz import SYSTEM

pytestmark = pytest.mark.django_db


def test_the_lead_of_a_joint_handling_sees_urges_and_asks_for_more_time(joint_town: Town) -> None:
    town = joint_town
    case = accepted(town, procedure="open_canteen")
    lead = officer("lead_1", "market_regulation", "review", now=NOW)
    head = officer("lead_2", "market_regulation", "lead", now=NOW)
    hr = town.reviewer("insurance_item")
    assert cases.get_case(case, lead, now=NOW).shows_facts
    cases.urge(case=case, track="insurance_item", text="请抓紧", actor=lead, now=NOW)
    with refused("kernel.authz.denied"):
        cases.urge(case=case, track="shop_item", text="请抓紧", actor=hr, now=NOW)
    with refused("kernel.authz.denied"):
        cases.ask_extension(case=case, reason="多部门", actor=hr, now=NOW)
    due = CaseRow.objects.get(uuid=case.value).clocks.get(scope="case", kind="statutory").due_on
    cases.ask_extension(case=case, reason="多部门", actor=lead, now=NOW)
    cases.grant_extension(case=case, reason="多部门", actor=head, now=NOW)
    now_due = CaseRow.objects.get(uuid=case.value).clocks.get(scope="case", kind="statutory").due_on
    assert due == date(2026, 5, 8) and now_due == date(2026, 5, 28)  # 45 and 15 working days; 9 May is worked
    assert cases.differences(case) == []


def test_an_item_in_turn_begins_when_its_turn_comes_and_another_agency_does_its_step(joint_town: Town) -> None:
    town = joint_town
    case = accepted(town, procedure="open_canteen")
    later = at("2026-03-12T09:00")
    assert not Clock.objects.filter(scope="canopy_item").exists()
    step = StepRow.objects.get(track="canopy_item", step="fire")
    assert step.agency.role == "public_security" and step.state == "waiting"
    review(town, case, "shop_item", now=later)
    decide(town, case, "shop_item", now=later)
    assert cases.differences(case) == []
    started = {one.kind: one for one in Clock.objects.filter(scope="canopy_item")}
    assert {kind: one.started_at for kind, one in started.items()} == {"statutory": later, "promised": later}
    ann, bo = town.officers["market_regulation"]
    told: dict[str, Any] = {"case": case, "track": "canopy_item", "now": later}
    with refused("kernel.authz.denied"):
        cases.complete_step(step="fire", opinion="", actor=ann, **told)
    cases.complete_step(step="fire", opinion="", actor=town.officers["public_security"][0], **told)
    with refused("cases.decide.votes_missing"):
        cases.decide(granted=True, actor=ann, **told)
    third = officer("third", "market_regulation", "approve", now=NOW)
    for who, agree in ((ann, True), (bo, False), (third, False)):
        cases.sign(step="approve", agree=agree, opinion="" if agree else "不妥", actor=who, **told)
    with refused("cases.decide.departs"):
        cases.decide(granted=True, actor=third, **told)
    cases.decide(granted=True, reason="可以附条件解决", actor=third, **told)
    assert cases.differences(case) == []


def test_a_renewal_has_its_window_and_silence_renews(joint_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town = joint_town
    ends: dict[str, date | None] = {"on": None}
    monkeypatch.setattr(
        renewing, "_hook", [lambda subject, kind, *, at: ("licence_x", ends["on"]) if ends["on"] else None]
    )

    def apply() -> cases.CaseId:
        given: dict[str, Any] = {"form": {"place": "南塘小学食堂"}, "materials": (), "actor": town.founder, "now": NOW}
        return cases.submit(procedure="renewal_item", region=REGION, subject=town.subject, **given)

    for day, code in ((None, "nothing_held"), (date(2026, 9, 1), "too_early"), (date(2026, 4, 1), "too_late")):
        ends["on"] = day
        with refused(f"cases.renewal.{code}"):
            apply()
    ends["on"] = date(2026, 5, 15)
    case = apply()
    cases.accept(case=case, actor=town.window, now=NOW)
    assert CaseRow.objects.get(uuid=case.value).renews_until == date(2026, 5, 15)
    last, after = at("2026-05-15T23:00"), at("2026-05-16T00:10")
    assert lapsing.renewals_over(last, 10) == [] and cases.deem_renewed(case=case, now=last) == 0
    assert lapsing.renewals_over(after, 10) == [case]
    assert cases.deem_renewed(case=case, now=after) == 1 and cases.deem_renewed(case=case, now=after) == 0
    decided = next(one for one in events.read(str(case)) if one.type == "cases.track_decided.v1")
    assert (decided.data["how"], decided.data["granted"], decided.data["by"]) == ("deemed", True, SYSTEM.label)
    assert cases.differences(case) == [] and lapsing.renewals_over(after, 10) == []
    assert "视为准予延续" in "".join(one.sentence.zh for one in cases.timeline(case, actor_of(town)))


def actor_of(town: Town) -> authz.Actor:
    return actor(registry.AccountId.parse(town.founder.label), now=NOW)
