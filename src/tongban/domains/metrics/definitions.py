"""What a pack says about measuring (`metrics/*.yaml`) and promising (`commitments/*.yaml`). One thing per file.

    # metrics/company_setup_days.yaml
    id: company_setup_days
    title: {zh: 开办企业全部办结用时, en: Time until a new company has everything}
    procedure: company_setup              # key of a service or package
    track: null                           # or the key of one item: measure that item wherever it runs
    step: null                            # with `to: cases.step_completed.v1` and a track: which step's end
    population: null                      # optional condition on attributes, see below
    from: cases.case_accepted.v1
    to: cases.case_closed.v1
    measure: working_days                 # | calendar_days | hours | count_stages | count_steps | fee_fen | visits
                                          # | papers_{asked,spared,asked_though_held,asked_again}: of every procedure
    aggregate: max                        # | mean | p90 | share_within | sum

    # commitments/C002.yaml
    id: C002
    title: {zh: …, en: …}
    source: {document: …, place: …}
    metric: company_setup_days            # null = not bound yet; then `unbound` says why in both languages
    target: {op: "<=", value: 3, unit: working_day, since: 2019-12-31}
    scope: null                           # optional condition, narrower than the metric's population
    responsible: [market_regulation]      # agency roles
    kind: numeric                         # | dated (done by its deadline or not) | absolute (all, none, at once)
    measured_by: [platform]               # | outside (another system) | reported (by the unit, with evidence)
    written: null                         # the numbers as the text has them, where the target is worked out from them

A `dated` or `absolute` commitment may have no target (`target: null`). `source` may add `number` (the paper's number,
or `issued_on` where it has none) and `at`, the places as the reader of plans counts them: `6(1)` item and measure,
`57#2` the second measure of an item, `body 四(二)` a clause of the text; `tongban plan score` compares by them.

A condition is a tree of the rule kernel: `{field: form.pipe_diameter, op: "<=", value: 40}`, `{all: […]}`,
`{any: […]}`, `{not: …}`. Attributes are `procedure`, `track`, `region`, `granted` (true, false, or null while
undecided) and `form.<field>` for those fields of the application that its form marks `"x-attribute": true` (facts of
the case, never of a person); no other answer of an applicant ever reaches the metrics. A fact that a case does not
have is null.

`share_within` (target in percent) needs `target.within`: a number in the measure's unit, or `promised` / `statutory`,
the case's own clock. Units: working_days → working_day, calendar_days → calendar_day, hours → hour, counts,
visits and papers → count, fee_fen → fen, share_within → percent.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, field_validator, model_validator

from tongban.kernel.declaration import Declaration, Slug, Text
from tongban.kernel.packs.kinds import Kind

CommitmentKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{1,63}$")]
Moment = Literal[
    "cases.case_submitted.v1",
    "cases.case_accepted.v1",
    "cases.step_completed.v1",
    "cases.track_decided.v1",
    "cases.result_recorded.v1",
    "cases.case_decided.v1",
    "cases.case_closed.v1",
]
Measure = Literal[
    "working_days",
    "calendar_days",
    "hours",
    "count_stages",
    "count_steps",
    "fee_fen",
    "visits",
    "papers_asked",
    "papers_spared",
    "papers_asked_though_held",
    "papers_asked_again",
]
Aggregate = Literal["max", "mean", "p90", "share_within", "sum"]
TargetUnit = Literal["working_day", "calendar_day", "hour", "count", "fen", "percent"]
Comparison = Literal["<=", "<", "=", ">=", ">"]
Number = Annotated[int | float, Field(ge=0)]
PlaceText = Annotated[str, StringConstraints(pattern=r"^(?:\d{1,4}(?:\(\d{1,3}\)|#\d{1,3})?|body \S{1,20})$")]

UNIT_OF: Mapping[str, TargetUnit] = {
    "working_days": "working_day",
    "calendar_days": "calendar_day",
    "hours": "hour",
    "count_stages": "count",
    "count_steps": "count",
    "fee_fen": "fen",
    "visits": "count",
    "papers_asked": "count",
    "papers_spared": "count",
    "papers_asked_though_held": "count",
    "papers_asked_again": "count",
}
STEP_DONE = "cases.step_completed.v1"
TIMES = frozenset({"working_days", "calendar_days", "hours"})
PAPERS = frozenset({"papers_asked", "papers_spared", "papers_asked_though_held", "papers_asked_again"})
"""Counted over every procedure, unless one is named: the promise about papers is made for all of them."""
BUILT_IN = frozenset({"procedure", "track", "region", "granted"})


def fields_of(condition: Mapping[str, Any] | None) -> Iterator[str]:
    """Every attribute a condition tree reads."""
    if condition is None:
        return
    if "field" in condition:
        yield str(condition["field"])
    for key in ("all", "any"):
        for part in condition.get(key, ()):
            yield from fields_of(part)
    if "not" in condition:
        yield from fields_of(condition["not"])


def _checked(condition: dict[str, Any] | None) -> dict[str, Any] | None:
    for name in fields_of(condition):
        if name not in BUILT_IN and not name.startswith("form."):
            raise ValueError(f"{name!r} is not an attribute: {sorted(BUILT_IN)} or form.<field>")
    return condition


class Metric(Declaration):
    """How something is measured from events: of which cases, from which event to which, put together how."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    id: Slug
    title: Text
    procedure: Slug | None = None
    track: Slug | None = None
    step: Slug | None = None
    population: dict[str, Any] | None = None
    start: Moment = Field(default="cases.case_accepted.v1", alias="from")
    end: Moment = Field(default="cases.case_closed.v1", alias="to")
    measure: Measure
    aggregate: Aggregate
    note: Text | None = None

    _population = field_validator("population")(_checked)

    @model_validator(mode="after")
    def _about_something(self) -> Self:
        if self.procedure is None and self.track is None and self.measure not in PAPERS:
            raise ValueError("say which procedure or which track is measured")
        if self.measure in TIMES and self.start == self.end:
            raise ValueError("a time needs two different events")
        if self.track is not None and self.measure in {"fee_fen", "visits", "count_stages", *PAPERS}:
            raise ValueError(f"{self.measure} belongs to a whole case, not to a track")
        if self.track is None and self.end in ("cases.track_decided.v1", "cases.result_recorded.v1"):
            raise ValueError(f"{self.end} happens to a track: name the track")
        return self

    @model_validator(mode="after")
    def _step_is_named(self) -> Self:
        if self.start == STEP_DONE:
            raise ValueError("a time starts with an event of the case; only `to` may be a step")
        if (self.step is not None) != (self.end == STEP_DONE):
            raise ValueError(f"name the step exactly when `to` is {STEP_DONE}")
        if self.step is not None and self.track is None:
            raise ValueError("a step belongs to a track: name it (a service alone has one track of its own name)")
        return self

    @property
    def unit(self) -> TargetUnit:
        """The unit of the value of the metric."""
        return "percent" if self.aggregate == "share_within" else UNIT_OF[self.measure]


class PlanSource(Declaration):
    """Where a commitment was made: the document, its number, the place in it; `demo` documents are fiction."""

    document: Annotated[str, StringConstraints(min_length=1)]
    place: str = ""
    url: str = ""
    number: str = ""
    issued_on: date | None = None
    at: tuple[PlaceText, ...] = ()

    @model_validator(mode="after")
    def _places_have_their_paper(self) -> Self:
        if self.at and not self.number and self.issued_on is None:
            raise ValueError("places in a plan need the plan's `number`, or its `issued_on` where it has none")
        return self


class Target(Declaration):
    """The number promised, and the day from which it holds (cases accepted from that day are judged)."""

    op: Comparison
    value: Number
    unit: TargetUnit
    since: date | None = None
    unit_text: Text | None = None
    within: Number | Literal["promised", "statutory"] | None = None
    aggregate: Literal["mean", "total", "reduction"] | None = None
    clock: Text | None = None


class Written(Declaration):
    """A number as the plan's text has it: units are not converted, `counted` is the measure word of a count."""

    op: Comparison
    value: Number
    upper: Number | None = None
    unit: Literal[
        "hour",
        "working_day",
        "calendar_day",
        "month",
        "year",
        "percent",
        "percentage_point",
        "fen",
        "us_dollar",
        "kva",
        "kilometre",
        "kilometre_per_km2",
        "square_metre",
        "count",
    ]
    counted: str = ""


class Commitment(Declaration):
    """A promise of a region, bound to a metric or openly unbound.

    `numeric` promises a number, `dated` that something is done by the deadline, `absolute` something without exception.
    """

    id: CommitmentKey
    kind: Literal["numeric", "dated", "absolute"] = "numeric"
    title: Text
    statement: Text | None = None
    source: PlanSource
    metric: Slug | None
    target: Target | None = None
    written: tuple[Written, ...] | None = None
    scope: dict[str, Any] | None = None
    period: Literal["last_12_months", "since_target", "calendar_year"] = "last_12_months"
    responsible: tuple[Slug, ...] = ()
    deadline: date | None = None
    measured_by: tuple[Literal["platform", "outside", "reported"], ...] = ()
    unbound: Text | None = None
    note: Text | None = None

    _scope = field_validator("scope")(_checked)

    @model_validator(mode="after")
    def _unbound_says_why(self) -> Self:
        if (self.metric is None) != (self.unbound is not None):
            raise ValueError("a commitment names its metric, or says in `unbound` why it has none")
        return self

    @model_validator(mode="after")
    def _promises_what_its_kind_says(self) -> Self:
        if self.target is None and (self.kind == "numeric" or self.metric is not None):
            raise ValueError("a numeric commitment and one with a metric need a target")
        if self.kind == "dated" and self.deadline is None:
            raise ValueError("a dated commitment needs its deadline")
        return self


KINDS = (Kind("metrics", "metrics", Metric), Kind("commitments", "commitments", Commitment))
