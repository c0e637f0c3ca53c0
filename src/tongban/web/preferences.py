"""What a reader chose for this browser: language, region and elder mode, kept in cookies, never in an account."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tongban.domains.registry import api as registry
from tongban.kernel.declaration import Text
from tongban.web import moment

ELDER, REGION = "tongban_elder", "tongban_region"
CODE = 6
KEPT = "tongban.region"
YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class ChosenRegion:
    code: str
    name: Text


def is_elder(request: HttpRequest) -> bool:
    return request.COOKIES.get(ELDER) == "1"


def region(request: HttpRequest) -> ChosenRegion | None:
    """The region whose services are shown: the one chosen, else the installation's own, else the first with a pack."""
    if KEPT not in request.META:
        found = _find(request.COOKIES.get(REGION, "")) or _find(settings.HOME_REGION) or _first()
        request.META[KEPT] = found
    chosen: ChosenRegion | None = request.META[KEPT]
    return chosen


def is_code(text: str) -> bool:
    """Whether a text looks like the code of a region: six digits."""
    return len(text) == CODE and text.isascii() and text.isdigit()


def _find(code: str) -> ChosenRegion | None:
    found = registry.find_region(code, moment.today()) if is_code(code) else None
    return ChosenRegion(found.code, found.name) if found else None


def _first() -> ChosenRegion | None:
    served = [region for region in registry.list_regions(on=moment.today()) if region.pack]
    return ChosenRegion(served[0].code, served[0].name) if served else None


def back_to(request: HttpRequest) -> str:
    """Where the reader came from: `next` when it is an address of ours, else the home page."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else "/"


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """POST `language` (zh-hans|en) and/or `elder` (1|0), then back to `next`."""
    response = HttpResponseRedirect(back_to(request))
    if (language := request.POST.get("language")) in dict(settings.LANGUAGES):
        remember(response, settings.LANGUAGE_COOKIE_NAME, str(language))
    if (elder := request.POST.get("elder")) in ("0", "1"):
        remember(response, ELDER, str(elder))
    return response


def remember(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True)
