"""What each carried licence is worth, as the public lists say it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import connection
from django.db.models import Max, Q

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
KEPT = timedelta(minutes=1)
"""How long we answer with the list that was put together last."""
TTL = timedelta(minutes=4)
"""How long others may keep a list before they fetch it anew. Together with `KEPT`: a revocation is known to everybody
within five minutes."""
SIGNED_ANEW = timedelta(hours=1)
"""A list that says the same is signed anew so often, that it always counts for eleven hours more."""
_SAYS_SOMETHING = (
    Q(withdrawn_at__isnull=False)
    | Q(licence__revoked_at__isnull=False)
    | Q(licence__replaced_at__isnull=False)
    | Q(licence__suspended_at__isnull=False)
    | ~Q(licence__past_suspensions=[])
)
"""Entries whose status need not be `VALID`: nothing was ever done to all others."""
_READ = (
    "valid_from",
    "valid_until",
    "revoked_at",
    "replaced_at",
    "suspended_at",
    "suspended_until",
    "past_suspensions",
)
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


@dataclass(frozen=True, slots=True)
class _Signed:
    """A signed list: its entries that are not valid, the key, when it was signed and when last looked up."""

    token: str
    entries: Mapping[int, int]
    kid: str
    signed_at: datetime
    looked_at: datetime


def status_list(number: int, *, now: datetime) -> str:
    """The signed list `number`: looked up at most once a minute, signed only when it says something else, when the key
    changes, or every hour. Refuses `licences.status_list.unknown`, and as `keys.signing_key`."""
    kept: _Signed | None = cache.get(_place_of(number))
    if kept is not None and timedelta() <= now - kept.looked_at < KEPT:
        return kept.token
    entries = _entries(number, now=now)
    kid, key = keys.signing_key(now=now)
    if kept is not None and _still_stands(kept, entries, kid=kid, now=now):
        found = replace(kept, looked_at=now)
    else:
        claims = statuslist.payload(_whole(entries), uri=addresses.status_list(number), at=now, life=LIFE, ttl=TTL)
        found = _Signed(jose.sign({"typ": statuslist.TYPE, "kid": kid}, claims, key), entries, kid, now, now)
    cache.set(_place_of(number), found, int(SIGNED_ANEW.total_seconds()))
    return found.token


def _place_of(number: int) -> str:
    return f"licences:status_list:{number}"


def _still_stands(kept: _Signed, entries: Mapping[int, int], *, kid: str, now: datetime) -> bool:
    return kept.entries == entries and kept.kid == kid and timedelta() <= now - kept.signed_at < SIGNED_ANEW


def _entries(number: int, *, now: datetime) -> dict[int, int]:
    """The entries of a list that say anything else than valid, by place: one question that reads only those rows."""
    listed = Credential.objects.filter(list_number=number)
    columns = (f"licence__{name}" for name in _READ)
    told = listed.filter(_SAYS_SOMETHING).select_related("licence").only("place", "withdrawn_at", *columns)
    found = {row.place: int(status_of(row, now=now)) for row in told.order_by("place")}
    if not found and not listed.exists():
        raise Refusal("licences.status_list.unknown", number=number)
    return {place: status for place, status in found.items() if status != Status.VALID}


def _whole(entries: Mapping[int, int]) -> list[int]:
    whole = [int(Status.VALID)] * SIZE
    for place, status in entries.items():
        whole[place] = status
    return whole
