"""The typed name of a licence."""

from typing import ClassVar

from tongban.kernel.ids import Id


class LicenceId(Id):
    prefix: ClassVar[str] = "licence"
