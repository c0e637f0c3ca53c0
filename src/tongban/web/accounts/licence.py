"""电子营业执照扫码登录: a code on the screen, an answer from the wallet, and in.

Without JavaScript everything works by a reload. What happens is decided by POSTs that carry the CSRF token; the code
on the screen alone lets nobody in, because the answer is taken by the browser whose session keeps the secret.
"""

from allauth.account.internal import flows
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.domains.licences import api as licences
from tongban.kernel.errors import Refusal
from tongban.web import limits, moment
from tongban.web.accounts import acting
from tongban.web.wallet import browser
from tongban.web.wording import t

SLOT, NEXT = "login", "tongban.wallet_next"
METHOD = "licence"
ENTRIES = 10


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """The code, its state, and the button that lets in once the wallet has answered."""
    if request.user.is_authenticated:
        return redirect(acting.landing_of(request))
    if request.method == "POST":
        return _enter(request) if "enter" in request.POST else _start(request)
    view = browser.find(request, SLOT)
    shown = {"panel": browser.panel(view) if view else None, "needs_account": _needs_account(view)}
    return render(request, "accounts/licence.html", shown)


def _start(request: HttpRequest) -> HttpResponse:
    browser.begin(request, SLOT, lambda secret: licences.ask_login(browser=secret, now=moment.now()))
    request.session[NEXT] = get_next_redirect_url(request) or request.session.get(NEXT, "")
    return redirect("account_licence")


def _enter(request: HttpRequest) -> HttpResponse:
    limits.allow(request, "licence_enter", per_minute=ENTRIES)
    known = browser.known(request, SLOT)
    if known is None:
        return redirect("account_licence")
    try:
        user = authenticate(request, challenge=known[0], browser=known[1])
    except Refusal as refused:
        messages.warning(request, t(refused.code, **refused.values))
        return redirect("account_licence")
    browser.forget(request, SLOT)
    if user is None:
        return redirect("account_inactive")
    wanted = request.session.pop(NEXT, "")
    flows.login.record_authentication(request, user, METHOD)
    answer: HttpResponse = flows.login.perform_login(request, Login(user=user, redirect_url=wanted or None))
    return answer


def _needs_account(view: licences.ChallengeView | None) -> bool:
    return view is not None and view.refusal == "licences.wallet.no_account"
