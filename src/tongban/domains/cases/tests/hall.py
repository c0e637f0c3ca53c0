"""What is done in the hall of the town: numbers taken and called, visits booked, guests who come."""

from datetime import date, datetime, time
from typing import Any

from stdnum.cn import ric

from tongban.domains.cases.counter import api as counter
from tongban.domains.cases.tests.town import NOW, Town, at
from tongban.domains.registry import api as registry
from tongban.kernel.actors import Actor
from tongban.kernel.authz import ANONYMOUS, SYSTEM

MORNING = at("2026-03-02T09:10")
TUESDAY = date(2026, 3, 3)


def take(town: Town, now: datetime = MORNING, **changes: Any) -> counter.TicketId:
    told: dict[str, Any] = {"place": "hall", "actor": town.window, "at_place": True, "now": now}
    return counter.take_ticket(**(told | changes))


def call(town: Town, window: str = "w1", *, now: datetime = MORNING, actor: Actor | None = None) -> int | None:
    called = counter.call_next(place="hall", window=window, actor=actor or town.window, now=now)
    return counter.get_ticket(called).number if called else None


def book(town: Town, start: str = "09:00", day: date = TUESDAY, **changes: Any) -> counter.AppointmentId:
    told: dict[str, Any] = {"place": "hall", "day": day, "start": time.fromisoformat(start), "subject": town.subject}
    return counter.book(**(told | {"actor": town.founder, "now": MORNING} | changes))


def person(number: int) -> tuple[registry.SubjectId, Actor]:
    """A person with an account. The code is composed in the code space of no real division."""
    body, name = f"99010019900101{number:03}", f"guest{number}"
    code = body + ric.calc_check_digit(body + "0")
    subject = registry.register_person(name=name, citizen_id=code, actor=SYSTEM, now=NOW)
    account = registry.create_account(username=name, password=None, name=name, actor=ANONYMOUS, now=NOW)
    registry.represent(account=account, subject=subject, role="self", actor=SYSTEM, now=NOW)
    return subject, registry.actor_of(account, now=NOW)
