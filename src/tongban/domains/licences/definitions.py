"""What a pack says about a kind of electronic licence (电子证照).

`packs/<id>/licences/*.yaml` holds one type per file:

    id: business_licence
    title: {zh: 营业执照, en: Business licence}
    type_code: 91990100MA0000000X003      # USCC of the defining body + 3 digits (GB/T 36904); null = unknown
    holder: enterprise
    issued_by: [market_regulation]        # roles of agencies that may issue it; none named = whoever decides
    validity: null                        # null = for ever; {amount: 5, unit: year}; {until: <a field that is a date>}
    number: "{holder_code}"               # 证照编号: literals and {holder_code} {region} {year} {serial}
    fields:
      - {id: name, title: {zh: 名称, en: Name}, from: holder.name}
      - {id: scope, title: {zh: 经营范围, en: Scope of business}, from: form.scope}
      - id: premises                      # several addresses (一照多址): a list of rows
        title: {zh: 经营场所, en: Further premises}
        kind: rows
        columns: [{id: address, title: {zh: 地址, en: Address}}]
        required: false
    satisfies: [business_licence_copy]    # materials and proofs that a valid one replaces (免提交)
    folds: [food_business_licence]        # permits of the same holder that are shown on it (一企一证)
    life: {change: …, suspend: …}         # see acting_words.py
    template: certificate                 # certificate | portrait | card
    layout: {accent: "#1f3a68", header: {zh: 副本, en: Duplicate}}

A field's value is, in this order: the value of the same id in the service's `result.values`, else what `from` names:
`form.<field>` looks in those same values under the form field's name, `holder.<fact>` in the registry
(name, code, address, legal_representative, established_on, region). Without a value a `required` field (the default)
refuses the issue. A number without `{year}` is counted on for ever, one with it begins anew each year.
"""

import re
from string import Formatter
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from tongban.domains.licences.acting_words import Life
from tongban.kernel.declaration import Declaration, Slug, Text
from tongban.kernel.packs.kinds import Kind

TypeCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}[0-9]{3}$")]
NUMBER_PARTS = frozenset({"holder_code", "region", "year", "serial"})
HOLDER_FACTS = frozenset({"name", "code", "address", "legal_representative", "established_on", "region"})
_SERIAL_FORMAT = re.compile(r"^0[1-9]d$")


class Validity(Declaration):
    """How long a licence lasts: through the day before the same date that much later, or until a day that is written
    on it (`until` names the field); with both, whichever comes first."""

    amount: Annotated[int | None, Field(ge=1, le=100)] = None
    unit: Literal["year", "month", "calendar_day"] | None = None
    until: Slug | None = None

    @model_validator(mode="after")
    def _says_when_it_ends(self) -> Self:
        if (self.amount is None) != (self.unit is None):
            raise ValueError("an amount needs its unit")
        if self.amount is None and self.until is None:
            raise ValueError("say how long (amount and unit) or until which date (until); for ever is null")
        return self


class Column(Declaration):
    """One column of a field that is a list of rows."""

    id: Slug
    title: Text


class Layout(Declaration):
    """How the drawn licence differs from others of its template: the colour of title and frame, a line above."""

    accent: Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")] = "#1f3a68"
    header: Text | None = None


class LicenceField(Declaration):
    """One line of a licence. `public` lines appear on the verify page; `mask` says how they are covered there.

    `rows` is a list, each with a value per column (several addresses); it has no mask.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    id: Slug
    title: Text
    origin: Annotated[str | None, StringConstraints(pattern=r"^(form|holder)\.[A-Za-z0-9_.]{1,80}$")] = Field(
        default=None, alias="from"
    )
    required: bool = True
    public: bool = False
    mask: Literal["none", "name", "code"] = "none"
    kind: Literal["text", "date", "money", "long_text", "rows"] = "text"
    columns: tuple[Column, ...] = ()

    @model_validator(mode="after")
    def _known_holder_fact(self) -> Self:
        place, _, fact = (self.origin or "").partition(".")
        if place == "holder" and fact not in HOLDER_FACTS:
            raise ValueError(f"the registry tells {sorted(HOLDER_FACTS)} of a holder, not {fact!r}")
        return self

    @model_validator(mode="after")
    def _rows_have_columns(self) -> Self:
        if (self.kind == "rows") != bool(self.columns):
            raise ValueError("rows have columns, and nothing else has")
        if self.kind == "rows" and (self.mask != "none" or (self.origin or "").startswith("holder.")):
            raise ValueError("rows are not covered in public and do not come from the registry")
        return self


class LicenceType(Declaration):
    """A kind of electronic licence: who may hold and issue it, how long it lasts, what is written on it, its life.

    `satisfies` are ids of materials and proofs that are not asked of whoever holds a valid one; `folds` are types of
    permits of the same holder that are shown on it.
    """

    id: Slug
    title: Text
    type_code: TypeCode | None
    holder: Literal["enterprise", "person", "any"]
    validity: Validity | None = None
    number: Annotated[str, StringConstraints(min_length=1, max_length=80)] = "{region}{year}{serial:06d}"
    fields: Annotated[tuple[LicenceField, ...], Field(min_length=1)]
    issued_by: tuple[Slug, ...] = ()
    satisfies: tuple[Slug, ...] = ()
    folds: tuple[Slug, ...] = ()
    life: Life = Life()
    template: Literal["certificate", "portrait", "card"] = "certificate"
    layout: Layout = Layout()
    basis: str = ""
    demo: bool = False

    @model_validator(mode="after")
    def _fields_differ(self) -> Self:
        ids = [field.id for field in self.fields]
        if twice := sorted({one for one in ids if ids.count(one) > 1}):
            raise ValueError(f"fields given twice: {twice}")
        return self

    @model_validator(mode="after")
    def _words_mean_its_fields(self) -> Self:
        kinds = {field.id: field.kind for field in self.fields}
        if self.validity and self.validity.until and kinds.get(self.validity.until) != "date":
            raise ValueError(f"until names a field that is a date, not {self.validity.until!r}")
        if self.life.renew and self.validity is None:
            raise ValueError("what never ends is not renewed")
        changed = self.life.change.fields if self.life.change else ()
        if unknown := sorted(set(changed) - set(kinds)):
            raise ValueError(f"what may change are its fields, not {unknown}")
        if self.id in self.folds:
            raise ValueError("a licence does not show itself")
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
        if self.holder != "enterprise" and "{holder_code}" in self.number:
            raise ValueError("a person's identity number never becomes the number of a licence")
        return self


KINDS = (Kind("licences", "licences", LicenceType),)
