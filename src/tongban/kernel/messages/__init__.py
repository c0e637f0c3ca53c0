"""Messages to people: told to an account once, read in its language, carried further by channels that config installs.

`send` writes in the caller's transaction. In-app a message is there at once; mail, text messages and whatever else is
installed are carried by a job (`dispatch`) that tries again when a carrier fails. What has no provider or no address is
recorded as exactly that, never as sent.

The words are the texts `<code>.title` and `<code>` of `strings/*.yaml`, filled with the message's values when it is
read: a message sent in spring is read in the language its reader chose today.
"""

from tongban.kernel.messages.channels import (
    Channel,
    Letter,
    MailChannel,
    MemoryChannel,
    Recipient,
    TextMessageChannel,
    UnknownAddress,
    install_channels,
)
from tongban.kernel.messages.dispatching import FailedDispatch, count_failed, dispatch, list_failed, retry_failed
from tongban.kernel.messages.reading import (
    MessagePage,
    MessageView,
    count_unread,
    find_message,
    list_messages,
    mark_read,
)
from tongban.kernel.messages.sending import MessageId, forget_old, on_send, send

__all__ = [
    "Channel",
    "FailedDispatch",
    "Letter",
    "MailChannel",
    "MemoryChannel",
    "MessageId",
    "MessagePage",
    "MessageView",
    "Recipient",
    "TextMessageChannel",
    "UnknownAddress",
    "count_failed",
    "count_unread",
    "dispatch",
    "find_message",
    "forget_old",
    "install_channels",
    "list_failed",
    "list_messages",
    "mark_read",
    "on_send",
    "retry_failed",
    "send",
]
