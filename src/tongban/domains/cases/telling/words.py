"""What formatters need to call things by their names, and the two questions that every event answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import singledispatch

from tongban.domains.cases import details, wording
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel.declaration import Text


@dataclass(frozen=True, slots=True)
class Words:
    """What formatters need to call things by their names.

    `opinions`: whether the reader may see officers' notes; `facts`: whether what the applicant wrote. `signatories`
    are those who signed for another or in another's place.
    """

    pinned: catalogue.Procedure
    agencies: Mapping[str, Text]
    subject: Text
    opinions: bool
    signatories: Mapping[str, registry.Signatory]
    facts: bool

    def agency(self, agency: str) -> Text:
        return self.agencies.get(agency, wording.NOTHING)

    def track(self, key: str) -> Text:
        return self.pinned.track(key).title

    def scope(self, scope: str) -> Text:
        """The item that a scope is, or the case as a whole."""
        return self.pinned.title if scope == "case" else self.track(scope)

    def step(self, track: str, step: str) -> Text:
        return details.step_title(self.pinned, f"{track}.{step}")

    def material(self, material: str) -> Text:
        found = self.pinned.material(material)
        return found.title if found else Text(zh=material, en=material)

    def special(self, kind: str) -> Text:
        found = self.pinned.special_procedures.get(kind)
        return found.title if found else Text(zh=kind, en=kind)


@singledispatch
def tell(event: object, words: Words) -> Text:
    """One event as a sentence. A new event without a formatter is a bug."""
    raise TypeError(f"{type(event).__name__} has no sentence")


@singledispatch
def note(event: object, words: Words) -> str:
    """What a person wrote at this event, if the reader may see it."""
    return ""
