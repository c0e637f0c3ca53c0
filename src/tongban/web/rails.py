"""The rail of the desk: its entries, and who sees which. Also shown where an officer's own page stands elsewhere."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from tongban.web import people
from tongban.web.wording import t

HANDLING = ("intake", "review", "approve", "lead")
WATCHING = ("supervise", "reform", "audit")
STAFF = (*HANDLING, *WATCHING)
RAIL = (
    ("inbox", STAFF),
    ("search", STAFF),
    ("watch", ("lead", "approve", *WATCHING)),
    ("supervisions", ("lead", "approve", *WATCHING)),
    ("messages", STAFF),
    ("licences", ("intake", "review", "approve", "supervise", "audit")),
    ("scan", ("intake", "review", "approve")),
    ("counter", ("intake",)),
    ("person_find", ("intake",)),
    ("dossiers", ("intake", "review", "approve", "supervise", "audit")),
    ("administration:licences", ("approve",)),
)
"""The entries of the rail, each with the duties that open it; one of another place is written with that place."""


def desk(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """The entries that the reader's duties open; `current` is the one at hand."""
    named = [(entry if ":" in entry else f"desk:{entry}", wanted, entry == current) for entry, wanted in RAIL]
    return [
        {"label": t(f"{name.replace(':', '.')}.title"), "url": reverse(name), "current": here}
        for name, wanted, here in named
        if people.actor(request).duties & set(wanted)
    ]
