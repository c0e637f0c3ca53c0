"""容缺受理: which missing papers may follow, and until when."""

from collections.abc import Collection
from datetime import datetime

from tongban.domains.cases import clocks, filing
from tongban.domains.cases.history import Tolerated
from tongban.domains.catalogue import api as catalogue
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal


def tolerated(
    procedure: catalogue.Procedure, materials: Collection[str], *, region: str, now: datetime
) -> tuple[Tolerated, ...]:
    """The papers that are allowed to follow, each for every item that asks for it, with its last day.

    Refuses `cases.tolerance.not_declared` for a paper that an item needs at once. Raises `CalendarGap`: nobody is
    given a day that cannot be said.
    """
    found = []
    for material in materials:
        asked = procedure.material(material)
        terms = filing.tolerances(procedure, asked) if asked else []
        if not terms:
            raise Refusal("cases.tolerance.not_declared", materials=[asked.title if asked else material])
        for track, tolerance in terms:
            allowed = procedure.parameters[tolerance.within].duration_on(law_day(now))
            last = clocks.ends_on(allowed, region, now=now, source=tolerance.within)
            if last is not None:
                found.append(Tolerated(material, track, last.isoformat(), tolerance.consequence, tolerance.may_grant))
    return tuple(found)
