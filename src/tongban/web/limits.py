"""How often one address may try something that could be guessed."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from tongban.kernel.errors import Refusal
from tongban.web import moment

MINUTE = 60
LOOKS = 30
"""How many people one address may look for in a minute by the number of an identity document, on all pages."""


def allow(request: HttpRequest, action: str, *, per_minute: int) -> None:
    """Count one try of `action` from the reader's network address, the one behind our own proxies (`TONGBAN_PROXIES`).

    Refuses `web.limits.too_many`.
    """
    now = moment.now()
    key = f"limit:{action}:{_address(request)}:{now:%Y%m%d%H%M}"
    cache.add(key, 0, MINUTE)
    if cache.incr(key) > per_minute:
        raise Refusal("web.limits.too_many", seconds=MINUTE - now.second)


def allow_look(request: HttpRequest) -> None:
    """Count one look for a person by number. Refuses `web.limits.too_many`."""
    allow(request, "find_person", per_minute=LOOKS)


def _address(request: HttpRequest) -> str:
    """The reader's address. Readers whose address a server does not tell (a UNIX socket) share one count."""
    try:
        return str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:
        return "unknown"
