"""The typed names of what this domain keeps."""

from typing import ClassVar

from tongban.kernel.ids import Id


class CaseId(Id):
    prefix: ClassVar[str] = "case"


class DraftId(Id):
    prefix: ClassVar[str] = "draft"
