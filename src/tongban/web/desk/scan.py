"""The scanner at the counter (亮证扫码): a shown licence is taken once, with a purpose, for a case or without."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.domains.cases import api as cases
from tongban.domains.licences import api as licences
from tongban.kernel import texts
from tongban.kernel.actors import Actor
from tongban.kernel.declaration import Language
from tongban.kernel.errors import Refusal, TongbanError
from tongban.web import limits, moment
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Choice, Fact, Field, Mistake
from tongban.web.desk import pages
from tongban.web.middleware import status_of
from tongban.web.public.verify import validity
from tongban.web.wording import day, instant, pick, t

SCANNING = ("intake", "review", "approve")
PURPOSES = ("case", "identity", "collect", "visit", "other")
LONGEST = 300
PER_MINUTE = 60
RECORDS: Language = "zh"
ASKED = ("code", "case", "purpose", "other")
_PLACES = (
    ("licences.scan.no_purpose", "f-purpose"),
    ("licences.scan.purpose", "f-other"),
    ("licences.scan.case_over", "f-case"),
    ("desk.scan.case", "f-case"),
    ("cases.", "f-case"),
    ("licences.scan", "f-code"),
)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs_duty(*SCANNING)
def scan(request: HttpRequest) -> HttpResponse:
    """Type or scan the code, say what for, and see what was taken. `?case=` (a number) comes from the case's page."""
    if request.method != "POST":
        usual = {"case": request.GET.get("case", "").strip()[:LONGEST]}
        return _ask(request, usual | {"purpose": "case" if usual["case"] else ""})
    given = {name: request.POST.get(name, "").strip()[:LONGEST] for name in ASKED}
    actor = pages.officer(request)
    try:
        limits.allow(request, "scan", per_minute=PER_MINUTE)
        case = _case(given["case"], actor)
        shown = licences.scan(
            code=given["code"],
            case=case.id if case else None,
            purpose=_purpose(given, case),
            actor=actor,
            now=moment.now(),
        )
    except TongbanError as refused:
        return _ask(request, given, refused)
    return pages.page(request, "scanned", place="scan", **_told(shown, case))


def _case(number: str, actor: Actor) -> cases.CaseView | None:
    """The case at hand by its number. Refuses `desk.scan.case_not_found`."""
    if not number:
        return None
    found = cases.find_case(number, actor)
    if found is None:
        raise Refusal("desk.scan.case_not_found", number=number)
    return cases.get_case(found, actor, now=moment.now())


def _purpose(given: dict[str, str], case: cases.CaseView | None) -> str:
    """The purpose in words, as the record keeps it: in the language of the records, whoever reads this page. What was
    not chosen is no purpose."""
    chosen = given["purpose"]
    if chosen == "case":
        if case is None:
            raise Refusal("desk.scan.case_missing")
        return texts.say("desk.scan.purpose.case.told", RECORDS, title=case.title, number=case.number)
    if chosen == "other":
        return given["other"]
    return texts.say(f"desk.scan.purpose.{chosen}", RECORDS) if chosen in PURPOSES else ""


def _told(shown: licences.Shown, case: cases.CaseView | None) -> dict[str, Any]:
    licence = shown.licence
    titles = {one.id: pick(one.title) for one in case.materials} if case else {}
    return {
        "licence": licence,
        "at": instant(shown.at),
        "purpose": shown.purpose,
        "case": case,
        "case_url": reverse("desk:case", args=[str(case.id)]) if case else "",
        "taken": [titles.get(one, one) for one in shown.taken],
        "foreign": case is not None and case.summary.subject.name != licence.holder_name,
        "again_url": reverse("desk:scan") + (f"?case={case.number}" if case else ""),
        "facts": [
            Fact(t("web.licence.holder"), licence.holder_name),
            Fact(t("web.licence.holder_code"), licence.holder_code),
            Fact(t("web.licence.number"), licence.number),
            Fact(t("web.licence.identifier"), licence.identifier),
            Fact(t("web.licence.issuer"), pick(licence.issuer)),
            Fact(t("web.licence.issued_on"), day(licence.issued_at)),
            Fact(t("web.licence.valid"), validity(licence)),
            *(Fact(pick(field.title), field.value) for field in shown.fields),
        ],
    }


def _ask(request: HttpRequest, given: dict[str, str], refused: TongbanError | None = None) -> HttpResponse:
    """The scanner, with what was given and why it got nothing. A code that is over is not shown again."""
    mistakes = []
    if refused is not None:
        place = next((place for start, place in _PLACES if refused.code.startswith(start)), "f-code")
        mistakes = [Mistake(t(refused.code, **refused.values), place)]
    wrong = {one.field: one.text for one in mistakes}
    kept = "" if "f-code" in wrong else given.get("code", "")
    chosen = given.get("purpose", "")
    choices = [
        Choice(one, t(f"desk.scan.purpose.{one}"), one == chosen, t(f"desk.scan.purpose.{one}.help"))
        for one in PURPOSES
    ]
    fields = [
        _field("code", kept, wrong, required=True),
        Field("purpose", t("desk.scan.purpose"), "radio", choices=choices, error=wrong.get("f-purpose", "")),
        _field("case", given.get("case", ""), wrong),
        _field("other", given.get("other", ""), wrong),
    ]
    recent = licences.list_looks(actor=pages.officer(request), limit=5)
    return pages.page(
        request,
        "scan",
        place="scan",
        status=status_of(refused) if refused else 200,
        fields=fields,
        mistakes=mistakes,
        recent=[
            {"title": pick(one.title), "purpose": one.purpose, "at": instant(one.at), "taken": len(one.materials)}
            for one in recent
        ],
    )


def _field(name: str, value: str, wrong: dict[str, str], *, required: bool = False) -> Field:
    return Field(
        name,
        t(f"desk.scan.{name}"),
        value=value,
        help=t(f"desk.scan.{name}.help"),
        error=wrong.get(f"f-{name}", ""),
        required=required,
        autocomplete="off",
        maximum_length=LONGEST,
    )
