"""The policy: what no rule opens is refused; one row and a whole query give the same answer."""

import itertools
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from tongban.kernel import authz, judging
from tongban.kernel.errors import Refusal
from tongban.kernel.models import EventRow, FailureRow

NOW = datetime(2026, 3, 2, tzinfo=UTC)
GARDENER = authz.Actor(
    account_id=7,
    label="account_7",
    posts=(authz.PostGrant(1, 10, "990100", frozenset({"990100", "990102"}), frozenset({"prune"})),),
)
VISITOR = authz.Actor(account_id=8, label="account_8")
RESOURCE = "kernel.eventrow"


@pytest.fixture(autouse=True)
def policy():  # type: ignore[no-untyped-def]  # a generator fixture
    before = authz.rules()
    authz.install(
        [
            authz.Rule(RESOURCE, "read", authz.anyone, lambda actor: Q(type="open")),
            authz.Rule(RESOURCE, "read", authz.is_signed_in, lambda actor: Q(actor=actor.label)),
            authz.Rule(RESOURCE, "prune", authz.holds_duty("prune"), lambda a: Q(stream__in=a.regions_with("prune"))),
            authz.Rule(RESOURCE, "burn", authz.is_system),
        ]
    )
    yield
    authz.install(before)


@pytest.fixture
def rows(db: None) -> list[EventRow]:
    return [
        EventRow.objects.create(stream=stream, number=n, type=kind, at=NOW, actor=actor, data={}, prev_hash="", hash="")
        for n, (stream, kind, actor) in enumerate(
            itertools.product(["990102", "500000"], ["open", "closed"], ["account_7", "account_8"])
        )
    ]


@pytest.mark.parametrize("actor", [authz.ANONYMOUS, VISITOR, GARDENER, authz.SYSTEM], ids=str)
@pytest.mark.parametrize("verb", ["read", "prune", "burn", "unknown"])
def test_a_row_in_hand_is_judged_as_the_query_does(rows: list[EventRow], actor: authz.Actor, verb: str) -> None:
    seen = set(authz.visible(actor, verb, EventRow.objects.all()).values_list("pk", flat=True))
    assert {row.pk for row in rows if authz.may(actor, verb, row)} == seen


def test_conditions_are_joined_by_or(rows: list[EventRow]) -> None:
    seen = authz.visible(VISITOR, "read", EventRow.objects.all())
    assert {(row.type, row.actor) for row in seen} == {
        ("open", "account_7"),
        ("open", "account_8"),
        ("closed", "account_8"),
    }
    assert authz.visible(VISITOR, "prune", EventRow.objects.all()).count() == 0


def test_own_columns_are_judged_without_a_query(rows: list[EventRow], django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]  # a fixture
    with django_assert_num_queries(0):
        assert authz.may(GARDENER, "prune", rows[0])
        assert not authz.may(GARDENER, "prune", rows[-1])


def test_a_verdict_gives_its_reason_and_a_refusal_its_code(rows: list[EventRow]) -> None:
    assert authz.judge(GARDENER, "prune", rows[0]).because == ("prune kernel.eventrow: holds the duty prune",)
    assert authz.judge(VISITOR, "prune", rows[0]).because == ("not prune kernel.eventrow: holds the duty prune",)
    assert authz.judge(VISITOR, "x", resource="y").because == ("no rule opens x y",)
    with pytest.raises(Refusal, match=r"kernel\.authz\.denied"):
        authz.require(VISITOR, "prune", resource=RESOURCE)
    authz.require(GARDENER, "prune", resource=RESOURCE)


CONDITIONS = [
    Q(),
    Q(stream="990102"),
    ~Q(stream="990102"),
    Q(number="3"),
    Q(pk__in=[]),
    Q(stream="990102", type="open"),
    Q(stream="990102") | Q(type="open"),
    ~(Q(stream="990102") | ~Q(type="open")),
    Q(stream__in=["990102"]) & Q(hash__isnull=False),
    Q(stream="990102") ^ Q(type="open"),
    Q(stream__startswith="99") & Q(type="open"),
    Q(at__year=2026) | Q(type="open"),
    Q(pk__in=EventRow.objects.filter(type="open").values("pk")),
]


@pytest.mark.parametrize("condition", CONDITIONS, ids=range(len(CONDITIONS)))
def test_what_is_judged_in_memory_is_what_the_database_says(rows: list[EventRow], condition: Q) -> None:
    for row in rows:
        judged = judging.holds(condition, row)
        if judged is not None:
            assert judged == EventRow.objects.filter(pk=row.pk).filter(condition).exists()


def test_relations_are_followed_by_the_database_only() -> None:
    row = FailureRow(subscriber="a", stream="b", number=1, event_id=5)
    assert judging.holds(Q(event_id="5"), row) is True
    assert judging.holds(Q(event=5), row) is True
    assert judging.holds(Q(event__type="open"), row) is None
    assert judging.holds(Q(event__type="open") & Q(number=2), row) is False
    assert not judging.multiplies(FailureRow, Q(event__type="open") | Q(number=2))


@pytest.mark.django_db
def test_a_relation_to_many_repeats_no_row() -> None:
    group = Group.objects.create(name="gardeners")
    group.permissions.set(Permission.objects.all()[:3])
    many = Q(permissions__codename__contains="_")
    assert judging.multiplies(Group, many)
    authz.install([authz.Rule("auth.group", "read", authz.anyone, lambda actor: many)])
    assert list(authz.visible(VISITOR, "read", Group.objects.all())) == [group]
    assert authz.may(VISITOR, "read", group)
    assert not authz.may(VISITOR, "read", Group.objects.create(name="others"))


def test_an_actor_knows_its_posts() -> None:
    assert GARDENER.holds("prune", agency=10, region="990102")
    assert not GARDENER.holds("prune", agency=11)
    assert not GARDENER.holds("prune", region="500000")
    assert GARDENER.agencies_with("prune", "water") == {10}
    assert GARDENER.regions_with("water") == frozenset()
