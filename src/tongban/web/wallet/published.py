"""What verifiers anywhere need of us: who issues and with which keys, what each licence is worth, what types say.

No log-in, no cookie: any program may fetch these, and a cache may keep them as long as they say.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from tongban.domains.licences import api as licences
from tongban.kernel.digests import sm3
from tongban.web import limits, moment

P = ParamSpec("P")
KEYS_KEPT = 60 * 60
LIST_KEPT = 4 * 60
TYPES_KEPT = 60 * 60
"""Seconds. A list says the same in its `ttl`, and we keep it for the minute that five minutes lack; keys are published
before they sign, so that an hour loses nothing."""
PER_MINUTE = 60


def _public(
    seconds: int,
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], HttpResponse]], Callable[Concatenate[HttpRequest, P], HttpResponse]
]:
    """Fit for every reader and for caches."""

    def wrap(
        view: Callable[Concatenate[HttpRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            response = view(request, *args, **kwargs)
            response["Cache-Control"] = f"public, max-age={seconds}"
            response["Access-Control-Allow-Origin"] = "*"
            patch_vary_headers(response, ["Accept-Encoding"])
            return response

        return require_safe(answer)

    return wrap


@_public(KEYS_KEPT)
def issuer(request: HttpRequest) -> HttpResponse:
    """JWT VC issuer metadata of SD-JWT VC: our name and our keys."""
    return JsonResponse({"issuer": licences.issuer_address(), "jwks": {"keys": licences.published_keys()}})


@_public(LIST_KEPT)
def status_list(request: HttpRequest, number: int) -> HttpResponse:
    """A Token Status List, signed. Who has this one already (`If-None-Match`) is told so in no bytes."""
    limits.allow(request, "status_list", per_minute=PER_MINUTE)
    token = licences.status_list(number, now=moment.now())
    response = HttpResponse(token, content_type="application/statuslist+jwt")
    response["ETag"] = etag = quote_etag(sm3(token.encode())[:32])
    return get_conditional_response(request, etag=etag, response=response) or response


@_public(TYPES_KEPT)
def licence_type(request: HttpRequest, region: str, type_id: str) -> HttpResponse:
    """Type metadata behind a `vct`: what the type and its fields are called."""
    return JsonResponse(
        licences.get_type_metadata(region=region, type_id=type_id), json_dumps_params={"ensure_ascii": False}
    )
