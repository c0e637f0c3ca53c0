"""Each command: the happy way, its refusals, and nothing else changed."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from tongban.domains.registry import api as registry
from tongban.domains.registry import rules
from tongban.domains.registry.models import Account, Enterprise, Person, PostHolding, Representation, Subject
from tongban.domains.registry.tests.conftest import NOW
from tongban.kernel import events
from tongban.kernel.actors import ANONYMOUS, SYSTEM
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal
from tongban.kernel.identifiers import CitizenId, CreditCode

pytestmark = pytest.mark.usefixtures("city")
TODAY = NOW.date()
PASSWORD = "quiet-river-stone-41"
LI = str(CitizenId.compose(region="500107", born_on=date(1990, 5, 1), sequence=12))


def person(number: str = LI, name: str = "李一") -> registry.SubjectId:
    return registry.register_person(name=name, citizen_id=number, phone="13800001234", actor=SYSTEM, now=NOW)


def enterprise(name: str = "云汀甲科技有限公司", **more: Any) -> registry.SubjectId:
    values: dict[str, Any] = {"region": "990102", "address": "临江区江岸路1号", "actor": SYSTEM, "now": NOW, **more}
    values.setdefault("legal_representative", None)
    if values["legal_representative"] is None:
        values["legal_representative"] = person()
    return registry.register_enterprise(name=name, **values)


def staff(username: str = "officer", **more: Any) -> registry.AccountId:
    return registry.create_staff(username=username, name="王二", password=PASSWORD, actor=SYSTEM, now=NOW, **more)


def seat(
    role: str = "market_regulation", *, region: str = "990100", duties: tuple[str, ...] = ("approve",)
) -> registry.PostId:
    agency = registry.get_agency(region, role, on=TODAY).id
    title = Text(zh="科员", en="Officer")
    return registry.create_post(agency=agency, title=title, duties=duties, actor=SYSTEM, now=NOW)
    agency = registry.get_agency(region, role, on=TODAY)
    return registry.create_post(
        agency=agency.id, title=Text(zh="科员", en="Officer"), duties=duties, actor=SYSTEM, now=NOW
    )


def types(stream: object) -> list[str]:
    return [recorded.type for recorded in events.read(str(stream))]


def refused(code: str, act: Callable[[], object]) -> None:
    """The act is refused with the code and leaves no row and no event behind."""
    counted = (Account, Subject, Person, Enterprise, Representation, PostHolding)
    before = [model._default_manager.count() for model in counted]
    with pytest.raises(Refusal) as refusal:
        act()
    assert refusal.value.code == code
    assert [model._default_manager.count() for model in counted] == before


# people and enterprises ----------------------------------------------------------------------------------------------


def test_a_person_is_entered_and_masked() -> None:
    subject = person()
    view = registry.get_subject(subject)
    assert (view.kind, view.name, view.name_masked, view.code_masked) == (
        "person",
        "李一",
        "李*",
        f"500*************{LI[-2:]}"[:18],
    )
    assert types(subject) == ["registry.person_registered.v1"]
    assert LI not in str(events.read(str(subject)))


def test_a_person_is_entered_once_and_with_a_valid_number() -> None:
    person()
    refused("registry.person.already_registered", person)
    refused("kernel.identifier.citizen_id_check", lambda: person(LI[:-1] + ("1" if LI[-1] != "1" else "2")))
    unborn = str(CitizenId.compose(region="500107", born_on=TODAY + timedelta(days=1), sequence=1))
    refused("registry.person.born_later", lambda: person(unborn))
    anyone: dict[str, Any] = {"name": "李", "citizen_id": LI, "actor": ANONYMOUS, "now": NOW}
    refused("kernel.authz.denied", lambda: registry.register_person(**anyone))


def test_an_enterprise_gets_the_next_valid_code_of_its_region() -> None:
    head = person()
    first = registry.get_enterprise(enterprise(legal_representative=head))
    second = registry.get_enterprise(enterprise("云汀乙商贸有限公司", legal_representative=head))
    assert first.credit_code != second.credit_code
    for view in (first, second):
        code = CreditCode.parse(view.credit_code)
        assert (str(code)[:8], code.warnings) == ("91990102", ())
    assert first.established_on == TODAY
    assert types(first.subject) == ["registry.enterprise_registered.v1"]


def test_a_code_that_somebody_brought_along_is_not_assigned_again() -> None:
    head = person()
    first = registry.get_enterprise(enterprise(legal_representative=head))
    Enterprise.objects.filter(credit_code=first.credit_code).delete()
    code = str(next_code_after(first.credit_code))
    enterprise("有码企业", legal_representative=head, credit_code=code)
    assigned = registry.get_enterprise(enterprise("无码企业", legal_representative=head)).credit_code
    assert assigned not in {code, first.credit_code}


def next_code_after(code: str) -> CreditCode:
    return rules.compose_credit_code(code[2:8], kind="1", serial=2)


def test_enterprises_are_refused_for_what_is_wrong() -> None:
    head = person()
    good = registry.get_enterprise(enterprise(legal_representative=head)).credit_code
    company = registry.find_enterprise(good)
    assert company is not None
    wrong = good[:-1] + ("0" if good[-1] != "0" else "1")
    cases: list[tuple[str, dict[str, Any]]] = [
        ("kernel.identifier.credit_code_check", {"credit_code": wrong}),
        ("registry.enterprise.code_taken", {"credit_code": good}),
        ("registry.enterprise.representative_not_a_person", {"legal_representative": company.subject}),
        ("registry.subject.not_found", {"legal_representative": registry.SubjectId.new()}),
        ("registry.region.not_in_force", {"region": "990101"}),
        ("registry.region.unknown", {"region": "123456"}),
        ("registry.enterprise.address_blank", {"address": "  "}),
        ("registry.enterprise.established_later", {"established_on": TODAY + timedelta(days=1)}),
        ("kernel.authz.denied", {"actor": ANONYMOUS}),
    ]
    for code, more in cases:
        values = {"legal_representative": head, **more}
        refused(code, partial(enterprise, "云汀丙有限公司", **values))
    refused("registry.enterprise.name_taken", lambda: enterprise(legal_representative=head))
    refused("registry.enterprise.name_blank", lambda: enterprise(" ", legal_representative=head))


def test_a_form_may_prefill_what_is_known_with_its_source() -> None:
    facts = registry.facts_of(enterprise())
    assert facts["subject.name"].value == "云汀甲科技有限公司"
    assert facts["subject.legal_representative"].value == "李一"
    assert {fact.source for fact in facts.values()} == {"registry.source.enterprise"}


# accounts ------------------------------------------------------------------------------------------------------------


def sign_up(**more: Any) -> registry.AccountId:
    values: dict[str, Any] = {
        "username": "liyi",
        "password": PASSWORD,
        "name": "李一",
        "citizen_id": LI,
        "phone": "138 0000 1234",
        "email": "Li@Example.cn",
        "actor": ANONYMOUS,
        "now": NOW,
        **more,
    }
    return registry.sign_up(**values)


def test_signing_up_makes_an_account_for_oneself_and_a_new_enterprise_of_ones_own() -> None:
    account = sign_up()
    assert types(account) == ["registry.account_created.v1", "registry.representation_granted.v1"]
    (own,) = registry.list_subjects(account)
    company = enterprise(legal_representative=own.id)
    assert [view.id for view in registry.list_subjects(account)] == [own.id, company]
    row = Account.objects.get(username="liyi")
    assert (row.email, row.kind) == ("li@example.cn", "applicant")
    assert row.password.startswith("md5$"), "by the first hasher of the settings, which for tests is a quick one"
    assert registry.facts_of_account(row)["account.phone"].value == "13800001234"


def test_signing_up_is_all_or_nothing() -> None:
    sign_up()
    other = str(CitizenId.compose(region="500107", born_on=date(1991, 5, 1), sequence=13))
    refused("registry.person.already_registered", lambda: sign_up(username="other", email=""))
    refused("registry.account.username_taken", lambda: sign_up(username="LiYi", email="", citizen_id=other))
    refused("registry.account.email_taken", lambda: sign_up(username="other", email="li@example.cn", citizen_id=other))
    refused("registry.account.email_malformed", lambda: sign_up(username="other", email="x", citizen_id=other))
    refused("registry.account.username_malformed", lambda: sign_up(username="a b", email="", citizen_id=other))
    weak: dict[str, Any] = {"username": "other", "email": "", "citizen_id": other, "password": "12345678901"}
    refused("registry.account.password_weak", lambda: sign_up(**weak))
    refused(
        "registry.person.phone_malformed", lambda: sign_up(username="other", email="", citizen_id=other, phone="12")
    )


# posts ---------------------------------------------------------------------------------------------------------------


def test_a_post_gives_duties_from_its_first_to_its_last_day() -> None:
    post = seat(duties=("approve", "review"))
    account = staff(post=post, since=TODAY, until=TODAY + timedelta(days=10))
    row = Account.objects.get(uuid=account.value)
    assert registry.actor_of(row, now=NOW).duties == {"approve", "review"}
    assert registry.actor_of(row, now=NOW).holds("approve", region="990102")
    assert not registry.actor_of(row, now=NOW).holds("approve", region="990000")
    assert registry.actor_of(row, now=NOW + timedelta(days=10)).duties == {"approve", "review"}
    for away in (-1, 11):
        assert registry.actor_of(row, now=NOW + timedelta(days=away)).posts == ()


def test_leaving_ends_the_duties_the_next_day() -> None:
    post = seat()
    account = staff(post=post)
    registry.leave_post(account=account, post=post, actor=SYSTEM, now=NOW)
    row = Account.objects.get(uuid=account.value)
    assert registry.actor_of(row, now=NOW).duties == {"approve"}
    assert registry.actor_of(row, now=NOW + timedelta(days=1)).duties == frozenset()
    assert types(account)[-1] == "registry.post_left.v1"
    after = NOW + timedelta(days=2)
    refused("registry.post.not_held", lambda: registry.leave_post(account=account, post=post, actor=SYSTEM, now=after))


def test_posts_are_refused_for_what_is_wrong() -> None:
    post = seat()
    account = staff(post=post)
    holds: dict[str, Any] = {"account": account, "post": post, "actor": SYSTEM, "now": NOW}
    refused("registry.post.already_held", lambda: registry.hold_post(**holds))
    backwards: dict[str, Any] = {**holds, "since": TODAY, "until": TODAY - timedelta(days=1)}
    refused("registry.period.reversed", lambda: registry.hold_post(**backwards))
    applicant = sign_up()
    refused("registry.post.account_not_staff", lambda: registry.hold_post(**{**holds, "account": applicant}))
    refused("kernel.authz.denied", lambda: registry.hold_post(**{**holds, "actor": ANONYMOUS}))


def test_an_administrator_rules_in_his_region_only() -> None:
    post = seat(region="990103", duties=("administer",))
    row = Account.objects.get(uuid=staff(post=post).value)
    actor = registry.actor_of(row, now=NOW)
    own, above = (registry.get_agency(region, "market_regulation", on=TODAY) for region in ("990103", "990100"))
    title = Text(zh="窗口", en="Window")
    made = registry.create_post(agency=own.id, title=title, duties=["intake"], actor=actor, now=NOW)
    registry.create_staff(username="window", name="窗口员", actor=actor, now=NOW, post=made)
    post_above: dict[str, Any] = {
        "agency": above.id,
        "title": title,
        "duties": ["administer"],
        "actor": actor,
        "now": NOW,
    }
    refused("kernel.authz.denied", lambda: registry.create_post(**post_above))
    code: dict[str, Any] = {
        "agency": above.id,
        "credit_code": "91350100M000100Y43",
        "actor": actor,
        "now": NOW,
    }
    refused("kernel.authz.denied", lambda: registry.enter_credit_code(**code))


def test_a_staff_account_without_a_password_cannot_log_in() -> None:
    account = registry.create_staff(username="new", name="新人", actor=SYSTEM, now=NOW)
    assert not Account.objects.get(uuid=account.value).has_usable_password()


def test_suspending_and_restoring() -> None:
    account = staff()
    for _ in range(2):
        registry.suspend_account(account=account, actor=SYSTEM, now=NOW)
    assert not registry.get_account(account).is_active
    registry.restore_account(account=account, actor=SYSTEM, now=NOW)
    assert registry.get_account(account).is_active
    assert types(account)[1:] == ["registry.account_suspended.v1", "registry.account_restored.v1"]
    own = Account.objects.get(uuid=staff("admin", post=seat(duties=("administer",))).value)
    me: dict[str, Any] = {"account": registry.AccountId(own.uuid), "actor": registry.actor_of(own, now=NOW), "now": NOW}
    refused("registry.account.not_yourself", lambda: registry.suspend_account(**me))


def test_an_officer_lets_accounts_act_only_for_enterprises_of_the_own_regions() -> None:
    account = registry.create_account(username="agent", password=PASSWORD, name="李一", actor=SYSTEM, now=NOW)
    company = enterprise(legal_representative=person())
    officer = staff("window", post=seat(region="990103", duties=("intake",)))
    values: dict[str, Any] = {"account": account, "subject": company, "role": "agent", "now": NOW}
    actor = registry.actor_of(officer, now=NOW)
    refused("kernel.authz.denied", partial(registry.represent, **values, actor=actor))
    above = staff("centre", post=seat(duties=("intake",)))
    registry.represent(**values, actor=registry.actor_of(above, now=NOW))
    assert [one.id for one in registry.list_subjects(account)] == [company]


def test_an_administrator_suspends_only_staff_of_the_own_regions() -> None:
    admin = staff("admin", post=seat(region="990103", duties=("administer",)))
    actor = registry.actor_of(admin, now=NOW)
    citizen = registry.create_account(username="citizen", password=PASSWORD, name="李一", actor=SYSTEM, now=NOW)
    other = staff("other", post=seat(duties=("review",)))
    for account in (citizen, other):
        refused("kernel.authz.denied", partial(registry.suspend_account, account=account, actor=actor, now=NOW))
        assert registry.get_account(account).is_active


# agencies ------------------------------------------------------------------------------------------------------------


def test_a_credit_code_is_entered_once_known() -> None:
    agency = registry.get_agency("990100", "tax", on=TODAY).id
    for _ in range(2):
        registry.enter_credit_code(agency=agency, credit_code=" 91350100m000100y43 ", actor=SYSTEM, now=NOW)
    assert registry.get_agency_by_id(agency).credit_code == "91350100M000100Y43"
    assert types(agency) == ["registry.credit_code_entered.v1"]
    other = registry.get_agency("990103", "market_regulation", on=TODAY).id
    for code, text in (
        ("registry.agency.code_taken", "91350100M000100Y43"),
        ("kernel.identifier.credit_code_check", "91350100M000100Y4W"),
        ("kernel.identifier.credit_code_malformed", "9135"),
    ):
        enter: dict[str, Any] = {"agency": other, "credit_code": text, "actor": SYSTEM, "now": NOW}
        refused(code, partial(registry.enter_credit_code, **enter))
    assert registry.get_agency_by_id(other).credit_code is None
