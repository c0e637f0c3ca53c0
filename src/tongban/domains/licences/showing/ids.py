"""Typed names: of one showing, of one look at a licence, of an annotated copy."""

from typing import ClassVar

from tongban.kernel.ids import Id


class PresentationId(Id):
    prefix: ClassVar[str] = "presentation"


class LookId(Id):
    prefix: ClassVar[str] = "look"


class CopyId(Id):
    prefix: ClassVar[str] = "copy"
