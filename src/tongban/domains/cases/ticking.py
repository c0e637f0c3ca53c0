"""Everything that the clock itself does to cases: one case per transaction, each handler idempotent.

A handler finds what is due and does one of them at a time; what fails is told and tried again at the next tick.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from tongban.domains.cases import clocks, rules, store, taking
from tongban.domains.cases.commands import lapsing
from tongban.domains.cases.counter.commands import close_days
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import StepRow
from tongban.kernel.actors import SYSTEM
from tongban.kernel.clock import law_day
from tongban.kernel.errors import TongbanError

log = logging.getLogger(__name__)
Find = Callable[[datetime, int], Sequence[CaseId]]
Do = Callable[[CaseId, datetime], bool]


@dataclass(frozen=True, slots=True)
class Handler:
    """One thing that time does: `find` up to so many cases that are due at an instant, `do` it to one of them.

    `do` runs in a transaction of its own, locks the case and looks again: False when there was nothing to do any more.
    """

    name: str
    find: Find
    do: Do


@dataclass(frozen=True, slots=True)
class Failure:
    """What could not be done to a case, and why. The next tick tries again."""

    handler: str
    case: CaseId
    code: str


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick has done, by the name of its handler, and what failed."""

    counts: dict[str, int] = field(default_factory=dict)
    failures: tuple[Failure, ...] = ()

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def tick(*, now: datetime, limit: int = 500) -> Ticked:
    """Let time do its work: up to `limit` cases of each handler. Done twice at one instant, the second does nothing."""
    counts: dict[str, int] = {}
    failures: list[Failure] = []
    for handler in HANDLERS:
        for case in handler.find(now, limit):
            try:
                with transaction.atomic():
                    done = handler.do(case, now)
            except TongbanError as refused:
                failures.append(Failure(handler.name, case, refused.code))
                log.warning("tick %s: %s refused with %s", handler.name, case, refused.code)
            else:
                counts[handler.name] = counts.get(handler.name, 0) + done
    if closed := close_days(now=now):
        counts["close_days"] = closed
    return Ticked({name: count for name, count in counts.items() if count}, tuple(failures))


# the window's last day, where its year had no calendar at filing ----------------------------------------------------


def _intakes_unjudged(now: datetime, limit: int) -> list[CaseId]:
    rows = StepRow.objects.filter(track="", step=store.INTAKE, state="open", due_on=None, case__status="submitted")
    return [CaseId(one) for one in rows.order_by("pk").values_list("case__uuid", flat=True)[:limit]]


def _rejudge_intake(case: CaseId, now: datetime) -> bool:
    held = store.lock(case)
    intake = taking.intake_of(held.pk)
    if held.case.status != "submitted" or intake.due_on is not None or intake.opened_at is None:
        return False
    intake.due_on = clocks.intake_due_on(held.region, now=intake.opened_at)
    intake.save(update_fields=["due_on"])
    return intake.due_on is not None


# deemed acceptance (行政许可法 art. 32 ¶1(4)) ------------------------------------------------------------------------


def _unanswered(now: datetime, limit: int) -> list[CaseId]:
    return _intakes("open", "submitted", now=now, limit=limit)


def _accept(case: CaseId, now: datetime) -> bool:
    held = store.lock(case)
    if not rules.is_deemed(held.case, taking.period_of(held.pk, now=now)):
        return False
    who = rules.Who(SYSTEM.label, held.case.agency)
    taking.take_in(held, tolerate=None, who=who, actor=SYSTEM, now=now)
    return True


# silence, where the pack says what it means -------------------------------------------------------------------------


def _silent(now: datetime, limit: int) -> list[CaseId]:
    return _intakes("waiting", "supplement_wanted", now=now, limit=limit)


def _lapse(case: CaseId, now: datetime) -> bool:
    held = store.lock(case)
    period = taking.period_of(held.pk, now=now)
    if held.case.status != "supplement_wanted" or not period.is_over:
        return False
    store.remember(
        held, rules.fall_silent(held.case, period=period, who=rules.Who(SYSTEM.label)), actor=SYSTEM, now=now
    )
    return True


def _intakes(state: str, status: str, *, now: datetime, limit: int) -> list[CaseId]:
    rows = StepRow.objects.filter(track="", step=store.INTAKE, state=state, due_on__lt=law_day(now))
    found = rows.filter(case__status=status).order_by("due_on", "pk").values_list("case__uuid", flat=True)
    return [CaseId(one) for one in found[:limit]]


# what follows after acceptance ----------------------------------------------------------------------------------------


def _command(command: Callable[..., int]) -> Do:
    return lambda case, now: command(case=case, now=now) > 0


HANDLERS: list[Handler] = [
    Handler("rejudge_intake", _intakes_unjudged, _rejudge_intake),
    Handler("deemed_acceptance", _unanswered, _accept),
    Handler("silence", _silent, _lapse),
    Handler("lapse_tolerance", lapsing.papers_late, _command(lapsing.lapse_tolerance)),
    Handler("deem_renewed", lapsing.renewals_over, _command(lapsing.deem_renewed)),
    Handler("rejudge", lapsing.clocks_unjudged, _command(lapsing.rejudge)),
]
"""In the order in which they run. A room that knows another thing that time does adds its own here."""
