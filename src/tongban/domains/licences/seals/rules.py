"""What may happen to a seal. Pure: no database, no clock, no settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tongban.kernel.actors import Actor, accounts_in
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal

FICTIONAL = "99"
"""Region codes of invented places: GB/T 2260 gives no province this number."""
LONGEST_REASON = 500


class Standing(StrEnum):
    """Where a seal is in its life. Only a seal in use seals."""

    MADE = "made"
    IN_USE = "in_use"
    SUSPENDED = "suspended"
    DESTROYED = "destroyed"


class Keeper(StrEnum):
    """Who holds the private key: a file of this installation, or a seal service outside."""

    SOFTWARE = "software"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which a seal was suspended; `until` None: it still is."""

    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Life:
    """What has happened to a seal so far. `made_by` and `ending_by` are signatures in the log."""

    standing: Standing
    valid_from: datetime
    valid_until: datetime
    made_by: str
    in_use_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    ending_by: str = ""
    destroyed_at: datetime | None = None


def is_fictional(region: str) -> bool:
    return region.startswith(FICTIONAL)


def check_use(life: Life, *, actor: Actor, is_taken: bool, now: datetime) -> None:
    """Whether the seal may come into use: made, within its dates, by another hand, and the only one of its agency."""
    if life.standing is not Standing.MADE:
        raise Refusal("licences.seal.not_made", standing=life.standing)
    check_dates(life.valid_from, life.valid_until, now)
    check_second(life.made_by, actor)
    _check_free(is_taken)


def check_suspension(life: Life, *, reason: str) -> None:
    if life.standing is not Standing.IN_USE:
        raise Refusal("licences.seal.not_in_use")
    check_reason(reason)


def check_resumption(life: Life, *, is_taken: bool, now: datetime) -> None:
    if life.standing is not Standing.SUSPENDED:
        raise Refusal("licences.seal.not_suspended")
    check_dates(life.valid_from, life.valid_until, now)
    _check_free(is_taken)


def check_ending(life: Life, *, reason: str) -> None:
    """Whether somebody may ask for the seal's destruction."""
    if life.standing is Standing.DESTROYED:
        raise Refusal("licences.seal.destroyed")
    if life.ending_by:
        raise Refusal("licences.seal.ending_asked")
    check_reason(reason)


def check_withdrawal(life: Life) -> None:
    """Whether the wish to destroy the seal may be taken back."""
    if not life.ending_by or life.standing is Standing.DESTROYED:
        raise Refusal("licences.seal.ending_not_asked")


def check_destruction(life: Life, *, actor: Actor) -> None:
    """Whether this hand may destroy it: somebody else must have asked for it."""
    if life.standing is Standing.DESTROYED:
        raise Refusal("licences.seal.destroyed")
    if not life.ending_by:
        raise Refusal("licences.seal.ending_not_asked")
    check_second(life.ending_by, actor)


def check_reason(reason: str) -> str:
    if not reason.strip():
        raise Refusal("licences.seal.no_reason")
    if len(reason.strip()) > LONGEST_REASON:
        raise Refusal("licences.seal.reason_too_long", most=LONGEST_REASON)
    return reason.strip()


def check_second(first: str, actor: Actor) -> None:
    """Refuses `licences.seal.same_person`: also under another log-in, or in the other's place."""
    if accounts_in([first]) & (actor.same_as | {actor.label}):
        raise Refusal("licences.seal.same_person")


def standing_at(life: Life, at: datetime) -> Standing:
    """What the seal was at an instant."""
    if life.destroyed_at is not None and at >= life.destroyed_at:
        return Standing.DESTROYED
    if life.in_use_at is None or at < life.in_use_at:
        return Standing.MADE
    if any(one.since <= at and (one.until is None or at < one.until) for one in life.pauses):
        return Standing.SUSPENDED
    return Standing.IN_USE


def pauses_of(stored: Sequence[Sequence[str | None]]) -> tuple[Pause, ...]:
    """From how a row keeps them: pairs of ISO instants."""
    found = []
    for since, until in stored:
        if since is None:
            raise ValueError(stored)
        found.append(Pause(datetime.fromisoformat(since), datetime.fromisoformat(until) if until else None))
    return tuple(found)


def check_dates(since: datetime, until: datetime, at: datetime) -> None:
    """Refuses `licences.seal.not_begun` and `licences.seal.expired`."""
    if at < since:
        raise Refusal("licences.seal.not_begun", since=law_day(since))
    if at > until:
        raise Refusal("licences.seal.expired", until=law_day(until))


def _check_free(is_taken: bool) -> None:
    if is_taken:
        raise Refusal("licences.seal.one_in_use")
