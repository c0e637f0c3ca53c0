"""Opening somebody's dossier with a purpose, and printing an extract of one."""

import secrets
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tongban.domains.licences.dossier import rules
from tongban.domains.licences.dossier.answers import DossierThen, LookId
from tongban.domains.licences.dossier.drawing import draw
from tongban.domains.licences.dossier.queries import READERS, get_dossier_then, reaches
from tongban.domains.licences.dossier_models import DossierExtract, DossierLook
from tongban.domains.licences.history import DossierOpened, DossierPrinted
from tongban.domains.registry import api as registry
from tongban.kernel import authz, digests, events, evidence
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_time
from tongban.kernel.errors import Refusal

RESOURCE = "licences.dossier"
PURPOSE = "dossier extract"
SOURCE = "tongban.licences"


@transaction.atomic
def open_dossier(*, subject: registry.SubjectId, purpose: str, actor: Actor, now: datetime) -> LookId:
    """Open somebody's dossier as an officer; the look is written down and told to the subject, and lasts today.

    Refuses `kernel.authz.denied`, `licences.dossier.not_found` outside the actor's regions and for an own matter,
    `licences.dossier.{purpose_missing,purpose_too_long}`.
    """
    authz.require(actor, "open", resource=RESOURCE)
    stated = rules.check_purpose(purpose)
    who = registry.get_subject(subject)
    agency = _agency(actor, who)
    if agency is None or actor.account_id is None or who.pk in actor.ties or not reaches(actor, who.pk):
        raise Refusal("licences.dossier.not_found")
    row = DossierLook.objects.create(
        subject_id=who.pk, account_id=actor.account_id, agency_id=agency, purpose=stated, opened_at=now
    )
    view = registry.list_agencies_by_pk({agency})[agency]
    happened = DossierOpened(str(LookId(row.uuid)), str(subject), str(view.id), stated)
    events.append(f"dossier_{subject}", [happened], actor=actor.label, at=now)
    return LookId(row.uuid)


def _agency(actor: Actor, who: registry.SubjectView) -> int | None:
    """The agency of the post by which the actor looks: one of the subject's region first."""
    posts = [post for post in actor.posts if post.duties & set(READERS)]
    near = [post for post in posts if who.region in post.regions]
    return next((post.agency_id for post in (*near, *posts)), None)


@transaction.atomic
def print_dossier(
    *,
    subject: registry.SubjectId,
    as_of: date,
    look: LookId | None = None,
    address_of: Callable[[str], str],
    actor: Actor,
    now: datetime,
) -> str:
    """Draw an extract of a dossier as of a day, with its own number; the number. `address_of(number)` is what its QR
    code opens. Refuses what `get_dossier_then` refuses.
    """
    told = get_dossier_then(subject, as_of=as_of, look=look, actor=actor, now=now)
    if actor.account_id is None:
        raise Refusal("licences.dossier.not_found")
    number = rules.number_of([secrets.randbelow(32) for _ in range(rules.LENGTH)])
    drawn = draw(told, number=number, address=address_of(number), at=now)
    kept = evidence.put(drawn, f"dossier-{number}.pdf", by=actor.label, purpose=PURPOSE, at=now, source=SOURCE)
    opened = DossierLook.objects.filter(uuid=look.value).first() if look else None
    DossierExtract.objects.create(
        number=number,
        subject_id=told.subject.pk,
        made_by_id=actor.account_id,
        look=opened,
        as_of=told.at,
        made_at=now,
        content=_content(told),
        digest=digests.sm3(drawn),
        evidence=str(kept),
    )
    happened = DossierPrinted(number, str(subject), law_time(told.at).date())
    events.append(f"dossier_{subject}", [happened], actor=actor.label, at=now)
    return number


def get_extract(number: str, *, actor: Actor) -> tuple[str, bytes]:
    """The file of an extract, for the account that made it. Refuses `licences.dossier.not_found`."""
    row = DossierExtract.objects.filter(number=rules.read_number(number), made_by=actor.account_id).first()
    if row is None:
        raise Refusal("licences.dossier.not_found")
    _, data = evidence.get(evidence.EvidenceId.parse(row.evidence))
    return f"dossier-{row.number}.pdf", data


def _content(told: DossierThen) -> dict[str, Any]:
    """What stood on the paper, by which it can be checked."""
    return {
        "licences": [
            {
                "id": str(one.id),
                "title": one.title.model_dump(),
                "number": one.number,
                "identifier": one.identifier,
                "state": one.state.value,
            }
            for one in told.licences
        ],
        "cases": [{"number": one.number, "status": one.status} for one in told.cases],
        "all_cases": told.all_cases,
        "delegations": [str(one.id) for one in told.delegations],
    }
