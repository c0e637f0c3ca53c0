"""The reserve of reform ideas (研究储备): the list by stage, one idea with its history, and its next step."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tongban.domains.reform.ledger import api as ledger
from tongban.domains.registry import api as registry
from tongban.kernel.actors import Signature
from tongban.kernel.errors import Refusal
from tongban.web import moment, people, preferences
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Choice, Entry, Fact, Field, Link, Mistake
from tongban.web.governance import pages
from tongban.web.wording import day, pick, t

LOOKS = {
    "idea": "draft",
    "proposed": "submitted",
    "authority_asked": "asked",
    "pilot": "open",
    "copied": "finished",
    "given_up": "withdrawn",
}
LONGEST, LONGEST_TITLE = 2000, 200


@require_safe
@never_cache
@needs_duty(*pages.CONCERNED)
def listed(request: HttpRequest) -> HttpResponse:
    """Ideas of the chosen region by stage, the longest at their stage first."""
    region, actor = preferences.region(request), people.actor(request)
    if region is None:
        return pages.page(request, "nowhere", place="reserve")
    found = ledger.list_ideas(region=region.code, actor=actor)
    sections = [
        {"look": look, "word": t(f"governance.stage.{stage}"), "rows": rows}
        for stage, look in LOOKS.items()
        if (rows := [_row(one) for one in found if one.stage == stage])
    ]
    return pages.page(
        request,
        "reserve",
        place="reserve",
        region_name=pick(region.name),
        sections=sections,
        may_enter=bool(actor.duties & {*pages.WORKING, pages.IMPORT}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_duty(*pages.WORKING, pages.IMPORT)
def enter(request: HttpRequest) -> HttpResponse:
    """A difficulty with a thought of how to solve it, for one of the reader's own units."""
    actor = people.actor(request)
    agencies = registry.list_agencies_by_pk(actor.agencies_with(*pages.WORKING, pages.IMPORT))
    given = {name: request.POST.get(name, "").strip() for name in ("unit", "title", "difficulty")}
    refused: Refusal | None = None
    if request.method == "POST":
        try:
            agency = registry.AgencyId.parse(given["unit"])
            idea = ledger.enter_idea(given["title"], given["difficulty"], agency=agency, actor=actor, now=moment.now())
        except Refusal as refusal:
            refused = refusal
        else:
            messages.success(request, t("governance.reserve.entered"))
            return redirect("governance:idea", str(idea))
    units = sorted(agencies.values(), key=lambda one: one.pk)
    chosen = given["unit"] or (str(units[0].id) if len(units) == 1 else "")
    wrong = _wrong(refused, {"reform.reserve.title": "title", "reform.reserve.difficulty": "difficulty"}, "unit")
    fields = [
        _field("unit", "select", chosen, wrong, [Choice(str(u.id), pick(u.name), str(u.id) == chosen) for u in units]),
        _field("title", "text", given["title"], wrong),
        _field("difficulty", "textarea", given["difficulty"], wrong),
    ]
    return pages.page(
        request,
        "idea_new",
        place="reserve",
        status=422 if refused else 200,
        links=[Link(t("governance.reserve.title"), reverse("governance:reserve")), Link(t("governance.reserve.new"))],
        fields=fields,
        mistakes=_mistakes(wrong),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_duty(*pages.CONCERNED)
def idea(request: HttpRequest, idea_id: str) -> HttpResponse:
    """One idea; POST brings it to its next stage."""
    actor = people.actor(request)
    try:
        known = ledger.IdeaId.parse(idea_id)
        view, history = ledger.get_idea(known, actor=actor)
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal
    stage, note = request.POST.get("stage", ""), request.POST.get("note", "").strip()
    refused: Refusal | None = None
    if request.method == "POST":
        try:
            if stage not in view.next:
                raise Refusal("governance.reserve.no_stage")
            ledger.move_idea(known, ledger.Stage(stage), note, actor=actor, now=moment.now())
        except Refusal as refusal:
            refused = refusal
        else:
            messages.success(request, t("governance.reserve.moved", stage=t(f"governance.stage.{stage}")))
            return redirect("governance:idea", idea_id)
    wrong = _wrong(refused, {"governance.reserve.no_stage": "stage"}, "note")
    stages = [Choice(one, t(f"governance.stage.{one}"), one == stage) for one in view.next]
    fields = [_field("stage", "radio", stage, wrong, stages), _field("note", "textarea", note, wrong)]
    names = registry.account_names(account for one in history for account in Signature.parse(one.by).accounts)
    return pages.page(
        request,
        "idea",
        place="reserve",
        status=422 if refused else 200,
        view=view,
        look=LOOKS[view.stage],
        word=t(f"governance.stage.{view.stage}"),
        links=[Link(t("governance.reserve.title"), reverse("governance:reserve")), Link(view.title)],
        facts=[
            Fact(t("governance.column.unit"), pick(view.agency_name)),
            Fact(t("governance.fact.owner"), view.owner_name),
            Fact(t("governance.reserve.since"), day(view.since)),
        ],
        fields=fields if view.may_move and view.next else (),
        mistakes=_mistakes(wrong),
        entries=[
            Entry(t(one.code, **one.values), one.at, names.get(Signature.parse(one.by).account, "")) for one in history
        ],
    )


def _row(one: ledger.IdeaView) -> dict[str, Any]:
    return {
        "url": reverse("governance:idea", args=[str(one.id)]),
        "title": one.title,
        "difficulty": one.difficulty,
        "unit": pick(one.agency_name),
        "owner": one.owner_name,
        "since": day(one.since),
    }


def _wrong(refused: Refusal | None, places: dict[str, str], other: str) -> dict[str, str]:
    return {places.get(refused.code, other): t(refused.code, **refused.values)} if refused else {}


def _mistakes(wrong: dict[str, str]) -> tuple[Mistake, ...]:
    return tuple(Mistake(sentence, f"f-{name}") for name, sentence in wrong.items())


def _field(name: str, kind: str, value: str, *more: Any) -> Field:
    wrong, choices = (*more, ())[:2]
    return Field(
        name=name,
        label=t(f"governance.reserve.field.{name}"),
        kind=kind,
        value=value,
        help=t(f"governance.reserve.field.{name}.help"),
        error=wrong.get(name, ""),
        choices=choices,
        maximum_length=LONGEST if kind == "textarea" else LONGEST_TITLE if kind == "text" else None,
    )
