"""The page of one case: facts, papers, what happened, clocks, and beside them the decision card."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tongban.domains.cases import api as cases
from tongban.domains.licences import api as licences
from tongban.kernel import evidence
from tongban.kernel.errors import Refusal
from tongban.web import moment, notices
from tongban.web.components import explained, standing
from tongban.web.components.parts import Entry, Fact, Link, Mistake
from tongban.web.desk import offers, pages, taken, wanted
from tongban.web.desk.inbox import address
from tongban.web.desk.offers import NOTHING, Attempt
from tongban.web.desk.papers import SHOWN
from tongban.web.wording import day, instant, pick, t


@dataclass(frozen=True, slots=True)
class File:
    """One file of a paper; `shown` is pdf or image when it can be looked at in place."""

    name: str
    size: int
    url: str
    shown: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One material of the procedure: handed in, not asked (`exempt` says why), or not there.

    `attached` is the licence that was taken for it: as it stood then, and as it stands now.
    """

    id: str
    title: str
    required: bool
    files: tuple[File, ...]
    exempt: str
    attached: taken.Taken | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt: sentences at the top, and what had happened meanwhile when somebody was faster."""

    mistakes: tuple[Mistake, ...] = ()
    conflict: str = ""
    meanwhile: tuple[str, ...] = ()
    status: int = 200


NO_OUTCOME = Outcome()


def draw(
    request: HttpRequest, view: cases.CaseView, *, attempt: Attempt = NOTHING, outcome: Outcome = NO_OUTCOME
) -> HttpResponse:
    """The page as it stands now; after a refused attempt with everything that was written."""
    actor, now = pages.officer(request), moment.now()
    back = wanted.read_back(request.GET)
    acts = cases.options(view.id, actor, now=now)
    sections = offers.sections(view, acts, attempt=attempt, wanted=request.GET.get("track", ""))
    hindrances = [_hindrance(view, one) for one in cases.hindrances(view.id, actor, now=now)]
    mine = [group.track for section in sections for group in section.groups] or [request.GET.get("track", "")]
    clocks, papers = _clocks(view, mine), papers_of(view)
    return pages.page(
        request,
        "case",
        status=outcome.status,
        case=view,
        outcome=outcome,
        attempt=attempt,
        links=[Link(t("desk.inbox.title"), reverse("desk:inbox") + f"?{back.query}"), Link(view.number)],
        region=pages.region_name(view.region),
        facts=_facts(view),
        papers=papers,
        lost=[one for one in papers if one.attached and one.attached.warning],
        notices=notices.listed(view.id, actor, route="desk:document"),
        signatures=licences.list_signatures(str(view.id)) if view.shows_facts else [],
        signature_route="desk:signature",
        reasons=cases.get_traces(view.id, actor),
        clocks=clocks[:1],
        standing=standing.standing(view),
        other_clocks=clocks[1:],
        entries=[
            Entry(pick(one.sentence), one.at, pick(one.who), one.detail) for one in cases.timeline(view.id, actor)
        ],
        tracks=[_track(view, track) for track in view.tracks] if view.summary.accepted_at else [],
        sections=sections,
        hindrances=hindrances,
        why_nothing="" if sections else _why_nothing(view),
        act_here=request.get_full_path(),
        supplement_url=_with_query(reverse("desk:supplement", args=[str(view.id)]), request),
        next=_next(view, back, actor=actor, now=now),
        ended=view.status in cases.ENDED,
    )


def _with_query(url: str, request: HttpRequest) -> str:
    query = request.GET.urlencode()
    return f"{url}?{query}" if query else url


def _facts(view: cases.CaseView) -> list[Fact]:
    rows = [
        Fact(t("web.case.subject"), view.subject.name, view.subject.code_masked),
        Fact(t("web.case.submitted"), instant(view.summary.submitted_at), pick(view.agency.name)),
    ]
    if view.summary.accepted_at:
        rows.append(Fact(t("web.case.accepted"), instant(view.summary.accepted_at)))
    if view.status == "accepted" and view.due_on:
        rows.append(Fact(t("web.case.due"), day(view.due_on), pick(view.colour_word)))
    if view.summary.ended_at:
        rows.append(Fact(t("web.case.ended"), instant(view.summary.ended_at)))
    return rows


def papers_of(view: cases.CaseView) -> list[Paper]:
    """The papers with their files, those that are there first."""
    now = moment.now()
    found = [
        Paper(
            id=one.id,
            title=pick(one.title),
            required=one.required,
            files=tuple(_file(view, file) for file in one.files),
            exempt=taken.why(one, now),
            attached=taken.licence(one, now),
            note=taken.note(one),
        )
        for one in view.materials
    ]
    return sorted(found, key=lambda paper: not paper.files)


def _file(view: cases.CaseView, file_id: str) -> File:
    url = reverse("desk:paper", args=[str(view.id), file_id])
    try:
        known = evidence.describe(evidence.EvidenceId.parse(file_id))
    except Refusal as refusal:
        return File(t(refusal.code, **refusal.values), 0, "", "")
    return File(known.name, known.size, url, SHOWN.get(known.media_type, ""))


def _clocks(view: cases.CaseView, mine: Sequence[str]) -> list[explained.Clock]:
    """The clocks of the reader's items first, then of the whole; the promised one before the one by law."""
    told = cases.clocks(view.id, moment.now())
    place = {scope: n for n, scope in enumerate([*(track for track in mine if track), "case"])}
    told.sort(key=lambda one: (place.get(one.scope, len(place)), one.kind != "promised"))
    return [
        explained.clock(
            one,
            explained.title_of(one, view.tracks),
            paused_because=standing.paused_because(view, one.scope),
        )
        for one in told
    ]


def _track(view: cases.CaseView, track: cases.TrackView) -> dict[str, Any]:
    return {
        "title": pick(track.title),
        "agency": pick(track.agency.name) if track.agency else "",
        "decision": track.decision or "",
        "reason": track.reason,
        "result": pick(track.result) if track.recorded else "",
        "steps": [_step(view, track, step) for step in track.steps],
    }


def _step(view: cases.CaseView, track: cases.TrackView, step: cases.StepView) -> dict[str, Any]:
    waits = t("web.list").join(pick(name) for name in step.waits_for)
    return {
        "title": pick(step.title),
        "state": step.state,
        "word": t(f"cases.step_state.{step.state}"),
        "waits": waits if step.state == "waiting" else "",
        "due": day(step.due_on) if step.state in ("open", "waiting") else "",
        "done": t("desk.step.done_by", who=step.done_by or "", at=instant(step.done_at)) if step.done_at else "",
        "opinion": step.opinion,
        "signed": [_signature(one) for one in view.standing.of_step(track.key, step.id)],
        "assigned": t("desk.step.assigned", who=step.assigned_to) if step.assigned_to else "",
    }


def _signature(one: cases.SignatureView) -> str:
    said = t("desk.step.agreed" if one.agree else "desk.step.disagreed", who=one.who or "—")
    return f"{said} {instant(one.at)}" + (f"{t('web.colon')}{one.opinion}" if one.opinion else "")


def _hindrance(view: cases.CaseView, one: cases.Hindrance) -> dict[str, str]:
    track = next((track for track in view.tracks if track.key == one.track), None)
    step = next((step for step in track.steps if step.id == one.step), None) if track else None
    return {
        "what": f"{pick(track.title)} · {pick(step.title)}" if track and step else "",
        "why": pick(one.sentence),
    }


def _why_nothing(view: cases.CaseView) -> str:
    """Why there is nothing for the reader to do, by where the case stands."""
    return t(f"desk.nothing.{view.status}")


def _next(view: cases.CaseView, back: wanted.Wanted, **who: Any) -> dict[str, str] | None:
    """The next open step of the list that the reader came from, of another case."""
    rows = cases.inbox(who["actor"], back.filters(), None, now=who["now"], limit=20).rows
    row = next((row for row in rows if row.case != view.id), None)
    if row is None:
        return None
    return {
        "url": address(row.case, back, row.track),
        "title": pick(row.title),
        "step": pick(row.step_title),
        "subject": row.subject.name,
        "due": day(row.due_on),
    }
