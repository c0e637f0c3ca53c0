"""How an item may be conducted beyond receiving, examining and deciding: the words of a pack for it.

What an item does not declare, the engine does not do to a case of it.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from tongban.kernel.declaration import Declaration, ParameterName, Slug, Text

ClockKind = Literal["statutory", "promised"]
Duty = Literal["intake", "review", "approve", "lead"]
DeliveryMethod = Literal["counter", "post", "download"]  # 窗口领取, 邮寄送达, 网站下载


class Source(Declaration):
    """Where a statement comes from: a law with its article, or a plan with its place, or the mark `demo`."""

    document: str
    place: str = ""
    url: str = ""


class SpecialProcedure(Declaration):
    """A kind of special procedure (特别程序) of `special_procedures.yaml`, and which clocks it stops.

    Only the eight kinds of 行政许可法 art. 45 stop the statutory clock by default. Another kind that stops it must name
    the law that says so in `basis`. One that stops a clock is told to the applicant in writing.
    """

    id: Slug
    title: Text
    stops: tuple[ClockKind, ...] = ()
    basis: Source
    help: Text | None = None

    @model_validator(mode="after")
    def _statute_and_promise(self) -> Self:
        if "statutory" in self.stops and not self.basis.place:
            raise ValueError("a kind that stops the statutory clock names the article that allows it (basis.place)")
        return self


class SpecialUse(Declaration):
    """A special procedure that an item may use. `within` is the longest it may take, from its start."""

    kind: Slug
    within: ParameterName | None = None


class Tolerance(Declaration):
    """容缺受理: accepted although these papers are missing; they follow `within` (from acceptance), else `consequence`.

    `deny`: the item may only be denied; `end`: the handling of the item ends by the clock itself. With `may_grant` the
    item may be granted before they have come (先批后补).
    """

    materials: Annotated[tuple[Slug, ...], Field(min_length=1)]
    within: ParameterName
    consequence: Literal["deny", "end"]
    may_grant: bool = False
    basis: Source


class Commitment(Declaration):
    """告知承诺: a signed promise instead of papers and of examination before the decision.

    `replaces` are materials not asked from whoever promises. With `required` there is no other way. The decision is
    taken at once; a check is planted `check_within` after it, by the agency or by `checked_by` (a role). A breach
    revokes what was granted and is told to the credit file.
    """

    text: Text
    replaces: tuple[Slug, ...] = ()
    required: bool = False
    check_within: ParameterName
    checked_by: Slug | None = None
    basis: Source


class Extension(Declaration):
    """One extension of a clock: by how much, who approves it (a duty, never the account that asks), by which law."""

    by: ParameterName
    approved_by: Literal["approve", "lead"] = "lead"
    basis: Source


class Renewal(Declaration):
    """延续: an application to renew a licence before it ends, at the earliest `opens`, at the latest `closes` before.

    With `deemed`, no decision before the licence ends counts as renewed (行政许可法 art. 50).
    """

    licence: Slug
    opens: ParameterName | None = None
    closes: ParameterName | None = None
    deemed: bool = True
    basis: Source


class Instant(Declaration):
    """秒批: a condition (`rules/<rule>.yaml`) over the answers that grants by itself, with its trace.

    What it does not grant goes to an officer. `audit_share` is the percentage drawn by lot for a later audit.
    """

    rule: Slug
    audit_share: ParameterName
    basis: Source


class Choice(Declaration):
    """One answer to a guided question."""

    id: Slug
    title: Text


class Situation(Declaration):
    """A guided question (情形引导), asked before the form. Without `options` it is a yes-no question.

    `when` is a condition over earlier situations (`situation.<id>`): the question is skipped unless it holds. `answers`
    names a field of the form that this answer fills, so that it is not asked again.
    """

    id: Slug
    question: Text
    help: Text | None = None
    options: tuple[Choice, ...] = ()
    when: dict[str, Any] | None = None
    answers: Slug | None = None


class Place(Declaration):
    """Where one can also come in person, and whom to call."""

    title: Text
    address: Text
    hours: Text
    phone: str = ""
