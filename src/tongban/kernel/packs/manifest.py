"""The first page of a pack: who it is, what it stands on, which grade it claims."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from tongban.kernel.declaration import Declaration, RegionText, Text

PackId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,31}(/[a-z][a-z0-9_]{1,31}){0,4}$")]


class Manifest(Declaration):
    """`pack.yaml`. The folder is the identity of a pack; `id` repeats it and is compared with it.

    `needs` names the packs it stands on, nearest first; nothing is inherited that is not named. `version` is a date
    and a number (`2026.11.1`), because a law changes on a day, not by a major number. A region code that begins
    with 99 (left to local use by GB/T 2260) says that the place is fiction.
    """

    id: PackId
    title: Text
    region: RegionText | None = None
    needs: tuple[PackId, ...] = ()
    version: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}\.(0?[1-9]|1[0-2])\.[0-9]{1,3}$")]
    grade: Literal["bronze", "silver", "gold"]
    owners: Annotated[tuple[str, ...], Field(min_length=1)]
    notes: str = ""

    @property
    def is_fiction(self) -> bool:
        return self.region is not None and self.region.startswith("99")
