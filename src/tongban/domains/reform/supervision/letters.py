"""Who is told what: the agency's officers, and the office that supervises the region. Each thing once, by its key."""

from datetime import datetime

from tongban.domains.reform.access import WORKING
from tongban.domains.reform.ids import FaultId, FindingId
from tongban.domains.reform.supervision.authz import OFFICE
from tongban.domains.reform.supervision.models import FaultRow, FindingRow
from tongban.domains.registry import api as registry
from tongban.kernel import events, messages
from tongban.kernel.clock import law_day

LONGEST = 80


def tell_agency(row: FindingRow, what: str, *, now: datetime, **more: object) -> None:
    """To everybody who works on its matters at the agency: text `reform.message.order_<what>`."""
    holders = registry.list_duty_holders([row.agency_id], WORKING, on=law_day(now)).get(row.agency_id, [])
    _send([str(one) for one in holders], row, what, now=now, more=more)


def tell_office(row: FindingRow, what: str, *, now: datetime) -> None:
    """To the nearest office: of the region itself, else of those above it; never to the agency concerned."""
    _send(_office(row.region, now=now, but=row.agency_id), row, what, now=now, more={})


def tell_observer(row: FaultRow, what: str, *, now: datetime) -> None:
    """To the observer who reported it: text `reform.message.fault_<what>`."""
    fault = str(FaultId(row.uuid))
    to = str(registry.AccountId(row.observer.account.uuid))
    code = f"reform.message.fault_{what}"
    values = {"text": row.text[:LONGEST], "reason": row.reason[:LONGEST]}
    messages.send(to, code, key=f"{fault}:{what}", values=values, about=fault, at=now)


def tell_office_of_fault(row: FaultRow, *, now: datetime) -> None:
    fault = str(FaultId(row.uuid))
    for to in _office(row.region, now=now):
        values = {"text": row.text[:LONGEST], "unit": row.unit}
        messages.send(to, "reform.message.fault_reported", key=f"{fault}:reported", values=values, about=fault, at=now)


def _office(region: str, *, now: datetime, but: int = 0) -> list[str]:
    over = [one for one in registry.list_duty_holders_over(region, OFFICE, on=law_day(now)) if one[0] != but]
    own = {view.pk for view in registry.list_agencies([region], law_day(now))}
    near = [str(account) for agency, account in over if agency in own]
    return list(dict.fromkeys(near or [str(account) for _, account in over]))


def _send(told: list[str], row: FindingRow, what: str, *, now: datetime, more: dict[str, object]) -> None:
    finding = str(FindingId(row.uuid))
    key = f"{finding}:{what}:{events.head(finding).number}"
    values = {
        "number": row.number,
        "agency": row.agency.short_zh,
        "text": row.text[:LONGEST],
        "due": row.due_on,
        **more,
    }
    for to in told:
        messages.send(to, f"reform.message.order_{what}", key=key, values=values, about=finding, at=now)
