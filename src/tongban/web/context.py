"""What every page knows: language, region, elder mode, sandbox, and the places one can go."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from tongban.web import messages, moment, people, preferences, wording

PLACES = (
    ("home", "public:home"),
    ("desk", "desk:inbox"),
    ("search", "public:search"),
    ("space", "space:home"),
    ("licences", "space:licences"),
    ("verify", "public:verify"),
    ("governance", "governance:home"),
    ("administration", "administration:home"),
)
EVERYONE = ("home", "search", "space", "licences", "verify", "governance")
STAFF: tuple[tuple[str, frozenset[str]], ...] = (
    ("desk", frozenset({"intake", "review", "approve"})),
    ("administration", frozenset({"administer"})),
)


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
        "home_region": preferences.region(request),
        "sandbox": settings.SANDBOX,
        "now": moment.now(),
        "here": request.get_full_path(),
        "places": _places(request),
        "bell": messages.bell(request),
        "acting": people.acting_for(request),
    }


def _places(request: HttpRequest) -> list[dict[str, object]]:
    names = _names(request)
    urls = {name: find_url(address) for name, address in PLACES if name in names}
    inside = [url for url in urls.values() if url == request.path or (url != "/" and request.path.startswith(url))]
    current = max(inside, key=len, default=urls.get("search", "") if request.path.startswith("/guides/") else "")
    return [
        {"label": wording.t(f"web.nav.{name}"), "url": url, "current": bool(url) and url == current}
        for name, url in urls.items()
        if url
    ]


def _names(request: HttpRequest) -> tuple[str, ...]:
    """Where this reader has business: staff by the duties of their posts, everybody else the public and own places."""
    if getattr(getattr(request, "user", None), "kind", "") != "staff":
        return EVERYONE
    held = {duty for post in people.actor(request).posts for duty in post.duties}
    own = ("space", "licences") if people.actor(request).subjects else ()
    return ("home", "search", *own, "verify", "governance", *(name for name, duties in STAFF if duties & held))
