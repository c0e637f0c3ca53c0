"""What the clock itself brings about. Each takes one case in one transaction, and done twice changes nothing."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from tongban.domains.cases import clocks, following, grants, rules, store
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow, Clock
from tongban.kernel.authz import SYSTEM
from tongban.kernel.clock import law_day


@transaction.atomic
def lapse_tolerance(*, case: CaseId, now: datetime) -> int:
    """Papers that were allowed to follow and did not: their items can only be denied now, or end. How many events."""
    held = store.lock(case)
    happened = rules.lapse(held.case, today=law_day(now))
    store.remember(held, happened, actor=SYSTEM, now=now)
    return len(happened)


@transaction.atomic
def deem_renewed(*, case: CaseId, now: datetime) -> int:
    """A licence ended before its renewal was decided: it counts as renewed (行政许可法 art. 50). How many items.

    A renewal that could not be granted today, because a paper or another item is missing, is not renewed by silence
    either: the applicant has not done what the law asks of them. Nor is one that was complete only when the licence had
    ended: nobody was silent while there was anything to decide.
    """
    held = store.lock(case)
    accepted_at = CaseRow.objects.values_list("accepted_at", flat=True).get(pk=held.pk)
    renewed = 0
    for track in held.case.tracks:
        over = track.ends_on is not None and law_day(now) > date.fromisoformat(track.ends_on)
        if not over or not rules.may_renew_silently(held.case, track):
            continue
        if accepted_at is None or law_day(accepted_at).isoformat() > (track.ends_on or ""):
            continue
        if not rules.is_grantable(held.case, track):
            continue
        who = rules.Who(SYSTEM.label, track.agency or held.case.agency)
        yields = grants.yield_of(held.case, track, row=held.pk, actor=SYSTEM, now=now)
        happened = rules.decided(
            held.case, track=track.key, granted=True, reason="", who=who, yields=yields, how="deemed"
        )
        store.remember(held, happened, actor=SYSTEM, now=now)
        renewed += 1
    return renewed


@transaction.atomic
def rejudge(*, case: CaseId, now: datetime) -> int:
    """Compute the due days that could not be said while their year had no calendar. How many clocks."""
    held = store.lock(case)
    row = CaseRow.objects.get(pk=held.pk)
    unknown = [one for one in row.clocks.filter(stopped_at=None, calendar="") if clocks.rejudge(one)]
    for one in unknown:
        one.save(update_fields=["due_on", "due_at", "calendar"])
    if unknown:
        following.due_days(row, held.case, list(row.clocks.all()))
    return len(unknown)


def papers_late(now: datetime, limit: int) -> list[CaseId]:
    """Cases with a paper that should have followed by yesterday."""
    rows = CaseRow.objects.filter(papers_due__lt=law_day(now)).exclude(status="suspended")
    return _ids(rows.order_by("papers_due", "pk"), limit)


def renewals_over(now: datetime, limit: int) -> list[CaseId]:
    """Cases that renew a licence which has ended undecided."""
    return _ids(CaseRow.objects.filter(status="accepted", renews_until__lt=law_day(now)).order_by("pk"), limit)


def clocks_unjudged(now: datetime, limit: int) -> list[CaseId]:
    """Cases with a running clock whose due day could not be said when it began or went on."""
    unknown = (
        Clock.objects.filter(stopped_at=None, calendar="").order_by("case_id").values_list("case__uuid", flat=True)
    )
    return [CaseId(one) for one in unknown.distinct()[:limit]]


def _ids(rows: QuerySet[CaseRow], limit: int) -> list[CaseId]:
    return [CaseId(one) for one in rows.values_list("uuid", flat=True)[:limit]]
