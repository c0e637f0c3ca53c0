"""The dossier as of any day, opened with a purpose, printed and checked."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from tongban.domains.licences import api as licences
from tongban.domains.licences.dossier import api as dossier
from tongban.domains.licences.dossier import rules
from tongban.domains.licences.states import Life, Record, State, Suspension, counting
from tongban.domains.licences.tests.conftest import NOW, STRANGER, grant, owner
from tongban.domains.registry import api as registry
from tongban.kernel import events
from tongban.kernel.actors import Actor, Grant
from tongban.kernel.authz import SYSTEM
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal

LATER = NOW + timedelta(days=10)


def seated(name: str, *duties: str, region: str = "990102") -> Actor:
    """A real officer of the region's market regulation."""
    agency = registry.get_agency(region, "market_regulation", on=NOW.date())
    title = Text(zh="测试岗", en="Test post")
    post = registry.create_post(agency=agency.id, title=title, duties=duties, actor=SYSTEM, now=NOW)
    account = registry.create_staff(username=name, name=name, post=post, actor=SYSTEM, now=NOW)
    return registry.actor_of(account, now=NOW)


def themselves(subject: registry.SubjectId, name: str = "holder") -> Actor:
    """A real log-in of a person."""
    account = registry.create_account(username=name, password=None, name=name, actor=SYSTEM, now=NOW)
    registry.represent(account=account, subject=subject, role="self", actor=SYSTEM, now=NOW)
    return registry.actor_of(account, now=NOW)


def address(number: str) -> str:
    return f"https://example.org/verify/dossier/{number}/"


def test_the_dossier_is_as_it_stood_that_day(company: registry.SubjectId) -> None:
    licence = licences.issue(grant=grant(company), actor=SYSTEM, now=NOW)
    licences.revoke(licence=licence, reason="误发", basis="行政许可法 第六十九条", actor=SYSTEM, now=LATER)
    told = {
        offset: dossier.get_dossier_then(
            company, as_of=NOW.date() + timedelta(days=offset), actor=owner(company), now=LATER + timedelta(days=5)
        )
        for offset in (-1, 0, 9, 10, 15)
    }
    assert told[-1].licences == ()
    states = {offset: [one.state for one in one_day.licences] for offset, one_day in told.items()}
    valid, revoked = [State.VALID], [State.REVOKED]
    assert states == {-1: [], 0: valid, 9: valid, 10: revoked, 15: revoked}
    assert told[9].usable == 1 and told[10].usable == 0


def test_a_dossier_bears_the_name_of_its_day(company: registry.SubjectId) -> None:
    told: dict[str, Any] = {"facts": {"name": "云汀听涛有限公司"}, "ground": "case_1/change", "on": LATER.date()}
    registry.amend_enterprise(enterprise=company, **told, actor=SYSTEM, now=LATER)
    names = [
        dossier.get_dossier_then(company, as_of=day.date(), actor=owner(company), now=LATER).subject.name
        for day in (NOW, LATER)
    ]
    assert names == ["云汀松涛（集团）有限公司", "云汀听涛有限公司"]


def test_a_day_to_come_has_no_dossier(company: registry.SubjectId) -> None:
    with pytest.raises(Refusal, match=r"licences\.dossier\.future"):
        dossier.get_dossier_then(company, as_of=NOW.date() + timedelta(days=1), actor=owner(company), now=NOW)


def test_strangers_do_not_learn_whether_there_is_a_dossier(company: registry.SubjectId) -> None:
    licences.issue(grant=grant(company), actor=SYSTEM, now=NOW)
    for actor in (STRANGER, Actor(account_id=3, label="account_3", grants=(Grant(10_000, "subject_x"),))):
        with pytest.raises(Refusal, match=r"licences\.dossier\.not_found"):
            dossier.get_dossier_then(company, as_of=NOW.date(), actor=actor, now=NOW)


def test_a_limited_delegate_sees_no_more_than_the_grant_reaches(company: registry.SubjectId) -> None:
    licences.issue(grant=grant(company), actor=SYSTEM, now=NOW)
    pk = registry.get_subject(company).pk
    limited = Grant(
        pk, str(company), kind="agent", basis="delegation_1", acts=frozenset({"read"}), keys=frozenset({"x"})
    )
    told = dossier.get_dossier_then(
        company, as_of=NOW.date(), actor=Actor(account_id=3, label="account_3", grants=(limited,)), now=NOW
    )
    assert (told.licences, told.cases, told.delegations) == ((), (), ())


def test_an_officer_says_why_and_the_subject_can_read_it(company: registry.SubjectId) -> None:
    licences.issue(grant=grant(company), actor=SYSTEM, now=NOW)
    officer = seated("looker", "review")
    with pytest.raises(Refusal, match="purpose_missing"):
        dossier.open_dossier(subject=company, purpose=" 查 ", actor=officer, now=NOW)
    with pytest.raises(Refusal, match="not_found"):
        dossier.get_dossier_then(company, as_of=NOW.date(), actor=officer, now=NOW)
    look = dossier.open_dossier(subject=company, purpose="核实经营资格", actor=officer, now=NOW)
    told = dossier.get_dossier_then(company, as_of=NOW.date(), look=look, actor=officer, now=NOW)
    assert [one.state for one in told.licences] == [State.VALID]
    assert [(one.agency.zh, one.purpose) for one in dossier.list_looks(company, actor=owner(company))] == [
        ("云汀市市场监督管理局", "核实经营资格")
    ]
    assert [one.type for one in events.read(f"dossier_{company}")] == ["licences.dossier_opened.v1"]
    tomorrow = NOW + timedelta(days=1)
    with pytest.raises(Refusal, match="not_found"):  # it was opened for that day
        dossier.get_dossier_then(company, as_of=NOW.date(), look=look, actor=officer, now=tomorrow)
    with pytest.raises(Refusal, match="not_found"):  # and for that officer
        dossier.get_dossier_then(company, as_of=NOW.date(), look=look, actor=seated("other", "review"), now=NOW)


def test_officers_find_and_open_only_subjects_of_their_region(
    company: registry.SubjectId, founder: registry.SubjectId
) -> None:
    licences.issue(grant=grant(company), actor=SYSTEM, now=NOW)
    officer = seated("looker", "review")
    code = registry.get_enterprise(company).credit_code
    assert [one.id for one in dossier.find_holders("云汀松涛", actor=officer)] == [company]
    assert [one.id for one in dossier.find_holders(code, actor=officer)] == [company]
    assert dossier.find_holders("云", actor=officer) == [] and dossier.find_holders(code, actor=STRANGER) == []
    with pytest.raises(Refusal, match="not_found"):
        dossier.open_dossier(subject=founder, purpose="随便看看", actor=officer, now=NOW)
    with pytest.raises(Refusal, match=r"kernel\.authz\.denied"):
        dossier.open_dossier(subject=company, purpose="随便看看", actor=STRANGER, now=NOW)


def test_an_extract_is_drawn_and_checked_by_its_number(founder: registry.SubjectId) -> None:
    licence = licences.issue(grant=grant(founder, "porter_card"), actor=SYSTEM, now=NOW)
    reader = themselves(founder)
    told: dict[str, Any] = {"subject": founder, "as_of": NOW.date(), "address_of": address}
    number = dossier.print_dossier(actor=reader, now=NOW, **told)
    name, data = dossier.get_extract(number, actor=reader)
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    assert name == f"dossier-{number}.pdf" and number in text.replace("\n", "") and "搬运工作证" in text
    with pytest.raises(Refusal, match="not_found"):
        dossier.get_extract(number, actor=STRANGER)
    licences.revoke(licence=licence, reason="误发", basis="行政许可法 第六十九条", actor=SYSTEM, now=LATER)
    found = dossier.check_extract(number.replace("-", " ").lower(), now=LATER)
    assert found is not None and (found.lines[0].state, found.lines[0].now) == (State.VALID, State.REVOKED)
    assert "沈知远" not in found.name and found.name.startswith("沈")
    assert dossier.check_extract(rules.number_of([3] * rules.LENGTH), now=LATER) is None


@given(st.lists(st.integers(0, 31), min_size=rules.LENGTH, max_size=rules.LENGTH), st.integers(0, 11), st.data())
def test_one_wrong_character_of_a_number_is_always_noticed(dice: list[int], place: int, data: Any) -> None:
    number = rules.number_of(dice)
    assert rules.read_number(number) == number
    plain = list(number.replace("-", ""))
    plain[place] = data.draw(st.sampled_from([one for one in rules.ALPHABET if one != plain[place]]))
    try:
        assert rules.read_number("".join(plain)) != number
    except Refusal as refusal:
        assert refusal.code == "licences.dossier.number_check"
    else:  # the two characters that are 31 apart share a remainder
        assert plain[place] in (rules.ALPHABET[0], rules.ALPHABET[31])


FIRST = datetime(2026, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(0, 365 * 24).map(lambda hours: FIRST + timedelta(hours=hours))


@given(st.lists(INSTANTS, min_size=1, max_size=4, unique=True).map(sorted), INSTANTS, st.none() | INSTANTS)
def test_the_record_that_counts_is_the_newest_that_existed(
    issued: list[datetime], at: datetime, revoked: datetime | None
) -> None:
    """Against the plain reading: the last record issued by then, with its own state then."""
    records = [
        Record(
            version,
            begun,
            Life(
                begun.date() - timedelta(days=1),
                None,
                revoked_at=revoked if version == len(issued) else None,
                replaced_at=issued[version] if version < len(issued) else None,
                suspensions=(Suspension(begun, None),) if version % 2 == 0 else (),
            ),
        )
        for version, begun in enumerate(issued, start=1)
    ]
    found = counting(records, at)
    known = [one for one in records if one.issued_at <= at]
    if not known:
        assert found is None
        return
    assert found is not None and found[0] == known[-1]
    assert found[1] is not State.REPLACED


def test_the_purpose_is_kept_in_one_line() -> None:
    assert rules.check_purpose("  核实\n 资格 \0 ") == "核实 资格"
    with pytest.raises(Refusal, match="purpose_too_long"):
        rules.check_purpose("长" * 201)
    assert rules.instant_of(date(2026, 3, 1), NOW) < NOW and rules.instant_of(NOW.date(), NOW) == NOW
