"""What a reader has been told: the bell on every page, and what the message pages of my space and of the desk share."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tongban.kernel import messages
from tongban.kernel.errors import Refusal
from tongban.web import moment, people
from tongban.web.components.parts import Fact, Pages
from tongban.web.wording import instant, pick, t

PER_PAGE = 20
MOST_SHOWN = 99
DESK = frozenset({"intake", "review", "approve", "lead", "supervise", "reform", "audit"})
COLOURS = {"near_due": "near", "overdue": "late"}


@dataclass(frozen=True, slots=True)
class Bell:
    """Where the reader's messages are, and how many are unread, in figures and in words."""

    url: str
    count: int
    shown: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One message in a list."""

    title: str
    text: str
    at: str
    url: str
    is_unread: bool


def bell(request: HttpRequest) -> Bell | None:
    """The bell of a logged-in reader; nobody else has messages."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    count = messages.count_unread(people.actor(request))
    shown = f"{MOST_SHOWN}+" if count > MOST_SHOWN else str(count)
    words = t("web.messages.bell", count=count) if count else t("web.messages.bell_none")
    return Bell(reverse(f"{place_of(request)}:messages"), count, shown, words)


def place_of(request: HttpRequest) -> str:
    """Where this reader reads messages: officers at the desk, everybody else in their space."""
    is_staff = getattr(request.user, "kind", "") == "staff"
    return "desk" if is_staff and people.actor(request).duties & DESK else "space"


@never_cache
@login_required
@require_safe
def lead_to(request: HttpRequest, message_id: str) -> HttpResponse:
    """The address that a mail names: the message in the reader's own place."""
    return redirect(f"{place_of(request)}:message", message_id)


def listed(request: HttpRequest, place: str) -> dict[str, Any]:
    """The values of a list of messages; a broken cursor begins at the first page."""
    unread, cursor = request.GET.get("state") == "unread", request.GET.get("cursor")
    actor = people.actor(request)
    try:
        found = messages.list_messages(actor, unread=unread, cursor=cursor, limit=PER_PAGE)
    except Refusal:
        found = messages.list_messages(actor, unread=unread, limit=PER_PAGE)
    kept = {"state": "unread"} if unread else {}
    more = "?" + urlencode({**kept, "cursor": found.next_cursor}) if found.next_cursor else ""
    return {
        "lines": [_line(one, place) for one in found.rows],
        "unread": unread,
        "count": messages.count_unread(actor),
        "pages": Pages(next=more),
        "all_url": reverse(f"{place}:messages"),
    }


def mark_all(request: HttpRequest, place: str) -> HttpResponse:
    """Everything is read; back to the list."""
    messages.mark_read(people.actor(request), now=moment.now())
    return redirect(f"{place}:messages")


def opened(request: HttpRequest, message_id: str) -> dict[str, Any]:
    """One message of the reader's own, read from now on. A look ahead (HEAD) reads nothing."""
    actor = people.actor(request)
    try:
        found = messages.find_message(messages.MessageId.parse(message_id), actor)
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal
    if request.method == "GET":
        messages.mark_read(actor, [found.id], now=moment.now())
    url = address_of(found.about, place_of(request))
    return {
        "title": pick(found.title),
        "text": pick(found.text),
        "facts": [Fact(t("web.messages.at"), instant(found.created_at))],
        "about_url": url,
        "about_label": t(f"web.messages.go.{found.about.partition('_')[0].partition(':')[0]}") if url else "",
    }


def address_of(about: str, place: str) -> str:
    """The page of the thing that a message is about, in the reader's place; nothing when there is none."""
    kind = about.partition("_")[0]
    if about.startswith("watch:"):
        _, level, whom = about.split(":")
        mine = reverse("desk:inbox") + f"?colour={COLOURS[level]}"
        return mine if whom == "officer" else reverse("desk:watch")
    if kind == "supervision" and place == "desk":
        return reverse("desk:supervision", args=[about])
    if kind == "finding" and place == "desk":
        return reverse("governance:order", args=[about])
    if kind == "fault":
        return reverse("space:observed" if place == "space" else "governance:fault", args=[about])
    if kind == "case":
        return reverse(f"{place}:case", args=[about])
    return ""


def _line(one: messages.MessageView, place: str) -> Line:
    return Line(
        title=pick(one.title),
        text=pick(one.text),
        at=instant(one.created_at),
        url=reverse(f"{place}:message", args=[str(one.id)]),
        is_unread=one.read_at is None,
    )
