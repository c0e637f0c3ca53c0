"""The procedure that a case is handled by: its pinned version, as far as the case's situations reach."""

from datetime import date

from tongban.domains.cases.models import CaseRow
from tongban.domains.catalogue import api as catalogue
from tongban.kernel.clock import law_day


def pinned(row: CaseRow, *, on: date | None = None) -> catalogue.Procedure:
    """The pinned version with only the items that belong to this case; clocks and fees are those of `on`.

    Without `on` they are those of the day of acceptance, or of submission while it is not accepted.
    """
    day = on or law_day(row.accepted_at or row.submitted_at)
    return catalogue.narrow(catalogue.get_version(row.version_id, on=day), row.situations)
