"""Reading the published lists (清单): which count in a region on a day, and whether an item may be done there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from tongban.domains.catalogue import building, standing
from tongban.domains.catalogue.conduct import Source
from tongban.domains.catalogue.lists import ListEntry, ListKind, RegisterList
from tongban.domains.catalogue.models import ListVersion
from tongban.domains.catalogue.procedure import Procedure
from tongban.domains.catalogue.queries import end_of
from tongban.kernel import packs
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal


@dataclass(frozen=True, slots=True)
class ListView:
    """A published list. `origin` is the pack that declares it, `pack` the one it counts for; `number` its version."""

    id: int
    pack: str
    origin: str
    key: str
    number: int
    digest: str
    kind: ListKind
    title: Text
    year: int
    since: date
    until: date | None
    source: Source
    entries: tuple[ListEntry, ...]
    published_at: datetime

    def about(self, name: str) -> ListEntry | None:
        """The entry of an item, or of a proof on the list of proofs."""
        return next((one for one in self.entries if standing.named(self.kind, one) == name), None)


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    digest: str
    kind: str
    origin: str
    since: date
    until: date | None
    key: str
    withdrawn_at: datetime | None


def list_lists(region: str, *, on: date, kind: ListKind | None = None) -> list[ListView]:
    """The lists that count in a region on a day, by kind. An unknown region has none."""
    wanted = [row.id for row in _in_force(_pack(region), on) if kind in (None, row.kind)]
    found = ListVersion.objects.filter(pk__in=wanted).order_by("kind", "-year", "key")
    return [_view(row) for row in found]


def list_history(region: str, *, kind: ListKind) -> list[ListView]:
    """Every version of every list of a kind that a region has published, the newest first."""
    rows = ListVersion.objects.filter(pack=_pack(region), kind=kind).order_by("-since", "key", "-number")
    return [_view(row) for row in rows]


def get_list(version: int) -> ListView:
    """A version of a list, for ever. Refuses `catalogue.list.unknown`."""
    row = ListVersion.objects.filter(pk=version).first()
    if row is None:
        raise Refusal("catalogue.list.unknown", list=str(version))
    return _view(row)


def require_listed(procedure: Procedure, *, region: str, on: date) -> None:
    """Nothing outside the lists: every item of the procedure, and every proof it asks for, stands on a list in force.

    Administrative powers (kinds 01 to 10) stand on the list of powers (清单之外无权力), public services on theirs,
    proofs on the list of proofs (清单之外无证明). Refuses `catalogue.list.none_in_force`, `catalogue.list.not_on_list`
    and `catalogue.list.proof_not_on_list`.
    """
    needed = [(standing.required_kind(one.kind), one.key, one.title) for one in procedure.tracks]
    proofs = [("proofs", one.proof, one.title) for one in procedure.materials if one.proof]
    by_kind: dict[str, list[_Row]] = {}
    for row in _in_force(_pack(region), on):
        by_kind.setdefault(row.kind, []).append(row)
    for kind, name, title in [*needed, *proofs]:
        _require_on(by_kind, kind, name=name, title=title, on=on)


def _require_on(lists: Mapping[str, Iterable[_Row]], kind: str, *, name: str, title: Text, on: date) -> None:
    if kind not in lists:
        raise Refusal("catalogue.list.none_in_force", kind=kind, title=title, on=on)
    if not any(name in _names(row.id, row.digest) for row in lists[kind]):
        code = "catalogue.list.proof_not_on_list" if kind == "proofs" else "catalogue.list.not_on_list"
        raise Refusal(code, kind=kind, title=title, on=on)


def stands_on(name: str, *, kind: ListKind, region: str, on: date) -> ListEntry | None:
    """The entry of an item (or of a proof) on a list of this kind in force, or None."""
    found = (one.about(name) for one in list_lists(region, on=on, kind=kind))
    return next((entry for entry in found if entry is not None), None)


def _in_force(pack: str, on: date) -> list[_Row]:
    """As `standing.in_force` says, from the rows alone: an application is refused or taken in one short query."""
    rows = (
        ListVersion.objects.filter(pack=pack, since__lte=on, in_force_from__lte=on)
        .order_by("key", "-number")
        .distinct("key")
        .values_list("pk", "digest", "kind", "origin", "since", "until", "key", "withdrawn_at")
    )
    newest: dict[tuple[str, str], _Row] = {}
    for row in (_Row(*values) for values in rows):
        gone = row.withdrawn_at is not None and row.withdrawn_at <= end_of(on)
        before = newest.get((row.kind, row.origin))
        if not gone and (before is None or before.since < row.since):
            newest[row.kind, row.origin] = row
    return [row for row in newest.values() if row.until is None or on <= row.until]


@lru_cache(maxsize=1024)
def _names(version: int, digest: str) -> frozenset[str]:
    """The names on a version of a list, which never changes."""
    return frozenset(ListVersion.objects.values_list("names", flat=True).get(pk=version, digest=digest))


def _pack(region: str) -> str:
    return building.pack_of(packs.current(), region) or ""


def _view(row: ListVersion) -> ListView:
    declared = RegisterList.model_validate(row.definition)
    return ListView(
        id=row.pk,
        pack=row.pack,
        origin=row.origin,
        key=row.key,
        number=row.number,
        digest=row.digest,
        kind=declared.kind,
        title=declared.title,
        year=declared.year,
        since=declared.since,
        until=declared.until,
        source=declared.source,
        entries=declared.entries,
        published_at=row.published_at,
    )
