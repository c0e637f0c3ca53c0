"""The register and one procedure in it: versions, what differs between them, restoring one, ending it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.kernel import packs
from tongban.kernel.errors import Refusal, TongbanError
from tongban.web import moment, people
from tongban.web.accounts.acting import needs_duty
from tongban.web.administration import pages
from tongban.web.administration.catalogue import words
from tongban.web.components.parts import Choice, Confirm, Fact, Field, Link, Mistake
from tongban.web.wording import day, pick, t

KEEPERS = (pages.CATALOGUE, pages.ADMINISTER)
STATES = ("in_force", "coming", "draft", "withdrawn")
POLICIES = ("keep", "migrate", "ask")


@require_safe
@needs_duty(*KEEPERS)
def register(request: HttpRequest) -> HttpResponse:
    """Every procedure of the reader's regions with its version, its state and how many cases run under it."""
    text, state = request.GET.get("q", "").strip()[:60], request.GET.get("state", "")
    state = state if state in STATES else ""
    rows = catalogue.list_register(people.actor(request), on=moment.today(), text=text, state=state)
    versions = catalogue.versions_of({(row.newest.pack, row.newest.key) for row in rows})
    running = cases.count_running([one for found in versions.values() for one in found])
    lines = [(row, sum(running.get(one, 0) for one in versions[row.newest.pack, row.newest.key])) for row in rows]
    waiting = [one for one in catalogue.list_drafts(people.actor(request)) if one.state == "submitted" or one.merges]
    states = [("", t("administration.catalogue.state.all"))]
    states += [(one, t(f"administration.catalogue.state.{one}")) for one in STATES]
    return pages.page(
        request,
        "catalogue/register",
        place="catalogue",
        lines=lines,
        text=text,
        state=state,
        states=states,
        waiting=waiting,
    )


@require_safe
@needs_duty(*KEEPERS)
def item(request: HttpRequest, region: str, key: str) -> HttpResponse:
    """One procedure: its versions with their policies, its draft, and how far running cases have moved."""
    actor = people.actor(request)
    versions = catalogue.history_of(_pack(region), key, actor=actor)
    running = cases.count_running([one.id for one in versions])
    draft = next((one for one in catalogue.list_drafts(actor) if (one.pack, one.key) == (versions[0].pack, key)), None)
    lines = [
        {"version": one, "running": running.get(one.id, 0), "run": cases.find_run(one.id, actor), "before": before}
        for one, before in zip(versions, [*versions[1:], None], strict=True)
    ]
    newest = versions[0]
    facts = [
        Fact(t("administration.catalogue.number"), str(newest.number)),
        Fact(t("administration.catalogue.since"), day(newest.in_force_from)),
        Fact(t("administration.catalogue.running"), str(sum(running.values()))),
        Fact(t("administration.catalogue.origin"), t(f"administration.catalogue.origin.{newest.origin}")),
    ]
    return pages.page(
        request,
        "catalogue/item",
        place="catalogue",
        trail=[_home(), Link(pick(newest.title))],
        newest=newest,
        facts=facts,
        lines=lines,
        draft=draft,
        region=region,
    )


@require_safe
@needs_duty(*KEEPERS)
def compare(request: HttpRequest, region: str, key: str) -> HttpResponse:
    """What differs between two versions, part by part; the last two when the address names none."""
    versions = catalogue.history_of(_pack(region), key, actor=people.actor(request))
    by_number = {str(one.number): one for one in versions}
    after = by_number.get(request.GET.get("after", ""), versions[0])
    older = next((one for one in versions if one.number < after.number), after)
    before = by_number.get(request.GET.get("before", ""), older)
    found = words.changed(catalogue.compare_versions(before.id, after.id))
    title = pick(versions[0].title)
    trail = [_home(), Link(title, _address(region, key)), Link(t("administration.catalogue.compare"))]
    shown: dict[str, Any] = {"before": before, "after": after, "versions": versions, "changes": found, "trail": trail}
    return pages.page(request, "catalogue/compare", place="catalogue", title=title, **shown)


@require_http_methods(["GET", "POST"])
@needs_duty(*KEEPERS)
def restore(request: HttpRequest, *, region: str, key: str, version: int) -> HttpResponse:
    """Publish an older version anew; asks for the reason, the day and the policy first."""
    versions = catalogue.history_of(_pack(region), key, actor=people.actor(request))
    old = next((one for one in versions if one.id == version), None)
    if old is None:
        raise Refusal("catalogue.version.unknown", version=str(version))
    typed = typed_of(request)
    mistakes: list[Mistake] = []
    if request.method == "POST":
        try:
            catalogue.restore_version(
                version=old.id,
                in_force_from=pages.read_day(typed["on"]),
                policy=policy_of(typed["policy"]),
                reason=typed["reason"],
                actor=people.actor(request),
                now=moment.now(),
            )
        except TongbanError as refused:
            mistakes = [Mistake(t(refused.code, **refused.values), mistake_place(refused.code))]
        else:
            pages.told(request, "version_restored", number=old.number)
            return HttpResponseRedirect(_address(region, key))
    confirm = Confirm(
        title=t("administration.catalogue.restore.title", number=old.number),
        consequence=t("administration.catalogue.restore.consequence", title=old.title),
        action=request.path,
        button=t("administration.catalogue.restore.button"),
        back=_address(region, key),
        fields=[reason_field(typed["reason"], mistakes), *day_and_policy(typed, mistakes)],
        mistakes=mistakes,
    )
    return pages.confirm(request, confirm, 422 if mistakes else 200)


@require_http_methods(["GET", "POST"])
@needs_duty(*KEEPERS)
def withdraw(request: HttpRequest, region: str, key: str) -> HttpResponse:
    """End a procedure; asks first and tells how many cases go on under it."""
    versions = catalogue.history_of(_pack(region), key, actor=people.actor(request))
    running = sum(cases.count_running([one.id for one in versions]).values())
    typed = typed_of(request)
    mistakes: list[Mistake] = []
    if request.method == "POST":
        try:
            catalogue.withdraw_procedure(
                version=versions[0].id, reason=typed["reason"], actor=people.actor(request), now=moment.now()
            )
        except TongbanError as refused:
            mistakes = [Mistake(t(refused.code, **refused.values), mistake_place(refused.code))]
        else:
            pages.told(request, "procedure_withdrawn", title=versions[0].title)
            return HttpResponseRedirect(_address(region, key))
    confirm = Confirm(
        title=t("administration.catalogue.withdraw.title", title=versions[0].title),
        consequence=t("administration.catalogue.withdraw.consequence", count=running),
        action=request.path,
        button=t("administration.catalogue.withdraw.button"),
        back=_address(region, key),
        fields=[reason_field(typed["reason"], mistakes)],
        dangerous=True,
        mistakes=mistakes,
    )
    return pages.confirm(request, confirm, 422 if mistakes else 200)


def typed_of(request: HttpRequest) -> dict[str, str]:
    """What was typed into a confirm page of the register; today and `keep` at first."""
    start = {"reason": "", "on": moment.today().isoformat(), "policy": "keep"}
    return {name: request.POST.get(name, value) for name, value in start.items()}


def policy_of(text: str) -> catalogue.Policy:
    """Anything else than a known policy leaves running cases alone."""
    return "migrate" if text == "migrate" else "ask" if text == "ask" else "keep"


def day_and_policy(typed: dict[str, str], mistakes: list[Mistake]) -> list[Field]:
    """From which day, and what becomes of running cases; each choice tells its consequence."""
    choices = tuple(
        Choice(
            one,
            t(f"administration.catalogue.policy.{one}"),
            chosen=typed["policy"] == one,
            help=t(f"administration.catalogue.policy.{one}.help"),
        )
        for one in POLICIES
    )
    wrong = next((one.text for one in mistakes if one.field == "f-on"), "")
    return [
        Field("on", t("administration.catalogue.since"), "date", typed["on"], error=wrong),
        Field("policy", t("administration.catalogue.policy"), "radio", choices=choices),
    ]


def reason_field(value: str, mistakes: list[Mistake]) -> Field:
    wrong = next((one.text for one in mistakes if one.field == "f-reason"), "")
    label, told = t("administration.catalogue.reason"), t("administration.catalogue.reason.help")
    return Field("reason", label, "textarea", value, told, wrong, maximum_length=500)


def mistake_place(code: str) -> str:
    """The field that a refusal is about, empty when it is about the whole."""
    return {"catalogue.draft.reason_missing": "f-reason", "catalogue.draft.day_past": "f-on"}.get(
        code, "f-on" if code == "administration.day.malformed" else ""
    )


def _pack(region: str) -> str:
    return catalogue.pack_of(packs.current(), region) or ""


def _home() -> Link:
    return Link(t("administration.catalogue.title"), reverse("administration:catalogue"))


def _address(region: str, key: str) -> str:
    return reverse("administration:catalogue_item", args=[region, key])
