"""Two at once, on two connections: the second is told so, nothing is written twice, no number is lost."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import time
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections, transaction

from tongban.domains.cases import api as cases
from tongban.domains.cases import serials
from tongban.domains.cases.counter import api as counter
from tongban.domains.cases.models import Appointment, AppointmentSlot, CaseRow, Serial, Ticket
from tongban.domains.cases.tests.hall import MORNING, TUESDAY, book, call, person, take
from tongban.domains.cases.tests.town import (
    NOW,
    REGION,
    Town,
    accepted,
    decide,
    officer,
    refused,
    review,
    submit,
)
from tongban.domains.registry import api as registry
from tongban.kernel import audit, events
from tongban.kernel.authz import SYSTEM
from tongban.kernel.errors import TongbanError

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts on a connection each, released together; their results, or the refusals they met."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            gate.wait(timeout=10)
            return act()
        except TongbanError as refused_with:
            return refused_with.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(timeout=30) for future in [pool.submit(run, act) for act in acts]]


def test_two_officers_complete_the_same_step(busy_town: Town) -> None:
    town = busy_town
    case = accepted(town)
    results = at_once(
        *(
            lambda actor=actor: cases.complete_step(
                case=case, track="shop_item", step="review", opinion="", actor=actor, now=NOW
            )
            for actor in town.officers["market_regulation"]
        )
    )
    assert sorted(map(str, results)) == ["None", "cases.step.already_done"]
    assert sum(one.type == "cases.step_completed.v1" for one in events.read(str(case))) == 1
    assert cases.differences(case) == []


def test_two_officers_decide_the_same_case_differently(busy_town: Town) -> None:
    town = busy_town
    third = officer("third", "market_regulation", "approve", now=NOW)
    case = accepted(town)
    review(town, case, "shop_item")
    results = at_once(
        lambda: decide(town, case, "shop_item"),
        lambda: cases.decide(case=case, track="shop_item", granted=False, reason="不符合", actor=third, now=NOW),
    )
    assert sorted(map(str, results)) == ["None", "cases.step.already_done"]
    assert sum(one.type == "cases.track_decided.v1" for one in events.read(str(case))) == 1
    assert cases.differences(case) == [] and audit.verify().ok


def test_decisions_of_different_items_at_once_both_count_and_decide_the_case(busy_town: Town) -> None:
    town = busy_town
    case = accepted(town)
    for track in ("shop_item", "seal_item", "insurance_item"):
        review(town, case, track)
    decide(town, case, "shop_item")
    assert at_once(lambda: decide(town, case, "seal_item"), lambda: decide(town, case, "insurance_item")) == [
        None,
        None,
    ]
    assert cases.replay(case).outcome == "granted" and cases.differences(case) == []


def test_acceptance_against_withdrawal(busy_town: Town) -> None:
    town = busy_town
    for _ in range(3):
        case = submit(town)
        results = at_once(
            partial(cases.accept, case=case, actor=town.window, now=NOW),
            partial(cases.withdraw, case=case, actor=town.founder, now=NOW),
        )
        assert results in ([None, None], ["cases.accept.not_waiting", None])
        assert cases.replay(case).status == "withdrawn" and cases.differences(case) == []


def test_the_same_submission_at_once_is_one_case(busy_town: Town) -> None:
    town = busy_town
    draft = cases.save_draft(procedure="open_shop", region=REGION, answers={}, actor=town.founder, now=NOW)
    papers = submit(town)  # warms caches, takes number 1
    results = at_once(*[lambda: submit(town, draft=draft)] * 4)
    assert len({str(one) for one in results}) == 1 and results[0] != papers
    assert sorted(CaseRow.objects.values_list("number", flat=True)) == [f"99090020260302{n:06}" for n in (1, 2)]


def test_the_series_has_no_gap_under_load_and_failures(busy_town: Town) -> None:
    town = busy_town

    def fail() -> None:
        with transaction.atomic():
            serials.next_number(REGION, NOW.date())
            raise TongbanError("rolled back")

    results = at_once(*([lambda: submit(town), fail] * 4))
    assert results.count("rolled back") == 4
    serial = sorted(int(number[-6:]) for number in CaseRow.objects.values_list("number", flat=True))
    assert serial == [1, 2, 3, 4] and Serial.objects.get().last == 4
    for row in CaseRow.objects.all():
        assert cases.differences(cases.CaseId(row.uuid)) == []


def test_one_region_does_not_wait_for_another(busy_town: Town) -> None:
    """While one submission holds its region's counter, a submission elsewhere goes through."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            serials.next_number(REGION, NOW.date())
            held.set()
            done.wait(timeout=20)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert held.wait(timeout=10)
        with connection.cursor() as cursor:
            cursor.execute("set lock_timeout = '3s'")
        submit(busy_town, region="990901")
    finally:
        done.set()
        holder.join()
        with connection.cursor() as cursor:
            cursor.execute("reset lock_timeout")


def test_one_name_is_registered_once(busy_town: Town) -> None:
    town = busy_town
    pair = [accepted(town), accepted(town)]
    for case in pair:
        review(town, case, "shop_item")
    results = at_once(*(lambda case=case: decide(town, case, "shop_item") for case in pair))
    assert sorted(map(str, results)) == ["None", "registry.enterprise.name_taken"]
    assert sum(cases.replay(case).holder is not None for case in pair) == 1


def test_results_arriving_at_once_close_the_case_once(busy_town: Town) -> None:
    town = busy_town
    case = accepted(town)
    for track in ("shop_item", "seal_item", "insurance_item"):
        review(town, case, track)
        decide(town, case, track)
    results = at_once(
        *(
            lambda track=track: cases.record_result(
                case=case, track=track, reference=f"licence_{track}", actor=SYSTEM, now=NOW
            )
            for track in ("shop_item", "seal_item", "shop_item")
        )
    )
    assert results == [None, None, None]
    assert [one.type for one in events.read(str(case))].count("cases.case_closed.v1") == 1
    assert cases.replay(case).status == "closed" and cases.differences(case) == []
    with refused("cases.result.recorded_otherwise"):
        cases.record_result(case=case, track="shop_item", reference="licence_x", actor=SYSTEM, now=NOW)
    assert registry.list_subjects(registry.AccountId.parse(town.founder.label))


# the counter --------------------------------------------------------------------------------------------------------


def test_numbers_have_no_gap_when_many_take_them_at_once(busy_town: Town) -> None:
    def some_take() -> None:
        for _ in range(5):
            take(busy_town)

    at_once(some_take, some_take, some_take, lambda: take(busy_town, priority="nobody"))
    assert sorted(Ticket.objects.values_list("number", flat=True)) == list(range(1, 16))


def test_two_windows_never_call_the_same_number(busy_town: Town) -> None:
    for _ in range(4):
        take(busy_town)
    second = officer("window_2", "service_centre", "intake", now=NOW)
    results = at_once(lambda: call(busy_town, "w1"), lambda: call(busy_town, "w2", actor=second))
    assert sorted(results) == [1, 2]


def test_the_last_seat_of_a_slot_is_given_once(busy_town: Town) -> None:
    book(busy_town)
    people = [person(n) for n in range(3)]
    acts = [lambda who=who: book(busy_town, subject=who[0], actor=who[1]) for who in people]
    results = at_once(*acts)
    assert sorted(one for one in results if isinstance(one, str)) == ["cases.counter.slot_full"] * 2
    assert (Appointment.objects.count(), AppointmentSlot.objects.get().taken) == (2, 2)


def test_moving_in_opposite_directions_does_not_lock_up(busy_town: Town) -> None:
    (one, first), (other, second) = person(1), person(2)
    mine, theirs = book(busy_town, subject=one, actor=first), book(busy_town, "10:00", subject=other, actor=second)
    at_once(
        lambda: counter.move(appointment=mine, day=TUESDAY, start=time(10, 0), actor=first, now=MORNING),
        lambda: counter.move(appointment=theirs, day=TUESDAY, start=time(9, 0), actor=second, now=MORNING),
    )
    assert sorted(Appointment.objects.values_list("start", flat=True)) == [time(9, 0), time(10, 0)]
    assert set(AppointmentSlot.objects.values_list("taken", flat=True)) == {1}
