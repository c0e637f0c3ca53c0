"""The same request twice has one effect: a key that the caller chose, remembered with its answer for a day."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from tongban.kernel.digests import sm3
from tongban.kernel.errors import Conflict, Refusal
from tongban.kernel.models import IdempotencyRow
from tongban.kernel.transactions import whole

KEPT = timedelta(hours=24)
LONGEST_KEY = 255


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: the HTTP status and the body as JSON values."""

    status: int
    body: Any


@dataclass(slots=True)
class Replay:
    """One use of a key: `answer` is what the first use answered, or None, and then `remember` must be called."""

    answer: Answer | None = None
    fresh: Answer | None = None

    def remember(self, status: int, body: Any) -> None:
        """The answer of this first use; kept when the block ends well."""
        self.fresh = Answer(status, body)


def digest_of(*parts: bytes) -> str:
    """The digest of a request: method, path and body."""
    return sm3(b"".join(len(part).to_bytes(8, "big") + part for part in parts))


@contextmanager
def once(key: str, account: str, request_digest: str, *, now: datetime) -> Iterator[Replay]:
    """Do the work of the block once for this key and account; for 24 hours its repetition gets the first answer.

        with once(key, account, digest, now=now) as replay:
            if replay.answer is None:
                replay.remember(201, {"id": str(create(...))})
        return replay.answer or replay.fresh

    The block runs in one transaction with the key, so what failed or was refused may be tried again with it. A second
    request that arrives meanwhile waits for the first. Refuses `kernel.idempotency.malformed` (not 1 to 255 characters)
    and `kernel.idempotency.mismatch` (Conflict: the key was used for another request).
    """
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        raise Refusal("kernel.idempotency.malformed", longest=LONGEST_KEY)
    with whole():
        pk, digest, answer = _claim(key, account, request_digest, now=now)
        if digest != request_digest:
            raise Conflict("kernel.idempotency.mismatch")
        replay = Replay(answer)
        yield replay
        if replay.answer is not None:
            return
        if replay.fresh is None:
            raise RuntimeError("the block of `once` ended without an answer to remember")
        _keep(pk, replay.fresh)


def forget_old(*, now: datetime) -> int:
    """Remove what is older than a day; how many."""
    return IdempotencyRow.objects.filter(at__lte=now - KEPT).delete()[0]


_CLAIM = """
insert into kernel_idempotency as kept (account, key, digest, at) values (%s, %s, %s, %s)
on conflict (account, key) do update
set digest = case when kept.at <= %s then excluded.digest else kept.digest end,
    status = case when kept.at <= %s then null else kept.status end,
    body = case when kept.at <= %s then null else kept.body end,
    at = case when kept.at <= %s then excluded.at else kept.at end
returning id, digest, status, body
"""
_ANSWER = "update kernel_idempotency set status = %s, body = %s::jsonb where id = %s"


def _claim(key: str, account: str, digest: str, *, now: datetime) -> tuple[int, str, Answer | None]:
    """The row of the key, locked: new, taken over when it is too old, or the one of the first use.

    By hand: this runs for every write through the API, and one statement does what takes the ORM three.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [account, key, digest, now, *[now - KEPT] * 4])
        pk, kept, status, body = cursor.fetchone()
    return pk, kept, None if status is None else Answer(status, body if body is None else json.loads(body))


def _keep(pk: int, answer: Answer) -> None:
    body = None if answer.body is None else json.dumps(answer.body, ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(_ANSWER, [answer.status, body, pk])
