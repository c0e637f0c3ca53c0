"""What a pack says about a service item (事项) and a life-event package (一件事).

The elements follow the 实施清单 of GB/T 39554.2-2020 and the exchange tables of 国家政务服务平台. One definition is
read by the guide, the form, the flow, the contract of the API and the metrics.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from tongban.domains.catalogue.conduct import (
    Commitment,
    DeliveryMethod,
    Duty,
    Extension,
    Instant,
    Place,
    Renewal,
    Situation,
    Source,
    SpecialUse,
    Tolerance,
)
from tongban.domains.catalogue.kind_codes import ItemKind
from tongban.domains.catalogue.lists import CrossRegion, PermitReform
from tongban.kernel.declaration import Declaration, ParameterName, Slug, Text

Audience = Literal["natural_person", "enterprise", "public_institution", "social_organisation", "other"]
OnlineDepth = Annotated[int, Field(ge=1, le=7)]  # 1 consult … 4 accept … 7 e-licence returned


class NamedHolder(Declaration):
    """Somebody whom two answers of the form name: both must be right, so that a number alone finds nobody's papers."""

    name: Slug
    code: Slug


class Material(Declaration):
    """A paper that an applicant hands in, and where it comes from.

    `from_licence` names a licence type: when a valid one is held, the paper is not asked (免提交). `held_by` says
    whose: the subject's, its legal representative's, or that of whom two answers name. It is taken on the
    `ground` (a law that lets the agency fetch it), and without a ground only with the applicant's consent; nobody
    consents for somebody else, so what another person holds needs a ground. A `reusable` paper that the subject handed
    in with an earlier case is not asked again. `proof` names a line of the list of proofs that may be asked
    (清单之外无证明). `when` is a condition over the answers (`form.<field>`, `situation.<id>`): the paper is asked only
    where it holds.
    """

    id: Slug
    title: Text
    required: bool = True
    source: Literal["applicant", "authority", "intermediary", "other"] = "applicant"
    basis: Source | None = None
    from_licence: Slug | None = None
    held_by: Literal["subject", "legal_representative"] | NamedHolder = "subject"
    ground: Source | None = None
    reusable: bool = False
    originals: Annotated[int, Field(ge=0, le=9)] = 0
    copies: Annotated[int, Field(ge=0, le=9)] = 0
    form: Literal["paper", "electronic", "both"] = "electronic"
    proof: Slug | None = None
    when: dict[str, Any] | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _taken_lawfully(self) -> Self:
        if self.from_licence is None and (self.held_by != "subject" or self.ground is not None):
            raise ValueError("`held_by` and `ground` belong to a paper that is taken `from_licence`")
        if isinstance(self.held_by, NamedHolder) and self.ground is None:
            raise ValueError("what somebody named in the form holds is taken on a `ground` only")
        return self


class Step(Declaration):
    """One thing one post does.

    `after` names steps of this item or, as `item.step` or `item`, of another item of the package. The step that
    `decides` is the last one of its item and grants or denies; whoever did an earlier step of it may not do it.
    A `visit` (现场核查) takes two officers and stops no clock; a `collective` step (集体讨论) takes the votes of
    `signatures` accounts; any step with more than one signature is done when the last of them has signed (会签).
    `agency` is the role of an agency that does this step for the item's own (协办).
    """

    id: Slug
    title: Text
    duty: Duty
    kind: Literal["work", "visit", "collective"] = "work"
    signatures: Annotated[int, Field(ge=1, le=9)] = 1
    agency: Slug | None = None
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


RegisterField = Literal["name", "address", "representative_name", "representative_citizen_id", "representative_phone"]


class Amends(Declaration):
    """A grant that changes what the register says of the applicant (变更登记): which form fields say what it says then.

    A field that the form leaves empty stays. A representative is known by name and identity number.
    """

    kind: Literal["enterprise"]
    fields: Annotated[dict[RegisterField, str], Field(min_length=1)]

    @model_validator(mode="after")
    def _knows_the_representative(self) -> Self:
        if ("representative_name" in self.fields) != ("representative_citizen_id" in self.fields):
            raise ValueError("a representative needs representative_name and representative_citizen_id")
        return self


class Result(Declaration):
    """What the applicant receives. `licence` names a licence type; `values` maps its fields to form fields.

    `registers` a new enterprise, `amends` the applicant's entry in the register, or `closes` it (注销登记).
    """

    title: Text
    kind: Literal["licence", "approval", "receipt", "service"]
    licence: Slug | None = None
    values: dict[str, str] = {}
    registers: Registers | None = None
    amends: Amends | None = None
    closes: Literal["enterprise"] | None = None

    @model_validator(mode="after")
    def _does_one_thing_to_the_register(self) -> Self:
        if sum(one is not None for one in (self.registers, self.amends, self.closes)) > 1:
            raise ValueError("a result registers, amends or closes, one of them")
        return self


class Fee(Declaration):
    """A charge: its parameter in fen, its legal basis, whether it can be paid online. An item without a fee has none of
    this."""

    parameter: ParameterName
    basis: Source
    title: Text
    online_payment: bool = False


class Question(Declaration):
    question: Text
    answer: Text


class Service(Declaration):
    """A service item of an implementation list (实施清单). `entry` names its entry of the basic catalogue (基本目录).

    `consult_phone` (咨询电话) and `complaint_phone` (监督投诉电话) are two numbers, each with its area code.
    """

    id: Slug
    title: Text
    summary: Text
    kind: ItemKind
    entry: Slug | None = None
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
    consult_phone: str = ""
    complaint_phone: str = ""
    topics: tuple[str, ...] = ()
    standalone: bool = True
    precheck: bool = True
    one_window: bool = True
    delivery: Annotated[tuple[DeliveryMethod, ...], Field(min_length=1)] = ("download",)
    across: tuple[CrossRegion, ...] = ()
    reform: PermitReform | None = None
    tolerance: Tolerance | None = None
    commitment: Commitment | None = None
    special_procedures: tuple[SpecialUse, ...] = ()
    extension: Extension | None = None
    renewal: Renewal | None = None
    instant: Instant | None = None

    @model_validator(mode="after")
    def _one_decision(self) -> Self:
        deciding = [step.id for step in self.steps if step.decides]
        if len(deciding) != 1:
            raise ValueError("exactly one step decides")
        return self


class PackageItem(Declaration):
    """An item inside a package. `after` names items that must be decided before this one starts.

    `when` is a condition over the situations (`situation.<id>`): the item belongs to a case only where it holds.
    `starts` says when its clocks begin: `with_case` at acceptance, `in_turn` when all that it waits for is decided.
    """

    service: Slug
    after: tuple[Slug, ...] = ()
    steps_after: dict[Slug, tuple[str, ...]] = {}
    when: dict[str, Any] | None = None
    starts: Literal["with_case", "in_turn"] = "with_case"


class Stage(Declaration):
    """One of the steps the applicant experiences (环节), with the items it covers."""

    title: Text
    items: tuple[Slug, ...]


class Package(Declaration):
    """One thing at a time (一件事): several items, one form, one promise.

    Without `form` the form is put together from those of its items, every fact asked once. `lead` is the role of the
    agency that leads a joint handling (牵头部门); whoever leads for it sees all items and asks for the extension.
    """

    id: Slug
    title: Text
    summary: Text
    source: Source
    accepted_by: Slug
    audience: Annotated[tuple[Audience, ...], Field(min_length=1)]
    legal_basis: Annotated[tuple[Source, ...], Field(min_length=1)]
    conditions: tuple[Text, ...] = ()
    items: Annotated[tuple[PackageItem, ...], Field(min_length=2)]
    situations: tuple[Situation, ...] = ()
    stages: tuple[Stage, ...] = ()
    form: str | None = None
    clocks: Clocks
    lead: Slug | None = None
    extension: Extension | None = None
    visits: Annotated[int, Field(ge=0, le=9)] = 0
    visits_reason: Text | None = None
    online_depth: Annotated[tuple[OnlineDepth, ...], Field(min_length=1)]
    questions: tuple[Question, ...] = ()
    places: tuple[Place, ...] = ()
    consult_phone: str = ""
    complaint_phone: str = ""
    topics: tuple[str, ...] = ()


class FormDeclaration(Declaration):
    """A form: JSON Schema in the subset of docs/reference/packs.md. Known by its file name."""

    json_schema: dict[str, Any]
