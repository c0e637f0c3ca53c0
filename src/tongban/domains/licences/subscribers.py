"""Reactions to other domains' events."""

from datetime import datetime

from django.db import transaction

from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.domains.licences import commands, wording
from tongban.domains.licences.answers import Grant
from tongban.domains.licences.queries import find_standing
from tongban.domains.registry import api as registry
from tongban.kernel import events, outbox
from tongban.kernel.authz import SYSTEM
from tongban.kernel.events import Recorded
from tongban.kernel.outbox import subscriber


@subscriber("licences.issue", "cases.track_decided.v1")
def issue(recorded: Recorded, *, now: datetime) -> None:
    """A grant with a licence is issued at once and reported back to its case, both or neither.

    What is missing (a type's code, an agency's credit code) refuses; the failure stays visible and is tried again.
    """
    result = recorded.data["result"]
    if not recorded.data["granted"] or result is None:
        return
    case, track = cases.CaseId.parse(recorded.data["case"]), recorded.data["track"]
    submitted = events.read(recorded.stream)[0].data
    procedure = catalogue.narrow(catalogue.get_version(submitted["version"]), submitted["situations"])
    grant = Grant(
        type_id=result["licence"],
        holder=registry.SubjectId.parse(result["holder"]),
        issuer=registry.AgencyId.parse(result["issuer"]),
        region=submitted["region"],
        case=str(case),
        track=track,
        values=wording.values_in_words(procedure, track, cases.result_values(case, track)),
    )
    with transaction.atomic():
        licence = commands.issue(grant=grant, actor=SYSTEM, now=now)
        cases.record_result(case=case, track=grant.track, reference=str(licence), actor=SYSTEM, now=now)


@subscriber("licences.follow_revocation", "cases.grant_revoked.v1")
def follow_revocation(recorded: Recorded, *, now: datetime) -> None:
    """A grant that was taken back takes its licence with it, with the same reason and the same law."""
    _revoke(recorded, reason=recorded.data["reason"], basis=recorded.data["basis"], now=now)


@subscriber("licences.follow_new_decision", "cases.track_decided.v1")
def follow_new_decision(recorded: Recorded, *, now: datetime) -> None:
    """A decision that was set aside and made again as a denial ends the licence that stood meanwhile."""
    if recorded.data["granted"]:
        return
    reopened = [one for one in events.read(recorded.stream) if one.type == "cases.case_reopened.v1"]
    last = next((one for one in reversed(reopened) if one.data["track"] == recorded.data["track"]), None)
    if last is not None:
        _revoke(recorded, reason=recorded.data["reason"], basis=last.data["reference"], now=now)


def _revoke(recorded: Recorded, *, reason: str, basis: str, now: datetime) -> None:
    """Revoke the licence of the event's case and track, if one stands; delivered twice, nothing happens twice."""
    licence = find_standing(recorded.data["case"], recorded.data["track"])
    if licence is not None:
        commands.revoke(licence=licence, reason=reason, basis=basis, actor=SYSTEM, now=now)


@subscriber("licences.try_again", "registry.credit_code_entered.v1", "registry.pack_loaded.v1")
def try_again(recorded: Recorded, *, now: datetime) -> None:
    """An agency's code or a type's code may be what an issue waits for: what is stuck is tried at once."""
    outbox.hasten(now=now)


SUBSCRIBERS = (issue, follow_revocation, follow_new_decision, try_again)
