"""What a pack says about assessment (`assessments/*.yaml`): the whole rule is data, so that it can be published.

# assessments/yearly.yaml
- id: demo_yearly
  title: {zh: 改革任务年度考核, en: Yearly assessment}
  source: {document: 云府发〔2026〕3号, place: 五(三)}
  regions: ["990100"]
  since: 2026-01-01
  minimum: 3
  appeal: {file_within: 5, decide_within: 10}
  indicators:
    - id: closed_in_time
      title: {zh: 按期销号率, en: Closed in time}
      figure: closed_in_time
      weight: 60
      points: {kind: linear, from: 0, to: 100}
    - id: overdue
      title: {zh: 逾期率, en: Overdue}
      figure: overdue
      weight: 40
      points: {kind: bands, bands: [{from: 0, points: 100}, {from: 10, points: 60}, {from: 30, points: 0}]}
  deductions:
    - {id: reopened, title: {zh: 销号后重新打开, en: Opened again}, figure: reopened, each: 2, most: 10}
"""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from tongban.domains.catalogue.conduct import Source
from tongban.kernel.declaration import Declaration, RegionText, Slug, Text
from tongban.kernel.packs.kinds import Kind

Share = Literal["closed_in_time", "overdue", "steps_on_time", "reports_accepted", "decisions_carried_out"]
Count = Literal["reopened"]
Percent = Annotated[int, Field(ge=0, le=100)]


class Band(Declaration):
    """From this share (per cent) on, so many points."""

    starts: Annotated[Percent, Field(alias="from")]
    points: Percent


class Points(Declaration):
    """How a share (0 … 100 per cent) becomes points (0 … 100).

    `linear`: 0 points at `from`, 100 at `to`, evenly between and never beyond; `from` above `to` means that less is
    better. `bands`: the points of the last band that the share reaches.
    """

    kind: Literal["linear", "bands"]
    starts: Annotated[Percent | None, Field(alias="from")] = None
    ends: Annotated[Percent | None, Field(alias="to")] = None
    bands: tuple[Band, ...] = ()

    @model_validator(mode="after")
    def _says_what_it_needs(self) -> Self:
        if self.kind == "linear" and (self.bands or self.starts is None or self.ends is None):
            raise ValueError("linear needs `from` and `to` and nothing else")
        if self.kind == "linear" and self.starts == self.ends:
            raise ValueError("`from` and `to` are the same")
        if self.kind == "bands":
            self._check_bands()
        return self

    def _check_bands(self) -> None:
        starts = [band.starts for band in self.bands]
        points = [band.points for band in self.bands]
        if self.starts is not None or self.ends is not None or not starts or starts[0] != 0:
            raise ValueError("bands begin with `from: 0` and need nothing else")
        if starts != sorted(set(starts)):
            raise ValueError("the bands are not in order")
        if points not in (sorted(points), sorted(points, reverse=True)):
            raise ValueError("the points of the bands rise and fall")


class Indicator(Declaration):
    """One figure that counts, with its share of the whole."""

    id: Slug
    title: Text
    source: Source | None = None
    figure: Share
    weight: Annotated[int, Field(ge=1, le=100)]
    points: Points


class Deduction(Declaration):
    """What takes points from the sum: `each` for every time, `most` altogether."""

    id: Slug
    title: Text
    source: Source | None = None
    figure: Count
    each: Annotated[int, Field(ge=1, le=100)]
    most: Annotated[int, Field(ge=1, le=100)]


class Appeal(Declaration):
    """Within so many working days of the publication a unit may appeal; within so many of the appeal it is decided."""

    file_within: Annotated[int, Field(ge=1, le=60)] = 5
    decide_within: Annotated[int, Field(ge=1, le=60)] = 10


class AssessmentRule(Declaration):
    """A rule by which the leading units of a region are assessed. `minimum`: a unit that leads fewer measures is not
    ranked. `tolerance`: by how many per cent each weight is varied to see how firm a rank is, in `draws` draws."""

    id: Slug
    title: Text
    source: Source
    regions: Annotated[tuple[RegionText, ...], Field(min_length=1)]
    since: date
    until: date | None = None
    minimum: Annotated[int, Field(ge=1, le=999)] = 3
    tolerance: Annotated[int, Field(ge=1, le=50)] = 20
    draws: Annotated[int, Field(ge=100, le=10000)] = 1000
    appeal: Appeal = Appeal()
    indicators: Annotated[tuple[Indicator, ...], Field(min_length=1)]
    deductions: tuple[Deduction, ...] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        total = sum(one.weight for one in self.indicators)
        if total != 100:
            raise ValueError(f"the weights come to {total}, not to 100")
        names = [*(one.id for one in self.indicators), *(one.id for one in self.deductions)]
        if len(set(names)) < len(names):
            raise ValueError("an id is used twice")
        return self

    def in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


KINDS = (Kind("assessments", "assessments", AssessmentRule),)
