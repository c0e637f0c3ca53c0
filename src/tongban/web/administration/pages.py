"""What every page of this place shares: its rail, its confirm pages, and the way a command is run from a form."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.kernel.errors import Refusal, TongbanError
from tongban.web import people, rails
from tongban.web.accounts import refusals
from tongban.web.components.parts import Confirm, Link
from tongban.web.wording import t

ADMINISTER, AUDIT, CATALOGUE, APPROVE = "administer", "audit", "catalogue", "approve"
_RAIL = (
    ("home", ADMINISTER),
    ("catalogue", CATALOGUE),
    ("accounts", ADMINISTER),
    ("posts", ADMINISTER),
    ("agencies", ADMINISTER),
    ("seals", AUDIT),
    ("regions", ADMINISTER),
    ("calendar", ADMINISTER),
    ("licences", APPROVE),
    ("failures", ADMINISTER),
    ("audit", AUDIT),
)


def regions_of(request: HttpRequest) -> frozenset[str]:
    """The regions that the reader administers."""
    return people.actor(request).regions_with(ADMINISTER)


def page(request: HttpRequest, name: str, *, place: str, status: int = 200, **values: Any) -> HttpResponse:
    """The template `administration/<name>.html` with the rail; `place` is the entry of the rail that it belongs to.

    Whoever has no other business here but comes from the desk keeps the rail of the desk.
    """
    duties = people.actor(request).duties
    rail = [
        {
            "label": t(f"administration.{entry}.title"),
            "url": reverse(f"administration:{entry}"),
            "current": entry == place,
        }
        for entry, duty in _RAIL
        if duties & {duty, ADMINISTER}
    ]
    if len(rail) == 1 and duties & set(rails.STAFF):
        rail = rails.desk(request, f"administration:{place}")
    return render(request, f"administration/{name}.html", {"rail": rail, "place": place, **values}, status=status)


def form_page(request: HttpRequest, form: forms.Form, *, place: str, key: str, **values: Any) -> HttpResponse:
    """A page with one form. `key` names its texts (`administration.<key>.title`, `.lead`, `.button`)."""
    status = 422 if form.errors else 200
    words = {part: t(f"administration.{key}.{part}") for part in ("title", "lead", "button")}
    trail = [Link(t(f"administration.{place}.title"), reverse(f"administration:{place}")), Link(words["title"])]
    return page(request, "form", place=place, status=status, form=form, words=words, trail=trail, **values)


def read_day(text: str) -> date:
    """Refuses `administration.day.malformed`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal("administration.day.malformed") from None


def confirm(request: HttpRequest, asked: Confirm, status: int = 200) -> HttpResponse:
    """A page that asks before something that cannot be undone."""
    return render(request, "components/confirm.html", {"confirm": asked}, status=status)


def told(request: HttpRequest, code: str, **values: object) -> None:
    """Say on the next page that it was done."""
    messages.success(request, t(f"administration.told.{code}", **values))


def accepted(form: forms.Form, act: Callable[[], object], places: Mapping[str, str]) -> bool:
    """Run a command; when it refuses, show the sentence at its field and give False."""
    try:
        act()
    except TongbanError as refused:
        refusals.show(form, refused, places)
        return False
    return True
