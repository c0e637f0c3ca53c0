"""Which instant grants an officer looks at later: drawn each month by a lot that anybody can recompute.

At the beginning of a month its seed is sealed; when the month is over, the share that each item declares is drawn from
what rules have granted in it, by region, agency and item.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction

from tongban.domains.cases import pinning, rules, store
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow, StepRow
from tongban.kernel import draw
from tongban.kernel.actors import SYSTEM
from tongban.kernel.clock import law_day, midnight


def purpose_of(month: date) -> str:
    return f"cases.instant:{month:%Y-%m}"


def seal_month(*, now: datetime) -> str:
    """Seal the seed of the running month, before it is known what will be drawn from. Done again it changes nothing."""
    return draw.seal(purpose=purpose_of(law_day(now)), now=now)


def draw_month(*, now: datetime) -> int:
    """Draw from the month before, and plant the drawn audits, one case per transaction; how many were planted now.

    A month whose seed was not sealed while it ran (the platform was not there yet) is not drawn from.
    """
    last = law_day(now).replace(day=1) - timedelta(days=1)
    if not draw.is_sealed(purpose_of(last), before=midnight(last + timedelta(days=1))):
        return 0
    parts = list(_parts(last, on=law_day(now)))
    shares = {part.name: part.share for part in parts}
    drawn = draw.draw(purpose=purpose_of(last), parts=parts, now=now)
    return sum(_plant(name, share=shares.get(part, 0), now=now) for part, names in drawn.items() for name in names)


def _parts(month: date, *, on: date) -> Iterator[draw.Part]:
    """What rules have granted in a month, by region, agency and item."""
    first, after = midnight(month.replace(day=1)), midnight(month + timedelta(days=1))
    rows = StepRow.objects.filter(decides=True, state="done", done_by=None, done_at__gte=first, done_at__lt=after)
    found = defaultdict[tuple[str, int, str], list[str]](list)
    shares: dict[tuple[str, int, str], int] = {}
    for row in rows.select_related("case").iterator(chunk_size=500):
        if _how(row.case, row.track) != "instant":
            continue
        part = row.region, row.agency_id, row.track
        found[part].append(f"{CaseId(row.case.uuid)}/{row.track}")
        shares[part] = max(shares.get(part, 0), _share(row.case, row.track, on=on))
    for part, names in sorted(found.items()):
        region, agency, track = part
        yield draw.Part(f"{region}/{agency}/{track}", names, share=shares[part])


def _how(row: CaseRow, track: str) -> str:
    return next((str(one.get("how", "")) for one in row.state["tracks"] if one["key"] == track), "")


def _share(row: CaseRow, track: str, *, on: date) -> int:
    """The percentage that the item declares, as of the day of the draw."""
    pinned = pinning.pinned(row, on=on)
    declared = pinned.track(track).conduct.instant
    return int(pinned.parameters[declared.audit_share].on(on).value) if declared else 0


@transaction.atomic
def _plant(name: str, *, share: int, now: datetime) -> bool:
    case, _, track = name.partition("/")
    held = store.lock(CaseId.parse(case))
    happened = rules.draw_audit(held.case, track=track, share=share)
    store.remember(held, happened, actor=SYSTEM, now=now)
    return bool(happened)
