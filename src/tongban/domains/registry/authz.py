"""Who an account is when it acts, and the part of the policy that concerns this domain's own tables."""

from datetime import datetime

from django.db.models import Q

from tongban.domains.registry import queries
from tongban.domains.registry.ids import AccountId
from tongban.domains.registry.models import Account
from tongban.domains.registry.standing import standing
from tongban.kernel.authz import Actor, Rule, anyone, everything, holds_duty, is_signed_in, is_system
from tongban.kernel.clock import law_day
from tongban.kernel.declaration import Language

ADMINISTER = "administer"


def actor_of(account: Account | AccountId, *, now: datetime) -> Actor:
    """The actor that an account is at an instant: its posts of that day with their regions, and whom it may act for.

    A suspended account, or one of a post that has ended, is nobody in particular: no duties, no subjects.
    Refuses `registry.account.not_found`.
    """
    if isinstance(account, AccountId):
        account = queries.account_row(account)
    label = str(AccountId(account.uuid))
    language: Language = "en" if account.language == "en" else "zh"
    if not account.is_active:
        return Actor(account_id=account.pk, label=label, language=language)
    found = standing(account.pk, law_day(now))
    return Actor(
        account_id=account.pk,
        label=label,
        grants=found.grants,
        posts=found.posts,
        same_as=found.same_as,
        ties=found.ties,
        language=language,
    )


def _administered_regions(actor: Actor) -> frozenset[str]:
    return actor.regions_with(ADMINISTER)


def _own_account(actor: Actor) -> Q:
    return Q(pk=actor.account_id)


def _administered_accounts(actor: Actor) -> Q:
    """Staff of the actor's regions, and staff who never held a post: somebody must be able to seat them."""
    seated = Q(holdings__post__agency__region__in=_administered_regions(actor))
    return Q(kind=Account.Kind.STAFF) & (seated | Q(holdings=None))


def _agencies_of_regions(actor: Actor) -> Q:
    return Q(region__in=_administered_regions(actor))


def _posts_of_regions(actor: Actor) -> Q:
    return Q(agency__region__in=_administered_regions(actor))


def _holdings_of_regions(actor: Actor) -> Q:
    return Q(post__agency__region__in=_administered_regions(actor))


def _own_subjects(actor: Actor) -> Q:
    return Q(pk__in={grant.subject for grant in actor.grants})


def _concerning(actor: Actor) -> Q:
    decides = queries.decided_by(actor)
    return Q(principal__in=decides) | Q(agent__in=decides) | Q(helper=actor.account_id)


def _own_tokens(actor: Actor) -> Q:
    return Q(account=actor.account_id)


RULES = (
    Rule("registry.apitoken", "issue", is_signed_in, _own_tokens),
    Rule("registry.apitoken", "read", is_signed_in, _own_tokens),
    Rule("registry.apitoken", "revoke", is_signed_in, _own_tokens),
    Rule("registry.region", "read", anyone, everything),
    Rule("registry.agency", "read", anyone, everything),
    Rule("registry.agency", "change", holds_duty(ADMINISTER), _agencies_of_regions),
    Rule("registry.account", "read", is_signed_in, _own_account),
    Rule("registry.account", "read", holds_duty(ADMINISTER), _administered_accounts),
    Rule("registry.account", "change", holds_duty(ADMINISTER), _administered_accounts),
    Rule("registry.post", "change", holds_duty(ADMINISTER), _posts_of_regions),
    Rule("registry.postholding", "read", holds_duty(ADMINISTER), _holdings_of_regions),
    Rule("registry.person", "register", is_system),
    Rule("registry.person", "register", holds_duty("intake", ADMINISTER)),
    Rule("registry.person", "find", holds_duty("intake", ADMINISTER)),
    Rule("registry.enterprise", "amend", is_system),
    Rule("registry.delegation", "read", is_signed_in, _concerning),
    Rule("registry.delegation", "answer", is_signed_in),
    Rule("registry.delegation", "find", holds_duty("intake")),
    Rule("registry.delegation", "enter", holds_duty("intake")),
    Rule("registry.delegation", "help", holds_duty("intake")),
    Rule("registry.subject", "read", is_signed_in, _own_subjects),
    Rule("registry.subject", "read", holds_duty("intake", "review", "approve"), everything),
)
