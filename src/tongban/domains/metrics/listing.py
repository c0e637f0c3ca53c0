"""The cases behind a number, a page at a time: open late ones, then finished breaking ones, then the others.

Where a finished case's value is a column, PostgreSQL sorts and cuts; a page of a million cases is then as quick as one
of ten. Otherwise every case is measured and sorted here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.db.models.functions import Abs

from tongban.domains.metrics import rules, samples
from tongban.domains.metrics.definitions import Target
from tongban.domains.metrics.models import CaseFact
from tongban.domains.metrics.rules import Judgement, Measured, Period, Yardstick
from tongban.domains.metrics.store import fact_of

MOST_ALTERNATIVES = 200
_KEPT = {"<=": "lte", "<": "lt", "=": "exact", ">=": "gte", ">": "gt"}


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the cases, and how many there are in all for this reader."""

    cases: tuple[Measured, ...]
    total: int


def page(
    rows: QuerySet[CaseFact], judgement: Judgement, *, yardstick: Yardstick, period: Period, offset: int, limit: int
) -> Page:
    """The cases from `offset` on among `rows`, which are those of the commitment that the reader may see."""
    late = _visible(rows, [one for one in judgement.counted if not one.finished])
    belonging = _belonging(yardstick, judgement)
    value = samples.value_of(yardstick)
    if value is None or belonging is None:
        return _read_all(rows, late, yardstick=yardstick, period=period, reach=(offset, offset + limit))
    done = samples.done(rows, yardstick, period).annotate(measured=value).filter(belonging)
    broken = Q(pk__in=[]) if yardstick.metric.aggregate == "sum" else ~_kept(yardstick)
    parts = (
        done.filter(broken).order_by(_worst_first(yardstick.target), F(yardstick.start).desc(), "pk"),
        done.exclude(broken).order_by(F(yardstick.start).desc(), "pk"),
    )
    found, skipped = late[offset : offset + limit], len(late)
    for part, breaking in zip(parts, (True, False), strict=True):
        begin = max(0, offset - skipped)
        wanted = max(0, offset + limit - skipped)
        found += [_measured(row, yardstick, breaking=breaking) for row in part[begin:wanted]] if wanted > begin else []
        skipped += part.count()
    return Page(tuple(found), skipped)


def _read_all(
    rows: QuerySet[CaseFact], late: list[Measured], *, yardstick: Yardstick, period: Period, reach: tuple[int, int]
) -> Page:
    """Without columns to sort by: every case is measured."""
    finished = samples.each_finished(rows, yardstick, period)
    if not yardstick.end:  # a step's end is no column, so the finished cases are among the unfinished rows
        waiting = samples.unfinished(rows, yardstick, period)
        finished = (rules.Sample(fact_of(row)) for row in waiting.iterator(chunk_size=samples.CHUNK))
    counted = [one for one in rules.judge(yardstick, finished, period).counted if one.finished]
    ordered = late + rules.in_order(counted)
    return Page(tuple(ordered[slice(*reach)]), len(ordered))


def _visible(rows: QuerySet[CaseFact], late: Iterable[Measured]) -> list[Measured]:
    """Of the open late cases, those among `rows`; the worst on top."""
    known = {(one.fact.case_id, one.fact.track): one for one in late}
    cases = {case for case, _ in known}
    seen = set(rows.filter(case_id__in=cases).values_list("case_id", "track")) if cases else set()
    return rules.in_order(one for key, one in known.items() if key in seen)


def _belonging(yardstick: Yardstick, judgement: Judgement) -> Q | None:
    """The rows whose attributes satisfy the conditions, as the judged samples showed; None when too many differ."""
    columns = samples.described(yardstick)
    if "attributes" not in columns:
        return Q()
    alternatives: list[dict[str, object]] = []
    for one in judgement.counted:
        described = {name: getattr(one.fact, name) for name in columns}
        if one.finished and described not in alternatives:
            alternatives.append(described)
        if len(alternatives) > MOST_ALTERNATIVES:
            return None
    found = Q(pk__in=[])
    for described in alternatives:
        empty = {f"{name}__isnull": True for name, value in described.items() if value is None}
        found |= Q(**empty, **{name: value for name, value in described.items() if value is not None})
    return found


def _kept(yardstick: Yardstick) -> Q:
    target = yardstick.target
    if yardstick.metric.aggregate == "share_within":
        return Q(measured__lte=target.within)
    return Q(**{f"measured__{_KEPT[target.op]}": target.value})


def _worst_first(target: Target) -> str | OrderBy:
    if target.op in (">=", ">"):
        return "measured"
    if target.op == "=":
        return Abs(F("measured") - target.value).desc()
    return "-measured"


def _measured(row: CaseFact, yardstick: Yardstick, *, breaking: bool) -> Measured:
    fact = fact_of(row)
    started = yardstick.started(fact) or fact.submitted_at
    return Measured(fact, row.measured, started, yardstick.ended(fact), breaking)  # type: ignore[attr-defined]  # annotated
