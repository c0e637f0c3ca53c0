"""Posts, agencies and regions."""

from datetime import date
from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tongban.domains.registry import api as registry
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal
from tongban.web import moment, people
from tongban.web.accounts.acting import needs_duty
from tongban.web.administration import pages
from tongban.web.administration.forms import CodeForm, PostForm
from tongban.web.wording import pick


@require_safe
@needs_duty(pages.ADMINISTER)
def posts(request: HttpRequest) -> HttpResponse:
    """The posts of the administrator's regions and who holds them today."""
    regions = pages.regions_of(request)
    holders: dict[registry.PostId, list[registry.HoldingView]] = {}
    for holding in registry.list_holdings(on=moment.today(), regions=regions):
        holders.setdefault(holding.post.id, []).append(holding)
    rows = [(post, holders.get(post.id, [])) for post in registry.list_posts(regions)]
    return pages.page(request, "posts", place="posts", rows=rows)


@require_http_methods(["GET", "POST"])
@needs_duty(pages.ADMINISTER)
def new_post(request: HttpRequest) -> HttpResponse:
    """Make a post."""
    agencies = registry.list_agencies(pages.regions_of(request), moment.today())
    choices = [(str(agency.id), f"{pick(agency.name)}（{agency.region}）") for agency in agencies]
    form = PostForm(request.POST or None, agencies=choices)
    if form.is_valid():
        given = form.cleaned_data
        act = partial(
            registry.create_post,
            agency=registry.AgencyId.parse(given["agency"]),
            title=Text(zh=given["title_zh"], en=given["title_en"] or given["title_zh"]),
            duties=given["duties"],
            actor=people.actor(request),
            now=moment.now(),
        )
        if pages.accepted(form, act, form.PLACES):
            pages.told(request, "post_created", title=given["title_zh"])
            return HttpResponseRedirect(reverse("administration:posts"))
    return pages.form_page(request, form, place="posts", key="post_new")


@require_safe
@needs_duty(pages.ADMINISTER)
def agencies(request: HttpRequest) -> HttpResponse:
    """The agencies of the administrator's regions on a day; those without a credit code first."""
    on = _day_of(request)
    rows = registry.list_agencies(pages.regions_of(request), on)
    rows.sort(key=lambda agency: (agency.credit_code is not None, agency.region, agency.role))
    missing = sum(agency.credit_code is None for agency in rows)
    return pages.page(request, "agencies", place="agencies", rows=rows, on=on, missing=missing)


@require_http_methods(["GET", "POST"])
@needs_duty(pages.ADMINISTER)
def credit_code(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Enter the credit code of an agency."""
    agency = registry.get_agency_by_id(registry.AgencyId(uuid))
    if agency.region not in pages.regions_of(request):
        raise Refusal("kernel.authz.denied", verb="change", resource="registry.agency")
    form = CodeForm(request.POST or None, initial={"credit_code": agency.credit_code or ""})
    if form.is_valid():
        code = form.cleaned_data["credit_code"]
        act = partial(
            registry.enter_credit_code,
            agency=agency.id,
            credit_code=code,
            actor=people.actor(request),
            now=moment.now(),
        )
        if pages.accepted(form, act, form.PLACES):
            pages.told(request, "code_entered", name=pick(agency.name))
            return HttpResponseRedirect(reverse("administration:agencies"))
    return pages.form_page(request, form, place="agencies", key="code", about=pick(agency.name))


@require_safe
@needs_duty(pages.ADMINISTER)
def regions(request: HttpRequest) -> HttpResponse:
    """The tree of regions on a day, and the codes retired before it."""
    on = _day_of(request)
    below: dict[str, list[registry.RegionView]] = {}
    known = registry.list_regions(on=on)
    codes = {region.code for region in known}
    for region in known:
        below.setdefault(region.parent if region.parent in codes else "", []).append(region)
    retired = registry.list_retired_regions(on)
    return pages.page(request, "regions", place="regions", tree=_tree("", below), on=on, retired=retired)


def _tree(code: str, below: dict[str, list[registry.RegionView]]) -> list[dict[str, object]]:
    return [{"region": region, "below": _tree(region.code, below)} for region in below.get(code, [])]


def _day_of(request: HttpRequest) -> date:
    """The day asked for in the address; today when it is missing or no day."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return moment.today()
