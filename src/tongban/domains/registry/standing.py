"""What an account stands for on a day, by one call of the database: its posts, its grants, who else it is.

Reason: this runs for every request of everybody. Through the ORM it is six statements and some milliseconds, more
than the rest of a request together; here it is one, and half of one (`docs/explanation/cases.md`). The function is
`registry_standing`, made by the migration `0005_standing`.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from tongban.domains.registry import rules
from tongban.kernel.actors import Grant, PostGrant

_STANDING = "select posts, below, grants, hands, ties from registry_standing(%s::bigint, %s::date)"


@dataclass(frozen=True, slots=True)
class Standing:
    """What an actor is built from."""

    posts: tuple[PostGrant, ...]
    grants: tuple[Grant, ...]
    same_as: frozenset[str]
    ties: frozenset[int]


def standing(account: int, day: date) -> Standing:
    """The posts that the account holds on the day in the order of their holdings, for whom it may act and how far,
    which accounts count as itself, and whose matters it must not judge.

    A region's codes are its own, those below it, and the retired ones that they succeeded (as `queries.subtree`).
    """
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [account, day])
        held, below, granted, hands, tied = (json.loads(part) if part else [] for part in cursor.fetchone())
    posts = tuple(
        PostGrant(
            post_id=post,
            agency_id=agency,
            region=region,
            regions=frozenset(below[region]),
            duties=frozenset(duties),
            in_place_of=replaced or "",
        )
        for post, agency, region, duties, replaced in held
    )
    return Standing(posts, tuple(_grants(granted, posts)), frozenset(hands), frozenset(tied))


def _grants(rows: Iterable[list[Any]], posts: Iterable[PostGrant]) -> Iterable[Grant]:
    """A helper of the counter helps only as long as a post takes in applications."""
    takes_in = any("intake" in post.duties for post in posts)
    for subject, label, kind, basis, acts, procedures, acts_above, procedures_above, thing, until in rows:
        if kind == rules.HELPER and not takes_in:
            continue
        if kind == rules.HELPER:
            acts = rules.acts_of_helper(acts, is_used=bool(thing))
        scope = rules.narrowed((acts, procedures), (acts_above, procedures_above))
        if scope is not None:
            last = date.fromisoformat(until) if until else None
            yield Grant(subject, label, kind, basis=basis, acts=scope[0], keys=scope[1], only=thing, until=last)
