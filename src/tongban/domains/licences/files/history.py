"""What can happen to the files of a licence: an event of plain values on the licence's stream. Pure."""

from dataclasses import dataclass

from tongban.kernel.event_types import event


@event("licences.files_drawn.v1")
@dataclass(frozen=True, slots=True)
class FilesDrawn:
    """Both forms were drawn: SM3 of their bytes, and the seal over the OFD (empty: the agency had none in use)."""

    licence: str
    ofd: str
    pdf: str
    seal: str


NAMES = ("licences.files_drawn.v1",)
