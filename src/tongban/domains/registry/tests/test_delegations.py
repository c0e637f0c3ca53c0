"""Acting for another: both sides consent, it reaches as far as its scope, and it ends at once."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from tongban.domains.registry import api as registry
from tongban.domains.registry.models import Delegation
from tongban.domains.registry.tests.conftest import NOW
from tongban.kernel import events, evidence
from tongban.kernel.actors import SYSTEM, Actor, Grant, Signature
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Conflict, Refusal
from tongban.kernel.identifiers import CitizenId

pytestmark = pytest.mark.usefixtures("city")
TODAY = NOW.date()
UNTIL = TODAY + timedelta(days=100)
PDF = b"%PDF-1.7\n%%EOF\n"
FILING = ("read", "submit", "supplement")


def number(sequence: int) -> str:
    return str(CitizenId.compose(region="500107", born_on=date(1950, 5, 1), sequence=sequence))


def signed_up(username: str, sequence: int) -> registry.AccountId:
    return registry.sign_up(
        username=username,
        password="quiet-river-stone-41",
        name=f"示例{username}",
        citizen_id=number(sequence),
        actor=SYSTEM,
        now=NOW,
    )


def acting(account: registry.AccountId, days: int = 0) -> Actor:
    return registry.actor_of(account, now=NOW + timedelta(days=days))


def own(account: registry.AccountId) -> registry.SubjectId:
    return registry.list_subjects(account)[0].id


def clerk(username: str = "window", duty: str = "intake") -> registry.AccountId:
    agency = registry.get_agency("990100", "tax", on=TODAY)
    title = Text(zh="窗口", en="Window")
    post = registry.create_post(agency=agency.id, title=title, duties=[duty], actor=SYSTEM, now=NOW)
    return registry.create_staff(username=username, name="周示例", post=post, actor=SYSTEM, now=NOW)


def paper(actor: Actor) -> str:
    return str(evidence.put(PDF, "signed.pdf", by=actor.label, purpose="delegation", at=NOW))


def company(name: str, head: registry.SubjectId) -> registry.SubjectId:
    return registry.register_enterprise(
        name=name, region="990102", legal_representative=head, address="江岸路1号", actor=SYSTEM, now=NOW
    )


def delegated(giver: registry.AccountId, principal: registry.SubjectId, **more: Any) -> registry.OfferedDelegation:
    values: dict[str, Any] = {"kind": "relative", "acts": FILING, "until": UNTIL, "actor": acting(giver), "now": NOW}
    return registry.delegate(principal=principal, **{**values, **more})


def taken(giver: registry.AccountId, principal: registry.SubjectId, agent: registry.AccountId, **more: Any) -> Any:
    offered = delegated(giver, principal, **{"agent": own(agent), **more}).id
    registry.accept_delegation(delegation=offered, actor=acting(agent), now=NOW)
    return offered


def grant(account: registry.AccountId, subject: registry.SubjectId, days: int = 0) -> Grant | None:
    return next((one for one in acting(account, days).grants if one.label == str(subject)), None)


def refused(code: str, act: Callable[[], object]) -> None:
    before = list(Delegation.objects.order_by("pk").values())
    with pytest.raises((Refusal, Conflict)) as refusal:
        act()
    assert refusal.value.code == code
    assert list(Delegation.objects.order_by("pk").values()) == before


@pytest.fixture
def elder() -> registry.AccountId:
    return signed_up("elder", 11)


@pytest.fixture
def child() -> registry.AccountId:
    return signed_up("child", 12)


# offered and answered ------------------------------------------------------------------------------------------------


def test_nothing_is_granted_before_the_other_side_accepts(elder: registry.AccountId, child: registry.AccountId) -> None:
    offered = delegated(elder, own(elder), agent=own(child), procedures=["pension"]).id
    assert grant(child, own(elder)) is None
    registry.accept_delegation(delegation=offered, actor=acting(child), now=NOW)
    found = grant(child, own(elder))
    assert found is not None
    assert (found.kind, found.basis, found.acts) == ("relative", str(offered), frozenset(FILING))
    assert (found.keys, found.until) == (frozenset({"pension"}), UNTIL)
    told = [one.type for one in events.read(str(offered))]
    assert told == ["registry.delegation_offered.v1", "registry.delegation_accepted.v1"]


def test_it_counts_from_its_first_to_its_last_day(elder: registry.AccountId, child: registry.AccountId) -> None:
    first = TODAY + timedelta(days=3)
    taken(elder, own(elder), child, since=first)
    there = [days for days in (0, 2, 3, 100, 101) if grant(child, own(elder), days)]
    assert there == [3, 100]
    late = NOW + timedelta(days=101)
    assert [one.state for one in registry.list_delegations(acting(child), side="held", now=late)] == ["expired"]


def test_declined_is_declined(elder: registry.AccountId, child: registry.AccountId) -> None:
    offered = delegated(elder, own(elder), agent=own(child)).id
    registry.decline_delegation(delegation=offered, actor=acting(child), now=NOW)
    assert grant(child, own(elder)) is None
    again = partial(registry.accept_delegation, delegation=offered, actor=acting(child), now=NOW)
    refused("registry.delegation.not_offered", again)
    end = partial(registry.revoke_delegation, delegation=offered, actor=acting(elder), now=NOW)
    refused("registry.delegation.not_running", end)


def test_a_code_opens_one_offer_for_a_week(elder: registry.AccountId, child: registry.AccountId) -> None:
    offer = delegated(elder, own(elder))
    assert offer.code not in str(list(Delegation.objects.values()))
    shown = registry.find_offer(offer.code.lower(), acting(child), now=NOW)
    assert (shown.id, shown.agent) == (offer.id, None)
    take: dict[str, Any] = {"delegation": offer.id, "actor": acting(child), "now": NOW}
    refused("registry.delegation.code_wrong", lambda: registry.accept_delegation(**take, code="WRONGCODE2"))
    late = take | {"now": NOW + timedelta(days=8), "code": offer.code}
    refused("registry.delegation.code_wrong", lambda: registry.accept_delegation(**late))
    own_code = take | {"actor": acting(elder), "code": offer.code}
    refused("registry.delegation.oneself", lambda: registry.accept_delegation(**own_code))
    registry.accept_delegation(**take, code=f" {offer.code[:5]} {offer.code[5:]} ")
    assert grant(child, own(elder)) is not None
    other = signed_up("other", 13)
    refused("registry.delegation.code_wrong", lambda: registry.find_offer(offer.code, acting(other), now=NOW))


def test_only_the_named_agent_answers(elder: registry.AccountId, child: registry.AccountId) -> None:
    offered = delegated(elder, own(elder), agent=own(child)).id
    other = acting(signed_up("other", 13))
    for act in (registry.accept_delegation, registry.decline_delegation, registry.revoke_delegation):
        refused("registry.delegation.not_found", partial(act, delegation=offered, actor=other, now=NOW))
    refused("registry.delegation.not_found", partial(registry.get_delegation, offered, other, now=NOW))
    assert registry.list_delegations(other, side="held", now=NOW) == []


def test_offers_are_refused_for_what_is_wrong(elder: registry.AccountId, child: registry.AccountId) -> None:
    shop = company("云汀甲有限公司", own(elder))
    unregistered = registry.register_person(name="无号", citizen_id=number(14), actor=SYSTEM, now=NOW)
    cases: list[tuple[str, dict[str, Any]]] = [
        ("registry.delegation.no_acts", {"acts": ()}),
        ("registry.delegation.unknown_act", {"acts": ("read", "delegate")}),
        ("registry.delegation.too_long", {"until": TODAY + timedelta(days=1200)}),
        ("registry.period.reversed", {"until": TODAY - timedelta(days=1)}),
        ("registry.delegation.kind_does_not_fit", {"kind": "helper"}),
        ("registry.delegation.kind_does_not_fit", {"kind": "parent"}),
        ("registry.delegation.kind_does_not_fit", {"agent": shop}),
        ("registry.delegation.kind_does_not_fit", {"principal": shop}),
        ("registry.delegation.agent_missing", {"kind": "parent", "principal": shop}),
        ("registry.delegation.oneself", {"agent": own(elder)}),
        ("registry.delegation.agent_has_no_account", {"agent": unregistered}),
        ("kernel.authz.denied", {"actor": acting(child)}),
        ("registry.subject.not_found", {"agent": registry.SubjectId.new()}),
    ]
    for code, more in cases:
        values = {"principal": own(elder), **more}
        refused(code, partial(delegated, elder, **values))
    delegated(elder, own(elder), agent=own(child))
    refused("registry.delegation.already", partial(delegated, elder, own(elder), agent=own(child)))


def test_an_agent_is_found_by_name_or_code_exactly(elder: registry.AccountId) -> None:
    assert registry.find_agent(" ELDER ", kind="relative").id == own(elder)
    shop = registry.get_enterprise(company("云汀甲有限公司", own(elder)))
    assert registry.find_agent(shop.credit_code, kind="parent").id == shop.subject
    for named, kind in (("eld", "relative"), ("", "agent"), (shop.name, "parent"), ("elder", "parent")):
        refused("registry.delegation.agent_unknown", partial(registry.find_agent, named, kind=kind))


# how far -------------------------------------------------------------------------------------------------------------


def test_an_agent_does_not_give_it_on(elder: registry.AccountId, child: registry.AccountId) -> None:
    taken(elder, own(elder), child)
    third = signed_up("third", 13)
    refused("kernel.authz.denied", partial(delegated, child, own(elder), agent=own(third)))
    shop = company("云汀甲有限公司", own(elder))
    taken(elder, shop, child, kind="agent")
    refused("kernel.authz.denied", partial(delegated, child, shop, kind="agent", agent=own(third)))


def test_the_parents_people_act_for_the_child_and_there_it_ends(elder: registry.AccountId) -> None:
    head, agent, clerk_of_parent = (signed_up(name, 20 + place) for place, name in enumerate(("head", "agent", "own")))
    parent, son, grandson = company("母公司", own(head)), company("子公司", own(elder)), company("孙公司", own(elder))
    registry.represent(account=clerk_of_parent, subject=parent, role="agent", actor=SYSTEM, now=NOW)
    wide = delegated(elder, son, kind="parent", agent=parent, acts=FILING, procedures=["change", "closure"]).id
    registry.accept_delegation(delegation=wide, actor=acting(head), now=NOW)
    below = delegated(elder, grandson, kind="parent", agent=son).id
    registry.accept_delegation(delegation=below, actor=acting(elder), now=NOW)
    earlier = UNTIL - timedelta(days=9)
    scope: dict[str, Any] = {"acts": ("submit", "withdraw"), "procedures": ["change"], "until": earlier}
    narrow = taken(head, parent, agent, kind="agent", **scope)
    for account in (head, clerk_of_parent):
        found = grant(account, son)
        assert found is not None and (found.kind, found.basis, found.keys) == (
            "parent",
            str(wide),
            frozenset({"change", "closure"}),
        )
    found = grant(agent, son)
    assert found is not None
    assert (found.acts, found.keys, found.until) == (frozenset({"submit"}), frozenset({"change"}), earlier)
    assert found.basis == f"{wide},{narrow}"
    assert [grant(one, grandson) for one in (head, agent, clerk_of_parent)] == [None, None, None]
    registry.revoke_delegation(delegation=narrow, actor=acting(head), now=NOW)
    assert grant(agent, son) is None and grant(head, son) is not None


def test_scopes_that_share_nothing_grant_nothing(elder: registry.AccountId, child: registry.AccountId) -> None:
    head = signed_up("head", 20)
    parent, son = company("母公司", own(head)), company("子公司", own(elder))
    wide = delegated(elder, son, kind="parent", agent=parent, procedures=["change"]).id
    registry.accept_delegation(delegation=wide, actor=acting(head), now=NOW)
    taken(head, parent, child, kind="agent", procedures=["closure"])
    assert grant(child, son) is None and grant(child, parent) is not None


# ended ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["principal", "agent"])
def test_either_side_ends_it_at_once(elder: registry.AccountId, child: registry.AccountId, side: str) -> None:
    offered = taken(elder, own(elder), child)
    basis = grant(child, own(elder))
    assert basis is not None
    who = elder if side == "principal" else child
    for _ in range(2):
        registry.revoke_delegation(delegation=offered, actor=acting(who), now=NOW)
    assert grant(child, own(elder)) is None
    ended = events.read(str(offered))[2:]
    assert [(one.type, one.data["side"]) for one in ended] == [("registry.delegation_revoked.v1", side)]
    lean = partial(registry.require_delegations, basis.basis, actor=acting(child), now=NOW)
    refused("registry.delegation.over", lean)


def test_an_act_in_progress_is_asked_again(elder: registry.AccountId, child: registry.AccountId) -> None:
    offered = taken(elder, own(elder), child)
    registry.require_delegations(str(offered), actor=acting(child), now=NOW)
    registry.require_delegations("", actor=acting(child), now=NOW)
    late = partial(registry.require_delegations, str(offered), actor=acting(child), now=NOW + timedelta(days=101))
    refused("registry.delegation.over", late)


# at the counter ------------------------------------------------------------------------------------------------------


def test_somebody_without_a_log_in_delegates_on_paper(child: registry.AccountId) -> None:
    at_window = acting(clerk())
    elder = registry.register_person(name="无号", citizen_id=number(14), actor=at_window, now=NOW)
    registered = events.read(str(elder))[0]
    assert (registered.actor, registered.data["document"]) == (at_window.label, "resident_identity_card")
    give: dict[str, Any] = {"actor": at_window, "agent": own(child)}
    refused("registry.delegation.paper_missing", partial(delegated, child, elder, **give))
    refused("registry.delegation.agent_missing", partial(delegated, child, elder, actor=at_window))
    strange = paper(acting(child))
    refused("kernel.evidence.unknown", partial(delegated, child, elder, **give, evidence=[strange]))
    offered = delegated(child, elder, **give, evidence=[paper(at_window)]).id
    assert grant(child, elder) is None, "the relative has a log-in and answers itself"
    registry.accept_delegation(delegation=offered, actor=acting(child), now=NOW)
    assert grant(child, elder) is not None
    end: dict[str, Any] = {"delegation": offered, "now": NOW}
    refused("registry.delegation.paper_missing", partial(registry.revoke_delegation, **end, actor=at_window))
    reviewer = acting(clerk("reviewer", "review"))
    refused("registry.delegation.not_found", partial(registry.revoke_delegation, **end, actor=reviewer))
    registry.revoke_delegation(**end, actor=at_window, evidence=[paper(at_window)])
    assert grant(child, elder) is None
    assert events.read(str(offered))[-1].data["side"] == "counter"


def test_whoever_has_a_log_in_speaks_for_himself(elder: registry.AccountId, child: registry.AccountId) -> None:
    at_window = acting(clerk())
    give: dict[str, Any] = {"actor": at_window, "agent": own(child), "evidence": [paper(at_window)]}
    refused("registry.delegation.principal_has_account", partial(delegated, elder, own(elder), **give))
    offered = taken(elder, own(elder), child)
    end: dict[str, Any] = {"delegation": offered, "actor": at_window, "evidence": give["evidence"], "now": NOW}
    refused("registry.delegation.not_found", partial(registry.revoke_delegation, **end))


def test_two_without_log_ins_sign_one_paper() -> None:
    at_window = acting(clerk())
    elder, friend = (
        registry.register_person(name=f"无号{one}", citizen_id=number(14 + one), actor=at_window, now=NOW)
        for one in range(2)
    )
    offered = registry.delegate(
        principal=elder,
        kind="relative",
        acts=FILING,
        until=UNTIL,
        agent=friend,
        evidence=[paper(at_window)],
        actor=at_window,
        now=NOW,
    ).id
    [found] = registry.find_delegations(elder, at_window, now=NOW)
    assert (found.id, found.state, found.on_paper) == (offered, "accepted", True)
    refused("kernel.authz.denied", partial(registry.find_delegations, elder, acting(clerk("rr", "review")), now=NOW))


def test_a_person_is_found_by_the_whole_number_and_it_is_written_down(elder: registry.AccountId) -> None:
    at_window = acting(clerk())
    find = partial(registry.find_person, actor=at_window, now=NOW)
    found = find(citizen_id=number(11))
    assert found is not None and found.id == own(elder)
    assert find(citizen_id=number(30)) is None
    looked = [one for one in events.read(at_window.label) if one.type == "registry.person_looked_up.v1"]
    assert [one.data["subject"] for one in looked] == [str(own(elder)), ""]
    assert number(11) not in str([one.data for one in looked])
    refused("kernel.authz.denied", partial(registry.find_person, citizen_id=number(11), actor=acting(elder), now=NOW))
    refused("kernel.identifier.citizen_id_malformed", partial(find, citizen_id=number(11)[:6]))
    wrong = partial(registry.register_person, name="某", citizen_id=number(31), document="a card", now=NOW)
    refused("registry.person.document_unknown", partial(wrong, actor=at_window))


def test_a_helper_files_one_application_and_sees_no_other(elder: registry.AccountId) -> None:
    window = clerk()
    help_them = partial(registry.become_helper, subject=own(elder), procedure="pension", actor=acting(window), now=NOW)
    refused("registry.delegation.paper_missing", partial(help_them, basis="paper"))
    refused("registry.delegation.basis_unknown", partial(help_them, basis="phone"))
    basis = str(help_them())
    before = grant(window, own(elder))
    assert before is not None and (before.acts, before.keys, before.only) == (
        frozenset({"submit"}),
        frozenset({"pension"}),
        "",
    )
    assert acting(window).subjects == frozenset()
    registry.require_delegations(basis, thing="case_1", actor=acting(window), now=NOW)
    registry.require_delegations(basis, thing="case_1", actor=acting(window), now=NOW)
    after = grant(window, own(elder))
    assert after is not None and after.acts is not None
    assert (after.only, "submit" in after.acts, "read" in after.acts) == ("case_1", False, True)
    again = partial(registry.require_delegations, basis, thing="case_2", actor=acting(window), now=NOW)
    refused("registry.delegation.used", again)
    signed = Signature.parse(acting(window).signed_for(after))
    assert (signed.subject, signed.role, signed.basis) == (str(own(elder)), "helper", basis)
    post = registry.list_holdings(window)[0].post.id
    registry.leave_post(account=window, post=post, actor=SYSTEM, now=NOW)
    assert grant(window, own(elder), days=1) is None, "who no longer takes in applications helps nobody"


def test_nobody_helps_at_the_counter_in_an_own_matter(elder: registry.AccountId) -> None:
    window = clerk()
    registry.link_account(account=window, person=own(elder), actor=SYSTEM, now=NOW)
    for subject in (own(elder), company("云汀甲有限公司", own(elder))):
        own_matter = partial(registry.become_helper, subject=subject, procedure="x", actor=acting(window), now=NOW)
        refused("registry.delegation.own_matter", own_matter)


# who signed ----------------------------------------------------------------------------------------------------------


def test_signatories_are_named(elder: registry.AccountId, child: registry.AccountId) -> None:
    taken(elder, own(elder), child)
    actor = acting(child)
    signed = actor.signed_for(grant(child, own(elder)))
    named = registry.list_signatories([signed, actor.label, "system"])
    assert set(named) == {signed}
    assert (named[signed].name, named[signed].subject, named[signed].role) == ("示例child", "示例elder", "relative")


def test_one_chooses_among_those_one_may_do_it_for(elder: registry.AccountId, child: registry.AccountId) -> None:
    taken(elder, own(elder), child, procedures=["pension"])
    find = partial(registry.find_subjects, acting(child))
    assert [one.id for one in find("submit", key="pension")] == [own(child), own(elder)]
    assert [one.id for one in find("submit", key="passport")] == [own(child)]
    assert [one.id for one in find("withdraw", key="pension")] == [own(child)]
