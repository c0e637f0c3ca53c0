"""A plan from its file to the ledger: read, looked at, and only then written, all of it or nothing.

Between the two steps nothing is kept on the server: what was read goes through the page, signed, for one account, one
region and one hour.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from pydantic import TypeAdapter

from tongban.domains.reform import api as reform
from tongban.domains.registry import api as registry
from tongban.kernel.errors import Refusal
from tongban.web import moment, people, preferences
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Choice, Fact, Field, Link, Mistake
from tongban.web.governance import pages
from tongban.web.wording import day, pick, t

SALT = "tongban.web.governance.importing"
VALID = 3600  # seconds between looking at a plan and writing it
FIRST = 5
LONGEST_NAME = 120
PLANS = TypeAdapter(reform.Plan)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs_duty(pages.IMPORT)
def importing(request: HttpRequest) -> HttpResponse:
    """Upload, look, confirm. A refused file is told at its field with every place that is broken."""
    if request.method != "POST":
        return _ask(request)
    if "read" in request.POST:
        return _write(request)
    region = request.POST.get("region", "")
    if region not in _regions(request):
        return _ask(request, region_error=t("governance.import.region_missing"))
    file = request.FILES.get("file")
    if file is None:
        return _ask(request, error=t("governance.import.file_missing"))
    try:
        plan = _read(file)
    except Refusal as refused:
        return _ask(request, error=_sentence(refused), places=_places(refused))
    return _preview(request, plan, region=region)


def _read(file: "UploadedFile[bytes]") -> reform.Plan:
    """The reader wants a file with its name: one is made for the moment of reading. Refuses `reform.plan.…`."""
    name = Path((file.name or "plan").replace("\\", "/")).name[-LONGEST_NAME:] or "plan"
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / name
        with place.open("wb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
        return reform.read_plan(place)


def _sentence(refused: Refusal) -> str:
    """For a cut table only the count: the places follow one by one."""
    values = {**refused.values, "places": t("governance.import.places_below")} if _places(refused) else refused.values
    return t(refused.code, **values)


def _places(refused: Refusal) -> list[str]:
    places = refused.values.get("places")
    told = places if isinstance(places, list) else []
    return [t(one.code, **one.values) for one in told if isinstance(one, Refusal)]


def _ask(request: HttpRequest, *, error: str = "", region_error: str = "", places: Sequence[str] = ()) -> HttpResponse:
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
        places=places,
        status=422 if mistakes else 200,
    )


def _regions(request: HttpRequest) -> dict[str, str]:
    """Where the reader keeps the ledger."""
    codes = sorted(people.actor(request).regions_with(pages.IMPORT))
    named = {code: registry.find_region(code, moment.today()) for code in codes}
    return {code: pick(found.name) for code, found in named.items() if found}


def _preview(
    request: HttpRequest, plan: reform.Plan, *, region: str, mistakes: Sequence[Mistake] = (), status: int = 200
) -> HttpResponse:
    counts = plan.counts()
    told = ("items", "measures", "measures_with_deadline", "rows_with_cooperating_units")
    document = plan.document
    dated = day(document.issued_on) if document.issued_on else t("governance.plan.undated")
    about = [
        Fact(t("governance.plan.name"), document.title),
        Fact(t("governance.plan.number"), document.number),
        Fact(t("governance.plan.issuer"), document.issuer),
        Fact(t("governance.plan.issued_on"), dated),
        Fact(t("governance.import.region"), _regions(request).get(region, region)),
    ]
    return pages.page(
        request,
        "preview",
        place="import",
        status=status,
        mistakes=mistakes,
        links=[Link(t("governance.import.title"), reverse("governance:import")), Link(_name(plan))],
        about=about,
        facts=[Fact(t(f"governance.count.{name}"), str(counts[name])) for name in told],
        items=[_item(item) for item in plan.items[:FIRST]],
        more=max(len(plan.items) - FIRST, 0),
        read=signing.dumps(_sealed(request, plan, region), salt=SALT, compress=True),
    )


def _item(item: Any) -> dict[str, Any]:
    joined = t("web.list").join
    return {
        "title": f"{item.number}. {item.title}",
        "chapter": item.chapter,
        "measures": [
            {
                "text": one.text,
                "lead": joined(one.lead),
                "cooperating": joined(one.cooperating),
                "limits": joined(_limit(limit) for limit in one.deadlines),
            }
            for one in item.measures
        ],
    }


def _limit(limit: Any) -> str:
    return f"{limit.text}（{day(limit.date)}）" if limit.date else str(limit.text)


def _name(plan: reform.Plan) -> str:
    """A paper without a number is known by its title."""
    return plan.document.number or plan.document.title


def _sealed(request: HttpRequest, plan: reform.Plan, region: str) -> dict[str, Any]:
    return {"by": people.actor(request).label, "region": region, "plan": PLANS.dump_python(plan, mode="json")}


def _write(request: HttpRequest) -> HttpResponse:
    """Write what was looked at, if this account looked at it within the hour."""
    try:
        sealed = signing.loads(request.POST["read"], salt=SALT, max_age=VALID)
    except signing.BadSignature:
        return _ask(request, error=t("governance.import.expired"))
    if sealed["by"] != people.actor(request).label:
        return _ask(request, error=t("governance.import.expired"))
    plan, region = PLANS.validate_python(sealed["plan"], strict=False), str(sealed["region"])
    try:
        written = reform.import_plan(plan, region=region, actor=people.actor(request), now=moment.now())
    except Refusal as refused:
        mistakes = [Mistake(t(refused.code, **refused.values))]
        return _preview(request, plan, region=region, mistakes=mistakes, status=422)
    messages.success(request, t("governance.import.done", number=_name(plan), count=len(plan.measures)))
    return redirect("governance:plan", str(written))
