"""A change under way: what it changes, what is wrong with it, editing it, handing it over, publishing it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel.errors import Conflict, TongbanError
from tongban.web import moment, people
from tongban.web.accounts.acting import needs_duty
from tongban.web.administration import pages
from tongban.web.administration.catalogue import fields, posting, words
from tongban.web.administration.catalogue.register import (
    KEEPERS,
    day_and_policy,
    mistake_place,
    policy_of,
    reason_field,
    typed_of,
)
from tongban.web.components.parts import Confirm, Fact, Link, Mistake
from tongban.web.wording import instant, pick, t

ACTS: Mapping[str, Callable[..., None]] = {
    "submit": catalogue.submit_draft,
    "return": catalogue.return_draft,
    "discard": catalogue.discard_draft,
    "refresh": catalogue.refresh_draft,
}


@require_POST
@needs_duty(*KEEPERS)
def begin(request: HttpRequest, region: str, key: str) -> HttpResponse:
    """Begin a change; where one is under way, go to it."""
    actor = people.actor(request)
    try:
        draft = catalogue.open_draft(procedure=key, region=region, actor=actor, now=moment.now())
    except Conflict as refused:
        found = next((one for one in catalogue.list_drafts(actor) if (one.region, one.key) == (region, key)), None)
        if found is None:
            raise
        messages.info(request, t(refused.code, **refused.values))
        return HttpResponseRedirect(_address(found.id))
    return HttpResponseRedirect(reverse("administration:catalogue_edit", args=[draft.value]))


@require_safe
@needs_duty(*KEEPERS)
def draft(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What the change changes, what the checks found, and what the reader may do with it."""
    view = _get(request, uuid)
    return _draft_page(request, view, [])


def _draft_page(request: HttpRequest, view: catalogue.DraftView, mistakes: Sequence[Mistake]) -> HttpResponse:
    actor, today = people.actor(request), moment.today()
    is_open = view.state in ("open", "returned", "submitted")
    findings = catalogue.examine_draft(view.id, actor, on=today) if is_open else ()
    changes = catalogue.compare_draft(view.id, actor, on=today) if is_open else ()
    edit_url = reverse("administration:catalogue_edit", args=[view.id.value])
    own = bool(view.writers & {actor.label, *actor.same_as})
    facts = [
        Fact(t("administration.catalogue.state"), t(f"administration.catalogue.draft.{view.state}")),
        Fact(t("administration.catalogue.author"), _name(view.author)),
        Fact(t("administration.catalogue.saved"), instant(view.saved_at)),
        Fact(t("administration.catalogue.base"), t("administration.catalogue.version_number", number=view.base.number)),
    ]
    shown = {
        "view": view,
        "facts": facts,
        "mistakes": mistakes,
        "changes": words.changed(changes),
        "findings": list(dict.fromkeys((words.finding(one), _found_at(edit_url, one)) for one in findings)),
        "clashes": [words.part_name(one.split(".")[0]) for one in view.clashes],
        "may_edit": view.state in ("open", "returned"),
        "may_review": view.state == "submitted" and not own,
        "is_own": own,
        "is_open": is_open,
        "trail": [*_trail(view), Link(t("administration.catalogue.draft.title"))],
    }
    return pages.page(request, "catalogue/draft", place="catalogue", status=422 if mistakes else 200, **shown)


def _found_at(edit_url: str, one: catalogue.DraftFinding) -> str:
    place = fields.place_of(one.field)
    return f"{edit_url}#g-{place.replace('.', '-')}" if place else edit_url


@require_http_methods(["GET", "POST"])
@needs_duty(*KEEPERS)
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Everything that may be edited, on one page; saved right or wrong, the checks tell what is wrong."""
    view = _get(request, uuid)
    if view.state not in ("open", "returned"):
        return HttpResponseRedirect(_address(view.id))
    today = moment.today()
    now = catalogue.editable(view.pack, view.key, view.edit, on=today)
    mistakes: list[Mistake] = []
    reason = request.POST.get("reason", view.reason)
    if request.method == "POST":
        original = catalogue.editable(view.pack, view.key, catalogue.Edit(), on=today)
        posted = posting.read(request.POST, original=original, now=now, before=view.edit)
        try:
            catalogue.save_draft(
                draft=view.id, edit=posted, reason=reason, actor=people.actor(request), now=moment.now()
            )
        except TongbanError as refused:
            mistakes = _mistakes(refused)
        else:
            pages.told(request, "draft_saved")
            return HttpResponseRedirect(_address(view.id))
    findings: dict[str, list[str]] = {}
    if not mistakes:
        for one in catalogue.examine_draft(view.id, people.actor(request), on=today):
            findings.setdefault(one.field, []).append(words.finding(one))
    groups = fields.draw(now, findings)
    if mistakes:
        groups = fields.retyped(groups, request.POST)
    shown = {
        "view": view,
        "groups": groups,
        "mistakes": mistakes,
        "reason": reason_field(reason, mistakes),
        "trail": [*_trail(view), Link(t("administration.catalogue.edit"))],
    }
    return pages.page(request, "catalogue/edit", place="catalogue", status=422 if mistakes else 200, **shown)


def _mistakes(refused: TongbanError) -> list[Mistake]:
    """One sentence per part that is malformed, leading to it; else the refusal's own sentence."""
    named = refused.values.get("fields")
    if not isinstance(named, list):
        return [Mistake(t(refused.code, **refused.values), mistake_place(refused.code))]
    return [
        Mistake(t("administration.catalogue.incomplete", part=fields.spoken(one)), f"f-{one.replace('.', '-')}")
        for one in named
    ]


@require_POST
@needs_duty(*KEEPERS)
def act(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Hand the change in, give it back, give it up, or put it upon the newest version."""
    view = _get(request, uuid)
    name = request.POST.get("act", "")
    more: dict[str, Any] = {"remark": request.POST.get("remark", "")} if name == "return" else {}
    if name not in ACTS:
        return HttpResponseRedirect(_address(view.id))
    try:
        ACTS[name](draft=view.id, actor=people.actor(request), now=moment.now(), **more)
    except TongbanError as refused:
        place = "f-remark" if refused.code == "catalogue.draft.remark_missing" else ""
        return _draft_page(request, view, [Mistake(t(refused.code, **refused.values), place)])
    pages.told(request, f"draft_{name}")
    return HttpResponseRedirect(_address(view.id))


@require_http_methods(["GET", "POST"])
@needs_duty(*KEEPERS)
def publish(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Publish the change: from which day, what becomes of running cases; tells first how many each choice is about."""
    view = _get(request, uuid)
    typed = typed_of(request)
    mistakes: list[Mistake] = []
    if request.method == "POST":
        try:
            catalogue.publish_draft(
                draft=view.id,
                in_force_from=pages.read_day(typed["on"]),
                policy=policy_of(typed["policy"]),
                actor=people.actor(request),
                now=moment.now(),
            )
        except TongbanError as refused:
            mistakes = [Mistake(t(refused.code, **refused.values), mistake_place(refused.code))]
        else:
            pages.told(request, "draft_published", title=view.title)
            return HttpResponseRedirect(reverse("administration:catalogue_item", args=[view.region, view.key]))
    confirm = Confirm(
        title=t("administration.catalogue.publish.title", title=view.title),
        consequence=t("administration.catalogue.publish.consequence"),
        action=request.path,
        button=t("administration.catalogue.publish.button"),
        back=_address(view.id),
        fields=day_and_policy(typed, mistakes),
        facts=_tried(request, view),
        mistakes=mistakes,
    )
    return pages.confirm(request, confirm, 422 if mistakes else 200)


def _tried(request: HttpRequest, view: catalogue.DraftView) -> list[Fact]:
    actor = people.actor(request)
    preview = catalogue.preview_draft(view.id, actor, on=moment.today())
    versions = catalogue.version_ids(view.pack, view.key)
    found = cases.simulate_migration(versions, preview, actor=actor, now=moment.now(), limit=0)
    return trial_facts(found)


def trial_facts(found: cases.Simulation) -> list[Fact]:
    """How many running cases there are, and of each way."""
    ways = (("total", found.total), ("silent", found.silent), ("ask", found.ask), ("stay", found.stay))
    return [
        Fact(t(f"administration.catalogue.trial.{way}"), f"{count:,}", t(f"administration.catalogue.trial.{way}.note"))
        for way, count in ways
    ]


def _get(request: HttpRequest, uuid: UUID) -> catalogue.DraftView:
    return catalogue.get_draft(catalogue.ItemDraftId(uuid), people.actor(request))


def _name(label: str) -> str:
    """The name of an account by its label; nobody yet while a pack's update waits to be taken up."""
    if not label:
        return t("administration.catalogue.nobody")
    return registry.account_names([label]).get(label, t("administration.catalogue.nobody"))


def _trail(view: catalogue.DraftView) -> list[Link]:
    item = reverse("administration:catalogue_item", args=[view.region, view.key])
    home = Link(t("administration.catalogue.title"), reverse("administration:catalogue"))
    return [home, Link(pick(view.title), item)]


def _address(draft: catalogue.ItemDraftId) -> str:
    return reverse("administration:catalogue_draft", args=[draft.value])
