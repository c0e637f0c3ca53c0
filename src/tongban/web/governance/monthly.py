"""The monthly report of a region: as a page, and as an official paper to save."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tongban.domains.reform.monthly import api as monthly
from tongban.domains.registry import api as registry
from tongban.kernel import texts
from tongban.kernel.errors import Refusal
from tongban.web import moment, people, preferences
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Choice, Field, Mistake
from tongban.web.governance import pages
from tongban.web.wording import instant, language, t

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MONTHS_BACK = 12
LONGEST = 60
LETTERHEAD = ("signer", "number", "to", "red_head")


@require_safe
@never_cache
@needs_duty(*pages.LEDGER)
def report(request: HttpRequest) -> HttpResponse:
    """The month's figures in the order of the paper, with what to put around them when it is saved."""
    return _page(request, None)


@require_safe
@never_cache
@needs_duty(*pages.LEDGER)
def paper(request: HttpRequest) -> HttpResponse:
    """The same as .docx; a letterhead that cannot be is said on the page."""
    region = preferences.region(request)
    if region is None:
        return _page(request, None)
    try:
        found = monthly.get_monthly(region.code, _month(request), actor=people.actor(request), now=moment.now())
        file = monthly.write_monthly(found, _letterhead(request))
    except Refusal as refusal:
        if not refusal.code.startswith("reform.monthly.") or refusal.code == "reform.monthly.period":
            raise
        return _page(request, refusal)
    name = texts.say("governance.monthly.file", language(), region=found.region_name, period=found.period)
    response = HttpResponse(file, content_type=DOCX)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _page(request: HttpRequest, refused: Refusal | None) -> HttpResponse:
    region, now = preferences.region(request), moment.now()
    if region is None:
        return pages.page(request, "nowhere", place="monthly")
    month = _month(request)
    found = monthly.get_monthly(region.code, month, actor=people.actor(request), now=now)
    wrong = {_place(refused): t(refused.code, **refused.values)} if refused else {}
    return pages.page(
        request,
        "monthly",
        place="monthly",
        status=422 if refused else 200,
        title=_say(monthly.title(found)),
        opening=_say(monthly.opening(found)),
        cut=instant(found.cut_at),
        month=month,
        month_choices=[Choice(one, one, one == month) for one in _months(moment.today())],
        sections=[_section(part) for part in monthly.parts(found)],
        units=found.units,
        due_next=[
            {"view": one, "url": reverse("governance:measure", args=[str(one.measure)])} for one in found.due_next
        ],
        fields=_fields(request, wrong, region.code),
        mistakes=[Mistake(sentence, f"f-{name}") for name, sentence in wrong.items()],
        is_open=bool(refused),
    )


def _say(said: monthly.Said) -> str:
    return monthly.flat(said, language(), texts.say)


def _section(part: monthly.Part) -> dict[str, Any]:
    return {
        "level": part.level,
        "heading": t(part.heading),
        "said": [
            {"text": _say(one), "url": reverse("governance:measure", args=[one.thing]) if one.thing else ""}
            for one in part.said
        ],
    }


def _month(request: HttpRequest) -> str:
    return request.GET.get("month", "")[:20] or f"{moment.today():%Y-%m}"


def _months(today: date) -> list[str]:
    """This month and those before it, the latest first."""
    found, first = [], today.replace(day=1)
    for _ in range(MONTHS_BACK):
        found.append(f"{first:%Y-%m}")
        first = (first - timedelta(days=1)).replace(day=1)
    return found


def _letterhead(request: HttpRequest) -> monthly.Letterhead:
    said = {name: request.GET.get(name, "")[:200] for name in LETTERHEAD}
    return monthly.Letterhead(dated=moment.today(), sealed=request.GET.get("sealed") == "on", **said)


def _place(refused: Refusal) -> str:
    return "number" if refused.code == "reform.monthly.number" else "signer"


def _fields(request: HttpRequest, wrong: dict[str, str], region: str) -> list[Field]:
    given = {name: request.GET.get(name, "") for name in LETTERHEAD}
    if "signer" not in request.GET:
        given["signer"] = _signer(region)
    return [
        Field(
            name=name,
            label=t(f"governance.monthly.field.{name}"),
            value=given[name],
            help=t(f"governance.monthly.field.{name}.help"),
            error=wrong.get(name, ""),
            required=name == "signer",
            maximum_length=LONGEST,
        )
        for name in LETTERHEAD
    ]


def _signer(region: str) -> str:
    """The region's reform office, where it has one."""
    try:
        return registry.get_agency(region, "reform_office", on=moment.today()).name.zh
    except Refusal:
        return ""
