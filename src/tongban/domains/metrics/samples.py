"""The cases behind a number, as few rows as the number needs.

A region has millions of finished cases and few different ones: those with the same value, attributes and month of
finishing are read as one row with their count, which is exact for every aggregate. Where a rule looks at more than that
(hours, pauses, a step's instant, a case's own clock), every case is read.
"""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, F, IntegerField, Max, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, TruncMonth

from tongban.domains.metrics.facts import Fact, span_key
from tongban.domains.metrics.models import CaseFact
from tongban.domains.metrics.rules import Period, Sample, Yardstick
from tongban.domains.metrics.store import fact_of
from tongban.kernel.clock import LAW_ZONE

CHUNK = 5000
DESCRIBED = ("region", "procedure", "track", "granted")
NAMED = ("case_id", "number")


def unfinished(rows: QuerySet[CaseFact], yardstick: Yardstick, period: Period) -> QuerySet[CaseFact]:
    """Begun by now and not at the end of the measure; for a step's end, all that began (its instants are no column)."""
    begun = rows.filter(**{f"{yardstick.start}__lte": period.now})
    if yardstick.end:
        begun = begun.filter(Q(**{yardstick.end: None}) | Q(**{f"{yardstick.end}__gt": period.now}))
    if period.start is None or not yardstick.end:
        return begun
    return begun.filter(Q(ended_at=None) | Q(ended_at__gte=_midnight(period.start)))


def finished(rows: QuerySet[CaseFact], yardstick: Yardstick, period: Period) -> Iterator[Sample]:
    """The finished cases that can count, alike ones as one sample."""
    value = value_of(yardstick)
    if value is None:
        yield from each_finished(rows, yardstick, period)
        return
    columns = described(yardstick)
    alike = (
        done(rows, yardstick, period)
        .annotate(measured=value, month=TruncMonth(yardstick.end, tzinfo=LAW_ZONE))
        .values_list(*columns, "measured", "month")
        .annotate(cases=Count("pk"), first=Max(yardstick.start), last=Max(yardstick.end))
        .order_by()
    )
    for *told, measured, _, cases, first, last in alike.iterator(chunk_size=CHUNK):
        values = dict(zip(columns, told, strict=True))
        yield Sample(_light(yardstick, values, measured=measured, reach=(first, last)), cases)


def each_finished(rows: QuerySet[CaseFact], yardstick: Yardstick, period: Period) -> Iterator[Sample]:
    """The finished cases that can count, one by one; with a step's end they are among the unfinished rows."""
    if not yardstick.end:
        return
    closed, value = done(rows, yardstick, period), value_of(yardstick)
    if value is None:
        yield from (Sample(fact_of(row)) for row in closed.iterator(chunk_size=CHUNK))
        return
    columns = (*NAMED, *described(yardstick))
    each = closed.annotate(measured=value).values_list(*columns, "measured", yardstick.start, yardstick.end)
    for *told, measured, first, last in each.iterator(chunk_size=CHUNK):
        values = dict(zip(columns, told, strict=True))
        yield Sample(_light(yardstick, values, measured=measured, reach=(first, last)))


def done(rows: QuerySet[CaseFact], yardstick: Yardstick, period: Period) -> QuerySet[CaseFact]:
    """The rows finished inside the period and started since the promise."""
    found = rows.filter(**{f"{yardstick.end}__lte": period.now, f"{yardstick.start}__isnull": False})
    if period.start is not None:
        found = found.filter(**{f"{yardstick.end}__gte": _midnight(period.start)})
    if period.since is not None:
        found = found.filter(**{f"{yardstick.start}__gte": _midnight(period.since)})
    return found


def value_of(yardstick: Yardstick) -> Combinable | None:
    """The column that holds a finished case's value; None where the value must be computed from the whole fact."""
    if not yardstick.end or isinstance(yardstick.target.within, str):
        return None
    match yardstick.metric.measure:
        case "working_days":
            return Cast(KeyTextTransform(_span(yardstick), "working_days"), IntegerField())
        case "count_stages":
            return F("stages")
        case "papers_asked" | "papers_spared" | "papers_asked_though_held" | "papers_asked_again" as papers:
            return F(papers)
        case "fee_fen" | "visits" as column:
            return Coalesce(F(column), 0)
        case _:
            return None


def described(yardstick: Yardstick) -> tuple[str, ...]:
    """The columns that conditions read; the attributes only when there is a condition."""
    has_condition = yardstick.metric.population is not None or yardstick.commitment.scope is not None
    return (*DESCRIBED, "attributes") if has_condition else DESCRIBED


def _light(
    yardstick: Yardstick, values: dict[str, Any], *, measured: int | None, reach: tuple[datetime, datetime]
) -> Fact:
    """A fact with no more than a rule reads of a finished case."""
    first, last = reach
    measure = yardstick.metric.measure
    values |= {yardstick.start: first, yardstick.end: last}
    if measure == "working_days":
        values["working_days"] = {_span(yardstick): measured}
    else:
        values["stages" if measure == "count_stages" else measure] = measured
    blank: dict[str, Any] = {"case_id": "", "number": "", "version": 0, "package": False, "submitted_at": first}
    return Fact(**(blank | values))


def _span(yardstick: Yardstick) -> str:
    return span_key(yardstick.start, yardstick.end)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LAW_ZONE)
