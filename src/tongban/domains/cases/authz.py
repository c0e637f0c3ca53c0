"""Who may do what to which case. A rule opens; what no rule opens is refused (`kernel.authz`).

`read` shows that a case exists and how it goes; `read_facts` also shows what the applicant wrote: only to the
applicant and to those who handle the case, because supervision does not need it (个人信息保护法 第6条).
`read_opinions` shows what officers wrote for each other: to officers, not to the applicant.
"""

from django.db.models import Q

from tongban.kernel.actors import Actor
from tongban.kernel.authz import Rule, holds_duty, is_signed_in, is_system
from tongban.kernel.errors import Refusal

CASE, STEP, DRAFT = "cases.case", "cases.step", "cases.draft"
HANDLING = ("intake", "review", "approve")
WATCHING = ("supervise", "reform", "audit")


def _own(actor: Actor) -> Q:
    return Q(subject__in=actor.subjects)


def _taking_in(actor: Actor) -> Q:
    return Q(agency__in=actor.agencies_with("intake"), region__in=actor.regions_with("intake"))


def _handling(actor: Actor) -> Q:
    return Q(steps__agency__in=actor.agencies_with(*HANDLING))


def _watching(actor: Actor) -> Q:
    return Q(region__in=actor.regions_with(*WATCHING))


def _duty_of_step(actor: Actor) -> Q:
    """The steps that fall to one of the actor's posts: duty, agency and region together."""
    mine = Q(pk__in=[])
    for post in actor.posts:
        mine |= Q(agency=post.agency_id, duty__in=post.duties, region__in=post.regions)
    return mine


def _own_draft(actor: Actor) -> Q:
    return Q(account=actor.account_id)


def account_of(actor: Actor) -> int:
    """The row of the account that acts. Refuses `kernel.authz.denied` for whoever is not signed in."""
    if actor.account_id is None:
        raise Refusal("kernel.authz.denied", verb="write", resource=CASE)
    return actor.account_id


RULES = (
    Rule(CASE, "submit", is_signed_in, _own),
    Rule(CASE, "supplement", is_signed_in, _own),
    Rule(CASE, "withdraw", is_signed_in, _own),
    Rule(CASE, "accept", holds_duty("intake"), _taking_in),
    Rule(CASE, "refuse", holds_duty("intake"), _taking_in),
    Rule(CASE, "ask_supplement", holds_duty("intake"), _taking_in),
    Rule(CASE, "record_result", is_system),
    Rule(CASE, "read", is_system),
    Rule(CASE, "read", is_signed_in, _own),
    Rule(CASE, "read", holds_duty("intake"), _taking_in),
    Rule(CASE, "read", holds_duty(*HANDLING), _handling),
    Rule(CASE, "read", holds_duty(*WATCHING), _watching),
    Rule(CASE, "read_facts", is_system),
    Rule(CASE, "read_facts", is_signed_in, _own),
    Rule(CASE, "read_facts", holds_duty("intake"), _taking_in),
    Rule(CASE, "read_facts", holds_duty(*HANDLING), _handling),
    Rule(CASE, "read_opinions", holds_duty("intake"), _taking_in),
    Rule(CASE, "read_opinions", holds_duty(*HANDLING), _handling),
    Rule(CASE, "read_opinions", holds_duty(*WATCHING), _watching),
    Rule(STEP, "act", holds_duty(*HANDLING), _duty_of_step),
    Rule(DRAFT, "write", is_signed_in, _own_draft),
)
