"""The API as a whole: its routers, its way of saying no, its OpenAPI document."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from tongban.kernel.errors import Refusal, TongbanError
from tongban.web.api import (
    access,
    acting,
    cases,
    dossiers,
    files,
    filing,
    governance,
    handling,
    imports,
    licences,
    me,
    measures,
    places,
    problems,
    reading,
    rhythm,
    showing,
    wallet,
)

VERSION = "1"
ROOM = 64 * 1024  # bytes of a multipart body that are not the file
DESCRIPTION = """The same use cases as the pages. Ids are prefixed, instants are ISO 8601 with offset, money is whole
fen, lists are pages `{items, next}`, every error has one shape with a stable code. See docs/reference/api.md."""


class Api(NinjaAPI):
    """Operations are named as their functions are; the document is written once, because that takes half a second."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        if path_prefix not in self._documents:
            self._documents[path_prefix] = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        return self._documents[path_prefix]

    _documents: ClassVar[dict[str | None, OpenAPISchema]] = {}

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = Api(
    title="Tongban 通办",
    version=VERSION,
    description=DESCRIPTION,
    urls_namespace="api",
    auth=access.SIGNED_IN,
    parser=reading.StrictParser(),
    docs_url="/docs",
)
for tag, router in {
    "places": places.router,
    "cases": cases.router,
    "filing": filing.router,
    "acts": acting.router,
    "handling": handling.router,
    "files": files.router,
    "showing": showing.router,  # before what takes any word after /licences/ for an id
    "licences": licences.router,
    "imports": imports.router,
    "dossiers": dossiers.router,
    "wallet": wallet.router,
    "governance": governance.router,
    "rhythm": rhythm.router,
    "measures": measures.router,
    "me": me.router,
}.items():
    api.add_router("", router, tags=[tag])
api.exception_handler(TongbanError)(problems.on_refusal)
api.exception_handler(ValidationError)(problems.on_invalid)
api.exception_handler(HttpError)(problems.on_http_error)


@api.exception_handler(SuspiciousOperation)
def on_suspicion(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
    """Too many fields or files, a broken multipart body."""
    return problems.answer(Refusal("web.api.bad_request"))


@api.exception_handler(Exception)
def on_bug(request: HttpRequest, error: Exception) -> HttpResponse:
    """Our own fault goes to Django, which reports it and answers 500 (`views_common.broken`)."""
    raise error


def guarded(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """What must be refused before a view looks at the request, and what ninja answers in another shape than ours."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            _require_sound(request, kwargs)
        except Refusal as refusal:
            return problems.answer(refusal)
        response = view(request, *args, **kwargs)
        if response.status_code == 405:
            allowed = response["Allow"]
            response = problems.answer(Refusal("web.api.no_such_method", method=request.method, allowed=allowed))
            response["Allow"] = allowed
        return response

    return answer


def _require_sound(request: HttpRequest, named: dict[str, Any]) -> None:
    if reading.size_of(request) > settings.EVIDENCE_LIMIT + ROOM:
        raise Refusal("web.api.body_too_large")
    for text in (*named.values(), *(part for key, parts in request.GET.lists() for part in (key, *parts))):
        reading.require_writable(str(text))
    if request.content_type == "multipart/form-data":
        _ = request.POST  # a broken one is found here
    else:
        reading.body_of(request)


@csrf_exempt
def unknown(request: HttpRequest) -> HttpResponse:
    """An address that the API does not have."""
    return problems.answer(Refusal("web.api.address.not_found"))


def patterns() -> list[URLPattern | URLResolver]:
    """The addresses below `/api/v1/`, each guarded."""
    found, *_ = api.urls
    for pattern in found:
        if isinstance(pattern, URLPattern):
            pattern.callback = unknown if pattern.name == "api-root" else guarded(pattern.callback)
    return [*found, re_path("", unknown, name="unknown")]
