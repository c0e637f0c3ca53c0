"""What a pack says about what follows when an order is late, repeated, concentrated or grave (`supervision/*.yaml`).

    # supervision/qijiang.yaml
    - id: qj_repeated_circular
      governance: G20
      title: {zh: 重复发生的予以通报, en: A circular for what happens again}
      source: {document: 綦江府发〔2022〕27号, place: 附件 55}
      regions: ["500110"]
      since: 2022-09-01
      step: circular
      when: {repeated: 2, months: 12}

A rule proposes; a person acts, and the act names the rule. Where the plan names no number, `note` says whose choice the
number is.
"""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from tongban.domains.catalogue.conduct import Source
from tongban.domains.reform.supervision.states import Matter, Severity, Step
from tongban.kernel.declaration import Declaration, RegionText, Slug, Text
from tongban.kernel.packs.kinds import Kind

Governance = Annotated[str, StringConstraints(pattern=r"^G[0-9]{2}$")]
Few = Annotated[int, Field(ge=2, le=50)]


class Trigger(Declaration):
    """When a rule proposes its step. Exactly one of the four, `months` with `repeated` and `concentrated`.

    `overdue`: so many days (of the calendar) after the day of an unanswered order; 1 is the next day. `repeated`: the
    so-manyth order to one agency about the same measure or matter within `months`. `concentrated`: so many orders about
    one matter in the region within `months`, whoever they are to. `severity`: the finding is at least so bad.
    """

    overdue: Annotated[int, Field(ge=1, le=365)] | None = None
    repeated: Few | None = None
    concentrated: Few | None = None
    severity: Literal[Severity.SERIOUS, Severity.GRAVE] | None = None
    months: Annotated[int, Field(ge=1, le=36)] | None = None

    @model_validator(mode="after")
    def _one_trigger(self) -> Self:
        given = [one for one in (self.overdue, self.repeated, self.concentrated, self.severity) if one is not None]
        if len(given) != 1:
            raise ValueError("exactly one of overdue, repeated, concentrated and severity")
        counts = self.repeated is not None or self.concentrated is not None
        if counts != (self.months is not None):
            raise ValueError("months goes with repeated and concentrated, and only with these")
        return self


class SupervisionRule(Declaration):
    """What is proposed for an order, by which plan, and of which matters (`matters` left out: of all)."""

    id: Slug
    governance: Governance | None = None
    title: Text
    source: Source
    regions: Annotated[tuple[RegionText, ...], Field(min_length=1)]
    since: date
    until: date | None = None
    step: Step
    when: Trigger
    matters: tuple[Matter, ...] = ()
    note: Text | None = None


KINDS = (Kind("supervision", "supervision", SupervisionRule),)
