"""The demo wallet: what a telephone would do, as pages of a sandbox. Outside one there is only a word of what to do."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.domains.licences import api as licences
from tongban.kernel.errors import Refusal
from tongban.web import limits, moment
from tongban.web.components.parts import Fact, Link, Mistake
from tongban.web.middleware import status_of
from tongban.web.wording import instant, pick, t

COOKIE = "demo_wallet"
YEAR = 365 * 24 * 3600
PER_MINUTE = 20
GET_AND_POST = ["GET", "HEAD", "POST"]
View = Callable[..., HttpResponse]


def _with_wallet(view: View) -> View:
    """Give the browser a wallet of its own: a secret in a cookie that only these pages see."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.SANDBOX:
            return render(request, "wallet/elsewhere.html", {"links": _links()}, status=404)
        wallet = request.COOKIES.get(COOKIE, "")
        wallet = wallet if wallet.isascii() and len(wallet) > 20 else secrets.token_urlsafe(32)
        response = view(request, wallet, *args, **kwargs)
        response.set_cookie(
            COOKIE,
            wallet,
            max_age=YEAR,
            path=reverse("wallet:home"),
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
        return response

    return never_cache(require_http_methods(GET_AND_POST)(answer))


@_with_wallet
def home(request: HttpRequest, wallet: str) -> HttpResponse:
    """What the wallet holds, what can be taken to try it, and a place to type a code."""
    mistakes: list[Mistake] = []
    if request.method == "POST":
        limits.allow(request, "wallet", per_minute=PER_MINUTE)
        try:
            return _act(request, wallet)
        except Refusal as refused:
            mistakes = [Mistake(t(refused.code, **refused.values))]
    shown = {
        "links": _links(),
        "held": [_held(one) for one in licences.demo_wallet.list_held(wallet=wallet)],
        "offers": licences.demo_wallet.list_offers(now=moment.now()),
        "mistakes": mistakes,
    }
    return render(request, "wallet/home.html", shown, status=422 if mistakes else 200)


def _act(request: HttpRequest, wallet: str) -> HttpResponse:
    posted = request.POST
    if "take" in posted:
        licences.demo_wallet.take(wallet=wallet, number=posted["take"][:80], now=moment.now())
    elif "drop" in posted:
        licences.demo_wallet.drop(wallet=wallet, place=_number(posted["drop"]))
    else:
        code = posted.get("code", "").strip().rstrip("/").rpartition("/")[2][:60]
        licences.open_challenge(code=code, now=moment.now())
        return redirect("wallet:scan", code)
    return redirect("wallet:home")


@_with_wallet
def scan(request: HttpRequest, wallet: str, code: str) -> HttpResponse:
    """Who asks, for what, and what would be shown; then yes or no."""
    now = moment.now()
    if request.method == "POST":
        limits.allow(request, "wallet", per_minute=PER_MINUTE)
        return _answer(request, wallet, code)
    try:
        asked = licences.open_challenge(code=code, now=now)
    except Refusal as refused:
        return _over(request, refused.code, status=status_of(refused))
    return render(request, "wallet/scan.html", _question(request, wallet, asked))


def _question(request: HttpRequest, wallet: str, asked: licences.Request) -> dict[str, Any]:
    held = licences.demo_wallet.list_held(wallet=wallet)
    wanted = asked.asked.get("types")
    fitting = [one for one in held if not wanted or one.type_id in wanted]
    place = _number(request.GET.get("place", ""))
    chosen = next((one for one in fitting if one.place == place), fitting[-1] if fitting else None)
    facts = [
        Fact(t("web.wallet.who"), asked.audience),
        Fact(t("web.wallet.what"), t(f"web.wallet.purpose.{asked.purpose}")),
        Fact(t("web.wallet.until"), instant(asked.ends_at)),
    ]
    if asked.asked.get("purpose"):
        facts.insert(2, Fact(t("web.wallet.why"), str(asked.asked["purpose"])))
    if asked.asked.get("digest"):
        facts.insert(2, Fact(t("web.wallet.sign.what"), pick(asked.asked["title"]), asked.asked["digest"]))
    return {
        "links": _links(t("web.wallet.scan")),
        "purpose": str(asked.purpose),
        "facts": facts,
        "number": asked.number,
        "needs_licence": asked.purpose != licences.Purpose.RECEIVE,
        "chooses": asked.purpose == licences.Purpose.SHOW,
        "held": [_held(one) for one in fitting],
        "chosen": _held(chosen) if chosen else None,
    }


def _answer(request: HttpRequest, wallet: str, code: str) -> HttpResponse:
    now, posted = moment.now(), request.POST
    try:
        if "decline" in posted:
            licences.decline_challenge(code=code, now=now)
            return _over(request, "licences.challenge.declined", status=200)
        if "accept" in posted:
            licences.demo_wallet.accept(wallet=wallet, code=code, now=now)
            return render(request, "wallet/done.html", {"links": _links(), "purpose": "receive"})
        answered = licences.demo_wallet.approve(
            wallet=wallet, code=code, place=_number(posted.get("place", "")), chosen=posted.getlist("show"), now=now
        )
    except Refusal as refused:
        return _over(request, refused.code, status=status_of(refused), **refused.values)
    if answered.refusal:
        return _over(request, answered.refusal, status=422)
    return render(request, "wallet/done.html", {"links": _links(), "purpose": posted.get("purpose", "login")})


def _over(request: HttpRequest, code: str, *, status: int, **values: object) -> HttpResponse:
    shown = {"links": _links(), "told": t(code, **values), "needs_account": code == "licences.wallet.no_account"}
    return render(request, "wallet/over.html", shown, status=status)


def _held(one: Any) -> dict[str, Any]:
    return {
        "place": one.place,
        "title": pick(one.title),
        "name": one.name,
        "values": [(path, pick(title), value) for path, (title, value) in one.values.items()],
    }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else -1


def _links(here: str = "") -> list[Link]:
    home = Link(t("web.wallet.title"), reverse("wallet:home") if here else "")
    return [Link(t("web.nav.home"), reverse("public:home")), home, *([Link(here)] if here else [])]
