"""The lists (清单) that bind a region, and its implementation list (实施清单), for everybody to read and take along."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongban.domains.catalogue import api as catalogue
from tongban.kernel.errors import Refusal
from tongban.web import moment, preferences, sheets
from tongban.web.components.parts import Fact, Link
from tongban.web.wording import day, pick, t

LONGEST_QUERY = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a list in words; `url` leads to the guide of the procedure in which the item is applied for."""

    title: str
    basis: str
    more: str
    note: str
    url: str


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """The lists in force in the reader's region, by kind."""
    found = catalogue.list_lists(_region(request), on=moment.today())
    shown = {
        "links": _links(),
        "lines": [
            {"one": one, "kind": t(f"web.lists.kind.{one.kind}"), "source": _source(one.source)} for one in found
        ],
        "items": len(catalogue.implementation_list(_region(request), on=moment.today())),
    }
    return render(request, "public/lists.html", shown)


@require_safe
def one_list(request: HttpRequest, version: int) -> HttpResponse:
    """One list with its source, its days and its earlier versions; `q` narrows its entries."""
    found = _get(request, version)
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    lines = [line for line in _lines(request, found) if query.casefold() in f"{line.title} {line.basis}".casefold()]
    facts = [
        Fact(t("web.lists.year"), str(found.year)),
        Fact(t("web.lists.since"), day(found.since), t("web.lists.until", day=day(found.until)) if found.until else ""),
        Fact(t("web.lists.entries"), str(len(found.entries))),
        Fact(t("web.lists.version"), str(found.number), day(found.published_at)),
    ]
    older = [one for one in catalogue.list_history(_region(request), kind=found.kind) if one.id != found.id]
    shown = {
        "links": [*_links(), Link(pick(found.title))],
        "found": found,
        "kind": t(f"web.lists.kind.{found.kind}"),
        "rule": t(f"web.lists.rule.{found.kind}"),
        "source": _source(found.source),
        "facts": facts,
        "lines": lines,
        "query": query,
        "older": older,
    }
    return render(request, "public/list.html", shown)


@require_safe
def list_csv(request: HttpRequest, version: int) -> HttpResponse:
    """The entries as a table."""
    found = _get(request, version)
    heading = [t(f"web.lists.column.{one}") for one in ("number", "title", "basis", "more", "note")]
    rows = ([place, one.title, one.basis, one.more, one.note] for place, one in enumerate(_lines(request, found), 1))
    return sheets.sheet(f"{found.key}.csv", heading, rows)


@require_safe
def list_json(request: HttpRequest, version: int) -> HttpResponse:
    """The list as data, in both languages."""
    found = _get(request, version)
    return JsonResponse(
        {
            "id": found.key,
            "kind": found.kind,
            "region": _region(request),
            "title": found.title.model_dump(),
            "year": found.year,
            "since": found.since.isoformat(),
            "until": found.until.isoformat() if found.until else None,
            "version": found.number,
            "source": found.source.model_dump(),
            "entries": [one.model_dump(mode="json", exclude_none=True) for one in found.entries],
        },
        json_dumps_params={"ensure_ascii": False},
    )


@require_safe
def implementation(request: HttpRequest) -> HttpResponse:
    """The implementation list of the region: every item, who does it, its national codes as far as known."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    items = [
        {
            "title": pick(one.track.title),
            "url": reverse("public:guide", args=[one.procedure.kind, one.procedure.key]),
            "kind": t(f"web.lists.item_kind.{one.track.kind}"),
            "agency": pick(one.agency.name) if one.agency else "",
            "level": t(f"web.lists.level.{one.level}") if one.level else "",
            "code": str(one.code) if one.code else "",
            "basic": one.track.basic_code or "",
        }
        for one in catalogue.implementation_list(_region(request), on=moment.today())
    ]
    lines = [one for one in items if query.casefold() in f"{one['title']} {one['agency']}".casefold()]
    shown = {"links": [*_links(), Link(t("web.lists.items"))], "lines": lines, "query": query}
    return render(request, "public/implementation.html", shown)


@require_safe
def implementation_csv(request: HttpRequest) -> HttpResponse:
    """The implementation list as a table in the national field names."""
    rows = [catalogue.national_fields(one) for one in _items(request)]
    names = list(rows[0]) if rows else []
    return sheets.sheet("implementation.csv", names, ([row[name] for name in names] for row in rows))


@require_safe
def implementation_json(request: HttpRequest) -> HttpResponse:
    """The same as data, with materials and questions."""
    items = [catalogue.national_fields(one, whole=True) for one in _items(request)]
    return JsonResponse({"region": _region(request), "items": items}, json_dumps_params={"ensure_ascii": False})


def _items(request: HttpRequest) -> Iterable[catalogue.ImplementedItem]:
    return catalogue.implementation_list(_region(request), on=moment.today())


def _get(request: HttpRequest, version: int) -> catalogue.ListView:
    """A list of the reader's region; any other is not found here."""
    try:
        found = catalogue.get_list(version)
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal
    known = {one.id for one in catalogue.list_history(_region(request), kind=found.kind)}
    if found.id not in known:
        raise Http404(found.key)
    return found


def _lines(request: HttpRequest, found: catalogue.ListView) -> list[Line]:
    guides = _guides(request)
    return [
        Line(
            title=pick(one.title),
            basis=_source(one.basis) if one.basis else "",
            more=_more(one),
            note=pick(one.note),
            url=guides.get(one.item or "", ""),
        )
        for one in found.entries
    ]


def _more(one: catalogue.ListEntry) -> str:
    told = [t(f"web.lists.reform.{one.reform}")] if one.reform else []
    return t("web.list").join([*told, *(t(f"web.lists.across.{reach}") for reach in one.across)])


def _guides(request: HttpRequest) -> dict[str, str]:
    """Where each item is applied for in the region."""
    return {
        one.track.key: reverse("public:guide", args=[one.procedure.kind, one.procedure.key]) for one in _items(request)
    }


def _source(source: Any) -> str:
    return f"{source.document} {source.place}".strip()


def _region(request: HttpRequest) -> str:
    region = preferences.region(request)
    return region.code if region else ""


def _links() -> list[Link]:
    return [Link(t("web.nav.home"), reverse("public:home")), Link(t("web.lists.title"), reverse("public:lists"))]
