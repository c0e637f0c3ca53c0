"""The proof: an untouched log passes; one byte changed by hand is found and named."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tongban.kernel import audit, event_types, events, jobs, outbox

NOW = datetime(2026, 3, 2, 1, 0, 0, 123456, tzinfo=UTC)
DAY = date(2026, 3, 2)


@events.event("testing.page_written.v1")
@dataclass(frozen=True, slots=True)
class PageWritten:
    words: Any


def write(stream: str, *words: Any) -> None:
    events.append(stream, [PageWritten(word) for word in words], actor="account_1", at=NOW)


@contextmanager
def by_hand(table: str = "kernel_event") -> Iterator[Any]:
    """What an attacker with the database owner's rights does."""
    with connection.cursor() as cursor:
        cursor.execute(f"alter table {table} disable trigger {table}_unchanged")
        yield cursor
        cursor.execute("set constraints all immediate")
        cursor.execute(f"alter table {table} enable trigger {table}_unchanged")


def problems() -> list[tuple[str, int, str]]:
    return [(problem.stream, problem.number, problem.code.rpartition(".")[2]) for problem in audit.verify().problems]


@pytest.fixture
def log(db: None) -> None:
    write("book_1", "一", "二", "三")
    write("book_2", {"面积": 40.5, "list": [1, None, True]})


def test_an_untouched_log_passes(log: None) -> None:
    audit.anchor(DAY, now=NOW)
    report = audit.verify()
    assert report.as_dict() == {"ok": True, "streams": 2, "events": 4, "anchors": 1, "problems": []}


@pytest.mark.parametrize(
    "change",
    [
        """update kernel_event set data = jsonb_set(data, '{words}', '"贰"') where id = %s""",
        "update kernel_event set actor = 'account_2' where id = %s",
        "update kernel_event set at = at + interval '1 microsecond' where id = %s",
        "update kernel_event set type = 'testing.page_written.v2' where id = %s",
        "update kernel_event set hash = translate(hash, '01', '10') where id = %s",
    ],
)
def test_one_changed_byte_is_found_and_named(log: None, change: str) -> None:
    with by_hand() as cursor:
        cursor.execute(change, [events.read("book_1")[1].position.id])
    report = audit.verify()
    assert not report.ok
    first = report.as_dict()["problems"][0]
    assert (first["stream"], first["number"]) == ("book_1", 2)
    assert first["what"] == "event 2 of book_1 does not match its hash; it was changed"


def test_a_removed_event_is_found(log: None) -> None:
    with by_hand() as cursor:
        cursor.execute("delete from kernel_event where stream = 'book_1' and number = 2")
    assert problems() == [("book_1", 2, "missing")]


def test_a_cut_off_end_is_found_by_the_anchor_even_when_the_stream_goes_on(log: None) -> None:
    audit.anchor(DAY, now=NOW)
    with by_hand() as cursor:
        cursor.execute("delete from kernel_event where stream = 'book_1' and number = 3")
        cursor.execute("delete from kernel_event where stream = 'book_2'")
    assert problems() == [("book_1", 3, "cut_off"), ("book_2", 1, "cut_off")]
    write("book_1", "another third")
    assert problems() == [("book_1", 3, "rewritten"), ("book_2", 1, "cut_off")]


def test_a_chain_recomputed_as_a_whole_is_found_by_the_anchor(log: None) -> None:
    audit.anchor(DAY, now=NOW)
    with by_hand() as cursor:
        cursor.execute("delete from kernel_event where stream = 'book_1'")
    write("book_1", "一", "贰", "三")
    assert problems() == [("book_1", 3, "rewritten")]


def test_anchors_seal_only_what_changed_and_once_a_day(log: None) -> None:
    first = audit.anchor(DAY, now=NOW)
    assert (first.streams, first.events) == (2, 4)
    assert audit.anchor(DAY, now=NOW) == first
    write("book_2", "more")
    second = audit.anchor(date(2026, 3, 3), now=NOW)
    assert (second.number, second.streams, second.events) == (2, 1, 1)
    third = audit.anchor(date(2026, 3, 4), now=NOW)
    assert (third.streams, third.events) == (0, 0)
    assert audit.verify().anchors == 3
    assert audit.list_anchors() == [third, second, first]


@pytest.mark.parametrize(
    ("table", "change", "number"),
    [
        ("kernel_anchor", "update kernel_anchor set events = 5 where number = 1", 1),
        ("kernel_anchor", "update kernel_anchor set upto_xid = '1' where number = 2", 2),
        ("kernel_anchored_head", "delete from kernel_anchored_head where stream = 'book_2'", 1),
    ],
)
@pytest.mark.usefixtures("log")
def test_a_changed_anchor_is_found(table: str, change: str, number: int) -> None:
    audit.anchor(DAY, now=NOW)
    audit.anchor(date(2026, 3, 3), now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    with by_hand(table) as cursor:
        cursor.execute(change)
    assert ("anchor", number, "anchor_changed") in problems()


def test_a_removed_anchor_is_found(log: None) -> None:
    for day in (2, 3, 4):
        audit.anchor(date(2026, 3, day), now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    with by_hand("kernel_anchor") as cursor:
        cursor.execute("delete from kernel_anchor where number = 2")
    assert problems() == [("anchor", 2, "anchor_missing")]


def test_a_disabled_guard_is_found(log: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("alter table kernel_anchor disable trigger kernel_anchor_unchanged")
    assert problems() == [("kernel_anchor", 0, "unguarded")]


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["delete from kernel_anchor", "update kernel_anchored_head set number = 1"])
def test_the_database_refuses_to_change_an_anchor(change: str) -> None:
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="append-only"):
        cursor.execute(change)


@pytest.mark.django_db
@pytest.mark.parametrize("attack", ["alter table kernel_event disable trigger all", "drop table kernel_anchor cascade"])
def test_a_role_that_owns_nothing_can_work_but_cannot_lift_the_guard(attack: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select rolcreaterole or rolsuper from pg_roles where rolname = current_user")
        if cursor.fetchone() != (True,):
            pytest.skip("this database's role may not create the second role that the test needs")
        cursor.execute("create role testing_web")
        cursor.execute("grant select, insert, update, delete on all tables in schema public to testing_web")
        cursor.execute("grant usage on all sequences in schema public to testing_web")
        cursor.execute("set local role testing_web")
        write("book_1", "a", "b")
        outbox.deliver(NOW)
        audit.anchor(DAY, now=NOW)
        jobs.wake("kernel.forget_answers")
        assert audit.verify().ok
        with pytest.raises(DatabaseError, match="must be owner"):
            cursor.execute(attack)


NUMBERS = st.integers(-(10**18), 10**18) | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


class WhateverIsWritten(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(VALUES)
    def test_whatever_is_written_verifies(self, words: Any) -> None:
        write("book", words)
        write("book", words)
        assert audit.verify().ok
        told = events.read("book")[-1]
        assert event_types.canonical(told.data) == event_types.canonical(event_types.to_data(PageWritten(words)))
