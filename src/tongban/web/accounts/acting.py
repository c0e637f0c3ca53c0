"""Who acts in a request, and where an account belongs after log-in."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from tongban.kernel.authz import Actor
from tongban.kernel.errors import Refusal
from tongban.web import context, people

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
_LANDINGS = (
    (frozenset({"intake", "review", "approve", "lead"}), "desk:inbox"),
    (frozenset({"reform", "supervise"}), "governance:home"),
    (frozenset({"administer", "audit"}), "administration:home"),
    (frozenset({"catalogue"}), "administration:catalogue"),
)


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a request, worked out once: posts and representations of its moment."""
    return people.actor(request)


def needs_duty(*duties: str) -> Callable[[View[P]], View[P]]:
    """A page for holders of one of the duties: strangers are sent to the log-in, others are refused."""

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not actor_of(request).duties & set(duties):
                raise Refusal("kernel.authz.denied", duties=list(duties))
            return view(request, *args, **kwargs)

        return guarded

    return wrap


def landing_of(request: HttpRequest) -> str:
    """Where an account goes after log-in: staff to where its duties are done, applicants to their space."""
    duties = actor_of(request).duties
    wanted = [name for their, name in _LANDINGS if duties & their]
    if getattr(request.user, "kind", "") != "staff":
        wanted = ["space:home"]
    return next((url for name in wanted if (url := context.find_url(name))), context.find_url("public:home") or "/")
