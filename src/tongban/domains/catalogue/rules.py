"""What a stored definition means on a day. Pure: no database, no clock, no settings."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from tongban.domains.catalogue.definitions import Clocks
from tongban.domains.catalogue.forms.fields import fields_of, pages_of
from tongban.domains.catalogue.procedure import (
    WHOLE,
    ClockChoice,
    ClockSpec,
    FeeSpec,
    Procedure,
    ProcedureSummary,
    StageView,
    Track,
)
from tongban.domains.catalogue.stored import Definition, StoredTrack
from tongban.kernel.errors import NotInForce
from tongban.kernel.rules import DecisionTable


def procedure_on(definition: Definition, day: date, *, version_id: int = 0, digest: str = "") -> Procedure:
    """The procedure with the clocks and fees that govern what is accepted on `day`.

    Raises `NotInForce` when the law or the promise it names has no value on that day: a hole is never filled.
    """
    return Procedure(
        version_id=version_id,
        digest=digest or definition.digest,
        on=day,
        pack=definition.pack,
        packs=definition.packs,
        region=definition.region,
        kind=definition.kind,
        key=definition.key,
        title=definition.title,
        summary=definition.summary,
        source=definition.source,
        lead_role=definition.lead_role,
        audience=definition.audience,
        handling=definition.handling,
        legal_basis=definition.legal_basis,
        conditions=definition.conditions,
        tracks=tuple(_track(definition, track, day) for track in definition.tracks),
        situations=definition.situations,
        lead=definition.lead,
        extension=definition.extension,
        special_procedures=definition.special_procedures,
        parameters={name: one.parameter(name) for name, one in definition.parameters.items()},
        rules=definition.rules,
        stages=tuple(StageView(stage.title, stage.items) for stage in definition.stages),
        form_id=definition.form_id,
        form=definition.form,
        pages=pages_of(definition.form, fields_of(definition.form)),
        materials=definition.materials,
        clocks=clocks_on(definition, definition.clocks, day),
        fees=tuple(_fee(definition, track, day) for track in definition.tracks if track.fee),
        visits=definition.visits,
        visits_reason=definition.visits_reason,
        online_depth=definition.online_depth,
        questions=definition.questions,
        places=definition.places,
        consult_phone=definition.consult_phone,
        complaint_phone=definition.complaint_phone,
        topics=definition.topics,
        choices=dict(_choices(definition, day)),
    )


def _choices(definition: Definition, day: date) -> Iterator[tuple[str, ClockChoice]]:
    """The tables that choose promises and are in force on the day: of the whole and of each track."""
    named = [(WHOLE, definition.clocks), *((track.key, track.clocks) for track in definition.tracks)]
    for key, clocks in named:
        rule = definition.rules.get(clocks.promised_by or "")
        if (
            clocks.promised_by
            and rule
            and rule.table
            and rule.since <= day
            and (rule.until is None or day <= rule.until)
        ):
            options = {name: found for name in sorted(rule.named()) if (found := _option(definition, name, day))}
            table = DecisionTable.load(rule.table)
            yield key, ClockChoice(clocks.promised_by, rule.title, rule.basis, table, options)


def _option(definition: Definition, name: str, day: date) -> ClockSpec | None:
    try:
        return _clock(definition, name, day, kind="promised")
    except NotInForce:
        return None


def clocks_on(definition: Definition, clocks: Clocks, day: date) -> tuple[ClockSpec, ...]:
    """The clocks with their lengths on a day, statutory before promised. Raises `NotInForce`."""
    statutory = (_clock(definition, clocks.statutory, day, kind="statutory"),) if clocks.statutory else ()
    return (*statutory, _clock(definition, clocks.promised, day, kind="promised"))


def summary_on(definition: Definition, day: date, *, version_id: int = 0, digest: str = "") -> ProcedureSummary:
    """One line of a list. A promise that is not in force on the day is left out, so that a list always shows."""
    try:
        promised = _clock(definition, definition.clocks.promised, day, kind="promised")
    except NotInForce:
        promised = None
    return ProcedureSummary(
        version_id=version_id,
        digest=digest or definition.digest,
        kind=definition.kind,
        key=definition.key,
        title=definition.title,
        summary=definition.summary,
        audience=definition.audience,
        topics=definition.topics,
        tracks=len(definition.tracks),
        visits=definition.visits,
        promised=promised,
        region=definition.region,
    )


def _clock(definition: Definition, name: str, day: date, *, kind: Literal["statutory", "promised"]) -> ClockSpec:
    parameter = definition.parameters[name].parameter(name)
    value = parameter.on(day)
    return ClockSpec(
        kind=kind,
        parameter=name,
        duration=parameter.duration_on(day),
        source=value.source,
        since=value.since,
    )


def _track(definition: Definition, track: StoredTrack, day: date) -> Track:
    return Track(
        key=track.key,
        title=track.title,
        summary=track.summary,
        kind=track.kind,
        basic_code=track.basic_code,
        agency_role=track.agency_role,
        handling=track.handling,
        steps=track.steps,
        clocks=clocks_on(definition, track.clocks, day),
        result=track.result,
        legal_basis=track.legal_basis,
        after=track.after,
        conduct=track,
        names=track.names,
    )


def _fee(definition: Definition, track: StoredTrack, day: date) -> FeeSpec:
    fee = track.fee
    if fee is None:
        raise ValueError(f"{track.key} has no fee")
    value = definition.parameters[fee.parameter].parameter(fee.parameter).on(day)
    return FeeSpec(
        track=track.key,
        title=fee.title,
        parameter=fee.parameter,
        amount_fen=int(value.value),
        basis=fee.basis,
        source=value.source,
    )
