"""How a case may be given more time: by which rule of its procedure, for which of its clocks, by whose duty."""

from datetime import datetime

from tongban.domains.cases.models import CaseRow
from tongban.domains.cases.rules import ExtensionTerms
from tongban.domains.cases.state import WHOLE, Case
from tongban.domains.catalogue import api as catalogue
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal


def scope_of(case: Case, track: str | None) -> str:
    """Where the clocks are that are to be extended: a track's own in a package, else those of the whole."""
    return WHOLE if track is None else case.scope_of(track)


def agency_of(case: Case, scope: str) -> str:
    """The agency that asks and decides: the item's; for the whole of a package who leads it, else who accepted it."""
    if scope != WHOLE or not case.package:
        found = case.track(scope) if scope != WHOLE else case.tracks[0]
        return (found.agency or "") if found else ""
    return case.lead or case.agency


def declared(pinned: catalogue.Procedure, scope: str) -> catalogue.Extension | None:
    """The extension that the procedure allows in a scope."""
    return pinned.extension if scope == WHOLE else pinned.track(scope).conduct.extension


def terms(case: Case, scope: str, *, row: CaseRow, pinned: catalogue.Procedure, now: datetime) -> ExtensionTerms:
    """By how much, and which clocks: those that run and are not yet over, in the unit of the parameter.

    Refuses `cases.extension.not_declared`; raises `NotInForce` when the parameter has no value on this day.
    """
    allowed = declared(pinned, scope)
    if allowed is None:
        raise Refusal("cases.extension.not_declared")
    today = law_day(now)
    more = pinned.parameters[allowed.by].duration_on(today)
    rows = list(row.clocks.filter(scope=scope, unit=more.unit.value, stopped_at=None))
    days = [one.due_on for one in rows]
    return ExtensionTerms(
        kinds=tuple(sorted(one.kind for one in rows if one.due_on is None or one.due_on >= today)),
        amount=more.amount,
        unit=more.unit.value,
        basis=f"{allowed.basis.document} {allowed.basis.place}".strip(),
        duty=allowed.approved_by,
        today=today,
        due_on=max((day for day in days if day), default=None) if None not in days else None,
    )
