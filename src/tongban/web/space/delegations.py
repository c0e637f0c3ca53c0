"""Acting for one another: for whom I may act, who may act for me; invited, accepted, ended; and choosing for whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.domains.registry import api as registry
from tongban.kernel.errors import Refusal, TongbanError
from tongban.web import limits, moment, people, preferences
from tongban.web.components.parts import Confirm, Fact, Field, Link, Mistake
from tongban.web.space import delegation_form as asking
from tongban.web.wording import day, pick, t

GET_AND_POST = ["GET", "HEAD", "POST"]
CODE = "delegation_code"
TRIES = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One delegation of a list, in words."""

    id: str
    title: str
    scope: str
    until: str
    state: str
    note: str
    subject: str
    can_act: bool


@never_cache
@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """For whom I may act, and who may act for me."""
    actor, now = people.applicant(request), moment.now()
    held = registry.list_delegations(actor, side="held", now=now)
    given = registry.list_delegations(actor, side="given", now=now)
    shown = {
        "links": _links(),
        "held": [_line(one, side="held") for one in held if one.kind != "helper"],
        "given": [_line(one, side="given") for one in given if one.kind != "helper"],
        "helped": [_line(one, side="given") for one in given if one.kind == "helper"],
    }
    return render(request, "space/delegations.html", shown)


@never_cache
@login_required
@require_http_methods(GET_AND_POST)
def new(request: HttpRequest) -> HttpResponse:
    """Ask somebody to act: who, what, in which matters, until when."""
    principals = asking.principals_of(request)
    if not principals:
        return render(request, "space/delegation_nobody.html", {"links": _links(t("web.delegation.new"))})
    mistakes: list[Mistake] = []
    if request.method == "POST":
        try:
            if request.POST.get("agent", "").strip():  # names of log-ins could be tried one by one
                limits.allow(request, "delegation_agent", per_minute=TRIES)
            offered = asking.offer(request, principals)
        except TongbanError as refused:
            mistakes = [Mistake(t(refused.code, **refused.values), asking.field_of(refused))]
        else:
            if offered.code:
                request.session[CODE] = (str(offered.id), offered.code)
            messages.success(request, t("web.delegation.offered"))
            return redirect("space:delegation", str(offered.id))
    shown = {
        "links": _links(t("web.delegation.new")),
        "fields": asking.fields(request, principals, mistakes),
        "mistakes": mistakes,
    }
    return render(request, "space/delegation_new.html", shown, status=422 if mistakes else 200)


@never_cache
@login_required
@require_http_methods(GET_AND_POST)
def by_code(request: HttpRequest) -> HttpResponse:
    """An invitation by its code: first shown with what it means, then accepted."""
    typed, mistakes, found = request.POST.get("code", ""), [], None
    if request.method == "POST":
        limits.allow(request, "delegation_code", per_minute=TRIES)
        try:
            found = registry.find_offer(typed, people.applicant(request), now=moment.now())
            if "accept" in request.POST:
                return _accept(request, found.id, code=typed)
        except Refusal as refused:
            found, mistakes = None, [Mistake(t(refused.code, **refused.values), "f-code")]
    shown = {
        "links": _links(t("web.delegation.code")),
        "field": Field(
            "code",
            t("web.delegation.code"),
            value=typed,
            help=t("web.delegation.code.help"),
            width="medium",
            error=mistakes[0].text if mistakes else "",
        ),
        "mistakes": mistakes,
        "offer": found,
        "facts": facts_of(found, asking.decides(request)) if found else [],
        "code": typed,
    }
    return render(request, "space/delegation_code.html", shown, status=422 if mistakes else 200)


@never_cache
@login_required
@require_safe
def one(request: HttpRequest, delegation_id: str) -> HttpResponse:
    """One delegation in plain words, and what can be done with it."""
    found = _own(request, delegation_id)
    mine = asking.decides(request)
    owner, code = request.session.get(CODE, ("", ""))
    is_given = found.principal.pk in mine
    shown = {
        "links": _links(_title(found, side="given" if is_given else "held")),
        "delegation": found,
        "title": _title(found, side="given" if is_given else "held"),
        "facts": facts_of(found, mine),
        "code": code if owner == str(found.id) and found.state == "offered" else "",
        "answers": found.state == "offered" and found.agent is not None and found.agent.pk in mine,
        "can_end": found.state in ("offered", "accepted"),
        "can_act": found.state == "accepted" and not is_given,
    }
    return render(request, "space/delegation.html", shown)


@login_required
@require_POST
def answer(request: HttpRequest, delegation_id: str) -> HttpResponse:
    """Accept or decline what was offered to me."""
    found = _own(request, delegation_id)
    if request.POST.get("answer") == "accept":
        return _accept(request, found.id)
    registry.decline_delegation(delegation=found.id, actor=people.applicant(request), now=moment.now())
    messages.success(request, t("web.delegation.declined"))
    return redirect("space:delegations")


@never_cache
@login_required
@require_http_methods(GET_AND_POST)
def end(request: HttpRequest, delegation_id: str) -> HttpResponse:
    """End it, asked once more: from that moment nothing can be done under it."""
    found = _own(request, delegation_id)
    mistakes = []
    if request.method == "POST":
        try:
            registry.revoke_delegation(delegation=found.id, actor=people.applicant(request), now=moment.now())
        except Refusal as refused:
            mistakes = [Mistake(t(refused.code, **refused.values))]
        else:
            messages.success(request, t("web.delegation.ended"))
            return redirect("space:delegations")
    confirm = Confirm(
        title=t("web.delegation.end"),
        consequence=t("web.delegation.end.consequence"),
        action=request.path,
        button=t("web.delegation.end.button"),
        back=reverse("space:delegation", args=[delegation_id]),
        facts=facts_of(found, asking.decides(request))[:3],
        dangerous=True,
        mistakes=mistakes,
    )
    return render(request, "components/confirm.html", {"confirm": confirm}, status=422 if mistakes else 200)


@login_required
@require_POST
def acting(request: HttpRequest) -> HttpResponse:
    """Begin to act for somebody, or leave it; then to my space."""
    given = request.POST.get("subject", "")
    if not given:
        people.act_for(request, None)
        messages.success(request, t("web.acting.left"))
        return HttpResponseRedirect(preferences.back_to(request) if "next" in request.POST else reverse("space:home"))
    if not people.act_for(request, registry.SubjectId.parse(given)):
        raise Refusal("registry.delegation.over")
    return redirect("space:home")


# words ---------------------------------------------------------------------------------------------------------------


def _line(found: registry.DelegationView, *, side: str) -> Line:
    waits = found.state == "offered"
    note = t(f"web.delegation.waits.{side}" if found.agent or side == "held" else "web.delegation.waits.code")
    return Line(
        id=str(found.id),
        title=_title(found, side=side),
        scope=acts_of(found.acts),
        until=t("web.delegation.until", day=day(found.until)),
        state=found.state,
        note=note if waits else "",
        subject=str(found.principal.id),
        can_act=side == "held" and found.state == "accepted" and found.since <= moment.today(),
    )


def _title(found: registry.DelegationView, *, side: str) -> str:
    """Whom it is about, seen from the other side; a person's name is whole only once both have agreed."""
    if side == "held":
        return t(f"web.delegation.kind.{found.kind}.held", name=_name(found, found.principal))
    if not found.helper_name and found.agent is None:
        return t("web.delegation.invited")
    name = found.helper_name or (_name(found, found.agent) if found.agent else "")
    return t(f"web.delegation.kind.{found.kind}.given", name=name)


def _name(found: registry.DelegationView, side: registry.SubjectView, mine: frozenset[int] = frozenset()) -> str:
    """A stranger's name is masked until both sides have agreed; an offer that is taken back shows nobody."""
    return side.name if found.is_agreed or side.pk in mine else side.name_masked


def facts_of(found: registry.DelegationView, mine: frozenset[int]) -> list[Fact]:
    """In plain words. One's own name is never hidden from oneself."""
    agent = found.helper_name or (_name(found, found.agent, mine) if found.agent else t("web.delegation.whoever"))
    principal = f"{_name(found, found.principal, mine)}（{found.principal.code_masked}）"
    return [
        Fact(t("web.delegation.principal"), principal),
        Fact(t("web.delegation.agent"), agent),
        Fact(t("web.delegation.scope"), acts_of(found.acts)),
        Fact(t("web.delegation.matters"), _procedures(found.procedures)),
        Fact(t("web.delegation.term"), t("web.delegation.term.days", since=day(found.since), until=day(found.until))),
        Fact(t("web.delegation.state"), t(f"web.delegation.state.{found.state}")),
        *([Fact(t("web.delegation.basis"), t("web.delegation.basis.paper"))] if found.on_paper else []),
    ]


def acts_of(acts: Sequence[str]) -> str:
    """What may be done, in plain words."""
    return t("web.list").join(t(f"web.delegation.act.{act}") for act in acts)


def _procedures(keys: Sequence[str]) -> str:
    if not keys:
        return t("web.delegation.every")
    titles = {one.key: pick(one.title) for one in asking.offered_now()}
    return t("web.list").join(titles.get(key, key) for key in keys)


def _links(last: str = "") -> list[Link]:
    home = Link(t("web.nav.space"), reverse("space:home"))
    if not last:
        return [home, Link(t("web.delegation.title"))]
    return [home, Link(t("web.delegation.title"), reverse("space:delegations")), Link(last)]


def _own(request: HttpRequest, delegation_id: str) -> registry.DelegationView:
    try:
        wanted = registry.DelegationId.parse(delegation_id)
        return registry.get_delegation(wanted, people.applicant(request), now=moment.now())
    except Refusal as refused:
        raise Http404(refused.code) from refused


def _accept(request: HttpRequest, delegation: registry.DelegationId, *, code: str = "") -> HttpResponse:
    actor, now = people.applicant(request), moment.now()
    registry.accept_delegation(delegation=delegation, code=code, actor=actor, now=now)
    messages.success(request, t("web.delegation.accepted"))
    return redirect("space:delegation", str(delegation))
