"""What a command needs before it may touch Django or the database."""

import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

import django

from tongban.kernel import postgres

P = ParamSpec("P")
R = TypeVar("R")
ROOT = Path(__file__).resolve().parents[3]


def home() -> Path:
    """The folder of this installation's own files (`TONGBAN_HOME`, default `.tongban/` in the clone)."""
    return Path(os.environ.get("TONGBAN_HOME") or ROOT / ".tongban").resolve()


def prepare(*, sandbox: bool = False) -> None:
    """Choose settings and database, then set Django up. Without DATABASE_URL this is a trial on the embedded server."""
    if "DATABASE_URL" not in os.environ:
        sandbox = True
        os.environ["DATABASE_URL"] = postgres.ensure(home())
    if sandbox:
        os.environ.setdefault("TONGBAN_SANDBOX", "true")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
    django.setup()


def with_database(command: Callable[P, R]) -> Callable[P, R]:
    """A click command that runs with Django set up and its database running."""

    @functools.wraps(command)
    def prepared(*args: P.args, **kwargs: P.kwargs) -> R:
        prepare()
        return command(*args, **kwargs)

    return prepared
