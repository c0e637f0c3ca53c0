"""The typed names of what this domain keeps."""

from typing import ClassVar

from tongban.kernel.ids import Id


class ItemDraftId(Id):
    prefix: ClassVar[str] = "itemdraft"
