"""What every page of governance shares: its rail by duty."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.web import people
from tongban.web.wording import t

WATCHING = ("supervise", "reform", "audit")
LEDGER = ("reform", "supervise")
IMPORT = "reform"
REPORTING = ("review", "approve", "lead", "reform")
RHYTHM = ("reform", "supervise", "review", "approve", "lead")
WORKING = ("review", "approve", "lead")
CONCERNED = (*LEDGER, *WORKING)
_RAIL: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("home", ()),
    ("board", LEDGER),
    ("closing", (IMPORT,)),
    ("monthly", LEDGER),
    ("assessments", CONCERNED),
    ("examples", CONCERNED),
    ("duties", WORKING),
    ("orders", CONCERNED),
    ("observers", LEDGER),
    ("reserve", CONCERNED),
    ("plans", LEDGER),
    ("lineage", LEDGER),
    ("import", (IMPORT,)),
    ("calendar", RHYTHM),
    ("meetings", RHYTHM),
    ("decisions", RHYTHM),
    ("reports", RHYTHM),
    ("one_window", WATCHING),
    ("papers", WATCHING),
    ("exposures", ()),
)


def page(request: HttpRequest, name: str, *, place: str = "", status: int = 200, **values: Any) -> HttpResponse:
    """The template `governance/<name>.html`; the rail shows what the reader's duties open, none when that is one."""
    duties = people.actor(request).duties
    rail = [
        {"label": t(f"governance.{entry}.title"), "url": reverse(f"governance:{entry}"), "current": entry == place}
        for entry, wanted in _RAIL
        if not wanted or duties & set(wanted)
    ]
    if duties & set(WATCHING):
        rail.append({"label": t("desk.watch.title"), "url": reverse("desk:watch"), "current": False})
    shown = {"rail": rail if len(rail) > 1 else [], **values}
    return render(request, f"governance/{name}.html", shown, status=status)
