"""Which lists stand on a day, and what they say of an item. Pure: declarations in, answers out.

Lists of one kind that one pack declares follow one another: on each day the newest counts, until its own last day or
until its successor is in force. Lists of several packs of a chain add up (国家清单、市清单、区清单).
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from tongban.domains.catalogue.lists import ListEntry, ListKind, RegisterList

Declared = tuple[str, RegisterList]
"""The pack that declares a list, and the list."""

SERVICE = "20"
ENTRY_OF: dict[ListKind, str] = {"proofs": "proof"}


def required_kind(item_kind: str) -> ListKind:
    """The list an item must stand on to be done at all: 公共服务 on its own, every power on the list of powers."""
    return "public_services" if item_kind == SERVICE else "powers"


def in_force(declared: Iterable[Declared], kind: ListKind, on: date) -> list[Declared]:
    """The lists of a kind that count on a day, at most one per pack."""
    newest: dict[str, Declared] = {}
    for pack, one in declared:
        if one.kind == kind and one.since <= on and (pack not in newest or newest[pack][1].since < one.since):
            newest[pack] = (pack, one)
    return [(pack, one) for pack, one in newest.values() if one.until is None or on <= one.until]


def latest(declared: Iterable[Declared], kind: ListKind) -> list[Declared]:
    """The lists of a kind that count once the newest of them has come into force."""
    found = [one for one in declared if one[1].kind == kind]
    return in_force(found, kind, max((one.since for _, one in found), default=date.min))


def names(one: RegisterList) -> Iterator[str]:
    """The ids of a list's entries: items, or proofs on the list of proofs."""
    for entry in one.entries:
        if name := named(one.kind, entry):
            yield name


def named(kind: ListKind, entry: ListEntry) -> str | None:
    """What an entry is about: its item, or its proof on the list of proofs."""
    return entry.proof if ENTRY_OF.get(kind) == "proof" else entry.item


def clashes(declared: Iterable[Declared]) -> Iterator[tuple[Declared, Declared]]:
    """Pairs of lists of one kind and pack that do not follow one another: the second begins while the first runs."""
    known = sorted(declared, key=lambda one: (one[0], one[1].kind, one[1].since, one[1].id))
    for first, second in pairwise(known):
        same = (first[0], first[1].kind) == (second[0], second[1].kind)
        if same and _overlap(first[1], second[1]):
            yield first, second


def _overlap(first: RegisterList, second: RegisterList) -> bool:
    return first.since == second.since or (first.until is not None and first.until >= second.since)
