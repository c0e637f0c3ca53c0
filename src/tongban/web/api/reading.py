"""Request bodies read strictly: UTF-8 JSON, not too deep, without what no text or number of ours can be."""

import json
import re
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from ninja.parser import Parser

from tongban.kernel.errors import Refusal

DEEPEST = 40
LARGEST = 2**53 - 1
"""The largest integer that every reader of JSON reads exactly (RFC 7493)."""
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")


class StrictParser(Parser):
    """Refuses, never breaks, on whatever is sent as a body."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Refuses `web.api.not_json`, `web.api.body_unreadable`, `web.api.text_unwritable`, `web.api.number_too_large`.

        ninja calls this inside a `try` of its own and keeps the refusal as the cause of its error.
        """
        if request.content_type != "application/json":
            raise Refusal("web.api.not_json", given=request.content_type or "")
        return read(request.body)


def read(body: bytes) -> Any:
    """The JSON value of a body."""
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):  # broken JSON or UTF-8, NaN, digits without end, brackets without end
        raise Refusal("web.api.body_unreadable") from None
    _check(value)
    return value


def size_of(request: HttpRequest) -> int:
    """The announced length of a body in bytes; an unreadable announcement counts as nothing."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    return int(announced) if announced.isascii() and announced.isdigit() else 0


def body_of(request: HttpRequest) -> bytes:
    """The bytes of the body. Refuses `web.api.body_too_large`."""
    try:
        return request.body
    except RequestDataTooBig:
        raise Refusal("web.api.body_too_large") from None


def require_writable(text: str) -> None:
    """Refuses `web.api.text_unwritable`: a NUL or half a character cannot be stored or shown."""
    if _UNWRITABLE.search(text):
        raise Refusal("web.api.text_unwritable")


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _check(value: Any) -> None:
    """Walks without recursion, because the depth is what must be limited."""
    level, depth = [value], 0
    while level:
        if depth > DEEPEST:
            raise Refusal("web.api.body_unreadable")
        below: list[Any] = []
        for part in level:
            if isinstance(part, dict):
                below += [*part.keys(), *part.values()]
            elif isinstance(part, list):
                below += part
            elif isinstance(part, str):
                require_writable(part)
            elif isinstance(part, (int, float)) and not -LARGEST <= part <= LARGEST:
                raise Refusal("web.api.number_too_large")
        level, depth = below, depth + 1
