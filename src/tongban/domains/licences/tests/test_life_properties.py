"""Whatever is done to a licence in whatever order: one record counts, the past stays, a refusal leaves nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tongban.domains.licences import api as licences
from tongban.domains.licences.api import Ending, Ground, State
from tongban.domains.licences.commands import take_back
from tongban.domains.licences.models import Licence, Serial
from tongban.domains.licences.tests.conftest import NOW, grant, officer
from tongban.domains.registry import api as registry
from tongban.kernel import events, evidence
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.errors import Refusal
from tongban.kernel.identifiers import CredentialIdentifier

COUNTS = (State.VALID, State.SUSPENDED)
LAWS = {"change": "一", "renew": "二", "replace": "三", "suspend": "四", "resume": "四"}
ACTS = ("change", "renew", "replace", "suspend", "resume", "revoke")
DAYS = st.sampled_from([0, 1, 30, 400, 1500, 2000])


class Life(RuleBasedStateMachine):
    """One licence of five years, officers, cases and years that pass."""

    company: registry.SubjectId
    paper: str

    @initialize()
    def issue(self) -> None:
        self.point = transaction.savepoint()
        self.now, self.done, self.cases = NOW, 1, 0
        self.told: list[tuple[datetime, Any]] = []
        given = grant(self.company, "food_licence", track="food")
        self.first = licences.issue(grant=given, actor=SYSTEM, now=self.now)
        self.case = given.case

    def teardown(self) -> None:
        if hasattr(self, "point"):
            transaction.savepoint_rollback(self.point)

    @property
    def newest(self) -> Licence:
        return Licence.objects.filter(root=self.first.value).latest("version")

    def attempt(self, act: Callable[[], object]) -> bool:
        """Whether it was done; what was refused has left nothing."""
        before = list(Licence.objects.order_by("pk").values()), events.head(str(self.first))
        try:
            with transaction.atomic():
                act()
        except Refusal:
            assert before == (list(Licence.objects.order_by("pk").values()), events.head(str(self.first)))
            return False
        self.done += events.head(str(self.first)).number - before[1].number
        return True

    def act(self, name: str, licence: licences.LicenceId, *, ground: Ground, actor: Actor, days: int) -> None:
        asked: dict[str, Any] = {"licence": licence, "actor": actor, "now": self.now}
        if name == "revoke":
            licences.revoke(reason=ground.reason, basis=ground.basis, ending=Ending.CANCELLED, **asked)
        elif name == "change":
            licences.change(values={"place": f"望潮路{self.done}号"}, ground=ground, **asked)
        elif name == "suspend":
            until = self.now.date() + timedelta(days=days) if days else None
            licences.suspend(until=until, ground=ground, **asked)
        else:
            getattr(licences, name)(ground=ground, **asked)

    @rule(days=DAYS, hours=st.integers(0, 23))
    def wait(self, days: int, hours: int) -> None:
        self.now += timedelta(days=days, hours=hours)

    @rule(name=st.sampled_from(ACTS), days=DAYS, good=st.booleans(), old=st.booleans())
    def officer_acts(self, *, name: str, days: int, good: bool, old: bool) -> None:
        """What is offered is what is done: the page and the command know the same rules."""
        self.now += timedelta(minutes=1)
        row = Licence.objects.filter(root=self.first.value).earliest("version") if old else self.newest
        licence = licences.LicenceId(row.uuid)
        ground = Ground("事实", f"食品法 第{LAWS.get(name, '五')}条", (self.paper,)) if good else Ground(reason="事实")
        offered = {one.act for one in licences.list_possible(licence, actor=officer(), now=self.now)}
        done = self.attempt(lambda: self.act(name, licence, ground=ground, actor=officer(), days=days))
        assert done == (good and name in offered), (name, offered)

    @rule(name=st.sampled_from(["change", "renew"]))
    def case_acts(self, name: str) -> None:
        self.now += timedelta(minutes=1)
        self.cases += 1
        ground = Ground(case=f"case_{self.cases}", track="food")
        licence = licences.LicenceId(self.newest.uuid)
        self.attempt(lambda: self.act(name, licence, ground=ground, actor=SYSTEM, days=0))

    @rule(which=st.integers(0, 9))
    def decision_falls(self, which: int) -> None:
        self.now += timedelta(minutes=1)
        case = f"case_{which}" if which else self.case
        told: dict[str, Any] = {"reason": "撤销", "basis": "法", "actor": SYSTEM, "now": self.now}
        if self.attempt(lambda: take_back(case=case, track="food", **told)):
            done = self.done
            self.attempt(lambda: take_back(case=case, track="food", **told))
            assert done == self.done or which == 0, "told twice, nothing happens twice"

    @invariant()
    def one_record_counts(self) -> None:
        rows = list(Licence.objects.filter(root=self.first.value).order_by("version"))
        ends = [datetime.combine(row.valid_until, NOW.timetz()) for row in rows if row.valid_until]
        for at in (self.now, *ends, *(end + timedelta(days=1) for end in ends)):
            if at >= self.now:
                views = [licences.get_licence(licences.LicenceId(row.uuid), actor=SYSTEM, now=at) for row in rows]
                assert sum(view.state in COUNTS for view in views) <= 1, (at, [view.state for view in views])

    @invariant()
    def the_past_stays(self) -> None:
        self.told.append((self.now, licences.state_on(self.first, self.now)))
        for at, told in self.told:
            if at < self.now:
                assert licences.state_on(self.first, at) == told

    @invariant()
    def versions_follow_each_other_under_one_number(self) -> None:
        rows = list(Licence.objects.filter(root=self.first.value).order_by("version"))
        parsed = [CredentialIdentifier.parse(row.identifier) for row in rows]
        assert [row.version for row in rows] == [int(one.version) for one in parsed] == list(range(1, len(rows) + 1))
        assert len({row.number for row in rows}) == len({one.serial for one in parsed}) == 1
        assert Serial.objects.get().last == 1
        history = licences.history_of(self.first, actor=SYSTEM, now=self.now)
        assert len(history.moments) == self.done and len(history.records) == len(rows)


def test_a_licence_lives_lawfully(company: registry.SubjectId) -> None:
    paper = str(evidence.put(b"%PDF-1.7\n%%EOF", "decision.pdf", by="account_7", purpose="licence", at=NOW))
    machine = type("LifeOfTheCompany", (Life,), {"company": company, "paper": paper})
    checks = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=15, stateful_step_count=15, deadline=None, suppress_health_check=checks),
    )


@pytest.mark.parametrize("name", ACTS)
def test_every_act_of_the_machine_can_happen(company: registry.SubjectId, name: str) -> None:
    """The machine tries nothing that is always refused."""
    Life.company = company
    Life.paper = str(evidence.put(b"%PDF-1.7\n%%EOF", "a.pdf", by="account_7", purpose="licence", at=NOW))
    life = Life()
    life.issue()
    if name == "resume":
        life.officer_acts(name="suspend", days=0, good=True, old=False)
    before = life.done
    life.officer_acts(name=name, days=30, good=True, old=False)
    assert life.done == before + 1
