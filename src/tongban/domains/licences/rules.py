"""What a licence is and may become. Pure: no database, no clock, no settings."""

import calendar
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from unicodedata import normalize

from tongban.domains.licences.definitions import LicenceField, LicenceType, Validity
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal

ONE_DAY = timedelta(days=1)
NAME_LENGTH = 200


class State(StrEnum):
    """What a licence is worth at an instant. `unknown` is also the answer to a wrong name: it tells nothing."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    NOT_YET_VALID = "not_yet_valid"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Life:
    """The dates of a licence; `valid_until` is its last day, None without end."""

    valid_from: date
    valid_until: date | None
    revoked_at: datetime | None = None


def state_at(life: Life, now: datetime) -> State:
    """What the licence is worth at `now` (any zone; days are those of Asia/Shanghai).

    A revoked licence was valid until the instant of revocation, and revocation outweighs expiry afterwards.
    """
    today = law_day(now)
    if life.revoked_at is not None and now >= life.revoked_at:
        return State.REVOKED
    if today < life.valid_from:
        return State.NOT_YET_VALID
    if life.valid_until is not None and today > life.valid_until:
        return State.EXPIRED
    return State.VALID


def last_day(valid_from: date, validity: Validity | None) -> date | None:
    """The last day of a licence valid from a day: the day before the same date `validity` later; None without end.

    Where that month has no such date, the period ends with the month's last day.
    """
    if validity is None:
        return None
    if validity.unit == "calendar_day":
        return valid_from + timedelta(days=validity.amount - 1)
    months = valid_from.month - 1 + validity.amount * (12 if validity.unit == "year" else 1)
    year, month = valid_from.year + months // 12, months % 12 + 1
    if valid_from.day > (length := calendar.monthrange(year, month)[1]):
        return date(year, month, length)
    return date(year, month, valid_from.day) - ONE_DAY


def type_code_of(kind: LicenceType) -> str:
    """Refuses `licences.type.no_code` while nobody has told the code of the type."""
    if kind.type_code is None:
        raise Refusal("licences.type.no_code", type=kind.title.zh)
    return kind.type_code


def check_holder(kind: LicenceType, holder_kind: str) -> None:
    """Refuses `licences.holder.wrong_kind` when a person would hold an enterprise's licence or the reverse."""
    if holder_kind != kind.holder:
        raise Refusal("licences.holder.wrong_kind", type=kind.title.zh)


def number_of(kind: LicenceType, *, holder_code: str, region: str, year: int, serial: int) -> str:
    """证照编号 by the type's pattern."""
    return kind.number.format(holder_code=holder_code, region=region, year=year, serial=serial)


def serial_text(year: int, serial: int) -> str:
    """流水号 of the identifier: the year and seven digits, so that it never repeats for issuer and type."""
    return f"{year}{serial:07d}"


def fill(kind: LicenceType, values: Mapping[str, object], holder: Mapping[str, str]) -> dict[str, str]:
    """What is written on the licence, by field, in the type's order.

    `values` come from the decision (by field id, or by form field), `holder` from the registry.
    Refuses `licences.fields.missing` with the titles of all required fields that have no value.
    """
    found = {field.id: _value(field, values, holder) for field in kind.fields}
    if missing := [field.title.zh for field in kind.fields if field.required and not found[field.id]]:
        raise Refusal("licences.fields.missing", type=kind.title.zh, fields=missing)
    return {name: text for name, text in found.items() if text}


def _value(field: LicenceField, values: Mapping[str, object], holder: Mapping[str, str]) -> str:
    if field.id in values:
        return text_of(values[field.id])
    place, _, name = (field.origin or "").partition(".")
    return text_of(values.get(name) if place == "form" else holder.get(name))


def text_of(value: object) -> str:
    """A value as text on a licence: lists with 、 between, yes and no as words, nothing as empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "、".join(text_of(part) for part in value)
    if isinstance(value, Mapping):
        return " ".join(text for part in value.values() if (text := text_of(part)))
    return " ".join(str(value).split())


def check_revocation(life: Life, *, reason: str, basis: str, now: datetime) -> None:
    """Refuses `licences.revoke.already`, and a revocation without reason or legal basis."""
    if state_at(life, now) is State.REVOKED:
        raise Refusal("licences.revoke.already")
    if not reason.strip():
        raise Refusal("licences.revoke.no_reason")
    if not basis.strip():
        raise Refusal("licences.revoke.no_basis")


def same_name(given: str, held: str) -> bool:
    """Whether two names are the same to a reader (width and spaces do not count), in time that tells nothing."""
    return hmac.compare_digest(_plain(given), _plain(held))


def _plain(name: str) -> bytes:
    folded = "".join(normalize("NFKC", name).split()).casefold()
    return folded[:NAME_LENGTH].ljust(NAME_LENGTH).encode()


def shown(value: str, kind: str) -> str:
    """A stored value as people read it: a date as 2026年3月2日, an amount of fen as yuan, the rest as it is."""
    if kind == "date":
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return value
        return f"{day.year}年{day.month}月{day.day}日"
    if kind == "money" and value.isdecimal():
        yuan, fen = divmod(int(value), 100)
        return f"{yuan:,}.{fen:02d} 元"
    return value
