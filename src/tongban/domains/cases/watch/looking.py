"""The watch itself: what the job does, from finding to telling."""

from dataclasses import asdict, dataclass
from datetime import datetime

from tongban.domains.cases.watch import reminding, supervising, tolerating, warnings
from tongban.kernel.clock import law_day


@dataclass(frozen=True, slots=True)
class Watched:
    """What one look at the clocks came to: warnings raised and ended, messages sent, supervision cases opened."""

    raised: int
    ended: int
    reminded: int
    supervisions: int
    late_answers: int
    papers: int

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def watch(*, now: datetime) -> Watched:
    """Look at every running clock: warn once, remind whoever must act, open supervision cases where a rule says so.

    Done twice at the same instant it changes nothing the second time. A paused clock warns nobody.
    """
    today = law_day(now)
    ended = warnings.end_what_no_longer_holds(today=today, now=now)
    found = warnings.regions_at_work(today)
    raised = warnings.raise_due(found, today=today, now=now)
    return Watched(
        raised=len(raised),
        ended=ended,
        reminded=reminding.remind(found, today=today, now=now),
        supervisions=supervising.open_due(found, now=now),
        late_answers=supervising.tell_late_answers(today=today, now=now),
        papers=tolerating.remind(today=today, now=now),
    )
