"""Standing in for a colleague, several log-ins of one person, and whose matters one must not judge."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from tongban.domains.registry import api as registry
from tongban.domains.registry.tests.conftest import NOW
from tongban.domains.registry.tests.test_delegations import acting, company, number, own, refused, signed_up, taken
from tongban.kernel import events
from tongban.kernel.actors import ANONYMOUS, SYSTEM
from tongban.kernel.declaration import Text

pytestmark = pytest.mark.usefixtures("city")
TODAY = NOW.date()
LAST = TODAY + timedelta(days=10)


def seat(duty: str = "approve", region: str = "990100") -> registry.PostId:
    agency = registry.get_agency(region, "market_regulation", on=TODAY).id
    return registry.create_post(agency=agency, title=Text(zh="岗位", en="Post"), duties=[duty], actor=SYSTEM, now=NOW)


def staff(username: str, post: registry.PostId | None = None, until: date | None = None) -> registry.AccountId:
    return registry.create_staff(username=username, name="王示例", post=post, until=until, actor=SYSTEM, now=NOW)


def standing_in(who: registry.AccountId, post: registry.PostId, absent: registry.AccountId, **more: Any) -> None:
    values: dict[str, Any] = {"since": TODAY, "until": LAST, "actor": SYSTEM, "now": NOW, **more}
    registry.replace(account=who, post=post, in_place_of=absent, **values)


def test_who_stands_in_has_the_duties_and_signs_in_whose_place() -> None:
    post = seat()
    absent, other = staff("absent", post), staff("other")
    standing_in(other, post, absent)
    actor = acting(other)
    [held] = actor.posts
    assert (held.duties, held.in_place_of) == (frozenset({"approve"}), str(absent))
    assert actor.signed_at(held.agency_id, "approve") == f"{other} in_place_of {absent}"
    assert (actor.same_as, acting(absent).same_as) == (frozenset({str(absent)}), frozenset())
    assert events.read(str(other))[-1].data["in_place_of"] == str(absent)
    [shown] = registry.list_holdings(other)
    assert (shown.in_place_of, shown.in_place_of_name) == (absent, "王示例")
    assert (len(acting(other, 10).posts), acting(other, 11).posts) == (1, ())


def test_it_ends_with_the_post_of_the_one_replaced() -> None:
    post = seat()
    absent, other = staff("absent", post), staff("other")
    standing_in(other, post, absent)
    registry.suspend_account(account=absent, actor=SYSTEM, now=NOW)
    assert acting(other).duties == {"approve"}, "whoever is away may be suspended meanwhile"
    registry.leave_post(account=absent, post=post, actor=SYSTEM, now=NOW)
    assert acting(other, 1).posts == ()


def test_replacements_are_refused_for_what_is_wrong() -> None:
    post, below = seat(), seat("administer", "990103")
    absent, other, third = staff("absent", post, LAST), staff("other"), staff("third")
    administrator = registry.actor_of(staff("admin", below), now=NOW)
    applicant = signed_up("applicant", 11)
    cases: list[tuple[str, dict[str, Any]]] = [
        ("registry.replacement.oneself", {"who": absent}),
        ("registry.replacement.not_held", {"absent": third}),
        ("registry.replacement.not_held", {"until": LAST + timedelta(days=1)}),
        ("registry.replacement.not_held", {"since": TODAY - timedelta(days=1)}),
        ("registry.period.reversed", {"until": TODAY - timedelta(days=1)}),
        ("registry.post.account_not_staff", {"who": applicant}),
        ("registry.post.account_not_staff", {"absent": applicant}),
        ("kernel.authz.denied", {"actor": administrator}),
        ("kernel.authz.denied", {"actor": ANONYMOUS}),
    ]
    for code, more in cases:
        values = {"who": other, "absent": absent, **more}
        refused(code, partial(standing_in, values.pop("who"), post, values.pop("absent"), **values))
    standing_in(other, post, absent)
    refused("registry.post.already_held", partial(standing_in, other, post, absent))
    refused("registry.replacement.not_held", partial(standing_in, third, post, other))


def test_all_log_ins_of_one_person_count_as_one() -> None:
    private = signed_up("private", 11)
    first, second, colleague = staff("first", seat()), staff("second", seat("review")), staff("colleague", seat())
    link = partial(registry.link_account, person=own(private), actor=SYSTEM, now=NOW)
    for account in (first, second, first):
        link(account=account)
    all_three = {str(one) for one in (private, first, second)}
    for account in (private, first, second):
        assert acting(account).same_as == all_three - {str(account)}
        assert registry.get_subject(own(private)).pk in acting(account).ties
    assert [one.type for one in events.read(str(first))].count("registry.staff_linked.v1") == 1
    held = registry.list_holdings(first)[0].post.id
    standing_in(colleague, held, first)
    assert acting(colleague).same_as == all_three
    assert acting(colleague).ties == frozenset(), "in whose place one acts does not make his matters one's own"
    registry.link_account(account=first, person=None, actor=SYSTEM, now=NOW)
    assert acting(first).same_as == frozenset() and registry.get_person_of(first) is None
    found = registry.get_person_of(second)
    assert found is not None and found.id == own(private)


def test_links_are_refused_for_what_is_wrong() -> None:
    private, officer = signed_up("private", 11), staff("officer", seat())
    link = partial(registry.link_account, account=officer, person=own(private), actor=SYSTEM, now=NOW)
    shop = company("云汀甲有限公司", own(private))
    refused("registry.subject.not_a_person", partial(link, person=shop))
    refused("registry.post.account_not_staff", partial(link, account=private))
    refused("kernel.authz.denied", partial(link, actor=acting(private)))


def test_one_is_tied_to_whom_one_represents_or_acts_for() -> None:
    private, elder, parent_head = signed_up("private", 11), signed_up("elder", 12), signed_up("head", 13)
    officer = staff("officer", seat("review"))
    registry.link_account(account=officer, person=own(private), actor=SYSTEM, now=NOW)
    pk = {"self": registry.get_subject(own(private)).pk}
    shop = company("云汀甲有限公司", own(private))
    registry.register_person(name="无号", citizen_id=number(30), actor=SYSTEM, now=NOW)
    strange = company("云汀乙有限公司", own(parent_head))
    assert acting(officer).ties == {pk["self"], registry.get_subject(shop).pk}
    offered = taken(elder, own(elder), private)
    assert registry.get_subject(own(elder)).pk in acting(officer).ties
    registry.revoke_delegation(delegation=offered, actor=acting(elder), now=NOW)
    assert registry.get_subject(own(elder)).pk not in acting(officer).ties
    assert registry.get_subject(strange).pk not in acting(officer).ties
    assert acting(officer).grants == (), "a staff log-in acts for nobody"
