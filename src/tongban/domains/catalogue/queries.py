"""Every read that others need."""

from collections.abc import Collection
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import BooleanField, F, Func, Q, QuerySet, Value

from tongban.domains.catalogue import building, rules, searching
from tongban.domains.catalogue.models import Version
from tongban.domains.catalogue.procedure import Procedure, ProcedureSummary
from tongban.domains.catalogue.stored import Definition
from tongban.kernel import packs
from tongban.kernel.clock import LAW_ZONE
from tongban.kernel.errors import Refusal

_YES_NO = BooleanField()


def get_procedure(key: str, *, region: str, on: date) -> Procedure:
    """The procedure that a region offers on a day: the newest version in force, clocks and fees of that day.

    The region is answered by its own pack, else by the nearest above it. Refuses `catalogue.procedure.unknown`;
    raises `NotInForce` when the law or promise it names has no value on that day.
    """
    versions = Version.objects.filter(pack=_pack(region), key=key, in_force_from__lte=on).order_by("-number")
    row = versions.values_list("pk", "digest", "withdrawn_at").first()
    if row is None or (row[2] is not None and row[2] <= end_of(on)):
        raise Refusal("catalogue.procedure.unknown", key=key[:80], region=region)
    return _resolved(row[0], row[1], on)


def get_version(version: int | str, *, on: date | None = None) -> Procedure:
    """A version by its row or its digest, for ever, also when its pack is gone. Clocks are those of `on`.

    Without `on` they are those of the day it was published. Refuses `catalogue.version.unknown`.
    """
    wanted = Q(pk=version) if isinstance(version, int) else Q(digest=version)
    row = Version.objects.filter(wanted).values_list("pk", "digest", "in_force_from").order_by("-pk").first()
    if row is None:
        raise Refusal("catalogue.version.unknown", version=str(version)[:80])
    return _resolved(row[0], row[1], on or row[2])


def list_procedures(
    region: str, *, on: date, audience: str | None = None, query: str = "", kind: str | None = None
) -> list[ProcedureSummary]:
    """What a region offers on a day, packages first, filtered by audience, kind and a search.

    A query finds Chinese exactly as written (one character is enough), other words by their beginning in any order,
    and titles by the initials of their sounds; what it finds in a title comes first. An unknown region offers nothing.
    """
    found = _in_force(region, on)
    if audience:
        found = found.filter(audience__contains=[audience])
    if kind:
        found = found.filter(kind=kind)
    if query.strip():
        found = _matching(found, query)
    rows = found.order_by("kind", "title_zh", "key").values_list("pk", "digest", "title_zh", "title_en", "initials")
    titled = sorted(rows, key=lambda row: not searching.is_in_title(query, row[2:]))
    return [rules.summary_on(_definition(pk, digest), on, version_id=pk, digest=digest) for pk, digest, *_ in titled]


def list_versions(key: str, *, region: str) -> list[tuple[int, str, date, datetime | None]]:
    """Every version a region's pack published, newest first: row, digest, in force from, withdrawn at."""
    rows = Version.objects.filter(pack=_pack(region), key=key).order_by("-number")
    return list(rows.values_list("pk", "digest", "in_force_from", "withdrawn_at"))


def version_ids(pack: str, key: str) -> list[int]:
    """The rows of every version of a procedure in a pack, the oldest first."""
    return list(Version.objects.filter(pack=pack, key=key).order_by("number").values_list("pk", flat=True))


def versions_of(named: Collection[tuple[str, str]]) -> dict[tuple[str, str], list[int]]:
    """The rows of every version of many procedures by pack and key, in one question."""
    rows = Version.objects.filter(pack__in={pack for pack, _ in named}, key__in={key for _, key in named})
    found: dict[tuple[str, str], list[int]] = {name: [] for name in named}
    for pack, key, pk in rows.order_by("number").values_list("pack", "key", "pk"):
        if (pack, key) in found:
            found[pack, key].append(pk)
    return found


def read_procedure(library: packs.Library, key: str, *, region: str, on: date) -> Procedure:
    """The procedure as a library says it, unpublished (`version_id` 0): for previews, checks and stories.

    Refuses `catalogue.procedure.unknown`.
    """
    pack = building.pack_of(library, region)
    try:
        definition = building.build(library.view(pack or ""), key)
    except LookupError:
        raise Refusal("catalogue.procedure.unknown", key=key[:80], region=region) from None
    return rules.procedure_on(definition, on)


def _pack(region: str) -> str:
    return building.pack_of(packs.current(), region) or ""


def _in_force(region: str, on: date) -> QuerySet[Version]:
    """The newest versions of a region's pack on a day that were not withdrawn by then."""
    newest = (
        Version.objects.filter(pack=_pack(region), in_force_from__lte=on)
        .order_by("key", "-number")
        .distinct("key")
        .values("pk")
    )
    return Version.objects.filter(pk__in=newest).exclude(withdrawn_at__lte=end_of(on))


def end_of(day: date) -> datetime:
    """The last instant of a day in China: what was withdrawn by then counts no more on that day."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, 999_999, tzinfo=LAW_ZONE)


def _matching(found: QuerySet[Version], query: str) -> QuerySet[Version]:
    terms = searching.tsquery(query)
    if not terms:
        return found.none()
    ids = Version.objects.filter(
        Func(F("search"), Value(terms), template="(%(expressions)s::tsquery)", arg_joiner=" @@ ", output_field=_YES_NO)
    )
    for run in searching.exact_runs(query):
        ids = ids.filter(search_text__contains=run)
    condition = Q(pk__in=ids.values("pk"))
    if letters := searching.as_initials(query):
        condition |= Q(initials__contains=letters)
    return found.filter(condition)


@lru_cache(maxsize=1024)
def _resolved(version_id: int, digest: str, on: date) -> Procedure:
    return rules.procedure_on(_definition(version_id, digest), on, version_id=version_id, digest=digest)


@lru_cache(maxsize=512)
def _definition(version_id: int, digest: str) -> Definition:
    """A stored definition. Rows never change, so reading one once is enough; the digest guards against another row."""
    stored: dict[str, Any] = Version.objects.values_list("definition", flat=True).get(pk=version_id, digest=digest)
    return Definition.model_validate(stored)
