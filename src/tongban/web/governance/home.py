"""The promises of a region with what happened. Public: the promise was."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongban.domains.metrics import api as metrics
from tongban.web import moment, preferences, sheets
from tongban.web.components.parts import Choice
from tongban.web.governance import figures, pages
from tongban.web.wording import instant, pick, t

LONGEST = 80


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to, as it stands in the address."""

    state: str = ""
    unit: str = ""
    document: str = ""

    @property
    def query(self) -> str:
        named = (("state", self.state), ("unit", self.unit), ("document", self.document))
        return urlencode({name: value for name, value in named if value})

    def fits(self, view: metrics.CommitmentView) -> bool:
        units = [pick(one) for one in view.responsible]
        return (
            (not self.state or view.state == self.state)
            and (not self.unit or self.unit in units)
            and (not self.document or view.source.document == self.document)
        )


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """By state, what is broken first; what nothing measures yet is said openly, with the reason."""
    region = preferences.region(request)
    if region is None:
        return pages.page(request, "nowhere", place="home")
    views = metrics.list_commitments(region.code, now=moment.now())
    asked = _read(request)
    shown = [view for view in views if asked.fits(view)]
    return pages.page(
        request,
        "home",
        place="home",
        region_name=pick(region.name),
        asked=asked,
        total=len(views),
        tallies=_tallies(views, asked),
        sections=[
            {"state": state, "rows": rows}
            for state in figures.ORDER
            if (rows := [_row(view) for view in shown if view.state == state])
        ],
        units=_choices([pick(one) for view in views for one in view.responsible], asked.unit),
        documents=_choices([view.source.document for view in views], asked.document),
        csv_url=reverse("governance:home_csv") + (f"?{asked.query}" if asked.query else ""),
        data_at=instant(max((view.data_at for view in views if view.data_at), default=None)),
    )


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """The same list as a file for a spreadsheet."""
    region = preferences.region(request)
    if region is None:
        raise Http404
    asked = _read(request)
    names = ("id", "promise", "region", "document", "place", "responsible", "target", "value", "cases", "breaking")
    heading = [t(f"governance.column.{name}") for name in (*names, "state", "data_at")]
    rows = [
        (
            view.id,
            pick(view.title),
            pick(view.region_name),
            view.source.document,
            view.source.place,
            t("web.list").join(pick(one) for one in view.responsible),
            figures.target(view),
            figures.amount(view.value, view),
            view.cases,
            view.breaking,
            t(f"web.status.{view.state}"),
            instant(view.data_at),
        )
        for view in metrics.list_commitments(region.code, now=moment.now())
        if asked.fits(view)
    ]
    return sheets.sheet(t("governance.file.commitments", region=pick(region.name)), heading, rows)


def _read(request: HttpRequest) -> Wanted:
    asked = {name: request.GET.get(name, "").strip()[:LONGEST] for name in ("state", "unit", "document")}
    return Wanted(**asked | {"state": asked["state"] if asked["state"] in figures.ORDER else ""})


def _tallies(views: list[metrics.CommitmentView], asked: Wanted) -> list[dict[str, Any]]:
    """How many promises are in each state under the other filters."""
    others = replace(asked, state="")
    counts = Counter(str(view.state) for view in views if others.fits(view))
    everything = {"status": "", "count": counts.total(), "url": "?" + others.query, "is_current": not asked.state}
    return [
        everything,
        *(
            {
                "status": state,
                "count": counts[state],
                "url": "?" + replace(asked, state=state).query,
                "is_current": asked.state == state,
            }
            for state in figures.ORDER
            if counts[state] or asked.state == state
        ),
    ]


def _choices(values: list[str], chosen: str) -> list[Choice]:
    return [Choice(value, value, value == chosen) for value in dict.fromkeys(values)]


def _row(view: metrics.CommitmentView) -> dict[str, Any]:
    return {
        "id": view.id,
        "title": pick(view.title),
        "url": reverse("governance:commitment", args=[view.id, view.region]),
        "source": f"{view.source.document} {view.source.place}".strip(),
        "responsible": t("web.list").join(pick(one) for one in view.responsible),
        "target": figures.target(view),
        "value": figures.amount(view.value, view),
        "cases": view.cases,
        "breaking": view.breaking,
        "state": str(view.state),
        "reason": pick(view.reason),
        "line": figures.line(view),
    }
