"""The log: chained, append-only, refused when somebody was first."""

import enum
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from tongban.kernel import event_types, events
from tongban.kernel.errors import Refusal

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


class Shade(enum.StrEnum):
    LIGHT = "light"


@dataclass(frozen=True, slots=True)
class Leaf:
    size: float


@events.event("testing.tree_planted.v1")
@dataclass(frozen=True, slots=True)
class TreePlanted:
    tree: str
    planted_on: date = date(2026, 3, 2)
    at: datetime | None = None
    shade: Shade = Shade.LIGHT
    leaves: tuple[Leaf, ...] = ()
    notes: dict[str, str | int | float | bool | None] | None = None


def plant(stream: str = "tree_1", *trees: str, after: events.Head | None = None) -> events.Head:
    return events.append(stream, [TreePlanted(tree) for tree in trees or ("oak",)], actor="x", at=NOW, after=after)


def test_a_payload_survives_the_way_to_json_and_back() -> None:
    told = TreePlanted("椴树", at=NOW, leaves=(Leaf(2.5), Leaf(3.0)), notes={"面积": 1e16, "ok": True, "none": None})
    data = event_types.to_data(told)
    assert data["at"] == "2026-03-02T09:00:00+08:00"
    assert data["notes"] == {"面积": 10**16, "ok": True, "none": None}
    assert event_types.from_data("testing.tree_planted.v1", data) == told


@pytest.mark.parametrize("name", ["Tree.planted.v1", "testing.tree.v0", "testing.tree", "tree.v1"])
def test_a_malformed_name_stops_the_start(name: str) -> None:
    with pytest.raises(TypeError):
        events.event(name)(TreePlanted)


def test_a_name_belongs_to_one_class() -> None:
    with pytest.raises(TypeError, match="twice"):
        events.event("testing.tree_planted.v1")(Leaf)


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_text_that_a_database_cannot_keep_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match=r"kernel\.event\.unwritable"):
        event_types.canonical({"x": text})
    assert event_types.canonical({"x": r"a\u0000b"})


@pytest.mark.django_db
def test_events_are_numbered_and_chained() -> None:
    first = plant("tree_1", "oak", "elm")
    second = plant("tree_1", "ash", after=first)
    told = events.read("tree_1")
    assert [recorded.number for recorded in told] == [1, 2, 3]
    assert [recorded.event.tree for recorded in told] == ["oak", "elm", "ash"]
    assert [recorded.prev_hash for recorded in told] == ["", told[0].hash, told[1].hash]
    assert second == events.head("tree_1") == events.Head(3, told[2].hash)


@pytest.mark.django_db
def test_a_known_head_costs_one_statement(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]  # a fixture of pytest-django
    head = plant()
    with django_assert_num_queries(1):
        head = plant(after=head)
    with django_assert_num_queries(1):
        plant("tree_2", after=events.START)
    with django_assert_num_queries(2):
        assert plant().number == head.number + 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("after", [events.START, events.Head(1, "0" * 64), events.Head(7, "0" * 64)])
def test_a_stale_head_is_refused_and_nothing_is_written(after: events.Head) -> None:
    with transaction.atomic():
        plant()
    with pytest.raises(Refusal, match=r"kernel\.event\.conflict"), transaction.atomic():
        plant(after=after)
    assert events.head("tree_1").number == 1


@pytest.mark.django_db(transaction=True)
def test_events_need_the_transaction_of_a_command() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        plant()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "update kernel_event set actor = 'somebody else'",
        "delete from kernel_event",
        "truncate kernel_event cascade",
    ],
)
def test_the_database_refuses_to_change_the_past(change: str) -> None:
    plant()
    with connection.cursor() as cursor:
        cursor.execute("alter table kernel_event enable trigger kernel_event_untruncated")
        with pytest.raises(DatabaseError, match="append-only"):
            cursor.execute(change)


@pytest.mark.django_db
def test_reading_many_follows_the_commit_order_by_pages() -> None:
    plant("tree_1", "a", "b")
    plant("tree_2", "c")
    first = events.read_many([TreePlanted], limit=2)
    rest = events.read_many(["testing.tree_planted.v1"], first[-1].position)
    assert [recorded.event.tree for recorded in first + rest] == ["a", "b", "c"]
    assert events.read_many(["testing.other.v1"]) == []
