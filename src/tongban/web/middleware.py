"""Refusals become pages: the sentence in the reader's language, a 4xx status, a way forward."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongban.kernel.errors import TongbanError
from tongban.web import wording

_BY_ENDING = {
    "not_found": 404,
    "unknown": 404,
    "malformed": 404,
    "denied": 403,
    "conflict": 409,
    "stale": 409,
    "mismatch": 409,
    "too_many": 429,
}
DEFAULT = 422


def status_of(error: TongbanError) -> int:
    """403 for permission, 404 for what is not there, 409 for who came second, else 422."""
    return _BY_ENDING.get(error.code.rsplit(".", 1)[-1], DEFAULT)


class RefusalPages:
    """Turns a `TongbanError` that a page did not answer itself into a page. The JSON API has its own shape."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/") and "%00" in request.META.get("QUERY_STRING", ""):
            return render(request, "errors/400.html", status=400)  # no person types NUL, and no database keeps it
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, TongbanError) or request.path.startswith("/api/"):
            return None
        status = status_of(error)
        sentence = wording.t(error.code, **error.values)
        return render(request, "errors/refusal.html", {"sentence": sentence, "code": error.code}, status=status)
