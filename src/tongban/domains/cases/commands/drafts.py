"""An application that is being filled in: saved page by page, one per account, procedure, region and applicant."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tongban.domains.cases.authz import CASE, DRAFT, account_of
from tongban.domains.cases.ids import DraftId
from tongban.domains.cases.models import CaseRow, Draft
from tongban.domains.cases.numbers import draft_lifetime
from tongban.domains.registry import api as registry
from tongban.kernel import authz
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal
from tongban.kernel.event_types import canonical

LARGEST = 200_000


@transaction.atomic
def save_draft(
    *,
    procedure: str,
    region: str,
    answers: Mapping[str, Any],
    page: str = "",
    subject: registry.SubjectId | None = None,
    materials: Mapping[str, list[str]] | None = None,
    actor: Actor,
    now: datetime,
) -> DraftId:
    """Keep the answers given so far (the whole set), the files of each material and the page; a draft is not checked.

    Only for a subject for whom the actor may submit it.

    It expires so many calendar days after it was last saved as `cases.draft_lifetime` of the region says. Refuses
    `kernel.authz.denied`, `kernel.event.unwritable`, `cases.draft.too_large`.
    """
    authz.require(actor, "write", Draft(account_id=account_of(actor)), resource=DRAFT)
    whom = registry.get_subject(subject).pk if subject else None
    if whom is not None:
        authz.require(actor, "submit", CaseRow(subject_id=whom, procedure=procedure), resource=CASE)
    if len(canonical(dict(answers))) > LARGEST:
        raise Refusal("cases.draft.too_large")
    which: dict[str, Any] = {"account_id": account_of(actor), "subject_id": whom}
    row, _ = Draft.objects.update_or_create(
        **which,
        procedure=procedure,
        region=region,
        defaults={
            "answers": dict(answers),
            "page": page,
            "saved_at": now,
            "expires_on": law_day(now) + timedelta(days=draft_lifetime(region, on=law_day(now))),
        }
        | ({} if materials is None else {"materials": dict(materials)}),
    )
    return DraftId(row.uuid)


@transaction.atomic
def discard_draft(*, draft: DraftId, actor: Actor, now: datetime) -> None:
    """Throw an own draft away; a draft that is gone already is no mistake."""
    Draft.objects.filter(uuid=draft.value, account=actor.account_id).delete()


@transaction.atomic
def remove_expired_drafts(*, now: datetime) -> int:
    """Delete the drafts whose last day is over, and say how many. A job of every night."""
    return Draft.objects.filter(expires_on__lt=law_day(now)).delete()[0]
