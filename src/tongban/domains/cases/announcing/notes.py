"""What a teller is given and what it gives."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from tongban.domains.cases import wording
from tongban.domains.cases.models import CaseRow
from tongban.domains.cases.pinning import pinned
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel import messages
from tongban.kernel.clock import law_day
from tongban.kernel.declaration import Text
from tongban.kernel.events import Recorded

TO_ACT = ("mail", "sms")
"""The applicant must do something, or has a right that runs out."""
TO_KNOW = ("mail",)
IN_APP: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """One message: the text `cases.message.<name>`, its values, and the channels that carry it beside the platform.

    Every note also has the values `title`, `number` and `agency` (whom to ask).
    """

    name: str
    values: Mapping[str, object]
    channels: tuple[str, ...] = TO_KNOW


@dataclass(frozen=True)
class About:
    """An event with what its sentence needs: the case as it stands now, the pinned procedure, names."""

    recorded: Recorded
    row: CaseRow

    @property
    def data(self) -> Mapping[str, Any]:
        return self.recorded.data

    @cached_property
    def procedure(self) -> catalogue.Procedure:
        return pinned(self.row)

    @property
    def title(self) -> Text:
        return Text(zh=self.row.title_zh, en=self.row.title_en)

    @property
    def scope(self) -> str:
        """The item that the event is about, or the whole case."""
        return str(self.data.get("track") or self.data.get("scope") or "case")

    @property
    def item(self) -> Text:
        """The title of that item; of the whole when there is none."""
        found = next((track.title for track in self.procedure.tracks if track.key == self.scope), None)
        return found or self.title

    @property
    def agency(self) -> Text:
        """Who acted, and so whom to ask; the window when the platform itself did."""
        return self.agency_named(str(self.data.get("agency") or ""))

    def agency_named(self, name: str) -> Text:
        """The agency with this id; the window that takes in for none."""
        if not name:
            return Text(zh=self.row.agency.name_zh, en=self.row.agency.name_en)
        return registry.get_agency_by_id(registry.AgencyId.parse(name)).name

    def materials(self, keys: Iterable[str]) -> list[Text]:
        """Papers by their titles; one that the procedure does not name is called as the officer called it."""
        return [found.title if (found := self.procedure.material(key)) else Text(zh=key, en=key) for key in keys]

    def due(self) -> date | Text:
        """The last day of the event's scope, as its clocks stand now."""
        days = self.row.clocks.filter(scope__in=(self.scope, "case"), stopped_at=None, due_on__isnull=False)
        return day_or_page(min((clock.due_on for clock in days if clock.due_on), default=None))


Teller = Callable[[About], Note | None]
TELLERS: dict[str, Teller] = {}


def told(*types: str) -> Callable[[Teller], Teller]:
    """Declare how events of these types are told to the applicant."""

    def declare(teller: Teller) -> Teller:
        for one in types:
            if one in TELLERS:
                raise ValueError(f"{one} has two tellers")
            TELLERS[one] = teller
        return teller

    return declare


def day_or_page(day: date | str | None) -> date | Text:
    """A day; where none can be said yet, the words that it will stand on the case's page."""
    if day is None:
        return wording.both("cases.message.on_the_page")
    return date.fromisoformat(day) if isinstance(day, str) else day


def tell(recorded: Recorded, *, now: datetime) -> None:
    """Tell everybody who may act for the applicant what this event means to them, once."""
    row = CaseRow.objects.select_related("agency").filter(uuid=recorded.stream.partition("_")[2]).first()
    if row is None:
        return
    about = About(recorded, row)
    note = TELLERS[recorded.type](about)
    if note is None:
        return
    values = {"title": about.title, "number": row.number, "agency": about.agency, **note.values}
    for account in registry.list_accounts_of(row.subject_id, on=law_day(now), key=row.procedure):
        messages.send(
            str(account),
            f"cases.message.{note.name}",
            key=f"{recorded.stream}:{recorded.number}",
            values=values,
            about=recorded.stream,
            channels=note.channels,
            at=now,
        )
