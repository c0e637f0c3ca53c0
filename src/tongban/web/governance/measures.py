"""How measures are shown in lists: one row, the tallies by light, the narrowing that stands in the address."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from tongban.domains.reform.ledger import api as ledger
from tongban.web.components.parts import Choice
from tongban.web.wording import day, t

LOOKS = {
    "overdue": "overdue",
    "near_due": "soon",
    "in_time": "running",
    "no_deadline": "waiting",
    "closed": "finished",
}
"""How a measure stands, in the order of attention, with the look of each."""
STATES = {
    "not_started": "waiting",
    "under_way": "open",
    "closing_asked": "to_judge",
    "closed": "finished",
    "reopened": "problem",
}
OPEN = frozenset({"not_started", "under_way", "reopened"})
"""States in which a unit can go on filing."""
LONGEST = 80


def row(one: ledger.MeasureView) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "url": reverse("governance:measure", args=[str(one.id)]),
        "anchor": one.anchor,
        "item": item(one),
        "chapter": one.chapter,
        "text": one.text,
        "lead": t("web.list").join(one.lead),
        "cooperating": t("web.list").join(one.cooperating),
        "owner": one.owner.name if one.owner else "",
        "due": day(one.due_on) if one.due_on else "",
        "limit": one.deadlines[-1].text if one.deadlines and not one.due_on else "",
        "next_step": one.next_step,
        "next_on": day(one.next_on) if one.next_step else "",
        "look": LOOKS[one.light],
        "word": t(f"governance.measure.{one.light}"),
        "state": t(f"governance.state.{one.state}"),
        "share": one.share,
        "classification": t(f"governance.classification.{one.classification}") if one.classification else "",
        "problems": one.open_problems,
        "is_open": one.state in OPEN,
        "claimed": one.reported_done and one.state != ledger.MeasureState.CLOSED,
    }


def item(one: ledger.MeasureView) -> str:
    """The item's printed number and its title."""
    label = one.item_label if not one.item_label.isdigit() else f"{one.item_label}."
    return f"{label.rstrip()} {one.item_title}"


def tallies(
    lights: Mapping[ledger.Light, int], states: Mapping[ledger.MeasureState, int], asked: Mapping[str, str]
) -> list[dict[str, Any]]:
    """By light, and the two states that wait for somebody; each leads to the list under the other filters."""
    others = {name: value for name, value in asked.items() if name not in ("light", "state")}
    shown = [
        _tally("", sum(lights.values()), asked=asked, others=others, chosen={}),
        *(
            _tally(look, lights.get(ledger.Light(light), 0), asked=asked, others=others, chosen={"light": light})
            for light, look in LOOKS.items()
        ),
        *(
            _tally(
                STATES[state],
                states.get(ledger.MeasureState(state), 0),
                asked=asked,
                others=others,
                chosen={"state": state},
            )
            for state in ("closing_asked", "reopened")
        ),
    ]
    return [one for one in shown if one["count"] or one["is_current"] or not one["status"]]


def _tally(
    look: str, count: int, *, asked: Mapping[str, str], others: Mapping[str, str], chosen: Mapping[str, str]
) -> dict[str, Any]:
    current = {name: asked[name] for name in ("light", "state") if asked.get(name)}
    word = "".join(t(f"governance.{'measure' if name == 'light' else 'state'}.{one}") for name, one in chosen.items())
    return {
        "status": look,
        "word": word,
        "count": count,
        "url": "?" + query({**others, **chosen}),
        "is_current": current == dict(chosen),
    }


def read(request: HttpRequest, *names: str) -> dict[str, str]:
    """What the list is narrowed to, as it stands in the address; what no list knows is left out."""
    asked = {name: request.GET.get(name, "").strip()[:LONGEST] for name in names}
    known: dict[str, Sequence[str]] = {
        "light": tuple(LOOKS),
        "state": tuple(STATES),
        "classification": tuple(ledger.Classification),
    }
    return {name: "" if name in known and value not in known[name] else value for name, value in asked.items()}


def query(asked: Mapping[str, str]) -> str:
    return urlencode({name: value for name, value in asked.items() if value})


def choices(values: Sequence[str], chosen: str) -> list[Choice]:
    return [Choice(value, value, value == chosen) for value in values]


def classes(chosen: str) -> list[Choice]:
    return [Choice(one, t(f"governance.classification.{one}"), one == chosen) for one in ledger.Classification]
