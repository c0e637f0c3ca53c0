"""The report as headings and sentences: codes with values, so that the paper and the page say the same. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tongban.domains.reform.ledger.states import Light, MeasureState
from tongban.domains.reform.monthly.answers import Lagging, MonthlyReport
from tongban.domains.reform.rhythm import api as rhythm

DECISIONS = (
    rhythm.DecisionState.DONE,
    rhythm.DecisionState.DONE_LATE,
    rhythm.DecisionState.ANSWERED,
    rhythm.DecisionState.OPEN,
    rhythm.DecisionState.OVERDUE,
)
UNITS_NAMED = 5


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence: its code (`reform.monthly.…`) and values. `thing` is the id of what it is about, for a link."""

    code: str
    values: dict[str, Any]
    thing: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with what stands below it: level 1 is 一、, level 2 （一）."""

    level: int
    heading: str
    said: tuple[Said, ...]


def title(report: MonthlyReport) -> Said:
    year, month = report.period.split("-")
    return _said("title", region=report.region_name, year=year, month=int(month))


def opening(report: MonthlyReport) -> Said:
    """What the figures are of, and of which day."""
    return _said("opening", region=report.region_name, day=report.cut_at.date(), time=f"{report.cut_at:%H:%M}")


def parts(report: MonthlyReport) -> tuple[Part, ...]:
    """The whole report in its order."""
    return (
        Part(1, "reform.monthly.heading.overall", ()),
        Part(2, "reform.monthly.heading.states", tuple(_states(report))),
        Part(2, "reform.monthly.heading.units", tuple(_units(report))),
        Part(1, "reform.monthly.heading.lagging", tuple(_lagging(report))),
        Part(1, "reform.monthly.heading.decisions", tuple(_decisions(report))),
        Part(1, "reform.monthly.heading.reports", tuple(_reports(report))),
        Part(1, "reform.monthly.heading.problems", tuple(_problems(report))),
        Part(1, "reform.monthly.heading.next", tuple(_next(report))),
    )


def _said(name: str, /, **values: Any) -> Said:
    return Said(f"reform.monthly.{name}", values)


def percent(part: int, whole: int) -> str:
    """With one place, as text; of nothing it is 0."""
    return f"{100 * part / whole:.1f}" if whole else "0"


def _states(report: MonthlyReport) -> Iterator[Said]:
    if not report.total:
        yield _said("empty")
        return
    closed = report.states.get(MeasureState.CLOSED, 0)
    yield _said(
        "total",
        total=report.total,
        closed=closed,
        share=percent(closed, report.total),
        closed_in_month=report.closed_in_month,
    )
    yield _said(
        "lights",
        overdue=report.lights.get(Light.OVERDUE, 0),
        near=report.lights.get(Light.NEAR_DUE, 0),
        asked=report.states.get(MeasureState.CLOSING_ASKED, 0),
        reopened=report.states.get(MeasureState.REOPENED, 0),
        not_started=report.states.get(MeasureState.NOT_STARTED, 0),
        under_way=report.states.get(MeasureState.UNDER_WAY, 0),
    )


def _units(report: MonthlyReport) -> Iterator[Said]:
    late = [one for one in report.units if one.overdue]
    if late:
        named = [Said("reform.monthly.unit", {"unit": one.name, "count": one.overdue}) for one in late[:UNITS_NAMED]]
        yield _said("units", total=len(report.units), late=len(late), named=named)
    elif report.units:
        yield _said("units_none", total=len(report.units))


def _lagging(report: MonthlyReport) -> Iterator[Said]:
    if not report.lagging:
        yield _said("lagging_none")
        return
    yield _said("lagging", total=report.lagging_total, shown=len(report.lagging))
    for place, one in enumerate(report.lagging, 1):
        yield _lag(place, one)


def _lag(place: int, one: Lagging) -> Said:
    how = "late" if one.days else "reopened"
    why = "reason" if one.reason else "no_reason"
    return Said(
        f"reform.monthly.lag_{how}",
        {
            "place": place,
            "item": one.item,
            "text": one.text.rstrip("。；;"),
            "lead": list(one.lead),
            "due": one.due_on or "—",
            "days": one.days,
            "why": Said(f"reform.monthly.{why}", {"reason": one.reason.rstrip("。"), "unit": one.said_by}),
        },
        str(one.measure),
    )


def _decisions(report: MonthlyReport) -> Iterator[Said]:
    if report.dispatch is None:
        yield _said("dispatch_none")
        return
    counts = {state: sum(one.state is state for one in report.decisions) for state in DECISIONS}
    told = {str(state): count for state, count in counts.items()}
    held_on = report.dispatch.held_on or "—"
    yield _said("dispatch", title=report.dispatch.title, held_on=held_on, total=len(report.decisions), **told)
    for place, one in enumerate(report.decisions, 1):
        state = Said(f"reform.monthly.decision.{one.state}", {})
        text = one.text.rstrip("。")
        yield _said("decision", place=place, text=text, unit=one.unit, due=one.due_on, state=state)


def _reports(report: MonthlyReport) -> Iterator[Said]:
    told = report.reports
    yield _said("reports", filed=told.filed, accepted=told.accepted, returned=told.returned)
    if told.asked:
        yield _said("reports_asked", units=len(told.asked), met=len(told.asked) - len(told.short))
    if told.short:
        yield _said("reports_short", units=list(told.short))


def _problems(report: MonthlyReport) -> Iterator[Said]:
    if not report.problems:
        yield _said("problems_none")
    for place, one in enumerate(report.problems, 1):
        text, wants = one.text.rstrip("。"), list(one.wants) or "—"
        told = {"place": place, "anchor": one.anchor, "text": text, "wants": wants}
        yield Said("reform.monthly.problem", told, str(one.measure))


def _next(report: MonthlyReport) -> Iterator[Said]:
    month = {"year": report.next_month.year, "month": report.next_month.month}
    yield _said("next", measures=len(report.due_next), decisions=report.decisions_next, **month)


def flat(said: Said, language: str, say: Any) -> str:
    """The sentence in a language; values that are sentences themselves are said first."""
    return str(say(said.code, language, **{name: _value(value, language, say) for name, value in said.values.items()}))


def _value(value: Any, language: str, say: Any) -> Any:
    if isinstance(value, Said):
        return flat(value, language, say)
    if isinstance(value, list):
        return [_value(one, language, say) for one in value]
    return value
