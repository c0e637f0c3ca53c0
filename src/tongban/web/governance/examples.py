"""Typical cases: published ones for everybody, the others for their unit and the office; each copied by others."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.domains.reform.examples import api as examples
from tongban.domains.registry import api as registry
from tongban.kernel.errors import Refusal
from tongban.web import moment, people, preferences
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Choice, Field, Link, Mistake
from tongban.web.governance import pages
from tongban.web.wording import day, pick, t

UNIT = (*pages.WORKING, pages.IMPORT)
TELLING = ("title", "problem", "practice", "effect")
LONGEST, LONGEST_TITLE = 2000, 200
LOOKS = {
    "submitted": "submitted",
    "reviewed": "to_judge",
    "published": "finished",
    "returned": "problem",
    "withdrawn": "withdrawn",
}
COPY_LOOKS = {"planned": "waiting", "under_way": "open", "in_force": "finished", "given_up": "withdrawn"}
ACTS = {
    "review": examples.review_example,
    "publish": examples.publish_example,
    "return": examples.return_example,
    "withdraw": examples.withdraw_example,
}


@require_safe
@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    """The cases of the chosen region that the reader may see; how often each is copied."""
    region = preferences.region(request)
    if region is None:
        return pages.page(request, "nowhere", place="examples")
    actor = people.actor(request)
    found = examples.list_examples(actor=actor, region=region.code)
    return pages.page(
        request,
        "examples",
        place="examples",
        region_name=pick(region.name),
        may_submit=bool(actor.duties & set(UNIT)),
        rows=[
            {
                "url": reverse("governance:example", args=[str(one.id)]),
                "title": one.title,
                "problem": one.problem,
                "unit": pick(one.unit),
                "look": LOOKS[one.state],
                "word": t(f"governance.examples.state.{one.state}"),
                "since": day(one.since),
                "copies": len(one.copies),
            }
            for one in found
        ],
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_duty(*UNIT)
def submit(request: HttpRequest) -> HttpResponse:
    """Hand in a case of one of the reader's own units."""
    given = {name: request.POST.get(name, "").strip() for name in ("unit", *TELLING)}
    refused: Refusal | None = None
    if request.method == "POST":
        try:
            told = examples.Example(given["title"], given["problem"], given["practice"], given["effect"])
            agency = registry.AgencyId.parse(given["unit"])
            made = examples.submit_example(told, agency=agency, actor=people.actor(request), now=moment.now())
        except Refusal as refusal:
            refused = refusal
        else:
            messages.success(request, t("governance.examples.submitted"))
            return redirect("governance:example", str(made))
    wrong = {_place(refused, given): t(refused.code, **refused.values)} if refused else {}
    return pages.page(
        request,
        "example_new",
        place="examples",
        status=422 if refused else 200,
        links=[
            Link(t("governance.examples.title"), reverse("governance:examples")),
            Link(t("governance.examples.new")),
        ],
        fields=_fields(given, wrong, _units(request, given["unit"])),
        mistakes=[Mistake(sentence, f"f-{name}") for name, sentence in wrong.items()],
    )


@require_safe
@never_cache
def one(request: HttpRequest, example_id: str) -> HttpResponse:
    """One case with its copies, and what the reader may do with them."""
    actor = people.actor(request)
    try:
        view = examples.get_example(examples.ExampleId.parse(example_id), actor=actor)
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal
    is_published = view.state == examples.ExampleState.PUBLISHED
    taken = {str(view.agency), *(str(copy.agency) for copy in view.copies)}
    return pages.page(
        request,
        "example",
        place="examples",
        links=[Link(t("governance.examples.title"), reverse("governance:examples")), Link(view.title)],
        view=view,
        unit=pick(view.unit),
        look=LOOKS[view.state],
        word=t(f"governance.examples.state.{view.state}"),
        since=day(view.since),
        parts=[(t(f"governance.examples.field.{name}"), getattr(view, name)) for name in TELLING[1:]],
        acts=[Choice(name, t(f"governance.examples.act.{name}")) for name in ACTS if name in view.acts],
        copies=[_copy(copy) for copy in view.copies],
        units=[one for one in _units(request, "") if one.value not in taken] if is_published else [],
        longest=LONGEST,
    )


@require_POST
@never_cache
@needs_duty(*UNIT)
def act(request: HttpRequest, example_id: str) -> HttpResponse:
    """Review, publish, return or withdraw, with a finding or reason; or take the case up."""
    known, name = examples.ExampleId.parse(example_id), request.POST.get("act", "")
    said, actor, now = request.POST.get("reason", "")[: LONGEST + 1], people.actor(request), moment.now()
    examples.get_example(known, actor=actor)  # what is hidden is not found, whatever is asked of it
    if name == "take_up":
        agency = registry.AgencyId.parse(request.POST.get("unit", ""))
        examples.take_up(known, said, agency=agency, actor=actor, now=now)
    elif name in ACTS:
        ACTS[name](known, said, actor=actor, now=now)
    else:
        raise Refusal("reform.example.step")
    messages.success(request, t("governance.examples.done"))
    return redirect("governance:example", example_id)


@require_POST
@never_cache
@needs_duty(*UNIT)
def copy(request: HttpRequest, example_id: str, copy_id: str) -> HttpResponse:
    """Tell how far a copy of the reader's own unit is."""
    note, state = request.POST.get("reason", "")[: LONGEST + 1], request.POST.get("state", "")
    examples.move_copy(examples.CopyId.parse(copy_id), state, note, actor=people.actor(request), now=moment.now())
    messages.success(request, t("governance.examples.done"))
    return redirect("governance:example", example_id)


def _copy(one: examples.CopyView) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "unit": pick(one.unit),
        "look": COPY_LOOKS[one.state],
        "word": t(f"governance.examples.copy.{one.state}"),
        "note": one.note,
        "since": day(one.since),
        "next": [Choice(state, t(f"governance.examples.copy.{state}")) for state in one.next],
    }


def _units(request: HttpRequest, chosen: str) -> list[Choice]:
    found = registry.list_agencies_by_pk(people.actor(request).agencies_with(*UNIT))
    return [Choice(str(one.id), pick(one.name), str(one.id) == chosen) for one in found.values()]


def _place(refused: Refusal | None, given: dict[str, str]) -> str:
    if refused is None or not refused.code.startswith("reform.example."):
        return "unit"
    if refused.code == "reform.example.title":
        return "title"
    return next((name for name in TELLING[1:] if not 0 < len(given[name]) <= LONGEST), "problem")


def _fields(given: dict[str, str], wrong: dict[str, str], units: list[Choice]) -> list[Field]:
    kinds = {"unit": "select", "title": "text"}
    return [
        Field(
            name=name,
            label=t(f"governance.examples.field.{name}"),
            kind=kinds.get(name, "textarea"),
            value=given[name],
            error=wrong.get(name, ""),
            choices=units if name == "unit" else (),
            maximum_length=LONGEST_TITLE if name == "title" else LONGEST if name != "unit" else None,
        )
        for name in ("unit", *TELLING)
    ]
