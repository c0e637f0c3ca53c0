"""Papers that may follow (容缺): their applicants are reminded in time, once."""

from datetime import date, datetime

from django.db import transaction

from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow, FollowingPaper
from tongban.domains.cases.numbers import paper_due_soon
from tongban.domains.cases.watch.limits import HORIZON, ahead
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel import messages
from tongban.kernel.clock import law_day
from tongban.kernel.declaration import Text
from tongban.kernel.events import Recorded

CHANNELS = ("mail", "sms")
WANTED = "wanted"


def remember_papers(recorded: Recorded) -> None:
    """At acceptance: note by when each tolerated paper must follow."""
    tolerated = recorded.data["tolerated"]
    if not tolerated:
        return
    case = CaseRow.objects.only("pk", "region").get(uuid=CaseId.parse(recorded.data["case"]).value)
    FollowingPaper.objects.bulk_create(
        (
            FollowingPaper(case=case, material=material, region=case.region, due_on=date.fromisoformat(day))
            for material, day in dict.fromkeys((one["material"], one["due_on"]) for one in tolerated)
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def remind(*, today: date, now: datetime) -> int:
    """Tell the applicants whose papers must follow soon and have not come; how many cases were told of."""
    rows = FollowingPaper.objects.filter(told_at=None, due_on__gte=today, due_on__lte=today + HORIZON)
    regions = rows.order_by().values_list("region", flat=True).distinct()
    told = 0
    for region in sorted(regions):
        until = ahead(registry.calendar_of(region), today, paper_due_soon(region, on=today))
        due = rows.filter(region=region, due_on__lte=until).select_for_update(of=("self",), skip_locked=True)
        papers: dict[int, list[FollowingPaper]] = {}
        for paper in due.order_by("due_on", "pk"):
            papers.setdefault(paper.case_id, []).append(paper)
        for row in CaseRow.objects.select_related("agency").filter(pk__in=papers):
            told += _tell(row, papers[row.pk], now=now)
        FollowingPaper.objects.filter(pk__in=[one.pk for found in papers.values() for one in found]).update(told_at=now)
    return told


def _tell(row: CaseRow, papers: list[FollowingPaper], *, now: datetime) -> bool:
    """One message for the papers that are still wanted; nothing when the case has ended or all have come."""
    wanted = {one["material"] for one in row.state.get("papers", ()) if one["state"] == WANTED}
    still = [paper for paper in papers if paper.material in wanted]
    if not still or row.decided_at or row.ended_at:
        return False
    pinned = catalogue.get_version(row.version_id, on=law_day(row.accepted_at or row.submitted_at))
    found = [pinned.material(paper.material) for paper in still]
    case = str(CaseId(row.uuid))
    for account in registry.list_accounts_of(row.subject_id, on=law_day(now)):
        messages.send(
            str(account),
            "cases.message.tolerance_due",
            key=f"{case}:{still[0].due_on}",
            values={
                "title": Text(zh=row.title_zh, en=row.title_en),
                "number": row.number,
                "agency": Text(zh=row.agency.name_zh, en=row.agency.name_en),
                "papers": [one.title for one in found if one],
                "by": still[0].due_on,
            },
            about=case,
            channels=CHANNELS,
            at=now,
        )
    return True
