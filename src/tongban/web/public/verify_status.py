"""The public status list: the state of every licence without a word about people; and results proved by number."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tongban.domains.licences import api as licences
from tongban.web import limits, moment
from tongban.web.components.parts import Field, Mistake, Pages
from tongban.web.public import verify_words as words
from tongban.web.wording import day, instant, local, t

PER_PAGE = 50
FRESH = 300
"""Seconds for which others may keep an answer: a state is as old as that at most."""
LISTS_PER_MINUTE = 60
PROOFS_PER_MINUTE = 20
LONGEST = 160
ASKED = ("number", "subject")


@cache_control(max_age=0, must_revalidate=True)
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """The list for people, a page at a time."""
    limits.allow(request, "verify_status", per_minute=LISTS_PER_MINUTE)
    cursor = request.GET.get("after", "")[:LONGEST]
    part = licences.list_states(now=moment.now(), cursor=cursor, limit=PER_PAGE)
    shown = {
        "links": words.below(t("web.verify.list")),
        "at": instant(part.at),
        "lines": [
            {
                "identifier": line.identifier,
                "state": str(line.state),
                "until": day(line.valid_until) if line.valid_until else t("web.licence.no_end"),
            }
            for line in part.lines
        ],
        "pages": Pages(
            previous=reverse("public:verify_status") if cursor else "",
            next="?" + urlencode({"after": part.next}) if part.next else "",
        ),
        "json_url": reverse("public:verify_status_json"),
        "minutes": FRESH // 60,
    }
    return render(request, "public/verify_status.html", shown)


@cache_control(public=True, max_age=FRESH)
@require_safe
def status_json(request: HttpRequest) -> HttpResponse:
    """The list for programs: up to 1,000 lines a part; `next` (and the `Link` header) leads to the following one."""
    limits.allow(request, "verify_status", per_minute=LISTS_PER_MINUTE)
    part = licences.list_states(now=moment.now(), cursor=request.GET.get("after", "")[:LONGEST])
    items = [
        {
            "identifier": line.identifier,
            "state": str(line.state),
            "valid_until": line.valid_until.isoformat() if line.valid_until else None,
        }
        for line in part.lines
    ]
    body = {"at": local(part.at).isoformat(timespec="seconds"), "items": items, "next": part.next}
    response = JsonResponse(body)
    if part.next:
        following = f"{reverse('public:verify_status_json')}?{urlencode({'after': part.next})}"
        response["Link"] = f'<{following}>; rel="next"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Whether this platform gave a printed result, and what it said."""
    given = {name: request.POST.get(name, "").strip()[:LONGEST] for name in ASKED}
    wrong: dict[str, str] = {}
    found = None
    if request.method == "POST":
        wrong = {name: t(f"web.verify.missing.{name}") for name, value in given.items() if not value}
        if not wrong:
            limits.allow(request, "verify_prove", per_minute=PROOFS_PER_MINUTE)
            subject = given["subject"].replace(" ", "")
            found = licences.prove(given["number"], subject=subject.upper()) or licences.prove(
                given["number"], subject=subject.lower()
            )
    shown = {
        "links": words.below(t("web.verify.prove")),
        "asked": request.method == "POST" and not wrong,
        "found": {"at": instant(found.at), "state": str(found.state)} if found else None,
        "fields": [
            Field(
                name,
                t(f"web.verify.{name}"),
                help=t(f"web.verify.{name}.help"),
                value=given[name],
                error=wrong.get(name, ""),
                autocomplete="off",
                maximum_length=LONGEST,
            )
            for name in ASKED
        ],
        "mistakes": [Mistake(text, f"f-{name}") for name, text in wrong.items()],
    }
    return render(request, "public/verify_prove.html", shown, status=422 if wrong else 200)
