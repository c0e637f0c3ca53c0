"""Whom to tell: the accounts behind a subject, the holders of a duty, and where an account can be reached."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from django.db.models import Q, QuerySet

from tongban.domains.registry.ids import AccountId
from tongban.domains.registry.models import Account, Delegation, Person, PostHolding, Representation, in_force
from tongban.domains.registry.queries.regions import chain
from tongban.kernel.errors import Refusal


@dataclass(frozen=True, slots=True)
class Reach:
    """Where an account can be reached, plain: for the channel that carries a message, never for a reader."""

    language: Literal["zh", "en"]
    mail: str
    phone: str


def list_accounts_of(subject: int, *, on: date, key: str = "") -> list[AccountId]:
    """The open accounts that may read a subject's (its row) matters on a day: its own first, then its agents.

    With `key` also those whose delegation is for this kind of matter; without, only those who may read every one.
    """
    held = Representation.objects.filter(in_force(on), subject=subject, account__is_active=True)
    rows = held.order_by("-role", "pk").values_list("account__uuid", flat=True)
    return [AccountId(uuid) for uuid in dict.fromkeys([*rows, *_agents_of(subject, on=on, key=key)])]


def _agents_of(subject: int, *, on: date, key: str) -> list[UUID]:
    """The accounts of those who act for a subject under a delegation by which they may read such a matter."""
    given = Delegation.objects.filter(
        in_force(on),
        principal=subject,
        state=Delegation.State.ACCEPTED,
        kind__in=(Delegation.Kind.AGENT, Delegation.Kind.RELATIVE),
        acts__contains=["read"],
    ).filter(Q(procedures=[]) | Q(procedures__contains=[key]))
    own = Representation.objects.filter(
        in_force(on), subject__in=given.values("agent"), role=Representation.Role.SELF, account__is_active=True
    )
    return list(own.order_by("pk").values_list("account__uuid", flat=True))


def find_own_account(person: int, *, on: date) -> AccountId | None:
    """The open log-in of a person (its row) on a day, or None: nobody else may log in as that person."""
    own = Representation.objects.filter(
        in_force(on), subject=person, role=Representation.Role.SELF, account__is_active=True
    )
    uuid = own.order_by("pk").values_list("account__uuid", flat=True).first()
    return AccountId(uuid) if uuid else None


def represents(account: AccountId, subject: int, *, on: date) -> bool:
    """Whether an open log-in is a subject's own (its row), its legal representative's or its agent's on a day."""
    held = Representation.objects.filter(in_force(on), subject=subject, account__is_active=True)
    return held.filter(account__uuid=account.value).exists()


def list_duty_holders(agencies: Iterable[int], duties: Iterable[str], *, on: date) -> dict[int, list[AccountId]]:
    """Who holds a post with one of the duties on a day, by agency (its row); one question for all."""
    rows = _holders(duties, on).filter(post__agency__in=list(agencies))
    found: defaultdict[int, list[AccountId]] = defaultdict(list)
    for agency, uuid in rows.values_list("post__agency", "account__uuid").order_by("post__agency", "pk"):
        if AccountId(uuid) not in found[agency]:
            found[agency].append(AccountId(uuid))
    return dict(found)


def list_duty_holders_over(region: str, duties: Iterable[str], *, on: date) -> list[tuple[int, AccountId]]:
    """Who holds one of the duties over a region (in an agency of it or of a region above): agency row and account."""
    rows = _holders(duties, on).filter(post__agency__region__in=chain(region)).order_by("pk")
    return list(
        dict.fromkeys((agency, AccountId(uuid)) for agency, uuid in rows.values_list("post__agency", "account__uuid"))
    )


def reach_of(label: str) -> Reach | None:
    """Where the account with this label can be reached; None when there is no such open account.

    The telephone is that of the person whose own account it is.
    """
    try:
        account = Account.objects.filter(uuid=AccountId.parse(label).value, is_active=True).first()
    except Refusal:
        return None
    if account is None:
        return None
    own = Person.objects.filter(
        subject__representations__account=account,
        subject__representations__role=Representation.Role.SELF,
        subject__representations__until=None,
    ).first()
    return Reach(
        language="en" if account.language == Account.Language.EN else "zh",
        mail=account.email,
        phone=own.phone if own else "",
    )


def _holders(duties: Iterable[str], on: date) -> QuerySet[PostHolding]:
    return PostHolding.objects.filter(
        in_force(on),
        in_force(on, "post__agency__"),
        account__is_active=True,
        post__duties__overlap=sorted(set(duties)),
    )
