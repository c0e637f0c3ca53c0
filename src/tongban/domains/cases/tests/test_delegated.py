"""Acting for an applicant, standing in for an officer: through the commands, the lists, the pages' questions."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from tongban.domains.cases import api as cases
from tongban.domains.cases.tests.town import (
    FORM,
    NOW,
    REGION,
    Town,
    accepted,
    actor,
    decide,
    officer,
    paper,
    refused,
    review,
    submit,
)
from tongban.domains.registry import api as registry
from tongban.kernel import events, evidence
from tongban.kernel.actors import SYSTEM, Actor, Signature
from tongban.kernel.identifiers import CitizenId

UNTIL = NOW.date() + timedelta(days=60)
ALL = ("read", "submit", "supplement", "withdraw")


def now_is(one: Actor) -> Actor:
    """The same account as it stands now."""
    return actor(registry.AccountId.parse(one.label), now=NOW)


def own(town: Town, one: Actor) -> registry.SubjectId:
    return registry.list_subjects(registry.AccountId.parse(one.label))[0].id


def delegated(town: Town, *acts: str, procedures: tuple[str, ...] = (), kind: str = "relative") -> tuple[Actor, Any]:
    """The stranger may act for the founder: the stranger as it stands then, and the delegation."""
    offer = registry.delegate(
        principal=town.subject,
        kind=kind,
        acts=acts,
        procedures=procedures,
        agent=own(town, town.stranger),
        until=UNTIL,
        actor=town.founder,
        now=NOW,
    )
    registry.accept_delegation(delegation=offer.id, actor=town.stranger, now=NOW)
    return now_is(town.stranger), offer.id


def filed(town: Town, by: Actor, **changes: Any) -> cases.CaseId:
    file = str(evidence.put(b"%PDF-1.7\n%%EOF\n", "a.pdf", by=by.label, purpose="t", at=NOW))
    return submit(town, actor=by, materials=(cases.MaterialIn("articles", (file,)),), **changes)


def told(case: cases.CaseId, reader: Actor) -> list[str]:
    return [entry.who.zh for entry in cases.timeline(case, reader)]


# acting for an applicant ---------------------------------------------------------------------------------------------


def test_the_case_and_the_log_name_both(town: Town) -> None:
    relative, basis = delegated(town, *ALL)
    case = filed(town, relative)
    signed = Signature.parse(events.read(str(case))[0].actor)
    assert signed == Signature(relative.label, "", str(town.subject), "relative", str(basis))
    assert events.read(str(case))[0].data["by"] == str(signed)
    assert told(case, town.founder) == ["stranger（受谷雨委托，亲友代办）"]
    view = cases.get_case(case, town.window, now=NOW)
    assert view.filed_by is not None and view.filed_by.en == "stranger (authorised by 谷雨, as a relative or friend)"
    assert view.subject.id == town.subject
    cases.withdraw(case=case, actor=town.founder, now=NOW)
    assert told(case, relative)[-1] == "谷雨"
    assert cases.get_case(submit(town), town.founder, now=NOW).filed_by is None


def test_supervision_reads_the_name_masked(town: Town) -> None:
    relative, _ = delegated(town, *ALL)
    assert told(filed(town, relative), town.supervisor) == ["s*******（受谷雨委托，亲友代办）"]


@pytest.mark.parametrize("scope", [("read",), ("read", "withdraw"), ("read", "submit"), ("submit",)])
def test_only_the_acts_in_scope(town: Town, scope: tuple[str, ...]) -> None:
    case = submit(town)
    relative, _ = delegated(town, *scope)
    if "submit" not in scope:
        with refused("kernel.authz.denied"):
            filed(town, relative)
    if "withdraw" not in scope:
        with refused("kernel.authz.denied"):
            cases.withdraw(case=case, actor=relative, now=NOW)
    if "read" not in scope:
        assert cases.find_case(cases.get_case(case, SYSTEM, now=NOW).number, relative) is None
        assert cases.list_cases(relative, now=NOW).rows == ()
        mine = filed(town, relative)
        assert [row.id for row in cases.list_cases(relative, now=NOW).rows] == [mine], "what one has filed oneself"
    else:
        acts = {act.name for act in cases.options(case, relative, now=NOW)}
        assert acts == {"withdraw"} & set(scope)


def test_only_the_procedures_in_scope(town: Town) -> None:
    shop = submit(town)
    relative, _ = delegated(town, *ALL, procedures=("stall_item",))
    with refused("kernel.authz.denied"):
        filed(town, relative)
    with refused("cases.case.unknown"):
        cases.get_case(shop, relative, now=NOW)
    with refused("kernel.authz.denied"):
        cases.withdraw(case=shop, actor=relative, now=NOW)
    assert cases.count_cases(relative) == 0
    form = {"goods": "花", "size": 3}
    save = partial(cases.save_draft, region=REGION, answers=form, subject=town.subject, actor=relative, now=NOW)
    save(procedure="stall_item")
    with refused("kernel.authz.denied"):
        save(procedure="open_shop")
    assert relative.subjects == now_is(town.stranger).subjects == town.stranger.subjects, "and no licences of hers"


def test_revoking_closes_everything_at_once(town: Town) -> None:
    relative, basis = delegated(town, *ALL)
    case = filed(town, relative)
    save = partial(cases.save_draft, procedure="open_shop", region=REGION, answers=FORM, subject=town.subject, now=NOW)
    save(actor=relative)
    assert len(cases.list_drafts(relative, now=NOW)) == 1
    registry.revoke_delegation(delegation=basis, actor=town.founder, now=NOW)
    with refused("registry.delegation.over"):
        filed(town, relative)  # a request that began a moment before
    with refused("registry.delegation.over"):
        cases.withdraw(case=case, actor=relative, now=NOW)
    after = now_is(relative)
    assert cases.list_cases(after, now=NOW).rows == () and cases.list_drafts(after, now=NOW) == []
    closed: tuple[tuple[str, Callable[[], object]], ...] = (
        ("cases.case.unknown", lambda: cases.get_case(case, after, now=NOW)),
        ("cases.case.unknown", lambda: cases.timeline(case, after)),
        ("cases.case.unknown", lambda: cases.get_answers(case, after)),
        ("kernel.authz.denied", lambda: cases.withdraw(case=case, actor=after, now=NOW)),
        ("kernel.authz.denied", lambda: filed(town, after)),
        ("kernel.authz.denied", lambda: save(actor=after)),
    )
    for code, act in closed:
        with refused(code):
            act()
    assert cases.get_case(case, town.founder, now=NOW).status == "submitted", "what was filed stays filed"


def test_a_delegation_closes_with_its_last_day(town: Town) -> None:
    relative, _ = delegated(town, *ALL)
    case = filed(town, relative)
    late = NOW + timedelta(days=61)
    with refused("registry.delegation.over"):
        cases.withdraw(case=case, actor=relative, now=late)
    account = registry.AccountId.parse(relative.label)
    assert cases.list_cases(registry.actor_of(account, now=late), now=late).rows == ()


def test_a_supplement_is_signed_by_whoever_brings_it(town: Town) -> None:
    relative, _ = delegated(town, "read", "supplement")
    case = submit(town)
    cases.ask_supplement(case=case, missing=[cases.Missing("articles", "缺签名")], actor=town.window, now=NOW)
    cases.supplement(case=case, form=FORM, actor=relative, now=NOW)
    assert told(case, town.founder)[-1] == "stranger（受谷雨委托，亲友代办）"
    assert cases.replay(case).parties == (town.founder.label, events.read(str(case))[-1].actor)
    assert cases.differences(case) == []


# at the counter ------------------------------------------------------------------------------------------------------


def test_a_clerk_files_for_somebody_without_phone_or_log_in(town: Town) -> None:
    citizen = str(CitizenId.compose(region="500107", born_on=NOW.date().replace(year=1940), sequence=21))
    elder = registry.register_person(name="无号", citizen_id=citizen, actor=town.window, now=NOW)
    with refused("kernel.authz.denied"):
        filed(town, town.window, subject=elder)
    registry.become_helper(subject=elder, procedure="open_shop", actor=town.window, now=NOW)
    clerk = now_is(town.window)
    with refused("kernel.authz.denied"):
        filed(town, clerk, subject=elder, procedure="stall_item")
    case = filed(town, clerk, subject=elder, key="ticket-1")
    assert filed(town, now_is(clerk), subject=elder, key="ticket-1") == case, "sent twice, filed once"
    with refused("kernel.authz.denied"):
        filed(town, now_is(clerk), subject=elder, key="ticket-2")
    assert told(case, town.window) == ["无号（窗口window帮办）"]
    mine = cases.list_cases(now_is(clerk).only_grants(), now=NOW).rows
    assert [row.id for row in mine] == [case]


def test_who_helped_takes_it_in_but_neither_examines_nor_decides(town: Town) -> None:
    clerk = officer("clerk", "service_centre", "intake", "review", now=NOW)
    examiner = officer("examiner", "market_regulation", "review", "approve", now=NOW)
    person = own(town, town.stranger)
    registry.become_helper(subject=person, procedure="open_shop", actor=clerk, now=NOW)
    case = filed(town, now_is(clerk), subject=person)
    names = {act.name for act in cases.options(case, now_is(clerk), now=NOW)}
    assert {"accept", "refuse", "ask_supplement"} <= names
    cases.accept(case=case, actor=now_is(clerk), now=NOW)
    both = registry.AccountId.parse(clerk.label)
    post = registry.list_holdings(registry.AccountId.parse(examiner.label))[0].post.id
    registry.hold_post(account=both, post=post, actor=SYSTEM, now=NOW)
    again = now_is(clerk)
    complete = partial(cases.complete_step, case=case, track="shop_item", step="review", opinion="", now=NOW)
    with refused("cases.officer.own_application"):
        complete(actor=again)
    assert {one.code for one in cases.hindrances(case, again, now=NOW)} == {"cases.officer.own_application"}
    complete(actor=examiner)


# the same hands ------------------------------------------------------------------------------------------------------


def link(one: Actor, person: registry.SubjectId) -> Actor:
    registry.link_account(account=registry.AccountId.parse(one.label), person=person, actor=SYSTEM, now=NOW)
    return now_is(one)


def stand_in(one: Actor, absent: Actor) -> Actor:
    away = registry.AccountId.parse(absent.label)
    post = registry.list_holdings(away)[0].post.id
    account = registry.AccountId.parse(one.label)
    today = NOW.date()
    registry.replace(account=account, post=post, in_place_of=away, since=today, until=today, actor=SYSTEM, now=NOW)
    return now_is(one)


def barred(case: cases.CaseId, who: Actor, code: str) -> None:
    """Deciding is refused, is not offered, and the page says why."""
    with refused(code):
        cases.decide(case=case, track="shop_item", granted=True, actor=who, now=NOW)
    assert "grant" not in {act.name for act in cases.options(case, who, now=NOW)}
    assert code in {one.code for one in cases.hindrances(case, who, now=NOW)}


def test_two_log_ins_of_one_person_do_not_prepare_and_decide(town: Town) -> None:
    case = accepted(town)
    review(town, case, "shop_item")
    person = own(town, town.stranger)
    link(town.reviewer("shop_item"), person)
    second = link(officer("second", "market_regulation", "approve", now=NOW), person)
    barred(case, second, "cases.decide.own_work")
    decide(town, case, "shop_item")


def test_who_stands_in_for_the_preparer_does_not_decide(town: Town) -> None:
    case = accepted(town)
    review(town, case, "shop_item")
    third = officer("third", "human_resources", "review", now=NOW)
    replaced = town.reviewer("shop_item")
    barred(case, stand_in(third, replaced), "cases.decide.own_work")
    decide(town, case, "shop_item")


def test_the_one_who_was_replaced_does_not_decide_what_was_prepared_in_his_place(town: Town) -> None:
    case = accepted(town)
    third = stand_in(officer("third", "human_resources", "review", now=NOW), town.approver("shop_item"))
    cases.complete_step(case=case, track="shop_item", step="review", opinion="", actor=third, now=NOW)
    assert events.read(str(case))[-1].actor == f"{third.label} in_place_of {town.approver('shop_item').label}"
    assert told(case, town.window)[-1] == "青禾市市场监督管理局（third代market_regulation_2）"
    assert told(case, town.founder)[-1] == "青禾市市场监督管理局", "who stands in for whom is for colleagues"
    barred(case, town.approver("shop_item"), "cases.decide.own_work")
    cases.decide(case=case, track="shop_item", granted=True, actor=town.reviewer("shop_item"), now=NOW)


def test_a_changed_role_does_not_make_a_new_person(town: Town) -> None:
    case = accepted(town)
    review(town, case, "shop_item")
    reviewer = town.reviewer("shop_item")
    account = registry.AccountId.parse(reviewer.label)
    held = registry.list_holdings(account)[0]
    registry.leave_post(account=account, post=held.post.id, on=NOW.date(), actor=SYSTEM, now=NOW)
    promoted = officer("head", "market_regulation", "approve", now=NOW)
    post = registry.list_holdings(registry.AccountId.parse(promoted.label))[0].post.id
    registry.hold_post(account=account, post=post, actor=SYSTEM, now=NOW)
    barred(case, now_is(reviewer), "cases.decide.own_work")


def test_nobody_judges_whom_he_acts_for(town: Town) -> None:
    """An officer whose person acts for the applicant by delegation, or was the applicant's agent when it was filed."""
    person = own(town, town.stranger)
    relative, basis = delegated(town, *ALL)
    case = filed(town, relative)
    cases.accept(case=case, actor=town.window, now=NOW)
    review(town, case, "shop_item")
    officer_too = link(officer("second", "market_regulation", "approve", now=NOW), person)
    barred(case, officer_too, "cases.officer.own_application")
    registry.revoke_delegation(delegation=basis, actor=town.founder, now=NOW)
    barred(case, now_is(officer_too), "cases.officer.own_application")
    mine = submit(town)
    clerk = link(officer("clerk2", "service_centre", "intake", now=NOW), town.subject)
    with refused("cases.officer.own_application"):
        cases.accept(case=mine, actor=clerk, now=NOW)
    assert "accept" not in {act.name for act in cases.options(mine, clerk, now=NOW)}
    assert [one.code for one in cases.hindrances(mine, clerk, now=NOW)] == ["cases.officer.own_application"]


def test_papers_are_of_whoever_hands_them_in(town: Town) -> None:
    relative, _ = delegated(town, *ALL)
    hers = paper(town)
    with refused("kernel.evidence.unknown"):
        submit(town, actor=relative, materials=(cases.MaterialIn("articles", (hers,)),))
