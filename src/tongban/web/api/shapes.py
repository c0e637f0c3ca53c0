"""How values look in answers: words in the reader's language, ids as text, instants with Beijing's offset."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from tongban.domains.registry import api as registry
from tongban.web import wording


def _words(value: Any) -> Any:
    return value if value is None else wording.pick(value)


def _text(value: Any) -> Any:
    return value if value is None else str(value)


def _instant(value: datetime) -> str:
    return wording.local(value).isoformat()


_UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
Words = Annotated[str, BeforeValidator(_words)]
Instant = Annotated[
    datetime,
    PlainSerializer(_instant, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-03-02T09:00:00+08:00"]}),
]
Plain = Annotated[str, BeforeValidator(_text)]
AccountRef = Annotated[str, BeforeValidator(_text), Field(pattern=f"^account_{_UUID}")]
AgencyRef = Annotated[str, BeforeValidator(_text), Field(pattern=f"^agency_{_UUID}")]
CaseRef = Annotated[str, BeforeValidator(_text), Field(pattern=f"^case_{_UUID}")]
DraftRef = Annotated[str, BeforeValidator(_text), Field(pattern=f"^draft_{_UUID}")]
EvidenceRef = Annotated[str, BeforeValidator(_text), Field(pattern=f"^evidence_{_UUID}")]
LicenceRef = Annotated[str, BeforeValidator(_text), Field(pattern=f"^licence_{_UUID}")]
PlanRef = Annotated[str, BeforeValidator(_text), Field(pattern=f"^plan_{_UUID}")]
MeasureRef = Annotated[str, BeforeValidator(_text), Field(pattern=f"^measure_{_UUID}")]
SubjectRef = Annotated[str, BeforeValidator(_text), Field(pattern=f"^subject_{_UUID}")]
TokenRef = Annotated[str, BeforeValidator(_text), Field(pattern=f"^token_{_UUID}")]
RegionCode = Annotated[str, Field(max_length=12, examples=["990102"], description="A division code, six digits.")]
Slug = Annotated[str, Field(max_length=64, examples=["company_setup"])]
Day = Annotated[date, Field(ge=date(1949, 10, 1), le=date(2199, 12, 31))]
"""A day that is asked about; what lies outside has neither law nor calendar."""


class Out(BaseModel):
    """The base of answers: read from our own views, so without the detours that django-ninja makes for querysets."""

    model_config = ConfigDict(from_attributes=True)


class In(BaseModel):
    """The base of what is sent: nothing unknown is passed over in silence."""

    model_config = ConfigDict(extra="forbid")


class SubjectOut(Out):
    """A person or an enterprise. A person's code is masked, and the name too for who neither is it nor handles it."""

    id: SubjectRef
    kind: str
    name: str
    code_masked: str

    @staticmethod
    def of(subject: registry.SubjectView, *, plain: bool) -> "SubjectOut":
        name = subject.name if plain else subject.name_masked
        return SubjectOut(id=str(subject.id), kind=subject.kind, name=name, code_masked=subject.code_masked)


class AgencyOut(Out):
    """An authority in its role."""

    id: AgencyRef
    role: str
    name: Words
    region: str
