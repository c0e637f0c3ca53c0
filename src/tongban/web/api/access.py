"""Who calls: a browser by its session cookie (with CSRF protection), or a program by a bearer key of its owner."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from tongban.domains.registry import api as registry
from tongban.kernel.actors import ANONYMOUS, Actor
from tongban.kernel.errors import Refusal
from tongban.web import moment, people


class BearerKey(HttpBearer):
    """`Authorization: Bearer tongban_…`. A key that opens nothing is refused, also where nobody need sign in."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        account = registry.account_by_token(token.strip(), now=moment.now())
        if account is None:
            raise Refusal("web.api.key_refused")
        actor = registry.actor_of(account, now=moment.now())
        request.META[people.KEPT] = actor
        return actor


class SessionCookie(APIKeyCookie):
    """The log-in of the pages. Whatever changes something also needs the header `X-CSRFToken`."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Only who comes with a cookie can be made to send it unwillingly; others are told to sign in."""
        return super().__call__(request) if self.param_name in request.COOKIES else None

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        found = people.actor(request)
        return found if found.account_id is not None else None


class Stranger:
    """Whoever has not signed in, where that is not needed. Last in the list of ways in."""

    def __call__(self, request: HttpRequest) -> Actor:
        request.META[people.KEPT] = ANONYMOUS
        return ANONYMOUS


SIGNED_IN = [BearerKey(), SessionCookie()]
ANYBODY = [*SIGNED_IN, Stranger()]
BY_SESSION = [SIGNED_IN[1]]
"""A key must not make keys: what is leaked must end."""


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the request was let in as."""
    return cast(Actor, request.META[people.KEPT])


def applicant_of(request: HttpRequest) -> Actor:
    """The same as an applicant only: among one's own things no post opens anything."""
    return actor_of(request).only_grants()


def account_of(request: HttpRequest) -> registry.AccountId:
    """The account of a request that was let in as somebody."""
    return registry.AccountId.parse(actor_of(request).label)


def require_duty(request: HttpRequest, *duties: str) -> Actor:
    """The actor, if one of its posts carries one of the duties. Refuses `kernel.authz.denied`."""
    actor = actor_of(request)
    if not actor.duties & set(duties):
        raise Refusal("kernel.authz.denied", duties=list(duties))
    return actor
