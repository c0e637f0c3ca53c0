"""A procedure as it is stored for ever: everything copied, nothing looked up.

One record holds what a guide, a form, a flow and a clock need: the texts, the form, the steps, the materials and the
whole history of the parameters it names. A case that was accepted under it stays readable when the pack is gone.
"""

import hashlib
import json
from datetime import date
from typing import Any, Literal

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
    SpecialProcedure,
    SpecialUse,
    Tolerance,
)
from tongban.domains.catalogue.definitions import Audience, Clocks, Fee, Material, Question, Result, Stage
from tongban.domains.catalogue.kind_codes import ItemKind
from tongban.domains.catalogue.lists import CrossRegion, PermitReform
from tongban.kernel.declaration import Declaration, Text
from tongban.kernel.parameters import Dated, Parameter


class StoredStep(Declaration):
    """A step with what it waits for written out as `track.step`."""

    id: str
    title: Text
    duty: Duty
    kind: Literal["work", "visit", "collective"] = "work"
    signatures: int = 1
    agency: str | None = None
    decides: bool = False
    after: tuple[str, ...] = ()


class StoredTrack(Declaration):
    """One service item inside a procedure: who does what in which order, under which clocks, with which result.

    In a package, `materials` are as the item itself asks them. Where the package puts its form together, `form` is
    the item's own and `names` says what each of its fields is called in the whole (None: not asked, it is issued).
    """

    key: str
    title: Text
    summary: Text
    kind: ItemKind
    basic_code: str | None = None
    agency_role: str
    handling: Literal["instant", "promised"]
    steps: tuple[StoredStep, ...]
    clocks: Clocks
    fee: Fee | None = None
    result: Result
    legal_basis: tuple[Source, ...]
    after: tuple[str, ...] = ()
    when: dict[str, Any] | None = None
    starts: Literal["with_case", "in_turn"] = "with_case"
    precheck: bool = True
    one_window: bool = True
    delivery: tuple[DeliveryMethod, ...] = ("download",)
    across: tuple[CrossRegion, ...] = ()
    reform: PermitReform | None = None
    tolerance: Tolerance | None = None
    commitment: Commitment | None = None
    special_procedures: tuple[SpecialUse, ...] = ()
    extension: Extension | None = None
    renewal: Renewal | None = None
    instant: Instant | None = None
    form: dict[str, Any] | None = None
    names: dict[str, str | None] = {}
    materials: tuple[Material, ...] = ()


class Demand(Declaration):
    """One item's need of a material: whether it must be there, under which condition, or who issues it meanwhile."""

    track: str
    required: bool
    when: dict[str, Any] | None = None
    issued_by: str | None = None


class StoredMaterial(Material):
    """A material of the whole procedure. `tracks` need it, each as its demand says.

    With `issued_by` nobody is asked it: it comes out of the procedure itself. `when` is None unless every demand has
    a condition; it then holds where one of them does.
    """

    tracks: tuple[str, ...]
    issued_by: str | None = None
    demands: tuple[Demand, ...] = ()


class StoredValue(Declaration):
    """One dated value of a copied parameter."""

    since: date
    value: int | float | None
    source: str
    published: date | None = None
    applies_from: date | None = None
    note: str | None = None


class StoredParameter(Declaration):
    """A parameter with its whole history, copied."""

    unit: str
    statute: str | None = None
    history: tuple[StoredValue, ...]

    def parameter(self, name: str) -> Parameter:
        dated = (
            Dated(one.since, one.value, one.source, one.published, one.applies_from, one.note) for one in self.history
        )
        return Parameter(name, self.unit, tuple(dated), self.statute)


class StoredRule(Declaration):
    """A table that chooses a promise, or a condition that grants, copied with its legal basis and days in force."""

    title: Text
    basis: str
    since: date
    until: date | None = None
    table: dict[str, Any] | None = None
    condition: dict[str, Any] | None = None

    def is_in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    def named(self) -> frozenset[str]:
        """Every parameter that the table may answer."""
        if self.table is None:
            return frozenset()
        rows = [row for row in self.table.get("rows") or () if isinstance(row, dict)]
        answers = [*(row.get("then") for row in rows), self.table.get("otherwise")]
        return frozenset(str(one["parameter"]) for one in answers if isinstance(one, dict) and "parameter" in one)


class Definition(Declaration):
    """A service or package as one pack sees it, complete. `packs` are the versions of the packs it was made of."""

    format: Literal[1] = 1
    kind: Literal["service", "package"]
    key: str
    pack: str
    packs: dict[str, str]
    region: str | None
    title: Text
    summary: Text
    source: Source
    lead_role: str
    audience: tuple[Audience, ...]
    handling: Literal["instant", "promised"] = "promised"
    legal_basis: tuple[Source, ...]
    conditions: tuple[Text, ...] = ()
    tracks: tuple[StoredTrack, ...]
    situations: tuple[Situation, ...] = ()
    stages: tuple[Stage, ...] = ()
    lead: str | None = None
    extension: Extension | None = None
    special_procedures: dict[str, SpecialProcedure] = {}
    form_id: str
    form: dict[str, Any]
    materials: tuple[StoredMaterial, ...] = ()
    clocks: Clocks
    visits: int = 0
    visits_reason: Text | None = None
    online_depth: tuple[int, ...]
    questions: tuple[Question, ...] = ()
    places: tuple[Place, ...] = ()
    consult_phone: str = ""
    complaint_phone: str = ""
    topics: tuple[str, ...] = ()
    parameters: dict[str, StoredParameter]
    rules: dict[str, StoredRule] = {}

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values, as they are stored and digested."""
        return self.model_dump(mode="json")

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON: sorted keys, no spaces, UTF-8."""
        text = json.dumps(self.as_json(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()
