"""What the kernel is given at start: the policy, the subscribers and the calendars' notices.

A domain that has them keeps `RULES` in `authz.py` and `SUBSCRIBERS` in `subscribers.py`; nothing else is found by name.
"""

import importlib
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string, module_has_submodule

from tongban.config import packs as pack_kinds
from tongban.domains.cases import api as cases
from tongban.domains.licences import api as licences
from tongban.domains.registry import api as registry
from tongban.kernel import authz, messages, notices, outbox, packs
from tongban.kernel.calendar import Notice
from tongban.kernel.errors import Refusal


def install() -> None:
    """Install the one policy, every subscriber, what cases ask of licences, and the packs' notices.

    A broken declaration stops the start.
    """
    pack_kinds.install_later()
    authz.install([*notices.RULES, *(rule for rules in _declared("authz", "RULES") for rule in rules)])
    outbox.install(one for subscribers in _declared("subscribers", "SUBSCRIBERS") for one in subscribers)
    cases.provide_credentials(licences.find_valid, licences.read_credential)
    cases.provide_expiries(licences.find_expiry)
    ways = dict(channels())
    messages.install_channels(ways, recipients=recipient, addresses=address)
    notices.provide(notices.Provider(source=installed_packs, read=notices_of, lineage=lineage, roots=roots))


def channels() -> Iterator[tuple[str, messages.Channel]]:
    """The ways out of the platform that this installation has. A text message needs a provider of its own."""
    if settings.MAILS:
        yield "mail", messages.MailChannel(settings.DEFAULT_FROM_EMAIL)
    if settings.SMS_PROVIDER:
        yield "sms", messages.TextMessageChannel(import_string(settings.SMS_PROVIDER.replace(":", ".")))


def recipient(label: str) -> messages.Recipient | None:
    """Where an account can be reached, as the register knows it now."""
    reach = registry.reach_of(label)
    return messages.Recipient(reach.language, reach.mail, reach.phone) if reach else None


def address(message: str) -> str:
    """The page where the recipient of a message reads it, whichever place is theirs."""
    return f"{settings.PUBLIC_ADDRESS}{reverse('message', args=[message])}"


def installed_packs() -> packs.Library | None:
    """The installed packs; None before any are (a fresh database, a test of the kernel)."""
    try:
        return packs.current()
    except Refusal:
        return None


def notices_of(library: packs.Library | None) -> Iterator[Notice]:
    """Every pack's calendar files as notices of the pack's region."""
    for pack in library or ():
        for document in pack.list("calendar"):
            yield document.model.notice(pack.manifest.region)


def lineage(region: str) -> Sequence[str]:
    """The regions above, from the widest to the nearest."""
    return [code for code in reversed(registry.chain(region)) if code != region]


def roots() -> list[str]:
    """The regions that have a pack of their own and lie below no other such region."""
    ruled = {region.code for region in registry.list_regions() if region.pack}
    return [region for region in sorted(ruled) if ruled.isdisjoint(lineage(region))]


def _declared(room: str, name: str) -> Iterator[Any]:
    for app in apps.get_app_configs():
        if app.name.startswith("tongban.domains.") and app.module and module_has_submodule(app.module, room):
            yield getattr(importlib.import_module(f"{app.name}.{room}"), name)
