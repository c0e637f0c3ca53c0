"""The form by which somebody is asked to act: what it asks, how it is read, where its mistakes are said."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from django.http import HttpRequest, QueryDict

from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel.errors import Refusal, TongbanError
from tongban.web import moment, people, preferences
from tongban.web.components.parts import Choice, Field, Mistake
from tongban.web.wording import pick, t

TERMS = (30, 90, 365, 1095)  # days
USUAL_TERM = "90"
USUAL_ACTS = ("read", "submit", "supplement", "bring_tolerated")
KINDS = ("relative", "agent", "parent")
HEADS = ("self", "legal_representative")


def decides(request: HttpRequest) -> frozenset[int]:
    """The rows of those for whom the reader decides: the person, and the enterprises that he heads."""
    return frozenset(one.subject for one in people.applicant(request).grants if one.kind in HEADS)


def principals_of(request: HttpRequest) -> list[registry.SubjectView]:
    """On whose behalf the reader may ask somebody to act, the person first."""
    mine = registry.list_subjects_by_pk(decides(request))
    return sorted(mine.values(), key=lambda one: (one.kind != "person", one.pk))


def offer(request: HttpRequest, principals: Sequence[registry.SubjectView]) -> registry.OfferedDelegation:
    """Send what was filled in. Refuses what `registry.{find_agent,delegate}` refuse, and what was not chosen."""
    given = request.POST
    chosen = given.get("principal", str(principals[0].id))
    principal = next((one for one in principals if str(one.id) == chosen), principals[0])
    kind, named = given.get("kind", ""), given.get("agent", "").strip()
    if kind not in KINDS:
        raise Refusal("web.delegation.kind_missing")
    agent = registry.find_agent(named, kind=kind).id if named else None
    term = given.get("term", "")
    if not term.isdecimal() or int(term) not in TERMS:
        raise Refusal("web.delegation.term_missing")
    procedures = given.getlist("procedures") if given.get("matters") == "some" else []
    if given.get("matters") == "some" and not procedures:
        raise Refusal("web.delegation.matters_missing")
    return registry.delegate(
        principal=principal.id,
        kind=kind,
        acts=given.getlist("acts"),
        procedures=procedures,
        until=moment.today() + timedelta(days=int(term)),
        agent=agent,
        actor=people.applicant(request),
        now=moment.now(),
    )


_PLACES = (
    ("registry.delegation.agent", "f-agent"),
    ("registry.delegation.oneself", "f-agent"),
    ("registry.delegation.already", "f-agent"),
    ("registry.delegation.kind", "f-kind"),
    ("web.delegation.kind", "f-kind"),
    ("registry.delegation.no_acts", "f-acts"),
    ("registry.delegation.unknown_act", "f-acts"),
    ("web.delegation.term", "f-term"),
    ("web.delegation.matters", "f-matters"),
)


def field_of(refused: TongbanError) -> str:
    """The id of the question that a refusal is about."""
    return next((place for start, place in _PLACES if refused.code.startswith(start)), "")


def fields(
    request: HttpRequest, principals: Sequence[registry.SubjectView], mistakes: Sequence[Mistake]
) -> dict[str, Field]:
    """The questions by their names, with what was answered and what was wrong."""
    given = request.POST
    says = _reader(given)
    asked = scope_fields(given, _kinds(principals), mistakes)
    more = [
        Field(
            "agent",
            t("web.delegation.who"),
            value=says("agent", ""),
            help=t("web.delegation.who.help"),
            required=False,
            autocomplete="off",
        ),
        _radio("matters", [("all", "web.delegation.every"), ("some", "web.delegation.some")], says("matters", "all")),
        _matters(request, given),
    ]
    if len(principals) > 1:
        chosen = says("principal", str(principals[0].id))
        choices = [Choice(str(one.id), one.name, str(one.id) == chosen, one.code_masked) for one in principals]
        more.append(Field("principal", t("web.delegation.for_whom"), "radio", choices=choices))
    return asked | _with_errors(more, mistakes)


def scope_fields(given: QueryDict, kinds: Sequence[str], mistakes: Sequence[Mistake]) -> dict[str, Field]:
    """By what right, what may be done, and until when: asked on every form of a delegation."""
    says = _reader(given)
    asked = [
        _radio("kind", [(one, f"web.delegation.kind.{one}") for one in kinds], says("kind", "")),
        _boxes("acts", [(act, f"web.delegation.act.{act}") for act in registry.DELEGABLE], given, usual=USUAL_ACTS),
        _radio("term", [(str(days), f"web.delegation.term.{days}") for days in TERMS], says("term", USUAL_TERM)),
    ]
    return _with_errors(asked, mistakes)


def _with_errors(asked: Sequence[Field], mistakes: Sequence[Mistake]) -> dict[str, Field]:
    wrong = {one.field: one.text for one in mistakes}
    return {one.name: replace(one, error=wrong.get(one.id, "")) for one in asked}


def _kinds(principals: Sequence[registry.SubjectView]) -> list[str]:
    """Only an enterprise has a parent, only a person has relatives."""
    kinds = {one.kind for one in principals}
    fitting = {"relative": "person" in kinds, "agent": True, "parent": "enterprise" in kinds}
    return [kind for kind in KINDS if fitting[kind]]


def _reader(given: QueryDict) -> Callable[[str, str], str]:
    return lambda name, usual: given.get(name, usual) if given else usual


def _radio(name: str, options: Sequence[tuple[str, str]], chosen: str) -> Field:
    choices = [Choice(value, t(code), value == chosen, _help(code)) for value, code in options]
    return Field(name, t(f"web.delegation.{name}"), "radio", choices=choices)


def _boxes(name: str, options: Sequence[tuple[str, str]], given: QueryDict, *, usual: Sequence[str]) -> Field:
    chosen = given.getlist(name) if given else list(usual)
    choices = [Choice(value, t(code), value in chosen, _help(code)) for value, code in options]
    return Field(name, t(f"web.delegation.{name}"), "checkboxes", choices=choices)


def _help(code: str) -> str:
    return t(f"{code}.help")


def _matters(request: HttpRequest, given: QueryDict) -> Field:
    region = preferences.region(request)
    chosen = given.getlist("procedures") if given else []
    offered = offered_now(region.code) if region else []
    choices = [Choice(one.key, pick(one.title), one.key in chosen) for one in offered]
    return Field("procedures", t("web.delegation.procedures"), "checkboxes", choices=choices, required=False)


def offered_now(region: str = "") -> list[catalogue.ProcedureSummary]:
    """What is offered today, in one region or in every one."""
    regions = [region] if region else [one.code for one in registry.list_regions(on=moment.today()) if one.pack]
    return [one for code in regions for one in catalogue.list_procedures(code, on=moment.today())]
