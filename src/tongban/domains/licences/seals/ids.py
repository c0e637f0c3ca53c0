"""The typed name of a seal."""

from typing import ClassVar

from tongban.kernel.ids import Id


class SealId(Id):
    prefix: ClassVar[str] = "seal"
