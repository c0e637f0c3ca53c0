"""The clock of the edge: web, cli and workers ask `now()` once and pass it down; nothing below them reads a clock.

In a sandbox the clock can be moved, so that a procedure of ninety days runs in a test of seconds; it keeps ticking from
where it was put. Outside a sandbox it cannot be moved, and no query is made.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models.functions import Now

from tongban.kernel.clock import law_time
from tongban.kernel.errors import Refusal
from tongban.kernel.models import SandboxClockRow

ONLY = 1


def now() -> datetime:
    """The instant at which the platform acts, in Asia/Shanghai."""
    real = datetime.now(UTC)
    if settings.SANDBOX:
        real += _offset()
    return law_time(real)


def travel(to: datetime) -> timedelta:
    """Move the sandbox's clock to `to` (aware), for every process; the distance from real time.

    Refuses `kernel.timemachine.closed` outside a sandbox.
    """
    _require_sandbox()
    if to.tzinfo is None:
        raise TypeError("an instant needs a time zone")
    offset = to - datetime.now(UTC)
    SandboxClockRow.objects.update_or_create(id=ONLY, defaults={"offset": offset, "moved_at": Now()})
    return offset


def return_to_present() -> None:
    """Put the sandbox's clock right again. Refuses `kernel.timemachine.closed` outside a sandbox."""
    _require_sandbox()
    SandboxClockRow.objects.all().delete()


def _offset() -> timedelta:
    return SandboxClockRow.objects.filter(id=ONLY).values_list("offset", flat=True).first() or timedelta()


def _require_sandbox() -> None:
    if not settings.SANDBOX:
        raise Refusal("kernel.timemachine.closed")
