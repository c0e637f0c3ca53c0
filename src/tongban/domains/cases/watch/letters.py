"""Messages about supervision cases, to the agency that answers and to the supervisors who judge."""

from datetime import datetime

from tongban.domains.cases import wording
from tongban.domains.cases.models import SupervisionRow
from tongban.domains.cases.watch.happenings import SupervisionId
from tongban.domains.registry import api as registry
from tongban.kernel import messages
from tongban.kernel.clock import law_day
from tongban.kernel.declaration import Text

ANSWERING = ("lead", "approve")
SUPERVISE = "supervise"
CHANNELS = ("mail",)


def tell_agency(row: SupervisionRow, what: str, *, key: str, now: datetime) -> None:
    """Tell those who answer for the agency: its heads, and where nobody leads, those who approve."""
    held = {
        duty: registry.list_duty_holders([row.agency_id], [duty], on=law_day(now)).get(row.agency_id, [])
        for duty in ANSWERING
    }
    for account in held["lead"] or held["approve"]:
        _send(row, what, account, key=key, now=now)


def tell_supervisors(row: SupervisionRow, what: str, *, key: str, now: datetime) -> None:
    """Tell the supervisors over the region who are not of the agency."""
    for agency, account in registry.list_duty_holders_over(row.region, [SUPERVISE], on=law_day(now)):
        if agency != row.agency_id:
            _send(row, what, account, key=key, now=now)


def _send(row: SupervisionRow, what: str, account: registry.AccountId, *, key: str, now: datetime) -> None:
    by = row.due_on or wording.both("cases.message.on_the_page")
    values = {
        "number": row.number,
        "case": row.case.number,
        "title": Text(zh=row.case.title_zh, en=row.case.title_en),
        "agency": Text(zh=row.agency.name_zh, en=row.agency.name_en),
        "by": by,
        "finding": row.finding or "—",
    }
    messages.send(
        str(account),
        f"cases.message.supervision_{what}",
        key=key,
        values=values,
        about=str(SupervisionId(row.uuid)),
        channels=CHANNELS,
        at=now,
    )
