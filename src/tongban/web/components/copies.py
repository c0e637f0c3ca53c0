"""Annotated copies (加注件) as their pages share them: the form, the lines, the file. For holders and for issuers."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header

from tongban.domains.licences import api as licences
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Refusal
from tongban.web import moment
from tongban.web.components.parts import Choice, Field, Mistake
from tongban.web.wording import day, instant, t

TERMS = (1, 7, 30, 90, 365)  # days
USUAL_TERM = "30"
MEDIA = {"pdf": "application/pdf", "ofd": "application/ofd"}
STATES = {"running": "valid", "over": "expired", "withdrawn": "withdrawn"}
_PLACES = (("purpose", "f-purpose"), ("recipient", "f-recipient"))


def make(given: Mapping[str, str], licence: licences.LicenceView, *, actor: Actor) -> None:
    """Make the copy that the form asks for. Refuses `web.copies.term_missing` and what `licences.make_copy` refuses."""
    term = given.get("term", "")
    if not term.isdecimal() or int(term) not in TERMS:
        raise Refusal("web.copies.term_missing")
    licences.make_copy(
        licence=licence.id,
        purpose=given.get("purpose", ""),
        recipient=given.get("recipient", ""),
        until=_last_day(int(term)),
        actor=actor,
        now=moment.now(),
    )


def _last_day(days: int) -> date:
    """The last of so many days, today the first."""
    return moment.today() + timedelta(days=days - 1)


def mistakes_of(refused: Refusal) -> list[Mistake]:
    """Why no copy was made, at its field."""
    place = next((place for part, place in _PLACES if part in refused.code), "")
    return [Mistake(t(refused.code, **refused.values), place)]


def fields(given: Mapping[str, str], mistakes: Sequence[Mistake]) -> list[Field]:
    """For whom, what for, how long."""
    wrong = {one.field: one.text for one in mistakes}
    term = given.get("term", USUAL_TERM)
    asked = [
        Field(
            name,
            t(f"web.copies.{name}"),
            help=t(f"web.copies.{name}.help"),
            value=given.get(name, ""),
            error=wrong.get(f"f-{name}", ""),
            autocomplete="off",
            maximum_length=longest,
        )
        for name, longest in (("recipient", licences.LONGEST_NAME), ("purpose", licences.LONGEST_PURPOSE))
    ]
    choices = [Choice(str(days), t(f"web.copies.term.{days}"), str(days) == term) for days in TERMS]
    return [*asked, Field("term", t("web.copies.term"), "radio", choices=choices)]


def line(one: licences.CopyView, space: str) -> dict[str, Any]:
    """One annotated copy with what can be done about it; `space` is where the reader is: space or desk."""
    places = [str(one.licence), str(one.id)]
    return {
        "recipient": one.recipient,
        "purpose": one.purpose,
        "until": day(one.until),
        "made": instant(one.made_at),
        "maker": one.maker,
        "state": STATES[str(one.state)],
        "word": t(f"web.copies.state.{one.state}"),
        "runs": one.state == "running",
        "withdraw_url": reverse(f"{space}:copy_withdraw", args=places),
        "files": [(form.upper(), reverse(f"{space}:copy_file", args=[*places, form])) for form in MEDIA],
        "verify_url": reverse("public:verify_copy", args=[one.token]),
    }


def file_of(copy: licences.CopyView, form: str, *, address_of: Callable[[str], str], actor: Actor) -> HttpResponse:
    """The copy as a file, with purpose, recipient and last day written across it."""
    wanted: licences.Form = "ofd" if form == "ofd" else "pdf"
    name, data = licences.get_copy_file(copy=copy.id, form=wanted, address_of=address_of, actor=actor, now=moment.now())
    response = HttpResponse(data, content_type=MEDIA[form])
    if disposition := content_disposition_header(True, name):
        response["Content-Disposition"] = disposition
    return response
