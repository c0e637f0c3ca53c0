"""Filing for somebody who is at the window (帮办代办): who it is, what is filed, what is handed over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from tongban.domains.cases.authz import CASE
from tongban.domains.cases.commands import submit
from tongban.domains.cases.filing import MaterialIn
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow
from tongban.domains.cases.pinning import pinned
from tongban.domains.registry import api as registry
from tongban.kernel import authz
from tongban.kernel.actors import Actor
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal

LONGEST_LIST = 200
TO_COLLECT = {"decision": "granted", "delivery": ["counter"]}
"""What the stored state of a track with something to collect contains."""


def identify(*, name: str, citizen_id: str, phone: str = "", actor: Actor, now: datetime) -> registry.SubjectView:
    """Whoever stands at the window with an identity card: found in the register, or entered now without any log-in.

    Not one transaction: that the clerk looked stays written down, whatever is refused afterwards.
    Refuses `kernel.authz.denied`, `kernel.identifier.citizen_id_…`, `registry.person.…`, and
    `cases.counter.name_differs` when the register knows the number under another name.
    """
    found = registry.find_person(citizen_id=citizen_id, actor=actor, now=now)
    if found is None:
        entered = registry.register_person(name=name, citizen_id=citizen_id, phone=phone, actor=actor, now=now)
        return registry.get_subject(entered)
    if found.name != name.strip():
        raise Refusal("cases.counter.name_differs")
    return found


def begin_helping(*, subject: registry.SubjectId, procedure: str, actor: Actor, now: datetime) -> Actor:
    """Help with one application of somebody who is present; the actor as it may act from now on.

    Refuses what `registry.become_helper` refuses. Doing it again for the same application changes nothing.
    """
    row = registry.get_subject(subject)
    if not any(one.kind == "helper" and one.covers("submit") for one in _grants(actor, row.pk, procedure)):
        registry.become_helper(subject=subject, procedure=procedure, actor=actor, now=now)
    return registry.actor_of(registry.AccountId.parse(actor.label), now=now)


def _grants(actor: Actor, subject: int, procedure: str) -> list[Any]:
    mine = [one for one in actor.grants if one.subject == subject and not one.only]
    return [one for one in mine if one.keys is None or procedure in one.keys]


@transaction.atomic
def file_for(
    *,
    subject: registry.SubjectId,
    procedure: str,
    region: str,
    form: Mapping[str, Any],
    materials: Sequence[MaterialIn] = (),
    situations: Mapping[str, str | bool] | None = None,
    actor: Actor,
    now: datetime,
) -> CaseId:
    """File at the counter for somebody who is present: channel `counter`, signed by the clerk for the applicant.

    The clerk may take it in, and neither examine nor decide it. Refuses what `begin_helping` and `submit` refuse, with
    nothing written.
    """
    helper = begin_helping(subject=subject, procedure=procedure, actor=actor, now=now)
    return submit(
        procedure=procedure,
        region=region,
        subject=subject,
        form=form,
        materials=materials,
        situations=situations,
        channel="counter",
        actor=helper,
        now=now,
    )


# handing over -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ResultView:
    """A result that waits at the counter to be collected."""

    case: CaseId
    number: str
    title: Text
    track: str
    item: Text
    result: Text
    reference: str
    subject: registry.SubjectView
    decided_at: datetime | None


def list_results(actor: Actor, *, text: str = "") -> list[ResultView]:
    """What was granted and waits at the actor's counter, the oldest first; `text` is a number or a name.

    A result that can also be downloaded waits only where the applicant has chosen the counter.
    """
    chosen = Q(delivery__method="counter", status="closed")
    rows = CaseRow.objects.filter(Q(status__in=("accepted", "decided")) | chosen, state__tracks__contains=[TO_COLLECT])
    if wanted := text.strip()[:60]:
        named = rows.filter(subject__display_name__icontains=wanted)
        rows = rows.filter(number__startswith=wanted) if wanted.isdigit() else named
    mine = list(authz.visible(actor, "deliver", rows, resource=CASE).order_by("decided_at", "pk")[:LONGEST_LIST])
    subjects = registry.list_subjects_by_pk({row.subject_id for row in mine})
    return [found for row in mine for found in _results(row, subjects[row.subject_id])]


def _results(row: CaseRow, subject: registry.SubjectView) -> list[ResultView]:
    procedure = pinned(row)
    return [
        ResultView(
            case=CaseId(row.uuid),
            number=row.number,
            title=Text(zh=row.title_zh, en=row.title_en),
            track=track["key"],
            item=procedure.track(track["key"]).title,
            result=procedure.track(track["key"]).result.title,
            reference=track.get("recorded") or "",
            subject=subject,
            decided_at=row.decided_at,
        )
        for track in row.state["tracks"]
        if is_to_collect(track, chosen=row.delivery.get("method", ""))
    ]


def is_to_collect(track: Mapping[str, Any], *, chosen: str = "") -> bool:
    """Whether a track of a stored state waits to be collected: granted, made, not yet handed over, not revoked."""
    granted = track.get("decision") == "granted" and not track.get("revoked") and not track.get("delivered")
    made = not track.get("licence") or bool(track.get("recorded"))
    offered = track.get("delivery", ["download"])
    wanted = chosen == "counter" or (not chosen and "download" not in offered)
    return granted and made and "counter" in offered and wanted
