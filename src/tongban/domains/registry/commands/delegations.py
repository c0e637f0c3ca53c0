"""Acting for another: offered, accepted, declined, ended (民法典 art. 161–174; 行政许可法 art. 29 ¶2).

Both sides consent: each by its own log-in, or, where a side has none, by a signed paper that a counter has seen. An
agent does not give it on to a third; a parent enterprise's own agents may act for its child, and there it ends.
"""

import secrets
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from tongban.domains.registry import queries, rules
from tongban.domains.registry.answers import OfferedDelegation
from tongban.domains.registry.happenings import (
    DelegationAccepted,
    DelegationDeclined,
    DelegationOffered,
    DelegationRevoked,
    DelegationUsed,
)
from tongban.domains.registry.ids import AccountId, DelegationId, SubjectId
from tongban.domains.registry.models import Account, Delegation, Subject
from tongban.kernel import authz, events
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Conflict, Refusal
from tongban.kernel.evidence import EvidenceId, describe

ON_PAPER, BY_ACCOUNT, PRESENT = "paper", "account", "present"
HELPING = ("read", "submit", "supplement", "confirm", "bring_tolerated", "collect")
HELP_LASTS = 366  # days: long enough to see one application through


@transaction.atomic
def delegate(
    *,
    principal: SubjectId,
    kind: str,
    acts: Collection[str],
    until: date,
    since: date | None = None,
    procedures: Collection[str] = (),
    agent: SubjectId | None = None,
    evidence: Sequence[str] = (),
    actor: Actor,
    now: datetime,
) -> OfferedDelegation:
    """Let somebody act for a subject: the acts, in the procedures (none named: in every one), until the end of a day.

    `kind`: agent (委托代理), parent (a parent enterprise for its child), relative (亲友代办). Offered by whoever
    decides for the principal; without an `agent` the answer has a code by which the agent takes it up within a week.
    Where the principal has no log-in, a counter (duty `intake`) enters the signed paper (`evidence`); an agent without
    a log-in has signed it too, and it counts at once. Refuses `kernel.authz.denied`, `kernel.evidence.unknown`,
    `registry.subject.not_found`, `registry.period.reversed`, `registry.delegation.{no_acts,unknown_act,too_long,
    kind_does_not_fit,oneself,already,principal_has_account,paper_missing,agent_has_no_account,agent_missing}`.
    """
    today = law_day(now)
    start = since or today
    rules.check_delegation_period(start, until)
    row = Delegation(
        kind=kind,
        principal=queries.subject_row(principal),
        agent=queries.subject_row(agent) if agent else None,
        acts=list(rules.clean_acts(acts)),
        procedures=sorted(set(procedures)),
        since=start,
        until=until,
        state=Delegation.State.OFFERED,
        evidence=_papers(evidence, actor),
        made_by_id=actor.account_id,
        made_at=now,
    )
    _check_sides(row)
    basis = _consent_of_principal(row, actor, today)
    _consent_of_agent(row, basis, today)
    _require_new(row, today)
    code = "" if row.agent else "".join(secrets.choice(rules.CODE_SIGNS) for _ in range(rules.CODE_LENGTH))
    row.code_digest = rules.digest_of_code(code) if code else ""
    return OfferedDelegation(_write(row, basis, actor=actor, now=now), code)


@transaction.atomic
def become_helper(
    *,
    subject: SubjectId,
    procedure: str,
    basis: str = PRESENT,
    evidence: Sequence[str] = (),
    actor: Actor,
    now: datetime,
) -> DelegationId:
    """Help somebody at the counter with one application (帮办代办): the clerk files it and sees it through.

    `basis`: the applicant is `present`, or has signed a `paper` (then with `evidence`). Until it has been filed the
    clerk sees nothing of the applicant, after that this application alone. The actor carries `intake`. Refuses
    `kernel.authz.denied`, `registry.subject.not_found`, `registry.delegation.{paper_missing,basis_unknown,own_matter}`.
    """
    authz.require(actor, "help", resource="registry.delegation")
    if basis not in (PRESENT, ON_PAPER):
        raise Refusal("registry.delegation.basis_unknown", basis=basis)
    if basis == ON_PAPER:
        rules.check_evidence(evidence)
    whom, today = queries.subject_row(subject), law_day(now)
    if whom.pk in actor.ties:
        raise Refusal("registry.delegation.own_matter", name=whom.display_name)
    row = Delegation(
        kind=rules.HELPER,
        principal=whom,
        helper_id=actor.account_id,
        acts=list(HELPING),
        procedures=[procedure],
        since=today,
        until=today + timedelta(days=HELP_LASTS),
        state=Delegation.State.ACCEPTED,
        evidence=_papers(evidence, actor),
        made_by_id=actor.account_id,
        made_at=now,
        answered_at=now,
    )
    return _write(row, basis, actor=actor, now=now)


@transaction.atomic
def accept_delegation(*, delegation: DelegationId, code: str = "", actor: Actor, now: datetime) -> None:
    """Take it on, for oneself or for the parent enterprise that one heads; by its `code` when no agent was named.

    Refuses `registry.delegation.{not_found,code_wrong,over,oneself,kind_does_not_fit,already}`; conflict
    `registry.delegation.not_offered`.
    """
    row = queries.delegation_row(delegation)
    if row.agent is None:
        _take_up(row, code, actor=actor, now=now)
    else:
        _require_answer(row, actor, now)
    row.state, row.answered_at = Delegation.State.ACCEPTED, now
    row.save(update_fields=["agent", "state", "answered_at"])
    agent = str(SubjectId(row.agent.uuid)) if row.agent else ""
    events.append(str(delegation), [DelegationAccepted(str(delegation), agent)], actor=actor.label, at=now)


@transaction.atomic
def decline_delegation(*, delegation: DelegationId, actor: Actor, now: datetime) -> None:
    """Not take it on. Refuses as `accept_delegation`."""
    row = queries.delegation_row(delegation)
    _require_answer(row, actor, now)
    row.state, row.answered_at = Delegation.State.DECLINED, now
    row.save(update_fields=["state", "answered_at"])
    events.append(str(delegation), [DelegationDeclined(str(delegation))], actor=actor.label, at=now)


@transaction.atomic
def revoke_delegation(*, delegation: DelegationId, evidence: Sequence[str] = (), actor: Actor, now: datetime) -> None:
    """End it at once: by the principal, by the agent (民法典 art. 173), or, for a principal without a log-in, by a
    counter that has seen its signed paper. Doing it twice changes nothing.

    Refuses `registry.delegation.{not_found,paper_missing}`, `kernel.evidence.unknown`; conflict
    `registry.delegation.not_running` when it was declined.
    """
    row = queries.delegation_row(delegation)
    side = _side_of(row, actor, law_day(now))
    if side == "counter":
        rules.check_evidence(evidence)
    if row.state == Delegation.State.DECLINED:
        raise Conflict("registry.delegation.not_running")
    if row.state == Delegation.State.REVOKED:
        return
    row.state, row.ended_at, row.ended_by_id = Delegation.State.REVOKED, now, actor.account_id
    row.save(update_fields=["state", "ended_at", "ended_by"])
    happened = DelegationRevoked(str(delegation), side, tuple(_papers(evidence, actor)))
    events.append(str(delegation), [happened], actor=actor.label, at=now)


def require_delegations(basis: str, *, thing: str = "", actor: Actor, now: datetime) -> None:
    """In the transaction of an act for another: the delegations it rests on are in force at this very moment.

    `basis` as in `Grant.basis` (empty: nothing to ask). With `thing` a helper's delegation is used up for it. The rows
    stay locked, so that an act and a revocation have an order. Refuses `registry.delegation.{over,used}`.
    """
    today = law_day(now)
    for name in basis.split(",") if basis else ():
        row = queries.delegation_row(DelegationId.parse(name))
        if row.state != Delegation.State.ACCEPTED or not row.since <= today <= row.until:
            raise Refusal("registry.delegation.over")
        if row.kind == rules.HELPER and thing and row.thing != thing:
            if row.thing:
                raise Refusal("registry.delegation.used")
            row.thing = thing
            row.save(update_fields=["thing"])
            events.append(name, [DelegationUsed(name, thing)], actor=actor.label, at=now)


# who consents --------------------------------------------------------------------------------------------------------


def _consent_of_principal(row: Delegation, actor: Actor, today: date) -> str:
    """On what basis the principal wants it: its own log-in, or a paper at the counter."""
    if row.principal_id in queries.decided_by(actor):
        return BY_ACCOUNT
    authz.require(actor, "enter", resource="registry.delegation")
    if queries.can_consent(row.principal, on=today):
        raise Refusal("registry.delegation.principal_has_account", name=row.principal.display_name)
    if row.agent is None:
        raise Refusal("registry.delegation.agent_missing")
    rules.check_evidence(row.evidence)
    return ON_PAPER


def _consent_of_agent(row: Delegation, basis: str, today: date) -> None:
    """An agent with a log-in answers itself; one without has signed the paper."""
    if row.agent is None or queries.can_consent(row.agent, on=today):
        return
    if basis != ON_PAPER:
        raise Refusal("registry.delegation.agent_has_no_account")
    row.state, row.answered_at = Delegation.State.ACCEPTED, row.made_at


def _take_up(row: Delegation, code: str, *, actor: Actor, now: datetime) -> None:
    """Whoever brings the code becomes the agent, as the person that he is."""
    if queries.offer_row(code, now=now).pk != row.pk:
        raise Refusal("registry.delegation.code_wrong")
    own = next((grant for grant in actor.grants if grant.kind == rules.OWN), None)
    if own is None:
        raise Refusal("registry.delegation.no_person")
    row.agent = Subject.objects.get(pk=own.subject)
    _check_sides(row)
    _require_new(row, law_day(now))
    _require_offered(row, now)


def _require_answer(row: Delegation, actor: Actor, now: datetime) -> None:
    if row.agent_id not in queries.decided_by(actor):
        raise Refusal("registry.delegation.not_found")
    _require_offered(row, now)


def _require_offered(row: Delegation, now: datetime) -> None:
    if row.state != Delegation.State.OFFERED:
        raise Conflict("registry.delegation.not_offered")
    if row.until < law_day(now):
        raise Refusal("registry.delegation.over")


def _side_of(row: Delegation, actor: Actor, today: date) -> str:
    """Which side the actor is. For anybody else the delegation does not exist."""
    decides = queries.decided_by(actor)
    if row.principal_id in decides:
        return "principal"
    if row.agent_id in decides or (row.helper_id is not None and row.helper_id == actor.account_id):
        return "agent"
    if authz.may(actor, "enter", resource="registry.delegation") and not queries.can_consent(row.principal, on=today):
        return "counter"
    raise Refusal("registry.delegation.not_found")


# rows ----------------------------------------------------------------------------------------------------------------


def _check_sides(row: Delegation) -> None:
    rules.check_sides(row.kind, principal=row.principal.kind, agent=row.agent.kind if row.agent else None)
    if row.kind == rules.PARENT and row.agent is None:
        raise Refusal("registry.delegation.agent_missing")
    if row.agent_id == row.principal_id:
        raise Refusal("registry.delegation.oneself")


def _require_new(row: Delegation, today: date) -> None:
    """One delegation of a kind between two sides at a time: to change it, end it and offer it anew."""
    if row.agent is None:
        return
    same = Delegation.objects.filter(kind=row.kind, principal=row.principal, agent=row.agent, until__gte=today)
    if same.filter(state__in=(Delegation.State.OFFERED, Delegation.State.ACCEPTED)).exclude(pk=row.pk).exists():
        raise Refusal("registry.delegation.already", name=row.agent.display_name)


def _papers(evidence: Sequence[str], actor: Actor) -> list[str]:
    """The files that the actor has given; somebody else's does not exist. Refuses `kernel.evidence.unknown`."""
    found = [describe(EvidenceId.parse(one)) for one in evidence]
    if strange := next((one for one in found if one.by != actor.label), None):
        raise Refusal("kernel.evidence.unknown", id=str(strange.id))
    return [str(one.id) for one in found]


def _write(row: Delegation, basis: str, *, actor: Actor, now: datetime) -> DelegationId:
    row.save(force_insert=True)
    delegation = DelegationId(row.uuid)
    agent = str(SubjectId(row.agent.uuid)) if row.agent else ""
    offered = DelegationOffered(
        str(delegation),
        kind=row.kind,
        principal=str(SubjectId(row.principal.uuid)),
        agent=agent,
        helper=str(AccountId(Account.objects.get(pk=row.helper_id).uuid)) if row.helper_id else "",
        acts=tuple(row.acts),
        procedures=tuple(row.procedures),
        since=row.since,
        until=row.until,
        basis=basis,
        evidence=tuple(row.evidence),
    )
    accepted = [DelegationAccepted(str(delegation), agent)] if row.state == Delegation.State.ACCEPTED else []
    events.append(str(delegation), [offered, *accepted], actor=actor.label, at=now, after=events.START)
    return delegation
