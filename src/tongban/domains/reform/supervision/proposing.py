"""Which steps the rules propose for an order on a day. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tongban.domains.reform.supervision.definitions import SupervisionRule
from tongban.domains.reform.supervision.states import Severity, State, Step

_RANK = {Severity.MINOR: 0, Severity.SERIOUS: 1, Severity.GRAVE: 2}


@dataclass(frozen=True, slots=True)
class Issued:
    """What the rules look at in one order. `measure` empty: the finding is about no measure."""

    finding: str
    agency: str
    measure: str
    matter: str
    severity: str
    state: str
    issued_on: date
    due_on: date
    done: frozenset[str] = frozenset()
    is_tolerated: bool = False


def is_same(one: Issued, other: Issued) -> bool:
    """The same fault again: the same agency, and the same measure, or the same matter where neither names one."""
    if one.agency != other.agency:
        return False
    return one.measure == other.measure if one.measure or other.measure else one.matter == other.matter


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; a day that the month does not have is its last."""
    whole = day.year * 12 + day.month - 1 - months
    year, month = divmod(whole, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, min(day.day, 28))


def propose(
    rules: Iterable[SupervisionRule], order: Issued, others: Sequence[Issued], *, today: date
) -> tuple[SupervisionRule, ...]:
    """The rules whose time has come for a running order and whose step was not taken yet. `others` are the region's.

    A tolerated one is only followed up (listing), never called in, circulated or exposed.
    """
    if order.state not in (State.ORDERED, State.ANSWERED):
        return ()
    return tuple(
        rule
        for rule in rules
        if rule.since <= order.issued_on
        and (rule.until is None or order.issued_on <= rule.until)
        and (not rule.matters or order.matter in rule.matters)
        and rule.step not in order.done
        and not (order.is_tolerated and rule.step != Step.LISTING)
        and _fits(rule, order, others, today=today)
    )


def _fits(rule: SupervisionRule, order: Issued, others: Sequence[Issued], *, today: date) -> bool:
    when = rule.when
    if when.overdue is not None:
        return order.state == State.ORDERED and (today - order.due_on).days >= when.overdue
    if when.severity is not None:
        return _RANK[Severity(order.severity)] >= _RANK[when.severity]
    first = months_before(order.issued_on, when.months or 0)
    near = [
        one
        for one in others
        if one.finding != order.finding and first < one.issued_on <= order.issued_on and not one.is_tolerated
    ]
    if when.repeated is not None:
        return 1 + sum(is_same(order, one) for one in near) >= when.repeated
    return 1 + sum(one.matter == order.matter for one in near) >= (when.concentrated or 0)
