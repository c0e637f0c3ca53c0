"""What a pack says about a service item (事项) and a life-event package (一件事).

The elements follow the 实施清单 of GB/T 39554.2-2020 and the exchange tables of 国家政务服务平台. One definition is
read by the guide, the form, the flow, the contract of the API and the metrics.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from tongban.kernel.declaration import Declaration, ParameterName, Slug, Text

ItemKind = Literal["01", "05", "07", "08", "09", "10", "20"]  # GB/T 39046 A.1, the kinds one can apply for
Audience = Literal["natural_person", "enterprise", "public_institution", "social_organisation", "other"]
Duty = Literal["intake", "review", "approve"]
OnlineDepth = Annotated[int, Field(ge=1, le=7)]  # 1 consult … 4 accept … 7 e-licence returned


class Source(Declaration):
    """Where a statement comes from: a law with its article, or a plan with its place, or the mark `demo`."""

    document: str
    place: str = ""
    url: str = ""


class Material(Declaration):
    """A paper that an applicant hands in, and where it comes from.

    `from_licence` names a licence type: when the subject holds a valid one, the paper is not asked (免提交).
    """

    id: Slug
    title: Text
    required: bool = True
    source: Literal["applicant", "authority", "intermediary", "other"] = "applicant"
    basis: Source | None = None
    from_licence: Slug | None = None
    originals: Annotated[int, Field(ge=0, le=9)] = 0
    copies: Annotated[int, Field(ge=0, le=9)] = 0
    form: Literal["paper", "electronic", "both"] = "electronic"
    note: Text | None = None


class Step(Declaration):
    """One thing one post does.

    `after` names steps of this item or, as `item.step` or `item`, of another item of the package. The step that
    `decides` is the last one of its item and grants or denies; whoever did an earlier step of it may not do it.
    """

    id: Slug
    title: Text
    duty: Duty
    decides: bool = False
    after: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$")], ...] = ()


class Clocks(Declaration):
    """Names of dated parameters. A promise without a statute is allowed; both run from acceptance.

    `promised_by` names a rule (`rules/<name>.yaml`) whose table reads answers (`form.pipe_diameter`) and whose one
    output `parameter` names the promise that governs. `promised` is then the longest of them: what the guide shows.
    """

    statutory: ParameterName | None = None
    promised: ParameterName
    promised_by: Slug | None = None


class Registers(Declaration):
    """A grant that brings a new subject into being (设立登记): which form fields say what it is."""

    kind: Literal["enterprise"]
    fields: dict[Slug, str]


class Result(Declaration):
    """What the applicant receives. `licence` names a licence type; `values` maps its fields to form fields."""

    title: Text
    kind: Literal["licence", "approval", "receipt", "service"]
    licence: Slug | None = None
    values: dict[str, str] = {}
    registers: Registers | None = None


class Fee(Declaration):
    """A charge: its parameter in fen, its legal basis. An item without a fee has none of this."""

    parameter: ParameterName
    basis: Source
    title: Text


class Question(Declaration):
    question: Text
    answer: Text


class Place(Declaration):
    """Where one can also come in person, and whom to call."""

    title: Text
    address: Text
    hours: Text
    phone: str = ""


class Service(Declaration):
    """A service item of an implementation list (实施清单)."""

    id: Slug
    title: Text
    summary: Text
    kind: ItemKind
    basic_code: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")] | None = None
    source: Source
    agency: Slug
    audience: Annotated[tuple[Audience, ...], Field(min_length=1)]
    handling: Literal["instant", "promised"] = "promised"
    legal_basis: Annotated[tuple[Source, ...], Field(min_length=1)]
    conditions: tuple[Text, ...] = ()
    materials: tuple[Material, ...] = ()
    form: str
    accepted_by: Slug | None = None
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    clocks: Clocks
    fee: Fee | None = None
    result: Result
    visits: Annotated[int, Field(ge=0, le=9)] = 0
    visits_reason: Text | None = None
    online_depth: Annotated[tuple[OnlineDepth, ...], Field(min_length=1)]
    questions: tuple[Question, ...] = ()
    places: tuple[Place, ...] = ()
    topics: tuple[str, ...] = ()
    standalone: bool = True

    @model_validator(mode="after")
    def _one_decision(self) -> Self:
        deciding = [step.id for step in self.steps if step.decides]
        if len(deciding) != 1:
            raise ValueError("exactly one step decides")
        return self


class PackageItem(Declaration):
    """An item inside a package. `after` names items that must be decided before this one starts."""

    service: Slug
    after: tuple[Slug, ...] = ()
    steps_after: dict[Slug, tuple[str, ...]] = {}


class Stage(Declaration):
    """One of the steps the applicant experiences (环节), with the items it covers."""

    title: Text
    items: tuple[Slug, ...]


class Package(Declaration):
    """One thing at a time (一件事): several items, one form, one promise."""

    id: Slug
    title: Text
    summary: Text
    source: Source
    accepted_by: Slug
    audience: Annotated[tuple[Audience, ...], Field(min_length=1)]
    legal_basis: Annotated[tuple[Source, ...], Field(min_length=1)]
    conditions: tuple[Text, ...] = ()
    items: Annotated[tuple[PackageItem, ...], Field(min_length=2)]
    stages: tuple[Stage, ...] = ()
    form: str
    clocks: Clocks
    visits: Annotated[int, Field(ge=0, le=9)] = 0
    visits_reason: Text | None = None
    online_depth: Annotated[tuple[OnlineDepth, ...], Field(min_length=1)]
    questions: tuple[Question, ...] = ()
    places: tuple[Place, ...] = ()
    topics: tuple[str, ...] = ()


class FormDeclaration(Declaration):
    """A form: JSON Schema in the subset of docs/reference/packs.md. Known by its file name."""

    json_schema: dict[str, Any]
