"""Who may see and do what around the ledger: the office its region's, a unit its own."""

from django.db.models import Q

from tongban.domains.reform.access import OFFICE, UNIT, WATCHING, governed, own, watched
from tongban.kernel.authz import Actor, Rule, everything, holds_duty, is_system

MEETING = "reform.meeting"
DECISION = "reform.decision"
REPORT = "reform.report"
RECORD = "reform.duty_record"
RHYTHM = "reform.rhythm"
OWN = own(*UNIT)


def _unbound(actor: Actor) -> Q:
    """A unit that is no agency of the platform: the office enters what came on paper, another officer judges it."""
    return governed(actor) & Q(agency=None)


def _called(actor: Actor) -> Q:
    """A meeting that the actor's agency calls itself."""
    return Q(convener__in=actor.agencies_with("lead", "approve"))


def _concerned(actor: Actor) -> Q:
    """A closed meeting at which the actor's agency was, or that gave it a task."""
    mine = actor.agencies_with(*UNIT)
    return Q(closed_at__isnull=False) & (Q(attendance__agency__in=mine) | Q(decisions__agency__in=mine))


RULES = (
    Rule(RHYTHM, "view", is_system),
    Rule(RHYTHM, "view", holds_duty(*WATCHING, *UNIT)),
    Rule(MEETING, "read", is_system, everything),
    Rule(MEETING, "read", holds_duty(*WATCHING), watched),
    Rule(MEETING, "read", holds_duty("lead", "approve"), _called),
    Rule(MEETING, "read", holds_duty(*UNIT), _concerned),
    Rule(MEETING, "hold", is_system, everything),
    Rule(MEETING, "hold", holds_duty(OFFICE), governed),
    Rule(MEETING, "hold", holds_duty("lead", "approve"), _called),
    Rule(DECISION, "read", is_system, everything),
    Rule(DECISION, "read", holds_duty(*WATCHING), watched),
    Rule(DECISION, "read", holds_duty(*UNIT), OWN),
    Rule(DECISION, "answer", is_system, everything),
    Rule(DECISION, "answer", holds_duty(*UNIT), OWN),
    Rule(DECISION, "answer", holds_duty(OFFICE), _unbound),
    Rule(DECISION, "judge", is_system, everything),
    Rule(DECISION, "judge", holds_duty(OFFICE), governed),
    Rule(REPORT, "read", is_system, everything),
    Rule(REPORT, "read", holds_duty(*WATCHING), watched),
    Rule(REPORT, "read", holds_duty(*UNIT), OWN),
    Rule(REPORT, "file", is_system, everything),
    Rule(REPORT, "file", holds_duty(*UNIT), OWN),
    Rule(REPORT, "file", holds_duty(OFFICE), _unbound),
    Rule(REPORT, "judge", is_system, everything),
    Rule(REPORT, "judge", holds_duty(OFFICE), governed),
    Rule(RECORD, "record", is_system, everything),
    Rule(RECORD, "record", holds_duty(OFFICE), governed),
    Rule(RECORD, "record", holds_duty(*UNIT), OWN),
)
