"""My cases: the list, one case with its timeline and clocks, the receipt, taking it back."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tongban.domains.cases import api as cases
from tongban.domains.licences import api as licences
from tongban.kernel import evidence
from tongban.kernel.errors import CalendarGap, Refusal
from tongban.web import moment, notices, people
from tongban.web.components import explained, standing
from tongban.web.components.parts import Confirm, Entry, Fact, Field, Link, Mistake, Pages
from tongban.web.public.summaries import limit_words
from tongban.web.space import doing, sparing
from tongban.web.space.home import own
from tongban.web.space.lists import case_line
from tongban.web.wording import day, instant, pick, t

FILTERS = {
    "running": ("precheck", "submitted", "supplement_wanted", "accepted", "suspended", "decided"),
    "ended": tuple(sorted(cases.ENDED)),
}
PER_PAGE = 20


@never_cache
@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The reader's cases, newest first, by state, by number or words."""
    actor = people.in_view(request)
    state = request.GET.get("state", "")
    text = request.GET.get("number", "").strip()
    filters = cases.CaseFilters(status=FILTERS.get(state, ()), text=text)
    found = cases.list_cases(actor, filters, request.GET.get("cursor"), now=moment.now(), limit=PER_PAGE)
    more = {"state": state, "number": text, "cursor": found.next_cursor or ""}
    shown = {
        "links": [Link(t("web.nav.space"), reverse("space:home")), Link(t("web.space.cases"))],
        "lines": [case_line(row) for row in found.rows],
        "state": state,
        "text": text,
        "states": [("", t("web.search.everyone")), *((one, t(f"web.space.state.{one}")) for one in FILTERS)],
        "pages": Pages(next="?" + urlencode(more) if found.next_cursor else ""),
    }
    return render(request, "space/cases.html", shown)


@never_cache
@login_required
@require_safe
def case(request: HttpRequest, case_id: str) -> HttpResponse:
    view = own(request, case_id)
    actor, now = people.applicant(request), moment.now()
    clocks, gap = _clocks(view)
    acts = {act.name: act for act in cases.options(view.id, actor, now=now)}
    shown = {
        "case": view,
        "links": _links(view),
        "facts": _facts(view),
        "gap": gap,
        "clocks": clocks[:1],
        "standing": standing.standing(view),
        "other_clocks": clocks[1:],
        "entries": _timeline(view, request),
        "tracks": [_track(track) for track in view.tracks],
        "offer": cases.find_offer(view.id, actor, now=now),
        "acts": acts,
        "doable": [
            (pick(one.label), pick(one.consequence), reverse("space:act", args=[case_id, one.name]))
            for one in acts.values()
            if one.name not in doing.OWN_PAGE
        ],
        "papers": [
            (pick(one.title), sparing.files_of(one.files), one.is_exempt)
            for one in view.materials
            if one.files or one.is_exempt
        ],
        "licences": licences.list_by_case(str(view.id), actor=actor, now=now),
        "waiting": t(f"web.space.next.{view.status}"),
        "notices": notices.listed(view.id, actor, route="space:document"),
        "signatures": licences.list_signatures(str(view.id)),
        "signature_route": "space:signature",
        "reasons": cases.get_traces(view.id, actor),
    }
    return render(request, "space/case.html", shown)


def _clocks(view: cases.CaseView) -> tuple[list[explained.Clock], str]:
    """The clocks in words. In a year whose calendar nobody has entered yet the rest of the case still shows."""
    try:
        told = cases.clocks(view.id, moment.now())
    except CalendarGap as gap:
        return [], t(gap.code, **gap.values)
    return [
        explained.clock(
            one,
            explained.title_of(one, view.tracks),
            paused_because=standing.paused_because(view, one.scope),
        )
        for one in told
    ], ""


def helping(request: HttpRequest) -> bool:
    """Whether a clerk is here for somebody at the window."""
    acting = people.acting_for(request)
    return acting is not None and acting.kind == "helper"


def _links(view: cases.CaseView) -> list[Link]:
    return [
        Link(t("web.nav.space"), reverse("space:home")),
        Link(t("web.space.cases"), reverse("space:cases")),
        Link(view.number),
    ]


def _facts(view: cases.CaseView) -> list[Fact]:
    rows = [
        Fact(t("web.case.number"), view.number),
        Fact(t("web.case.subject"), view.subject.name),
        *([Fact(t("web.case.filed_by"), pick(view.filed_by))] if view.filed_by else []),
        Fact(t("web.case.submitted"), instant(view.summary.submitted_at)),
        Fact(t("web.case.agency"), pick(view.agency.name)),
    ]
    if view.summary.accepted_at:
        rows.append(Fact(t("web.case.accepted"), instant(view.summary.accepted_at)))
    if view.due_on and view.status == "accepted":
        rows.append(Fact(t("web.case.due"), day(view.due_on)))
    if view.summary.ended_at:
        rows.append(Fact(t("web.case.ended"), instant(view.summary.ended_at)))
    return rows


def _timeline(view: cases.CaseView, request: HttpRequest) -> list[Entry]:
    """What happened, oldest first, then what runs now and what comes."""
    told = cases.timeline(view.id, people.applicant(request))
    entries = []
    for one in told:
        sentence, who = pick(one.sentence), pick(one.who)
        entries.append(Entry(sentence, one.at, "" if who in sentence else who, one.detail))
    if view.status in ("submitted", "supplement_wanted"):
        entries.append(Entry(t(f"web.space.next.{view.status}"), None, state="now"))
    for track in view.tracks if view.status == "accepted" else ():
        for step in track.steps:
            if step.state == "open":
                who = pick(track.agency.name) if track.agency else ""
                entries.append(Entry(f"{pick(track.title)} · {pick(step.title)}", None, who, state="now"))
    if view.status in ("submitted", "accepted"):
        entries.append(Entry(t("web.case.to_come"), None, state="next"))
    return entries


def _track(track: cases.TrackView) -> dict[str, Any]:
    """One item of the case: who, how far, decided how."""
    done = sum(step.state == "done" for step in track.steps)
    waits = [pick(name) for step in track.steps if step.state == "waiting" for name in step.waits_for]
    return {
        "title": pick(track.title),
        "agency": pick(track.agency.name) if track.agency else "",
        "state": track.state,
        "progress": t("web.case.steps", done=done, count=len(track.steps)),
        "waits": t("web.list").join(dict.fromkeys(waits)) if track.state == "waiting" else "",
        "reason": track.reason,
        "result": pick(track.result),
    }


@never_cache
@login_required
@require_safe
def file(request: HttpRequest, case_id: str, file_id: str) -> HttpResponse:
    """A paper that the reader handed in with this case."""
    view = own(request, case_id)
    if file_id not in view.files:
        raise Http404(file_id)
    known, data = evidence.get(evidence.EvidenceId.parse(file_id))
    response = HttpResponse(data, content_type=known.media_type)
    response["Content-Disposition"] = content_disposition_header(True, known.name) or "attachment"
    return response


@never_cache
@login_required
@require_safe
def document(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """A notice of the reader's case as PDF."""
    view = own(request, case_id)
    return notices.answer(request, view.id, number, actor=people.applicant(request))


@never_cache
@login_required
@require_safe
def sent(request: HttpRequest, case_id: str) -> HttpResponse:
    """The receipt: number, by when, what happens next."""
    view = own(request, case_id)
    procedure = cases.procedure_of(view.id, people.applicant(request))
    clocks = procedure.clocks_for(cases.get_answers(view.id, people.applicant(request)))
    promised = next((clock for clock in clocks if clock.kind == "promised"), None)
    shown = {
        "case": view,
        "links": _links(view),
        "limit": limit_words(promised),
        "source": promised.source if promised else "",
        "facts": _facts(view),
        "notices": notices.listed(view.id, people.applicant(request), route="space:document"),
        "helping": helping(request),
        "due": day(view.due_on) if view.due_on and view.status == "accepted" else "",
    }
    return render(request, "space/sent.html", shown)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, case_id: str) -> HttpResponse:
    """Asked once more before it is taken back."""
    view = own(request, case_id)
    reason, mistakes = request.POST.get("reason", "").strip(), []
    if request.method == "POST":
        try:
            cases.withdraw(case=view.id, reason=reason, actor=people.applicant(request), now=moment.now())
        except Refusal as refusal:
            mistakes = [Mistake(t(refusal.code, **refusal.values))]
        else:
            messages.success(request, t("web.withdraw.done"))
            return redirect("space:case", case_id)
    confirm = Confirm(
        title=t("web.withdraw.title"),
        consequence=t("web.withdraw.consequence"),
        action=reverse("space:withdraw", args=[case_id]),
        button=t("web.withdraw.button"),
        back=reverse("space:case", args=[case_id]),
        fields=(Field("reason", t("web.withdraw.reason"), "textarea", reason, required=False, maximum_length=500),),
        facts=(Fact(t("web.case.number"), view.number), Fact(t("web.case.title"), pick(view.title))),
        dangerous=True,
        mistakes=mistakes,
    )
    return render(request, "components/confirm.html", {"confirm": confirm}, status=422 if mistakes else 200)
