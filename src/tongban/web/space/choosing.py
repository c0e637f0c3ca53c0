"""Choices beside the form: commitment instead of papers (告知承诺), and how the result shall arrive."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.domains.catalogue import api as catalogue
from tongban.kernel.errors import NotInForce
from tongban.web.components.parts import Choice, Field, Mistake
from tongban.web.space import application as applications
from tongban.web.space.application import CHECK, DELIVERY, PROMISES, Application
from tongban.web.space.frame import frame
from tongban.web.wording import duration, pick, t

GET_AND_POST = ["GET", "HEAD", "POST"]
LINES = (
    ("name", "web.space.delivery.name"),
    ("phone", "web.space.delivery.phone"),
    ("address", "web.space.delivery.address"),
)


@never_cache
@login_required
@require_http_methods(GET_AND_POST)
def promises(request: HttpRequest, key: str) -> HttpResponse:
    """For each item that offers it: what is promised, which papers that replaces, what a breach means."""
    begun = applications.find(request, key)
    if begun is None or not begun.is_narrowed or not begun.promisable:
        return redirect(begun.next_url if begun else applications.page_url(key, CHECK))
    if request.method != "POST":
        return _draw_promises(request, begun, {})
    open_ones = [track for track in begun.promisable if not _required(track)]
    given = {track.key: request.POST.get(track.key, "") for track in open_ones}
    wrong = {name: t("web.space.promise.choose") for name, text in given.items() if text not in ("promise", "papers")}
    signed = [name for name, text in given.items() if text == "promise"]
    applications.fill(request, begun, PROMISES, promised=signed)
    if wrong:
        return _draw_promises(request, applications.find(request, key) or begun, wrong)
    return _onward(request, key, PROMISES)


def _required(track: catalogue.Track) -> bool:
    return bool(track.conduct.commitment and track.conduct.commitment.required)


def _onward(request: HttpRequest, key: str, page: str) -> HttpResponse:
    kept = applications.find(request, key)
    if kept is None:
        return redirect("space:apply", key)
    back = request.GET.get("from") == CHECK and kept.is_visited(CHECK)
    return redirect(kept.url(CHECK if back else kept.after(page)))


def _draw_promises(request: HttpRequest, begun: Application, wrong: dict[str, str]) -> HttpResponse:
    shown = frame(begun, PROMISES) | {
        "promises": [promise(begun, track, error=wrong.get(track.key, "")) for track in begun.promisable],
        "mistakes": [Mistake(text, f"f-{name}") for name, text in wrong.items()],
        "from_check": request.GET.get("from") == CHECK,
    }
    return render(request, "space/promises.html", shown, status=422 if wrong else 200)


def promise(begun: Application, track: catalogue.Track, *, error: str = "") -> dict[str, Any]:
    """A commitment in words: its text, the papers it replaces, the check that follows and what a breach means."""
    commitment = track.conduct.commitment
    if commitment is None:
        raise LookupError(track.key)
    is_chosen = track.key in begun.promised
    has_chosen = begun.is_visited(PROMISES)
    replaced = [one for one in begun.procedure.materials if one.id in commitment.replaces and track.key in one.tracks]
    return {
        "title": pick(track.title),
        "text": pick(commitment.text),
        "replaces": [pick(one.title) for one in replaced],
        "basis": f"{commitment.basis.document} {commitment.basis.place}".strip(),
        "check": t("web.space.promise.check", within=_within(begun, commitment.check_within)),
        "required": commitment.required,
        "chosen": is_chosen,
        "field": Field(
            name=track.key,
            label=t("web.space.promise.how"),
            kind="radio",
            choices=(
                Choice("promise", t("web.space.promise.sign"), has_chosen and is_chosen),
                Choice("papers", t("web.space.promise.papers"), has_chosen and not is_chosen),
            ),
            error=error,
        ),
    }


def _within(begun: Application, parameter: str) -> str:
    try:
        return duration(begun.procedure.parameters[parameter].duration_on(begun.procedure.on))
    except (NotInForce, LookupError):
        return ""


@never_cache
@login_required
@require_http_methods(GET_AND_POST)
def delivery(request: HttpRequest, key: str) -> HttpResponse:
    """How the result shall arrive: by download, at the counter, or by post to whom and where."""
    begun = applications.find(request, key)
    if begun is None or not begun.is_narrowed or DELIVERY not in begun.order:
        return redirect(begun.next_url if begun else applications.page_url(key, CHECK))
    if request.method != "POST":
        return _draw_delivery(request, begun, begun.draft.delivery, wrong={})
    method = request.POST.get("method", "")
    given = {name: request.POST.get(name, "").strip()[:200] for name, _ in LINES}
    wrong: dict[str, str] = {}
    if method not in begun.methods:
        wrong["method"] = t("web.space.delivery.choose")
    if method == "post":
        wrong |= {name: t("web.space.delivery.missing", field=t(code)) for name, code in LINES if not given[name]}
    chosen = {"method": method, **(given if method == "post" else {})}
    if not wrong:
        applications.fill(request, begun, DELIVERY, delivery=chosen)
        return _onward(request, key, DELIVERY)
    return _draw_delivery(request, begun, {"method": method, **given}, wrong=wrong)


def _draw_delivery(request: HttpRequest, begun: Application, given: Any, *, wrong: dict[str, str]) -> HttpResponse:
    method = given.get("method") or (begun.methods[0] if len(begun.methods) == 1 else "")
    known = {"name": begun.subject.name, "phone": _phone(begun), "address": _address(begun)}
    fields = [
        Field(
            name="method",
            label=t("web.space.delivery.how"),
            kind="radio",
            choices=[Choice(one, t(f"web.delivery.{one}"), one == method) for one in begun.methods],
            error=wrong.get("method", ""),
        )
    ]
    post = [
        Field(
            name=name,
            label=t(code),
            kind="tel" if name == "phone" else "text",
            value=given.get(name) or ("" if wrong else known[name]),
            required=True,
            error=wrong.get(name, ""),
            maximum_length=200,
        )
        for name, code in LINES
    ]
    shown = frame(begun, DELIVERY) | {
        "fields": fields,
        "post": post if "post" in begun.methods else [],
        "mistakes": [Mistake(text, f"f-{name}") for name, text in wrong.items()],
        "from_check": request.GET.get("from") == CHECK,
    }
    return render(request, "space/delivery.html", shown, status=422 if wrong else 200)


def _phone(begun: Application) -> str:
    known = begun.known.get("account.phone") or begun.known.get("subject.phone")
    return known.value if known else ""


def _address(begun: Application) -> str:
    known = begun.known.get("subject.address")
    return known.value if known else ""
