"""When files are drawn: by a job soon after a record is made, and again when the agency's seal comes into use."""

from datetime import datetime

from tongban.domains.licences.files.keeping import list_unsealed
from tongban.domains.registry.api import AgencyId
from tongban.kernel import jobs
from tongban.kernel.events import Recorded
from tongban.kernel.outbox import subscriber

DRAW = "licences.draw_files"


@subscriber(
    "licences.draw",
    "licences.licence_issued.v1",
    "licences.licence_changed.v1",
    "licences.licence_renewed.v1",
    "licences.licence_replaced.v1",
    "licences.licence_restored.v1",
)
def draw(recorded: Recorded, *, now: datetime) -> None:
    """A new record gets its files from a job: drawing and sealing hold up neither the decision nor its delivery."""
    jobs.defer(DRAW, licence=recorded.data["licence"])


@subscriber("licences.draw_again", "licences.seal_brought_into_use.v1", "licences.seal_resumed.v1")
def draw_again(recorded: Recorded, *, now: datetime) -> None:
    """What was drawn while the agency had no seal is drawn again with it."""
    for licence in list_unsealed(AgencyId.parse(recorded.data["agency"])):
        jobs.defer(DRAW, licence=str(licence))


SUBSCRIBERS = (draw, draw_again)
