"""Writes that can be repeated safely: with the same `Idempotency-Key` the same answer, for 24 hours."""

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Header, Status
from pydantic import BaseModel

from tongban.kernel import idempotency
from tongban.web import moment
from tongban.web.api import access

_TOLD = "Chosen by the caller (a UUID): the same request with the same key is done once and answered the same."
Key = Annotated[
    str | None,
    Header(
        None,
        alias="Idempotency-Key",
        description=_TOLD,
        min_length=1,
        max_length=idempotency.LONGEST_KEY,
        pattern=r"^[!-~]+$",
    ),
]
NeededKey = Annotated[
    str,
    Header(
        ...,
        alias="Idempotency-Key",
        description=f"{_TOLD} Needed, because without it a repetition would make a second one.",
        min_length=1,
        max_length=idempotency.LONGEST_KEY,
        pattern=r"^[!-~]+$",
    ),
]


def once(
    request: HttpRequest,
    key: str | None,
    work: Callable[[], BaseModel | None],
    *,
    status: int = 204,
    content: bytes | None = None,
) -> Status[Any]:
    """Do `work` and answer its result with `status`; with a key, do it once and give the first answer again.

    `content` stands for the body where its bytes differ from one sending to the next (multipart). Refuses
    `kernel.idempotency.mismatch` (409) when the key was used for another request. A refusal is not remembered.
    """
    if key is None:
        return Status(status, work())
    body = request.body if content is None else content
    digest = idempotency.digest_of(str(request.method).encode(), request.get_full_path().encode(), body)
    with idempotency.once(key, access.actor_of(request).label, digest, now=moment.now()) as replay:
        if replay.answer is None:
            done = work()
            replay.remember(status, None if done is None else done.model_dump(mode="json"))
    found = replay.answer or replay.fresh
    return Status(found.status, found.body) if found else Status(status, None)
