"""Electronic seals: the list, one seal with its history, and the acts of its life."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tongban.domains.licences.seals import api as seals
from tongban.domains.registry import api as registry
from tongban.kernel.actors import Signature
from tongban.kernel.errors import TongbanError
from tongban.web import moment, people
from tongban.web.accounts.acting import needs_duty
from tongban.web.administration import pages
from tongban.web.administration.forms import SealForm
from tongban.web.components.parts import Confirm, Entry, Fact, Field, Link, Mistake
from tongban.web.wording import day, pick, t

PLACE = "seals"
SHOWN_USES = 20


@dataclass(frozen=True, slots=True)
class Step:
    """An act of a seal's life as a page that asks first. `act` is the command."""

    act: Callable[..., None]
    standings: frozenset[seals.Standing]
    wants_reason: bool = False
    is_dangerous: bool = False


MADE, IN_USE, SUSPENDED = seals.Standing.MADE, seals.Standing.IN_USE, seals.Standing.SUSPENDED
ALIVE = frozenset({MADE, IN_USE, SUSPENDED})
STEPS = {
    "use": Step(seals.bring_into_use, frozenset({MADE})),
    "suspend": Step(seals.suspend, frozenset({IN_USE}), wants_reason=True),
    "resume": Step(seals.resume, frozenset({SUSPENDED})),
    "end": Step(seals.ask_destruction, ALIVE, wants_reason=True),
    "keep": Step(seals.withdraw_destruction, ALIVE),
    "destroy": Step(seals.destroy, ALIVE, is_dangerous=True),
}
ONLY_WHEN_ASKED, NEVER_WHEN_ASKED = frozenset({"keep", "destroy"}), frozenset({"end"})


@require_safe
@needs_duty(pages.ADMINISTER, pages.AUDIT)
def listed(request: HttpRequest) -> HttpResponse:
    """The seals of the reader's regions, and whom this installation trusts."""
    actor = people.actor(request)
    rows = seals.list_seals(actor=actor, now=moment.now())
    sealed = {row.agency for row in rows if row.standing is IN_USE and not row.is_expired}
    agencies = registry.list_agencies(actor.regions_with(pages.ADMINISTER), moment.today())
    values: dict[str, Any] = {
        "rows": rows,
        "may_make": pages.ADMINISTER in actor.duties,
        "unsealed": sum(agency.id not in sealed for agency in agencies),
        "roots": seals.list_roots(actor=actor),
        "revocations": seals.list_revocations(actor=actor),
    }
    return pages.page(request, "seals", place=PLACE, **values)


@require_http_methods(["GET", "POST"])
@needs_duty(pages.ADMINISTER)
def new(request: HttpRequest) -> HttpResponse:
    """Make a seal for an agency of the administrator's regions."""
    agencies = registry.list_agencies(pages.regions_of(request), moment.today())
    choices = [(str(agency.id), f"{pick(agency.name)}（{agency.region}）") for agency in agencies]
    form = SealForm(request.POST or None, agencies=choices)
    if form.is_valid():
        made: list[seals.SealId] = []

        def make() -> None:
            agency = registry.AgencyId.parse(form.cleaned_data["agency"])
            made.append(seals.make(agency=agency, actor=people.actor(request), now=moment.now()))

        if pages.accepted(form, make, form.PLACES):
            pages.told(request, "seal_made")
            return HttpResponseRedirect(_address(made[0]))
    return pages.form_page(request, form, place=PLACE, key="seal_new")


@require_safe
@needs_duty(pages.ADMINISTER, pages.AUDIT)
def one(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One seal: its picture, its facts, what may be done now, its history and what it signed last."""
    actor, seal = people.actor(request), seals.SealId(uuid)
    view = seals.get_seal(seal, actor=actor, now=moment.now())
    values: dict[str, Any] = {
        "seal": view,
        "facts": _facts(view),
        "steps": [name for name in _steps(view) if seals.may(_verb(name), seal, actor=actor)],
        "asked_by": _names([view.ending_by]).get(view.ending_by, "") if view.ending_by else "",
        "history": _history(seal, request),
        "uses": seals.list_uses(seal, actor=actor, limit=SHOWN_USES),
        "count": seals.count_uses(seal, actor=actor),
        "trail": [Link(t("administration.seals.title"), reverse("administration:seals")), Link(pick(view.agency_name))],
    }
    return pages.page(request, "seal", place=PLACE, **values)


@require_safe
@needs_duty(pages.ADMINISTER, pages.AUDIT)
def picture(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The picture inside the seal."""
    found = seals.get_picture(seals.SealId(uuid), actor=people.actor(request))
    return HttpResponse(found, content_type="image/png")


@require_http_methods(["GET", "POST"])
@needs_duty(pages.ADMINISTER)
def act(request: HttpRequest, uuid: UUID, name: str) -> HttpResponse:
    """Ask before an act of the seal's life, then do it."""
    if name not in STEPS:
        raise Http404
    step, seal = STEPS[name], seals.SealId(uuid)
    actor, now = people.actor(request), moment.now()
    view = seals.get_seal(seal, actor=actor, now=now)
    typed, mistake = request.POST.get("reason", ""), ""
    if request.method == "POST":
        given = {"reason": typed} if step.wants_reason else {}
        try:
            partial(step.act, **given)(seal=seal, actor=actor, now=now)
        except TongbanError as refused:
            mistake = t(refused.code, **refused.values)
        else:
            pages.told(request, f"seal_{name}", name=view.name)
            return HttpResponseRedirect(_address(seal))
    return pages.confirm(request, _confirm(view, name, typed, mistake=mistake), status=422 if mistake else 200)


def _confirm(view: seals.SealView, name: str, typed: str, *, mistake: str) -> Confirm:
    step = STEPS[name]
    reason = Field("reason", t("administration.seal.reason"), "textarea", typed, error=mistake, maximum_length=500)
    facts = [Fact(t("administration.seal.name"), view.name), Fact(t("administration.seal.number"), view.number)]
    if name == "destroy":
        facts.append(Fact(t("administration.seal.ending_reason"), view.ending_reason))
    return Confirm(
        title=t(f"administration.seal.{name}.title"),
        consequence=t(f"administration.seal.{name}.consequence"),
        action=reverse("administration:seal_act", args=[view.id.value, name]),
        button=t(f"administration.seal.{name}.button"),
        back=_address(view.id),
        fields=[reason] if step.wants_reason else [],
        facts=facts,
        dangerous=step.is_dangerous,
        mistakes=[Mistake(mistake, reason.id if step.wants_reason else "")] if mistake else [],
    )


def _steps(view: seals.SealView) -> Iterable[str]:
    """What a seal in this standing lets somebody try; whether this reader may is another question."""
    for name, step in STEPS.items():
        hidden = NEVER_WHEN_ASKED if view.ending_by else ONLY_WHEN_ASKED
        if view.standing in step.standings and name not in hidden:
            yield name


def _verb(name: str) -> str:
    return "end" if name == "keep" else name


def _facts(view: seals.SealView) -> list[Fact]:
    facts = [
        Fact(t("administration.seal.name"), view.name),
        Fact(t("administration.seal.number"), view.number),
        Fact(t("administration.seal.valid"), f"{day(view.valid_from)} — {day(view.valid_until)}"),
        Fact(t("administration.seal.keeper"), t(f"administration.seal.keeper.{view.keeper}")),
    ]
    if view.is_expired and view.standing is not seals.Standing.DESTROYED:
        facts.append(Fact(t("administration.seal.note"), t("administration.seal.expired")))
    return facts


def _history(seal: seals.SealId, request: HttpRequest) -> list[Entry]:
    found = seals.get_history(seal, actor=people.actor(request))
    names = _names(event.actor for event in found)
    return [
        Entry(
            title=t(f"administration.seal.event.{event.type.split('.')[1]}"),
            at=event.at,
            who=names.get(event.actor, t("administration.seal.by_system")),
            text=str(event.data.get("reason", "")),
        )
        for event in reversed(found)
    ]


def _names(signed: Iterable[str]) -> dict[str, str]:
    """Who signed, by signature; in whose place is told too."""
    signatures = {text: Signature.parse(text) for text in signed}
    names = registry.account_names(account for one in signatures.values() for account in one.accounts)
    return {
        text: " · ".join(names[account] for account in (one.account, one.in_place_of) if account in names)
        for text, one in signatures.items()
        if one.account in names
    }


def _address(seal: seals.SealId) -> str:
    return reverse("administration:seal", args=[seal.value])
