"""Commitments over real events: delivered, rebuilt, inherited, opened down to their cases."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from tongban.domains.cases import api as cases
from tongban.domains.metrics import api as metrics
from tongban.domains.metrics.models import CaseFact
from tongban.domains.metrics.tests.made import at
from tongban.kernel import events, outbox
from tongban.kernel.actors import ANONYMOUS, SYSTEM, Actor, PostGrant
from tongban.kernel.errors import Refusal

pytestmark = pytest.mark.usefixtures("city")
NOW = at("06-30 12:00")
PLAN: dict[str, Any] = {"role": "market_regulation", "licence": None, "steps": []}


def append(case: str, when: datetime, *happened: object) -> None:
    with transaction.atomic():
        events.append(case, happened, actor="system", at=when)


def submit(region: str, when: datetime) -> str:
    case = f"case_{uuid4()}"
    values: dict[str, Any] = {
        "case": case,
        "number": f"{region}20260302{CaseFact.objects.count():06d}",
        "procedure": "setup",
        "version": 1,
        "digest": "d",
        "region": region,
        "subject": "subject_x",
        "package": True,
        "agency": "agency_x",
        "tracks": [{"key": key, **PLAN} for key in ("alpha", "beta")],
        "materials": [],
        "attributes": {"size": 40},
        "form_digest": "f",
        "by": "account_x",
    }
    append(case, when, cases.CaseSubmitted(**values))
    return case


def accept(case: str, when: datetime) -> None:
    accepted = cases.CaseAccepted(case, clocks=(), agencies={}, fee_fen=0, visits=0, agency="agency_x", by="account_y")
    append(case, when, accepted)


def decide(case: str, when: datetime, tracks: Sequence[str] = ("alpha", "beta")) -> None:
    more: dict[str, Any] = {"step": "approve", "granted": True, "reason": "", "agency": "a", "by": "b"}
    decided = [cases.TrackDecided(case, track, result=None, registered=None, **more) for track in tracks]
    append(case, when, *decided, cases.CaseDecided(case, granted=True, outcome="granted"), cases.CaseClosed(case))


def whole(region: str, accepted: str, closed: str) -> str:
    case = submit(region, at(accepted))
    accept(case, at(accepted))
    decide(case, at(closed))
    return case


def deliver() -> None:
    while outbox.deliver(now=NOW):
        pass


def rows() -> list[dict[str, Any]]:
    found = CaseFact.objects.order_by("case_id", "track").values()
    return [{name: value for name, value in row.items() if name != "id"} for row in found]


def shown(region: str | None = None) -> dict[tuple[str, str], metrics.CommitmentView]:
    return {(view.region, view.id): view for view in metrics.list_commitments(region, now=NOW)}


def supervisor(*regions: str) -> Actor:
    post = PostGrant(1, 1, regions[0], frozenset(regions), frozenset({"supervise"}))
    return Actor(account_id=7, label="account_7", posts=(post,))


def test_a_number_is_what_was_delivered_and_rebuilding_gives_the_same_rows() -> None:
    whole("990102", "03-02 09:00", "03-04 10:00")
    accept(submit("990103", at("03-02 09:00")), at("03-03 09:00"))
    deliver()
    before = rows()
    assert len(before) == 6 and before[0]["attributes"] == {"size": 40}
    assert metrics.rebuild() == 6
    assert rows() == before
    deliver()
    assert rows() == before


def test_each_region_is_judged_over_itself_and_below_by_its_own_wording() -> None:
    whole("990102", "03-02 09:00", "03-04 10:00")
    whole("990103", "03-02 09:00", "03-05 10:00")
    deliver()
    found = shown()
    city, district = found["990100", "C1"], found["990103", "C1"]
    assert city.target is not None
    assert (city.value, city.cases, city.state, city.target.value) == (3, 2, metrics.State.MET, 3)
    assert (district.value, district.cases, district.state) == (3, 1, metrics.State.BREACHED)
    assert (district.source.document, district.pack) == ("青崖区方案（虚构）", "qingya")
    assert found["990100", "C9"].state is metrics.State.UNBOUND
    assert [key for key in found if key[0] == "990200"] == []


def test_a_district_without_a_pack_is_judged_by_the_citys_words() -> None:
    whole("990102", "03-02 09:00", "03-04 10:00")
    whole("990103", "03-02 09:00", "03-20 10:00")
    deliver()
    view = shown("990102")["990102", "C1"]
    assert (view.value, view.cases, view.state) == (2, 1, metrics.State.MET)


def test_a_number_opens_to_its_cases_for_those_who_supervise() -> None:
    slow = whole("990102", "03-02 09:00", "03-20 10:00")
    whole("990103", "03-02 09:00", "03-04 10:00")
    open_late = submit("990103", at("06-01 09:00"))
    accept(open_late, at("06-01 09:00"))
    deliver()
    detail = metrics.get_commitment("C1", "990100", actor=supervisor("990100", "990102", "990103"), now=NOW)
    assert [(one.case, one.breaking, one.finished) for one in detail.cases][:2] == [
        (open_late, True, False),
        (slow, True, True),
    ]
    assert (detail.total, detail.hidden, detail.view.breaking, detail.view.late_open) == (3, 0, 2, 1)
    page = metrics.get_commitment("C1", "990100", actor=SYSTEM, now=NOW, offset=1, limit=1)
    assert [one.case for one in page.cases] == [slow]
    part = metrics.get_commitment("C1", "990100", actor=supervisor("990102"), now=NOW)
    assert ([one.case for one in part.cases], part.hidden, part.view.cases) == ([slow], 2, 3)
    nothing = metrics.get_commitment("C1", "990100", actor=ANONYMOUS, now=NOW)
    assert (nothing.cases, nothing.hidden) == ((), 3)


def test_an_unknown_commitment_is_refused() -> None:
    with pytest.raises(Refusal, match=r"metrics\.commitment\.unknown"):
        metrics.get_commitment("C404", "990100", actor=SYSTEM, now=NOW)
    with pytest.raises(Refusal, match=r"metrics\.commitment\.unknown"):
        metrics.get_commitment("C1", "990200", actor=SYSTEM, now=NOW)


def test_a_missing_calendar_is_told_instead_of_guessed() -> None:
    accept(submit("990102", at("06-01 09:00")), at("06-01 09:00"))
    deliver()
    later = datetime.fromisoformat("2027-01-11T09:00:00+08:00")
    view = next(one for one in metrics.list_commitments("990102", now=later) if one.id == "C1")
    assert view.state is metrics.State.UNDETERMINED and view.reason is not None


def test_the_series_has_a_number_for_each_month_with_cases() -> None:
    whole("990102", "03-02 09:00", "03-04 10:00")
    whole("990102", "05-06 09:00", "05-20 10:00")
    deliver()
    series = {f"{point.month:%m}": point for point in shown("990102")["990102", "C1"].series}
    assert (series["03"].value, series["03"].state) == (2, metrics.State.MET)
    assert (series["04"].value, series["04"].cases, series["04"].state) == (None, 0, metrics.State.NO_CASES)
    assert series["05"].state is metrics.State.BREACHED
