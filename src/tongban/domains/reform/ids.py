"""Identifiers of this domain."""

from typing import ClassVar

from tongban.kernel.ids import Id


class PlanId(Id):
    prefix: ClassVar[str] = "plan"
