"""Supervision cases (督办): the list, and one case with what the reader may do: answer, confirm, send back."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tongban.domains.cases import api as cases
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Conflict, Refusal
from tongban.web import moment
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Entry, Fact, Field, Link, Mistake
from tongban.web.desk import pages, watching
from tongban.web.wording import day, instant, pick, t

PER_PAGE = 30
LONGEST = 2000
STATES = ("open", "answered", "closed")
STATUS = {"open": "asked", "answered": "to_judge", "closed": "finished"}
ASKS: Mapping[str, tuple[tuple[str, bool], ...]] = {
    "answer": (("explanation", True), ("measures", True)),
    "return": (("reason", True),),
    "close": (("finding", False),),
}
"""What each act asks, and whether it must be said."""
FIELD_OF = {
    "cases.supervision.explanation_missing": "explanation",
    "cases.supervision.measures_missing": "measures",
    "cases.supervision.reason_missing": "reason",
}


@require_safe
@never_cache
@needs_duty(*watching.READERS)
def listed(request: HttpRequest) -> HttpResponse:
    """Those that concern the reader's agency or region, the newest first."""
    state = request.GET.get("state", "") if request.GET.get("state", "") in STATES else ""
    cursor = request.GET.get("cursor")
    filters = cases.WatchFilters(state=state or None)
    found = cases.list_supervisions(pages.officer(request), filters, cursor, now=moment.now(), limit=PER_PAGE)
    kept = {"state": state} if state else {}
    return pages.page(
        request,
        "supervisions",
        place="supervisions",
        tallies=_tallies(found.by_state, state),
        lines=[_line(one) for one in found.rows],
        state=state,
        first_url="?" + urlencode(kept) if cursor else "",
        next_url="?" + urlencode({**kept, "cursor": found.next_cursor}) if found.next_cursor else "",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs_duty(*watching.READERS)
def supervision(request: HttpRequest, supervision_id: str) -> HttpResponse:
    """One supervision case. What was written is kept when it is refused."""
    view, told = _find(request, supervision_id)
    if request.method != "POST":
        return _draw(request, view, told)
    act = request.POST.get("act", "")
    if act not in COMMANDS:
        raise BadRequest(act)
    said = {name: request.POST.get(name, "").replace("\r\n", "\n").strip() for name, _ in ASKS[act]}
    try:
        COMMANDS[act](view.id, said, pages.officer(request))
    except Refusal as refused:
        view, told = _find(request, supervision_id)
        status = 409 if isinstance(refused, Conflict) else 403 if refused.code == "kernel.authz.denied" else 422
        return _draw(request, view, told, said=said, refused=refused, status=status)
    messages.success(request, t(f"desk.supervision.told.{act}", number=view.number))
    return redirect("desk:supervision", supervision_id)


def _answer(supervision: cases.SupervisionId, said: Mapping[str, str], actor: Actor) -> None:
    cases.answer_supervision(
        supervision=supervision,
        explanation=said["explanation"],
        measures=said["measures"],
        actor=actor,
        now=moment.now(),
    )


def _return(supervision: cases.SupervisionId, said: Mapping[str, str], actor: Actor) -> None:
    cases.return_supervision(supervision=supervision, reason=said["reason"], actor=actor, now=moment.now())


def _close(supervision: cases.SupervisionId, said: Mapping[str, str], actor: Actor) -> None:
    cases.close_supervision(supervision=supervision, finding=said["finding"], actor=actor, now=moment.now())


Command = Callable[[cases.SupervisionId, Mapping[str, str], Actor], None]
COMMANDS: dict[str, Command] = {"answer": _answer, "return": _return, "close": _close}


def _find(
    request: HttpRequest, supervision_id: str
) -> tuple[cases.SupervisionView, tuple[cases.SupervisionMoment, ...]]:
    """One that the reader may see. Any other does not exist."""
    try:
        known = cases.SupervisionId.parse(supervision_id)
        return cases.get_supervision(known, pages.officer(request), now=moment.now())
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal


def _draw(
    request: HttpRequest,
    view: cases.SupervisionView,
    told: Sequence[cases.SupervisionMoment],
    *,
    said: Mapping[str, str] | None = None,
    refused: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    wrong = FIELD_OF.get(refused.code, "") if refused else ""
    sentence = t(refused.code, **refused.values) if refused else ""
    errors = {wrong: sentence} if wrong else {}
    return pages.page(
        request,
        "supervision",
        place="supervisions",
        status=status,
        links=[Link(t("desk.supervisions.title"), reverse("desk:supervisions")), Link(view.number)],
        view=view,
        badge=STATUS[view.state],
        facts=_facts(view),
        given=_given(view),
        entries=[Entry(pick(one.sentence), one.at, pick(one.who), one.detail) for one in told],
        case_url=reverse("desk:case", args=[str(view.case)]),
        answers=_form("answer", said, errors) if view.may_answer else (),
        returns=_form("return", said, errors) if view.may_judge else (),
        closes=_form("close", said, errors) if view.may_judge else (),
        waits=_waits(view),
        mistakes=(Mistake(sentence, f"f-{wrong}" if wrong else ""),) if refused else (),
    )


def _form(act: str, said: Mapping[str, str] | None, errors: Mapping[str, str]) -> tuple[Field, ...]:
    return tuple(
        Field(
            name=name,
            label=t(f"desk.supervision.field.{name}"),
            kind="textarea",
            value=(said or {}).get(name, ""),
            help=t(f"desk.supervision.field.{name}.help"),
            error=errors.get(name, ""),
            required=required,
            maximum_length=LONGEST,
        )
        for name, required in ASKS[act]
    )


def _facts(view: cases.SupervisionView) -> list[Fact]:
    rows = (
        ("agency", pick(view.agency.name), ""),
        ("case", f"{pick(view.title)} {view.case_number}", pick(view.item) if view.item else ""),
        ("kind", t(f"desk.watch.kind.{view.kind}"), ""),
        ("late_since", day(view.late_since), ""),
        ("opened", instant(view.opened_at), ""),
        ("due", day(view.due_on) if view.state == "open" else "", watching.left(view.days_left)),
        ("closed", instant(view.closed_at), ""),
    )
    return [Fact(t(f"desk.supervision.fact.{name}"), value, note) for name, value, note in rows if value]


def _given(view: cases.SupervisionView) -> list[Fact]:
    """The answer as it stands, and what was said about it."""
    rows = (("explanation", view.explanation), ("measures", view.measures), ("finding", view.finding))
    return [Fact(t(f"desk.supervision.field.{name}"), text) for name, text in rows if text] if view.explanation else []


def _waits(view: cases.SupervisionView) -> str:
    """Whom the case waits for, when it is not the reader."""
    if view.may_answer or view.may_judge or view.state == "closed":
        return ""
    return t(f"desk.supervision.waits.{view.state}", agency=pick(view.agency.name))


def _tallies(counts: Mapping[str, int], chosen: str) -> list[dict[str, Any]]:
    whole = {"status": "", "count": sum(counts.values()), "url": "?", "is_current": not chosen}
    return [
        whole,
        *(
            {
                "status": STATUS[state],
                "count": counts[state],
                "url": f"?state={state}",
                "is_current": state == chosen,
            }
            for state in STATES
        ),
    ]


def _line(one: cases.SupervisionView) -> dict[str, Any]:
    late = one.state == "open" and (one.days_left or 0) < 0
    return {
        "url": reverse("desk:supervision", args=[str(one.id)]),
        "number": one.number,
        "title": pick(one.title),
        "case_number": one.case_number,
        "agency": pick(one.agency.name),
        "status": "overdue" if late else STATUS[one.state],
        "due": day(one.due_on) if one.state == "open" else "",
        "left": watching.left(one.days_left),
        "opened": day(one.opened_at),
    }
