"""The implementation list (实施清单) of a region: every item with who does it there, and its national codes.

实施编码 (31) is the credit code of the implementing body (18), the level (1) and the basic code (12); a business item
adds two digits (业务办理项编码, 33).
A code whose parts are not all known is not made up: it is absent.
"""

from dataclasses import dataclass
from datetime import date

from tongban.domains.catalogue.procedure import Procedure, Track
from tongban.domains.catalogue.queries import get_procedure, list_procedures
from tongban.domains.registry import api as registry
from tongban.kernel.errors import NotInForce, Refusal
from tongban.kernel.identifiers import ImplementationCode

LEVELS = {"country": "1", "province": "2", "prefecture": "3", "city": "3", "district": "4", "county": "4", "town": "5"}
FIRST_ITEM = "01"


@dataclass(frozen=True, slots=True)
class ImplementedItem:
    """An item as a region does it: in which procedure it is applied for, by which agency, at which level (A.2)."""

    region: str
    procedure: Procedure
    track: Track
    agency: registry.AgencyView | None
    level: str

    @property
    def code(self) -> ImplementationCode | None:
        """The business item's code (33 characters), when the agency's credit code and the basic code are known."""
        basic, body = self.track.basic_code, self.agency.credit_code if self.agency else None
        return ImplementationCode(body, self.level, basic, FIRST_ITEM) if basic and body and self.level else None


def implementation_list(region: str, *, on: date) -> list[ImplementedItem]:
    """Every item that a region offers on a day, once, by its key. A procedure without clocks that day is left out."""
    found: dict[str, ImplementedItem] = {}
    for summary in sorted(list_procedures(region, on=on), key=lambda one: one.kind != "service"):
        try:
            procedure = get_procedure(summary.key, region=region, on=on)
        except NotInForce:
            continue
        for track in procedure.tracks:
            if track.key not in found:
                agency = _agency(region, track.agency_role, on=on)
                found[track.key] = ImplementedItem(region, procedure, track, agency, _level(agency))
    return [found[key] for key in sorted(found)]


def _agency(region: str, role: str, *, on: date) -> registry.AgencyView | None:
    try:
        return registry.get_agency(region, role, on=on)
    except Refusal:
        return None


def _level(agency: registry.AgencyView | None) -> str:
    if agency is None:
        return ""
    place = registry.find_region(agency.region)
    return LEVELS.get(place.level, "") if place else ""
