"""Who may do what in supervision.

Supervisors and the reform office inspect, order and judge in their region and below; an agency sees what was found at
it, replies and answers; an observer reports and sees what it reported. That two hands are two people, and that nobody
judges the own agency, are rules and no policy. A published exposure is read by everybody.
"""

from django.db.models import Q

from tongban.domains.reform.access import WORKING, own, watched
from tongban.kernel import authz

INSPECTION, FINDING, OBSERVING, FAULT = (
    "reform.inspectionrow",
    "reform.findingrow",
    "reform.observing",
    "reform.faultrow",
)
OFFICE = ("supervise", "reform")
"""Whoever supervises acts as supervisor first, else as the reform office: the same rows as `watched`."""
OWN = own(*WORKING)


def _reported(actor: authz.Actor) -> Q:
    return Q(observer__account=actor.account_id)


def _self(actor: authz.Actor) -> Q:
    return Q(account=actor.account_id)


RULES = (
    authz.Rule(INSPECTION, "view", authz.is_system, authz.everything),
    authz.Rule(INSPECTION, "view", authz.holds_duty(*OFFICE), watched),
    authz.Rule(INSPECTION, "inspect", authz.holds_duty(*OFFICE), watched),
    authz.Rule(FINDING, "view", authz.is_system, authz.everything),
    authz.Rule(FINDING, "view", authz.holds_duty(*OFFICE), watched),
    authz.Rule(FINDING, "view", authz.holds_duty(*WORKING), OWN),
    authz.Rule(FINDING, "govern", authz.holds_duty(*OFFICE), watched),
    authz.Rule(FINDING, "answer", authz.holds_duty(*WORKING), OWN),
    authz.Rule(OBSERVING, "keep", authz.holds_duty(*OFFICE), watched),
    authz.Rule(OBSERVING, "report", authz.is_signed_in, _self),
    authz.Rule(FAULT, "view", authz.is_system, authz.everything),
    authz.Rule(FAULT, "view", authz.holds_duty(*OFFICE), watched),
    authz.Rule(FAULT, "view", authz.is_signed_in, _reported),
    authz.Rule(FAULT, "judge", authz.holds_duty(*OFFICE), watched),
)
