"""The packs of this repository keep the grade they claim, and every procedure of every region can be read."""

from datetime import date

import pytest

from tongban.config.packs import KINDS, check_packs
from tongban.config.settings import PACKS_FOLDER
from tongban.domains.catalogue import api as catalogue
from tongban.kernel.packs import Library

LIBRARY = Library.read(PACKS_FOLDER, KINDS)
REGIONS = [pack.manifest.region for pack in LIBRARY if pack.manifest.region]


def test_every_pack_keeps_the_grade_it_claims() -> None:
    assert [str(problem) for problem in check_packs(LIBRARY).problems] == []


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_guide_can_be_written(*, region: str, language: str) -> None:
    for key in catalogue.keys_in(LIBRARY, region):
        procedure = catalogue.read_procedure(LIBRARY, key, region=region, on=date(2026, 11, 20))
        names = catalogue.agency_names(LIBRARY, region, on=procedure.on)
        guide = catalogue.guide(procedure, language, names=names)
        assert all(fact.value for fact in guide.facts)
        assert {track.agency for track in guide.tracks} & {track.agency_role for track in procedure.tracks} == set()
