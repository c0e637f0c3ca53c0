"""How much one window takes in (一窗综办率): of the region's items, and of its accepted cases."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.domains.cases.counter import api as counter
from tongban.domains.catalogue import api as catalogue
from tongban.web import moment, preferences
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Fact
from tongban.web.governance import pages
from tongban.web.wording import day, pick, t

SPAN = timedelta(days=365)


@require_safe
@needs_duty(*pages.WATCHING)
def one_window(request: HttpRequest) -> HttpResponse:
    """Both shares with what they are of; what stays outside the centre by name; cases by channel."""
    region = preferences.region(request)
    if region is None:
        return pages.page(request, "nowhere", place="one_window")
    today = moment.today()
    found = counter.one_window_share(region.code, since=today - SPAN, on=today)
    titles = {one.key: pick(one.title) for one in catalogue.list_procedures(region.code, on=today)}
    return pages.page(
        request,
        "one_window",
        place="one_window",
        region_name=pick(region.name),
        since=day(found.since),
        facts=[
            Fact(
                t("governance.one_window.items"),
                _share(found.of_items),
                t("governance.one_window.of_items", part=found.one_window, whole=found.items),
            ),
            Fact(
                t("governance.one_window.cases"),
                _share(found.of_cases),
                t("governance.one_window.of_cases", part=found.accepted_one_window, whole=found.accepted),
            ),
        ],
        outside=[titles.get(one, one) for one in found.outside],
        channels=[(t(f"governance.channel.{one}"), count) for one, count in sorted(found.by_channel.items())],
    )


def _share(share: float | None) -> str:
    return "—" if share is None else f"{share:.1%}"
