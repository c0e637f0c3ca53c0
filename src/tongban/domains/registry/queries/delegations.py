"""Who may act for whom, as those concerned see it; and who signed an act, by name."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from tongban.domains.registry import rules
from tongban.domains.registry.answers import DelegationView, Signatory, SubjectView
from tongban.domains.registry.ids import AccountId, DelegationId, SubjectId
from tongban.domains.registry.models import Account, Delegation, Representation, Subject, in_force
from tongban.domains.registry.queries.subjects import subject_row, subject_view
from tongban.kernel import authz
from tongban.kernel.actors import Actor, Signature
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal

GIVEN, HELD = "given", "held"


def list_delegations(actor: Actor, *, side: str, now: datetime) -> list[DelegationView]:
    """The delegations that concern the actor, the newest first, also those that have ended.

    `side`: `given` by those for whom the actor decides, or `held` by them (or by the actor as a counter's helper).
    """
    decides = decided_by(actor)
    mine = Q(principal__in=decides) if side == GIVEN else Q(agent__in=decides) | Q(helper=actor.account_id)
    rows = authz.visible(actor, "read", _rows().filter(mine))
    return [delegation_view(row, on=law_day(now)) for row in rows.order_by("-made_at", "-id")]


def find_delegations(subject: SubjectId, actor: Actor, *, now: datetime) -> list[DelegationView]:
    """Those in force or offered for a subject who stands at the counter: by or for it, the newest first.

    Refuses `kernel.authz.denied`, `registry.subject.not_found`.
    """
    authz.require(actor, "find", resource="registry.delegation")
    whom, today = subject_row(subject), law_day(now)
    rows = _rows().filter(Q(principal=whom) | Q(agent=whom), until__gte=today, state__in=("offered", "accepted"))
    return [delegation_view(row, on=today) for row in rows.order_by("-made_at", "-id")]


def list_delegations_on(subject: SubjectId, *, at: datetime) -> list[DelegationView]:
    """The delegations by or for a subject that were in force at an instant, the newest first.

    For the domains: who may know them is asked elsewhere.
    """
    whom, day = subject_row(subject), law_day(at)
    rows = _rows().filter(Q(principal=whom) | Q(agent=whom), since__lte=day, until__gte=day, answered_at__lte=at)
    rows = rows.filter(Q(ended_at=None) | Q(ended_at__gt=at)).exclude(state="declined")
    return [delegation_view(row, on=day) for row in rows.order_by("-made_at", "-id")]


def get_delegation(delegation: DelegationId, actor: Actor, *, now: datetime) -> DelegationView:
    """One delegation that concerns the actor. Refuses `registry.delegation.not_found`."""
    row = _rows().filter(uuid=delegation.value).first()
    if row is None or not authz.may(actor, "read", row):
        raise Refusal("registry.delegation.not_found")
    return delegation_view(row, on=law_day(now))


def find_offer(code: str, actor: Actor, *, now: datetime) -> DelegationView:
    """The offer that this code opens, before it is taken up. Refuses `registry.delegation.code_wrong`.

    The caller limits how often one may try.
    """
    authz.require(actor, "answer", resource="registry.delegation")
    return delegation_view(offer_row(code, now=now), on=law_day(now))


def find_agent(named: str, *, kind: str) -> SubjectView:
    """Who is meant by a user name (a person) or, for a parent enterprise, by its credit code: exactly, or nobody.

    Refuses `registry.delegation.agent_unknown`.
    """
    rows = Subject.objects.select_related("person", "enterprise")
    if kind == rules.PARENT:
        row = rows.filter(enterprise__credit_code=named.strip().upper()).first()
    else:
        own = Q(representations__role=rules.OWN, representations__until=None)
        row = rows.filter(own, representations__account__username__iexact=named.strip()).first()
    if row is None:
        raise Refusal("registry.delegation.agent_unknown")
    return subject_view(row)


def find_subjects(actor: Actor, act: str, *, key: str = "") -> list[SubjectView]:
    """For whom the actor may do an act (in a procedure), itself first."""
    ranks = {grant.subject: grant.kind != rules.OWN for grant in actor.grants if grant.covers(act, key=key)}
    rows = Subject.objects.select_related("person", "enterprise").filter(pk__in=ranks)
    return [subject_view(row) for row in sorted(rows, key=lambda row: (ranks[row.pk], row.pk))]


def list_signatories(signatures: Iterable[str]) -> dict[str, Signatory]:
    """Who signed, by name, for signatures that are more than the account alone. Plain names: the caller masks them."""
    signed = {text: Signature.parse(text) for text in signatures if " " in text}
    accounts, subjects = _names(signed.values())
    return {
        text: Signatory(
            name=accounts.get(one.account, ""),
            in_place_of=accounts.get(one.in_place_of, ""),
            subject=subjects.get(one.subject, ""),
            role=one.role,
        )
        for text, one in signed.items()
    }


def account_names(labels: Iterable[str]) -> dict[str, str]:
    """The names of accounts by their labels (`account_…`); what is no account is left out."""
    return _names(Signature(label) for label in labels)[0]


# rows, for this domain only ----------------------------------------------------------------------------------------


def decided_by(actor: Actor) -> frozenset[int]:
    """The subjects for whom the actor decides itself: its own person, and the enterprises that it heads."""
    heads = (rules.OWN, rules.LEGAL_REPRESENTATIVE)
    return frozenset(grant.subject for grant in actor.grants if grant.kind in heads)


def can_consent(subject: Subject, *, on: date) -> bool:
    """Whether somebody can log in and decide for the subject."""
    roles = (rules.OWN, rules.LEGAL_REPRESENTATIVE)
    held = Representation.objects.filter(in_force(on), subject=subject, role__in=roles, account__is_active=True)
    return held.exists()


def can_log_in(subject: SubjectId, *, on: date) -> bool:
    """Whether a subject decides by a log-in of its own; whoever has none decides on signed paper, at a counter."""
    return can_consent(subject_row(subject), on=on)


def delegation_row(delegation: DelegationId) -> Delegation:
    """The row, locked. Refuses `registry.delegation.not_found`."""
    rows = _rows().select_for_update(of=("self",))
    if row := rows.filter(uuid=delegation.value).first():
        return row
    raise Refusal("registry.delegation.not_found")


def offer_row(code: str, *, now: datetime) -> Delegation:
    digest = rules.digest_of_code(code)
    row = _rows().filter(code_digest=digest, agent=None, state="offered").first()
    if row is None or not rules.is_code_open(law_day(row.made_at), on=law_day(now)):
        raise Refusal("registry.delegation.code_wrong")
    return row


def delegation_view(row: Delegation, *, on: date) -> DelegationView:
    return DelegationView(
        id=DelegationId(row.uuid),
        kind=row.kind,
        principal=subject_view(row.principal),
        agent=subject_view(row.agent) if row.agent else None,
        helper_name=row.helper.get_full_name() if row.helper else "",
        acts=tuple(row.acts),
        procedures=tuple(row.procedures),
        since=row.since,
        until=row.until,
        state="expired" if row.state in ("offered", "accepted") and row.until < on else row.state,
        is_agreed=row.answered_at is not None and row.state != "declined",
        on_paper=bool(row.evidence),
        thing=row.thing,
        made_at=row.made_at,
        ended_at=row.ended_at,
    )


def _rows() -> QuerySet[Delegation]:
    return Delegation.objects.select_related(
        "principal__person", "principal__enterprise", "agent__person", "agent__enterprise", "helper"
    )


def _names(signed: Iterable[Signature]) -> tuple[dict[str, str], dict[str, str]]:
    """The names of all accounts and subjects in some signatures, in two questions."""
    told = list(signed)
    accounts = [AccountId.parse(name).value for one in told for name in one.accounts if name.startswith("account_")]
    subjects = [SubjectId.parse(one.subject).value for one in told if one.subject]
    rows = Account.objects.filter(uuid__in=accounts) if accounts else ()
    whom = Subject.objects.filter(uuid__in=subjects).values_list("uuid", "display_name") if subjects else ()
    return (
        {str(AccountId(row.uuid)): row.get_full_name() for row in rows},
        {str(SubjectId(key)): name for key, name in whom},
    )
