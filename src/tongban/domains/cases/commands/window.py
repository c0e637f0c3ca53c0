"""What the accepting window does: answer a precheck, accept, ask once for everything missing, refuse."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from tongban.domains.cases import clocks, filing, naming, rules, store, taking
from tongban.domains.cases.authz import CASE
from tongban.domains.cases.history import Missing
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow
from tongban.kernel import authz
from tongban.kernel.actors import Actor


@transaction.atomic
def accept(*, case: CaseId, tolerate: Sequence[str] = (), actor: Actor, now: datetime) -> None:
    """Accept the application: its clocks start, its agencies are fixed, its first steps open.

    `tolerate` are the missing papers that may follow (容缺受理). The durations are those in force on this day in the
    case's region. After the window's last day it is accepted by law and its clocks count from the day the papers were
    received (行政许可法 art. 32). What a rule decides at once is granted in the same go (秒批).
    Refuses `cases.case.unknown`, `kernel.authz.denied`,
    `cases.accept.{supplement_open,not_waiting,materials_missing,not_tolerable}`, `cases.officer.own_application`,
    `registry.agency.unknown`; raises `CalendarGap` or `NotInForce`, with nothing written, when a due day cannot be
    computed.
    """
    held = store.lock(case)
    authz.require(actor, "accept", held.row, resource=CASE)
    taking.take_in(held, tolerate=tolerate, who=held.window(actor), actor=actor, now=now)


@transaction.atomic
def ask_supplement(*, case: CaseId, missing: Sequence[Missing], actor: Actor, now: datetime) -> None:
    """Tell the applicant, once, within the window's days, everything that is missing or wrong.

    `item` of each is a material or a field of the pinned procedure: nothing outside the guide may be asked (清单之外
    不得索要). Refuses `cases.case.unknown`, `kernel.authz.denied`,
    `cases.supplement.{asked_once,not_waiting,too_late,nothing_named,not_in_guide,held}`,
    `cases.officer.own_application`.
    """
    held = store.lock(case)
    authz.require(actor, "ask_supplement", held.row, resource=CASE)
    row = CaseRow.objects.get(pk=held.pk)
    filing.require_unheld(row, [one.item for one in missing], at=now)
    happened = rules.ask_supplement(
        held.case,
        missing=missing,
        known=naming.askable(row),
        period=taking.period_of(held.pk, now=now),
        who=held.window(actor),
    )
    store.remember(held, happened, actor=actor, now=now)
    _remember_missing(row, missing)
    row.steps.filter(track="", step=store.INTAKE).update(due_on=clocks.supplement_due_on(row.region, now=now))


@transaction.atomic
def refuse(*, case: CaseId, reason: str, where: str, actor: Actor, now: datetime) -> None:
    """Refuse to accept: why, and where the applicant can go instead.

    Refuses `cases.case.unknown`, `kernel.authz.denied`, `cases.refuse.{not_waiting,reason_missing,too_late}`,
    `cases.officer.own_application`.
    """
    held = store.lock(case)
    authz.require(actor, "refuse", held.row, resource=CASE)
    who, period = held.window(actor), taking.period_of(held.pk, now=now)
    happened = rules.refuse(held.case, reason=reason, where=where, period=period, who=who)
    store.remember(held, happened, actor=actor, now=now)


@transaction.atomic
def answer_precheck(*, case: CaseId, ready: bool, missing: Sequence[Missing] = (), actor: Actor, now: datetime) -> None:
    """Say of what was handed in for precheck that it can be filed, or everything that is missing; again after each
    time that the applicant has mended it.

    Refuses `cases.case.unknown`, `kernel.authz.denied`, `cases.precheck.{not_waiting,answered,ready_but_missing}`,
    `cases.supplement.{nothing_named,not_in_guide}`, `cases.officer.own_application`.
    """
    held = store.lock(case)
    authz.require(actor, "answer_precheck", held.row, resource=CASE)
    row = CaseRow.objects.get(pk=held.pk)
    who = held.window(actor)
    happened = rules.answer_precheck(held.case, ready=ready, missing=missing, known=naming.askable(row), who=who)
    store.remember(held, happened, actor=actor, now=now)
    _remember_missing(row, missing)


def _remember_missing(row: CaseRow, missing: Sequence[Missing]) -> None:
    CaseRow.objects.filter(pk=row.pk).update(missing=[asdict(part) for part in missing])
