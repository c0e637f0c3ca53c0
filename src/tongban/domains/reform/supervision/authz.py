"""Who may do what in supervision.

Supervisors and the reform office inspect, order and judge in their region and below; an agency sees what was found at
it, replies and answers; an observer reports and sees what it reported. That two hands are two people, and that nobody
judges the own agency, are rules and no policy. A published exposure is read by everybody.
"""

from django.db.models import Q

from tongban.kernel import authz

INSPECTION, FINDING, OBSERVING, FAULT = (
    "reform.inspectionrow",
    "reform.findingrow",
    "reform.observing",
    "reform.faultrow",
)
OFFICE = ("supervise", "reform")
WORKING = ("review", "approve", "lead")


def _office(actor: authz.Actor) -> Q:
    return Q(region__in=actor.regions_with(*OFFICE))


def _own(actor: authz.Actor) -> Q:
    """What was found at the actor's own agencies."""
    return Q(agency__in=actor.agencies_with(*WORKING))


def _reported(actor: authz.Actor) -> Q:
    return Q(observer__account=actor.account_id)


def _self(actor: authz.Actor) -> Q:
    return Q(account=actor.account_id)


RULES = (
    authz.Rule(INSPECTION, "view", authz.is_system, authz.everything),
    authz.Rule(INSPECTION, "view", authz.holds_duty(*OFFICE), _office),
    authz.Rule(INSPECTION, "inspect", authz.holds_duty(*OFFICE), _office),
    authz.Rule(FINDING, "view", authz.is_system, authz.everything),
    authz.Rule(FINDING, "view", authz.holds_duty(*OFFICE), _office),
    authz.Rule(FINDING, "view", authz.holds_duty(*WORKING), _own),
    authz.Rule(FINDING, "govern", authz.holds_duty(*OFFICE), _office),
    authz.Rule(FINDING, "answer", authz.holds_duty(*WORKING), _own),
    authz.Rule(OBSERVING, "keep", authz.holds_duty(*OFFICE), _office),
    authz.Rule(OBSERVING, "report", authz.is_signed_in, _self),
    authz.Rule(FAULT, "view", authz.is_system, authz.everything),
    authz.Rule(FAULT, "view", authz.holds_duty(*OFFICE), _office),
    authz.Rule(FAULT, "view", authz.is_signed_in, _reported),
    authz.Rule(FAULT, "judge", authz.holds_duty(*OFFICE), _office),
)
