"""What the pages of the watch share: what is asked, figures in words, names of what can be chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import QueryDict

from tongban.domains.cases import api as cases
from tongban.domains.registry import api as registry
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Refusal
from tongban.web import moment
from tongban.web.components.parts import Choice
from tongban.web.wording import t, units

READERS = ("lead", "approve", "supervise", "reform", "audit")
WATCHING = ("supervise", "reform", "audit")
DIVISIONS: tuple[cases.ClockBy, ...] = ("agency", "item", "step")
LEVELS = ("overdue", "near_due")
USUAL = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the figures are narrowed to, as it stands in the address."""

    region: str
    since: date
    until: date
    by: cases.ClockBy = "agency"
    agency: str = ""

    @property
    def query(self) -> str:
        named = (("region", self.region), ("since", self.since), ("until", self.until), ("by", self.by))
        return urlencode([*((name, str(value)) for name, value in named), *self._agency()])

    def _agency(self) -> list[tuple[str, str]]:
        return [("agency", self.agency)] if self.agency else []

    def divided(self, by: cases.ClockBy) -> str:
        """The same question with the figures divided otherwise."""
        return replace(self, by=by).query

    @property
    def asked(self) -> cases.ClockAsked:
        agency = registry.AgencyId.parse(self.agency) if self.agency else None
        return cases.ClockAsked(self.region, self.since, self.until, by=self.by, agency=agency)


def read(given: QueryDict, actor: Actor) -> Wanted:
    """The question in the address; what cannot be understood is the usual: all of the reader's region, a quarter."""
    mine = regions_of(actor)
    today = moment.today()
    until = min(_day(given.get("until", ""), today), today)
    since = _day(given.get("since", ""), until - USUAL)
    region = given.get("region", "")
    by = next((one for one in DIVISIONS if one == given.get("by")), DIVISIONS[0])
    return Wanted(
        region=region if region in mine else mine[0],
        since=since if since <= until else until - USUAL,
        until=until,
        by=by,
        agency=_agency(given.get("agency", "")),
    )


def regions_of(actor: Actor) -> list[str]:
    """Where the reader may ask: the regions of its posts, widest first, then those below them."""
    posts = [post for post in actor.posts if post.duties & set(READERS)]
    own = list(dict.fromkeys(post.region for post in sorted(posts, key=lambda post: -len(post.regions))))
    below = sorted({code for post in posts for code in post.regions} - set(own))
    return [*own, *below]


def region_choices(actor: Actor, wanted: str, names: Mapping[str, str]) -> list[Choice]:
    mine = regions_of(actor)
    return [Choice(code, names[code], code == wanted) for code in mine if code in names] if len(mine) > 1 else []


def days(value: float | None) -> str:
    """Working days as people read them, to one place; nothing when nothing was measured."""
    return "" if value is None else units(round(value, 1), "working_day")


def percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def left(count: int | None) -> str:
    """How many working days are left for an answer, or gone since."""
    if count is None:
        return ""
    if count == 0:
        return t("desk.left.today")
    words = units(abs(count), "working_day")
    return t("desk.left.ahead", left=words) if count > 0 else t("desk.left.over", over=words)


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return otherwise


def _agency(text: str) -> str:
    try:
        return str(registry.get_agency_by_id(registry.AgencyId.parse(text)).id) if text else ""
    except Refusal:
        return ""
