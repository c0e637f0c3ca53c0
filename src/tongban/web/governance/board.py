"""The board of the leading group office: every measure of the region's plans, worst first, counted by unit."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tongban.domains.reform.ledger import api as ledger
from tongban.web import moment, people, sheets
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Choice
from tongban.web.governance import measures, pages
from tongban.web.wording import t

PER_PAGE, UNITS_SHOWN = 40, 8
NARROWED = ("light", "state", "unit", "chapter", "classification", "plan", "words")
MOST_ROWS = 20_000


@require_safe
@never_cache
@needs_duty(*pages.LEDGER)
def board(request: HttpRequest) -> HttpResponse:
    """Counts, units with the most late measures first, and the list, forty at a time."""
    actor, today = people.actor(request), moment.today()
    asked = measures.read(request, *NARROWED)
    wanted = _filter(asked)
    counted = ledger.get_board(wanted, actor=actor, today=today)
    found = ledger.list_measures(
        wanted, actor=actor, today=today, after=request.GET.get("after", "")[:60], limit=PER_PAGE
    )
    own = measures.query(asked)
    return pages.page(
        request,
        "board",
        place="board",
        asked=asked,
        is_narrowed=any(asked.values()),
        total=counted.total,
        tallies=measures.tallies(counted.lights, counted.states, asked),
        notes=_notes(counted),
        units=[_unit(one, asked) for one in counted.units[:UNITS_SHOWN]],
        other_units=[_unit(one, asked) for one in counted.units[UNITS_SHOWN:]],
        rows=[measures.row(one) for one in found.measures],
        unit_choices=measures.choices(_with(asked["unit"], sorted(one.name for one in counted.units)), asked["unit"]),
        chapter_choices=measures.choices(
            _with(asked["chapter"], [one.name for one in counted.chapters if one.name]), asked["chapter"]
        ),
        class_choices=measures.classes(asked["classification"]),
        plan_choices=_plans(request, asked["plan"]),
        first_url=f"?{own}" if request.GET.get("after") else "",
        next_url=f"?{own}&after={found.next}" if found.next else "",
        csv_url=reverse("governance:board_csv") + f"?{own}",
    )


@require_safe
@never_cache
@needs_duty(*pages.LEDGER)
def table(request: HttpRequest) -> HttpResponse:
    """The same measures as a file for a spreadsheet."""
    actor, today = people.actor(request), moment.today()
    wanted = _filter(measures.read(request, *NARROWED))
    rows: list[tuple[object, ...]] = []
    after = ""
    while len(rows) < MOST_ROWS:
        found = ledger.list_measures(wanted, actor=actor, today=today, after=after, limit=500)
        rows += [_line(one) for one in found.measures]
        after = found.next
        if not after:
            break
    names = ("id", "anchor", "chapter", "item", "measure", "lead", "cooperating", "owner", "due", "light", "state")
    heading = [t(f"governance.column.{name}") for name in (*names, "share", "next_step", "classification")]
    return sheets.sheet(t("governance.file.board"), heading, rows)


def _filter(asked: dict[str, str]) -> ledger.LedgerFilter:
    told = {name: asked[name] for name in NARROWED if name != "plan"}
    return ledger.LedgerFilter(**told, plan=ledger.PlanId.parse(asked["plan"]) if asked["plan"] else None)  # type: ignore[arg-type]


def _with(chosen: str, values: list[str]) -> list[str]:
    return values if not chosen or chosen in values else [chosen, *values]


def _plans(request: HttpRequest, chosen: str) -> list[Choice]:
    plans = ledger.list_plans(actor=people.actor(request))
    return [Choice(str(one.id), one.number or one.title, str(one.id) == chosen) for one in plans]


def _notes(counted: ledger.Board) -> list[str]:
    """What is missing from the ledger itself: names of persons, units that nobody could tell."""
    told = (("unowned", counted.unowned), ("unresolved", counted.unresolved))
    return [t(f"governance.board.{name}", count=count) for name, count in told if count]


def _unit(one: ledger.Tally, asked: dict[str, str]) -> dict[str, Any]:
    url = "?" + measures.query({**asked, "unit": one.name})
    return {**asdict(one), "url": url, "is_current": asked["unit"] == one.name}


def _line(one: ledger.MeasureView) -> tuple[object, ...]:
    shown = measures.row(one)
    names = ("id", "anchor", "chapter", "item", "text", "lead", "cooperating", "owner")
    ending = ("word", "state", "share", "next_step", "classification")
    due = one.due_on.isoformat() if one.due_on else ""
    return (*(shown[name] for name in names), due, *(shown[name] for name in ending))
