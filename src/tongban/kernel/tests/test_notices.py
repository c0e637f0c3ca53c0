"""Calendars from packs and from what an administrator enters."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tongban.kernel import authz, events, notices
from tongban.kernel.calendar import Notice
from tongban.kernel.declaration import Text
from tongban.kernel.errors import CalendarGap, Refusal

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
PACKED = Notice(
    year=2026,
    off=frozenset({date(2026, 10, 1)}),
    on=frozenset({date(2026, 10, 10)}),
    source="notice of 2025",
    published_on=date(2025, 11, 4),
)
NEXT = Notice(
    year=2027,
    off=frozenset({date(2027, 1, 1)}),
    on=frozenset({date(2027, 1, 9)}),
    source="notice of 2026",
    published_on=date(2026, 11, 10),
    names={date(2027, 1, 1): Text(zh="元旦", en="New Year's Day")},
)
LOCAL = Notice(
    year=2026,
    off=frozenset({date(2026, 6, 18)}),
    on=frozenset(),
    source="notice of the region",
    published_on=date(2026, 5, 1),
    region="990100",
)


def staff(*regions: str, duty: str = "administer") -> authz.Actor:
    post = authz.PostGrant(1, 1, regions[0], frozenset(regions), frozenset({duty}))
    return authz.Actor(account_id=1, label="account_1", posts=(post,))


class Packs:
    """A source that counts how often it is read."""

    def __init__(self) -> None:
        self.state: object = object()
        self.reads = 0
        self.notices: list[Notice] = [PACKED]

    def read(self, source: object) -> list[Notice]:
        self.reads += 1
        return self.notices


@pytest.fixture
def packs(db: None) -> Iterator[Packs]:
    before = notices._PROVIDER[0]
    found = Packs()
    above = {"990102": ("990000", "990100")}
    provider = notices.Provider(
        lambda: found.state, found.read, lambda region: above.get(region, ()), lambda: ["500000", "990100"]
    )
    notices.provide(provider)
    yield found
    notices.provide(before)


def test_a_year_nobody_entered_is_a_gap(packs: Packs) -> None:
    assert not notices.calendar_for().is_working(date(2026, 10, 1))
    assert notices.calendar_for("990102").is_working(date(2026, 10, 10))
    with pytest.raises(CalendarGap):
        notices.calendar_for().is_working(date(2027, 1, 1))
    with pytest.raises(CalendarGap):
        notices.arrangement(2027)


def test_entering_a_notice_closes_the_gap_and_is_recorded(packs: Packs) -> None:
    before = notices.calendar_for().version
    notices.enter_notice(NEXT, actor=staff("990100"), now=NOW)
    found = notices.calendar_for()
    assert found.version != before
    assert not found.is_working(date(2027, 1, 1))
    assert found.is_working(date(2027, 1, 9))
    [recorded] = events.read("notice_2027_country")
    assert (recorded.actor, recorded.event.source) == ("account_1", "notice of 2026")
    [entered] = notices.list_notices(2027)
    assert entered.notice == NEXT
    assert (entered.entered_by, entered.entered_at) == ("account_1", NOW)


def test_the_same_content_again_changes_nothing(packs: Packs) -> None:
    for _ in range(2):
        notices.enter_notice(NEXT, actor=authz.SYSTEM, now=NOW)
    assert len(notices.list_notices()) == len(events.read("notice_2027_country")) == 1


def test_a_correction_replaces_the_entry_and_the_packs_notice_of_the_same_day(packs: Packs) -> None:
    corrected = dataclasses.replace(PACKED, off=PACKED.off | {date(2026, 10, 2)})
    for notice in (PACKED, corrected):
        notices.enter_notice(notice, actor=authz.SYSTEM, now=NOW)
    assert not notices.calendar_for().is_working(date(2026, 10, 2))
    packs.notices, packs.state = [PACKED, NEXT], object()
    assert not notices.calendar_for().is_working(date(2026, 10, 2))
    assert not notices.calendar_for().is_working(date(2027, 1, 1))


def test_a_calendar_is_kept_until_something_changes(packs: Packs, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]  # a fixture
    first = notices.calendar_for("990102")
    with django_assert_num_queries(1):
        assert notices.calendar_for("990102") is first
    assert packs.reads == 1
    notices.enter_notice(NEXT, actor=authz.SYSTEM, now=NOW)
    assert notices.calendar_for("990102") is not first
    assert packs.reads == 2


def test_a_regions_notice_holds_in_and_below_it(packs: Packs) -> None:
    notices.enter_notice(LOCAL, actor=staff("990100", "990102"), now=NOW)
    day = date(2026, 6, 18)
    assert not notices.calendar_for("990100").is_working(day)
    assert not notices.calendar_for("990102").is_working(day)
    assert notices.calendar_for("500000").is_working(day)
    assert notices.calendar_for().is_working(day)
    sources = [source["source"] for source in notices.arrangement(2026, "990102")["sources"]]
    assert sources == ["notice of 2025", "notice of the region"]


@pytest.mark.parametrize("actor", [authz.ANONYMOUS, staff("990100", duty="review"), staff("990103")])
def test_only_an_administrator_of_the_region_may_enter(packs: Packs, actor: authz.Actor) -> None:
    with pytest.raises(Refusal, match=r"kernel\.authz\.denied"):
        notices.enter_notice(LOCAL, actor=actor, now=NOW)
    assert notices.list_notices() == []


@pytest.mark.parametrize("actor", [authz.ANONYMOUS, staff("990100", duty="review"), staff("990102", "990103")])
def test_only_an_administrator_of_a_topmost_region_may_enter_the_countrys_notice(
    packs: Packs, actor: authz.Actor
) -> None:
    assert not notices.may_enter(actor, None)
    with pytest.raises(Refusal, match=r"kernel\.authz\.denied"):
        notices.enter_notice(NEXT, actor=actor, now=NOW)
    assert notices.list_notices() == []
    assert notices.may_enter(staff("990100", "990102", "990103"), None)
    assert notices.may_enter(staff("990102"), "990102")


def test_a_calendar_built_from_older_notices_is_not_left_to_others(packs: Packs) -> None:
    """Another thread may enter a notice while this one is building; here it does so inside the look at the lineage."""
    notices.enter_notice(LOCAL, actor=authz.SYSTEM, now=NOW)
    provider = notices._PROVIDER[0]

    def interrupted(region: str) -> tuple[str, ...]:
        notices._PROVIDER[0] = provider
        notices.enter_notice(NEXT, actor=authz.SYSTEM, now=NOW)
        notices.calendar_for("990103")
        return ()

    notices._PROVIDER[0] = dataclasses.replace(provider, lineage=interrupted)
    assert 2027 not in notices.calendar_for("990102").years
    assert 2027 in notices.calendar_for("990102").years


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"year": 2029, "off": frozenset({date(2029, 1, 1)}), "on": frozenset(), "names": {}}, "kernel.notices.year"),
        ({"published_on": date(2026, 11, 21)}, "kernel.notices.published"),
        ({"published_on": date(2024, 12, 31)}, "kernel.notices.published"),
        ({"published_on": None}, "kernel.notices.published"),
        ({"off": frozenset({date(2027, 1, 2)})}, "kernel.notices.nothing"),
        ({"source": "x" * 501}, "kernel.notices.source"),
        ({"off": frozenset({date(2028, 1, 1)})}, "kernel.calendar.day_outside_year"),
        ({"on": frozenset({date(2027, 1, 4)})}, "kernel.calendar.on_a_weekday"),
        ({"on": frozenset({date(2027, 1, 1)})}, "kernel.calendar.day_off_and_on"),
        ({"source": " "}, "kernel.calendar.source_missing"),
    ],
)
def test_a_senseless_notice_is_refused(packs: Packs, changes: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        notices.enter_notice(dataclasses.replace(NEXT, **changes), actor=authz.SYSTEM, now=NOW)  # type: ignore[arg-type]  # any field
    assert refused.value.code == code
    assert notices.list_notices() == []


def test_an_arrangement_lists_what_differs_from_an_ordinary_week(packs: Packs) -> None:
    told = notices.arrangement(2026)
    assert told["days"] == [
        {"date": "2026-10-01", "working": False, "name": {"zh": "放假", "en": "day off"}},
        {"date": "2026-10-10", "working": True, "name": {"zh": "调休上班", "en": "make-up working day"}},
    ]
    assert told["working_days"] == 261


def test_a_file_is_read_strictly(tmp_path: Path) -> None:
    file = tmp_path / "2027.yaml"
    file.write_text("year: 2027\noff: [2027-01-01]\non: [2027-01-09]\nsource: s\npublished_on: 2026-11-10\n")
    assert notices.read_notice(file).on == {date(2027, 1, 9)}
    file.write_text("year: 2027\noff: []\nmood: fine\n")
    with pytest.raises(Refusal, match="mood") as refused:
        notices.read_notice(file)
    assert refused.value.code == "kernel.notices.file"
