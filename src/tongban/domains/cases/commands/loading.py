"""What commands beyond the hot path load of a case, and in which capacity somebody acts on it."""

from dataclasses import dataclass
from datetime import datetime

from tongban.domains.cases import pinning, rules, signing, store
from tongban.domains.cases.authz import CASE, STEP
from tongban.domains.cases.models import CaseRow
from tongban.domains.cases.state import Step, Track
from tongban.domains.catalogue import api as catalogue
from tongban.kernel import authz
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal


@dataclass(frozen=True, slots=True)
class Full:
    """The whole row of a case that is locked, and its procedure with the numbers of the day."""

    row: CaseRow
    pinned: catalogue.Procedure


def full(held: store.Held, *, now: datetime) -> Full:
    row = CaseRow.objects.get(pk=held.pk)
    return Full(row, pinning.pinned(row, on=law_day(now)))


def for_step(held: store.Held, actor: Actor, *, track: str, step: str) -> rules.Who:
    """The actor as an officer whose duty the step is. Refuses `kernel.authz.denied`, `cases.step.unknown`."""
    found_track, found = rules.known_track(held.case, track), rules.known_step(held.case, track=track, step=step)
    authz.require(actor, "act", held.step_row(found_track, found), resource=STEP)
    return held.officer(actor, held.case.agency_of(found_track, found), found.duty)


def for_agency(held: store.Held, actor: Actor, *, agency: str, verb: str, duty: str = "") -> rules.Who:
    """The actor as an officer of an agency of the case: whoever may do `verb` for it."""
    authz.require(actor, verb, held.duty_row(agency, duty), resource=STEP)
    return held.officer(actor, agency, duty)


def for_case(held: store.Held, actor: Actor, *, verb: str, duties: tuple[str, ...]) -> rules.Who:
    """The actor as an officer of one of the case's agencies who may do `verb` to the case as a whole."""
    authz.require(actor, verb, held.row, resource=CASE)
    agencies = actor.agencies_with(*duties)
    rows = {held.case.agency: held.agency, **held.agency_rows}
    found = next((label for label, pk in rows.items() if pk in agencies), None)
    if found is None:
        raise Refusal("kernel.authz.denied", verb=verb, resource=CASE)
    return signing.officer(actor, subject=held.subject, agency=found, rows=rows)


def open_duty(held: store.Held, actor: Actor, track: str) -> tuple[Track, Step] | None:
    """An open step of the track that falls to the actor."""
    for found, step in rules.open_steps(held.case):
        if found.key == track and authz.may(actor, "act", held.step_row(found, step), resource=STEP):
            return found, step
    return None
