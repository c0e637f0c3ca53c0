"""A clock in words: the bar, the sentence, and the spans that add up to the number shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tongban.domains.cases import api as cases
from tongban.kernel.clock import Explanation, Span
from tongban.web.components import clocks
from tongban.web.wording import day, local, pick, short_day, t, units


@dataclass(frozen=True, slots=True)
class SpanLine:
    """One stretch: its days, what they were, how many counted."""

    days: str
    what: str
    counted: str
    is_ahead: bool
    is_paused: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock for a page. `status` is a status code; `sentence` says used, allowed and left."""

    title: str
    status: str
    sentence: str
    due: str
    due_sentence: str
    source: str
    bar: clocks.Bar
    lines: tuple[SpanLine, ...]
    total: str
    calendar: str
    has_pause: bool
    is_late: bool
    paused_because: str = ""


def clock(view: cases.ClockView, title: str, *, paused_because: str = "") -> Clock:
    """`title` names the clock: whose, promised or by law. `paused_because` is told under a bar that stands still."""
    told = view.explanation
    unit = str(told.unit)
    ahead = told.ahead
    return Clock(
        title=title,
        status=status_of(told),
        sentence=_sentence(told),
        due=day(view.due_on),
        due_sentence=_due_sentence(told, view.due_on),
        source=view.source,
        bar=clocks.bar(told.spans, told.allowed, told.state),
        lines=(
            *(_line(span, unit, is_ahead=False) for span in told.spans),
            *(_line(s, unit, is_ahead=True) for s in ahead),
        ),
        total=t("web.clock.total", used=units(told.used, unit), left=units(max(told.left, 0), unit)),
        calendar=told.calendar_version,
        has_pause=any(span.kind == "paused" for span in told.spans),
        is_late=told.is_late,
        paused_because=paused_because if told.state == "paused" else "",
    )


def status_of(told: Explanation) -> str:
    """The badge of a clock: a stopped one was in time or late, a running one may be due soon."""
    if told.state == "stopped":
        return "stopped_late" if told.is_late else "stopped"
    return clocks.state_word(told.state, told.left, told.allowed)


def _sentence(told: Explanation) -> str:
    unit = str(told.unit)
    values = {"used": units(told.used, unit), "allowed": units(told.allowed, unit)}
    if told.left < 0:
        return t("web.clock.sentence.over", over=units(-told.left, unit), **values)
    if told.state == "stopped":
        return t("web.clock.sentence.stopped" if told.used else "web.clock.sentence.same_day", **values)
    return t("web.clock.sentence.left", left=units(told.left, unit), **values)


def _due_sentence(told: Explanation, due_on: date | None) -> str:
    """Why it is that day, in one line: what is not counted on the way."""
    if due_on is None:
        return t("web.clock.due.paused")
    named = [f"{_days(span)} {pick(span.reason)}".strip() for span in told.left_out if _on(span.start) <= due_on]
    weekends = any(span.kind == "weekend" for span in (*told.spans, *told.ahead) if _on(span.start) <= due_on)
    parts = named + ([t("web.clock.weekends")] if weekends else [])
    return t("web.clock.due.without", days=t("web.list").join(parts)) if parts else ""


def _line(span: Span, unit: str, *, is_ahead: bool) -> SpanLine:
    what = t(f"kernel.clock.span.{span.kind}")
    reason = pick(span.reason)
    basis = f" {span.basis}" if span.basis else ""
    return SpanLine(
        days=_days(span),
        what=f"{what}{t('web.colon')}{reason}{basis}" if reason else f"{what}{basis}",
        counted=units(span.counted, unit),
        is_ahead=is_ahead,
        is_paused=span.kind == "paused",
    )


def _on(value: date) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def _days(span: Span) -> str:
    """Both days are inside; a stretch of hours is told with its times."""
    start, end = span.start, span.end
    if isinstance(start, datetime) and isinstance(end, datetime):
        return f"{short_day(start)} {local(start):%H:%M}—{local(end):%H:%M}"
    return short_day(start) if start == end else f"{short_day(start)}—{short_day(end)}"


def title_of(view: cases.ClockView, tracks: Sequence[cases.TrackView]) -> str:
    """整件事 · 承诺时限, or the item's name in front."""
    whose = next((pick(track.title) for track in tracks if track.key == view.scope), t("web.clock.whole"))
    return t("web.clock.title", whose=whose, kind=t(f"web.guide.{view.kind}"))
