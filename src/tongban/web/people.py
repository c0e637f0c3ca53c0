"""Who is asking: the actor behind a request, worked out once."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from tongban.domains.registry import api as registry
from tongban.kernel.actors import ANONYMOUS, Actor
from tongban.web import moment

KEPT = "tongban.actor"


def actor(request: HttpRequest) -> Actor:
    """The actor of the logged-in account at this moment, or nobody."""
    if KEPT not in request.META:
        user = request.user
        request.META[KEPT] = ANONYMOUS if isinstance(user, AnonymousUser) else registry.actor_of(user, now=moment.now())
    found: Actor = request.META[KEPT]
    return found


def applicant(request: HttpRequest) -> Actor:
    """The same reader as an applicant only: in my space no post opens anything."""
    return actor(request).only_grants()


def subjects(request: HttpRequest) -> list[registry.SubjectView]:
    """The person and the enterprises for which the reader may act today."""
    user = request.user
    return [] if isinstance(user, AnonymousUser) else registry.list_subjects(user, on=moment.today())
