"""A plan from its file to a draft: uploaded, read, and kept for review. Nothing is written to the ledger here."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.domains.reform.intake import api as intake
from tongban.domains.registry import api as registry
from tongban.kernel.errors import Refusal
from tongban.web import moment, people, preferences
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Choice, Field, Link, Mistake
from tongban.web.governance import pages
from tongban.web.wording import instant, pick, t

LONGEST_NAME = 120
LARGEST = 20 * 1024 * 1024  # bytes; one more is read, so that the reader can refuse it


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs_duty(pages.IMPORT)
def importing(request: HttpRequest) -> HttpResponse:
    """Upload a plan; below, the drafts that still want people. A refused file is told with every broken place."""
    if request.method != "POST":
        return _ask(request)
    region = request.POST.get("region", "")
    if region not in _regions(request):
        return _ask(request, region_error=t("governance.import.region_missing"))
    file = request.FILES.get("file")
    if file is None:
        return _ask(request, error=t("governance.import.file_missing"))
    name = (file.name or "plan").replace("\\", "/").rpartition("/")[2][-LONGEST_NAME:] or "plan"
    try:
        actor = people.actor(request)
        draft = intake.open_draft(name, file.read(LARGEST + 1), region=region, actor=actor, now=moment.now())
    except Refusal as refused:
        return _ask(request, error=_sentence(refused), broken=_places(refused), known=_known(refused))
    view = intake.get_draft(draft, actor=people.actor(request))
    messages.success(request, t("governance.draft.opened", count=view.measures, waiting=view.waiting))
    return redirect("governance:draft", str(draft))


def _sentence(refused: Refusal) -> str:
    """For a cut table only the count: the places follow one by one."""
    values = {**refused.values, "places": t("governance.import.places_below")} if _places(refused) else refused.values
    return t(refused.code, **values)


def _places(refused: Refusal) -> list[str]:
    places = refused.values.get("places")
    told = places if isinstance(places, list) else []
    return [t(one.code, **one.values) for one in told if isinstance(one, Refusal)]


def _known(refused: Refusal) -> Link | None:
    """Where the same paper is already."""
    if plan := refused.values.get("plan"):
        return Link(t("governance.import.to_plan"), reverse("governance:plan", args=[plan]))
    if draft := refused.values.get("draft"):
        return Link(t("governance.import.to_draft"), reverse("governance:draft", args=[draft]))
    return None


def _ask(
    request: HttpRequest,
    *,
    error: str = "",
    region_error: str = "",
    broken: Sequence[str] = (),
    known: Link | None = None,
) -> HttpResponse:
    regions = _regions(request)
    home = preferences.region(request)
    chosen = request.POST.get("region") or (home.code if home and home.code in regions else next(iter(regions), ""))
    choices = [Choice(code, name, code == chosen) for code, name in regions.items()]
    fields = [
        Field("region", t("governance.import.region"), "select", choices=choices, error=region_error),
        Field("file", t("governance.import.file"), "file", help=t("governance.import.file.help"), error=error),
    ]
    mistakes = [Mistake(one.error, one.id) for one in fields if one.error]
    return pages.page(
        request,
        "import",
        place="import",
        fields=fields,
        mistakes=mistakes,
        broken=broken,
        known=known,
        drafts=[_draft(one, regions) for one in intake.list_drafts(actor=people.actor(request))],
        status=422 if mistakes else 200,
    )


def _draft(one: intake.DraftView, regions: dict[str, str]) -> dict[str, object]:
    return {
        "title": one.document.title or one.name,
        "name": one.name,
        "url": reverse("governance:draft", args=[str(one.id)]),
        "region": regions.get(one.region, one.region),
        "opened": instant(one.opened_at),
        "settled": t("governance.draft.progress", settled=one.settled, doubted=one.doubted),
    }


def _regions(request: HttpRequest) -> dict[str, str]:
    """Where the reader keeps the ledger."""
    codes = sorted(people.actor(request).regions_with(pages.IMPORT))
    named = {code: registry.find_region(code, moment.today()) for code in codes}
    return {code: pick(found.name) for code, found in named.items() if found}
