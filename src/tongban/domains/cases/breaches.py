"""The standing list of papers that were asked although they were held, or asked again (一律免于提交, 不再提交)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Q

from tongban.domains.cases.authz import CASE
from tongban.domains.cases.filing import given_before
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow
from tongban.domains.cases.pinning import pinned
from tongban.domains.registry import api as registry
from tongban.kernel import authz
from tongban.kernel.actors import Actor
from tongban.kernel.declaration import Text

PAGE = 50
CHUNK = 2_000
Kind = Literal["held", "again"]
KINDS: tuple[Kind, ...] = ("held", "again")


@dataclass(frozen=True, slots=True)
class BreachView:
    """One paper that should not have been asked: of which case, by which agency, and what was there instead.

    `credential` is the licence that was held, `earlier` the number of the case with which the paper had come.
    """

    case: CaseId
    number: str
    title: Text
    region: str
    agency: Text
    channel: str
    submitted_at: datetime
    material: Text
    kind: str
    credential: str
    earlier: str


def breached(kind: Kind) -> Q:
    """Cases with such a paper; written as the indexes of the table are."""
    return Q(materials__contains=[{"breach": kind}])


def list_breaches(
    actor: Actor, *, region: str | None = None, kind: Kind | None = None, offset: int = 0, limit: int = PAGE
) -> tuple[list[BreachView], int]:
    """The breaches of the cases that the actor may read, the newest case first, and how many cases have one.

    `region` and all below it; `limit` counts cases. Refuses `registry.region.unknown`.
    """
    wanted = breached(kind) if kind else breached("held") | breached("again")
    rows = authz.visible(actor, "read", CaseRow.objects.filter(wanted), resource=CASE)
    if region:
        rows = rows.filter(region__in=registry.subtree(region))
    page = list(rows.select_related("agency").order_by("-submitted_at", "-pk")[offset : offset + limit])
    return [one for row in page for one in _views(row, kind)], rows.count()


def _views(row: CaseRow, kind: Kind | None) -> Iterator[BreachView]:
    procedure = pinned(row)
    for given in given_before(row):
        if not given.breach or (kind and given.breach != kind):
            continue
        material = procedure.material(given.id)
        yield BreachView(
            case=CaseId(row.uuid),
            number=row.number,
            title=Text(zh=row.title_zh, en=row.title_en),
            region=row.region,
            agency=Text(zh=row.agency.name_zh, en=row.agency.name_en),
            channel=row.channel,
            submitted_at=row.submitted_at,
            material=material.title if material else Text(zh=given.id, en=given.id),
            kind=given.breach,
            credential=given.held or given.credential or "",
            earlier=_number_of(given.earlier),
        )


def _number_of(case: str) -> str:
    return CaseRow.objects.values_list("number", flat=True).get(uuid=CaseId.parse(case).value) if case else ""


def count_taken(identifiers: Collection[str], *, since: datetime) -> int:
    """For how many cases one of these licences was taken; only those that were not over before `since` can have."""
    wanted = frozenset(identifiers)
    rows = CaseRow.objects.filter(Q(submitted_at__gte=since) | Q(ended_at=None) | Q(ended_at__gte=since))
    read = rows.exclude(materials=[]).values_list("materials", flat=True).iterator(chunk_size=CHUNK)
    return sum(1 for materials in read if any(one["credential"] in wanted for one in materials))
