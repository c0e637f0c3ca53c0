"""The published lists (清单) that bind a region: what is not on them may not be done or asked."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from tongban.domains.catalogue.conduct import Source
from tongban.kernel.declaration import Declaration, Slug, Text

ListKind = Literal[
    "powers",  # 行政权力事项清单 (权责清单): 清单之外无权力
    "public_services",  # 公共服务事项清单
    "proofs",  # 确需保留的证明事项清单: 清单之外无证明
    "commitment",  # 告知承诺制事项清单
    "tolerance",  # 容缺受理事项清单
    "permit_reform",  # 涉企经营许可事项改革清单 (证照分离)
    "outside_centre",  # 政务服务中心进驻事项负面清单
    "cross_region",  # 跨省通办、川渝通办、全渝通办
]
PermitReform = Literal["cancelled", "filing", "commitment", "optimised"]  # 直接取消, 改为备案, 告知承诺, 优化服务
CrossRegion = Literal["nation", "sichuan_chongqing", "city"]  # 跨省通办, 川渝通办, 全渝通办


class ListEntry(Declaration):
    """One line of a list: an item by its id, or a proof by its own id (the `proof` of materials)."""

    item: Slug | None = None
    proof: Slug | None = None
    title: Text
    basis: Source | None = None
    reform: PermitReform | None = None
    across: tuple[CrossRegion, ...] = ()
    note: Text | None = None


class RegisterList(Declaration):
    """A list of one kind in force from `since` (until the day before `until`, or until its successor is in force)."""

    id: Slug
    title: Text
    kind: ListKind
    year: Annotated[int, Field(ge=2000, le=2100)]
    since: date
    until: date | None = None
    source: Source
    entries: tuple[ListEntry, ...]
