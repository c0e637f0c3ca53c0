"""Guided questions (情形引导): what is asked next, and what of a procedure is left after the answers. Pure."""

import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock
from typing import Any

from tongban.domains.catalogue import composing
from tongban.domains.catalogue.conduct import Situation
from tongban.domains.catalogue.forms.fields import fields_of, pages_of
from tongban.domains.catalogue.forms.merging import restricted
from tongban.domains.catalogue.procedure import WHOLE, Procedure, StageView, Step, Track
from tongban.domains.catalogue.stored import StoredMaterial
from tongban.kernel.errors import Refusal
from tongban.kernel.rules import Condition, Trace, compile_condition

Answer = str | bool
Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Guided:
    """The questions that these answers lead through: those `answered`, and those that are `open` now.

    `kept` are the answers that count; an answer to a question that is not asked does not.
    """

    answered: tuple[Situation, ...]
    open: tuple[Situation, ...]
    kept: dict[str, Answer]


def guided(situations: Sequence[Situation], answers: Mapping[str, object]) -> Guided:
    """Follow the questions in their order. Refuses `catalogue.situation.{unknown,outside}`."""
    known = {one.id for one in situations}
    if unknown := sorted(set(map(str, answers)) - known):
        raise Refusal("catalogue.situation.unknown", situation=", ".join(unknown)[:80])
    kept: dict[str, Answer] = {}
    answered, still = [], []
    for one in situations:
        if not holds(one.when, {"situation": kept}):
            continue
        if one.id not in answers:
            still.append(one)
            continue
        kept[one.id] = _answer(one, answers[one.id])
        answered.append(one)
    return Guided(tuple(answered), tuple(still), kept)


def _answer(one: Situation, given: object) -> Answer:
    """An answer that the question takes: one of its options, or yes or no."""
    if one.options and isinstance(given, str) and given in {option.id for option in one.options}:
        return given
    if not one.options and isinstance(given, bool):
        return given
    raise Refusal("catalogue.situation.outside", question=one.question, given=str(given)[:80])


def holds(when: Mapping[str, Any] | None, facts: Mapping[str, Any]) -> bool:
    """Whether a condition is true of the facts; one that lacks a fact, or finds nonsense, is not. None always holds."""
    if when is None:
        return True
    try:
        return _compiled(json.dumps(when, sort_keys=True, default=str))(facts).allowed
    except Refusal:
        return False


@lru_cache(maxsize=2048)
def _compiled(tree: str) -> Condition:
    return compile_condition(json.loads(tree))


def paths(situations: Sequence[Situation], *, most: int = 10_000) -> Iterator[dict[str, Answer]]:
    """Every way through the guided questions, at the most so many."""
    waiting: list[dict[str, Answer]] = [{}]
    while waiting and most:
        answers = waiting.pop()
        found = guided(situations, answers)
        if not found.open:
            most -= 1
            yield answers
            continue
        one = found.open[0]
        choices: list[Answer] = [option.id for option in one.options] or [True, False]
        waiting += [{**answers, one.id: choice} for choice in reversed(choices)]


def ask(procedure: Procedure, answers: Mapping[str, object]) -> tuple[Situation, ...]:
    """The guided questions that are open after these answers, in order; none when all is known.

    Refuses `catalogue.situation.{unknown,outside}`.
    """
    return guided(procedure.situations, answers).open


def narrow(procedure: Procedure, situations: Mapping[str, object]) -> Procedure:
    """The procedure as it is for these answers: only the items that apply, their form, papers, fees and stages.

    Version and digest stay. Refuses `catalogue.situation.{unknown,outside,unanswered,nothing}`.
    """
    if not procedure.situations and not situations:
        return procedure
    found = guided(procedure.situations, situations)
    if found.open:
        raise Refusal("catalogue.situation.unanswered", question=found.open[0].question)
    return _NARROWED.get(procedure, found.kept)


class _Narrowed:
    """What was narrowed lately: the same answers to the same version on the same day are the same procedure."""

    def __init__(self, most: int = 1024) -> None:
        self._most, self._known, self._lock = most, OrderedDict[object, Procedure](), Lock()

    def get(self, procedure: Procedure, kept: Answers) -> Procedure:
        key = (procedure.version_id, procedure.digest, procedure.on, frozenset(kept.items()))
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        found = _narrow(procedure, kept)
        with self._lock:
            self._known[key] = found
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return found


_NARROWED = _Narrowed()


def _narrow(procedure: Procedure, kept: Answers) -> Procedure:
    facts = {"situation": kept}
    applying = frozenset(track.key for track in procedure.tracks if holds(track.conduct.when, facts))
    if not applying:
        raise Refusal("catalogue.situation.nothing", procedure=procedure.title)
    tracks = tuple(_without_absent(track, applying) for track in procedure.tracks if track.key in applying)
    form = dict(procedure.form)
    stored = [track.conduct for track in procedure.tracks]
    if composing.is_merged(stored):
        merged = composing.merged_form(stored, applying=applying)
        form = merged.schema
        tracks = tuple(
            replace(
                track,
                names=merged.names[track.key],
                conduct=track.conduct.model_copy(update={"names": merged.names[track.key]}),
            )
            for track in tracks
        )
    elif len(tracks) < len(procedure.tracks):
        form = restricted(form, applying)
    filled = {one.answers: kept[one.id] for one in procedure.situations if one.answers and one.id in kept}
    return replace(
        procedure,
        tracks=tracks,
        stages=tuple(_stages(procedure.stages, applying)),
        form=form,
        pages=pages_of(form, fields_of(form)),
        materials=tuple(_materials(procedure, tracks)),
        fees=tuple(fee for fee in procedure.fees if fee.track in applying),
        choices={key: one for key, one in procedure.choices.items() if key == WHOLE or key in applying},
        situation=dict(kept),
        filled={name: value for name, value in filled.items() if name in form.get("properties", {})},
    )


def _without_absent(track: Track, applying: frozenset[str]) -> Track:
    """A track whose steps wait for no item that is not there: what does not happen cannot be waited for."""
    steps = tuple(_step(step, applying) for step in track.steps)
    after = tuple(key for key in track.after if key in applying)
    return replace(
        track, steps=steps, after=after, conduct=track.conduct.model_copy(update={"steps": steps, "after": after})
    )


def _step(step: Step, applying: frozenset[str]) -> Step:
    return step.model_copy(update={"after": tuple(one for one in step.after if one.partition(".")[0] in applying)})


def _stages(stages: Sequence[StageView], applying: frozenset[str]) -> Iterator[StageView]:
    for stage in stages:
        if tracks := tuple(key for key in stage.tracks if key in applying):
            yield StageView(stage.title, tracks)


def _materials(procedure: Procedure, tracks: Sequence[Track]) -> Iterator[StoredMaterial]:
    """The papers of the items that apply, in the order of the whole; those that no answer can call for are left out."""
    found = {one.id: one for one in composing.merged_materials([track.conduct for track in tracks])}
    yield from (found[one.id] for one in procedure.materials if one.id in found)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item that does not apply, and the answers that say so: pairs of a guided question and its answer."""

    track: Track
    because: tuple[tuple[Situation, Answer], ...]


def left_out(procedure: Procedure, answers: Answers) -> tuple[LeftOut, ...]:
    """The items of a procedure that these answers leave out, each with the answers that its condition read."""
    facts = {"situation": answers}
    return tuple(
        LeftOut(track, tuple(_because(procedure, track.conduct.when, answers)))
        for track in procedure.tracks
        if track.conduct.when is not None and not holds(track.conduct.when, facts)
    )


def _because(procedure: Procedure, when: Mapping[str, Any], answers: Answers) -> Iterator[tuple[Situation, Answer]]:
    """What a condition that does not hold found: the tests that are false, else all that it read."""
    trace = compile_condition(when)({"situation": answers}).trace
    false = {name.removeprefix("situation.") for name in _false(trace)}
    for one in procedure.situations:
        if one.id in false and one.id in answers:
            yield one, answers[one.id]


def _false(trace: Trace) -> Iterator[str]:
    if trace.parts and trace.test != "not":
        yield from (name for part in trace.parts if part.outcome is not True for name in _false(part))
    elif trace.parts:
        yield from (name for part in trace.parts for name in _read(part))
    else:
        yield trace.field


def _read(trace: Trace) -> Iterator[str]:
    yield from ([trace.field] if not trace.parts else [])
    for part in trace.parts:
        yield from _read(part)


def asked_materials(
    procedure: Procedure, answers: Mapping[str, Any], *, promised: Sequence[str] = ()
) -> tuple[StoredMaterial, ...]:
    """The papers that these answers call for, each as strict as the items that need it now.

    What an item taken by commitment (`promised`: track keys) replaces by the promise is not asked for it.
    """
    facts = procedure.facts(answers)
    replaced = {
        (track.key, name)
        for track in procedure.tracks
        if track.key in promised and track.conduct.commitment
        for name in track.conduct.commitment.replaces
    }
    found = (_asked(one, facts, replaced) for one in procedure.materials)
    return tuple(one for one in found if one is not None)


def _asked(material: StoredMaterial, facts: Mapping[str, Any], replaced: set[tuple[str, str]]) -> StoredMaterial | None:
    demands = [one for one in material.demands if (one.track, material.id) not in replaced and holds(one.when, facts)]
    if not demands:
        return None
    return material.model_copy(
        update={
            "required": any(one.required for one in demands if one.issued_by is None),
            "tracks": tuple(one.track for one in demands),
            "issued_by": composing.issuer_of(demands),
        }
    )
