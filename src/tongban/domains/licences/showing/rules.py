"""What a showing is worth. Pure: no database, no clock, no settings.

A code that is shown for a minute is nine signs: eight drawn at random out of 31 that nobody mistakes for another, and a
check sign. 31 is prime, so a check sum with a different weight for every place finds every single wrong sign and every
two signs that changed places.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Protocol
from unicodedata import normalize

from tongban.domains.licences.rules import State
from tongban.kernel.clock import law_day
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Conflict, Refusal

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O 1 I L
BODY_LENGTH = 8
GROUP = 3
LIFETIME = timedelta(seconds=60)
SKEW = timedelta(seconds=5)
"""How far the clocks of two machines of one installation may differ before a scan is refused for it."""
LONGEST_SCANNED = 300
LONGEST_PURPOSE = 200  # 申请事由 of GB/T 36906: at most 200 characters
LONGEST_NAME = 100
LONGEST_COPY = 366  # days; a choice of the platform: a copy that nobody looks at again must end
MOST_COPIES = 50  # that run at one time, of one licence
WRONG_CODES = 10
WRONG_WITHIN = timedelta(minutes=10)
PAUSE = timedelta(seconds=30)
"""Half the life of a code. Whoever gave ten codes within ten minutes that nobody showed, though each had its right
check sign, guesses or has a broken scanner: from then on this long passes after each wrong one before the account's
next try is looked at. A good code then still counts within its minute, and guessing is left two tries a minute out of
31^8 codes. A slip of the finger, a code of another system or a printed one opens nothing and is no guess."""


class Random(Protocol):
    """What draws: `secrets`, or a drawer of a test."""

    def choice(self, seq: str, /) -> str: ...


# the code ------------------------------------------------------------------------------------------------------------


def draw_code(random: Random) -> str:
    """A new code with its check sign."""
    body = "".join(random.choice(SIGNS) for _ in range(BODY_LENGTH))
    return body + check_sign(body)


def check_sign(body: str) -> str:
    """The sign that makes the weighted sum divisible by 31."""
    total = sum(place * SIGNS.index(sign) for place, sign in enumerate(body, 2))
    return SIGNS[-total % len(SIGNS)]


def grouped(code: str) -> str:
    """A code as it is written for people: ABC-DEF-GHJ."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(text: str, *, address: str) -> str:
    """The code in what was typed or scanned. `address` is the public address of this platform: codes are also shown as
    an address of it, after its `#`.

    Refuses `licences.scan.{no_code,foreign,printed_code}`: no code; a code of another system; the code that is
    printed on a licence, which anybody may verify and which shows nobody's will.
    """
    plain = normalize("NFKC", text[:LONGEST_SCANNED]).strip()
    if "://" in plain:
        before, _, after = plain.partition("#")
        if before != address and not before.startswith(f"{address}/"):
            raise Refusal("licences.scan.foreign")
        if not after:
            raise Refusal("licences.scan.printed_code")
        plain = after
    code = "".join(plain.upper().split()).replace("-", "")
    if len(code) != BODY_LENGTH + 1 or not set(code) <= set(SIGNS) or check_sign(code[:-1]) != code[-1]:
        raise Refusal("licences.scan.no_code")
    return code


def digest_of(code: str) -> str:
    """What is kept of a code."""
    return sm3(f"presentation {code}".encode())


# showing and scanning ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Showing:
    """The life of one code: shown, over, renewed by a newer one, taken."""

    shown_at: datetime
    expires_at: datetime
    renewed_at: datetime | None = None
    used_at: datetime | None = None


def check_presentable(state: State) -> None:
    """Only what is valid now is shown.

    Refuses `licences.present.{not_yet_valid,suspended,expired,replaced,revoked}`.
    """
    if state is not State.VALID:
        raise Refusal(f"licences.present.{state}")


def check_scan(showing: Showing, now: datetime) -> None:
    """Refuses `licences.scan.{clock,expired,renewed}`; conflict `licences.scan.replayed` for a code taken before.

    What was taken stays taken, whatever the clock says; a code is over at the instant told, not after it.
    """
    if showing.used_at is not None:
        raise Conflict("licences.scan.replayed")
    if showing.renewed_at is not None:
        raise Refusal("licences.scan.renewed")
    if now < showing.shown_at - SKEW:
        raise Refusal("licences.scan.clock")
    if now >= showing.expires_at:
        raise Refusal("licences.scan.expired")


def check_purpose(purpose: str) -> str:
    """What it is looked at for, without line breaks (个人信息保护法 art. 6: a clear and reasonable purpose).

    Refuses `licences.scan.{no_purpose,purpose_too_long}`.
    """
    text = " ".join(purpose.split())
    if not text:
        raise Refusal("licences.scan.no_purpose")
    if len(text) > LONGEST_PURPOSE:
        raise Refusal("licences.scan.purpose_too_long", longest=LONGEST_PURPOSE)
    return text


def check_attempts(guesses: Sequence[datetime], now: datetime) -> None:
    """`guesses`: when the account gave codes that nobody showed, lately. Refuses `licences.scan.too_many` (`seconds` to
    wait) before the code is looked at."""
    recent = [at for at in guesses if now - at < WRONG_WITHIN]
    if len(recent) >= WRONG_CODES and now - max(recent) < PAUSE:
        raise Refusal("licences.scan.too_many", seconds=ceil((max(recent) + PAUSE - now).total_seconds()))


# annotated copies ----------------------------------------------------------------------------------------------------


class CopyState(StrEnum):
    """What an annotated copy is worth by itself; the licence behind it is judged besides."""

    RUNNING = "running"
    OVER = "over"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


def copy_state(until: date, withdrawn_at: datetime | None, now: datetime) -> CopyState:
    """A copy counts until the end of its last day (Asia/Shanghai), and no longer once it is withdrawn."""
    if withdrawn_at is not None and now >= withdrawn_at:
        return CopyState.WITHDRAWN
    return CopyState.RUNNING if law_day(now) <= until else CopyState.OVER


def check_copy(*, purpose: str, recipient: str, until: date, running: int, today: date) -> tuple[str, str]:
    """What is written on a copy: purpose and recipient, without line breaks.

    Refuses `licences.copy.{no_purpose,purpose_too_long,no_recipient,recipient_too_long,over_already,too_long,
    too_many}`.
    """
    why, whom = " ".join(purpose.split()), " ".join(recipient.split())
    if not why:
        raise Refusal("licences.copy.no_purpose")
    if len(why) > LONGEST_PURPOSE:
        raise Refusal("licences.copy.purpose_too_long", longest=LONGEST_PURPOSE)
    if not whom:
        raise Refusal("licences.copy.no_recipient")
    if len(whom) > LONGEST_NAME:
        raise Refusal("licences.copy.recipient_too_long", longest=LONGEST_NAME)
    if until < today:
        raise Refusal("licences.copy.over_already")
    if (until - today).days > LONGEST_COPY:
        raise Refusal("licences.copy.too_long", days=LONGEST_COPY)
    if running >= MOST_COPIES:
        raise Refusal("licences.copy.too_many", most=MOST_COPIES)
    return why, whom
