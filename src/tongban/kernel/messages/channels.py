"""How a message leaves the platform. Which channels there are, and where people can be reached, config says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from django.core.mail import EmailMessage

from tongban.kernel.declaration import Language


class UnknownAddress(Exception):
    """The recipient cannot be reached through this channel: nothing to try again."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where an account can be reached now, and in which language it reads. An unknown address is empty."""

    language: Language = "zh"
    mail: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message in words, ready to leave. `address` is the page where it is read, empty when there is none."""

    id: str
    recipient: Recipient
    title: str
    text: str
    address: str


class Channel(Protocol):
    """A way out of the platform. `carry` returns what the carrier answered; an exception is tried again.

    It raises `UnknownAddress` when the recipient has none for it.
    """

    def carry(self, letter: Letter) -> str: ...


@dataclass(frozen=True, slots=True)
class MailChannel:
    """Mail through Django's configured backend."""

    sender: str

    def carry(self, letter: Letter) -> str:
        if not letter.recipient.mail:
            raise UnknownAddress
        body = "\n\n".join(part for part in (letter.text, letter.address) if part)
        headers = {"Message-ID": f"<{letter.id}@{self.sender.rpartition('@')[2].rstrip('>') or 'localhost'}>"}
        # The same identity at each attempt: a mail server that saw it before can drop the copy.
        return str(EmailMessage(letter.title, body, self.sender, [letter.recipient.mail], headers=headers).send())


TextMessageProvider = Callable[[str, str, str], str]
"""`provider(number, text, key)`: sends a text message and returns the carrier's reference; the key makes it once."""


@dataclass(frozen=True, slots=True)
class TextMessageChannel:
    """Text messages (短信) through a provider that the installation brings."""

    provider: TextMessageProvider

    def carry(self, letter: Letter) -> str:
        if not letter.recipient.phone:
            raise UnknownAddress
        return self.provider(letter.recipient.phone, f"{letter.title}\n{letter.text}", letter.id)


@dataclass(slots=True)
class MemoryChannel:
    """Keeps what it is given, for tests; the first `failures` letters fail as a carrier that is down would."""

    failures: int = 0
    letters: list[Letter] = field(default_factory=list)

    def carry(self, letter: Letter) -> str:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the carrier is down")
        self.letters.append(letter)
        return f"memory {len(self.letters)}"


FindRecipient = Callable[[str], Recipient | None]
FindAddress = Callable[[str], str]
_CHANNELS: dict[str, Channel] = {}
_FINDERS: list[tuple[FindRecipient, FindAddress]] = []


def install_channels(channels: Mapping[str, Channel], *, recipients: FindRecipient, addresses: FindAddress) -> None:
    """Make these the ways out of the process. Done once, by config.

    `recipients` says how an account label can be reached now (None: the account is gone); `addresses` gives, for the
    id of a message, the page where its recipient reads it.
    """
    _CHANNELS.clear()
    _CHANNELS.update(channels)
    _FINDERS[:] = [(recipients, addresses)]


def channel(name: str) -> Channel | None:
    return _CHANNELS.get(name)


def recipient_of(label: str) -> Recipient | None:
    """Where the account can be reached; None when it is gone or nobody said where accounts are."""
    return _FINDERS[0][0](label) if _FINDERS else None


def address_of(message: str) -> str:
    return _FINDERS[0][1](message) if _FINDERS else ""
