"""Messages: told once, read in the reader's language, carried once, tried again, never called sent falsely."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import transaction

from tongban.kernel import messages, texts
from tongban.kernel.actors import ANONYMOUS, SYSTEM, Actor
from tongban.kernel.declaration import Text
from tongban.kernel.durations import Duration, Unit
from tongban.kernel.errors import Refusal
from tongban.kernel.messages import channels
from tongban.kernel.models import DispatchRow, MessageRow

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ANNE = Actor(account_id=1, label="account_anne")
BERT = Actor(account_id=2, label="account_bert")
CODE = "testing.messages.ripe"


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {
        f"{CODE}.title": {"zh": "{tree}熟了", "en": "{tree} is ripe"},
        CODE: {"zh": "请在{by}前采摘，{left}后落果。{at}", "en": "Pick it by {by}; it falls in {left}. {at}"},
    }
    monkeypatch.setattr(texts, "_TEXTS", {**texts._TEXTS, **known})


@pytest.fixture
def memory() -> Iterator[messages.MemoryChannel]:
    channel = messages.MemoryChannel()
    with installed({"memory": channel, "mail": messages.MailChannel("office@example.cn")}):
        yield channel


class installed:
    def __init__(self, ways: dict[str, messages.Channel]) -> None:
        self.ways, self.before = ways, (dict(channels._CHANNELS), list(channels._FINDERS))

    def __enter__(self) -> None:
        known = {ANNE.label: messages.Recipient("en", "anne@example.cn", "1"), BERT.label: messages.Recipient()}
        messages.install_channels(
            self.ways, recipients=known.get, addresses=lambda message: f"https://example.cn/{message}"
        )

    def __exit__(self, *raised: object) -> None:
        channels._CHANNELS.clear()
        channels._CHANNELS.update(self.before[0])
        channels._FINDERS[:] = self.before[1]


def tell(to: Actor = ANNE, key: str = "1", *ways: str, at: datetime = NOW) -> messages.MessageId | None:
    values = {
        "tree": Text(zh="梨", en="The pear"),
        "by": date(2026, 3, 6),
        "left": Duration(1, Unit.WORKING_DAY),
        "at": at,
    }
    return messages.send(to.label, CODE, key=key, values=values, about="tree_7", channels=ways, at=at)


def states() -> list[tuple[str, str, int]]:
    return list(DispatchRow.objects.order_by("pk").values_list("channel", "state", "attempts"))


def test_a_message_is_told_once_and_read_in_both_languages(db: None) -> None:
    first = tell()
    assert first is not None
    assert tell() is None
    [view] = messages.list_messages(ANNE).rows
    assert view.title == Text(zh="梨熟了", en="The pear is ripe")
    assert view.text.zh == "请在2026年3月6日前采摘，1个工作日后落果。2026年3月2日09:00"
    assert view.text.en == "Pick it by 6 March 2026; it falls in 1 working day. 2 March 2026, 09:00"
    assert (view.about, view.read_at) == ("tree_7", None)
    assert messages.find_message(first, ANNE) == view


def test_what_is_sent_in_a_transaction_that_fails_was_never_sent(transactional_db: None) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tell()
        raise ZeroDivisionError
    assert not MessageRow.objects.exists()
    assert tell() is not None


def test_nobody_reads_or_marks_another_ones_messages(db: None) -> None:
    mine, others = tell(), tell(BERT)
    assert mine is not None
    assert others is not None
    assert [row.id for row in messages.list_messages(BERT).rows] == [others]
    with pytest.raises(Refusal, match=r"kernel\.messages\.unknown"):
        messages.find_message(mine, BERT)
    assert messages.mark_read(BERT, [mine], now=NOW) == 0
    assert messages.count_unread(ANNE) == 1
    assert messages.mark_read(ANNE, now=NOW) == 1
    assert (messages.count_unread(ANNE), messages.count_unread(BERT)) == (0, 1)
    for nobody in (ANONYMOUS, SYSTEM):
        assert messages.list_messages(nobody).rows == ()


def test_pages_follow_each_other_without_gap_or_repetition(db: None) -> None:
    told = [tell(ANNE, str(n), at=NOW + timedelta(minutes=n // 3)) for n in range(11)]
    seen: list[messages.MessageId] = []
    cursor = None
    while True:
        page = messages.list_messages(ANNE, cursor=cursor, limit=4)
        seen += [row.id for row in page.rows]
        messages.mark_read(ANNE, [row.id for row in page.rows], now=NOW)
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == [one for one in reversed(told) if one]
    stranger = tell(BERT)
    for wrong in (str(stranger), "message_1", "x"):
        with pytest.raises(Refusal, match=r"kernel\.messages\.cursor"):
            messages.list_messages(ANNE, cursor=wrong)


def test_only_unread_or_those_about_one_thing(db: None) -> None:
    first = tell(ANNE, "1")
    second = tell(ANNE, "2")
    assert first
    messages.mark_read(ANNE, [first], now=NOW)
    assert [row.id for row in messages.list_messages(ANNE, unread=True).rows] == [second]
    assert len(messages.list_messages(ANNE, about="tree_7").rows) == 2
    assert messages.list_messages(ANNE, about="tree_8").rows == ()


def test_a_channel_carries_once_in_the_recipients_language(db: None, memory: messages.MemoryChannel) -> None:
    message = tell(ANNE, "1", "memory", "memory")
    assert messages.dispatch(NOW) == 1
    assert messages.dispatch(NOW + timedelta(days=1)) == 0
    [letter] = memory.letters
    assert (letter.id, letter.title, letter.address) == (
        str(message),
        "The pear is ripe",
        f"https://example.cn/{message}",
    )
    assert states() == [("memory", "sent", 1)]


def test_a_carrier_that_is_down_is_tried_again_later(db: None, memory: messages.MemoryChannel) -> None:
    memory.failures = 2
    tell(ANNE, "1", "memory")
    assert [messages.dispatch(NOW), messages.dispatch(NOW + timedelta(seconds=59))] == [0, 0]
    assert messages.dispatch(NOW + timedelta(minutes=1)) == 0
    assert messages.dispatch(NOW + timedelta(minutes=3)) == 1
    assert states() == [("memory", "sent", 3)]


def test_one_carrier_that_is_down_does_not_hold_up_the_others(db: None, memory: messages.MemoryChannel) -> None:
    memory.failures = 1
    tell(ANNE, "1", "memory")
    tell(ANNE, "2", "memory")
    assert messages.dispatch(NOW) == 1


def test_after_ten_attempts_an_operator_is_asked(db: None, memory: messages.MemoryChannel) -> None:
    memory.failures = 10
    message = tell(ANNE, "1", "memory")
    at = NOW
    for _ in range(12):
        messages.dispatch(at)
        at += timedelta(hours=7)
    [failed] = messages.list_failed()
    assert (failed.message, failed.attempts, failed.told) == (message, 10, "ConnectionError: the carrier is down")
    assert messages.retry_failed(now=at) == 1
    assert messages.dispatch(at) == 1
    assert messages.list_failed() == []


def test_what_cannot_be_sent_is_never_called_sent(db: None, memory: messages.MemoryChannel) -> None:
    tell(ANNE, "1", "sms")
    tell(BERT, "1", "mail")
    tell(Actor(account_id=3, label="account_gone"), "1", "memory")
    assert messages.dispatch(NOW) == 0
    assert states() == [("sms", "no_provider", 1), ("mail", "no_address", 1), ("memory", "no_address", 1)]
    assert mail.outbox == []


def test_mail_goes_through_django(db: None, memory: messages.MemoryChannel) -> None:
    message = tell(ANNE, "1", "mail")
    assert messages.dispatch(NOW) == 1
    [sent] = mail.outbox
    assert (sent.subject, sent.to, sent.from_email) == ("The pear is ripe", ["anne@example.cn"], "office@example.cn")
    assert sent.body.endswith(f"\n\nhttps://example.cn/{message}")
    assert sent.extra_headers == {"Message-ID": f"<{message}@example.cn>"}


def test_text_messages_go_through_the_installed_provider(db: None) -> None:
    carried: list[tuple[str, str, str]] = []

    def provider(number: str, text: str, key: str) -> str:
        carried.append((number, text.splitlines()[0], key))
        return "ref 1"

    with installed({"sms": messages.TextMessageChannel(provider)}):
        message = tell(ANNE, "1", "sms")
        tell(BERT, "1", "sms")
        assert messages.dispatch(NOW) == 1
    assert carried == [("1", "The pear is ripe", str(message))]
    assert states() == [("sms", "sent", 1), ("sms", "no_address", 1)]


def test_old_messages_are_forgotten(db: None) -> None:
    tell(ANNE, "1", "mail", at=NOW - timedelta(days=731))
    kept = tell(ANNE, "2")
    assert messages.forget_old(now=NOW) == 1
    assert [row.id for row in messages.list_messages(ANNE).rows] == [kept]


def test_a_value_that_cannot_be_told_is_a_bug(db: None) -> None:
    with pytest.raises(TypeError, match="set cannot be told"):
        messages.send(ANNE.label, CODE, key="1", values={"tree": {1}}, at=NOW)
