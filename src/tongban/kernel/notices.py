"""The working-day arrangement of each year: what packs bring, and what an administrator entered since.

A year's notice appears in the autumn before. Until it is in a pack or entered here, every question about that year
raises `CalendarGap`. An entry is never changed: a correction is a new entry, and the latest of a year and region holds.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from pydantic import ValidationError

from tongban.kernel import authz, calendar, events, strict_yaml
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.calendar import Notice, WorkCalendar
from tongban.kernel.clock import law_day
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal
from tongban.kernel.models import NoticeRow
from tongban.kernel.packs.declarations import CalendarDeclaration

RESOURCE = "kernel.notice"
RULES = (
    authz.Rule(RESOURCE, "read", authz.anyone),
    authz.Rule(RESOURCE, "enter", authz.is_system),
    authz.Rule(RESOURCE, "enter", authz.holds_duty("administer")),
)
EARLIEST_YEAR, YEARS_AHEAD, LONGEST_SOURCE = 1949, 2, 500


@events.event("kernel.notice_entered.v1")
@dataclass(frozen=True, slots=True)
class NoticeEntered:
    """A year's arrangement was entered. `region` "" is the whole country."""

    year: int
    region: str
    off: tuple[date, ...]
    on: tuple[date, ...]
    source: str
    published_on: date


@dataclass(frozen=True, slots=True)
class EnteredNotice:
    """A notice with who entered it and when, for the administrator's page."""

    notice: Notice
    entered_by: str
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class Provider:
    """Where the notices of packs come from. `source()` names their state: the same object means nothing changed.

    `read(source)` gives the notices; `lineage(region)` the region's ancestors from the widest to the nearest.
    `roots()` are the topmost regions of this installation: who administers one may enter the whole country's notice.
    """

    source: Callable[[], object]
    read: Callable[[Any], Iterable[Notice]]
    lineage: Callable[[str], Sequence[str]]
    roots: Callable[[], Iterable[str]]


@dataclass(frozen=True, slots=True)
class _Held:
    """The merged notices as they stood at one version of the table and of the packs, and the calendars built of them.

    Replaced whole, never changed: a thread that still builds from older notices cannot leave its calendar to others.
    """

    version: tuple[int, int] | None
    source: object
    notices: tuple[Notice, ...]
    calendars: dict[tuple[str, tuple[str, ...]], WorkCalendar]


_NOTHING = _Held(None, None, (), {})
_PROVIDER = [Provider(source=lambda: None, read=lambda source: (), lineage=lambda region: (), roots=lambda: ())]
_HELD = [_NOTHING]


def provide(provider: Provider) -> None:
    """Say where the notices of packs come from. Done once, by config."""
    _PROVIDER[:] = [provider]
    _HELD[:] = [_NOTHING]


def calendar_for(region: str | None = None) -> WorkCalendar:
    """The working days of a region (None: of the country), from packs and entries, with the region's own overrides.

    Costs one small query; the calendar itself is kept until a notice or a pack changes. A year without a notice raises
    `CalendarGap` when it is asked about.
    """
    held = _current()
    wanted = region or ""
    lineage: tuple[str, ...] = ()
    if wanted and any(notice.region for notice in held.notices):
        lineage = tuple(step for step in _PROVIDER[0].lineage(wanted) if step != wanted)
    key = (wanted, lineage)
    if key not in held.calendars:
        held.calendars[key] = calendar.build(held.notices, region, lineage)
    return held.calendars[key]


def may_enter(actor: Actor, region: str | None) -> bool:
    """Whether the actor may enter a notice for a region: with the duty `administer` over it.

    The whole country's (None) binds every region of the installation, so that takes the duty over a topmost one.
    """
    if not authz.may(actor, "enter", resource=RESOURCE):
        return False
    if actor == SYSTEM:
        return True
    wanted = {region} if region else set(_PROVIDER[0].roots())
    return not wanted.isdisjoint(actor.regions_with("administer"))


@transaction.atomic
def enter_notice(notice: Notice, *, actor: Actor, now: datetime) -> None:
    """Enter a year's arrangement (`Notice` refuses days outside the year, a day both off and on, a weekday worked).

    Who may: `may_enter`. The same content again changes nothing.
    Refuses `kernel.authz.denied`, `kernel.notices.{year,published,nothing,source}`.
    """
    if not may_enter(actor, notice.region):
        raise Refusal("kernel.authz.denied", verb="enter", resource=RESOURCE)
    published_on = _checked(notice, now)
    latest = NoticeRow.objects.filter(year=notice.year, region=notice.region or "").order_by("-id").first()
    if latest is not None and _notice(latest) == notice:
        return
    NoticeRow.objects.create(
        year=notice.year,
        region=notice.region or "",
        off=sorted(day.isoformat() for day in notice.off),
        on=sorted(day.isoformat() for day in notice.on),
        names={day.isoformat(): name.model_dump() for day, name in notice.names.items()},
        source=notice.source,
        published_on=published_on,
        entered_by=actor.label,
        entered_at=now,
    )
    entered = NoticeEntered(
        year=notice.year,
        region=notice.region or "",
        off=tuple(sorted(notice.off)),
        on=tuple(sorted(notice.on)),
        source=notice.source,
        published_on=published_on,
    )
    events.append(f"notice_{notice.year}_{notice.region or 'country'}", [entered], actor=actor.label, at=now)


def list_notices(year: int | None = None) -> list[EnteredNotice]:
    """What was entered here (not what packs bring), the latest first."""
    rows = NoticeRow.objects.order_by("-id")
    if year is not None:
        rows = rows.filter(year=year)
    return [EnteredNotice(_notice(row), row.entered_by, row.entered_at) for row in rows]


def notices_for(year: int, region: str | None = None) -> list[Notice]:
    """The notices that make up a year for the country, or for a region and those above it."""
    above = {None, region, *(_PROVIDER[0].lineage(region) if region else ())}
    return [notice for notice in _current().notices if notice.year == year and notice.region in above]


def arrangement(year: int, region: str | None = None) -> dict[str, Any]:
    """A year's calendar as JSON values: the days that differ from an ordinary week, their names, and the sources.

    Raises `CalendarGap` for a year without a notice.
    """
    found = calendar_for(region)
    days = [date.fromordinal(n) for n in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)]
    special = [day for day in days if found.is_working(day) == (day.weekday() > 4) or found.is_holiday(day)]
    return {
        "year": year,
        "region": region or "",
        "version": found.version,
        "working_days": sum(found.is_working(day) for day in days),
        "days": [
            {
                "date": day.isoformat(),
                "working": found.is_working(day),
                "name": reason.model_dump() if (reason := found.reason(day)) else None,
            }
            for day in special
        ],
        "sources": [
            {
                "source": notice.source,
                "published_on": notice.published_on.isoformat() if notice.published_on else None,
                "region": notice.region or "",
            }
            for notice in notices_for(year, region)
        ],
    }


def read_notice(file: Path, *, region: str | None = None) -> Notice:
    """A notice from a YAML file of the shape that packs use (`calendar/YYYY.yaml`); not entered yet.

    Refuses `kernel.notices.file` for what is missing or unknown; raises `StrictYamlError` for what cannot be read.
    """
    try:
        declared = CalendarDeclaration.model_validate(strict_yaml.load(file))
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise Refusal("kernel.notices.file", file=file.name, what=wrong) from None
    return declared.notice(region)


def _checked(notice: Notice, now: datetime) -> date:
    """The day of publication of a notice that may be entered."""
    today = law_day(now)
    if not EARLIEST_YEAR <= notice.year <= today.year + YEARS_AHEAD:
        raise Refusal("kernel.notices.year", year=notice.year, first=EARLIEST_YEAR, last=today.year + YEARS_AHEAD)
    if notice.published_on is None or not notice.year - 2 <= notice.published_on.year or notice.published_on > today:
        raise Refusal("kernel.notices.published", year=notice.year, given=notice.published_on or "")
    if notice.region is None and not any(day.weekday() < 5 for day in notice.off):
        raise Refusal("kernel.notices.nothing", year=notice.year)
    if len(notice.source) > LONGEST_SOURCE:
        raise Refusal("kernel.notices.source", longest=LONGEST_SOURCE)
    return notice.published_on


def _current() -> _Held:
    """Packs and entries merged. An entry stands for the pack's notice of the same year, region and day of publication;
    otherwise the one published last counts (`calendar.build`)."""
    provider, held = _PROVIDER[0], _HELD[0]
    version, source = _version(), provider.source()
    if held.version == version and held.source is source:
        return held
    entered: dict[tuple[int, str | None], Notice] = {}
    for row in NoticeRow.objects.order_by("id"):
        notice = _notice(row)
        entered[notice.year, notice.region] = notice
    packed = [
        notice
        for notice in provider.read(source)
        if (same := entered.get((notice.year, notice.region))) is None or same.published_on != notice.published_on
    ]
    found = _Held(version, source, (*packed, *entered.values()), {})
    _HELD[:] = [found]
    return found


def _version() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("select count(*), coalesce(max(id), 0) from kernel_notice")
        count, last = cursor.fetchone()
    return count, last


def _notice(row: NoticeRow) -> Notice:
    names: Mapping[str, Any] = row.names
    return Notice(
        year=row.year,
        off=frozenset(date.fromisoformat(day) for day in row.off),
        on=frozenset(date.fromisoformat(day) for day in row.on),
        source=row.source,
        published_on=row.published_on,
        region=row.region or None,
        names={date.fromisoformat(day): Text.model_validate(name) for day, name in names.items()},
    )
