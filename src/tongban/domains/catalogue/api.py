"""The only door of this domain: what a region offers, what it asks, what is wrong with an answer."""

from collections.abc import Mapping
from threading import Lock
from typing import Any

from tongban.domains.catalogue import guiding
from tongban.domains.catalogue.building import agency_names, keys_in, pack_of
from tongban.domains.catalogue.commands import Published, publish
from tongban.domains.catalogue.conduct import Place, Situation, Source, SpecialProcedure
from tongban.domains.catalogue.definitions import Package, Question, Result, Service
from tongban.domains.catalogue.forms.fields import Field, Option, Page
from tongban.domains.catalogue.forms.validation import FieldError, Form
from tongban.domains.catalogue.guiding import (
    Fact,
    Guide,
    GuideMaterial,
    GuidePlace,
    GuidePromise,
    GuideStep,
    GuideTrack,
)
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
    "Material",
    "Option",
    "Package",
    "Page",
    "PaperStage",
    "Place",
    "Procedure",
    "ProcedureSummary",
    "Published",
    "Question",
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
    "agency_names",
    "attributes_of",
    "clean_answers",
    "get_procedure",
    "get_version",
    "guide",
    "keys_in",
    "list_procedures",
    "list_versions",
    "pack_of",
    "play",
    "publish",
    "read_procedure",
    "validate_form",
    "visible_pages",
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
