"""Annotated copies, what the public learns of them, and the status list."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest

from tongban.domains.licences import api as licences
from tongban.domains.licences.models import CopyRow
from tongban.domains.licences.tests.conftest import NOW, grant, officer
from tongban.domains.licences.tests.showing.conftest import SOON, Scene
from tongban.domains.registry import api as registry
from tongban.kernel import events
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.errors import Refusal

UNTIL = date(2026, 3, 31)


def code_of(act: Callable[[], object]) -> str:
    try:
        act()
    except Refusal as refusal:
        return refusal.code
    return "done"


def make(scene: Scene, actor: Actor | None = None, *, until: date = UNTIL) -> licences.CopyId:
    return licences.make_copy(
        licence=scene.business,
        purpose="参加投标",
        recipient="云汀市水务集团",
        until=until,
        actor=actor or scene.holder,
        now=NOW,
    )


def token_of(copy: licences.CopyId) -> str:
    return licences.get_copy(copy, actor=SYSTEM, now=NOW).token


def test_a_copy_tells_purpose_recipient_and_the_state_behind_it(scene: Scene) -> None:
    copy = make(scene)
    told = licences.verify_copy(token_of(copy), now=SOON)
    assert told.copy is not None and told.licence is not None
    assert (told.copy.purpose, told.copy.recipient, told.copy.until) == ("参加投标", "云汀市水务集团", UNTIL)
    assert told.copy.maker == "云汀松涛（集团）有限公司"
    assert (told.state, told.licence_state, told.counts) == ("running", "valid", True)
    assert [recorded.type for recorded in events.read(str(copy))] == ["licences.copy_made.v1"]
    assert "云汀市水务集团" not in str(events.read(str(copy))), "for whom is between the holder and the recipient"


def test_a_copy_ends_with_its_day_and_with_its_licence(scene: Scene) -> None:
    token = token_of(make(scene))
    late = licences.verify_copy(token, now=NOW + timedelta(days=31))
    assert (late.state, late.licence_state, late.counts) == ("over", "valid", False)
    licences.revoke(licence=scene.business, reason="骗取", basis="行政许可法第六十九条", actor=officer(), now=SOON)
    told = licences.verify_copy(token, now=SOON)
    assert (told.state, told.licence_state, told.counts) == ("running", "revoked", False)


def test_a_withdrawn_copy_says_so_from_then_on(scene: Scene) -> None:
    copy = make(scene)
    for _ in range(2):
        licences.withdraw_copy(copy=copy, actor=scene.holder, now=SOON)
    told = licences.verify_copy(token_of(copy), now=SOON)
    assert (told.state, told.counts) == ("withdrawn", False)
    assert licences.verify_copy(token_of(copy), now=NOW).state == "running"
    assert [recorded.type for recorded in events.read(str(copy))][1:] == ["licences.copy_withdrawn.v1"]


def test_the_issuing_agency_makes_copies_and_the_holder_ends_them(scene: Scene) -> None:
    copy = make(scene, scene.colleague)
    view = licences.get_copy(copy, actor=scene.holder, now=SOON)
    assert view.maker == "云汀市市场监督管理局"
    licences.withdraw_copy(copy=copy, actor=scene.holder, now=SOON)
    other = make(scene, scene.colleague)
    licences.withdraw_copy(copy=other, actor=scene.colleague, now=SOON)
    assert [one.state for one in licences.list_copies(licence=scene.business, actor=scene.holder, now=SOON)] == [
        "withdrawn",
        "withdrawn",
    ]


def test_an_agency_does_not_see_the_copies_that_the_holder_made(scene: Scene) -> None:
    copy = make(scene)
    for actor in (scene.colleague, scene.stranger):
        assert licences.list_copies(licence=scene.business, actor=actor, now=SOON) == []
        assert code_of(partial(licences.get_copy, copy, actor=actor, now=SOON)) == "licences.copy.not_found"
        assert code_of(partial(licences.withdraw_copy, copy=copy, actor=actor, now=SOON)) == ("licences.copy.not_found")


def test_refusals_make_nothing(scene: Scene) -> None:
    assert code_of(lambda: make(scene, scene.stranger)) == "licences.licence.not_found"
    assert code_of(lambda: make(scene, scene.outsider)) == "kernel.authz.denied"
    assert code_of(lambda: make(scene, until=date(2026, 3, 1))) == "licences.copy.over_already"
    licences.revoke(licence=scene.business, reason="骗取", basis="行政许可法第六十九条", actor=officer(), now=NOW)
    assert code_of(lambda: make(scene)) == "licences.present.revoked"
    assert not CopyRow.objects.exists()


@pytest.mark.parametrize("token", ["", "nothing", "x" * 500, "\0", "证"])
def test_an_unknown_copy_is_an_answer(scene: Scene, token: str) -> None:
    told = licences.verify_copy(token, now=NOW)
    assert (told.state, told.licence_state, told.copy, told.licence) == ("unknown", "unknown", None, None)


# the status list -----------------------------------------------------------------------------------------------------


def test_the_status_list_tells_states_and_nothing_about_people(scene: Scene, founder: registry.SubjectId) -> None:
    licences.issue(grant=grant(founder, "porter_card", track="card"), actor=SYSTEM, now=NOW)
    licences.revoke(licence=scene.business, reason="骗取", basis="行政许可法第六十九条", actor=officer(), now=NOW)
    whole = licences.list_states(now=SOON)
    assert [line.state for line in whole.lines] == ["revoked", "valid", "valid"] and whole.next is None
    company, person = registry.get_enterprise(scene.company), registry.get_person(founder)
    for hidden in (company.name, company.credit_code, person.name, person.citizen_id):
        assert hidden not in str(whole)


def test_the_parts_of_the_status_list_follow_each_other(scene: Scene) -> None:
    for number in range(5):
        licences.issue(
            grant=grant(scene.company, "food_licence", track=f"t{number}", case=f"case_{number}"), actor=SYSTEM, now=NOW
        )
    seen, cursor = [], ""
    while True:
        part = licences.list_states(now=SOON, cursor=cursor, limit=3)
        seen += [line.identifier for line in part.lines]
        if part.next is None:
            break
        cursor = part.next
    assert seen == [line.identifier for line in licences.list_states(now=SOON).lines] and len(set(seen)) == 7
    for strange in ("1.2.156.none", "\0"):
        assert code_of(partial(licences.list_states, now=SOON, cursor=strange)) == ("licences.status.cursor_unknown")


def test_a_printed_result_is_proved_by_its_number(scene: Scene) -> None:
    identifier = licences.get_licence(scene.business, actor=SYSTEM, now=NOW).identifier
    number = licences.result_number(identifier, licences.State.VALID, at=NOW)
    told = licences.prove(number, subject=identifier)
    assert told is not None and (told.state, told.at) == (licences.State.VALID, NOW)
    assert licences.prove(number, subject=identifier[:-1]) is None
