"""Accounts of staff: opened, seated, unseated, suspended, given a one-time link."""

from functools import partial
from typing import Any
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.domains.registry import api as registry
from tongban.kernel.errors import TongbanError
from tongban.web import moment, people
from tongban.web.accounts.acting import needs_duty
from tongban.web.administration import pages
from tongban.web.administration.forms import Choices, SeatForm, StaffForm, post_choices
from tongban.web.components.parts import Confirm, Fact, Field, Mistake
from tongban.web.wording import day, pick, t

_LINK = "administration.link"


@require_safe
@needs_duty(pages.ADMINISTER)
def accounts(request: HttpRequest) -> HttpResponse:
    """Staff of the administrator's regions, found by name or username."""
    text = request.GET.get("q", "").strip()
    today, regions = moment.today(), pages.regions_of(request)
    seats: dict[registry.AccountId, list[registry.HoldingView]] = {}
    for holding in registry.list_holdings(on=today, regions=regions):
        seats.setdefault(holding.account, []).append(holding)
    found = registry.list_accounts(people.actor(request), text=text, kind="staff")
    rows = [(account, seats.get(account.id, [])) for account in found]
    return pages.page(request, "accounts", place="accounts", rows=rows, text=text)


@require_http_methods(["GET", "POST"])
@needs_duty(pages.ADMINISTER)
def new(request: HttpRequest) -> HttpResponse:
    """Open a staff account; its owner sets the password by the link that is shown next."""
    form = StaffForm(request.POST or None, posts=_posts(request), initial={"since": moment.today()})
    if form.is_valid():
        given = form.cleaned_data
        made: list[registry.AccountId] = []

        def create() -> None:
            account = registry.create_staff(
                username=given["username"],
                name=given["name"],
                email=given["email"],
                post=registry.PostId.parse(given["post"]) if given["post"] else None,
                since=given["since"],
                until=given["until"],
                actor=people.actor(request),
                now=moment.now(),
            )
            made.append(account)

        if pages.accepted(form, create, form.PLACES):
            _keep_link(request, made[0])
            pages.told(request, "account_created", username=given["username"])
            return _to(made[0])
    return pages.form_page(request, form, place="accounts", key="account_new")


@require_safe
@needs_duty(pages.ADMINISTER)
def account(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One account: its posts, past and present, and what can be done with it."""
    view = registry.get_account(registry.AccountId(uuid), actor=people.actor(request))
    today = moment.today()
    holdings = [
        {"held": holding, "state": _state(holding), "ends": holding.until is None or holding.until >= today}
        for holding in registry.list_holdings(view.id, regions=pages.regions_of(request))
    ]
    facts = [
        Fact(t("administration.field.name"), view.name),
        Fact(t("administration.field.username"), view.username),
        Fact(t("administration.field.email"), view.email_masked or t("accounts.home.email_none")),
        Fact(t("administration.account.state"), t(f"administration.account.{'on' if view.is_active else 'off'}")),
    ]
    if linked := registry.get_person_of(view.id):
        facts.append(Fact(t("administration.account.person"), f"{linked.name}（{linked.code_masked}）"))
    owner, link = request.session.pop(_LINK, ("", ""))
    link = link if owner == str(view.id) else ""
    shown: dict[str, Any] = {"account": view, "holdings": holdings, "facts": facts, "link": link, "linked": linked}
    return pages.page(request, "account", place="accounts", **shown)


@require_POST
@needs_duty(pages.ADMINISTER)
def new_link(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A link by which the owner sets a new password once, within two days; the old password works until then."""
    view = registry.get_account(registry.AccountId(uuid), actor=people.actor(request))
    registry.issue_password_link(account=view.id, actor=people.actor(request), now=moment.now())
    _keep_link(request, view.id)
    return _to(view.id)


@require_http_methods(["GET", "POST"])
@needs_duty(pages.ADMINISTER)
def seat(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Seat an account on a post."""
    view = registry.get_account(registry.AccountId(uuid), actor=people.actor(request))
    form = SeatForm(request.POST or None, posts=_posts(request), initial={"since": moment.today()})
    if form.is_valid():
        given = form.cleaned_data
        act = partial(
            registry.hold_post,
            account=view.id,
            post=registry.PostId.parse(given["post"]),
            since=given["since"],
            until=given["until"],
            actor=people.actor(request),
            now=moment.now(),
        )
        if pages.accepted(form, act, form.PLACES):
            pages.told(request, "seated", username=view.username)
            return _to(view.id)
    return pages.form_page(request, form, place="accounts", key="seat", about=f"{view.name}（{view.username}）")


@require_http_methods(["GET", "POST"])
@needs_duty(pages.ADMINISTER)
def leave(request: HttpRequest, uuid: UUID, post: UUID) -> HttpResponse:
    """End a holding; asks first, because what was decided on the post stays, but its duties go."""
    view = registry.get_account(registry.AccountId(uuid), actor=people.actor(request))
    seat = registry.get_post(registry.PostId(post))
    typed, mistake = request.POST.get("on", moment.today().isoformat()), ""
    if request.method == "POST":
        try:
            last = pages.read_day(typed)
            registry.leave_post(account=view.id, post=seat.id, on=last, actor=people.actor(request), now=moment.now())
        except TongbanError as refused:
            mistake = t(refused.code, **refused.values)
        else:
            pages.told(request, "left", username=view.username, title=pick(seat.title), day=day(last))
            return _to(view.id)
    asked = Field("on", t("administration.field.on_day"), "date", typed, t("administration.help.on_day"), mistake)
    confirm = Confirm(
        title=t("administration.leave.title", title=pick(seat.title)),
        consequence=t("administration.leave.consequence", name=view.name),
        action=request.path,
        button=t("administration.leave.button"),
        back=_address(view.id),
        fields=[asked],
        dangerous=True,
        mistakes=[Mistake(mistake, asked.id)] if mistake else [],
    )
    return pages.confirm(request, confirm, 422 if mistake else 200)


@require_http_methods(["GET", "POST"])
@needs_duty(pages.ADMINISTER)
def suspend(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Suspend an account, or restore it; asks first."""
    view = registry.get_account(registry.AccountId(uuid), actor=people.actor(request))
    verb, act = ("suspend", registry.suspend_account) if view.is_active else ("restore", registry.restore_account)
    if request.method == "POST" and request.POST.get("verb") == verb:
        act(account=view.id, actor=people.actor(request), now=moment.now())
        pages.told(request, f"{verb}ed" if verb == "suspend" else "restored", username=view.username)
        return _to(view.id)
    confirm = Confirm(
        title=t(f"administration.{verb}.title", username=view.username),
        consequence=t(f"administration.{verb}.consequence", name=view.name),
        action=request.path,
        button=t(f"administration.{verb}.button"),
        back=_address(view.id),
        dangerous=verb == "suspend",
        hidden={"verb": verb},
    )
    return pages.confirm(request, confirm)


def _posts(request: HttpRequest) -> Choices:
    return post_choices(registry.list_posts(pages.regions_of(request)))


def _keep_link(request: HttpRequest, account: registry.AccountId) -> None:
    """Shown once, on the next page of an account, and only when it is this one."""
    request.session[_LINK] = (str(account), _link(account))


def _link(account: registry.AccountId) -> str:
    row = get_user_model()._default_manager.get(uuid=account.value)
    key = {"uidb36": user_pk_to_url_str(row), "key": default_token_generator.make_token(row)}
    return settings.PUBLIC_ADDRESS + reverse("account_reset_password_from_key", kwargs=key)


def _state(holding: registry.HoldingView) -> str:
    if holding.is_held(moment.today()):
        return "held"
    return "coming" if holding.since > moment.today() else "ended"


def _address(account: registry.AccountId) -> str:
    return reverse("administration:account", args=[account.value])


def _to(account: registry.AccountId) -> HttpResponse:
    return HttpResponseRedirect(_address(account))
