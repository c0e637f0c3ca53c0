"""Promises and their numbers as people read them, and their line over the last months."""

from datetime import date

from django.utils.safestring import SafeString

from tongban.domains.metrics import api as metrics
from tongban.web.components import charts
from tongban.web.wording import day, money, pick, t, units

OPERATORS = {"<=": "most", "<": "below", "=": "equal", ">=": "least", ">": "above"}
DAYS = ("working_day", "calendar_day", "hour")
ORDER = ("breached", "undetermined", "met", "no_cases", "unbound")
"""The states in the order in which they want attention."""


def amount(value: float | None, view: metrics.CommitmentView) -> str:
    """A number in the unit of the promise."""
    return measured(value, view.target.unit, pick(view.target.unit_text)) if view.target else ""


def measured(value: float | None, unit: str | None, unit_text: str = "") -> str:
    if value is None:
        return ""
    if unit == "working_day" and value == 0:
        return t("governance.same_day")
    if unit in DAYS:
        return units(value, unit)
    if unit == "fen":
        return money(round(value)) if value else t("governance.free")
    if unit == "percent":
        return f"{value:g}%"
    return f"{value:g} {unit_text}".strip()


def target(view: metrics.CommitmentView) -> str:
    """The promised number with its direction: at most two working days. Without a number: by when, or always."""
    if view.target is None:
        is_dated = view.kind == "dated" and view.deadline is not None
        return t("governance.target.done_by", day=day(view.deadline)) if is_dated else t("governance.target.always")
    return t(f"governance.target.{OPERATORS[view.target.op]}", value=amount(view.target.value, view))


def finding(view: metrics.CommitmentView) -> str:
    """What the numbers come to, in one sentence."""
    return t(
        f"governance.finding.{view.state}",
        value=amount(view.value if view.value is not None else view.defined, view),
        target=target(view),
        cases=view.cases,
        breaking=view.breaking,
        reason=pick(view.reason),
    )


def month(value: date) -> str:
    return t("governance.month", year=value.year, month=value.month)


def line(
    view: metrics.CommitmentView, *, width: int = 200, height: int = 52, in_words: bool = False
) -> SafeString | str:
    """The months as a line with the target; nothing when no month has a number."""
    if view.target is None or all(point.value is None for point in view.series):
        return ""
    points = [
        charts.Point(
            label=month(point.month),
            value=point.value,
            text=amount(point.value, view) if in_words else f"{point.value or 0:g}",
            broken=point.state == metrics.State.BREACHED,
        )
        for point in view.series
    ]
    goal = charts.TargetLine(view.target.value, target(view))
    title = f"{pick(view.title)}{t('web.colon')}{finding(view)}"
    return charts.sparkline(points, title=title, target=goal, width=width, height=height)
