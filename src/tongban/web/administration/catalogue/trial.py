"""A change tried on the running cases: who would move, who would be asked, who would stay, and what changes."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.web import moment, people, sheets
from tongban.web.accounts.acting import needs_duty
from tongban.web.administration import pages
from tongban.web.administration.catalogue import words
from tongban.web.administration.catalogue.drafts import trial_facts
from tongban.web.administration.catalogue.register import KEEPERS
from tongban.web.components.parts import Link
from tongban.web.wording import pick, t

SHOWN = 100
COLUMNS = ("number", "status", "way", "steps", "wanted", "reasons", "due_before", "due_after")


@require_safe
@needs_duty(*KEEPERS)
def trial(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Counts, why cases stay, and the first cases for which something changes. Nothing is written."""
    view, preview = _read(request, uuid)
    versions = catalogue.version_ids(view.pack, view.key)
    found = cases.simulate_migration(versions, preview, actor=people.actor(request), now=moment.now(), limit=SHOWN)
    was = catalogue.get_version(view.base.id, on=moment.today())
    address = reverse("administration:catalogue_draft", args=[uuid])
    shown: dict[str, Any] = {
        "view": view,
        "found": found,
        "facts": trial_facts(found),
        "rows": [words.affected(one, preview, was) for one in found.cases],
        "reasons": [(words.reason(name), count) for name, count in sorted(found.reasons.items())],
        "csv_url": reverse("administration:catalogue_trial_csv", args=[uuid]),
        "back": address,
        "trail": [
            Link(t("administration.catalogue.title"), reverse("administration:catalogue")),
            Link(pick(view.title), reverse("administration:catalogue_item", args=[view.region, view.key])),
            Link(t("administration.catalogue.draft.title"), address),
            Link(t("administration.catalogue.trial.title")),
        ],
    }
    return pages.page(request, "catalogue/trial", place="catalogue", **shown)


@require_safe
@needs_duty(*KEEPERS)
def table(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Every running case with what would become of it, as a table to keep."""
    view, preview = _read(request, uuid)
    was = catalogue.get_version(view.base.id, on=moment.today())
    heading = [t(f"administration.catalogue.trial.column.{one}") for one in COLUMNS]
    versions = catalogue.version_ids(view.pack, view.key)
    found = cases.judged(versions, preview, actor=people.actor(request), now=moment.now())
    return sheets.sheet(f"trial-{view.key}.csv", heading, _lines(found, preview, was))


def _lines(
    found: Iterable[cases.MigratedCase], to: catalogue.Procedure, was: catalogue.Procedure
) -> Iterator[list[str]]:
    for one in found:
        told = words.affected(one, to, was)
        way = t(f"administration.catalogue.trial.{told.way}")
        parts = (words.joined(told.steps), words.joined(told.wanted), words.joined(told.reasons))
        yield [told.number, told.status, way, *parts, told.due_before, told.due_after]


def _read(request: HttpRequest, uuid: UUID) -> tuple[catalogue.DraftView, catalogue.Procedure]:
    actor, draft = people.actor(request), catalogue.ItemDraftId(uuid)
    return catalogue.get_draft(draft, actor), catalogue.preview_draft(draft, actor, on=moment.today())
