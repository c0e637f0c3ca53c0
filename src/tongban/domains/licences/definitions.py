"""What a pack says about a kind of electronic licence (电子证照).

`packs/<id>/licences/*.yaml` holds one type per file:

    id: business_licence
    title: {zh: 营业执照, en: Business licence}
    type_code: 91990100MA0000000X003      # USCC of the defining body + 3 digits (GB/T 36904); null = unknown
    holder: enterprise
    validity: null                        # null = without end; else {amount: 5, unit: year}
    number: "{holder_code}"               # 证照编号: literals and {holder_code} {region} {year} {serial}
    fields:
      - {id: name, title: {zh: 名称, en: Name}, from: holder.name}
      - {id: scope, title: {zh: 经营范围, en: Scope of business}, from: form.scope}
    template: certificate

A field's value is, in this order: the value of the same id in the service's `result.values`, else what `from` names:
`form.<field>` looks in those same values under the form field's name, `holder.<fact>` in the registry
(name, code, address, legal_representative, established_on, region). Without a value a `required` field (the default)
refuses the issue.
"""

import re
from string import Formatter
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from tongban.kernel.declaration import Declaration, Slug, Text
from tongban.kernel.packs.kinds import Kind

TypeCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}[0-9]{3}$")]
NUMBER_PARTS = frozenset({"holder_code", "region", "year", "serial"})
HOLDER_FACTS = frozenset({"name", "code", "address", "legal_representative", "established_on", "region"})
_SERIAL_FORMAT = re.compile(r"^0[1-9]d$")


class Validity(Declaration):
    """How long a licence lasts: from the day of issue through the day before the same date that much later."""

    amount: Annotated[int, Field(ge=1, le=100)]
    unit: Literal["year", "month", "calendar_day"]


class LicenceField(Declaration):
    """One line of a licence. `public` lines appear on the verify page; `mask` says how they are covered there."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    id: Slug
    title: Text
    origin: Annotated[str | None, StringConstraints(pattern=r"^(form|holder)\.[A-Za-z0-9_.]{1,80}$")] = Field(
        default=None, alias="from"
    )
    required: bool = True
    public: bool = False
    mask: Literal["none", "name", "code"] = "none"
    kind: Literal["text", "date", "money", "long_text"] = "text"

    @model_validator(mode="after")
    def _known_holder_fact(self) -> Self:
        place, _, fact = (self.origin or "").partition(".")
        if place == "holder" and fact not in HOLDER_FACTS:
            raise ValueError(f"the registry tells {sorted(HOLDER_FACTS)} of a holder, not {fact!r}")
        return self


class LicenceType(Declaration):
    """A kind of electronic licence: who may hold it, how long, what is written on it."""

    id: Slug
    title: Text
    type_code: TypeCode | None
    holder: Literal["enterprise", "person"]
    validity: Validity | None = None
    number: Annotated[str, StringConstraints(min_length=1, max_length=80)] = "{region}{year}{serial:06d}"
    fields: Annotated[tuple[LicenceField, ...], Field(min_length=1)]
    template: Literal["certificate"] = "certificate"
    basis: str = ""
    demo: bool = False

    @model_validator(mode="after")
    def _fields_differ(self) -> Self:
        ids = [field.id for field in self.fields]
        if twice := sorted({one for one in ids if ids.count(one) > 1}):
            raise ValueError(f"fields given twice: {twice}")
        return self

    @model_validator(mode="after")
    def _number_can_be_built(self) -> Self:
        for _, part, form, conversion in Formatter().parse(self.number):
            if part is None:
                continue
            if part not in NUMBER_PARTS or conversion:
                raise ValueError(f"a number is made of {sorted(NUMBER_PARTS)}, not {part!r}")
            if form and not (part == "serial" and _SERIAL_FORMAT.match(form)):
                raise ValueError("only {serial:06d} may say how it is written")
        if "{serial" not in self.number and "{holder_code}" not in self.number:
            raise ValueError("the number needs {serial} or {holder_code}, else two licences would share it")
        if self.holder == "person" and "{holder_code}" in self.number:
            raise ValueError("a person's identity number never becomes the number of a licence")
        return self


KINDS = (Kind("licences", "licences", LicenceType),)
