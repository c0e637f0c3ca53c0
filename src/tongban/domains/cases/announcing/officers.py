"""What happens to a case, told to officers: whoever leads a joint handling urges the agency of an item (催办)."""

from datetime import datetime

from tongban.domains.cases.announcing.notes import About
from tongban.domains.cases.models import CaseRow
from tongban.domains.registry import api as registry
from tongban.kernel import messages
from tongban.kernel.clock import law_day
from tongban.kernel.events import Recorded

CHANNELS = ("mail",)
HEADING = ("lead", "approve")


def urge(recorded: Recorded, *, now: datetime) -> None:
    """Tell the heads of the urged agency and whoever has the item's open steps, once each."""
    row = CaseRow.objects.select_related("agency").get(uuid=recorded.stream.partition("_")[2])
    about = About(recorded, row)
    urged = registry.get_agency_by_id(registry.AgencyId.parse(recorded.data["urged"])).pk
    steps = row.steps.select_related("assigned_to").filter(track=about.scope, state="open", agency=urged)
    people = [str(registry.AccountId(step.assigned_to.uuid)) for step in steps if step.assigned_to]
    duties = [*HEADING, *(step.duty for step in steps if not step.assigned_to)]
    held = registry.list_duty_holders([urged], duties, on=law_day(now)).get(urged, [])
    for account in dict.fromkeys([*people, *map(str, held)]):
        messages.send(
            account,
            "cases.message.urged",
            key=f"{recorded.stream}:{recorded.number}",
            values={
                "number": row.number,
                "item": about.item,
                "agency": about.agency,
                "text": recorded.data["text"],
                "by": about.due(),
            },
            about=recorded.stream,
            channels=CHANNELS,
            at=now,
        )
