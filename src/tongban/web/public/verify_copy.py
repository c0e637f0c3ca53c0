"""An annotated copy of a licence (加注件) checked by whoever was given it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tongban.domains.licences import api as licences
from tongban.web import moment
from tongban.web.components.parts import Fact
from tongban.web.public import verify_words as words
from tongban.web.public.verify import facts
from tongban.web.public.verify_words import Reason
from tongban.web.wording import day, instant, t


@never_cache
@require_safe
def verify_copy(request: HttpRequest, token: str) -> HttpResponse:
    """What it may be used for, by whom, until when, and the state of the licence behind it."""
    return answer(request, licences.verify_copy(token, now=moment.now()))


def answer(request: HttpRequest, told: licences.CopyVerification) -> HttpResponse:
    """The page about a copy, however it was found: by its code or by its file."""
    copy, licence = told.copy, told.licence
    subject = licence.identifier if licence else ""
    shown = {
        "links": words.below(t("web.copy.title")),
        "state": "valid" if told.counts else "unknown" if copy is None else "expired",
        "word": t(f"web.copy.verdict.{_verdict(told)}"),
        "text": t(f"web.copy.verdict.{_verdict(told)}.text"),
        "checked": instant(told.checked_at),
        "number": licences.result_number(subject, told.licence_state, at=told.checked_at) if licence else "",
        "licence": licence,
        "copy_facts": _facts(copy) if copy else [],
        "facts": facts(licence) if licence else [],
        "reasons": [*_reasons(told), *words.reasons(_behind(told))] if copy else [],
        "hidden": words.hidden(licence) if licence else [],
    }
    return render(request, "public/verified_copy.html", shown)


def _verdict(told: licences.CopyVerification) -> str:
    """The copy's own state first; a copy that runs is worth as much as the licence behind it."""
    return "licence" if told.state == "running" and not told.counts else str(told.state)


def _behind(told: licences.CopyVerification) -> licences.Verification:
    return licences.Verification(told.licence_state, told.checked_at, told.licence)


def _facts(copy: licences.PublicCopy) -> list[Fact]:
    rows = [
        Fact(t("web.copy.purpose"), copy.purpose),
        Fact(t("web.copy.recipient"), copy.recipient),
        Fact(t("web.copy.until"), day(copy.until)),
        Fact(t("web.copy.maker"), copy.maker),
        Fact(t("web.copy.made_at"), instant(copy.made_at)),
    ]
    if copy.withdrawn_at:
        rows.append(Fact(t("web.copy.withdrawn_at"), instant(copy.withdrawn_at)))
    return rows


def _reasons(told: licences.CopyVerification) -> list[Reason]:
    copy = told.copy
    tone = "ok" if told.state == "running" else "fault"
    last = day(copy.until) if copy else ""
    return [Reason(tone, t(f"web.copy.reason.{told.state}", day=last)), Reason("info", t("web.copy.reason.only"))]
