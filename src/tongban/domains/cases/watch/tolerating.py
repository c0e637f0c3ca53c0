"""Papers that may follow (容缺): their applicants are reminded in time, once."""

from datetime import date, datetime

from tongban.domains.cases import pinning
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow
from tongban.domains.cases.numbers import paper_due_soon
from tongban.domains.cases.watch.limits import HORIZON, ahead
from tongban.domains.registry import api as registry
from tongban.kernel import messages
from tongban.kernel.clock import law_day
from tongban.kernel.declaration import Text

CHANNELS = ("mail", "sms")
WANTED = "wanted"
RUNNING = ("accepted", "suspended")


def remind(*, today: date, now: datetime) -> int:
    """Tell the applicants whose papers must follow soon and have not come; how many messages were sent.

    The nearest day of a case's wanted papers is in its row; a day is told of once, because it is the message's key.
    """
    rows = CaseRow.objects.filter(status__in=RUNNING, papers_due__gte=today, papers_due__lte=today + HORIZON)
    told = 0
    for region in sorted(rows.order_by().values_list("region", flat=True).distinct()):
        until = ahead(registry.calendar_of(region), today, paper_due_soon(region, on=today))
        for row in rows.filter(region=region, papers_due__lte=until).select_related("agency").order_by("papers_due"):
            told += _tell(row, now=now)
    return told


def _tell(row: CaseRow, *, now: datetime) -> int:
    """One message for the papers that are still wanted, to everybody who may act for the applicant."""
    due = min(date.fromisoformat(one["due_on"]) for one in row.state["papers"] if one["state"] == WANTED)
    wanted = dict.fromkeys(one["material"] for one in row.state["papers"] if one["state"] == WANTED)
    pinned = pinning.pinned(row)
    case = str(CaseId(row.uuid))
    values = {
        "title": Text(zh=row.title_zh, en=row.title_en),
        "number": row.number,
        "agency": Text(zh=row.agency.name_zh, en=row.agency.name_en),
        "papers": [found.title for key in wanted if (found := pinned.material(key))],
        "by": due,
    }
    sent = [
        messages.send(
            str(account),
            "cases.message.tolerance_due",
            key=f"{case}:{due}",
            values=values,
            about=case,
            channels=CHANNELS,
            at=now,
        )
        for account in registry.list_accounts_of(row.subject_id, on=law_day(now), key=row.procedure)
    ]
    return sum(message is not None for message in sent)
