"""A procedure on a day: what `cases`, `web` and `licences` work with. Built from a stored definition, frozen.

A service is a procedure with one track; a package has a track per item. Clocks and fees are those of the day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from tongban.domains.catalogue.conduct import Extension, Place, Situation, Source, SpecialProcedure
from tongban.domains.catalogue.definitions import Question, Result
from tongban.domains.catalogue.forms.fields import Page
from tongban.domains.catalogue.stored import StoredMaterial, StoredRule, StoredStep, StoredTrack
from tongban.kernel.declaration import Text
from tongban.kernel.durations import Duration
from tongban.kernel.errors import NotInForce
from tongban.kernel.parameters import Parameter
from tongban.kernel.rules import DecisionTable

WHOLE = ""  # the key of the choice that is made for the procedure as a whole
Step = StoredStep
Material = StoredMaterial


@dataclass(frozen=True, slots=True)
class ClockSpec:
    """How long something may take: `statutory` (法定时限) or `promised` (承诺时限), and who said so."""

    kind: Literal["statutory", "promised"]
    parameter: str
    duration: Duration
    source: str
    since: date
    basis: str = ""
    trace: Mapping[str, Any] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ClockChoice:
    """A table that chooses among promises by the answers of an application.

    `options` are the promises in force on the procedure's day, by parameter.
    """

    rule: str
    title: Text
    basis: str
    table: DecisionTable
    options: Mapping[str, ClockSpec]

    def choose(self, facts: Mapping[str, Any], *, on: date) -> ClockSpec:
        """The promise for these facts (`Procedure.facts`), with the clause and the trace of the choice.

        Refuses `kernel.rules.fact_missing` and `…fact_outside` for answers the form would not take; raises
        `NotInForce` when the promise chosen has no value on the day.
        """
        outcome = self.table.decide(facts, on=on)
        name = str(outcome.values["parameter"])
        if name not in self.options:
            raise NotInForce(name, on)
        trace = {"rule": self.rule, **outcome.trace}
        return replace(self.options[name], basis=str(outcome.trace.get("basis") or self.basis), trace=trace)


@dataclass(frozen=True, slots=True)
class FeeSpec:
    """A charge in fen, with its legal basis and the track that asks for it."""

    track: str
    title: Text
    parameter: str
    amount_fen: int
    basis: Source
    source: str


@dataclass(frozen=True, slots=True)
class Track:
    """One item of the procedure. `after` names tracks that must be granted before its first step may begin.

    `conduct` is the item as stored: tolerance, commitment, special procedures, extension, renewal, delivery and so on.
    `names` says what the fields of the item's own form are called in the form of its package (None: not asked).
    """

    key: str
    title: Text
    summary: Text
    kind: str
    basic_code: str | None
    agency_role: str
    handling: Literal["instant", "promised"]
    steps: tuple[Step, ...]
    clocks: tuple[ClockSpec, ...]
    result: Result
    legal_basis: tuple[Source, ...]
    conduct: StoredTrack = field(repr=False)
    after: tuple[str, ...] = ()
    names: Mapping[str, str | None] = field(default_factory=dict, repr=False)

    def step(self, step_id: str) -> Step:
        """A step by id. Raises LookupError."""
        found = next((step for step in self.steps if step.id == step_id), None)
        if found is None:
            raise LookupError(f"{self.key}.{step_id}")
        return found

    @property
    def deciding_step(self) -> Step:
        return next(step for step in self.steps if step.decides)

    def clock(self, kind: str) -> ClockSpec | None:
        return next((clock for clock in self.clocks if clock.kind == kind), None)


@dataclass(frozen=True, slots=True)
class StageView:
    """A step the applicant experiences (环节) and the tracks it covers."""

    title: Text
    tracks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Procedure:
    """Everything that is true of one procedure on one day.

    `version_id` and `digest` are what a case pins; `version_id` 0 was read from a library and never published.
    `lead_role` is the role that accepts (its posts with `accept_duty`). `form` is the JSON Schema, `pages` the same
    as fields in order. `situation` are the answers to the guided questions that it was narrowed by, `filled` the
    fields of the form that they answer.
    """

    version_id: int
    digest: str
    on: date
    pack: str
    packs: Mapping[str, str]
    region: str | None
    kind: Literal["service", "package"]
    key: str
    title: Text
    summary: Text
    source: Source
    lead_role: str
    audience: tuple[str, ...]
    handling: Literal["instant", "promised"]
    legal_basis: tuple[Source, ...]
    conditions: tuple[Text, ...]
    tracks: tuple[Track, ...]
    stages: tuple[StageView, ...]
    form_id: str
    form: Mapping[str, Any] = field(repr=False)
    pages: tuple[Page, ...] = field(repr=False)
    materials: tuple[Material, ...]
    clocks: tuple[ClockSpec, ...]
    fees: tuple[FeeSpec, ...]
    visits: int
    visits_reason: Text | None
    online_depth: tuple[int, ...]
    questions: tuple[Question, ...]
    places: tuple[Place, ...]
    topics: tuple[str, ...]
    choices: Mapping[str, ClockChoice] = field(default_factory=dict, repr=False, compare=False)
    accept_duty: str = "intake"
    consult_phone: str = ""
    complaint_phone: str = ""
    situations: tuple[Situation, ...] = ()
    lead: str | None = None
    extension: Extension | None = None
    special_procedures: Mapping[str, SpecialProcedure] = field(default_factory=dict, repr=False)
    parameters: Mapping[str, Parameter] = field(default_factory=dict, repr=False, compare=False)
    rules: Mapping[str, StoredRule] = field(default_factory=dict, repr=False)
    situation: Mapping[str, str | bool] = field(default_factory=dict)
    filled: Mapping[str, Any] = field(default_factory=dict)

    @property
    def fee_fen(self) -> int:
        """What the applicant pays in all, in fen."""
        return sum(fee.amount_fen for fee in self.fees)

    @property
    def is_package(self) -> bool:
        return self.kind == "package"

    def track(self, key: str) -> Track:
        """A track by the id of its service. Raises LookupError."""
        found = next((track for track in self.tracks if track.key == key), None)
        if found is None:
            raise LookupError(key)
        return found

    def clock(self, kind: str) -> ClockSpec | None:
        """The clock of the whole procedure of a kind (`promised`, `statutory`), or None."""
        return next((clock for clock in self.clocks if clock.kind == kind), None)

    def answers_of(self, track: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The answers as one item names them: those of the whole, and again under the names of its own form.

        What reads answers for one item (its result, its rules) reads these. Raises LookupError.
        """
        names = self.track(track).names.items()
        return {**answers, **{own: answers[called] for own, called in names if called and called in answers}}

    def facts(self, answers: Mapping[str, Any], *, track: str | None = None) -> dict[str, Any]:
        """What conditions and tables read: `form.<field>` as the item (or the whole) names it, `situation.<id>`."""
        whole = {**answers, **self.filled}
        return {"form": whole if track is None else self.answers_of(track, whole), "situation": self.situation}

    def clocks_for(self, answers: Mapping[str, Any], *, track: str | None = None) -> tuple[ClockSpec, ...]:
        """The clocks of an application with these answers: of the whole, or of one track.

        Where a rule chooses the promise, it takes the place of the longest one. Refuses and raises as
        `ClockChoice.choose`.
        """
        clocks = self.clocks if track is None else self.track(track).clocks
        choice = self.choices.get(track or WHOLE)
        if choice is None:
            return clocks
        chosen = choice.choose(self.facts(answers, track=track), on=self.on)
        return tuple(chosen if clock.kind == "promised" else clock for clock in clocks)

    def material(self, material_id: str) -> Material | None:
        return next((material for material in self.materials if material.id == material_id), None)

    def waits_for(self, track: str, step: str) -> frozenset[tuple[str, str]]:
        """The (track, step) pairs that must be done before this step: its own `after` and its track's."""
        one = self.track(track)
        parts = (after.partition(".") for after in one.step(step).after)
        direct = {(before, name) for before, _, name in parts}
        decided = {(before, self.track(before).deciding_step.id) for before in one.after}
        return frozenset(direct | decided)


@dataclass(frozen=True, slots=True)
class ProcedureSummary:
    """One line of a list or of search results. `promised` is absent on a day when the promise is not in force."""

    version_id: int
    digest: str
    kind: Literal["service", "package"]
    key: str
    title: Text
    summary: Text
    audience: tuple[str, ...]
    topics: tuple[str, ...]
    tracks: int
    visits: int
    promised: ClockSpec | None
    region: str | None
