"""What a grant brings: the data a licence is issued from, and the subject that a registration creates."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tongban.domains.cases import clocks
from tongban.domains.cases.history import ResultData
from tongban.domains.cases.models import CaseRow
from tongban.domains.cases.pinning import pinned
from tongban.domains.cases.rules import NOTHING, Yield
from tongban.domains.cases.state import Case, Track
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day


def yield_of(case: Case, track: Track, *, row: int, actor: Actor, now: datetime) -> Yield:
    """What granting this track brings; registers the new subject, in the caller's transaction, when it creates one.

    What an earlier grant registered stays registered when a decision is set aside and made again.

    The holder is the subject that this case has registered (now or by an earlier grant), else the applicant.
    Refuses what `registry.register_enterprise` refuses, such as a name that has been taken meanwhile, and what an
    amendment of the register would be refused for (`registry.amend_enterprise`), which follows the decision.
    """
    full = CaseRow.objects.select_related("subject").get(pk=row)
    procedure = pinned(full, on=law_day(now))
    result = procedure.track(track.key).result
    if track.licence is None and not track.registers and not track.promised and result.amends is None:
        return NOTHING
    applicant = registry.SubjectId(full.subject.uuid)
    if result.amends is not None:
        facts = picked(procedure.answers_of(track.key, full.form), result.amends.fields)
        registry.require_amendable(enterprise=applicant, facts=facts, now=now)
    registered = None
    if result.registers is not None and case.holder is None:
        fields = picked(procedure.answers_of(track.key, full.form), result.registers.fields)
        registered = str(_register(fields, region=full.region, head=applicant, actor=actor, now=now))
    due_on, agency = _check(procedure, full, track, now=now) if track.promised else ("", "")
    if result.licence is None:
        return Yield(None, registered, due_on, agency)
    holder = registered or case.holder or str(applicant)
    issuer = track.agency or case.agency
    return Yield(ResultData(result.licence, holder, issuer), registered, due_on, agency)


def _check(procedure: catalogue.Procedure, row: CaseRow, track: Track, *, now: datetime) -> tuple[str, str]:
    """Until when what is granted upon a promise is checked, and by which agency.

    Raises `CalendarGap` when the day cannot be said: what cannot be checked in time is not granted upon a promise.
    """
    commitment = procedure.track(track.key).conduct.commitment
    if commitment is None:
        raise LookupError(f"{track.key} takes no promise")
    today = law_day(now)
    allowed = procedure.parameters[commitment.check_within].duration_on(today)
    last = clocks.ends_on(allowed, row.region, now=now, source=commitment.check_within)
    if last is None:
        raise LookupError(commitment.check_within)
    role = commitment.checked_by
    agency = str(registry.get_agency(row.region, role, on=today).id) if role else track.agency or ""
    return last.isoformat(), agency


def _register(
    fields: Mapping[str, Any], *, region: str, head: registry.SubjectId, actor: Actor, now: datetime
) -> registry.SubjectId:
    """The applicant of a registration is its future legal representative, and its log-in may act for it at once."""
    return registry.register_enterprise(
        name=str(fields.get("name", "")),
        address=str(fields.get("address", "")),
        region=region,
        legal_representative=head,
        actor=actor,
        now=now,
    )


def picked(form: Mapping[str, Any], mapping: Mapping[Any, str]) -> dict[str, object]:
    """Form answers under the names that the result gives them; an answer that was not given is left out."""
    return {name: form[answer] for name, answer in mapping.items() if answer in form}
