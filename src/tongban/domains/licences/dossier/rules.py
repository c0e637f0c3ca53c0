"""Rules of the dossier. Pure."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from tongban.domains.licences.states import after
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, 1, I and O, so that a number can be read out."""
LENGTH = 11
INSTANT = timedelta(microseconds=1)
SHORTEST, LONGEST = 4, 200
_SHAPE = re.compile(rf"[{ALPHABET}]{{{LENGTH + 1}}}")


def instant_of(day: date, now: datetime) -> datetime:
    """The instant that stands for a day: its end, for today `now`. Refuses `licences.dossier.future`."""
    today = law_day(now)
    if day > today:
        raise Refusal("licences.dossier.future", day=day)
    return now if day == today else after(day) - INSTANT


def check_purpose(text: str) -> str:
    """Refuses `licences.dossier.purpose_missing`, `licences.dossier.purpose_too_long`."""
    purpose = " ".join(text.replace("\0", "").split())
    if len(purpose) < SHORTEST:
        raise Refusal("licences.dossier.purpose_missing", least=SHORTEST)
    if len(purpose) > LONGEST:
        raise Refusal("licences.dossier.purpose_too_long", most=LONGEST)
    return purpose


def check_character(body: str) -> str:
    """The last character of a number: the sum of the others by place (place n counts n-fold) over the alphabet."""
    return ALPHABET[sum(place * ALPHABET.index(one) for place, one in enumerate(body, start=1)) % 31]


def number_of(dice: Sequence[int]) -> str:
    """A number from `LENGTH` random figures below 32, with its check character: `XXXX-XXXX-XXXX`."""
    body = "".join(ALPHABET[one % len(ALPHABET)] for one in dice[:LENGTH])
    whole = body + check_character(body)
    return "-".join(whole[place : place + 4] for place in range(0, len(whole), 4))


def read_number(text: str) -> str:
    """A number as somebody typed it. Refuses `licences.dossier.number_malformed`, `…number_check`."""
    plain = re.sub(r"[\s-]", "", text).upper()[:40]
    if not _SHAPE.fullmatch(plain):
        raise Refusal("licences.dossier.number_malformed", given=text[:40])
    if check_character(plain[:-1]) != plain[-1]:
        raise Refusal("licences.dossier.number_check", given=text[:40])
    return "-".join(plain[place : place + 4] for place in range(0, len(plain), 4))
