"""The transaction of a command.

A command is one transaction. Called inside another one it is a savepoint, so that the caller may go on after a refusal;
inside `whole` it is not, because there a refusal ends everything: two statements less for every write through the API.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

_ends_together: ContextVar[bool] = ContextVar("ends_together", default=False)


@contextmanager
def whole() -> Iterator[None]:
    """One transaction in which nothing is tried twice: whatever is refused inside undoes it all."""
    with transaction.atomic():
        token = _ends_together.set(True)
        try:
            yield
        finally:
            _ends_together.reset(token)


P = ParamSpec("P")
R = TypeVar("R")


def command(function: Callable[P, R]) -> Callable[P, R]:
    """A hot command: `transaction.atomic`, without a savepoint inside `whole`."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(savepoint=not _ends_together.get()):
            return function(*args, **kwargs)

    return run
