"""What licences do when the decision behind one falls: revoked with it, or ended by the new decision."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.db import transaction

from tongban.domains.cases import api as cases
from tongban.domains.licences import api as licences
from tongban.domains.licences import subscribers
from tongban.domains.licences.queries import find_standing
from tongban.domains.licences.tests.conftest import NOW, grant
from tongban.domains.registry import api as registry
from tongban.kernel import events
from tongban.kernel.authz import SYSTEM

TRACK = "registration"


def issued(holder: registry.SubjectId, type_id: str = "business_licence") -> tuple[str, licences.LicenceId]:
    """A licence of a case of its own, whose stream tells nothing yet."""
    case = f"case_{uuid4()}"
    given = grant(holder, type_id)
    fresh = licences.Grant(
        type_id=given.type_id,
        holder=given.holder,
        issuer=given.issuer,
        region=given.region,
        case=case,
        track=TRACK,
        values=given.values,
    )
    return case, licences.issue(grant=fresh, actor=SYSTEM, now=NOW)


def happened(case: str, event: object) -> events.Recorded:
    with transaction.atomic():
        events.append(case, [event], actor="account_1", at=NOW)
    return events.read(case)[-1]


def decided(case: str, *, granted: bool) -> cases.TrackDecided:
    return cases.TrackDecided(
        case, TRACK, "approve", granted=granted, reason="第二项", agency="", by="a", result=None, registered=None
    )


def test_a_revoked_grant_takes_its_licence_with_it_once(company: registry.SubjectId) -> None:
    case, licence = issued(company)
    told: dict[str, Any] = {
        "reason": "承诺不实",
        "basis": "行政许可法 第六十九条",
        "reference": str(licence),
        "agency": "",
        "by": "a",
    }
    recorded = happened(case, cases.GrantRevoked(case, TRACK, because="breach", **told))
    for _ in range(2):
        subscribers.follow_revocation(recorded, now=NOW)
    view = licences.get_licence(licence, actor=SYSTEM, now=NOW)
    assert view.state == "revoked" and find_standing(case, TRACK) is None
    assert [one.type for one in events.read(str(licence))].count("licences.licence_revoked.v1") == 1


def test_set_aside_the_licence_stands_until_a_new_denial(company: registry.SubjectId) -> None:
    case, licence = issued(company)
    told: dict[str, Any] = {
        "reference": "（2026）青行初1号",
        "reason": "程序违法",
        "agency": "",
        "by": "a",
    }
    subscribers.follow_new_decision(happened(case, decided(case, granted=False)), now=NOW)
    assert find_standing(case, TRACK) == licence, "a denial that nothing set aside has no licence of its own"
    happened(case, cases.CaseReopened(case, TRACK, authority="court", clocks=(), **told))
    subscribers.follow_new_decision(happened(case, decided(case, granted=True)), now=NOW)
    assert find_standing(case, TRACK) == licence
    subscribers.follow_new_decision(happened(case, decided(case, granted=False)), now=NOW)
    assert find_standing(case, TRACK) is None


def test_a_licence_is_issued_anew_after_the_old_one_was_revoked(company: registry.SubjectId) -> None:
    case, licence = issued(company)
    licences.revoke(licence=licence, reason="误发", basis="行政许可法 第六十九条", actor=SYSTEM, now=NOW)
    given = grant(company)
    again = licences.Grant(
        type_id=given.type_id,
        holder=given.holder,
        issuer=given.issuer,
        region=given.region,
        case=case,
        track=TRACK,
        values=given.values,
    )
    assert licences.issue(grant=again, actor=SYSTEM, now=NOW) != licence


def test_a_renewal_finds_when_the_licence_ends(company: registry.SubjectId) -> None:
    _, never = issued(company)
    case, licence = issued(company, "food_licence")
    view = licences.get_licence(licence, actor=SYSTEM, now=NOW)
    assert licences.find_expiry(company, "food_licence", at=NOW) == (view.identifier, date(2031, 3, 1))
    assert licences.find_expiry(company, "business_licence", at=NOW) is None
    licences.revoke(licence=licence, reason="误发", basis="行政许可法 第六十九条", actor=SYSTEM, now=NOW)
    assert licences.find_expiry(company, "food_licence", at=NOW) is None and find_standing(case, TRACK) is None
    assert licences.get_licence(never, actor=SYSTEM, now=NOW).state is licences.State.VALID
