"""Telling somebody something, once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import uuid4

from django.db import connection, transaction

from tongban.kernel.event_types import canonical
from tongban.kernel.ids import Id
from tongban.kernel.messages.values import kept
from tongban.kernel.models import DispatchRow, MessageRow

KEPT_FOR = timedelta(days=730)
_wakers: list[Callable[[], None]] = []
_INSERT = """
insert into kernel_message (uuid, recipient, code, key, values, about, created_at)
values (%s, %s, %s, %s, %s::jsonb, %s, %s) on conflict (recipient, code, key) do nothing returning id
"""


@dataclass(frozen=True, slots=True, order=True)
class MessageId(Id):
    prefix: ClassVar[str] = "message"


def on_send(wake: Callable[[], None]) -> None:
    """Call `wake()` once after the commit of each transaction that has something to be carried."""
    if wake not in _wakers:
        _wakers.append(wake)


def send(
    to: str,
    code: str,
    *,
    key: str,
    values: Mapping[str, object] | None = None,
    about: str = "",
    channels: Iterable[str] = (),
    at: datetime,
) -> MessageId | None:
    """Tell the account labelled `to` the text `code`, in the caller's transaction; None when it was told this before.

    The same recipient, code and `key` are one message for ever, however often it is sent. `values` fill the text: text,
    whole numbers, days, instants, `Text`, `Duration` and lists of them. `about` is the id of the thing it concerns.
    It can be read in-app at once; `channels` (`mail`, `sms`, …) carry it further after the commit.
    """
    message = MessageId(uuid4())
    stored = canonical({name: kept(value) for name, value in (values or {}).items()})
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [message.value, to, code, key, stored, about, at])
        row = cursor.fetchone()
    if row is None:
        return None
    if wanted := list(dict.fromkeys(channels)):
        DispatchRow.objects.bulk_create(
            DispatchRow(message_id=row[0], channel=name, state="waiting", retry_at=at) for name in wanted
        )
        for wake in _wakers:
            if not any(wake in registered for registered in connection.run_on_commit):
                transaction.on_commit(wake, robust=True)
    return message


def forget_old(*, now: datetime) -> int:
    """Remove messages older than two years, read or not; how many."""
    return MessageRow.objects.filter(created_at__lt=now - KEPT_FOR).delete()[1].get(MessageRow._meta.label, 0)
