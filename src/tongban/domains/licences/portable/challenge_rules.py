"""The life of a question that a wallet answers: asked in a browser, seen and answered in a wallet, used once. Pure.

open ──► seen ──► approved ──► used
  │        ├────► declined
  └────────┴────► refused        and, by time alone, expired from open, seen and approved
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tongban.kernel.errors import Refusal

ANSWER_WITHIN = timedelta(minutes=2)
"""Long enough to take out a phone; short enough that a photographed code is worth nothing."""
USE_WITHIN = {
    "login": timedelta(minutes=1),
    "show": timedelta(minutes=10),
    "sign": timedelta(minutes=30),
    "receive": timedelta(0),
}
"""How long an answer waits for the browser that asked: a log-in is taken at once, a signature until all is sent."""


class Purpose(StrEnum):
    """What is asked of the wallet."""

    LOGIN = "login"
    SIGN = "sign"
    SHOW = "show"
    RECEIVE = "receive"


class Stage(StrEnum):
    OPEN = "open"
    SEEN = "seen"
    APPROVED = "approved"
    DECLINED = "declined"
    REFUSED = "refused"
    USED = "used"
    EXPIRED = "expired"


WAITING = (Stage.OPEN, Stage.SEEN)


@dataclass(frozen=True, slots=True)
class Challenge:
    """What decides about a question. `ends_at`: the first instant at which it can no longer go on."""

    purpose: Purpose
    stage: Stage
    ends_at: datetime


def ask(purpose: Purpose, *, now: datetime) -> Challenge:
    return Challenge(purpose, Stage.OPEN, now + ANSWER_WITHIN)


def stage_at(challenge: Challenge, now: datetime) -> Stage:
    """The stage as it is at `now`."""
    if challenge.stage in (*WAITING, Stage.APPROVED) and now >= challenge.ends_at:
        return Stage.EXPIRED
    return challenge.stage


def look(challenge: Challenge, *, now: datetime) -> Challenge:
    """A wallet opens it; looking again changes nothing. Refuses as `answer`."""
    _require_waiting(challenge, now)
    return replace(challenge, stage=Stage.SEEN)


def approve(challenge: Challenge, *, now: datetime) -> Challenge:
    """The wallet answers. Refuses `licences.challenge.{expired,answered,used}`."""
    _require_waiting(challenge, now)
    if challenge.purpose is Purpose.RECEIVE:  # what was asked for is handed over with the answer
        return replace(challenge, stage=Stage.USED)
    return replace(challenge, stage=Stage.APPROVED, ends_at=now + USE_WITHIN[challenge.purpose])


def decline(challenge: Challenge, *, now: datetime) -> Challenge:
    """The holder says no. Refuses as `approve`."""
    _require_waiting(challenge, now)
    return replace(challenge, stage=Stage.DECLINED)


def refuse(challenge: Challenge, *, now: datetime) -> Challenge:
    """The licence that was shown does not do: the question is over, and the browser is told why."""
    _require_waiting(challenge, now)
    return replace(challenge, stage=Stage.REFUSED)


def use(challenge: Challenge, *, same_browser: bool, now: datetime) -> Challenge:
    """The browser that asked takes the answer, once.

    Refuses `licences.challenge.{other_browser,not_answered,expired,used,declined,refused}`.
    """
    if not same_browser:
        raise Refusal("licences.challenge.other_browser")
    stage = stage_at(challenge, now)
    if stage in WAITING:
        raise Refusal("licences.challenge.not_answered")
    if stage is Stage.DECLINED:
        raise Refusal("licences.challenge.declined")
    if stage is Stage.REFUSED:
        raise Refusal("licences.challenge.refused")
    _require_open_end(stage)
    return replace(challenge, stage=Stage.USED)


def _require_waiting(challenge: Challenge, now: datetime) -> None:
    stage = stage_at(challenge, now)
    _require_open_end(stage)
    if stage not in WAITING:
        raise Refusal("licences.challenge.answered")


def _require_open_end(stage: Stage) -> None:
    if stage is Stage.EXPIRED:
        raise Refusal("licences.challenge.expired")
    if stage is Stage.USED:
        raise Refusal("licences.challenge.used")
