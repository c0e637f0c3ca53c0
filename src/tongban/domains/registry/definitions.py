"""What a pack says about regions and agencies (`regions.yaml`, `agencies.yaml`). Both days of a period are included."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import StringConstraints, model_validator

from tongban.kernel.declaration import Declaration, RegionText, Slug, Text
from tongban.kernel.packs import Kind, by

Level = Literal["country", "province", "prefecture", "city", "district", "county", "town", "zone"]
CreditText = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$")]


class _Dated(Declaration):
    since: date
    until: date | None = None

    @model_validator(mode="after")
    def ends_after_it_starts(self) -> Self:
        if self.until is not None and self.until < self.since:
            raise ValueError(f"it ends on {self.until}, before it starts on {self.since}")
        return self


class RegionDeclaration(_Dated):
    """One period of a division code: what it was called, where it lay, and who came after it.

    `until` is the last day of the period. The same code may be declared again with a later `since`.
    """

    code: RegionText
    name: Text
    level: Level
    parent: RegionText | None = None
    successor: RegionText | None = None

    @property
    def id(self) -> str:
        return self.code


class AgencyDeclaration(_Dated):
    """An authority in one role. `id` is the role that services name; `credit_code` is null when unknown to us.

    `aliases` are other spellings of its name that plans and papers of its region use.
    """

    id: Slug
    name: Text
    short: Text
    aliases: tuple[Annotated[str, StringConstraints(min_length=2, max_length=60)], ...] = ()
    region: RegionText
    credit_code: CreditText | None = None
    successor: Slug | None = None


REGIONS = Kind("regions", "regions.yaml", RegionDeclaration, identity=by("code", "since"))
AGENCIES = Kind("agencies", "agencies.yaml", AgencyDeclaration, identity=by("id", "region", "since"))
KINDS = (REGIONS, AGENCIES)
