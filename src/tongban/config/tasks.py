"""The platform's own jobs. procrastinate finds this module by its name."""

from datetime import timedelta

from tongban.domains.cases import api as cases
from tongban.domains.cases.counter import api as counter
from tongban.domains.licences import api as licences
from tongban.domains.reform.rhythm import api as rhythm
from tongban.kernel import audit, events, idempotency, jobs, messages, outbox, timemachine
from tongban.kernel.authz import SYSTEM
from tongban.web.administration import verification
from tongban.web.space.dossier import verify_address

__all__ = [
    "anchor",
    "deliver",
    "dispatch",
    "draw_audits",
    "draw_files",
    "forget_answers",
    "forget_messages",
    "forget_visits",
    "remind_of_duties",
    "remove_expired_drafts",
    "tick",
    "verification",
    "wake_delivery",
    "wake_dispatch",
    "watch",
]

DELIVER = "kernel.deliver"
DISPATCH = "kernel.dispatch"


@jobs.job(DELIVER, queue="delivery", cron="* * * * *")
def deliver() -> None:
    """Hand new events to their subscribers: woken by each commit, and every minute in case a call was lost."""
    outbox.deliver(timemachine.now())


@jobs.job("kernel.anchor", queue="upkeep", cron="17 * * * *")
def anchor() -> None:
    """Seal yesterday's heads; hourly, so that a machine that slept at midnight does it when it wakes."""
    now = timemachine.now()
    audit.anchor((now - timedelta(days=1)).date(), now=now)


@jobs.job("kernel.forget_answers", queue="upkeep", cron="41 * * * *")
def forget_answers() -> None:
    """Remove remembered answers that are older than a day."""
    idempotency.forget_old(now=timemachine.now())


@jobs.job("cases.remove_expired_drafts", queue="upkeep", cron="23 18 * * *")
def remove_expired_drafts() -> None:
    """Every night: an application that nobody went on with is forgotten on its day."""
    cases.remove_expired_drafts(now=timemachine.now())


@jobs.job("cases.forget_visits", queue="upkeep", cron="29 18 * * *")
def forget_visits() -> None:
    """Every night: numbers of queues and appointments are kept for a year."""
    counter.forget_visits(now=timemachine.now())


@jobs.job("cases.tick", queue="clock", cron="*/5 * * * *")
def tick() -> None:
    """Every five minutes: what the clock itself does to cases (deemed acceptance, silence, papers that never came).

    What refused is in the log and is tried again by the next tick; the job then counts as failed, so that it shows.
    """
    done = cases.tick(now=timemachine.now())
    if done.failures:
        raise RuntimeError(f"{len(done.failures)} cases could not be ticked, first {done.failures[0]}")


@jobs.job("cases.draw_audits", queue="upkeep", cron="31 * * * *")
def draw_audits() -> None:
    """Hourly: seal this month's seed if that is not done yet, draw from last month's instant grants once it is over."""
    now = timemachine.now()
    cases.seal_month(now=now)
    cases.draw_month(now=now)


@jobs.job(DISPATCH, queue="dispatch", cron="* * * * *")
def dispatch() -> None:
    """Carry messages out by mail and other channels: woken by each commit, and every minute for what failed."""
    messages.dispatch(timemachine.now())


@jobs.job("kernel.forget_messages", queue="upkeep", cron="37 18 * * *")
def forget_messages() -> None:
    """Every night: messages are kept for two years."""
    messages.forget_old(now=timemachine.now())


@jobs.job("licences.forget_challenges", queue="upkeep", cron="43 18 * * *")
def forget_challenges() -> None:
    """Every night: questions to wallets are kept for thirty days."""
    licences.forget_old_challenges(now=timemachine.now())


@jobs.job("cases.run_migrations", queue="upkeep", cron="* * * * *")
def run_migrations() -> None:
    """Every minute: running cases go on moving to a newly published version, two hundred at a time."""
    cases.run_migrations(now=timemachine.now(), limit=200)


@jobs.job("cases.watch", queue="upkeep", cron="4,34 * * * *")
def watch() -> None:
    """Every half hour: clocks near their end and past it, reminders, supervision cases opened by rule."""
    cases.watch(now=timemachine.now())


@jobs.job("reform.remind", queue="upkeep", cron="7 0-10 * * *")
def remind_of_duties() -> None:
    """Every hour of the working day (8 to 18 in China): what the reform owes soon, today or since yesterday."""
    rhythm.remind(now=timemachine.now())


@jobs.job("licences.draw_files", queue="files")
def draw_files(*, licence: str) -> None:
    """Soon after a licence is issued or changed: draw, seal and keep its files."""
    found = licences.LicenceId.parse(licence)
    licences.draw_files(licence=found, address_of=verify_address, actor=SYSTEM, now=timemachine.now())


def wake_delivery() -> None:
    """After a commit with events."""
    jobs.wake(DELIVER)


def wake_dispatch() -> None:
    """After a commit with messages that leave the platform."""
    jobs.wake(DISPATCH)


events.on_append(wake_delivery)
messages.on_send(wake_dispatch)
