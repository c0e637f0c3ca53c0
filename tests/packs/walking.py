"""What is wrong with one procedure when somebody walks through it: sentences, none when all is well."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import islice
from typing import Any

from tests.packs.answering import fitting
from tongban.domains.catalogue import api as catalogue
from tongban.domains.catalogue.forms.merging import REGISTERED
from tongban.domains.catalogue.situations import paths
from tongban.kernel.errors import Refusal

MOST_PATHS = 400


def narrowed(whole: catalogue.Procedure) -> Iterator[catalogue.Procedure]:
    """A procedure in every situation that differs in what is left of it."""
    seen = set()
    for answers in islice(paths(whole.situations), MOST_PATHS):
        try:
            found = catalogue.narrow(whole, answers)
        except Refusal as refusal:
            if refusal.code != "catalogue.situation.nothing":
                raise
            continue
        kind = (tuple(track.key for track in found.tracks), tuple(sorted(found.filled.items())))
        if kind not in seen:
            seen.add(kind)
            yield found


def asked(procedure: catalogue.Procedure, answers: Mapping[str, Any]) -> list[catalogue.Field]:
    return [one for page in catalogue.visible_pages(procedure, answers) for one in page.fields]


def twice(found: Iterable[str]) -> list[str]:
    return [one for one, count in Counter(found).items() if count > 1]


def of_the_form(procedure: catalogue.Procedure) -> Iterator[str]:
    """Facts asked twice, answers that are not taken."""
    for answers in fitting(procedure, most=24):
        fields = asked(procedure, answers)
        yield from (f"the fact {one} is asked twice" for one in twice(one.fact for one in fields if one.fact))
        yield from (f"{one} is asked twice" for one in twice(one.label.zh for one in fields))
        yield from (f"two questions are filled in from {one}" for one in _twice_filled(fields))
        yield from (f"{one.path}: {one.text.en} {answers}" for one in catalogue.validate_form(procedure, answers))
        if catalogue.clean_answers(procedure, answers) != answers:
            yield f"some of {answers} does not count"


def of_the_whole(whole: catalogue.Procedure) -> Iterator[str]:
    """A field that is left in some situation, and to which no answers lead in any."""
    left: set[str] = set()
    reached: set[str] = set()
    for one in narrowed(whole):
        left |= set(one.form["properties"])
        reached |= set(one.filled)
        reached |= {field.name for answers in fitting(one) for field in asked(one, answers)}
    yield from (f"no answers lead to {one}" for one in sorted(left - reached))
    if not left:
        yield "in no situation is there anything to do"


def _twice_filled(fields: list[catalogue.Field]) -> list[str]:
    """Sources from which two questions are filled in that do not both say which fact they ask."""
    sources = twice(one.prefill for one in fields if one.prefill)
    return [one for one in sources if not all(field.fact for field in fields if field.prefill == one)]


def of_the_order(procedure: catalogue.Procedure) -> Iterator[str]:
    """Steps that wait for each other, or for what is not there."""
    steps = {(track.key, step.id) for track in procedure.tracks for step in track.steps}
    graph = {name: procedure.waits_for(*name) for name in steps}
    yield from (f"{name} waits for {one}" for name, waits in graph.items() for one in waits if one not in steps)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        yield str(circle)


def of_what_is_known(procedure: catalogue.Procedure) -> Iterator[str]:
    """What another item of the same package issues or registers, and is asked all the same."""
    issued = {track.result.licence: track.key for track in procedure.tracks if track.result.licence}
    registering = {track.key for track in procedure.tracks if track.result.registers}
    every = {track.key for track in procedure.tracks}
    for one in (one for page in procedure.pages for one in page.fields):
        place, _, rest = (one.prefill or "").partition(".")
        needing = {*one.items} or every
        issuer = issued.get(rest.partition(".")[0]) if place == "licence" else None
        if issuer and needing - {issuer}:
            yield f"{one.name} is asked, which {issuer} issues"
        if place == "subject" and rest in REGISTERED and registering and needing - registering:
            yield f"{one.name} is asked, which only a registration brings"
    for material in procedure.materials:
        issuer = issued.get(material.from_licence)
        asking = {one.track for one in material.demands if one.issued_by is None}
        if issuer and asking - {issuer}:
            yield f"{material.id} is asked, which {issuer} issues"
