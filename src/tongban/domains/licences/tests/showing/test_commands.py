"""Showing and taking a licence: the happy way, each refusal, and nothing changed by it."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from tongban.domains.licences import api as licences
from tongban.domains.licences.models import LookRow, PresentationRow, WrongCode
from tongban.domains.licences.showing import rules
from tongban.domains.licences.tests.conftest import NOW, officer
from tongban.domains.licences.tests.showing.conftest import PURPOSE, SOON, Scene, acting, sign_up
from tongban.domains.registry import api as registry
from tongban.kernel import events
from tongban.kernel.actors import ANONYMOUS, Actor
from tongban.kernel.errors import Refusal


def code_of(act: Callable[[], object]) -> str:
    try:
        act()
    except Refusal as refusal:
        return refusal.code
    return "done"


def shown(scene: Scene, *, licence: licences.LicenceId | None = None) -> licences.Presentation:
    return licences.present(licence=licence or scene.business, actor=scene.holder, now=NOW)


def scan(code: str, actor: Actor, *, purpose: str = PURPOSE, seconds: int = 10) -> licences.Shown:
    now = NOW + timedelta(seconds=seconds)
    return licences.scan(code=code, case=None, purpose=purpose, actor=actor, now=now)


def revoke(scene: Scene, *, seconds: int = 0) -> None:
    now = NOW + timedelta(seconds=seconds)
    licences.revoke(licence=scene.business, reason="骗取", basis="行政许可法第六十九条", actor=officer(), now=now)


def test_a_shown_licence_is_taken_once_and_its_holder_knows(scene: Scene) -> None:
    one = shown(scene)
    assert one.expires_at == NOW + timedelta(seconds=60)
    told = scan(licences.grouped_code(one.code), scene.clerk)
    assert (told.licence.id, told.taken, told.purpose, told.case) == (scene.business, (), PURPOSE, "")
    assert {field.id: field.value for field in told.fields}["scope"] == "软件开发；技术服务"
    assert [recorded.type for recorded in events.read(str(one.id))] == [
        "licences.licence_presented.v1",
        "licences.licence_scanned.v1",
    ]
    assert one.code not in str(events.read(str(one.id)))
    [look] = licences.list_looks(actor=scene.holder, licence=scene.business)
    assert (look.officer, look.purpose, look.agency.zh) == ("clerk", PURPOSE, "云汀市市场监督管理局")
    assert [title.zh for title in look.fields] == ["名称", "法定代表人", "成立日期", "经营范围"]
    assert [one.id for one in licences.list_looks(actor=scene.clerk)] == [look.id]
    assert licences.list_looks(actor=scene.stranger) == licences.list_looks(actor=scene.colleague) == []


def test_a_code_is_kept_as_its_digest_only(scene: Scene) -> None:
    one = shown(scene)
    row = PresentationRow.objects.get()
    assert one.code not in " ".join(str(value) for value in vars(row).values())


def test_a_second_scan_is_a_replay_and_takes_nothing(scene: Scene) -> None:
    one = shown(scene)
    scan(one.code, scene.clerk)
    for actor in (scene.clerk, scene.colleague):
        assert code_of(partial(scan, one.code, actor)) == "licences.scan.replayed"
    assert LookRow.objects.count() == 1
    reasons = [recorded.data["reason"] for recorded in events.read(str(one.id))[2:]]
    assert reasons == ["replayed", "replayed"]
    assert not WrongCode.objects.exists()


def test_a_code_ends_after_a_minute_and_with_the_next_one(scene: Scene) -> None:
    first = shown(scene)
    second = licences.present(licence=scene.business, actor=scene.holder, now=SOON)
    assert code_of(lambda: scan(first.code, scene.clerk, seconds=20)) == "licences.scan.renewed"
    assert code_of(lambda: scan(second.code, scene.clerk, seconds=70)) == "licences.scan.expired"
    assert code_of(lambda: scan(second.code, scene.clerk, seconds=1)) == "licences.scan.clock"
    assert not LookRow.objects.exists()
    scan(second.code, scene.clerk, seconds=69)


def test_codes_of_two_licences_stand_beside_each_other(scene: Scene) -> None:
    one, other = shown(scene), shown(scene, licence=scene.food)
    assert {scan(code, scene.clerk).licence.id for code in (one.code, other.code)} == {scene.business, scene.food}


def test_a_scan_needs_a_purpose_and_leaves_the_code(scene: Scene) -> None:
    one = shown(scene)
    assert code_of(lambda: scan(one.code, scene.clerk, purpose=" ")) == "licences.scan.no_purpose"
    assert code_of(lambda: scan(one.code, scene.clerk, purpose="长" * 201)) == "licences.scan.purpose_too_long"
    assert len(events.read(str(one.id))) == 1
    scan(one.code, scene.clerk)


def test_only_who_handles_cases_scans(scene: Scene) -> None:
    one = shown(scene)
    for actor in (scene.holder, scene.stranger, ANONYMOUS, officer("supervise"), scene.outsider):
        assert code_of(partial(scan, one.code, actor)) == "kernel.authz.denied"
    assert len(events.read(str(one.id))) == 1


def test_a_forged_code_is_refused_and_remembered(scene: Scene) -> None:
    assert code_of(lambda: scan("23456789" + rules.check_sign("23456789"), scene.clerk)) == "licences.scan.never_shown"
    assert code_of(lambda: scan("https://elsewhere.example/#23456789A", scene.clerk)) == "licences.scan.foreign"
    stream = f"scanner_{registry.AccountId.parse(scene.clerk.label).value}"
    assert [recorded.data["reason"] for recorded in events.read(stream)] == ["never_shown", "foreign"]
    assert WrongCode.objects.count() == 1


def forged(number: int) -> str:
    body = "2345678" + rules.SIGNS[number]
    return body + rules.check_sign(body)


def test_slips_of_the_finger_never_lock_anybody_out(scene: Scene) -> None:
    one = shown(scene)
    for wrong in ("AAAAAAAAA", "", "https://elsewhere.example/#23456789A") * 5:
        code_of(partial(scan, wrong, scene.clerk))
    scan(one.code, scene.clerk)
    assert not WrongCode.objects.exists()


def test_guessing_is_slowed_down_and_a_good_code_still_counts_within_its_minute(scene: Scene) -> None:
    for number in range(10):
        assert code_of(partial(scan, forged(number), scene.clerk)) == "licences.scan.never_shown"
    one = shown(scene)
    for code in (one.code, forged(11), "AAAAAAAAA"):  # not looked at: the answer is the same
        assert code_of(partial(scan, code, scene.clerk, seconds=39)) == "licences.scan.too_many"
    assert WrongCode.objects.count() == 10  # asking too soon lengthens nothing
    assert scan(one.code, scene.clerk, seconds=40).licence.id == scene.business
    assert code_of(partial(scan, forged(11), scene.clerk, seconds=41)) == "licences.scan.never_shown"
    again = shown(scene, licence=scene.food)
    assert code_of(partial(scan, again.code, scene.clerk, seconds=42)) == "licences.scan.too_many"
    scan(again.code, scene.colleague)


def test_a_licence_revoked_meanwhile_is_not_taken(scene: Scene) -> None:
    one = shown(scene)
    licences.revoke(
        licence=scene.business,
        reason="骗取",
        basis="行政许可法第六十九条",
        actor=officer(),
        now=NOW + timedelta(seconds=5),
    )
    assert code_of(lambda: scan(one.code, scene.clerk)) == "licences.scan.not_usable"
    assert not LookRow.objects.exists() and PresentationRow.objects.get().used_at is None


def test_what_is_not_valid_cannot_be_shown(scene: Scene) -> None:
    late = NOW + timedelta(days=6 * 366)
    assert code_of(lambda: licences.present(licence=scene.food, actor=scene.holder, now=late)) == (
        "licences.present.expired"
    )
    revoke(scene)
    assert code_of(lambda: licences.present(licence=scene.business, actor=scene.holder, now=SOON)) == (
        "licences.present.revoked"
    )
    assert not PresentationRow.objects.exists()


def test_nobody_shows_the_licences_of_others(scene: Scene) -> None:
    for actor in (scene.stranger, ANONYMOUS):
        assert code_of(partial(licences.present, licence=scene.business, actor=actor, now=NOW)) == (
            "licences.licence.not_found"
        )
    assert code_of(lambda: licences.present(licence=scene.business, actor=scene.colleague, now=NOW)) == (
        "kernel.authz.denied"
    )


def _delegated(scene: Scene, *acts: str, procedures: tuple[str, ...] = ()) -> tuple[Actor, registry.DelegationId]:
    agent = sign_up("agent", "谢丙寅", sequence=26)
    offered = registry.delegate(
        principal=scene.company,
        kind="agent",
        acts=acts,
        procedures=procedures,
        until=NOW.date() + timedelta(days=30),
        agent=registry.list_subjects(agent)[0].id,
        actor=scene.holder,
        now=NOW,
    )
    registry.accept_delegation(delegation=offered.id, actor=acting(agent), now=NOW)
    return acting(agent), offered.id


def test_who_is_asked_to_may_show_and_signs_for_the_holder(scene: Scene) -> None:
    agent, delegation = _delegated(scene, "read", "present")
    one = licences.present(licence=scene.business, actor=agent, now=NOW)
    [recorded] = events.read(str(one.id))
    assert recorded.actor == f"{agent.label} for {scene.company} as agent by {delegation}"
    scan(one.code, scene.clerk)
    assert licences.list_looks(actor=scene.holder)[0].shown_by == recorded.actor
    registry.revoke_delegation(delegation=delegation, actor=scene.holder, now=NOW)
    assert code_of(lambda: licences.present(licence=scene.business, actor=agent, now=NOW)) == "registry.delegation.over"


@pytest.mark.parametrize(
    ("acts", "procedures", "refused"),
    [
        ("read submit", (), "kernel.authz.denied"),
        ("present", (), "licences.licence.not_found"),
        ("read present", ("company_setup",), "licences.licence.not_found"),
    ],
)
def test_a_narrower_delegation_does_not_open_licences(
    *, scene: Scene, acts: str, procedures: tuple[str, ...], refused: str
) -> None:
    agent, _ = _delegated(scene, *acts.split(), procedures=procedures)
    assert code_of(lambda: licences.present(licence=scene.business, actor=agent, now=NOW)) == refused


def test_unused_codes_go_a_day_later_and_taken_ones_stay(scene: Scene) -> None:
    taken = shown(scene)
    scan(taken.code, scene.clerk)
    shown(scene)
    licences.present(licence=scene.business, actor=scene.holder, now=NOW + timedelta(days=2))
    assert PresentationRow.objects.count() == 2
