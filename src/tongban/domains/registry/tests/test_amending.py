"""What the register says of an enterprise changes by a decision, is known as of any day, and changes back."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from tongban.domains.registry import api as registry
from tongban.domains.registry.models import Enterprise, EnterpriseVersion
from tongban.domains.registry.tests.conftest import NOW
from tongban.domains.registry.tests.test_commands import PASSWORD, enterprise, person, refused, types
from tongban.kernel import events
from tongban.kernel.actors import ANONYMOUS, SYSTEM
from tongban.kernel.errors import Refusal
from tongban.kernel.identifiers import CitizenId

pytestmark = pytest.mark.usefixtures("city")
OLD, NEW = "云汀甲科技有限公司", "云汀乙科技有限公司"
LATER, LAST = NOW + timedelta(days=10), NOW + timedelta(days=20)
ZHAO = str(CitizenId.compose(region="500107", born_on=date(1985, 2, 3), sequence=21))
HEAD = {"representative_name": "赵三", "representative_citizen_id": ZHAO, "representative_phone": "13900005678"}


def amend(subject: registry.SubjectId, *, ground: str = "case_1/change", **facts: str) -> bool:
    return registry.amend_enterprise(
        enterprise=subject, facts=facts, ground=ground, on=LATER.date(), actor=SYSTEM, now=LATER
    )


def undo(subject: registry.SubjectId, ground: str = "case_1/change") -> bool:
    return registry.undo_amendment(enterprise=subject, ground=ground, actor=SYSTEM, now=LAST)


def head_account(username: str = "zhao", number: str = ZHAO, name: str = "赵三") -> registry.AccountId:
    account = registry.create_account(username=username, password=PASSWORD, name=name, actor=SYSTEM, now=NOW)
    known = registry.find_by_codes([number]).get(number)
    whom = known.id if known else person(number, name)
    registry.represent(account=account, subject=whom, role="self", actor=SYSTEM, now=NOW)
    return account


def acts_for(account: registry.AccountId, subject: registry.SubjectId, now: Any) -> bool:
    return registry.get_subject(subject).pk in registry.actor_of(account, now=now).subjects


def test_a_new_name_counts_from_its_day_and_the_old_one_before() -> None:
    subject = enterprise()
    code = registry.get_enterprise(subject).credit_code
    assert amend(subject, name=NEW, address="临江区江岸路2号")
    now = registry.get_enterprise(subject)
    assert (now.name, now.address, now.credit_code) == (NEW, "临江区江岸路2号", code)
    assert registry.get_subject(subject).name == NEW
    days = [LATER.date() - timedelta(days=1), LATER.date(), date(1999, 1, 1)]
    assert [registry.get_enterprise(subject, on=day).name for day in days] == [OLD, NEW, OLD]
    assert [registry.get_subject(subject, on=day).name_masked for day in days] == [OLD, NEW, OLD]
    assert registry.get_enterprise(subject, on=days[0]).address == "临江区江岸路1号"
    told = events.read(str(subject))[-1]
    assert told.type == "registry.enterprise_amended.v1"
    assert told.data["fields"] == ["name", "address"] and NEW not in str(told.data)
    assert registry.find_enterprise(code) is not None


def test_the_same_decision_writes_once_and_nothing_new_writes_nothing() -> None:
    subject = enterprise()
    assert [amend(subject, name=NEW), amend(subject, name="云汀丙科技有限公司")] == [True, False]
    assert registry.get_enterprise(subject).name == NEW
    before = types(subject)
    assert not amend(subject, ground="case_2/change", name=NEW, address="")
    assert types(subject) == before and EnterpriseVersion.objects.count() == 2


def test_a_new_representative_acts_and_the_old_one_no_more() -> None:
    old_head = person()
    old = head_account("li", registry.get_person(old_head).citizen_id, "李一")
    subject = enterprise(legal_representative=old_head)
    new = head_account()
    assert (acts_for(old, subject, NOW), acts_for(new, subject, NOW)) == (True, False)
    amend(subject, **HEAD)
    assert registry.get_enterprise(subject).legal_representative_name == "赵三"
    assert (acts_for(old, subject, LATER), acts_for(new, subject, LATER)) == (False, True)
    assert acts_for(old, subject, LATER - timedelta(days=1)), "what was done before stays his"
    assert registry.get_enterprise(subject, on=NOW.date()).legal_representative == old_head
    assert types(old)[-1] == "registry.representation_ended.v1"
    undo(subject)
    assert (acts_for(old, subject, LAST), acts_for(new, subject, LAST)) == (True, False)


def test_a_representative_who_changes_twice_in_a_day_is_who_was_said_last() -> None:
    old_head = person()
    old = head_account("li", registry.get_person(old_head).citizen_id, "李一")
    subject = enterprise(legal_representative=old_head)
    amend(subject, **HEAD)
    registry.undo_amendment(enterprise=subject, ground="case_1/change", actor=SYSTEM, now=LATER)
    assert acts_for(old, subject, LAST) and registry.get_enterprise(subject).legal_representative == old_head


def test_a_representative_who_is_not_in_the_register_is_entered() -> None:
    subject = enterprise()
    amend(subject, **HEAD)
    view = registry.get_enterprise(subject)
    assert registry.get_person(view.legal_representative).phone == "13900005678"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"name": "云汀丁科技有限公司"}, "registry.enterprise.name_taken"),
        ({"name": "\n "}, "registry.enterprise.name_blank"),
        ({"address": "x" * 201}, "registry.enterprise.address_blank"),
        ({"representative_name": "赵三"}, "registry.enterprise.representative_unidentified"),
        ({"representative_citizen_id": ZHAO}, "registry.enterprise.representative_unidentified"),
        (HEAD | {"representative_name": "赵四"}, "registry.enterprise.representative_name_differs"),
        (HEAD | {"representative_phone": "12"}, "registry.person.phone_malformed"),
        (HEAD | {"representative_citizen_id": "1"}, "kernel.identifier.citizen_id_malformed"),
    ],
)
def test_what_cannot_be_registered_is_refused_before_and_when_it_is_written(facts: dict[str, str], code: str) -> None:
    head = person()
    subject = enterprise(legal_representative=head)
    enterprise("云汀丁科技有限公司", legal_representative=head)
    person(ZHAO, "赵三")
    refused(code, lambda: amend(subject, **facts))
    refused(code, partial(registry.require_amendable, enterprise=subject, facts=facts, now=NOW))
    assert EnterpriseVersion.objects.count() == 0


def test_only_the_platform_amends_and_only_enterprises() -> None:
    subject = enterprise()
    told: dict[str, Any] = {"ground": "x", "on": NOW.date(), "now": NOW}
    for act in (partial(registry.amend_enterprise, facts={"name": NEW}), registry.close_enterprise):
        refused("kernel.authz.denied", partial(act, enterprise=subject, actor=ANONYMOUS, **told))
    head = registry.get_enterprise(subject).legal_representative
    refused(
        "registry.subject.not_an_enterprise", partial(registry.close_enterprise, enterprise=head, actor=SYSTEM, **told)
    )
    with pytest.raises(Refusal, match="not_an_enterprise"):
        registry.require_amendable(enterprise=head, facts={}, now=NOW)


def test_when_the_decision_falls_the_days_between_keep_what_was_said() -> None:
    subject = enterprise()
    amend(subject, name=NEW)
    assert [undo(subject), undo(subject), undo(subject, "case_9/x")] == [True, False, False]
    days = [NOW.date(), LATER.date(), LAST.date()]
    assert [registry.get_enterprise(subject, on=day).name for day in days] == [OLD, NEW, OLD]
    assert types(subject)[-1] == "registry.amendment_undone.v1"
    assert amend(subject, name="云汀丙科技有限公司"), "made again by the same case, it counts again"
    assert registry.get_enterprise(subject).name == "云汀丙科技有限公司"


def test_what_a_later_decision_said_stays_when_an_earlier_one_falls() -> None:
    subject = enterprise()
    amend(subject, name=NEW, address="临江区江岸路2号")
    amend(subject, ground="case_2/change", address="临江区江岸路3号")
    assert undo(subject)
    now = registry.get_enterprise(subject)
    assert (now.name, now.address) == (OLD, "临江区江岸路3号")


def test_an_ended_enterprise_frees_its_name_and_lives_again_when_the_decision_falls() -> None:
    head = person()
    subject = enterprise(legal_representative=head)
    close = partial(
        registry.close_enterprise,
        enterprise=subject,
        ground="case_1/end",
        on=LATER.date(),
        actor=SYSTEM,
        now=LATER,
    )
    assert [close(), close()] == [True, False]
    assert registry.get_enterprise(subject).status == "closed"
    assert registry.get_enterprise(subject, on=NOW.date()).status == "active"
    other = enterprise(OLD, legal_representative=head)
    refused("registry.enterprise.name_taken", lambda: undo(subject, "case_1/end"))
    amend(other, name=NEW)
    assert undo(subject, "case_1/end")
    assert Enterprise.objects.get(subject__uuid=subject.value).status == "active"
