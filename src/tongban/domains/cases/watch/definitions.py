"""What a pack says about watching clocks (`packs/<id>/watch/*.yaml`).

id: promised
title: {zh: 承诺时限, en: Promised time limits}
watches: [promised]
near_due: clocks.near_due
reminders:
  - {when: near_due, whom: officer}
  - {when: overdue, after: watch.reminder.supervisor_after, whom: supervisor, channels: [mail]}
supervision: {after: watch.supervision.after, answer_within: watch.supervision.answer_within}
basis: {document: …, place: …}
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from tongban.domains.catalogue.conduct import Source
from tongban.kernel.declaration import Declaration, ParameterName, Slug, Text
from tongban.kernel.packs.kinds import Kind

WatchedKind = Literal["statutory", "promised", "intake", "check"]
Level = Literal["near_due", "overdue"]
Whom = Literal["officer", "head", "supervisor"]


class Reminder(Declaration):
    """Who is told, in-app and by `channels`. `after`: so many working days after the warning (or the due day).

    `officer`: whoever the open step is assigned to, else every holder of its duty there. `head`: holders of the duty
    lead at that agency (approve where nobody leads). `supervisor`: holders of supervise over the region, but not of
    that agency.
    """

    when: Level
    whom: Whom
    after: ParameterName | None = None
    channels: tuple[Literal["mail", "sms"], ...] = ()


class SupervisionRule(Declaration):
    """A supervision case is opened by itself once a clock is overdue by `after` working days (left out: at once).

    The agency answers within `answer_within` working days.
    """

    after: ParameterName | None = None
    answer_within: ParameterName


class WatchRule(Declaration):
    """How clocks of some kinds are watched. `intake` are the days of the window that takes in (行政许可法 art. 32),
    `check` those in which what was promised instead of shown must be checked (告知承诺).

    `near_due`: with how many working days left a clock is 临期. With `procedures` the rule is for these alone and goes
    before one without.
    """

    id: Slug
    title: Text
    watches: Annotated[tuple[WatchedKind, ...], Field(min_length=1)]
    procedures: tuple[Slug, ...] = ()
    near_due: ParameterName = "clocks.near_due"
    reminders: tuple[Reminder, ...] = ()
    supervision: SupervisionRule | None = None
    basis: Source
    note: str = ""

    @model_validator(mode="after")
    def _once(self) -> Self:
        if len(set(self.watches)) < len(self.watches) or len(set(self.procedures)) < len(self.procedures):
            raise ValueError("a kind of clock or a procedure is named twice")
        told = [(one.when, one.whom, one.after) for one in self.reminders]
        if len(set(told)) < len(told):
            raise ValueError("the same people are reminded twice of the same thing at the same time")
        return self

    @property
    def numbers(self) -> tuple[tuple[tuple[str | int, ...], str], ...]:
        """Every parameter that the rule names, with its place in the document."""
        named: list[tuple[tuple[str | int, ...], str | None]] = [(("near_due",), self.near_due)]
        named += [(("reminders", place, "after"), one.after) for place, one in enumerate(self.reminders)]
        if self.supervision is not None:
            named += [(("supervision", "after"), self.supervision.after)]
            named += [(("supervision", "answer_within"), self.supervision.answer_within)]
        return tuple((place, name) for place, name in named if name is not None)


KINDS = (Kind("watch", "watch", WatchRule),)
