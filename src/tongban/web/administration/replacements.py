"""Standing in for a colleague, and to which person a staff log-in belongs."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tongban.domains.registry import api as registry
from tongban.kernel.errors import Refusal
from tongban.web import limits, moment, people
from tongban.web.accounts.acting import needs_duty
from tongban.web.administration import pages
from tongban.web.administration.forms import Choices, PersonForm, ReplaceForm
from tongban.web.components.parts import Confirm
from tongban.web.wording import pick, t


@require_http_methods(["GET", "POST"])
@needs_duty(pages.ADMINISTER)
def replace(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Let this account stand in for a colleague, from a day to a day."""
    view = registry.get_account(registry.AccountId(uuid), actor=people.actor(request))
    form = ReplaceForm(request.POST or None, holdings=_held(request, view.id), initial={"since": moment.today()})
    if form.is_valid():
        given = form.cleaned_data
        post, _, absent = given["held"].partition(" ")
        act = partial(
            registry.replace,
            account=view.id,
            post=registry.PostId.parse(post),
            in_place_of=registry.AccountId.parse(absent),
            since=given["since"],
            until=given["until_replaced"],
            actor=people.actor(request),
            now=moment.now(),
        )
        if pages.accepted(form, act, form.PLACES):
            pages.told(request, "replaced", username=view.username)
            return _to(view.id)
    return pages.form_page(request, form, place="accounts", key="replace", about=_about(view))


@require_http_methods(["GET", "POST"])
@needs_duty(pages.ADMINISTER)
def person(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say which registered person a staff log-in belongs to, by the whole number of the identity card."""
    view = registry.get_account(registry.AccountId(uuid), actor=people.actor(request))
    form = PersonForm(request.POST or None)
    if form.is_valid():
        limits.allow_look(request)

        def link() -> None:
            actor, now = people.actor(request), moment.now()
            found = registry.find_person(citizen_id=form.cleaned_data["citizen_id"], actor=actor, now=now)
            if found is None:
                raise Refusal("administration.person.nobody")
            registry.link_account(account=view.id, person=found.id, actor=actor, now=now)

        if pages.accepted(form, link, form.PLACES):
            pages.told(request, "linked", username=view.username)
            return _to(view.id)
    return pages.form_page(request, form, place="accounts", key="person", about=_about(view))


@require_http_methods(["GET", "POST"])
@needs_duty(pages.ADMINISTER)
def remove_person(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take the link away; asks first, because from then on the log-ins count as two people again."""
    view = registry.get_account(registry.AccountId(uuid), actor=people.actor(request))
    if request.method == "POST":
        registry.link_account(account=view.id, person=None, actor=people.actor(request), now=moment.now())
        pages.told(request, "unlinked", username=view.username)
        return _to(view.id)
    confirm = Confirm(
        title=t("administration.person.remove"),
        consequence=t("administration.person.remove.consequence", name=view.name),
        action=request.path,
        button=t("administration.person.remove"),
        back=reverse("administration:account", args=[uuid]),
        dangerous=True,
    )
    return pages.confirm(request, confirm)


def _held(request: HttpRequest, account: registry.AccountId) -> Choices:
    """The posts of the administrator's regions with those who hold them today in their own right."""
    return [
        (
            f"{held.post.id} {held.account}",
            f"{held.account_name} · {pick(held.post.agency.short)} · {pick(held.post.title)}",
        )
        for held in registry.list_holdings(on=moment.today(), regions=pages.regions_of(request))
        if held.account != account and held.in_place_of is None
    ]


def _about(view: registry.AccountView) -> str:
    return f"{view.name}（{view.username}）"


def _to(account: registry.AccountId) -> HttpResponse:
    return HttpResponseRedirect(reverse("administration:account", args=[account.value]))
