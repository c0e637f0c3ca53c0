"""The numbers of a region that this domain asks for by name. Numbers live in packs, never here."""

from datetime import date

from tongban.domains.registry import api as registry
from tongban.kernel import packs
from tongban.kernel.durations import Duration
from tongban.kernel.errors import NotInForce
from tongban.kernel.parameters import Parameter


def near_due(region: str, *, on: date) -> int:
    """With how many working days left a step begins to be shown as 临期 (`clocks.near_due`)."""
    return _number("clocks.near_due", region, on=on)


def intake_days(region: str, *, on: date) -> Duration:
    """Within which time the window accepts, refuses or tells what is missing (`clocks.intake`, 行政许可法 art. 32)."""
    return _parameter("clocks.intake", region).duration_on(on)


def supplement_days(region: str, *, on: date) -> Duration | None:
    """After which time an unanswered request to bring what is missing takes the application back
    (`clocks.supplement`); None where the pack has no such number: then it waits."""
    try:
        return _parameter("clocks.supplement", region).duration_on(on)
    except (LookupError, NotInForce):
        return None


def precheck_days(region: str, *, on: date) -> Duration | None:
    """Within which time the window answers a precheck (`clocks.precheck`), where the pack promises one."""
    try:
        return _parameter("clocks.precheck", region).duration_on(on)
    except (LookupError, NotInForce):
        return None


def paper_due_soon(region: str, *, on: date) -> int:
    """With how many working days left an applicant is reminded of papers that may follow (`watch.paper_due_soon`)."""
    return _number("watch.paper_due_soon", region, on=on)


def draft_lifetime(region: str, *, on: date) -> int:
    """For how many calendar days an unsubmitted draft is kept (`cases.draft_lifetime`)."""
    return _number("cases.draft_lifetime", region, on=on)


def _number(name: str, region: str, *, on: date) -> int:
    return int(_parameter(name, region).on(on).value)


def _parameter(name: str, region: str) -> Parameter:
    return packs.current().view(registry.pack_of(region)).parameter(name)
