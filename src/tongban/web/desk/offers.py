"""The decision card: the lawful acts of one officer on one case, each with its consequence and what it asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tongban.domains.cases import api as cases
from tongban.web.components.parts import Field
from tongban.web.wording import pick, t

OFFICERS = ("accept", "ask_supplement", "refuse", "complete", "grant", "deny")
CONFIRMED = frozenset({"refuse", "grant", "deny"})
DANGEROUS = frozenset({"refuse", "deny"})
ASKS: Mapping[str, tuple[tuple[str, bool], ...]] = {
    "refuse": (("reason", True), ("where", True)),
    "complete": (("opinion", False),),
    "grant": (("reason", False),),
    "deny": (("reason", True),),
}
"""What each act asks of the officer, and whether it must be said."""
ICONS = {"ask_supplement": "edit", "refuse": "cross", "deny": "cross"}
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Attempt:
    """What an officer sent: the act, on which item and step, what was written, and which fields were not right."""

    act: str = ""
    track: str = ""
    step: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    mistakes: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return key_of(self.act, self.track)

    @property
    def written(self) -> list[str]:
        """Everything the officer wrote, so that nothing is lost when the act is no longer open."""
        return [value for value in self.values.values() if value]


NOTHING = Attempt()


@dataclass(frozen=True, slots=True)
class Offer:
    """One act on the card; `ask_supplement` has a page of its own."""

    act: str
    track: str
    step: str
    label: str
    consequence: str
    icon: str
    is_dangerous: bool
    is_confirmed: bool
    is_open: bool
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The offers about one item; before acceptance they are about the whole case, and `title` is empty."""

    track: str
    title: str
    offers: tuple[Offer, ...]


def key_of(act: str, track: str) -> str:
    """The name by which an act on an item goes on the page."""
    return f"{act}.{track}" if track else act


def groups(view: cases.CaseView, acts: Sequence[cases.Act], *, attempt: Attempt, wanted: str) -> tuple[Group, ...]:
    """The offers by item; the item that the reader came for is first, with its likeliest act unfolded."""
    mine = [act for act in acts if act.name in OFFICERS]
    first = attempt.track or wanted
    keys = sorted(dict.fromkeys(act.track or "" for act in mine), key=lambda key: key != first)
    titles = {track.key: pick(track.title) for track in view.tracks}
    found = []
    for key in keys:
        of_it = [act for act in mine if (act.track or "") == key]
        unfolded = len(keys) == 1 or (key == keys[0] and key == first)
        offers = tuple(_offer(act, attempt, unfolded=unfolded and act is of_it[0]) for act in of_it)
        found.append(Group(key, titles.get(key, ""), offers))
    return tuple(found)


def _offer(act: cases.Act, attempt: Attempt, *, unfolded: bool) -> Offer:
    key = key_of(act.name, act.track or "")
    is_tried = attempt.key == key
    return Offer(
        act=act.name,
        track=act.track or "",
        step=act.step or "",
        label=pick(act.label),
        consequence=pick(act.consequence),
        icon=ICONS.get(act.name, "check"),
        is_dangerous=act.name in DANGEROUS,
        is_confirmed=act.name in CONFIRMED,
        is_open=is_tried if attempt.act else unfolded,
        fields=tuple(
            _field(name, key, act.name, required=required, attempt=attempt if is_tried else NOTHING)
            for name, required in ASKS.get(act.name, ())
        ),
    )


def _field(name: str, key: str, act: str, *, required: bool, attempt: Attempt) -> Field:
    return Field(
        name=f"{name}.{key}",
        label=t(f"desk.field.{act}.{name}"),
        kind="textarea",
        value=attempt.values.get(name, ""),
        error=attempt.mistakes.get(name, ""),
        help=t(f"desk.field.{act}.{name}.help"),
        required=required,
        maximum_length=LONGEST,
    )
