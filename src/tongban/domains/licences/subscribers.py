"""Reactions to other domains' events."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.domains.licences import commands, wording
from tongban.domains.licences.answers import Grant
from tongban.domains.licences.commands import making
from tongban.domains.licences.files import reacting
from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.meant import find_meant, list_ended_by
from tongban.domains.licences.queries import find_standing
from tongban.domains.licences.rules import Ending
from tongban.domains.licences.states import Ground
from tongban.domains.registry import api as registry
from tongban.kernel import events, outbox
from tongban.kernel.authz import SYSTEM
from tongban.kernel.errors import Refusal
from tongban.kernel.events import Recorded
from tongban.kernel.outbox import subscriber

ON_PAPER = "paper"


@subscriber("licences.issue", "cases.track_decided.v1")
def issue(recorded: Recorded, *, now: datetime) -> None:
    """A grant with a licence is issued, or changes or renews the one that is held, at once; and is reported back to its
    case, both or neither. The words of the type say which items change and which renew (`life.{change,renew}.upon`).

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
        licence = _bring(grant, submitted, now=now)
        cases.record_result(case=case, track=grant.track, reference=str(licence), actor=SYSTEM, now=now)


def _bring(grant: Grant, submitted: Mapping[str, Any], *, now: datetime) -> LicenceId | str:
    """What the grant brings: the next record of the licence that is held, or a first one when none is.

    A change of a licence that is not held here (it is on paper) tells too little for a whole one: then the case has
    its result on paper, as before.
    """
    if known := find_standing(grant.case, grant.track):
        return known
    _, kind = making.type_of(grant.type_id, grant.region)
    held = find_meant(grant, kind, submitted)
    ground = Ground(case=grant.case, track=grant.track)
    life = kind.life
    if held is not None and life.change and grant.track in life.change.upon:
        return commands.change(
            licence=held,
            values=grant.values,
            ground=ground,
            how=life.change.upon[grant.track],
            issuer=grant.issuer,
            actor=SYSTEM,
            now=now,
        )
    if held is not None and life.renew and grant.track in life.renew.upon:
        return commands.renew(
            licence=held, values=grant.values, ground=ground, issuer=grant.issuer, actor=SYSTEM, now=now
        )
    try:
        return commands.issue(grant=grant, actor=SYSTEM, now=now)
    except Refusal as refusal:
        if refusal.code == "licences.fields.missing" and life.change and grant.track in life.change.upon:
            return ON_PAPER
        raise


@subscriber("licences.cancel", "cases.track_decided.v1")
def cancel(recorded: Recorded, *, now: datetime) -> None:
    """A granted deregistration cancels the licences of its applicant whose type says so (`life.revoke.upon`)."""
    if not recorded.data["granted"]:
        return
    track, submitted = recorded.data["track"], events.read(recorded.stream)[0].data
    ended = list_ended_by(track, region=submitted["region"], holder=registry.SubjectId.parse(submitted["subject"]))
    if not ended:
        return
    item = catalogue.narrow(catalogue.get_version(submitted["version"]), submitted["situations"]).track(track)
    basis = " ".join(filter(None, (item.legal_basis[0].document, item.legal_basis[0].place)))
    for licence in ended:
        commands.revoke(
            licence=licence,
            reason=item.title.zh,
            basis=basis,
            ending=Ending.CANCELLED,
            decision=(recorded.data["case"], track),
            actor=SYSTEM,
            now=now,
        )


@subscriber("licences.follow_revocation", "cases.grant_revoked.v1")
def follow_revocation(recorded: Recorded, *, now: datetime) -> None:
    """A grant that was taken back takes with it what it brought, with the same reason and the same law; what it
    cancelled counts again."""
    _take_back(recorded, reason=recorded.data["reason"], basis=recorded.data["basis"], now=now)


@subscriber("licences.follow_new_decision", "cases.track_decided.v1")
def follow_new_decision(recorded: Recorded, *, now: datetime) -> None:
    """A decision that was set aside and made again as a denial ends what stood meanwhile."""
    if recorded.data["granted"]:
        return
    reopened = [one for one in events.read(recorded.stream) if one.type == "cases.case_reopened.v1"]
    last = next((one for one in reversed(reopened) if one.data["track"] == recorded.data["track"]), None)
    if last is not None:
        _take_back(recorded, reason=recorded.data["reason"], basis=last.data["reference"], now=now)


@subscriber("licences.follow_reopening", "cases.case_reopened.v1")
def follow_reopening(recorded: Recorded, *, now: datetime) -> None:
    """What a decision cancelled counts again as soon as a court or a review body sets it aside: nobody is without his
    licence by a decision that no longer exists. What it brought stays until it is decided anew."""
    told = recorded.data
    commands.reinstate(
        case=told["case"], track=told["track"], reason=told["reason"], basis=told["reference"], actor=SYSTEM, now=now
    )


def _take_back(recorded: Recorded, *, reason: str, basis: str, now: datetime) -> None:
    about = {"case": recorded.data["case"], "track": recorded.data["track"], "reason": reason, "basis": basis}
    with transaction.atomic():
        commands.take_back(**about, actor=SYSTEM, now=now)
        commands.reinstate(**about, actor=SYSTEM, now=now)


@subscriber(
    "licences.try_again",
    "registry.credit_code_entered.v1",
    "registry.pack_loaded.v1",
    "licences.licence_resumed.v1",
)
def try_again(recorded: Recorded, *, now: datetime) -> None:
    """An agency's code, a type's code or the end of a suspension may be what waits: what is stuck is tried at once."""
    outbox.hasten(now=now)


SUBSCRIBERS = (
    issue,
    cancel,
    follow_revocation,
    follow_new_decision,
    follow_reopening,
    try_again,
    *reacting.SUBSCRIBERS,
)
