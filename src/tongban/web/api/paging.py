"""Pages of lists: `{items, next}`. `next` is opaque; it is sent back as `cursor` until it is null."""

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar

from ninja import Query
from pydantic import BaseModel, Field

from tongban.kernel.errors import Refusal

Item = TypeVar("Item")
LONGEST = 200
FARTHEST = 10_000_000
Limit = Annotated[int, Query(50, ge=1, le=LONGEST, description="How many items at most.")]
Cursor = Annotated[str | None, Query(None, max_length=200, description="`next` of the page before.")]


class Page(BaseModel, Generic[Item]):
    """A part of a list and how to read on."""

    items: list[Item]
    next: str | None = Field(description="The cursor of the next page; null at the end.")


def slice_of(items: Sequence[Item], cursor: str | None, limit: int) -> tuple[Sequence[Item], str | None]:
    """The part of a list that is known whole, and the cursor behind it. Refuses `web.api.cursor.malformed`."""
    start = offset_of(cursor)
    return items[start : start + limit], cursor_at(start + limit, len(items))


def offset_of(cursor: str | None) -> int:
    """Where a page begins. Refuses `web.api.cursor.malformed`."""
    if cursor is None:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        sign, _, number = text.partition(":")
        if sign != "o" or not number.isdigit() or len(number) > 8 or int(number) > FARTHEST:
            raise ValueError(text)
    except (ValueError, binascii.Error):
        raise Refusal("web.api.cursor.malformed") from None
    return int(number)


def cursor_at(offset: int, total: int) -> str | None:
    """The cursor of the page that begins at `offset`, if there is one."""
    if offset >= total:
        return None
    return base64.urlsafe_b64encode(f"o:{offset}".encode()).decode().rstrip("=")
