"""Carrying messages out: one at a time, claimed before it leaves, tried again when the carrier fails."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from tongban.kernel.messages import channels
from tongban.kernel.messages.channels import Letter, UnknownAddress
from tongban.kernel.messages.sending import MessageId
from tongban.kernel.messages.values import words
from tongban.kernel.models import DispatchRow, MessageRow
from tongban.kernel.texts import say

logger = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_PAUSE, MOST_ATTEMPTS = timedelta(minutes=1), timedelta(hours=6), 10
MOST_LISTED = 100
WAITING, SENT, NO_PROVIDER, NO_ADDRESS, FAILED = "waiting", "sent", "no_provider", "no_address", "failed"


@dataclass(frozen=True, slots=True)
class FailedDispatch:
    """A message that a carrier refused as often as it may; an operator must look at it."""

    message: MessageId
    channel: str
    attempts: int
    told: str
    ended_at: datetime | None


def dispatch(now: datetime) -> int:
    """Carry everything that waits and is due; how many were sent. Several workers share the work.

    An attempt is counted and its successor fixed *before* the carrier is called: a worker that dies in between leaves
    a message that is tried again later, never one that is forgotten.
    """
    sent = 0
    while (claimed := _claim(now)) is not None:
        state, told = _carry(claimed)
        if state == FAILED and claimed.attempts < MOST_ATTEMPTS:
            DispatchRow.objects.filter(pk=claimed.pk).update(told=told)
            continue
        DispatchRow.objects.filter(pk=claimed.pk).update(state=state, told=told, ended_at=now)
        sent += state == SENT
    return sent


def count_failed() -> int:
    """How many messages no carrier took."""
    return DispatchRow.objects.filter(state=FAILED).count()


def list_failed(limit: int = MOST_LISTED) -> list[FailedDispatch]:
    """What no carrier took, the latest first."""
    rows = DispatchRow.objects.filter(state=FAILED).select_related("message").order_by("-ended_at", "-id")[:limit]
    return [
        FailedDispatch(MessageId(row.message.uuid), row.channel, row.attempts, row.told, row.ended_at) for row in rows
    ]


def retry_failed(*, now: datetime) -> int:
    """Let everything that failed for good be tried again at once (after a repair); how many."""
    rows = DispatchRow.objects.filter(state=FAILED)
    return rows.update(state=WAITING, attempts=0, retry_at=now, ended_at=None)


def _claim(now: datetime) -> DispatchRow | None:
    with transaction.atomic():
        waiting = DispatchRow.objects.filter(state=WAITING, retry_at__lte=now).order_by("retry_at", "id")
        row = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("message").first()
        if row is None:
            return None
        row.attempts += 1
        row.retry_at = now + min(FIRST_PAUSE * 2 ** min(row.attempts - 1, 20), LONGEST_PAUSE)
        row.save(update_fields=["attempts", "retry_at"])
        return row


def _carry(row: DispatchRow) -> tuple[str, str]:
    """What became of one attempt, and what the carrier said."""
    channel = channels.channel(row.channel)
    if channel is None:
        return NO_PROVIDER, ""
    recipient = channels.recipient_of(row.message.recipient)
    if recipient is None:
        return NO_ADDRESS, ""
    try:
        return SENT, channel.carry(_letter(row.message, recipient))[:2000]
    except UnknownAddress:
        return NO_ADDRESS, ""
    except Exception as error:  # whatever a carrier throws must not stop the messages behind it
        logger.exception("%s could not carry message %s", row.channel, row.message.uuid)
        return FAILED, f"{type(error).__name__}: {error}"[:2000]


def _letter(message: MessageRow, recipient: channels.Recipient) -> Letter:
    told = words(message.values, recipient.language)
    return Letter(
        id=str(MessageId(message.uuid)),
        recipient=recipient,
        title=say(f"{message.code}.title", recipient.language, **told),
        text=say(message.code, recipient.language, **told),
        address=channels.address_of(str(MessageId(message.uuid))),
    )
