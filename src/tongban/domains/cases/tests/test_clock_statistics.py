"""Figures of clocks: every number is what looking at each case by itself gives."""

from datetime import date, timedelta
from statistics import median

import pytest

from tongban.domains.cases import api as cases
from tongban.domains.cases.models import Clock
from tongban.domains.cases.tests.town import (
    FORM,
    NOW,
    REGION,
    Town,
    accepted,
    at,
    decide,
    finish,
    paper,
    refused,
    review,
    submit,
)
from tongban.domains.registry import api as registry
from tongban.kernel.authz import SYSTEM, Actor
from tongban.kernel.clock import ClockFacts, Pause, used
from tongban.kernel.durations import Duration, Unit

MARCH = {"since": date(2026, 3, 1), "until": date(2026, 3, 31)}


def ask(actor: Actor, by: cases.ClockBy, *, now: str = "2026-03-31T09:00", **changes: object) -> cases.ClockStatistics:
    asked: dict[str, object] = {"region": REGION, "by": by, **MARCH}
    return cases.clock_statistics(actor, cases.ClockAsked(**asked | changes), now=at(now))  # type: ignore[arg-type]  # a test's own words


def row(found: cases.ClockStatistics, track: str, step: str = "") -> cases.ClockFigures:
    return next(one for one in found.rows if (one.track, one.step) == (track, step))


@pytest.fixture
def month(town: Town) -> Town:
    """Three cases of one Monday: decided after one, three (due) and six working days; a fourth still runs."""
    for day in ("2026-03-03", "2026-03-05", "2026-03-10"):
        case = accepted(town, form=FORM | {"name": f"青禾市小满{day}店"})
        for track in ("shop_item", "seal_item", "insurance_item"):
            finish(town, case, track, now=at(f"{day}T15:00"))
    accepted(town)
    return town


def test_each_item_has_its_share_median_and_p90(month: Town) -> None:
    found = row(ask(month.supervisor, "item"), "seal_item")
    assert (found.running, found.overdue, found.near_due) == (1, 1, 0)
    assert (found.finished, found.on_time) == (3, 2)
    assert found.share == pytest.approx(2 / 3)
    assert found.median == median([1, 3, 6])
    assert found.p90 == pytest.approx(5.4)
    assert found.item is not None
    assert (found.item.zh, found.agency.role if found.agency else "") == ("刻章备案", "public_security")


def test_near_due_is_told_apart_from_overdue(town: Town) -> None:
    accepted(town)
    near = row(ask(town.supervisor, "item", now="2026-03-04T09:00"), "seal_item")
    assert (near.running, near.near_due, near.overdue) == (1, 1, 0)
    calm = row(ask(town.supervisor, "item", now="2026-03-03T09:00"), "seal_item")
    assert (calm.running, calm.near_due, calm.overdue) == (1, 0, 0)


def test_agencies_and_the_total_add_up(month: Town) -> None:
    items, agencies = ask(month.supervisor, "item"), ask(month.supervisor, "agency")
    for name in ("running", "overdue", "finished", "on_time"):
        whole = getattr(items.total, name)
        assert whole == sum(getattr(one, name) for one in items.rows)
        assert whole == sum(getattr(one, name) for one in agencies.rows) == getattr(agencies.total, name)
    assert items.total.finished == 9
    assert items.total.median == 3
    assert {one.track for one in agencies.rows} == {""}


def test_steps_are_measured_from_opening_to_doing(town: Town) -> None:
    case = accepted(town)
    review(town, case, "shop_item", now=at("2026-03-04T10:00"))
    decide(town, case, "shop_item", now=at("2026-03-09T10:00"))
    found = ask(town.supervisor, "step")
    reviewed, approved = row(found, "shop_item", "review"), row(found, "shop_item", "approve")
    assert (reviewed.finished, reviewed.on_time, reviewed.median) == (1, 1, 2)
    assert (approved.finished, approved.on_time, approved.median) == (1, 0, 3)
    window = row(found, "", "intake")
    assert (window.finished, window.median) == (1, 0)
    assert window.item is not None
    assert window.step_title is not None


def test_paused_days_are_not_counted_and_overlaps_count_once(town: Town) -> None:
    """The SQL and the kernel's clock count alike."""
    case = accepted(town)
    finish(town, case, "shop_item", now=at("2026-03-18T10:00"))
    spans = [("2026-03-04T10:00", "2026-03-10T09:00"), ("2026-03-06T10:00", "2026-03-12T09:00")]
    stops = [{"why": "x", "basis": "b", "start": at(a).isoformat(), "end": at(b).isoformat()} for a, b in spans]
    clock = Clock.objects.get(case__uuid=case.value, scope="shop_item", kind="promised")
    Clock.objects.filter(pk=clock.pk).update(pauses=stops)
    facts = ClockFacts(
        "promised",
        clock.started_at,
        Duration(clock.amount, Unit(clock.unit)),
        clock.source,
        pauses=tuple(Pause(at(a), at(b), "x", "b") for a, b in spans),
        stopped_at=at("2026-03-18T10:00"),
    )
    expected = used(facts, registry.calendar_of(REGION), at("2026-03-31T09:00"))
    assert row(ask(town.supervisor, "item"), "shop_item").median == expected == 6


def test_a_pause_that_never_ended_counts_to_the_decision(town: Town) -> None:
    case = accepted(town)
    finish(town, case, "shop_item", now=at("2026-03-18T10:00"))
    stop = {"why": "x", "basis": "b", "start": at("2026-03-04T10:00").isoformat(), "end": None}
    Clock.objects.filter(case__uuid=case.value, scope="shop_item").update(pauses=[stop])
    assert row(ask(town.supervisor, "item"), "shop_item").median == 1


def test_only_what_was_decided_in_the_period_counts(month: Town) -> None:
    first_week = ask(month.supervisor, "item", until=date(2026, 3, 5))
    assert row(first_week, "seal_item").finished == 2
    april = ask(month.supervisor, "item", since=date(2026, 4, 1), until=date(2026, 4, 30))
    assert (row(april, "seal_item").finished, row(april, "seal_item").median) == (0, None)
    assert row(april, "seal_item").share is None


def test_withdrawn_cases_are_not_in_the_figures(town: Town) -> None:
    case = accepted(town)
    cases.withdraw(case=case, actor=town.founder, now=NOW + timedelta(days=1))
    assert ask(town.supervisor, "item").rows == ()
    assert ask(town.supervisor, "item").total.running == 0


def test_single_items_are_measured_by_the_clock_of_the_whole(town: Town) -> None:
    sketch = tuple(cases.MaterialIn(name, (paper(town),)) for name in ("sketch", "licence_copy"))
    case = submit(town, procedure="stall_item", form={"place": "东门"}, materials=sketch)
    cases.accept(case=case, actor=town.window, now=NOW)
    finish(town, case, "stall_item", now=at("2026-03-04T10:00"))
    found = row(ask(town.supervisor, "item"), "stall_item")
    assert (found.finished, found.on_time, found.median) == (1, 1, 2)


def test_who_sees_which_figures(month: Town) -> None:
    own = ask(month.approver("seal_item"), "agency")
    assert [one.agency.role for one in own.rows if one.agency] == ["public_security"]
    everything = ask(SYSTEM, "agency")
    assert len(everything.rows) == len(ask(month.supervisor, "agency").rows) == 3
    chosen = own.rows[0].agency
    assert chosen is not None
    narrowed = ask(month.supervisor, "item", agency=chosen.id)
    assert {one.track for one in narrowed.rows} == {"seal_item"}
    other = ask(month.approver("insurance_item"), "item", agency=chosen.id)
    assert other.rows == ()
    for nobody in (month.founder, month.window):
        with refused("kernel.authz.denied"):
            ask(nobody, "item")


def test_periods_are_bounded(town: Town) -> None:
    for since, until in ((date(2026, 3, 2), date(2026, 3, 1)), (date(2020, 1, 1), date(2026, 3, 1))):
        with refused("cases.statistics.period"):
            ask(town.supervisor, "item", since=since, until=until)
    with refused("registry.region.unknown"):
        ask(town.supervisor, "item", region="110000")
