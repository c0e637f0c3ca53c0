"""The life of a seal: two persons, one in use an agency, and what may follow what."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tongban.domains.licences.seals import api as seals
from tongban.domains.licences.seals import rules
from tongban.domains.licences.seals.models import Seal
from tongban.domains.licences.seals.rules import Life, Pause, Standing
from tongban.domains.licences.seals.tests.conftest import NOW, PATH, XML, agency, found
from tongban.domains.licences.seals.tests.town import administrator
from tongban.kernel import audit, events
from tongban.kernel.actors import SYSTEM, Actor, PostGrant
from tongban.kernel.errors import Refusal

DAY = timedelta(days=1)
ANNA, BERTA = "account_71", "account_72"


@pytest.fixture(scope="module")
def town(once: Callable[[Callable[[], Any]], Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The city with its test authority."""
    folder = tmp_path_factory.mktemp("town")
    before, settings.SEAL_FOLDER = settings.SEAL_FOLDER, folder / "seals"

    def build() -> None:
        found(folder / "packs" / "yun")
        seals.make_authority(actor=SYSTEM, now=NOW)

    once(build)
    yield
    settings.SEAL_FOLDER = before


pytestmark = pytest.mark.usefixtures("db", "town")


def somebody(label: str = ANNA, region: str = "990100") -> Actor:
    return administrator(region, label=label, account=int(label[-2:]))


def made(role: str = "market", by: str = ANNA) -> seals.SealId:
    return seals.make(agency=agency(role), actor=somebody(by), now=NOW)


def in_use(role: str = "market") -> seals.SealId:
    seal = made(role)
    seals.bring_into_use(seal=seal, actor=somebody(BERTA), now=NOW)
    return seal


def refused(act: Callable[..., object], **given: Any) -> str:
    before = list(Seal.objects.order_by("pk").values())
    with pytest.raises(Refusal) as refusal:
        act(**({"actor": somebody(BERTA), "now": NOW} | given))
    assert list(Seal.objects.order_by("pk").values()) == before, "nothing is changed by what is refused"
    return refusal.value.code


def standing(seal: seals.SealId) -> Standing:
    return seals.get_seal(seal, actor=SYSTEM, now=NOW).standing


def test_a_seal_is_used_only_when_another_person_brings_it_into_use() -> None:
    seal = made()
    assert standing(seal) is Standing.MADE
    assert refused(seals.bring_into_use, seal=seal, actor=somebody(ANNA)) == "licences.seal.same_person"
    seals.bring_into_use(seal=seal, actor=somebody(BERTA), now=NOW)
    assert seals.seal_for(agency(), at=NOW).id == seal
    assert refused(seals.bring_into_use, seal=seal) == "licences.seal.not_made"


def test_the_same_person_under_another_log_in_is_no_other_person() -> None:
    seal = made()
    twin = somebody(BERTA)
    twin = Actor(account_id=twin.account_id, label=twin.label, posts=twin.posts, same_as=frozenset({ANNA}))
    assert refused(seals.bring_into_use, seal=seal, actor=twin) == "licences.seal.same_person"


def test_whoever_stands_in_for_somebody_is_no_second_person_for_them() -> None:
    post = PostGrant(3, 0, "990100", frozenset({"990100"}), frozenset({"administer"}), in_place_of=ANNA)
    stand_in = Actor(account_id=3, label="account_73", posts=(post,), same_as=frozenset({ANNA}))
    seal = seals.make(agency=agency(), actor=stand_in, now=NOW)
    assert seals.get_seal(seal, actor=SYSTEM, now=NOW).made_by == f"account_73 in_place_of {ANNA}"
    assert refused(seals.bring_into_use, seal=seal, actor=somebody(ANNA)) == "licences.seal.same_person"
    assert refused(seals.bring_into_use, seal=made(by=ANNA), actor=stand_in) == "licences.seal.same_person"
    seals.bring_into_use(seal=seal, actor=somebody(BERTA), now=NOW)


def test_an_agency_has_one_seal_in_use() -> None:
    first, second = in_use(), made()
    assert refused(seals.bring_into_use, seal=second) == "licences.seal.one_in_use"
    seals.suspend(seal=first, reason="换章", actor=somebody(), now=NOW)
    seals.bring_into_use(seal=second, actor=somebody(BERTA), now=NOW)
    assert refused(seals.resume, seal=first) == "licences.seal.one_in_use"
    assert in_use("tax") != second, "another agency has its own"


def test_a_suspended_seal_seals_nothing_until_it_is_resumed() -> None:
    seal = in_use()
    held = seals.seal_for(agency(), at=NOW)
    assert refused(seals.suspend, seal=seal, reason=" ") == "licences.seal.no_reason"
    assert refused(seals.suspend, seal=seal, reason="x" * 501) == "licences.seal.reason_too_long"
    assert refused(seals.resume, seal=seal) == "licences.seal.not_suspended"
    seals.suspend(seal=seal, reason="保管人离岗", actor=somebody(), now=NOW)
    assert refused(seals.suspend, seal=seal, reason="again") == "licences.seal.not_in_use"
    with pytest.raises(Refusal, match="none_in_use"):
        seals.seal_for(agency(), at=NOW)
    with pytest.raises(Refusal, match="not_in_use"):
        held.seal(XML, path=PATH, at=NOW)
    seals.resume(seal=seal, actor=somebody(), now=NOW + DAY)
    assert seals.get_seal(seal, actor=SYSTEM, now=NOW).pauses == (Pause(NOW, NOW + DAY),)
    assert held.seal(XML, path=PATH, at=NOW + DAY).signed_value


def test_a_seal_is_destroyed_by_two_persons_with_its_key() -> None:
    seal = in_use()
    key = Path(settings.SEAL_FOLDER) / f"{seal.value}.pem"
    assert key.exists()
    assert refused(seals.destroy, seal=seal) == "licences.seal.ending_not_asked"
    seals.ask_destruction(seal=seal, reason="机构撤并", actor=somebody(ANNA), now=NOW)
    assert refused(seals.ask_destruction, seal=seal, reason="x") == "licences.seal.ending_asked"
    assert refused(seals.destroy, seal=seal, actor=somebody(ANNA)) == "licences.seal.same_person"
    seals.withdraw_destruction(seal=seal, actor=somebody(BERTA), now=NOW)
    assert refused(seals.withdraw_destruction, seal=seal) == "licences.seal.ending_not_asked"
    seals.ask_destruction(seal=seal, reason="机构撤并", actor=somebody(ANNA), now=NOW)
    seals.destroy(seal=seal, actor=somebody(BERTA), now=NOW + DAY)
    assert standing(seal) is Standing.DESTROYED
    assert refused(seals.destroy, seal=seal) == "licences.seal.destroyed"
    assert refused(seals.ask_destruction, seal=seal, reason="x") == "licences.seal.destroyed"
    assert refused(seals.bring_into_use, seal=seal) == "licences.seal.not_made"


@pytest.mark.django_db(transaction=False)
def test_the_key_goes_only_when_the_destruction_is_written(django_capture_on_commit_callbacks: Any) -> None:
    seal = in_use()
    key = Path(settings.SEAL_FOLDER) / f"{seal.value}.pem"
    seals.ask_destruction(seal=seal, reason="x", actor=somebody(ANNA), now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        seals.destroy(seal=seal, actor=somebody(BERTA), now=NOW)
        assert key.exists()
    assert not key.exists()
    assert [one.count for one in seals.list_revocations(actor=SYSTEM)] == [1]


def test_a_seal_seals_within_its_dates_only() -> None:
    seal = seals.make(agency=agency(), actor=somebody(), now=NOW, days=10)
    assert refused(seals.bring_into_use, seal=seal, now=NOW + 11 * DAY) == "licences.seal.expired"
    seals.bring_into_use(seal=seal, actor=somebody(BERTA), now=NOW)
    held = seals.seal_for(agency(), at=NOW)
    for at, code in ((NOW + 11 * DAY, "licences.seal.expired"), (NOW - DAY, "licences.seal.not_begun")):
        with pytest.raises(Refusal) as refusal:
            seals.seal_for(agency(), at=at)
        assert refusal.value.code == code
        with pytest.raises(Refusal) as refusal:
            held.seal(XML, path=PATH, at=at)
        assert refusal.value.code == code


@pytest.mark.parametrize("days", [0, -1, 100_000])
def test_a_seal_lasts_some_days(days: int) -> None:
    assert refused(seals.make, agency=agency(), days=days) == "licences.seal.days"


def test_only_administrators_of_the_region_see_and_act() -> None:
    seal = in_use()
    for actor in (somebody(region="990200"), Actor(account_id=9, label="account_9")):
        assert seals.list_seals(actor=actor, now=NOW) == []
        for act in (seals.suspend, seals.ask_destruction):
            assert refused(act, seal=seal, reason="x", actor=actor) == "licences.seal.not_found"
        assert refused(seals.make, agency=agency("tax"), actor=actor) == "kernel.authz.denied"
        assert not seals.may("suspend", seal, actor=actor)
    assert [one.id for one in seals.list_seals(actor=somebody(), now=NOW)] == [seal]


def test_everything_is_in_the_log_and_every_use_is_recorded() -> None:
    seal = in_use()
    seals.suspend(seal=seal, reason="a", actor=somebody(), now=NOW)
    seals.resume(seal=seal, actor=somebody(), now=NOW)
    held = seals.seal_for(agency(), at=NOW)
    for number in range(3):
        held.seal(XML, path=PATH, at=NOW + number * DAY, what=f"licence_{number}")
    told = [one.type.split(".")[1] for one in seals.get_history(seal, actor=SYSTEM)]
    assert told == ["seal_made", "seal_brought_into_use", "seal_suspended", "seal_resumed"]
    assert events.read(str(seal))[0].actor == ANNA
    assert [one.what for one in seals.list_uses(seal, actor=SYSTEM)] == ["licence_2", "licence_1", "licence_0"]
    assert seals.count_uses(seal, actor=SYSTEM) == 3
    assert audit.verify().ok


def test_the_private_key_is_nowhere_in_the_database() -> None:
    seal = in_use()
    row = Seal.objects.get(uuid=seal.value)
    kept = repr({field.name: getattr(row, field.name) for field in row._meta.fields})
    assert "PRIVATE" not in kept and row.reference == str(seal.value)


def test_a_real_agency_gets_a_plain_frame_and_an_invented_one_a_round_seal() -> None:
    real = seals.make(agency=agency(region="500100"), actor=SYSTEM, now=NOW)
    pictures = {seals.get_picture(one, actor=SYSTEM) for one in (real, made())}
    assert len(pictures) == 2 and all(one.startswith(b"\x89PNG") for one in pictures)
    assert [rules.is_fictional(region) for region in ("500100", "990100")] == [False, True]


def test_no_seal_without_the_authority(tmp_path: Path) -> None:
    settings.SEAL_FOLDER, before = tmp_path / "empty", settings.SEAL_FOLDER
    try:
        assert refused(seals.make, agency=agency()) == "licences.seal.no_authority"
    finally:
        settings.SEAL_FOLDER = before
    assert refused(seals.make_authority, actor=SYSTEM) == "licences.seal.authority_exists"


class SealLife(RuleBasedStateMachine):
    """Any order of clicks by any of two hands leaves the rules' promises kept. No database."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.hands: list[tuple[str, str]] = []
        self.life = Life(Standing.MADE, NOW, NOW + 100 * DAY, made_by=ANNA)

    def _try(self, act: Callable[[], None], **changes: Any) -> None:
        try:
            act()
        except Refusal:
            return
        fields = {name: getattr(self.life, name) for name in Life.__dataclass_fields__}
        self.life = Life(**(fields | changes))

    @rule(days=st.integers(1, 30))
    def wait(self, days: int) -> None:
        self.now += days * DAY

    @rule(who=st.sampled_from((ANNA, BERTA)), taken=st.booleans())
    def use(self, who: str, taken: bool) -> None:
        actor, before = Actor(1, who), self.life.standing
        changes = {"standing": Standing.IN_USE, "in_use_at": self.now}
        self._try(lambda: rules.check_use(self.life, actor=actor, is_taken=taken, now=self.now), **changes)
        if before is Standing.MADE and self.life.standing is Standing.IN_USE:
            assert not taken
            self.hands.append((self.life.made_by, who))

    @rule()
    def suspend(self) -> None:
        pauses = (*self.life.pauses, Pause(self.now, None))
        self._try(lambda: rules.check_suspension(self.life, reason="x"), standing=Standing.SUSPENDED, pauses=pauses)

    @rule(taken=st.booleans())
    def resume(self, taken: bool) -> None:
        pauses = (*self.life.pauses[:-1], *(Pause(one.since, self.now) for one in self.life.pauses[-1:]))
        self._try(
            lambda: rules.check_resumption(self.life, is_taken=taken, now=self.now),
            standing=Standing.IN_USE,
            pauses=pauses,
        )

    @rule(who=st.sampled_from((ANNA, BERTA)))
    def ask(self, who: str) -> None:
        self._try(lambda: rules.check_ending(self.life, reason="x"), ending_by=who)

    @rule(who=st.sampled_from((ANNA, BERTA)))
    def destroy(self, who: str) -> None:
        before = self.life.standing
        changes = {"standing": Standing.DESTROYED, "destroyed_at": self.now}
        self._try(lambda: rules.check_destruction(self.life, actor=Actor(1, who)), **changes)
        if before is not Standing.DESTROYED and self.life.standing is Standing.DESTROYED:
            self.hands.append((self.life.ending_by, who))

    @invariant()
    def two_hands_always(self) -> None:
        assert all(first != second for first, second in self.hands)

    @invariant()
    def the_past_tells_the_present(self) -> None:
        assert rules.standing_at(self.life, self.now) is self.life.standing

    @invariant()
    def nothing_comes_into_use_after_its_end(self) -> None:
        assert self.life.in_use_at is None or self.life.in_use_at <= self.life.valid_until


SealLife.TestCase.settings = examples(max_examples=60, stateful_step_count=25, deadline=None)
TestSealLife = SealLife.TestCase


def test_what_a_seal_was_at_an_instant() -> None:
    def at(days: float) -> datetime:
        return NOW + days * DAY

    pauses = (Pause(at(2), at(3)), Pause(at(5), at(6)))
    life = Life(Standing.DESTROYED, at(0), at(99), made_by="", in_use_at=at(1), pauses=pauses, destroyed_at=at(7))
    told = [rules.standing_at(life, at(day)).value for day in (0.5, 1, 2, 2.9, 3, 5.5, 6.5, 7, 8)]
    assert told == ["made", "in_use", "suspended", "suspended", "in_use", "suspended", "in_use", *["destroyed"] * 2]
