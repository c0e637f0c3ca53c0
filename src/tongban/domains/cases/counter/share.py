"""How much of a region's services one window takes in (一窗综办率): by its catalogue, and by the cases it accepted.

An item counts as taken in by the comprehensive window when that window's agency accepts it and the item is not on the
list of what stays outside the centre (政务服务中心进驻事项负面清单). What is on that list counts in the whole, because
it is a service all the same, and is told apart.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, Q

from tongban.domains.cases.models import CaseRow
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel.clock import LAW_ZONE

COMPREHENSIVE = "service_centre"
"""The role of the agency that runs the comprehensive window (综合窗口)."""


@dataclass(frozen=True, slots=True)
class Share:
    """The share of one region: of its items on a day, and of the cases accepted between two days (both inside).

    `outside` are the items that the negative list keeps out of the centre. A share of nothing is None.
    """

    region: str
    on: date
    since: date
    items: int
    one_window: int
    outside: tuple[str, ...]
    accepted: int
    accepted_one_window: int
    by_channel: dict[str, int]

    @property
    def of_items(self) -> float | None:
        return self.one_window / self.items if self.items else None

    @property
    def of_cases(self) -> float | None:
        return self.accepted_one_window / self.accepted if self.accepted else None

    def as_dict(self) -> dict[str, Any]:
        return {
            "region": self.region,
            "on": self.on.isoformat(),
            "since": self.since.isoformat(),
            "items": {
                "all": self.items,
                "one_window": self.one_window,
                "outside": list(self.outside),
                "share": self.of_items,
            },
            "cases": {
                "accepted": self.accepted,
                "one_window": self.accepted_one_window,
                "share": self.of_cases,
                "by_channel": self.by_channel,
            },
        }


def one_window_share(region: str, *, since: date, on: date) -> Share:
    """The share of a region: its catalogue on day `on`, its cases accepted from `since` until the end of `on`."""
    items, inside, outside = set[str](), set[str](), set[str]()
    for summary in catalogue.list_procedures(region, on=on):
        procedure = catalogue.get_version(summary.version_id, on=on)
        for track in procedure.tracks:
            items.add(track.key)
            if not track.conduct.one_window:
                outside.add(track.key)
            elif procedure.lead_role == COMPREHENSIVE:
                inside.add(track.key)
    found = CaseRow.objects.filter(
        region__in=registry.subtree(region), accepted_at__gte=_begin(since), accepted_at__lte=_end(on)
    )
    window = Count("pk", filter=Q(agency__role=COMPREHENSIVE))
    counted = found.aggregate(accepted=Count("pk"), window=window)
    channels = dict(found.order_by().values_list("channel").annotate(Count("pk")))
    return Share(
        region,
        on=on,
        since=since,
        items=len(items),
        one_window=len(inside - outside),
        outside=tuple(sorted(outside)),
        accepted=counted["accepted"],
        accepted_one_window=counted["window"],
        by_channel=channels,
    )


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), LAW_ZONE)


def _end(day: date) -> datetime:
    return datetime.combine(day, time.max, LAW_ZONE)
