"""The one shape of errors."""

from typing import Any

from tongban.kernel import texts
from tongban.web.api.problems import Problem


def error_of(response: Any) -> dict[str, Any]:
    """The error of an answer; it has the shape, and its code has a text."""
    body = response.json()
    Problem.model_validate(body)
    error: dict[str, Any] = body["error"]
    assert error["code"] in texts.codes(), error["code"]
    assert error["message"] and "…" not in error["message"], error
    return error
