"""The only door of this domain: what a region offers, what it asks, what is wrong with an answer."""

from collections.abc import Mapping
from threading import Lock
from typing import Any

from tongban.domains.catalogue import guiding
from tongban.domains.catalogue.building import agency_names, keys_in, pack_of
from tongban.domains.catalogue.commands import (
    Policy,
    Published,
    discard_draft,
    open_draft,
    publish,
    publish_draft,
    refresh_draft,
    restore_version,
    return_draft,
    save_draft,
    submit_draft,
    withdraw_procedure,
)
from tongban.domains.catalogue.comparing import Difference
from tongban.domains.catalogue.conduct import Extension, Place, Renewal, Situation, Source, SpecialProcedure
from tongban.domains.catalogue.definitions import Package, Question, Result, Service
from tongban.domains.catalogue.drafting import (
    DraftView,
    RegisterRow,
    VersionView,
    compare_draft,
    compare_versions,
    examine_draft,
    get_draft,
    history_of,
    list_drafts,
    list_register,
    original,
    preview_draft,
    promises_of,
)
from tongban.domains.catalogue.editing import Edit, ItemEdit, PromiseEdit
from tongban.domains.catalogue.examining import DraftFinding
from tongban.domains.catalogue.forms.fields import Field, Option, Page
from tongban.domains.catalogue.forms.validation import FieldError, Form
from tongban.domains.catalogue.forms_of import schema_of as form_schema
from tongban.domains.catalogue.guiding import (
    Fact,
    Guide,
    GuideMaterial,
    GuidePlace,
    GuidePromise,
    GuideStep,
    GuideTrack,
)
from tongban.domains.catalogue.ids import ItemDraftId
from tongban.domains.catalogue.listing import (
    ListView,
    get_list,
    list_history,
    list_lists,
    require_listed,
    stands_on,
)
from tongban.domains.catalogue.lists import CrossRegion, ListEntry, ListKind, PermitReform
from tongban.domains.catalogue.paper import PaperStage, StoryError
from tongban.domains.catalogue.procedure import (
    ClockChoice,
    ClockSpec,
    FeeSpec,
    Material,
    Procedure,
    ProcedureSummary,
    StageView,
    Step,
    Track,
)
from tongban.domains.catalogue.queries import (
    get_procedure,
    get_version,
    list_procedures,
    list_versions,
    read_procedure,
)
from tongban.domains.catalogue.stories import Act, Stage, Story, Then, play
from tongban.kernel import packs
from tongban.kernel.declaration import Text

__all__ = [
    "Act",
    "ClockChoice",
    "ClockSpec",
    "CrossRegion",
    "Difference",
    "DraftFinding",
    "DraftView",
    "Edit",
    "Extension",
    "Fact",
    "FeeSpec",
    "Field",
    "FieldError",
    "Guide",
    "GuideMaterial",
    "GuidePlace",
    "GuidePromise",
    "GuideStep",
    "GuideTrack",
    "ItemDraftId",
    "ItemEdit",
    "ListEntry",
    "ListKind",
    "ListView",
    "Material",
    "Option",
    "Package",
    "Page",
    "PaperStage",
    "PermitReform",
    "Place",
    "Policy",
    "Procedure",
    "ProcedureSummary",
    "PromiseEdit",
    "Published",
    "Question",
    "RegisterRow",
    "Renewal",
    "Result",
    "Service",
    "Situation",
    "Source",
    "SpecialProcedure",
    "Stage",
    "StageView",
    "Step",
    "Story",
    "StoryError",
    "Then",
    "Track",
    "VersionView",
    "agency_names",
    "attributes_of",
    "clean_answers",
    "compare_draft",
    "compare_versions",
    "discard_draft",
    "examine_draft",
    "form_schema",
    "get_draft",
    "get_list",
    "get_procedure",
    "get_version",
    "guide",
    "history_of",
    "keys_in",
    "list_drafts",
    "list_history",
    "list_lists",
    "list_procedures",
    "list_register",
    "list_versions",
    "open_draft",
    "original",
    "pack_of",
    "play",
    "preview_draft",
    "promises_of",
    "publish",
    "publish_draft",
    "read_procedure",
    "refresh_draft",
    "require_listed",
    "restore_version",
    "return_draft",
    "save_draft",
    "stands_on",
    "submit_draft",
    "validate_form",
    "visible_pages",
    "withdraw_procedure",
]


def validate_form(procedure: Procedure, answers: object) -> list[FieldError]:
    """Everything that is wrong with the answers, in the order of the form; never raises.

    Each error has a JSON pointer, the top field, a stable code (`catalogue.form.…`) and a sentence in zh and en.
    """
    return _form(procedure).errors(answers)


def clean_answers(procedure: Procedure, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that count: texts trimmed, blanks and answers to hidden questions left out. Store these."""
    return _form(procedure).clean(answers)


def visible_pages(procedure: Procedure, answers: Mapping[str, Any]) -> tuple[Page, ...]:
    """The pages with the fields that are asked after these answers; each field's `required` is as it is now."""
    return _form(procedure).visible_pages(answers)


def attributes_of(procedure: Procedure, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that are facts of the application and not of a person (`x-attribute`), for metrics."""
    kept = clean_answers(procedure, answers)
    return {one.name: kept[one.name] for one in _form(procedure).fields if one.is_attribute and one.name in kept}


def guide(procedure: Procedure, language: str, *, names: Mapping[str, Text] | None = None) -> Guide:
    """Everything the public guide page needs in `zh` or `en`.

    `names` are the agencies by role; left out, they are those of the installed packs on the procedure's day.
    """
    found = names if names is not None else agency_names(packs.current(), procedure.region, on=procedure.on)
    return guiding.guide(procedure, language, names=found)


class _Forms:
    """The forms in use, by digest of their version: building validators is the costly part. The oldest go first."""

    def __init__(self, most: int = 256) -> None:
        self._most, self._known, self._lock = most, dict[str, Form](), Lock()

    def get(self, procedure: Procedure) -> Form:
        with self._lock:
            found = self._known.pop(procedure.digest, None) or Form.build(procedure.form)
            self._known[procedure.digest] = found
            while len(self._known) > self._most:
                del self._known[next(iter(self._known))]
        return found


_FORMS = _Forms()


def _form(procedure: Procedure) -> Form:
    return _FORMS.get(procedure)
