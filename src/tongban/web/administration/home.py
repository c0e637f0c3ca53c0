"""The first page: what needs an administrator now, and where everything is."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongban.domains.registry import api as registry
from tongban.kernel import jobs, messages, outbox
from tongban.web import moment, people
from tongban.web.accounts.acting import needs_duty
from tongban.web.administration import pages, verification
from tongban.web.components.parts import Fact
from tongban.web.wording import t

NOTICE_EXPECTED = (11, 15)  # the State Council publishes the next year's arrangement in the first half of November


@require_safe
@needs_duty(pages.ADMINISTER, pages.AUDIT)
def home(request: HttpRequest) -> HttpResponse:
    """Counts, and a list of what waits for somebody."""
    actor = people.actor(request)
    if pages.ADMINISTER not in actor.duties:
        return pages.page(request, "home", place="home", facts=[], wants=_wants_of_the_log())
    regions, today = pages.regions_of(request), moment.today()
    agencies = registry.list_agencies(regions, today)
    facts = [
        Fact(t("administration.home.staff"), str(len(registry.list_accounts(actor, kind="staff", limit=100_000)))),
        Fact(t("administration.home.seated"), str(len(registry.list_holdings(on=today, regions=regions)))),
        Fact(t("administration.home.agencies"), str(len(agencies))),
        Fact(t("administration.home.regions"), str(len(regions))),
    ]
    missing = sum(agency.credit_code is None for agency in agencies)
    wants = [*_wants_of_the_calendar(today), *_wants_of_the_work(), *_wants_of_the_log()]
    if missing:
        wants.append(_want("agencies", "codes", tone="info", count=missing))
    return pages.page(request, "home", place="home", facts=facts, wants=wants)


def missing_years(today: date) -> list[int]:
    """The years whose notice should be here: this one, and from mid-November the next."""
    known = registry.calendar_of("").years
    wanted = [today.year, today.year + 1] if (today.month, today.day) >= NOTICE_EXPECTED else [today.year]
    return [year for year in wanted if year not in known]


def _wants_of_the_calendar(today: date) -> list[dict[str, str]]:
    if missing := missing_years(today):
        return [_want("calendar", "year", tone="warn", years=missing)]
    if today.year + 1 not in registry.calendar_of("").years:
        return [_want("calendar", "next_year", tone="info", year=today.year + 1)]
    return []


def _wants_of_the_work() -> list[dict[str, str]]:
    count = len(outbox.list_failures()) + len(jobs.list_failed()) + messages.count_failed()
    return [_want("failures", "stuck", tone="late", count=count)] if count else []


def _wants_of_the_log() -> list[dict[str, str]]:
    last = verification.last()
    if last is None:
        return [_want("audit", "never", tone="info")]
    return [] if last.ok else [_want("audit", "broken", tone="late", count=len(last.problems))]


def _want(place: str, what: str, *, tone: str, **values: object) -> dict[str, str]:
    return {
        "tone": tone,
        "title": t(f"administration.want.{what}", **values),
        "url": reverse(f"administration:{place}"),
        "label": t(f"administration.{place}.title"),
    }
