"""People at the counter: found by their identity number, registered, and their delegations on signed paper.

For those who have neither telephone nor log-in. The number is only ever posted, never in an address.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tongban.domains.registry import api as registry
from tongban.kernel import evidence
from tongban.kernel.errors import Refusal
from tongban.web import limits, moment, people
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Choice, Fact, Field, Link, Mistake
from tongban.web.desk import pages
from tongban.web.space import delegation_form as asking
from tongban.web.space import delegations as telling
from tongban.web.wording import day, t

INTAKE = "intake"
GET_AND_POST = ["GET", "HEAD", "POST"]
PURPOSE = "delegation"
_PLACES = (
    ("kernel.identifier", "citizen_id"),
    ("registry.person.name", "name"),
    ("registry.person.phone", "phone"),
    ("registry.person", "citizen_id"),
    ("registry.delegation.paper", "paper"),
    ("kernel.evidence", "paper"),
    ("registry.delegation.kind", "kind"),
    ("web.delegation.term", "term"),
    ("web.delegation.kind", "kind"),
    ("registry.delegation.no_acts", "acts"),
    ("desk.person.agent", "agent"),
    ("registry.delegation", "agent"),
)


@never_cache
@require_http_methods(GET_AND_POST)
@needs_duty(INTAKE)
def find(request: HttpRequest) -> HttpResponse:
    """Who stands at the counter: the whole number of the identity document; unknown people are registered here."""
    typed = request.POST.get("citizen_id", "").strip()
    mistakes: list[Mistake] = []
    unknown = False
    if request.method == "POST":
        try:
            subject = _register(request) if "register" in request.POST else _find(request, typed)
            if subject is not None:
                return redirect("desk:person", str(subject))
            unknown = True
        except Refusal as refused:
            mistakes, unknown = [_mistake(refused)], "register" in request.POST
    given = request.POST
    phone = _field("phone", mistakes, value=given.get("phone", ""), help="desk.person.phone.help", required=False)
    shown: dict[str, Any] = {
        "links": _links(),
        "field": _field("citizen_id", mistakes, value=typed, help="desk.person.citizen_id.help"),
        "unknown": unknown,
        "typed": typed,
        "fields": [_field("name", mistakes, value=given.get("name", "")), phone, _documents(request)],
        "mistakes": mistakes,
    }
    return pages.page(request, "person_find", place="person_find", status=422 if mistakes else 200, **shown)


@never_cache
@require_safe
@needs_duty(INTAKE)
def person(request: HttpRequest, subject_id: str) -> HttpResponse:
    """Somebody at the counter: who may act for this person, and for whom this person may."""
    subject, can_log_in = _subject(request, subject_id)
    found = registry.find_delegations(subject.id, people.actor(request), now=moment.now())
    shown: dict[str, Any] = {
        "links": _links(subject.name),
        "subject": subject,
        "can_log_in": can_log_in,
        "facts": [
            Fact(t("desk.person.name"), subject.name),
            Fact(t("desk.person.citizen_id"), subject.code_masked),
            Fact(t("desk.person.log_in"), t(f"desk.person.log_in.{'yes' if can_log_in else 'no'}")),
        ],
        "given": [_line(one, can_log_in) for one in found if one.principal.id == subject.id],
        "held": [_line(one, True) for one in found if one.principal.id != subject.id],
    }
    return pages.page(request, "person", place="person_find", **shown)


@never_cache
@require_http_methods(GET_AND_POST)
@needs_duty(INTAKE)
def delegate(request: HttpRequest, subject_id: str) -> HttpResponse:
    """Enter a signed paper by which somebody without a log-in lets another act."""
    subject, can_log_in = _subject(request, subject_id)
    if can_log_in:
        raise Refusal("registry.delegation.principal_has_account", name=subject.name)

    def enter() -> None:
        given = request.POST
        term = given.get("term", "")
        if given.get("kind") not in ("relative", "agent"):
            raise Refusal("web.delegation.kind_missing")
        if not term.isdecimal() or int(term) not in asking.TERMS:
            raise Refusal("web.delegation.term_missing")
        agent = _find(request, given.get("agent", "").strip())
        if agent is None:
            raise Refusal("desk.person.agent_unknown")
        registry.delegate(
            principal=subject.id,
            kind=given["kind"],
            acts=given.getlist("acts"),
            until=moment.today() + timedelta(days=int(term)),
            agent=agent,
            evidence=_paper(request),
            actor=people.actor(request),
            now=moment.now(),
        )

    return _on_paper(request, subject, "delegate", act=enter)


@never_cache
@require_http_methods(GET_AND_POST)
@needs_duty(INTAKE)
def end(request: HttpRequest, subject_id: str, delegation_id: str) -> HttpResponse:
    """End a delegation of somebody without a log-in, at once, on a signed paper."""
    subject, _ = _subject(request, subject_id)
    wanted = registry.DelegationId.parse(delegation_id)
    found = registry.find_delegations(subject.id, people.actor(request), now=moment.now())
    one = next((one for one in found if one.id == wanted and one.principal.id == subject.id), None)
    if one is None:
        raise Http404(delegation_id)

    def revoke() -> None:
        actor, now = people.actor(request), moment.now()
        registry.revoke_delegation(delegation=wanted, evidence=_paper(request), actor=actor, now=now)

    return _on_paper(request, subject, "end", act=revoke, facts=telling.facts_of(one, frozenset({subject.pk})))


def _on_paper(
    request: HttpRequest,
    subject: registry.SubjectView,
    verb: str,
    *,
    act: Callable[[], None],
    facts: Sequence[Fact] = (),
) -> HttpResponse:
    """A page that does something for a person on a signed paper, or says what is missing."""
    mistakes: list[Mistake] = []
    if request.method == "POST":
        try:
            act()
        except Refusal as refused:
            mistakes = [_mistake(refused)]
        else:
            messages.success(request, t(f"desk.person.{verb}.done"))
            return redirect("desk:person", str(subject.id))
    shown: dict[str, Any] = {
        "links": [*_links(subject.name)[:-1], Link(subject.name, _address(subject)), Link(t(f"desk.person.{verb}"))],
        "title": t(f"desk.person.{verb}"),
        "lead": t(f"desk.person.{verb}.lead", name=subject.name),
        "facts": facts,
        "fields": [*(_asked(request, mistakes) if verb == "delegate" else []), _paper_field(mistakes)],
        "mistakes": mistakes,
        "back": _address(subject),
        "is_end": verb == "end",
    }
    return pages.page(request, "person_paper", place="person_find", status=422 if mistakes else 200, **shown)


# reading -------------------------------------------------------------------------------------------------------------


def _find(request: HttpRequest, number: str) -> registry.SubjectId | None:
    """Counted, so that nobody tries numbers; the register writes down each look."""
    limits.allow_look(request)
    found = registry.find_person(citizen_id=number, actor=people.actor(request), now=moment.now())
    return found.id if found else None


def _register(request: HttpRequest) -> registry.SubjectId:
    given = request.POST
    return registry.register_person(
        name=given.get("name", ""),
        citizen_id=given.get("citizen_id", ""),
        phone=given.get("phone", ""),
        document=given.get("document", ""),
        actor=people.actor(request),
        now=moment.now(),
    )


def _subject(request: HttpRequest, subject_id: str) -> tuple[registry.SubjectView, bool]:
    """A person, and whether somebody can log in and decide for him."""
    try:
        subject = registry.get_subject(registry.SubjectId.parse(subject_id))
    except Refusal as refused:
        raise Http404(refused.code) from refused
    if subject.kind != "person":
        raise Http404(subject_id)
    return subject, registry.can_log_in(subject.id, on=moment.today())


def _paper(request: HttpRequest) -> list[str]:
    """The signed paper that was uploaded, kept; nothing when none was."""
    actor, now = people.actor(request), moment.now()
    return [
        str(evidence.put(evidence.read_whole(file), file.name or PURPOSE, by=actor.label, purpose=PURPOSE, at=now))
        for file in request.FILES.getlist("paper")
    ]


# words ---------------------------------------------------------------------------------------------------------------


def _mistake(refused: Refusal) -> Mistake:
    place = next((place for start, place in _PLACES if refused.code.startswith(start)), "")
    return Mistake(t(refused.code, **refused.values), f"f-{place}" if place else "")


def _line(found: registry.DelegationView, can_log_in: bool) -> dict[str, Any]:
    other = found.agent.name if found.agent else found.helper_name
    return {
        "id": found.id,
        "title": t("desk.person.line", principal=found.principal.name, agent=other or t("web.delegation.whoever")),
        "scope": telling.acts_of(found.acts),
        "until": t("web.delegation.until", day=day(found.until)),
        "state": found.state,
        "can_end": not can_log_in,
    }


def _links(last: str = "") -> list[Link]:
    links = [Link(t("desk.person_find.title"), reverse("desk:person_find") if last else "")]
    return [*links, Link(last)] if last else links


def _address(subject: registry.SubjectView) -> str:
    return reverse("desk:person", args=[str(subject.id)])


def _field(name: str, mistakes: Sequence[Mistake], *, value: str = "", help: str = "", required: bool = True) -> Field:
    error = next((one.text for one in mistakes if one.field == f"f-{name}"), "")
    told = t(help) if help else ""
    return Field(
        name, t(f"desk.person.{name}"), value=value, help=told, error=error, required=required, autocomplete="off"
    )


def _paper_field(mistakes: Sequence[Mistake]) -> Field:
    error = next((one.text for one in mistakes if one.field == "f-paper"), "")
    return Field("paper", t("desk.person.paper"), "file", help=t("desk.person.paper.help"), error=error)


def _documents(request: HttpRequest) -> Field:
    chosen = request.POST.get("document", registry.DOCUMENTS[0])
    choices = [Choice(one, t(f"desk.person.document.{one}"), one == chosen) for one in registry.DOCUMENTS]
    return Field("document", t("desk.person.document"), "radio", choices=choices)


def _asked(request: HttpRequest, mistakes: Sequence[Mistake]) -> list[Field]:
    asked = asking.scope_fields(request.POST, ("relative", "agent"), mistakes)
    agent = _field("agent", mistakes, value=request.POST.get("agent", ""), help="desk.person.agent.help")
    return [asked["kind"], agent, asked["acts"], asked["term"]]
