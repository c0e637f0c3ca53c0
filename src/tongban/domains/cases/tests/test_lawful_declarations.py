"""What a strict reader tried where the town has other declarations: joint handling, renewal, a promise loosened."""

import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tongban.domains.cases import api as cases
from tongban.domains.cases import renewing
from tongban.domains.cases.models import CaseRow, Clock
from tongban.domains.cases.tests import town as town_module
from tongban.domains.cases.tests.town import (
    KINDS,
    NOW,
    PACKS,
    REGION,
    Town,
    accepted,
    at,
    build,
    finish,
    officer,
    refused,
    submit,
)
from tongban.kernel import packs

pytestmark = pytest.mark.django_db
COURT: dict[str, Any] = {"authority": "court", "reference": "（2026）青行初1号", "reason": "事实不清"}
ENDS = date(2026, 5, 15)
AFTER = at("2026-03-10T00:05")  # the sixth working day after Monday the second


# more time ------------------------------------------------------------------------------------------------------------


def test_a_reopened_item_brings_the_whole_no_second_extension(joint_town: Town) -> None:
    """行政许可法 art. 42: once. The clock of the whole runs on while an item is decided again."""
    town = joint_town
    case = accepted(town, procedure="open_canteen")
    lead = officer("lead_1", "market_regulation", "review", now=NOW)
    cases.ask_extension(case=case, reason="多部门", actor=lead, now=NOW)
    head = officer("lead_2", "market_regulation", "lead", now=NOW)
    cases.grant_extension(case=case, reason="多部门", actor=head, now=NOW)
    finish(town, case, "insurance_item", granted=False)
    hr = officer("hr_head", "human_resources", "approve", now=NOW)
    cases.reopen(case=case, track="insurance_item", actor=hr, now=NOW, **COURT)
    with refused("cases.extension.once"):
        cases.ask_extension(case=case, reason="还要", actor=lead, now=NOW)
    assert len(Clock.objects.get(scope="case", kind="statutory").extensions) == 1
    assert cases.differences(case) == []


# silence --------------------------------------------------------------------------------------------------------------


def renewal(town: Town, monkeypatch: pytest.MonkeyPatch, **more: Any) -> cases.CaseId:
    monkeypatch.setattr(renewing, "_hook", [lambda subject, kind, *, at: ("licence_x", ENDS)])
    given: dict[str, Any] = {"form": {"place": "南塘小学食堂"}, "materials": (), "actor": town.founder, "now": NOW}
    return cases.submit(procedure="renewal_item", region=REGION, subject=town.subject, **given, **more)


@pytest.mark.parametrize(
    ("reopened", "renewed"), [(at("2026-04-10T09:00"), 1), (at("2026-06-01T09:00"), 0)], ids=["before", "after"]
)
def test_silence_renews_no_licence_that_ended_before_its_denial_was_set_aside(
    joint_town: Town, monkeypatch: pytest.MonkeyPatch, *, reopened: datetime, renewed: int
) -> None:
    """It was decided in time (art. 50); what a court sets aside later is decided again by somebody."""
    case = renewal(joint_town, monkeypatch)
    cases.accept(case=case, actor=joint_town.window, now=NOW)
    one, two = joint_town.officers["market_regulation"]
    cases.decide(case=case, track="renewal_item", granted=False, reason="不符合条件", actor=one, now=NOW)
    cases.reopen(case=case, track="renewal_item", actor=two, now=reopened, **COURT)
    assert cases.deem_renewed(case=case, now=at("2026-06-02T09:00")) == renewed
    assert cases.differences(case) == []


def test_silence_renews_no_licence_that_ended_before_the_papers_were_complete(
    joint_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tongban.domains.cases.clocks.supplement_days", lambda region, *, on: None)
    town, case = joint_town, renewal(joint_town, monkeypatch)
    missing = (cases.Missing("place", "没有写明门牌号"),)
    cases.ask_supplement(case=case, missing=missing, actor=town.window, now=NOW)
    late = at("2026-05-18T09:00")
    cases.supplement(case=case, form={"place": "稻香路1号"}, actor=town.founder, now=late)
    cases.accept(case=case, actor=town.window, now=late)
    assert cases.deem_renewed(case=case, now=at("2026-05-19T09:00")) == 0
    assert CaseRow.objects.get(uuid=case.value).status == "accepted"


def test_a_precheck_keeps_no_window_of_a_renewal_open(joint_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is filed before it is confirmed: the window is looked at then."""
    case = renewal(joint_town, monkeypatch, precheck=True)
    with refused("cases.renewal.too_late"):
        cases.confirm(case=case, actor=joint_town.founder, now=at("2026-05-20T09:00"))
    cases.confirm(case=case, actor=joint_town.founder, now=at("2026-03-03T09:00"))
    assert CaseRow.objects.get(uuid=case.value).status == "submitted"


# acceptance by law ----------------------------------------------------------------------------------------------------


def test_accepted_by_law_it_has_the_days_in_force_when_the_papers_were_received(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A promise that is loosened while nobody answers does not reach back."""
    folder = tmp_path / "town"
    shutil.copytree(PACKS / "town", folder)
    promise = folder / "parameters/clocks/shop/promise.yaml"
    told = "{value: 9, source: 青禾市承诺, published: 2026-03-05, applies_from: null, note: null}"
    promise.write_text(f"{promise.read_text('utf-8').rstrip()}\n  2026-03-06: {told}\n", "utf-8")
    national, _ = packs.read_pack(settings.PACKS_FOLDER / "national", KINDS, root=settings.PACKS_FOLDER)
    local, problems = packs.read_pack(folder, KINDS, root=tmp_path)
    assert national and local and not problems
    library = packs.Library([national, local])
    monkeypatch.setattr(town_module, "library", lambda: library)
    town = build()
    case = submit(town)
    assert cases.tick(now=AFTER).counts == {"deemed_acceptance": 1}
    assert Clock.objects.get(case__uuid=case.value, scope="shop_item", kind="promised").amount == 3
    other = accepted(town, AFTER)
    assert Clock.objects.get(case__uuid=other.value, scope="shop_item", kind="promised").amount == 9
