"""The random look at closed measures: each month's lot can be recomputed by anybody (`tongban draw verify`)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models.functions import TruncMonth

from tongban.domains.reform.ids import MeasureId
from tongban.domains.reform.ledger import rules, store
from tongban.domains.reform.ledger.authz import MEASURE
from tongban.domains.reform.ledger.life_models import Recheck
from tongban.domains.reform.ledger.models import LedgerMeasure
from tongban.domains.reform.ledger.states import MeasureState
from tongban.kernel import authz, draw
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal

SHARE = 10
"""Per cent of a month's closings that are looked at again: a choice of the platform, at least one."""


def purpose_of(region: str, month: date) -> str:
    return f"reform.recheck:{region}:{month:%Y-%m}"


def seal(region: str, *, now: datetime) -> None:
    """Seal the seed of the running month; done with the first closing of a month, before any lot is possible."""
    draw.seal(purpose=purpose_of(region, law_day(now)), now=now)


def months_to_draw(region: str, *, actor: authz.Actor, today: date) -> list[date]:
    """The months that are over, in which measures of the region were closed, and for which no lot was drawn yet."""
    rows = authz.visible(actor, "govern", LedgerMeasure.objects.filter(region=region), resource=MEASURE)
    closed = rows.filter(closed_on__lt=today.replace(day=1))
    months = closed.values_list(TruncMonth("closed_on"), flat=True).distinct()
    return sorted(month for month in months if not draw.list_made(purpose_of(region, month)))


@transaction.atomic
def draw_recheck(
    region: str, month: date, *, share: int = SHARE, actor: authz.Actor, now: datetime
) -> tuple[MeasureId, ...]:
    """Draw from the measures of a region that were closed in a month (any day of it) that is over; the drawn ones.

    Drawn once: done again it answers what was drawn. Nothing was closed: nothing is drawn. For the reform office.
    Refuses `kernel.authz.denied`, `reform.recheck.too_early`, `reform.recheck.share`.
    """
    authz.require(actor, "govern", LedgerMeasure(region=region), resource=MEASURE)
    first = month.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    if law_day(now) < after:
        raise Refusal("reform.recheck.too_early", month=first)
    if not 1 <= share <= 100:
        raise Refusal("reform.recheck.share", share=share)
    purpose = purpose_of(region, first)
    closed = LedgerMeasure.objects.filter(region=region, closed_on__gte=first, closed_on__lt=after)
    names = [str(MeasureId(uuid)) for uuid in closed.values_list("uuid", flat=True)]
    if not names and not draw.list_made(purpose):
        return ()
    drawn = draw.draw(purpose=purpose, parts=[draw.Part(region, names, share=share)], now=now)
    found = tuple(MeasureId.parse(name) for names in drawn.values() for name in names)
    for one in found:
        _plant(one, month=first, purpose=purpose, actor=actor, now=now)
    return found


def _plant(measure: MeasureId, *, month: date, purpose: str, actor: authz.Actor, now: datetime) -> None:
    row = LedgerMeasure.objects.select_for_update().get(uuid=measure.value)
    if row.state == MeasureState.CLOSED and not Recheck.objects.filter(measure=row, month=month).exists():
        held = store.held(row, actor=actor)
        store.remember(held, rules.draw_recheck(held.life, month=month, purpose=purpose), now=now)
