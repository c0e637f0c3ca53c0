"""Every read that others need. `actor` is who reads; a case that it may not see does not exist for it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from tongban.domains.cases import cursors, details, history, signatories, wording
from tongban.domains.cases.authz import CASE
from tongban.domains.cases.clocks import ClockView, views
from tongban.domains.cases.colours import lights
from tongban.domains.cases.grants import picked
from tongban.domains.cases.ids import CaseId, DraftId
from tongban.domains.cases.models import CaseRow, Draft
from tongban.domains.cases.pinning import pinned
from tongban.domains.cases.standing import standing
from tongban.domains.cases.state import Case
from tongban.domains.cases.state import replay as replay_history
from tongban.domains.cases.views import CasePage, CaseView, DraftView
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal

LONGEST_PAGE, FEW = 200, 200
UNLISTED = ("form", "materials", "missing", "attributes", "agency_rows", "delivery", "digest")
"""What is large and no line of a list shows."""
_JUDGED = ("uuid", "subject", "submitted_by", "agency", "lead", "region", "procedure")
"""What the policy looks at; another column would cost a query, not the answer."""
_NUMBER = re.compile(r"[0-9]{6,}")


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """What a list is narrowed to; nothing given is everything. `text` is a case number or a part of a name or title."""

    status: Sequence[str] = ()
    region: str | None = None
    procedure: str | None = None
    subject: registry.SubjectId | None = None
    outcome: str | None = None
    text: str = ""
    submitted_from: date | None = None
    submitted_until: date | None = None
    due_until: date | None = None


# one case ----------------------------------------------------------------------------------------------------------


def get_case(case: CaseId, actor: Actor, *, now: datetime) -> CaseView:
    """The case with facts, materials, tracks and steps, as `actor` may see it. Refuses `cases.case.unknown`."""
    row = readable(case, actor)
    procedure = pinned(row)
    shows = authz.may(actor, "read_facts", row, resource=CASE)
    opinions = authz.may(actor, "read_opinions", row, resource=CASE)
    recorded = events.read(str(case))
    past = [one.event for one in recorded]
    refused = next((event for event in past if isinstance(event, history.CaseRefused)), None)
    subject = registry.get_subject(registry.SubjectId(row.subject.uuid))
    summary = details.summary(row, subject=subject, light=lights(now)(row.region))
    return CaseView(
        summary=summary,
        status_word=wording.both(f"cases.status.{row.status}"),
        outcome_word=wording.both(f"cases.outcome.{row.outcome}") if row.outcome else None,
        colour_word=wording.both(f"cases.colour.{summary.colour}"),
        agency=registry.get_agency_by_id(registry.AgencyId(row.agency.uuid)),
        version=row.version_id,
        digest=row.digest,
        pages=details.fact_pages(procedure, row) if shows else (),
        materials=details.materials(procedure, row) if shows else (),
        shows_facts=shows,
        missing=details.missing(procedure, row) if shows else (),
        tracks=details.tracks(procedure, row, past, opinions=opinions),
        attributes=row.attributes,
        refused_because=refused.reason if refused else "",
        refused_where=refused.where if refused else "",
        standing=standing(recorded, pinned=procedure, opinions=opinions),
        filed_by=_filed_by(recorded[0].actor, subject, plain=shows),
    )


def get_receipt(case: CaseId, actor: Actor) -> tuple[str, str]:
    """The number and the status of a case: all that who has just filed it is told. Refuses `cases.case.unknown`."""
    row = CaseRow.objects.only("number", "status", *_JUDGED).filter(uuid=case.value).first()
    if row is None or not authz.may(actor, "read", row, resource=CASE):
        raise Refusal("cases.case.unknown", case=str(case))
    return row.number, row.status


def _filed_by(by: str, subject: registry.SubjectView, *, plain: bool) -> Text | None:
    name = Text(zh=subject.name, en=subject.name)
    told = signatories.for_applicant(by, registry.list_signatories([by]), applicant=name, plain=plain)
    return None if told == name else told


def find_case(number: str, actor: Actor) -> CaseId | None:
    """The case with this 办件编号, if `actor` may see it."""
    rows = authz.visible(actor, "read", CaseRow.objects.filter(number=number.strip()[:20]), resource=CASE)
    found = rows.values_list("uuid", flat=True).first()
    return CaseId(found) if found else None


def readable(case: CaseId, actor: Actor) -> CaseRow:
    """The row, if `actor` may see it; else it does not exist. Refuses `cases.case.unknown`."""
    row = CaseRow.objects.select_related("subject", "agency").filter(uuid=case.value).first()
    if row is None or not authz.may(actor, "read", row, resource=CASE):
        raise Refusal("cases.case.unknown", case=str(case))
    return row


def get_answers(case: CaseId, actor: Actor) -> dict[str, Any]:
    """What the applicant answered, as data, for those who may read it. Refuses `cases.case.unknown`."""
    row = readable(case, actor)
    if not authz.may(actor, "read_facts", row, resource=CASE):
        raise Refusal("cases.case.unknown", case=str(case))
    return dict(row.form)


def clocks(case: CaseId, now: datetime) -> list[ClockView]:
    """Every clock of a case with the spans that explain it. The caller has checked its reader (`get_case`)."""
    row = CaseRow.objects.filter(uuid=case.value).first()
    if row is None:
        raise Refusal("cases.case.unknown", case=str(case))
    return views(row, now=now)


def attributes_of(case: CaseId) -> dict[str, object]:
    """What metrics may ask about a case: where, what, and the answers marked `x-attribute`; no personal data."""
    row = CaseRow.objects.filter(uuid=case.value).first()
    if row is None:
        raise Refusal("cases.case.unknown", case=str(case))
    return {"procedure": row.procedure, "region": row.region, "package": row.package} | dict(row.attributes)


def result_values(case: CaseId, track: str) -> dict[str, object]:
    """What the licence of a track is filled with: form answers under the names that its result gives them.

    Plain personal data, for the domain that issues the licence; never for a reader. Refuses `cases.case.unknown`.
    """
    row = CaseRow.objects.filter(uuid=case.value).first()
    if row is None:
        raise Refusal("cases.case.unknown", case=str(case))
    procedure = pinned(row)
    return picked(procedure.answers_of(track, row.form), procedure.track(track).result.values)


def procedure_of(case: CaseId, actor: Actor, *, on: date | None = None) -> catalogue.Procedure:
    """The procedure that a case is handled by: its pinned version with only the items that belong to it.

    Clocks and fees are those of `on`, left out those of the case's own day. Refuses `cases.case.unknown`.
    """
    return pinned(readable(case, actor), on=on)


def replay(case: CaseId) -> Case:
    """The state that the case's history tells, rebuilt from its events alone. Refuses `cases.case.unknown`."""
    past = [recorded.event for recorded in events.read(str(case))]
    if not past:
        raise Refusal("cases.case.unknown", case=str(case))
    return replay_history(past)


# lists -------------------------------------------------------------------------------------------------------------


def list_cases(
    actor: Actor,
    filters: CaseFilters = CaseFilters(),
    cursor: str | None = None,
    *,
    now: datetime,
    limit: int = 50,
) -> CasePage:
    """The cases that `actor` may see, newest first. Refuses `cases.cursor.malformed`."""
    rows = authz.visible(actor, "read", _filtered(filters), resource=CASE)
    if cursor:
        moment, pk = cursors.read_instant(cursor)
        rows = rows.filter(Q(submitted_at__lt=moment) | Q(submitted_at=moment, pk__lt=pk))
    size = max(1, min(limit, LONGEST_PAGE))
    found = list(rows.defer(*UNLISTED, "state").order_by("-submitted_at", "-pk")[: size + 1])
    shown = found[:size]
    light = lights(now)
    subjects = registry.list_subjects_by_pk({row.subject_id for row in shown})
    return CasePage(
        tuple(details.summary(row, subject=subjects[row.subject_id], light=light(row.region)) for row in shown),
        cursors.write((shown[-1].submitted_at, shown[-1].pk)) if len(found) > size else None,
    )


def count_cases(actor: Actor, filters: CaseFilters = CaseFilters()) -> int:
    """How many cases the list has in all."""
    return authz.visible(actor, "read", _filtered(filters), resource=CASE).count()


def _filtered(filters: CaseFilters) -> QuerySet[CaseRow]:
    rows = CaseRow.objects.all()
    equal = {"region": filters.region, "procedure": filters.procedure, "outcome": filters.outcome}
    rows = rows.filter(**{name: value for name, value in equal.items() if value is not None})
    if filters.status:
        rows = rows.filter(status__in=list(filters.status))
    if filters.subject is not None:
        rows = rows.filter(subject__uuid=filters.subject.value)
    if filters.submitted_from:
        rows = rows.filter(submitted_at__date__gte=filters.submitted_from)
    if filters.submitted_until:
        rows = rows.filter(submitted_at__date__lte=filters.submitted_until)
    if filters.due_until:
        rows = rows.filter(due_on__lte=filters.due_until, decided_at=None)
    return rows.filter(matching(filters.text)) if filters.text.strip() else rows


def matching(text: str, prefix: str = "") -> Q:
    """Cases whose number begins with the text, or whose applicant or title contains it.

    Six figures or more are a number and nothing else: an index answers them. Where few have it they are looked up
    before anything is joined, because the database expects more of the beginning of a number than there are.
    """
    wanted = text.strip().replace("\0", "")[:60]
    if _NUMBER.fullmatch(wanted):
        numbered = list(CaseRow.objects.filter(number__startswith=wanted).values_list("pk", flat=True)[: FEW + 1])
        return Q(**({f"{prefix}pk__in": numbered} if len(numbered) <= FEW else {f"{prefix}number__startswith": wanted}))
    named = {f"{prefix}subject__display_name__icontains": wanted}
    titled = Q(**{f"{prefix}title_zh__icontains": wanted}) | Q(**{f"{prefix}title_en__icontains": wanted})
    return Q(**{f"{prefix}number__startswith": wanted}) | Q(**named) | titled


# drafts ------------------------------------------------------------------------------------------------------------


def find_draft(*, procedure: str, region: str, actor: Actor, now: datetime) -> DraftView | None:
    """The actor's draft of this application, unless it has expired."""
    return next(
        (one for one in list_drafts(actor, now=now) if (one.procedure, one.region) == (procedure, region)), None
    )


def list_drafts(actor: Actor, *, now: datetime) -> list[DraftView]:
    """The actor's drafts that have not expired, last saved first; none for whom it may no longer submit it."""
    rows = Draft.objects.select_related("subject").filter(account=actor.account_id, expires_on__gte=law_day(now))
    return [
        DraftView(
            id=DraftId(row.uuid),
            procedure=row.procedure,
            region=row.region,
            subject=registry.SubjectId(row.subject.uuid) if row.subject else None,
            answers=row.answers,
            materials=row.materials,
            licences=row.licences,
            situations=row.situations,
            promised=tuple(row.promised),
            delivery=row.delivery,
            revision=row.revision,
            page=row.page,
            saved_at=row.saved_at,
            expires_on=row.expires_on,
        )
        for row in rows.order_by("-saved_at", "-pk")
        if row.subject_id is None or actor.grant_for(row.subject_id, "submit", key=row.procedure)
    ]
