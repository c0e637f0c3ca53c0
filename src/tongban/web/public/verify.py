"""Anybody may ask whether a licence is real and what its state is now: by its code, or by what is printed on it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tongban.domains.licences import api as licences
from tongban.web import limits, moment
from tongban.web.components.parts import Fact, Field, Mistake
from tongban.web.public import verify_words as words
from tongban.web.wording import day, instant, pick, t

LONGEST = 160
PER_MINUTE = 20
ASKED = ("identifier", "holder")


@never_cache
@require_safe
def by_token(request: HttpRequest, token: str) -> HttpResponse:
    """What whoever scanned the code learns. An unknown code is an answer, not an error."""
    return _answer(request, licences.verify(token, now=moment.now()))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """By what is printed on the licence. Posted, so that neither number nor name stays in an address."""
    if request.method != "POST":
        return ask(request)
    given = {name: request.POST.get(name, "").strip()[:LONGEST] for name in ASKED}
    wrong = {name: t(f"web.verify.missing.{name}") for name, value in given.items() if not value}
    if wrong:
        return ask(request, given, wrong)
    limits.allow(request, "verify", per_minute=PER_MINUTE)
    found = licences.verify_by_identifier(given["identifier"], holder_name=given["holder"], now=moment.now())
    return _answer(request, found)


def ask(request: HttpRequest, given: dict[str, str] | None = None, wrong: dict[str, str] | None = None) -> HttpResponse:
    """The page with the three ways to ask, with what was given and what was wrong with it."""
    given, wrong = given or {}, wrong or {}
    fields = [
        Field(
            name=name,
            label=t(f"web.verify.{name}"),
            help=t(f"web.verify.{name}.help"),
            value=given.get(name, ""),
            error=wrong.get(name, ""),
            autocomplete="off",
            maximum_length=LONGEST,
        )
        for name in ASKED
    ]
    upload = Field("file", t("web.verify.file"), "file", help=t("web.verify.file.help"), error=wrong.get("file", ""))
    shown = {
        "links": words.links(),
        "fields": fields,
        "upload": upload,
        "mistakes": [Mistake(text, f"f-{name}") for name, text in wrong.items()],
    }
    return render(request, "public/verify.html", shown, status=422 if wrong else 200)


def _answer(request: HttpRequest, verification: licences.Verification) -> HttpResponse:
    licence, state = verification.licence, verification.state
    number = licences.result_number(licence.identifier, state, at=verification.checked_at) if licence else ""
    shown = {
        "links": words.below(t("web.verify.result")),
        "state": str(state),
        "word": t(f"web.verify.state.{state}"),
        "text": t(f"web.verify.text.{state}"),
        "checked": instant(verification.checked_at),
        "number": number,
        "licence": licence,
        "facts": facts(licence) if licence else [],
        "reasons": words.reasons(verification),
        "hidden": words.hidden(licence) if licence else [],
    }
    return render(request, "public/verified.html", shown)


def facts(licence: licences.PublicLicence) -> list[Fact]:
    """The lines of a licence that anybody may see."""
    rows = [
        Fact(t("web.licence.holder"), licence.holder),
        Fact(t("web.licence.holder_code"), licence.holder_code),
        Fact(t("web.licence.number"), licence.number),
        Fact(t("web.licence.identifier"), licence.identifier),
        Fact(t("web.licence.issuer"), pick(licence.issuer)),
        *(Fact(pick(field.title), field.value) for field in licence.fields),
        Fact(t("web.licence.issued_on"), day(licence.issued_on)),
        Fact(t("web.licence.valid"), validity(licence)),
    ]
    if licence.suspended_on:
        end = day(licence.suspended_until) if licence.suspended_until else t("web.licence.until_lifted")
        rows.append(
            Fact(t("web.licence.suspended"), t("web.licence.from_to", start=day(licence.suspended_on), end=end))
        )
    if licence.replaced_on:
        rows.append(Fact(t("web.licence.replaced_on"), day(licence.replaced_on)))
    if licence.revoked_on:
        rows.append(Fact(t("web.licence.revoked_on"), day(licence.revoked_on)))
    return rows


def validity(licence: licences.PublicLicence | licences.LicenceView) -> str:
    """From when to when, both days included; without an end it is of long standing (长期)."""
    until = day(licence.valid_until) if licence.valid_until else t("web.licence.no_end")
    return t("web.licence.from_to", start=day(licence.valid_from), end=until)
