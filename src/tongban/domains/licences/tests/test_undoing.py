"""A decision that cancelled licences falls: they count again, once, as they were."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from tongban.domains.cases import api as cases
from tongban.domains.licences import api as licences
from tongban.domains.licences import subscribers
from tongban.domains.licences.api import Ending, Ground, State
from tongban.domains.licences.commands import reinstate
from tongban.domains.licences.tests.conftest import NOW, grant, officer, owner
from tongban.domains.licences.tests.test_subscribers import happened
from tongban.domains.registry import api as registry
from tongban.kernel import events, evidence
from tongban.kernel.actors import SYSTEM

CASE, TRACK = "case_00000000-0000-4000-8000-00000000000c", "closing"
SOON, LATER, LAST = (NOW + timedelta(days=days) for days in (1, 30, 60))
FALLEN: dict[str, Any] = {"reason": "材料虚假", "basis": "行政许可法 第六十九条"}


@pytest.fixture
def licence(company: registry.SubjectId) -> licences.LicenceId:
    return licences.issue(grant=grant(company, "food_licence", track="food"), actor=SYSTEM, now=NOW)


def cancel(licence: licences.LicenceId, now: datetime = SOON) -> None:
    licences.revoke(
        licence=licence,
        reason="注销登记",
        basis="食品法 第五条",
        ending=Ending.CANCELLED,
        decision=(CASE, TRACK),
        actor=SYSTEM,
        now=now,
    )


def records(licence: licences.LicenceId, now: datetime) -> Sequence[State]:
    return [state for _, _, _, state in licences.history_of(licence, actor=SYSTEM, now=now).records]


def newest(licence: licences.LicenceId, now: datetime) -> licences.LicenceView:
    return licences.get_licence(
        licences.history_of(licence, actor=SYSTEM, now=now).records[-1][0], actor=SYSTEM, now=now
    )


def test_what_was_cancelled_counts_again_as_it_was(licence: licences.LicenceId, company: registry.SubjectId) -> None:
    old = newest(licence, NOW)
    cancel(licence)
    assert licences.find_valid(company, "food_licence", at=LATER) is None
    for _ in range(2):
        reinstate(case=CASE, track=TRACK, **FALLEN, actor=SYSTEM, now=LATER)
    assert records(licence, LATER) == [State.REVOKED, State.VALID]
    now = newest(licence, LATER)
    assert (now.number, now.valid_from, now.valid_until, now.fields) == (
        old.number,
        old.valid_from,
        old.valid_until,
        old.fields,
    )
    assert licences.find_valid(company, "food_licence", at=LATER) == now.identifier
    told = events.read(str(licence))
    assert told[1].data["case"] == CASE and told[-1].type == "licences.licence_restored.v1"
    days = [licences.state_on(licence, at) for at in (SOON - timedelta(hours=1), SOON, LATER)]
    assert [found and found[1] for found in days] == [State.VALID, State.REVOKED, State.VALID]
    assert [one.id for one in licences.get_dossier(company, actor=owner(company), now=LATER).licences] == [now.id]


def test_it_can_be_cancelled_again_and_come_back_again(licence: licences.LicenceId) -> None:
    cancel(licence)
    reinstate(case=CASE, track=TRACK, **FALLEN, actor=SYSTEM, now=LATER)
    cancel(newest(licence, LATER).id, now=LATER + timedelta(days=1))
    for _ in range(2):
        reinstate(case=CASE, track=TRACK, **FALLEN, actor=SYSTEM, now=LAST)
    assert records(licence, LAST) == [State.REVOKED, State.REVOKED, State.VALID]


def test_another_decision_brings_nothing_back(licence: licences.LicenceId) -> None:
    cancel(licence)
    reinstate(case=CASE, track="other", **FALLEN, actor=SYSTEM, now=LATER)
    reinstate(case="", track="", **FALLEN, actor=SYSTEM, now=LATER)
    assert records(licence, LATER) == [State.REVOKED]


def test_what_an_officer_took_back_stays_taken_back(licence: licences.LicenceId) -> None:
    licences.revoke(
        licence=licence,
        reason="吊销",
        basis="食品法 第五条",
        ending=Ending.PENALISED,
        actor=officer(),
        now=SOON,
    )
    reinstate(case="", track="", **FALLEN, actor=SYSTEM, now=LATER)
    assert records(licence, LATER) == [State.REVOKED]


def test_a_renewal_that_had_not_begun_comes_back_with_the_old_term(licence: licences.LicenceId) -> None:
    renewal = Ground(case="case_00000000-0000-4000-8000-00000000000d", track="food_renewal")
    licences.renew(licence=licence, ground=renewal, actor=SYSTEM, now=NOW)
    cancel(licence)
    assert records(licence, LATER) == [State.REVOKED, State.REVOKED]
    for _ in range(2):
        reinstate(case=CASE, track=TRACK, **FALLEN, actor=SYSTEM, now=LATER)
    assert records(licence, LATER) == [State.REVOKED, State.REVOKED, State.VALID, State.NOT_YET_VALID]
    new_term = datetime.fromisoformat("2031-03-02T00:00:00+08:00")
    assert records(licence, new_term)[2:] == [State.REPLACED, State.VALID]


def test_a_suspension_outlives_the_cancellation(licence: licences.LicenceId) -> None:
    paper = str(evidence.put(b"%PDF-1.7\n%%EOF", "decision.pdf", by="account_7", purpose="licence", at=NOW))
    ground = Ground(reason="整改", basis="食品法 第四条", evidence=(paper,))
    licences.suspend(licence=licence, ground=ground, actor=officer(), now=NOW)
    cancel(licence)
    reinstate(case=CASE, track=TRACK, **FALLEN, actor=SYSTEM, now=LATER)
    assert newest(licence, LATER).state is State.SUSPENDED
    licences.resume(licence=newest(licence, LATER).id, ground=ground, actor=officer(), now=LAST)
    assert newest(licence, LAST).state is State.VALID


def test_one_that_has_run_out_meanwhile_comes_back_as_expired(licence: licences.LicenceId) -> None:
    cancel(licence)
    over = datetime.fromisoformat("2031-03-05T10:00:00+08:00")
    reinstate(case=CASE, track=TRACK, **FALLEN, actor=SYSTEM, now=over)
    assert newest(licence, over).state is State.EXPIRED


def test_a_deregistration_that_a_court_sets_aside_gives_back_at_once(licence: licences.LicenceId) -> None:
    cancel(licence)
    told: dict[str, Any] = {"reference": "（2026）青行初1号", "reason": "程序违法", "agency": "", "by": "a"}
    reopened = happened(CASE, cases.CaseReopened(CASE, TRACK, authority="court", clocks=(), **told))
    for _ in range(2):
        subscribers.follow_reopening(reopened, now=LATER)
    assert records(licence, LATER) == [State.REVOKED, State.VALID]
    back = events.read(str(licence))[-1]
    assert (back.data["reason"], back.data["basis"]) == ("程序违法", "（2026）青行初1号")


def test_a_deregistration_that_is_taken_back_gives_back(licence: licences.LicenceId) -> None:
    cancel(licence)
    told: dict[str, Any] = {**FALLEN, "reference": "", "agency": "", "by": "a"}
    recorded = happened(CASE, cases.GrantRevoked(CASE, TRACK, because="breach", **told))
    for _ in range(2):
        subscribers.follow_revocation(recorded, now=LATER)
    assert records(licence, LATER) == [State.REVOKED, State.VALID]
