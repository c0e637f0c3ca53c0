"""The seals of the demo city: a test authority, and one seal for every agency of the city. None of them is real."""

import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings

from tongban.cli.demo.city import REGION, WINDOW
from tongban.domains.licences.seals import api as seals
from tongban.domains.registry import api as registry
from tongban.kernel.actors import SYSTEM, Actor


def seal_agencies(administrator: Actor, *, now: datetime) -> int:
    """Make the seals by the platform's hand and bring them into use by the administrator's; how many are in use.

    The service centre's waits for its second person: it issues nothing, and somebody can try the page.
    """
    _set_aside(Path(settings.SEAL_FOLDER))
    seals.make_authority(actor=SYSTEM, now=now)
    count = 0
    for agency in registry.list_agencies({REGION}, now.date()):
        seal = seals.make(agency=agency.id, actor=SYSTEM, now=now)
        if agency.role != WINDOW:
            seals.bring_into_use(seal=seal, actor=administrator, now=now)
            count += 1
    return count


def _set_aside(folder: Path) -> None:
    """Keys of another city in the same place are kept, under another name: they may still be wanted there."""
    if folder.exists():
        number = 1
        while (aside := folder.with_name(f"{folder.name}.{number}")).exists():
            number += 1
        shutil.move(folder, aside)
