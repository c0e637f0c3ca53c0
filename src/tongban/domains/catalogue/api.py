"""The only door of this domain: what a region offers, what it asks, what is wrong with an answer."""

from collections.abc import Mapping

from tongban.domains.catalogue import guiding
from tongban.domains.catalogue.answering import (
    answered_pages,
    attributes_of,
    clean_answers,
    columns,
    files_in,
    files_of,
    validate_form,
    visible_pages,
)
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
from tongban.domains.catalogue.conduct import Extension, Place, Renewal, Situation, Source, SpecialProcedure, Tolerance
from tongban.domains.catalogue.definitions import Material as MaterialDeclaration
from tongban.domains.catalogue.definitions import Package, Question, Result, Service
from tongban.domains.catalogue.drafting import (
    DraftView,
    Editable,
    EditableItem,
    EditablePromise,
    RegisterRow,
    VersionView,
    compare_draft,
    compare_versions,
    editable,
    examine_draft,
    get_draft,
    history_of,
    list_drafts,
    list_register,
    preview_draft,
)
from tongban.domains.catalogue.editing import Edit, ItemEdit, PromiseEdit
from tongban.domains.catalogue.examining import DraftFinding
from tongban.domains.catalogue.forms.fields import Field, Option, Page
from tongban.domains.catalogue.forms.validation import FieldError
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
from tongban.domains.catalogue.history import VersionPublished
from tongban.domains.catalogue.ids import ItemDraftId
from tongban.domains.catalogue.implementing import ImplementedItem, implementation_list
from tongban.domains.catalogue.listing import (
    ListView,
    get_list,
    list_history,
    list_lists,
    require_listed,
    stands_on,
)
from tongban.domains.catalogue.lists import CrossRegion, ListEntry, ListKind, PermitReform
from tongban.domains.catalogue.national import fields_of as national_fields
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
    version_ids,
    versions_of,
)
from tongban.domains.catalogue.situations import Guided, LeftOut, asked_materials, guided, holds, left_out, narrow
from tongban.domains.catalogue.situations import ask as ask_situations
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
    "Editable",
    "EditableItem",
    "EditablePromise",
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
    "Guided",
    "ImplementedItem",
    "ItemDraftId",
    "ItemEdit",
    "LeftOut",
    "ListEntry",
    "ListKind",
    "ListView",
    "Material",
    "MaterialDeclaration",
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
    "Tolerance",
    "Track",
    "VersionPublished",
    "VersionView",
    "agency_names",
    "answered_pages",
    "ask_situations",
    "asked_materials",
    "attributes_of",
    "clean_answers",
    "columns",
    "compare_draft",
    "compare_versions",
    "discard_draft",
    "editable",
    "examine_draft",
    "files_in",
    "files_of",
    "form_schema",
    "get_draft",
    "get_list",
    "get_procedure",
    "get_version",
    "guide",
    "guided",
    "history_of",
    "holds",
    "implementation_list",
    "keys_in",
    "left_out",
    "list_drafts",
    "list_history",
    "list_lists",
    "list_procedures",
    "list_register",
    "list_versions",
    "narrow",
    "national_fields",
    "open_draft",
    "pack_of",
    "play",
    "preview_draft",
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
    "version_ids",
    "versions_of",
    "visible_pages",
    "withdraw_procedure",
]


def guide(procedure: Procedure, language: str, *, names: Mapping[str, Text] | None = None) -> Guide:
    """Everything the public guide page needs in `zh` or `en`.

    `names` are the agencies by role; left out, they are those of the installed packs on the procedure's day.
    """
    found = names if names is not None else agency_names(packs.current(), procedure.region, on=procedure.on)
    return guiding.guide(procedure, language, names=found)
