"""What a record of a licence is worth at an instant, and what an act upon it rests on. Pure: no database, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tongban.kernel.clock import law_day, midnight

ONE_DAY = timedelta(days=1)
TRUSTED = ("A", "B")
"""Grades of 国办函〔2016〕108号 that replace a paper: given by the issuer, or compared with the original."""


class State(StrEnum):
    """What a licence is worth at an instant. `unknown` is also the answer to a wrong name: it tells nothing."""

    VALID = "valid"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    REPLACED = "replaced"
    REVOKED = "revoked"
    NOT_YET_VALID = "not_yet_valid"
    UNKNOWN = "unknown"


class Cause(StrEnum):
    """What makes a record of a licence: the first one, or the next version of one that stood."""

    ISSUE = "issue"
    CHANGE = "change"
    RENEW = "renew"
    REPLACE = "replace"
    RESTORE = "restore"


class Ending(StrEnum):
    """How a licence is taken back: 撤销 (行政许可法 art. 69), 吊销 (行政处罚法 art. 9), 注销 (行政许可法 art. 70)."""

    ANNULLED = "annulled"
    PENALISED = "penalised"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Suspension:
    """A time in which a licence may not be used, from `since` until before `until` (None: until it is lifted)."""

    since: datetime
    until: datetime | None

    def covers(self, instant: datetime) -> bool:
        return self.since <= instant and (self.until is None or instant < self.until)


@dataclass(frozen=True, slots=True)
class Life:
    """The dates of a record; `valid_until` is its last day, None without end. `replaced_at` may lie in the future."""

    valid_from: date
    valid_until: date | None
    revoked_at: datetime | None = None
    replaced_at: datetime | None = None
    suspensions: tuple[Suspension, ...] = ()


@dataclass(frozen=True, slots=True)
class Ground:
    """What an act upon a licence rests on: a decided case, or an officer's reason, a law of its type and the papers
    (ids of evidence)."""

    reason: str = ""
    basis: str = ""
    evidence: tuple[str, ...] = ()
    case: str = ""
    track: str = ""


def state_at(life: Life, now: datetime) -> State:
    """What the licence is worth at `now` (any zone; days are those of Asia/Shanghai).

    A revoked licence was valid until the instant of revocation, and revocation outweighs everything afterwards; a
    record that the next version has replaced outweighs expiry, expiry outweighs suspension. Only `valid` may be used.
    """
    today = law_day(now)
    if life.revoked_at is not None and now >= life.revoked_at:
        return State.REVOKED
    if life.replaced_at is not None and now >= life.replaced_at:
        return State.REPLACED
    if today < life.valid_from:
        return State.NOT_YET_VALID
    if life.valid_until is not None and today > life.valid_until:
        return State.EXPIRED
    return State.SUSPENDED if any(one.covers(now) for one in life.suspensions) else State.VALID


@dataclass(frozen=True, slots=True)
class Record:
    """One version of a licence: when it came to be, and its life."""

    version: int
    issued_at: datetime
    life: Life


def counting(records: Iterable[Record], at: datetime) -> tuple[Record, State] | None:
    """Which record of one licence counted at an instant, and its state then; None before the first was issued.

    Of the records that existed then it is the newest whose term had begun, else the newest.
    """
    known = sorted((one for one in records if one.issued_at <= at), key=lambda one: -one.version)
    judged = [(one, state_at(one.life, at)) for one in known]
    begun = [one for one in judged if one[1] is not State.NOT_YET_VALID]
    return next(iter(begun or judged), None)


def after(day: date) -> datetime:
    """The first instant after a day, in Asia/Shanghai."""
    return midnight(day + ONE_DAY)
