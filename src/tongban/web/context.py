"""What every page knows: language, region, elder mode, sandbox, and the places one can go."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from tongban.web import moment, preferences, wording

PLACES = (
    ("home", "public:home"),
    ("search", "public:search"),
    ("space", "space:home"),
    ("licences", "space:licences"),
    ("verify", "public:verify"),
    ("governance", "governance:home"),
    ("desk", "desk:inbox"),
    ("administration", "administration:home"),
)
EVERYONE = ("home", "search", "space", "licences", "verify", "governance")


def find_url(name: str, *args: object) -> str:
    """The address of a named page, or nothing when this installation does not have that place."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def page(request: HttpRequest) -> dict[str, object]:
    """The context processor of all templates."""
    language = wording.language()
    return {
        "lang": language,
        "html_lang": "en" if language == "en" else "zh-Hans",
        "other_language": "zh-hans" if language == "en" else "en",
        "elder": preferences.is_elder(request),
        "region": preferences.region(request),
        "sandbox": settings.SANDBOX,
        "now": moment.now(),
        "here": request.get_full_path(),
        "places": _places(request),
    }


def _places(request: HttpRequest) -> list[dict[str, object]]:
    user = getattr(request, "user", None)
    is_staff = getattr(user, "kind", "") == "staff"
    names = [name for name, _ in PLACES] if is_staff else EVERYONE
    urls = {name: find_url(address) for name, address in PLACES if name in names}
    inside = [url for url in urls.values() if url == request.path or (url != "/" and request.path.startswith(url))]
    current = max(inside, key=len, default=urls.get("search", "") if request.path.startswith("/guides/") else "")
    return [
        {"label": wording.t(f"web.nav.{name}"), "url": url, "current": bool(url) and url == current}
        for name, url in urls.items()
        if url
    ]
