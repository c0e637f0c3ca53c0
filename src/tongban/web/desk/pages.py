"""What every page of the desk shares: who may come in, its rail, its cases, names of regions."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tongban.domains.cases import api as cases
from tongban.domains.registry import api as registry
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Refusal
from tongban.web import moment, people, rails
from tongban.web.wording import pick

HANDLING, WATCHING, STAFF = rails.HANDLING, rails.WATCHING, rails.STAFF


def page(request: HttpRequest, name: str, *, place: str = "", status: int = 200, **values: Any) -> HttpResponse:
    """The template `desk/<name>.html` with the rail; `place` is the entry of the rail that it belongs to."""
    return render(request, f"desk/{name}.html", {"rail": rails.desk(request, place), **values}, status=status)


def officer(request: HttpRequest) -> Actor:
    """The reader by its posts alone: at the desk nobody looks at an application of their own as its applicant."""
    return people.actor(request).only_posts()


def find_case(request: HttpRequest, case_id: str) -> cases.CaseView:
    """A case that the reader may see as an officer. Any other does not exist here."""
    try:
        return cases.get_case(cases.CaseId.parse(case_id), officer(request), now=moment.now())
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal


def region_names() -> Callable[[str], str]:
    """A function from codes to names, as `region_name`, for pages that name many: one look at the register."""
    names = {one.code: pick(one.name) for one in registry.list_regions(on=moment.today())}
    return lambda code: names.get(code, code)


def region_name(code: str) -> str:
    """The region's name today, or its code when it is gone."""
    found = registry.find_region(code, moment.today())
    return pick(found.name) if found else code
