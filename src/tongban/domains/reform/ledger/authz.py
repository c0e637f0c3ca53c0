"""Who may do what in the ledger.

A region's reform office and supervisors see their region and those below it; a unit sees what it leads or helps with.
The unit that answers for a measure (its resolved lead) works on it, a cooperating unit reports on it; only the reform
office names units and owners, closes, refuses, draws and reopens. That two hands are two people is a rule, not policy.
"""

from django.db.models import Q

from tongban.domains.reform.access import OFFICE, WATCHING, WORKING, governed, own, watched
from tongban.domains.reform.ledger.models import ResponsibleUnit
from tongban.kernel import authz

PLAN, MEASURE, IDEA = "reform.ledgerplan", "reform.ledgermeasure", "reform.reserveidea"
OWN = own(*WORKING)
HEADING = ("approve", "lead")


def _answered(actor: authz.Actor) -> Q:
    """What the actor's own agencies lead."""
    return Q(lead_agency__in=actor.agencies_with(*WORKING))


def _headed(actor: authz.Actor) -> Q:
    return Q(lead_agency__in=actor.agencies_with(*HEADING))


def _shared(actor: authz.Actor) -> Q:
    """What the actor's own agencies lead or help with."""
    mine = actor.agencies_with(*WORKING)
    return Q(lead_agency__in=mine) | Q(pk__in=ResponsibleUnit.objects.filter(agency__in=mine).values("measure"))


RULES = (
    authz.Rule(PLAN, "view", authz.holds_duty(*WATCHING), watched),
    authz.Rule(PLAN, "view", authz.is_system, authz.everything),
    authz.Rule(PLAN, "import", authz.holds_duty(OFFICE), governed),
    authz.Rule(PLAN, "import", authz.is_system, authz.everything),
    authz.Rule(MEASURE, "view", authz.holds_duty(*WATCHING), watched),
    authz.Rule(MEASURE, "view", authz.holds_duty(*WORKING), _shared),
    authz.Rule(MEASURE, "view", authz.is_system, authz.everything),
    authz.Rule(MEASURE, "assign", authz.holds_duty(OFFICE), governed),
    authz.Rule(MEASURE, "assign", authz.holds_duty(*HEADING), _headed),
    authz.Rule(MEASURE, "work", authz.holds_duty(OFFICE), governed),
    authz.Rule(MEASURE, "work", authz.holds_duty(*WORKING), _answered),
    authz.Rule(MEASURE, "report", authz.holds_duty(OFFICE), governed),
    authz.Rule(MEASURE, "report", authz.holds_duty(*WORKING), _shared),
    authz.Rule(MEASURE, "govern", authz.holds_duty(OFFICE), governed),
    authz.Rule(IDEA, "view", authz.holds_duty(*WATCHING), watched),
    authz.Rule(IDEA, "view", authz.holds_duty(*WORKING), OWN),
    authz.Rule(IDEA, "enter", authz.holds_duty(*WORKING), OWN),
    authz.Rule(IDEA, "enter", authz.holds_duty(OFFICE), governed),
    authz.Rule(IDEA, "move", authz.holds_duty(*WORKING), OWN),
    authz.Rule(IDEA, "move", authz.holds_duty(OFFICE), governed),
)
