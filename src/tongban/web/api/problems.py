"""Every error of the API in one shape, with a stable code, a sentence, and the status of its family."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Schema
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from tongban.kernel.declaration import Text
from tongban.kernel.errors import Conflict, Refusal, TongbanError
from tongban.kernel.ids import Id
from tongban.web import middleware, wording
from tongban.web.wording import t

STATUSES = frozenset({400, 401, 403, 404, 405, 409, 413, 415, 422, 429})
_BY_CODE = {
    "kernel.id.malformed": 404,
    "kernel.idempotency.malformed": 422,
    "kernel.evidence.too_large": 413,
    "cases.draft.too_large": 413,
    "web.api.not_signed_in": 401,
    "web.api.key_refused": 401,
    "web.api.forgery": 403,
    "web.api.no_such_method": 405,
    "web.api.body_too_large": 413,
    "web.api.not_json": 415,
    "web.api.body_unreadable": 400,
    "web.api.bad_request": 400,
}
_MALFORMED_IS_GIVEN = frozenset({"cases.cursor.malformed", "web.api.cursor.malformed"})
_KINDS = {
    "missing": "missing",
    "extra_forbidden": "unexpected",
    "string_too_short": "too_short",
    "string_too_long": "too_long",
    "too_short": "too_short",
    "too_long": "too_long",
    "greater_than_equal": "too_small",
    "less_than_equal": "too_large",
    "enum": "not_a_choice",
    "literal_error": "not_a_choice",
    "string_pattern_mismatch": "wrong_pattern",
}
_LIMITS = ("max_length", "min_length", "le", "ge", "expected")


class Wrong(Schema):
    """One mistake: where it is (a JSON pointer into the request), which one, and what to do."""

    path: str
    code: str
    message: str


class Error(Schema):
    """`code` is stable; `message` is for people, in `language`; `values` are the parts that the message names."""

    code: str
    message: str
    language: Literal["zh", "en"]
    values: dict[str, Any] = Field(default_factory=dict)
    errors: list[Wrong] = Field(default_factory=list)


class Problem(Schema):
    """The body of every answer that is not a success."""

    error: Error


def status_of(error: TongbanError) -> int:
    """401 not signed in, 403 denied, 404 not there, 409 somebody was faster, 413 too large, 422 any other refusal."""
    if isinstance(error, Conflict):
        return 409
    if error.code in _MALFORMED_IS_GIVEN:
        return middleware.DEFAULT
    return _BY_CODE.get(error.code) or middleware.status_of(error)


def answer(error: TongbanError) -> HttpResponse:
    """The response to a refusal, to a hole in the law or to a gap in the calendar."""
    found = {name: value for name, value in error.values.items() if name != "errors"}
    return respond(
        status_of(error),
        error.code,
        found,
        told=error.values,
        errors=_wrongs(error.values.get("errors")),
    )


def respond(
    status: int,
    code: str,
    values: Mapping[str, object] | None = None,
    *,
    told: Mapping[str, object] | None = None,
    errors: Iterable[Wrong] = (),
) -> HttpResponse:
    values = values or {}
    error = {
        "code": code,
        "message": t(code, **(told or values)),
        "language": wording.language(),
        "values": {name: plain(value) for name, value in values.items()},
        "errors": [wrong.model_dump() for wrong in errors],
    }
    response = JsonResponse({"error": error}, status=status, json_dumps_params={"ensure_ascii": False})
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="tongban"'
    return response


def plain(value: object) -> Any:
    """A value as JSON: texts in the reader's language, ids and days as text, errors as their sentence."""
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return str(value)
        case Text():
            return wording.pick(value)
        case Id():
            return str(value)
        case datetime():
            return wording.local(value).isoformat()
        case date():
            return value.isoformat()
        case TongbanError():
            return t(value.code, **value.values)
        case Mapping():
            return {str(key): plain(part) for key, part in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(part) for part in value]
        case _:
            return str(value)


# handlers of ninja -------------------------------------------------------------------------------------------------


def on_refusal(request: HttpRequest, error: TongbanError) -> HttpResponse:
    response = answer(error)
    if response.status_code == 429 and isinstance(seconds := error.values.get("seconds"), int):
        response["Retry-After"] = str(max(1, seconds))
    return response


def on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A request that does not have the shape the OpenAPI document says: every mistake at once."""
    wrongs = [_wrong(one) for one in error.errors]
    return respond(422, "web.api.invalid", {"count": len(wrongs)}, errors=wrongs)


def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What ninja itself refuses. An unreadable body carries our own refusal as its cause."""
    if isinstance(error.__cause__, TongbanError):
        return on_refusal(request, error.__cause__)
    match error.status_code:
        case 401:
            return answer(Refusal("web.api.not_signed_in"))
        case 403:
            return answer(Refusal("web.api.forgery"))
        case _:
            return answer(Refusal("web.api.bad_request"))


def _wrongs(errors: object) -> list[Wrong]:
    """The mistakes of a form (`catalogue.FieldError`): each with its pointer, its code and its sentence."""
    if not isinstance(errors, (list, tuple)):
        return []
    return [Wrong(path=one.path, code=one.code, message=wording.pick(one.text)) for one in errors]


def _wrong(error: Mapping[str, Any]) -> Wrong:
    """One mistake that pydantic found. `loc` is (source, parameter, …): a body's parameter is not part of its path."""
    source, *place = (str(part) for part in error["loc"])
    if source in ("body", "form", "file") and place:
        place = place[1:] if source == "body" else place
    pointer = "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in (source, *place))
    code = f"web.api.field.{_KINDS.get(error['type'], 'wrong')}"
    limits = {name: plain(value) for name, value in (error.get("ctx") or {}).items()}
    limit = next((limits[name] for name in _LIMITS if name in limits), "")
    return Wrong(path=pointer, code=code, message=t(code, limit=limit))
