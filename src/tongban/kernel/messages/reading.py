"""What an account has been told. Nobody reads another account's messages: the actor's own label is the only key."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from tongban.kernel.actors import Actor
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal
from tongban.kernel.messages.sending import MessageId
from tongban.kernel.messages.values import words
from tongban.kernel.models import MessageRow
from tongban.kernel.texts import say

LONGEST_PAGE = 200


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message in both languages. `about` is the id of the thing it concerns; `read_at` None while unread."""

    id: MessageId
    code: str
    title: Text
    text: Text
    about: str
    created_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class MessagePage:
    """A page of messages, the newest first; `next_cursor` reads on, None at the end."""

    rows: tuple[MessageView, ...]
    next_cursor: str | None


def list_messages(
    actor: Actor, *, unread: bool = False, about: str = "", cursor: str | None = None, limit: int = 50
) -> MessagePage:
    """The actor's messages, newest first, only the unread ones or those about one thing when asked.

    Refuses `kernel.messages.cursor` for a cursor that this did not give.
    """
    rows = _own(actor)
    if unread:
        rows = rows.filter(read_at=None)
    if about:
        rows = rows.filter(about=about)
    if cursor:
        rows = rows.filter(_behind(_own(actor), cursor))
    size = max(1, min(limit, LONGEST_PAGE))
    found = list(rows.order_by("-created_at", "-pk")[: size + 1])
    shown = found[:size]
    more = str(MessageId(shown[-1].uuid)) if len(found) > size else None
    return MessagePage(tuple(_view(row) for row in shown), more)


def find_message(message: MessageId, actor: Actor) -> MessageView:
    """One message of the actor's own. Refuses `kernel.messages.unknown`."""
    row = _own(actor).filter(uuid=message.value).first()
    if row is None:
        raise Refusal("kernel.messages.unknown", id=str(message))
    return _view(row)


def count_unread(actor: Actor) -> int:
    """How many messages the actor has not read."""
    return _own(actor).filter(read_at=None).count()


def mark_read(actor: Actor, messages: Iterable[MessageId] | None = None, *, now: datetime) -> int:
    """Mark these messages of the actor (all without) as read; how many were unread. Others' are left alone."""
    rows = _own(actor).filter(read_at=None)
    if messages is not None:
        rows = rows.filter(uuid__in=[one.value for one in messages])
    return rows.update(read_at=now)


def _own(actor: Actor) -> QuerySet[MessageRow]:
    """Nobody and the platform itself have no messages."""
    rows = MessageRow.objects.all()
    return rows.none() if actor.account_id is None else rows.filter(recipient=actor.label)


def _behind(own: QuerySet[MessageRow], cursor: str) -> Q:
    try:
        last = own.filter(uuid=MessageId.parse(cursor).value).first()
    except Refusal:
        last = None
    if last is None:
        raise Refusal("kernel.messages.cursor")
    return Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, pk__lt=last.pk)


def _view(row: MessageRow) -> MessageView:
    return MessageView(
        id=MessageId(row.uuid),
        code=row.code,
        title=_both(f"{row.code}.title", row),
        text=_both(row.code, row),
        about=row.about,
        created_at=row.created_at,
        read_at=row.read_at,
    )


def _both(code: str, row: MessageRow) -> Text:
    return Text(zh=say(code, "zh", **words(row.values, "zh")), en=say(code, "en", **words(row.values, "en")))
