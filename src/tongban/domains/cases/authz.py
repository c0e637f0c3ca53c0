"""Who may do what to which case. A rule opens; what no rule opens is refused (`kernel.authz`).

`read` shows that a case exists and how it goes; `read_facts` also shows what the applicant wrote: only to the
applicant and to those who handle the case, because supervision does not need it (个人信息保护法 第6条).
`read_opinions` shows what officers wrote for each other: to officers, not to the applicant.
"""

from django.db.models import Q

from tongban.domains.cases.ids import CaseId
from tongban.kernel.actors import Actor
from tongban.kernel.authz import Rule, Where, holds_duty, is_signed_in, is_system
from tongban.kernel.errors import Refusal

CASE, STEP, DRAFT, TASK = "cases.case", "cases.step", "cases.draft", "cases.task"
MIGRATION = "cases.migrationrun"
TICKET, APPOINTMENT = "cases.ticket", "cases.appointment"
REGISTER = ("catalogue", "administer")
WARNING, SUPERVISION, FIGURES = "cases.warningrow", "cases.supervisionrow", "cases.figures"
HANDLING = ("intake", "review", "approve", "lead")
WORKING = ("review", "approve", "lead")
WATCHING = ("supervise", "reform", "audit")
HEADING = ("lead", "approve")
"""Who answers for an agency: its heads, and whoever decides where nobody leads."""


def _for_whom(act: str) -> Where:
    """The cases of those for whom the actor may do the act: of its own, and as far as each grant reaches."""

    def where(actor: Actor) -> Q:
        grants = [grant for grant in actor.grants if grant.covers(act)]
        found = Q(subject__in=[grant.subject for grant in grants if grant.keys is None and not grant.only])
        for grant in grants:
            if grant.keys is None and not grant.only:
                continue
            part = Q(subject=grant.subject)
            if grant.keys is not None:
                part &= Q(procedure__in=sorted(grant.keys))
            if grant.only:
                part &= Q(uuid=CaseId.parse(grant.only).value)
            found |= part
        return found

    return where


def _filed_for_another(actor: Actor) -> Q:
    """What the actor has filed itself, as long as it may still do anything for that subject."""
    return Q(submitted_by=actor.account_id, subject__in=[grant.subject for grant in actor.grants if not grant.only])


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


def _registered(actor: Actor) -> Q:
    """Where the actor keeps the register of items (`catalogue` keeps the same rule for its drafts)."""
    return Q(region__in=actor.regions_with(*REGISTER))


def _task_of(actor: Actor) -> Q:
    """What is to be done at the actor's agencies: by its own duty, or by whoever handles anything there."""
    mine = Q(pk__in=[])
    for post in actor.posts:
        duties = [*post.duties, ""] if post.duties & set(WORKING) else [*post.duties]
        mine |= Q(agency=post.agency_id, region__in=post.regions, duty__in=duties)
    return mine


def _leading(actor: Actor) -> Q:
    """The joint handlings that the actor's agency leads: all of their items, whoever does them."""
    return Q(lead__in=actor.agencies_with(*WORKING))


def _heading(actor: Actor) -> Q:
    """The cases of which the actor heads one of the agencies: the accepting one, the leading one, or an item's."""
    mine = actor.agencies_with(*HEADING)
    return Q(agency__in=mine) | Q(lead__in=mine) | Q(steps__agency__in=mine)


def _urging(actor: Actor) -> Q:
    return Q(lead__in=actor.agencies_with(*WORKING)) | Q(lead=None, agency__in=actor.agencies_with(*HANDLING))


def _at_agency(*duties: str) -> Where:
    """Anything at the actor's own agencies and in their regions, where a post carries one of the duties."""

    def where(actor: Actor) -> Q:
        mine = Q(pk__in=[])
        for post in actor.posts:
            if post.duties & set(duties):
                mine |= Q(agency=post.agency_id, region__in=post.regions)
        return mine

    return where


def _assigning(actor: Actor) -> Q:
    """Steps of the actor's own duty, and all steps of an agency that the actor leads."""
    return _duty_of_step(actor) | _at_agency("lead")(actor)


def _of_headed_agency(actor: Actor) -> Q:
    return Q(agency__in=actor.agencies_with(*HEADING))


def _supervised(actor: Actor) -> Q:
    """Where the actor supervises, except what concerns an agency in which it holds a post."""
    own = {post.agency_id for post in actor.posts}
    return Q(region__in=actor.regions_with("supervise")) & ~Q(agency__in=own)


def _of_account(actor: Actor) -> Q:
    return Q(account=actor.account_id)


def account_of(actor: Actor) -> int:
    """The row of the account that acts. Refuses `kernel.authz.denied` for whoever is not signed in."""
    if actor.account_id is None:
        raise Refusal("kernel.authz.denied", verb="write", resource=CASE)
    return actor.account_id


RULES = (
    Rule(CASE, "submit", is_signed_in, _for_whom("submit")),
    Rule(CASE, "supplement", is_signed_in, _for_whom("supplement")),
    Rule(CASE, "confirm", is_signed_in, _for_whom("confirm")),
    Rule(CASE, "withdraw", is_signed_in, _for_whom("withdraw")),
    Rule(CASE, "answer_precheck", holds_duty("intake"), _taking_in),
    Rule(CASE, "accept", holds_duty("intake"), _taking_in),
    Rule(CASE, "refuse", holds_duty("intake"), _taking_in),
    Rule(CASE, "ask_supplement", holds_duty("intake"), _taking_in),
    Rule(CASE, "bring_tolerated", is_signed_in, _for_whom("bring_tolerated")),
    Rule(CASE, "suspend", holds_duty(*HEADING), _heading),
    Rule(CASE, "urge", holds_duty(*HANDLING), _urging),
    Rule(CASE, "take_credential", holds_duty("intake"), _taking_in),
    Rule(CASE, "take_credential", holds_duty(*HANDLING), _handling),
    Rule(CASE, "deliver", holds_duty("intake"), _taking_in),
    Rule(CASE, "record_result", is_system),
    Rule(CASE, "read", is_system),
    Rule(CASE, "read", is_signed_in, _for_whom("read")),
    Rule(CASE, "read", is_signed_in, _filed_for_another),
    Rule(CASE, "read", holds_duty("intake"), _taking_in),
    Rule(CASE, "read", holds_duty(*HANDLING), _handling),
    Rule(CASE, "read", holds_duty(*WORKING), _leading),
    Rule(CASE, "read", holds_duty(*WATCHING), _watching),
    Rule(CASE, "read_facts", is_system),
    Rule(CASE, "read_facts", is_signed_in, _for_whom("read")),
    Rule(CASE, "read_facts", is_signed_in, _filed_for_another),
    Rule(CASE, "read_facts", holds_duty("intake"), _taking_in),
    Rule(CASE, "read_facts", holds_duty(*HANDLING), _handling),
    Rule(CASE, "read_facts", holds_duty(*WORKING), _leading),
    Rule(CASE, "read_opinions", holds_duty("intake"), _taking_in),
    Rule(CASE, "read_opinions", holds_duty(*WORKING), _leading),
    Rule(CASE, "read_opinions", holds_duty(*HANDLING), _handling),
    Rule(CASE, "read_opinions", holds_duty(*WATCHING), _watching),
    Rule(STEP, "act", holds_duty(*HANDLING), _duty_of_step),
    Rule(STEP, "handle", holds_duty(*WORKING), _at_agency(*WORKING)),
    Rule(STEP, "head", holds_duty(*HEADING), _at_agency(*HEADING)),
    Rule(STEP, "assign", holds_duty(*HANDLING), _assigning),
    Rule(TASK, "do", holds_duty(*HANDLING), _task_of),
    Rule(DRAFT, "write", is_signed_in, _of_account),
    Rule(CASE, "migrate", is_system),
    Rule(CASE, "answer_offer", is_signed_in, _for_whom("supplement")),
    Rule(MIGRATION, "read", holds_duty(*REGISTER), _registered),
    Rule(MIGRATION, "read", is_system),
    Rule(TICKET, "take", is_signed_in, _of_account),
    Rule(TICKET, "call", holds_duty("intake"), _taking_in),
    Rule(APPOINTMENT, "change", is_signed_in, _for_whom("submit")),
    Rule(APPOINTMENT, "receive", holds_duty("intake"), _taking_in),
    Rule(WARNING, "read", is_system),
    Rule(WARNING, "read", holds_duty(*HEADING), _of_headed_agency),
    Rule(WARNING, "read", holds_duty(*WATCHING), _watching),
    Rule(SUPERVISION, "read", is_system),
    Rule(SUPERVISION, "read", holds_duty(*HEADING), _of_headed_agency),
    Rule(SUPERVISION, "read", holds_duty(*WATCHING), _watching),
    Rule(SUPERVISION, "answer", holds_duty(*HEADING), _of_headed_agency),
    Rule(SUPERVISION, "judge", holds_duty("supervise"), _supervised),
    Rule(FIGURES, "read", is_system),
    Rule(FIGURES, "read", holds_duty(*HEADING, *WATCHING)),
)
