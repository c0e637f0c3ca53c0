"""What each carried licence is worth, as the public lists say it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Max

from tongban.domains.licences import rules
from tongban.domains.licences.portable import addresses, jose, keys, statuslist
from tongban.domains.licences.portable.statuslist import Status
from tongban.domains.licences.portable_models import Credential
from tongban.domains.licences.queries import life_of
from tongban.kernel.errors import Refusal

SIZE = 1 << 14
"""Entries of a list: who asks for one hides among 16,384; 4 kB before compression."""
FULL = SIZE * 3 // 4
LIFE = timedelta(hours=12)
"""How long a signed list counts: a verifier without a connection may go on for half a day."""
TTL = timedelta(minutes=5)
"""How long a list may be kept before it is fetched anew: that long a revocation may stay unknown."""
_TAKEN_BACK = frozenset({"revoked", "replaced"})


def choose_place(pick: Callable[[int], int]) -> tuple[int, int]:
    """A free entry, by chance, so that its number tells nothing about when a licence was carried away.

    `pick(n)` is a random number below n. In the caller's transaction: others wait until it is over.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('licences status entries', 0))")
    number = Credential.objects.aggregate(last=Max("list_number"))["last"] or 1
    taken = set(Credential.objects.filter(list_number=number).values_list("place", flat=True))
    if len(taken) >= FULL:
        number, taken = number + 1, set()
    while (place := pick(SIZE)) in taken:
        pass
    return number, place


def status_of(row: Credential, *, now: datetime) -> Status:
    """What the entry of a credential says at `now`. Expiry is not in it: that is told by the credential's own dates."""
    if row.withdrawn_at is not None and now >= row.withdrawn_at:
        return Status.INVALID
    state = str(rules.state_at(life_of(row.licence), now))
    if state in _TAKEN_BACK:
        return Status.INVALID
    return Status.SUSPENDED if state == "suspended" else Status.VALID


def find_status(uri: str, place: int, *, now: datetime) -> Status:
    """What our own list says of an entry, from the register itself: no older than the question. LookupError without."""
    row = find_credential(uri, place)
    if row is None:
        raise LookupError(uri)
    return status_of(row, now=now)


def find_credential(uri: str, place: int) -> Credential | None:
    prefix, _, number = uri.rpartition("/")
    if f"{prefix}/{number}" != uri or not number.isdecimal() or addresses.status_list(int(number[:9])) != uri:
        return None
    found = Credential.objects.select_related("licence", "keeper").filter(list_number=int(number), place=place)
    return found.first()


def status_list(number: int, *, now: datetime) -> str:
    """The signed list `number`. Refuses `licences.status_list.unknown`, and as `keys.signing_key`."""
    rows = list(Credential.objects.select_related("licence").filter(list_number=number))
    if not rows:
        raise Refusal("licences.status_list.unknown", number=number)
    entries = [int(Status.VALID)] * SIZE
    for row in rows:
        entries[row.place] = int(status_of(row, now=now))
    kid, key = keys.signing_key(now=now)
    claims = statuslist.payload(entries, uri=addresses.status_list(number), at=now, life=LIFE, ttl=TTL)
    return jose.sign({"typ": statuslist.TYPE, "kid": kid}, claims, key)
