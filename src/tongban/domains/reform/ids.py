"""Identifiers of this domain."""

from typing import ClassVar

from tongban.kernel.ids import Id


class PlanId(Id):
    prefix: ClassVar[str] = "plan"


class MeasureId(Id):
    """A measure of a ledger; its text is also the name of its stream of events."""

    prefix: ClassVar[str] = "measure"


class IdeaId(Id):
    """An idea of the reserve (研究储备)."""

    prefix: ClassVar[str] = "idea"
