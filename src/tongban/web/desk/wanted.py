"""What the inbox is narrowed to, as it stands in the address: shareable, kept from page to page."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from tongban.domains.cases import api as cases
from tongban.web.desk.pages import HANDLING

COLOURS = ("late", "near", "normal", "paused")
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the inbox. Whatever the address says that is not known counts as not said."""

    colour: str = ""
    duty: str = ""
    item: str = ""
    region: str = ""
    text: str = ""

    @property
    def is_paused(self) -> bool:
        """Paused cases wait for their applicants: no step of theirs is open, so they are listed as cases."""
        return self.colour == "paused"

    @property
    def is_narrowed(self) -> bool:
        return any((self.duty, self.item, self.region, self.text))

    @property
    def query(self) -> str:
        """As the query of an address, without what is not set."""
        return urlencode({name: value for name, value in asdict(self).items() if value})

    def with_colour(self, colour: str) -> str:
        return "?" + replace(self, colour=colour).query

    def filters(self) -> cases.InboxFilters:
        """For the open steps; a paused case has none."""
        colour = cases.Colour(self.colour) if self.colour and not self.is_paused else None
        return cases.InboxFilters(
            colour=colour,
            duty=self.duty or None,
            item=self.item or None,
            region=self.region or None,
            text=self.text,
        )

    def paused(self) -> cases.CaseFilters:
        return cases.CaseFilters(status=("supplement_wanted",), region=self.region or None, text=self.text)


def read(query: Mapping[str, str]) -> Wanted:
    """From the query of an address."""
    colour, duty = query.get("colour", ""), query.get("duty", "")
    return Wanted(
        colour=colour if colour in COLOURS else "",
        duty=duty if duty in HANDLING else "",
        item=query.get("item", "").strip()[:LONGEST],
        region=query.get("region", "").strip()[:LONGEST],
        text=query.get("text", "").strip()[:LONGEST],
    )


def read_back(query: Mapping[str, str]) -> Wanted:
    """The inbox that a case was opened from: its query, kept whole in `inbox`."""
    return read(QueryDict(query.get("inbox", "")[:500]).dict())
