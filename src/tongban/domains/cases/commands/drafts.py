"""An application that is being filled in: saved page by page, one per account, procedure, region and applicant."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tongban.domains.cases.authz import CASE, DRAFT, account_of
from tongban.domains.cases.ids import DraftId
from tongban.domains.cases.models import CaseRow, Draft
from tongban.domains.cases.numbers import draft_lifetime
from tongban.domains.registry import api as registry
from tongban.kernel import authz, evidence
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal
from tongban.kernel.event_types import canonical

LARGEST = 200_000
_FILE = re.compile(r"evidence_[0-9a-f-]{36}")


@dataclass(frozen=True, slots=True)
class Filled:
    """What became of a page: the draft's revision now, and answers that were newer than the page (they stayed)."""

    revision: int
    newer: Mapping[str, Any]


@transaction.atomic
def save_draft(
    *,
    procedure: str,
    region: str,
    answers: Mapping[str, Any],
    page: str = "",
    subject: registry.SubjectId | None = None,
    materials: Mapping[str, list[str]] | None = None,
    situations: Mapping[str, str | bool] | None = None,
    actor: Actor,
    now: datetime,
) -> DraftId:
    """Keep the answers given so far (the whole set), the files of each material and the page; a draft is not checked.

    What is None stays. It expires so many calendar days after it was last saved as `cases.draft_lifetime` of the region
    says. Refuses `kernel.authz.denied` (also for a subject the actor may not act for), `registry.subject.not_found`,
    `kernel.event.unwritable`, `cases.draft.{too_large,malformed}`.
    """
    authz.require(actor, "write", Draft(account_id=account_of(actor)), resource=DRAFT)
    for text, longest in ((procedure, 64), (region, 6), (page, 64)):
        if len(text) > longest:
            raise Refusal("cases.draft.malformed", given=text[:80])
    whom = _subject(subject, actor, procedure=procedure)
    row = _own({"account_id": account_of(actor), "procedure": procedure, "region": region}, whom, now=now)
    gone = {name: None for name in row.answers if name not in answers}
    _answer(row, {**answers, **gone})
    _parts(row, materials=materials, situations=situations)
    _keep(row, page=page, now=now)
    return DraftId(row.uuid)


@transaction.atomic
def fill_draft(
    *,
    draft: DraftId,
    answers: Mapping[str, Any] | None = None,
    based_on: int | None = None,
    page: str = "",
    materials: Mapping[str, list[str]] | None = None,
    licences: Mapping[str, bool] | None = None,
    situations: Mapping[str, str | bool] | None = None,
    promised: Sequence[str] | None = None,
    delivery: Mapping[str, str] | None = None,
    actor: Actor,
    now: datetime,
) -> Filled:
    """Keep what one page brought: only these `answers` change (None takes one away); what is None stays as it is.

    `based_on` is the revision that the page was drawn with. An answer that was changed since, from another page of the
    same account, is not overwritten: it stays and is told in `newer`. Refuses `cases.draft.{unknown,too_large}`,
    `kernel.event.unwritable`.
    """
    row = Draft.objects.select_for_update().filter(uuid=draft.value, account=actor.account_id).first()
    if row is None:
        raise Refusal("cases.draft.unknown")
    newer = _answer(row, answers or {}, based_on=based_on)
    _parts(row, materials=materials, licences=licences, situations=situations, promised=promised, delivery=delivery)
    _keep(row, page=page or row.page, now=now)
    return Filled(row.revision, newer)


@transaction.atomic
def discard_draft(*, draft: DraftId, actor: Actor, now: datetime) -> None:
    """Throw an own draft away, with its files; a draft that is gone already is no mistake."""
    remove(Draft.objects.filter(uuid=draft.value, account=actor.account_id))


@transaction.atomic
def remove_expired_drafts(*, now: datetime) -> int:
    """Delete the drafts whose last day is over, with their files, and say how many. A job of every night."""
    return remove(Draft.objects.filter(expires_on__lt=law_day(now)))


def remove(drafts: Iterable[Draft]) -> int:
    """Delete drafts and the files that only they held; what was filed with a case stays with the case."""
    count = 0
    for row in drafts:
        count += 1
        held = {match for part in (row.answers, row.materials) for match in files_in(part)}
        row.delete()
        if held:
            filed = CaseRow.objects.filter(submitted_by=row.account_id).values_list("form", "materials")
            held -= {file for parts in filed for part in parts for file in files_in(part)}
            own = str(registry.AccountId(row.account.uuid))
            evidence.forget([evidence.EvidenceId.parse(one) for one in held], by=own)
    return count


def files_in(value: object) -> Iterator[str]:
    """Every evidence id in plain data."""
    if isinstance(value, str) and _FILE.fullmatch(value):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from files_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from files_in(part)


def _own(which: dict[str, Any], subject: Any, *, now: datetime) -> Draft:
    """The account's draft for this applicant, locked; one that was begun before it was said for whom becomes it."""
    mine = Draft.objects.select_for_update().filter(**which)
    row = mine.filter(subject=subject).first() or (mine.filter(subject=None).first() if subject else None)
    if row is None:
        row, _ = mine.get_or_create(**which, subject_id=subject, defaults={"saved_at": now, "expires_on": law_day(now)})
    row.subject_id = subject
    return row


def _subject(subject: registry.SubjectId | None, actor: Actor, *, procedure: str) -> int | None:
    """The row of a subject that the actor may file for."""
    if subject is None:
        return None
    found = registry.get_subject(subject).pk
    authz.require(actor, "submit", CaseRow(subject_id=found, procedure=procedure), resource=CASE)
    return found


def _answer(row: Draft, answers: Mapping[str, Any], *, based_on: int | None = None) -> dict[str, Any]:
    """Change these answers, and say which were newer and stayed. The revision counts each time something changed."""
    following = row.revision + 1
    kept, changed, newer = dict(row.answers), dict(row.changed), {}
    for name, value in answers.items():
        if kept.get(name) == value:
            continue
        if based_on is not None and changed.get(name, 0) > based_on:
            newer[name] = kept.get(name)
            continue
        changed[name] = following
        if value is None:
            kept.pop(name, None)
        else:
            kept[name] = value
    if kept != row.answers:
        row.answers, row.changed, row.revision = kept, changed, following
    return newer


def _parts(row: Draft, **parts: Any) -> None:
    for name, value in parts.items():
        if value is not None:
            setattr(row, name, dict(value) if isinstance(value, Mapping) else list(value))


def _keep(row: Draft, *, page: str, now: datetime) -> None:
    whole = [row.answers, row.materials, row.licences, row.situations, row.promised, row.delivery]
    if len(canonical({"draft": whole})) > LARGEST:
        raise Refusal("cases.draft.too_large")
    row.page, row.saved_at = page, now
    row.expires_on = law_day(now) + timedelta(days=draft_lifetime(row.region, on=law_day(now)))
    row.save()
