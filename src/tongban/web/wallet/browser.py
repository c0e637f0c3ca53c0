"""The browser's side of a question to a wallet: which one it has asked, its secret, and how it looks.

The secret lies in the session of the browser that asked and nowhere else; the code on the screen alone lets nobody in.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import segno
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from tongban.domains.licences import api as licences
from tongban.kernel.errors import Refusal
from tongban.web import limits, moment
from tongban.web.wording import t

KEPT = "tongban.wallet"
STARTS = 10
"""How many questions one address may put in a minute."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A question as its page shows it. `told` says what became of it, where it is over without success."""

    stage: str
    purpose: str
    number: str
    code: str
    address: str
    qr: SafeString
    ends_at: datetime
    told: str

    @property
    def is_waiting(self) -> bool:
        return self.stage in ("open", "seen")


def begin(request: HttpRequest, slot: str, ask: Callable[[str], licences.Asked]) -> None:
    """Put a question with a fresh secret, in place of the one this page had. Refuses `web.limits.too_many`."""
    limits.allow(request, f"wallet_{slot.partition(':')[0]}", per_minute=STARTS)
    secret = secrets.token_urlsafe(32)
    asked = ask(secret)
    request.session[KEPT] = _kept(request) | {slot: [str(asked.id), secret]}


def known(request: HttpRequest, slot: str) -> tuple[licences.ChallengeId, str] | None:
    """The question of this page and the browser's secret, if one was put here."""
    kept = _kept(request).get(slot)
    return (licences.ChallengeId.parse(kept[0]), kept[1]) if kept else None


def forget(request: HttpRequest, slot: str) -> None:
    request.session[KEPT] = {name: one for name, one in _kept(request).items() if name != slot}


def find(request: HttpRequest, slot: str) -> licences.ChallengeView | None:
    """The question of this page as it stands now."""
    asked = known(request, slot)
    if asked is None:
        return None
    try:
        return licences.get_challenge(challenge=asked[0], browser=asked[1], now=moment.now())
    except Refusal:
        return None


def panel(view: licences.ChallengeView) -> Panel:
    address = settings.PUBLIC_ADDRESS + reverse("wallet:scan", args=[view.code])
    drawn = segno.make(address, error="m").svg_inline(border=3, dark="#1c1b19", light="#ffffff", omitsize=True)
    label = t("web.wallet.qr")
    qr = drawn.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)
    return Panel(
        stage=str(view.stage),
        purpose=str(view.purpose),
        number=view.number,
        code=view.code,
        address=address,
        qr=mark_safe(qr),  # noqa: S308  (drawn here from an address of ours and a text of ours)
        ends_at=view.ends_at,
        told=_told(view),
    )


def _told(view: licences.ChallengeView) -> str:
    if view.refusal:
        return t(view.refusal)
    if view.stage in (licences.Stage.DECLINED, licences.Stage.EXPIRED, licences.Stage.USED):
        return t(f"licences.challenge.{view.stage}")
    return ""


def _kept(request: HttpRequest) -> dict[str, list[str]]:
    return dict(request.session.get(KEPT, {}))
