"""The SQL that a command sends, as a pgbench script: the same statements on the same tables, without Python.

What belongs to one case becomes a variable that the first statement fills (`\\gset`); everything else stays the literal
that the command sent. The simple protocol is used, as psycopg does under Django.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from psycopg import sql

from tongban.cli.bench_town import FIRST_COPY, UUID_HEAD
from tongban.domains.cases import api as cases

Statement = tuple[str, Sequence[Any]]
MOST_EVENTS = 4


@contextmanager
def captured() -> Iterator[list[Statement]]:
    """The statements that run inside, with their parameters."""
    found: list[Statement] = []

    def note(execute: Callable[..., Any], statement: str, params: Any, *further: Any) -> Any:
        found.append((statement, params or ()))
        return execute(statement, params, *further)

    with connection.execute_wrapper(note):
        yield found


def script(case: cases.CaseId, act: Callable[[], None], *, copies: tuple[int, int]) -> str:
    """Do the act on `case`, and give a pgbench script that repeats its statements on a random copy (first, last)."""
    with connection.cursor() as cursor:
        cursor.execute("select id, head_number, head_hash from cases_case where uuid = %s", [case.value])
        pk, number, digest = cursor.fetchone()
    with captured() as statements:
        act()
    first, last = (FIRST_COPY + place - 1 for place in copies)
    lines = [f"\\set n random({first}, {last})", "begin;"]
    for place, (text, params) in enumerate(statements):
        if place == _commits_after(statements):
            lines.append("commit;")
        told = _filled(text, [_literal(value, case=case, pk=pk, head=(number, digest)) for value in params])
        lines.append(f"{told} \\gset" if place == 0 else f"{told};")
    return "\n".join(lines if "commit;" in lines else [*lines, "commit;"]) + "\n"


def _commits_after(statements: Sequence[Statement]) -> int:
    """The place of the first statement that runs after the commit (the call to the outbox)."""
    return next((n for n, (text, _) in enumerate(statements) if "procrastinate" in text), len(statements))


def _literal(value: Any, *, case: cases.CaseId, pk: int, head: tuple[int, str]) -> str:
    number, digest = head
    if value == case.value:
        return f"'{UUID_HEAD}:n'::uuid"
    if isinstance(value, bool) or value is None:
        return sql.Literal(value).as_string(_raw())
    if isinstance(value, int):
        if value == pk:
            return ":id"
        return f"(:head_number + {value - number})" if number <= value <= number + MOST_EVENTS else str(value)
    if value == digest:
        return "':head_hash'"
    told = sql.Literal(value).as_string(_raw())
    return told.replace(str(case.value), f"{UUID_HEAD}:n")


def _filled(text: str, literals: Sequence[str]) -> str:
    parts = text.split("%s")
    if len(parts) != len(literals) + 1:
        raise ValueError(f"cannot fill {text}")
    pairs = zip(parts, [*literals, ""], strict=True)
    return re.sub(r"\s+", " ", "".join(part.replace("%%", "%") + told for part, told in pairs)).strip()


def _raw() -> Any:
    connection.ensure_connection()
    return connection.connection
