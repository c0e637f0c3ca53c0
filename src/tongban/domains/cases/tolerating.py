"""容缺受理: which missing papers may follow, and until when."""

from collections.abc import Collection
from datetime import datetime

from tongban.domains.cases.history import Tolerated
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel.clock import ClockFacts, due, law_day
from tongban.kernel.errors import Refusal


def tolerated(
    procedure: catalogue.Procedure, materials: Collection[str], *, region: str, now: datetime
) -> tuple[Tolerated, ...]:
    """The papers that are allowed to follow, each for every item that asks for it, with its last day.

    Refuses `cases.tolerance.not_declared` for a paper that an item needs at once. Raises `CalendarGap`: nobody is
    given a day that cannot be said.
    """
    found = []
    calendar = registry.calendar_of(region)
    for material in materials:
        asked = procedure.material(material)
        tracks = [track for track in procedure.tracks if asked is not None and track.key in asked.tracks]
        terms = [(track, track.conduct.tolerance) for track in tracks]
        if not terms or any(one is None or material not in one.materials for _, one in terms):
            raise Refusal("cases.tolerance.not_declared", materials=[asked.title if asked else material])
        for track, tolerance in terms:
            if tolerance is None:
                continue
            allowed = procedure.parameters[tolerance.within].duration_on(law_day(now))
            last = due(ClockFacts("promised", now, allowed, source=tolerance.within), calendar).on
            if last is not None:
                found.append(
                    Tolerated(material, track.key, last.isoformat(), tolerance.consequence, tolerance.may_grant)
                )
    return tuple(found)
