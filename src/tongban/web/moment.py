"""The one instant a request is judged by: read once at its start, the same for every rule, sentence and page in it.

Pages may read the clock; nothing below them may. In a sandbox the clock can be moved (`tongban.kernel.timemachine`).
"""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse

from tongban.kernel import timemachine

_MOMENT: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """The instant of the running request, in Beijing time."""
    return _MOMENT.get() or timemachine.now()


def today() -> date:
    return now().date()


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Fix `now()` for the length of a request."""

    def answer(request: HttpRequest) -> HttpResponse:
        token = _MOMENT.set(timemachine.now())
        try:
            return get_response(request)
        finally:
            _MOMENT.reset(token)

    return answer
