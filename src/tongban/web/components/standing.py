"""What stops the clocks of a case and why, more time, papers that follow, promises, results: in words, for any page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tongban.domains.cases import api as cases
from tongban.web import moment
from tongban.web.wording import day, instant, pick, t, units


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that stands: a title, then sentences. `tone` is one of a notice."""

    tone: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that may follow: which, for what, by when, how many days are left, and what comes of it otherwise."""

    title: str
    item: str
    due: str
    left: str
    status: str
    consequence: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything for the page: what stands still `now`, what `was`, papers, and what is known of results."""

    now: tuple[Told, ...]
    was: tuple[Told, ...]
    papers: tuple[Paper, ...]

    @property
    def is_paused(self) -> bool:
        return any(one.tone == "pause" for one in self.now)


def standing(view: cases.CaseView) -> Standing:
    """In the reader's language, of what this reader may know."""
    told = view.standing
    names = {track.key: pick(track.title) for track in view.tracks}
    agencies = {track.key: pick(track.agency.name) for track in view.tracks if track.agency}
    running = [one for one in told.specials if one.is_running]
    now = [
        *_suspended(told.suspended),
        *(_special(one, names, agency=agencies.get(one.track, "")) for one in running),
        *_extensions(told.extensions, names),
        *(_revoked(one, names) for one in told.revocations),
        *(_check(one, names) for one in told.checks),
        *(_delivered(one, names) for one in told.deliveries),
    ]
    ended = [one for one in told.specials if not one.is_running]
    over = [one for one in told.suspensions if one.ended_at is not None]
    was = [
        *(_special(one, names, agency=agencies.get(one.track, "")) for one in ended),
        *(_ended_suspension(one) for one in over),
    ]
    return Standing(tuple(now), tuple(was), tuple(_paper(one, names) for one in told.papers))


def paused_because(view: cases.CaseView, scope: str) -> str:
    """Why a clock stands still now, in one line under its bar; empty when it runs."""
    told = view.standing
    if told.suspended:
        return t("web.standing.suspended", basis=told.suspended.basis)
    stopping = [one for one in told.stopping if scope in (one.track, "case")]
    return t("web.list").join(
        t("web.standing.stopped_by", kind=pick(one.title), basis=one.basis, since=day(one.since)) for one in stopping
    )


def _special(one: cases.SpecialView, names: dict[str, str], *, agency: str) -> Told:
    values = {"item": names.get(one.track, ""), "kind": pick(one.title)}
    if not one.is_running:
        code = "web.standing.special_over"
    else:
        code = "web.standing.special_stops" if one.stops else "web.standing.special_counts"
    lines = [t("web.standing.why", reason=one.reason)]
    if one.stops:
        lines.append(t("web.standing.basis", basis=one.basis))
    lines.append(_span(one))
    if one.is_running and agency:
        lines.append(t("web.standing.who_acts", agency=agency))
    if one.result:
        lines.append(t("web.standing.result", result=one.result))
    return Told("pause" if one.stops_now else "info", t(code, **values), tuple(lines))


def _span(one: cases.SpecialView) -> str:
    if one.ended_at is not None:
        return t("web.standing.from_to", since=instant(one.since), ended=instant(one.ended_at))
    if one.until is not None:
        return t("web.standing.since_until", since=instant(one.since), until=day(one.until))
    return t("web.standing.since", since=instant(one.since))


def _suspended(one: cases.SuspensionView | None) -> list[Told]:
    if one is None:
        return []
    lines = (t("web.standing.why", reason=one.reason), t("web.standing.since", since=instant(one.since)))
    return [Told("pause", t("web.standing.suspended", basis=one.basis), lines)]


def _ended_suspension(one: cases.SuspensionView) -> Told:
    span = t("web.standing.from_to", since=instant(one.since), ended=instant(one.ended_at))
    lines = (t("web.standing.why", reason=one.reason), t("web.standing.basis", basis=one.basis), span)
    return Told("info", t("web.standing.suspension_over"), lines)


def _extensions(found: Sequence[cases.ExtensionView], names: dict[str, str]) -> list[Told]:
    """Granted ones for everybody; what waits for the head, or was refused, only where the reader may know why."""
    told = []
    for one in found:
        item = names.get(one.scope) or t("web.clock.whole")
        if one.granted:
            lines = [
                t("web.standing.why", reason=one.reason),
                t("web.standing.basis", basis=one.basis),
                t("web.standing.on", day=instant(one.decided_at)),
            ]
            told.append(Told("info", t("web.standing.extended", item=item, more=pick(one.more)), tuple(lines)))
        elif one.wanted_because and one.granted is None:
            lines = [t("web.standing.why", reason=one.wanted_because), t("web.standing.on", day=instant(one.asked_at))]
            told.append(Told("warn", t("web.standing.extension_asked", item=item), tuple(lines)))
        elif one.reason:
            lines = [t("web.standing.why", reason=one.reason), t("web.standing.on", day=instant(one.decided_at))]
            told.append(Told("info", t("web.standing.extension_denied", item=item), tuple(lines)))
    return told


def _revoked(one: cases.RevocationView, names: dict[str, str]) -> Told:
    lines = (
        t("web.standing.why", reason=f"{pick(one.because)}{t('web.colon')}{one.reason}"),
        t("web.standing.basis", basis=one.basis),
        t("web.standing.on", day=instant(one.at)),
    )
    return Told("late", t("web.standing.revoked", item=names.get(one.track, "")), lines)


def _check(one: cases.CheckView, names: dict[str, str]) -> Told:
    item = names.get(one.track, "")
    if one.kept is None:
        planned = t("web.standing.check_by", agency=pick(one.agency), due=day(one.due_on))
        return Told("info", t("web.standing.check", item=item), (planned,))
    code = "web.standing.kept" if one.kept else "web.standing.broken"
    lines = (t("web.standing.found", finding=one.finding), t("web.standing.on", day=instant(one.at)))
    return Told("ok" if one.kept else "late", t(code, item=item), lines)


def _delivered(one: cases.DeliveryView, names: dict[str, str]) -> Told:
    parts = [t("web.standing.delivered_how", method=pick(one.method), to=pick(one.to))]
    if one.reference:
        parts.append(t("web.standing.reference", reference=one.reference))
    parts.append(t("web.standing.on", day=instant(one.at)))
    return Told("ok", t("web.standing.delivered", item=names.get(one.track, "")), tuple(parts))


def _paper(one: cases.PaperView, names: dict[str, str]) -> Paper:
    return Paper(
        title=pick(one.title),
        item=names.get(one.track, ""),
        due=day(one.due_on),
        left=days_left(one.due_on) if one.state == "wanted" else "",
        status={"wanted": "wanted", "brought": "brought", "lapsed": "lapsed"}[one.state],
        consequence=t(f"web.standing.consequence.{one.consequence}") if one.state != "brought" else "",
    )


def days_left(due_on: date) -> str:
    """Calendar days until the end of a day, or since."""
    left = (due_on - moment.today()).days
    if left == 0:
        return t("desk.left.today")
    words = units(abs(left), "calendar_day")
    return t("desk.left.ahead", left=words) if left > 0 else t("desk.left.over", over=words)
