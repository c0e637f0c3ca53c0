"""Lines of lists of cases, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from tongban.domains.cases import api as cases
from tongban.web.wording import day, pick, t

COLOURS = {"normal": "running", "near": "soon", "late": "overdue", "paused": "paused"}


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case of a list. `colour` is the status code of its clock while it runs."""

    number: str
    title: str
    subject: str
    url: str
    status: str
    colour: str
    submitted_at: datetime
    due: str
    next: str


def case_line(row: cases.CaseSummary) -> CaseLine:
    is_running = row.status == "accepted"
    return CaseLine(
        number=row.number,
        title=pick(row.title),
        subject=row.subject.name,
        url=reverse("space:case", args=[str(row.id)]),
        status=row.status,
        colour=COLOURS.get(str(row.colour), "") if is_running else "",
        submitted_at=row.submitted_at,
        due=day(row.due_on) if is_running else "",
        next=t(f"web.space.next.{row.status}"),
    )
