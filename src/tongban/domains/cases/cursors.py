"""How to read on in a list: the place of its last row, opaque to the reader."""

import base64
import binascii
import json
from datetime import date, datetime

from tongban.kernel.errors import Refusal

Place = tuple[datetime | date | None, int]


def write(place: Place) -> str:
    moment, pk = place
    text = json.dumps([moment.isoformat() if moment else None, pk], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_instant(cursor: str) -> tuple[datetime, int]:
    """Refuses `cases.cursor.malformed`."""
    moment, pk = _read(cursor)
    try:
        return datetime.fromisoformat(str(moment)), pk
    except ValueError:
        raise Refusal("cases.cursor.malformed") from None


def read_day(cursor: str) -> tuple[date | None, int]:
    """Refuses `cases.cursor.malformed`."""
    moment, pk = _read(cursor)
    try:
        return date.fromisoformat(moment) if moment else None, pk
    except ValueError:
        raise Refusal("cases.cursor.malformed") from None


def _read(cursor: str) -> tuple[str | None, int]:
    try:
        moment, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not (moment is None or isinstance(moment, str)) or type(pk) is not int or not 0 <= pk < 2**63:
            raise ValueError(cursor)
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise Refusal("cases.cursor.malformed") from None
    return moment, pk
