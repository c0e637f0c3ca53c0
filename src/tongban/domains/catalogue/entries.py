"""The basic catalogue (基本目录): what an item is, wherever it is done. Implementation lists say who does it."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from tongban.domains.catalogue.conduct import Source
from tongban.domains.catalogue.kind_codes import ItemKind
from tongban.kernel.declaration import Declaration, Slug, Text

BasicCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
Level = Literal["1", "2", "3", "4", "5", "6"]  # 国家, 省, 市, 县, 乡镇街道, 村社区 (GB/T 39046 A.2)


class BasicEntry(Declaration):
    """One item of the basic catalogue. Items that name it are the same in name, kind and basis everywhere (四级四同).

    `code` is the national 12-character code (place 2, kind 2, department 2, main item 3, sub-item 3); null where we do
    not know it, with a `note`. `department` is the two-digit code of the governing department (中央业务指导部门).
    """

    id: Slug
    code: BasicCode | None = None
    title: Text
    kind: ItemKind
    basis: Annotated[tuple[Source, ...], Field(min_length=1)]
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]
    department: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")] | None = None
    source: Source
    note: str | None = None
