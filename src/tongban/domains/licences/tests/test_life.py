"""The life of a licence by its commands: the happy way, each refusal, and nothing else changed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import yaml

from tongban.domains.licences import api as licences
from tongban.domains.licences import rules
from tongban.domains.licences.api import Cause, Ending, Ground, State
from tongban.domains.licences.commands import take_back
from tongban.domains.licences.definitions import LicenceType
from tongban.domains.licences.models import Licence, Serial
from tongban.domains.licences.tests.conftest import DRIVER, NOW, STRANGER, grant, officer, owner
from tongban.domains.registry import api as registry
from tongban.kernel import events, evidence
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.errors import Conflict, Refusal
from tongban.kernel.identifiers import CredentialIdentifier

SOON = NOW + timedelta(days=1)
LATER = NOW + timedelta(days=30)
END = date(2031, 3, 1)
CASE = Ground(case="case_00000000-0000-4000-8000-000000000002", track="food_change")


@pytest.fixture
def licence(company: registry.SubjectId) -> licences.LicenceId:
    return licences.issue(grant=grant(company, "food_licence", track="food"), actor=SYSTEM, now=NOW)


@pytest.fixture
def paper(city: None) -> str:
    return str(evidence.put(b"%PDF-1.7\n%%EOF", "decision.pdf", by="account_7", purpose="licence", at=NOW))


def because(law: str, paper: str, reason: str = "店名改了") -> Ground:
    return Ground(reason=reason, basis=law, evidence=(paper,))


def view(licence: licences.LicenceId, now: datetime = SOON) -> licences.LicenceView:
    return licences.get_licence(licence, actor=SYSTEM, now=now)


def written(licence: licences.LicenceId) -> dict[str, str]:
    return {field.id: field.value for field in view(licence).fields}


def everything() -> list[Any]:
    return [list(Licence.objects.order_by("pk").values()), list(Serial.objects.values())]


def refused(act: Callable[[], object], stream: licences.LicenceId) -> str:
    """The code of a refusal; nothing was written."""
    before, told = everything(), events.head(str(stream))
    with pytest.raises(Refusal) as refusal:
        act()
    assert (everything(), events.head(str(stream))) == (before, told)
    return refusal.value.code


def test_a_change_makes_the_next_version_with_the_same_number_and_term(licence: licences.LicenceId, paper: str) -> None:
    new = licences.change(
        licence=licence,
        values={"place": "望潮路9号"},
        ground=because("食品法 第一条", paper),
        actor=officer(),
        now=SOON,
    )
    old, now = view(licence), view(new)
    assert (old.state, now.state, now.version, now.cause) == (State.REPLACED, State.VALID, 2, Cause.CHANGE)
    assert (now.number, now.valid_from, now.valid_until) == (old.number, old.valid_from, END)
    first, second = CredentialIdentifier.parse(old.identifier), CredentialIdentifier.parse(now.identifier)
    assert (second.serial, second.version) == (first.serial, "002") and second.check != first.check
    assert written(new)["place"] == "望潮路9号" and "place" not in written(licence)
    told = events.read(str(licence))
    assert [one.type for one in told] == ["licences.licence_issued.v1", "licences.licence_changed.v1"]
    assert told[-1].data["fields"] == ["place"] and "望潮路9号" not in str(told[-1].data)
    assert licences.find_valid(registry.SubjectId.parse(told[0].data["holder"]), "food_licence", at=SOON) == (
        now.identifier
    )
    assert Serial.objects.get().last == 1


def test_rows_are_added_after_those_that_are_there(licence: licences.LicenceId) -> None:
    for place in ("望潮路10号", "望潮路11号", "望潮路10号"):
        values = {"premises": [{"place": place, "items": "热食", "strange": "x"}]}
        ground = Ground(case=CASE.case, track=f"food_{place}")
        licence = licences.change(licence=licence, values=values, ground=ground, how="add", actor=SYSTEM, now=SOON)
    found = next(field for field in view(licence).fields if field.id == "premises")
    assert found.rows == (("望潮路10号", "热食"), ("望潮路11号", "热食")) and view(licence).version == 3
    assert found.value == "望潮路10号 热食；望潮路11号 热食"


def test_a_change_is_refused_with_its_reason(licence: licences.LicenceId, paper: str, company: Any) -> None:
    ground, actor = because("食品法 第一条", paper), officer()

    def change(now: datetime = SOON, **more: Any) -> str:
        asked: dict[str, Any] = {
            "licence": licence,
            "values": {"place": "甲"},
            "ground": ground,
            "actor": actor,
            "now": now,
        } | more
        return refused(lambda: licences.change(**asked), licence)

    for other in (STRANGER, owner(company), officer("review"), officer(role="tax"), officer(role="health")):
        assert change(actor=other) == "kernel.authz.denied"
    tied = Actor(
        account_id=7, label="account_7", posts=officer().posts, ties=frozenset({Licence.objects.get().holder_id})
    )
    assert change(actor=tied) == "licences.act.own_matter"
    assert change(ground=Ground(basis="食品法 第一条", evidence=(paper,))) == "licences.act.no_reason"
    assert change(ground=Ground(reason="改", evidence=(paper,))) == "licences.act.no_basis"
    assert change(ground=because("食品法 第九条", paper)) == "licences.act.wrong_basis"
    assert change(ground=Ground(reason="改", basis="食品法 第一条")) == "licences.act.no_evidence"
    assert change(ground=because("食品法 第一条", paper, "长" * 2001)) == "licences.act.too_long"
    assert change(ground=because("食品法 第一条", f"evidence_{CASE.case[5:]}")) == "kernel.evidence.unknown"
    assert change(values={}) == "licences.change.nothing"
    assert change(values={"colour": "红"}) == "licences.change.unknown_field"
    assert change(values={"founded": "2020-01-01"}) == "licences.change.fixed_field"
    assert change(values={"name": " "}) == "licences.fields.missing"
    assert change(now=datetime.fromisoformat("2031-03-02T00:00:00+08:00")) == "licences.act.over"


def test_a_type_whose_law_knows_no_change_cannot_be_changed(company: registry.SubjectId, paper: str) -> None:
    business = licences.issue(grant=grant(company), actor=SYSTEM, now=NOW)
    ground = because("食品法 第一条", paper)
    for act in (licences.replace, licences.renew, licences.suspend):
        code = refused(lambda act=act: act(licence=business, ground=ground, actor=officer(), now=SOON), business)  # type: ignore[misc]
        assert code == "licences.act.not_provided"


def test_nobody_puts_another_holder_on_a_licence() -> None:
    kind = LicenceType.model_validate(yaml.safe_load(DRIVER))
    assert [field.id for field in rules.changeable(kind)] == ["name"]
    with pytest.raises(Refusal, match=r"licences\.change\.fixed_field"):
        rules.rewrite(kind, {"name": "甲", "identity": "1"}, {"identity": "2"})


def test_the_old_record_takes_no_further_act(licence: licences.LicenceId, paper: str) -> None:
    ground = because("食品法 第三条", paper)
    new = licences.replace(licence=licence, ground=ground, actor=officer(), now=SOON)
    assert view(new).cause is Cause.REPLACE and written(new) == written(licence)
    with pytest.raises(Conflict, match=r"licences\.act\.replaced"):
        licences.replace(licence=licence, ground=ground, actor=officer(), now=SOON)
    with pytest.raises(Conflict, match=r"licences\.act\.replaced"):
        licences.revoke(licence=licence, reason="误发", basis="食品法 第五条", actor=officer(), now=LATER)


def test_a_renewal_begins_when_the_old_term_is_over(licence: licences.LicenceId, paper: str) -> None:
    ground = because("食品法 第二条", paper)
    new = licences.renew(licence=licence, ground=ground, actor=officer(), now=LATER)
    assert (view(licence, LATER).state, view(new, LATER).state) == (State.VALID, State.NOT_YET_VALID)
    assert (view(new).valid_from, view(new).valid_until) == (date(2031, 3, 2), date(2036, 3, 1))
    begins = datetime.fromisoformat("2031-03-02T00:00:00+08:00")
    assert (view(licence, begins).state, view(new, begins).state) == (State.REPLACED, State.VALID)
    assert licences.state_on(licence, LATER) == (licence, State.VALID)
    assert licences.state_on(licence, begins) == (new, State.VALID)
    code = refused(lambda: licences.renew(licence=new, ground=ground, actor=officer(), now=LATER), licence)
    assert code == "licences.renew.again"


def test_what_has_ended_is_renewed_only_by_a_case(licence: licences.LicenceId, paper: str) -> None:
    over = datetime.fromisoformat("2031-03-05T10:00:00+08:00")
    ground = because("食品法 第二条", paper)
    code = refused(lambda: licences.renew(licence=licence, ground=ground, actor=officer(), now=over), licence)
    assert code == "licences.renew.over"
    new = licences.renew(licence=licence, ground=CASE, actor=SYSTEM, now=over)
    assert view(new, over).valid_from == date(2031, 3, 2) and view(new, over).state is State.VALID
    assert licences.state_on(licence, over - timedelta(days=1)) == (licence, State.EXPIRED)


def test_a_suspension_is_lifted_or_ends_by_itself(licence: licences.LicenceId, paper: str) -> None:
    ground = because("食品法 第四条", paper)
    licences.suspend(licence=licence, ground=ground, until=date(2026, 3, 10), actor=officer(role="health"), now=SOON)
    assert view(licence).state is State.SUSPENDED
    assert (
        licences.find_valid(
            registry.SubjectId.parse(events.read(str(licence))[0].data["holder"]), "food_licence", at=SOON
        )
        is None
    )
    assert view(licence, LATER).state is State.VALID
    licences.suspend(licence=licence, ground=ground, actor=officer(), now=LATER)
    licences.resume(licence=licence, ground=ground, actor=officer(), now=LATER + timedelta(days=5))
    states = [licences.state_on(licence, LATER + timedelta(days=days)) for days in (-1, 1, 6)]
    assert states == [(licence, State.VALID), (licence, State.SUSPENDED), (licence, State.VALID)]
    assert licences.state_on(licence, SOON) == (licence, State.SUSPENDED), "the first one is not forgotten"
    assert licences.state_on(licence, NOW - timedelta(days=1)) is None


def test_a_suspension_is_refused_with_its_reason(licence: licences.LicenceId, paper: str) -> None:
    ground = because("食品法 第四条", paper)

    def act(which: Callable[..., object], now: datetime = SOON, **more: Any) -> str:
        asked: dict[str, Any] = {"licence": licence, "ground": ground, "actor": officer(), "now": now} | more
        return refused(lambda: which(**asked), licence)

    assert act(licences.resume) == "licences.resume.not_suspended"
    assert act(licences.suspend, until=NOW.date()) == "licences.suspend.past"
    assert act(licences.suspend, actor=officer(role="tax")) == "kernel.authz.denied"
    assert (
        act(licences.suspend, now=datetime.fromisoformat("2031-03-02T00:00:00+08:00")) == "licences.suspend.not_valid"
    )
    licences.suspend(licence=licence, ground=ground, actor=officer(), now=SOON)
    assert act(licences.suspend) == "licences.suspend.already"
    for which, law in ((licences.renew, "二"), (licences.replace, "三")):
        assert act(which, ground=because(f"食品法 第{law}条", paper)) == "licences.act.suspended"


def test_who_may_suspend_sees_the_licence_and_nothing_else(licence: licences.LicenceId, company: Any) -> None:
    health = officer(role="health")
    business = licences.issue(grant=grant(company), actor=SYSTEM, now=NOW)
    assert view(licence).id == licences.get_licence(licence, actor=health, now=SOON).id
    with pytest.raises(Refusal, match=r"licences\.licence\.not_found"):
        licences.get_licence(business, actor=health, now=SOON)
    found = licences.find_licences(view(licence).number, actor=health, now=SOON)
    assert [one.id for one in found] == [licence]
    assert [one.act for one in licences.list_possible(licence, actor=health, now=SOON)] == ["suspend"]


def test_taking_back_ends_every_record_that_counts_or_will(licence: licences.LicenceId, paper: str) -> None:
    new = licences.renew(licence=licence, ground=because("食品法 第二条", paper), actor=officer(), now=SOON)
    asked: dict[str, Any] = {"reason": "注销", "basis": "食品法 第五条", "actor": officer(), "now": LATER}
    licences.revoke(licence=licence, ending=Ending.CANCELLED, **asked)
    assert {view(one, LATER).state for one in (licence, new)} == {State.REVOKED}
    assert view(new, LATER).ending == "cancelled" and view(licence, SOON).state is State.VALID
    code = refused(lambda: licences.revoke(licence=new, **asked), licence)
    assert code == "licences.revoke.already"
    code = refused(
        lambda: licences.change(licence=new, values={"place": "甲"}, ground=CASE, actor=SYSTEM, now=LATER), new
    )
    assert code == "licences.act.revoked"


def test_an_ending_must_be_one_of_the_type(company: registry.SubjectId) -> None:
    business = licences.issue(grant=grant(company), actor=SYSTEM, now=NOW)
    asked: dict[str, Any] = {"licence": business, "reason": "罚", "basis": "法", "actor": officer(), "now": SOON}
    code = refused(lambda: licences.revoke(ending=Ending.PENALISED, **asked), business)
    assert code == "licences.revoke.ending_not_provided"


def test_a_change_that_was_taken_back_says_again_what_stood_before(licence: licences.LicenceId) -> None:
    changed = licences.change(licence=licence, values={"place": "新址"}, ground=CASE, actor=SYSTEM, now=SOON)
    told: dict[str, Any] = {"reason": "骗取", "basis": "行政许可法 第六十九条", "actor": SYSTEM, "now": LATER}
    for _ in range(2):
        take_back(case=CASE.case, track=CASE.track, **told)
    line = licences.history_of(licence, actor=SYSTEM, now=LATER)
    assert [(version, state) for _, version, _, state in line.records] == [
        (1, State.REPLACED),
        (2, State.REVOKED),
        (3, State.VALID),
    ]
    newest = line.records[-1][0]
    assert "place" not in written(newest) and view(newest).cause is Cause.RESTORE
    assert view(changed, LATER).revocation_reason == "骗取"
    take_back(case=grant_case(licence), track="food", **told)
    assert view(newest, LATER).state is State.REVOKED


def grant_case(licence: licences.LicenceId) -> str:
    return str(Licence.objects.get(uuid=licence.value).case_id)


def test_what_was_changed_again_is_not_undone_by_itself(licence: licences.LicenceId) -> None:
    changed = licences.change(licence=licence, values={"place": "新址"}, ground=CASE, actor=SYSTEM, now=SOON)
    again = Ground(case=CASE.case, track="other")
    licences.change(licence=changed, values={"place": "又一处"}, ground=again, actor=SYSTEM, now=SOON)
    told: dict[str, Any] = {"reason": "骗取", "basis": "行政许可法 第六十九条", "actor": SYSTEM, "now": LATER}
    code = refused(lambda: take_back(case=CASE.case, track=CASE.track, **told), licence)
    assert code == "licences.undo.not_newest"


def test_a_renewal_that_was_taken_back_leaves_the_old_term(licence: licences.LicenceId) -> None:
    licences.renew(licence=licence, ground=CASE, actor=SYSTEM, now=SOON)
    take_back(case=CASE.case, track=CASE.track, reason="骗取", basis="法", actor=SYSTEM, now=LATER)
    counting = licences.state_on(licence, LATER)
    assert counting is not None and counting[1] is State.VALID
    assert view(counting[0], LATER).valid_until == END
    assert licences.state_on(licence, datetime.fromisoformat("2031-03-02T00:00:00+08:00")) == (
        counting[0],
        State.EXPIRED,
    )


def test_the_history_reads_in_both_languages(licence: licences.LicenceId, paper: str, company: Any) -> None:
    changed = licences.change(
        licence=licence, values={"place": "新址"}, ground=because("食品法 第一条", paper), actor=officer(), now=SOON
    )
    ground = because("食品法 第四条", paper)
    licences.suspend(licence=changed, ground=ground, until=date(2026, 5, 1), actor=officer(role="health"), now=LATER)
    line = licences.history_of(licence, actor=owner(company), now=LATER)
    assert [one.sentence.zh for one in line.moments] == [
        "颁发“食品经营许可证”",
        "变更，换为第 2 版",
        "暂停使用至2026年5月1日",
    ]
    assert [title.zh for title in line.moments[1].fields] == ["经营场所"]
    assert line.moments[2].who.zh == "云汀市卫生健康委" and line.moments[2].basis == "食品法 第四条"
    with pytest.raises(Refusal, match=r"licences\.licence\.not_found"):
        licences.history_of(licence, actor=STRANGER, now=LATER)


def test_lists_show_the_record_that_counts(licence: licences.LicenceId, company: Any) -> None:
    new = licences.change(licence=licence, values={"place": "新址"}, ground=CASE, actor=SYSTEM, now=SOON)
    for listed in (
        licences.list_licences(actor=SYSTEM, now=SOON),
        licences.get_dossier(company, actor=owner(company), now=SOON).licences,
        licences.list_by_case(CASE.case, actor=SYSTEM, now=SOON),
    ):
        assert [one.id for one in listed] == [new]
    assert {one.id for one in licences.find_licences("云汀松涛", actor=officer(), now=SOON)} == {licence, new}
    for nothing in ("", "云", "不存在", "\0", "%"):
        assert licences.find_licences(nothing, actor=officer(), now=SOON) == []
    assert licences.find_licences(view(new).number, actor=STRANGER, now=SOON) == []


def test_permits_are_folded_into_the_business_licence(licence: licences.LicenceId, company: Any, paper: str) -> None:
    business = licences.issue(grant=grant(company), actor=SYSTEM, now=NOW)
    assert [(one.number, one.state) for one in view(business).folded] == [(view(licence).number, State.VALID)]
    licences.suspend(licence=licence, ground=because("食品法 第四条", paper), actor=officer(), now=SOON)
    told = licences.verify(view(business).token, now=SOON)
    assert told.state is State.VALID and told.licence is not None
    assert [one.state for one in told.licence.folded] == [State.SUSPENDED]
    licences.revoke(licence=licence, reason="误", basis="法", actor=SYSTEM, now=LATER)
    assert view(business, LATER).folded == ()


def test_the_verify_page_says_what_the_end_means(licence: licences.LicenceId) -> None:
    over = licences.verify(view(licence).token, now=datetime.fromisoformat("2031-03-02T00:00:00+08:00"))
    assert over.state is State.EXPIRED and over.licence is not None and over.licence.expiry is not None
    assert over.licence.expiry.zh == "到期不得经营。"
