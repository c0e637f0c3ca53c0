"""The decision card: the lawful acts of one officer on one case, each with its consequence and what it asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tongban.domains.cases import api as cases
from tongban.web.components import asked
from tongban.web.components.parts import Field, Kept
from tongban.web.wording import pick, t

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "handling": ("answer_precheck", "accept", "ask_supplement", "refuse", "complete", "sign", "grant", "deny"),
    "special": (
        "grant_extension",
        "deny_extension",
        "end_special",
        "start_special",
        "ask_extension",
        "resume",
        "suspend",
    ),
    "flow": ("assign", "return_step", "urge", "transfer"),
    "after": ("deliver", "record_check", "record_audit", "reopen", "revoke", "end_track"),
}
"""The acts of officers as the card groups them. What only an applicant does is not offered at the desk."""
SELDOM = frozenset(
    {*SECTIONS["flow"], "end_special", "start_special", "ask_extension", "suspend", "revoke", "end_track"}
)
"""Acts that are never the likeliest: they stay folded even when nothing else is open to the reader."""
DANGEROUS = frozenset({"refuse", "deny", "deny_extension", "end_track", "revoke"})
ICONS = {
    "ask_supplement": "edit",
    "refuse": "cross",
    "deny": "cross",
    "deny_extension": "cross",
    "end_track": "cross",
    "revoke": "cross",
    "start_special": "pause",
    "suspend": "pause",
    "end_special": "clock",
    "resume": "clock",
    "ask_extension": "clock",
    "assign": "people",
    "transfer": "next",
    "return_step": "back",
    "reopen": "back",
    "urge": "soon",
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """What an officer sent: the act, on which item and step, what was answered, and which answers were not right."""

    act: str = ""
    track: str = ""
    step: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    mistakes: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return key_of(self.act, self.track, self.step)

    @property
    def place(self) -> dict[str, str | None]:
        """Where the act is done, as the domain takes it."""
        return {"track": self.track or None, "step": self.step or None}

    @property
    def written(self) -> list[str]:
        """Everything the officer wrote, so that nothing is lost when the act is no longer open."""
        return [value for value in self.values.values() if isinstance(value, str) and value]


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
    is_final: bool
    is_open: bool
    fields: tuple[Field, ...]
    kept: tuple[Kept, ...] = ()

    @property
    def has_files(self) -> bool:
        return any(one.kind == "file" for one in self.fields)


@dataclass(frozen=True, slots=True)
class Group:
    """The offers about one item; those about the whole case, or about its only item, have no `title`."""

    track: str
    title: str
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the card: handling, special procedures and extension, the way it takes, what follows."""

    name: str
    title: str
    groups: tuple[Group, ...]


def key_of(act: str, track: str, step: str) -> str:
    """The name by which an act at its place goes on the page."""
    return ".".join(part for part in (act, track, step) if part)


def sections(view: cases.CaseView, acts: Sequence[cases.Act], *, attempt: Attempt, wanted: str) -> tuple[Section, ...]:
    """The card; the item that the reader came for is first, its likeliest act unfolded unless it is a rare one."""
    found: list[Section] = []
    for name, names in SECTIONS.items():
        mine = sorted((act for act in acts if act.name in names), key=lambda act: names.index(act.name))
        if mine:
            is_first = not found
            groups = _groups(view, mine, attempt=attempt, wanted=wanted, unfolds=is_first)
            found.append(Section(name, t(f"desk.section.{name}"), groups))
    return tuple(found)


def _groups(
    view: cases.CaseView, acts: Sequence[cases.Act], *, attempt: Attempt, wanted: str, unfolds: bool
) -> tuple[Group, ...]:
    first = attempt.track or wanted
    order = {track.key: place for place, track in enumerate(view.tracks, start=1)}
    keys = sorted({act.track or "" for act in acts}, key=lambda key: (key != first, order.get(key, 0)))
    titles = {track.key: pick(track.title) for track in view.tracks} if len(view.tracks) > 1 else {}
    found = []
    for key in keys:
        of_it = [act for act in acts if (act.track or "") == key]
        unfolded = unfolds and (len(keys) == 1 or (key == keys[0] and key == first))
        likeliest = of_it[0] if unfolded and of_it[0].name not in SELDOM else None
        offers = tuple(offer_of(act, attempt, unfolded=act is likeliest) for act in of_it)
        found.append(Group(key, titles.get(key, ""), offers))
    return tuple(found)


def offer_of(act: cases.Act, attempt: Attempt, *, unfolded: bool = False) -> Offer:
    """One act as it goes on a page; after an attempt with what was answered."""
    key = key_of(act.name, act.track or "", act.step or "")
    is_tried = attempt.key == key
    given = attempt if is_tried else NOTHING
    return Offer(
        act=act.name,
        track=act.track or "",
        step=act.step or "",
        label=pick(act.label),
        consequence=pick(act.consequence),
        icon=ICONS.get(act.name, "check"),
        is_dangerous=act.name in DANGEROUS,
        is_final=act.is_final,
        is_open=is_tried if attempt.act else unfolded,
        fields=asked.fields(act.asks, key, values=given.values, mistakes=given.mistakes),
        kept=asked.kept(act.asks, key, given.values),
    )
