"""What happens to a rule document on the list, on the stream of its id."""

from dataclasses import dataclass
from datetime import date

from tongban.kernel.event_types import event


@event("reform.rule_document_listed.v1")
@dataclass(frozen=True, slots=True)
class RuleDocumentListed:
    """A document came on the list; its unit looks through it until `look_by`."""

    document: str
    region: str
    agency: str
    number: str
    title: str
    issuer: str
    issued_on: date
    look_by: date


@event("reform.rule_document_judged.v1")
@dataclass(frozen=True, slots=True)
class RuleDocumentJudged:
    """Its unit says what becomes of it: keep, amend, abolish, replace; until when."""

    document: str
    result: str
    reason: str
    replaced_by: str
    due_on: date | None


@event("reform.rule_document_done.v1")
@dataclass(frozen=True, slots=True)
class RuleDocumentDone:
    """Its unit says that the result is carried out, on which day, by what, and shows it."""

    document: str
    done_on: date
    text: str
    evidence: tuple[str, ...]


@event("reform.rule_document_confirmed.v1")
@dataclass(frozen=True, slots=True)
class RuleDocumentConfirmed:
    """A second person of the office confirmed it, or sent it back with the reason."""

    document: str
    accepted: bool
    reason: str
