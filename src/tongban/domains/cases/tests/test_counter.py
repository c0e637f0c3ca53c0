"""Queues without gaps, slots without overbooking, whoever comes first."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tongban.domains.cases.counter import api as counter
from tongban.domains.cases.counter import rules
from tongban.domains.cases.models import Appointment, AppointmentSlot, QueueSerial, Ticket
from tongban.domains.cases.tests.hall import MORNING, TUESDAY, book, call, take
from tongban.domains.cases.tests.town import NOW, Town, at, officer, refused
from tongban.kernel.authz import ANONYMOUS

# the queue ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_green_channel_goes_first_and_numbers_follow_arrival(town: Town) -> None:
    for priority in ("", "", "elderly", "", "pregnant"):
        take(town, priority=priority)
    queue = counter.get_queue("hall", town.window, now=MORNING)
    assert [ticket.number for ticket in queue.waiting] == [3, 5, 1, 2, 4]
    assert [ticket.ahead for ticket in queue.waiting] == [0, 1, 2, 3, 4]


@pytest.mark.django_db
def test_a_number_is_called_served_missed_and_called_again(town: Town) -> None:
    tickets = [take(town) for _ in range(3)]
    assert call(town) == 1
    with refused("cases.counter.window_busy"):
        call(town)
    assert call(town, "w2") == 2
    counter.finish_ticket(ticket=tickets[0], served=True, actor=town.window, now=MORNING)
    counter.finish_ticket(ticket=tickets[1], served=False, actor=town.window, now=MORNING)
    with refused("cases.counter.not_called"):
        counter.finish_ticket(ticket=tickets[1], served=True, actor=town.window, now=MORNING)
    assert call(town) == 3
    counter.call_again(ticket=tickets[1], window="w2", actor=town.window, now=MORNING)
    with refused("cases.counter.not_missed"):
        counter.call_again(ticket=tickets[0], window="w2", actor=town.window, now=MORNING)
    queue = counter.get_queue("hall", town.window, now=MORNING)
    assert ([one.number for one in queue.called], queue.missed, queue.served) == ([3, 2], (), 1)
    assert [(one.id, one.number) for one in queue.place.windows] == [("w1", 3), ("w2", 2)]
    counter.finish_ticket(ticket=tickets[2], served=True, actor=town.window, now=MORNING)
    assert call(town) is None


@pytest.mark.django_db
def test_one_waits_once_from_the_phone_and_may_leave(town: Town) -> None:
    mine = counter.take_ticket(place="hall", actor=town.founder, now=MORNING)
    assert counter.take_ticket(place="hall", priority="elderly", actor=town.founder, now=MORNING) == mine
    assert [one.id for one in counter.list_own_tickets(town.founder, now=MORNING)] == [mine]
    assert counter.list_own_tickets(town.stranger, now=MORNING) == []
    with refused("cases.counter.ticket_unknown"):
        counter.leave_queue(ticket=mine, actor=town.stranger, now=MORNING)
    counter.leave_queue(ticket=mine, actor=town.founder, now=MORNING)
    with refused("cases.counter.not_waiting"):
        counter.leave_queue(ticket=mine, actor=town.founder, now=MORNING)
    again = counter.take_ticket(place="hall", actor=town.founder, now=MORNING)
    assert counter.get_ticket(again).number == 2  # a number that was given is never given again


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("2026-03-02T08:29", False),
        ("2026-03-02T08:30", True),
        ("2026-03-02T12:30", True),
        ("2026-03-02T16:59", True),
        ("2026-03-02T17:00", False),
        ("2026-03-07T09:40", True),  # a Saturday with hours of its own
        ("2026-03-07T11:30", False),
        ("2026-02-17T10:00", False),  # 春节
    ],
)
def test_numbers_are_given_in_the_opening_hours(town: Town, text: str, given: bool) -> None:
    if given:
        assert take(town, at(text))
        return
    with refused("cases.counter.closed"):
        take(town, at(text))
    assert not QueueSerial.objects.exists()


@pytest.mark.django_db
def test_only_those_who_take_in_there_call_numbers(town: Town) -> None:
    take(town)
    reviewer = town.reviewer("shop_item")
    for actor in (town.founder, reviewer, ANONYMOUS):
        with refused("kernel.authz.denied"):
            call(town, actor=actor)
        with refused("kernel.authz.denied"):
            counter.get_queue("hall", actor, now=MORNING)
        with refused("kernel.authz.denied"):
            take(town, actor=actor)
    other = officer("elsewhere", "market_regulation", "intake", now=NOW)
    with refused("kernel.authz.denied"):
        call(town, actor=other)
    for place, window, code in (("nowhere", "w1", "place_unknown"), ("hall", "w9", "window_unknown")):
        with refused(f"cases.counter.{code}"):
            counter.call_next(place=place, window=window, actor=town.window, now=MORNING)
    with refused("cases.counter.priority_unknown"):
        take(town, priority="mayor")
    assert Ticket.objects.get().state == "waiting"


@pytest.mark.django_db
def test_the_day_ends_by_itself(town: Town) -> None:
    tickets = [take(town) for _ in range(2)]
    call(town)
    appointment = book(town)
    assert counter.close_days(now=MORNING) == 0
    assert counter.close_days(now=at("2026-03-04T00:01")) == 3
    assert counter.close_days(now=at("2026-03-04T00:02")) == 0
    assert [counter.get_ticket(one).state for one in tickets] == ["left", "left"]
    assert counter.get_appointment(appointment, town.founder).state == "absent"


@pytest.mark.django_db
def test_who_came_is_forgotten_after_a_year(town: Town) -> None:
    ticket, appointment = take(town), book(town)
    assert counter.forget_visits(now=at("2027-03-03T09:00")) == 0
    assert counter.get_ticket(ticket).state == "waiting"
    assert counter.forget_visits(now=at("2027-03-06T09:00")) == 2
    with refused("cases.counter.ticket_unknown"):
        counter.get_ticket(ticket)
    with refused("cases.counter.appointment_unknown"):
        counter.get_appointment(appointment, town.founder)


# appointments -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_slots_are_whole_half_hours_of_working_days_that_are_not_full(town: Town) -> None:
    slots = counter.list_slots("hall", now=MORNING)
    assert slots[0].start == time(9, 30)  # nine o'clock is over
    assert {slot.day for slot in slots} == {date(2026, 3, day) for day in (2, 3, 4, 5, 6, 7, 8, 9)}
    assert [f"{slot.start:%H:%M}" for slot in slots if slot.day == date(2026, 3, 7)] == [
        "09:30",
        "10:00",
        "10:30",
        "11:00",
    ]
    assert len([slot for slot in slots if slot.day == TUESDAY]) == 13
    book(town)
    assert next(slot.free for slot in counter.list_slots("hall", now=MORNING) if slot.day == TUESDAY) == 1


@pytest.mark.django_db
def test_an_appointment_is_booked_moved_and_cancelled(town: Town) -> None:
    mine = book(town)
    with refused("cases.counter.slot_yours"):
        book(town)
    counter.move(appointment=mine, day=TUESDAY, start=time(10, 0), actor=town.founder, now=MORNING)
    assert counter.get_appointment(mine, town.founder).start == time(10, 0)
    assert dict(AppointmentSlot.objects.values_list("start", "taken")) == {time(9, 0): 0, time(10, 0): 1}
    with refused("cases.counter.appointment_unknown"):
        counter.cancel(appointment=mine, actor=town.stranger, now=MORNING)
    counter.cancel(appointment=mine, actor=town.founder, now=MORNING)
    with refused("cases.counter.appointment_over"):
        counter.cancel(appointment=mine, actor=town.founder, now=MORNING)
    assert counter.list_own_appointments(town.founder, now=MORNING) == []
    assert set(AppointmentSlot.objects.values_list("taken", flat=True)) == {0}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "start", "code"),
    [
        ("2026-03-02", "09:00", "slot_over"),
        ("2026-03-03", "09:10", "slot_unknown"),
        ("2026-03-03", "12:00", "slot_unknown"),
        ("2026-03-10", "09:00", "slot_unknown"),
        ("2026-03-01", "09:30", "slot_unknown"),
    ],
)
def test_a_time_that_is_not_offered_is_not_booked(town: Town, day: str, start: str, *, code: str) -> None:
    with refused(f"cases.counter.{code}"):
        book(town, start, date.fromisoformat(day))
    with refused("kernel.authz.denied"):
        book(town, actor=town.stranger)
    assert not Appointment.objects.exists()
    assert not AppointmentSlot.objects.exists()


@pytest.mark.django_db
def test_whoever_comes_in_time_goes_before_those_without_appointment(town: Town) -> None:
    mine = book(town, "09:30")
    in_time, too_late = at("2026-03-03T09:25"), at("2026-03-03T10:01")
    with refused("cases.counter.not_today"):
        counter.arrive(appointment=mine, actor=town.founder, now=MORNING)
    first = take(town, in_time)
    ticket = counter.arrive(appointment=mine, actor=town.window, now=in_time)
    assert [one.id for one in counter.get_queue("hall", town.window, now=in_time).waiting] == [ticket, first]
    assert [one.state for one in counter.list_appointments("hall", town.window, now=in_time)] == ["arrived"]
    assert counter.list_appointments("hall", town.founder, now=in_time) == []
    with refused("cases.counter.appointment_over"):
        counter.arrive(appointment=mine, actor=town.founder, now=in_time)
    other = book(town, "09:00", date(2026, 3, 3), now=MORNING)
    late = counter.arrive(appointment=other, actor=town.founder, now=too_late)
    assert counter.get_ticket(late).rank == rules.ORDINARY


# the rules alone ----------------------------------------------------------------------------------------------------


@given(
    ahead=some.integers(0, 120),
    start=some.sampled_from([time(9, 0), time(16, 30)]),
)
def test_an_appointment_is_kept_within_half_an_hour(ahead: int, start: time) -> None:
    due = rules.instant_of(TUESDAY, start)
    kept = ahead <= 30
    assert rules.is_kept(TUESDAY, start, now=due - timedelta(minutes=ahead)) is kept
    assert rules.is_kept(TUESDAY, start, now=due + timedelta(minutes=ahead)) is kept
