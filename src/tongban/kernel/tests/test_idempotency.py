"""The same request twice has one effect and one answer."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from tongban.kernel.errors import Conflict, Refusal
from tongban.kernel.idempotency import KEPT, Answer, Replay, digest_of, forget_old, once
from tongban.kernel.models import IdempotencyRow

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DIGEST = digest_of(b"POST", b"/api/v1/things", b"{}")


def ask(work: list[int], *, key: str = "k", account: str = "a", digest: str = DIGEST, now: datetime = NOW) -> Replay:
    with once(key, account, digest, now=now) as replay:
        if replay.answer is None:
            work.append(1)
            replay.remember(201, {"id": len(work)})
    return replay


@pytest.mark.django_db
def test_the_repetition_gets_the_first_answer() -> None:
    work: list[int] = []
    assert ask(work).fresh == Answer(201, {"id": 1})
    assert ask(work, now=NOW + KEPT - timedelta(seconds=1)).answer == Answer(201, {"id": 1})
    assert ask(work, account="b").fresh == Answer(201, {"id": 2})
    assert ask(work, now=NOW + KEPT).fresh == Answer(201, {"id": 3})
    assert work == [1, 1, 1]


@pytest.mark.django_db
def test_another_request_with_the_same_key_is_refused() -> None:
    ask([])
    with pytest.raises(Conflict, match=r"kernel\.idempotency\.mismatch"):
        ask([], digest=digest_of(b"POST", b"/api/v1/things", b'{"a":1}'))


def test_a_digest_keeps_its_parts_apart() -> None:
    assert digest_of(b"ab", b"c") != digest_of(b"a", b"bc")


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 256, "a\nb"])
def test_a_malformed_key_is_refused(key: str) -> None:
    with pytest.raises(Refusal, match=r"kernel\.idempotency\.malformed"):
        ask([], key=key)


@pytest.mark.django_db
def test_what_was_refused_may_be_tried_again() -> None:
    with pytest.raises(Refusal), once("k", "a", DIGEST, now=NOW):
        raise Refusal("kernel.authz.denied")
    assert ask([]).fresh is not None


@pytest.mark.django_db
def test_old_answers_are_forgotten() -> None:
    ask([])
    assert forget_old(now=NOW) == 0
    assert forget_old(now=NOW + KEPT) == 1
    assert not IdempotencyRow.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_time_do_the_work_once() -> None:
    work: list[int] = []
    answers: list[Answer | None] = []
    start = threading.Barrier(4)

    def request() -> None:
        start.wait()
        replay = ask(work)
        answers.append(replay.answer or replay.fresh)
        connection.close()

    threads = [threading.Thread(target=request) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert work == [1]
    assert answers == [Answer(201, {"id": 1})] * 4
