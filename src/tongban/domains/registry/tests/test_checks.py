"""A wrong pack is told with file, line and mend."""

from pathlib import Path

import pytest

from tongban.domains.registry import api as registry
from tongban.domains.registry.tests.conftest import write_pack
from tongban.kernel.packs import Library, run_checks

GOOD = '- {code: "990100", name: {zh: 云汀市, en: Yunting}, level: city, since: 2000-01-01}\n'
DISTRICT = '- {{code: "990102", name: {{zh: 区, en: D}}, level: district, parent: "990100", since: {since}{more}}}\n'
AGENCY = (
    '- {{id: tax, name: {{zh: 局, en: B}}, short: {{zh: 局, en: B}}, region: "{region}", since: 2019-01-01{more}}}\n'
)
WRONG_CODE = ', credit_code: "91350100M000100Y4W"'


def problems(root: Path, regions: str, agencies: str = "") -> list[tuple[str, int]]:
    write_pack(root, "yun", region='"990100"', regions=regions, agencies=agencies)
    library = Library.read(root, registry.KINDS)
    return [(problem.check, problem.line) for problem in run_checks(library, registry.CHECKS)]


def test_a_good_pack_has_no_problem(tmp_path: Path) -> None:
    later = DISTRICT.format(since="2021-01-01", more="")
    earlier = DISTRICT.format(since="2000-01-01", more=", until: 2020-12-31")
    agency = AGENCY.format(region="990102", more=', credit_code: "91350100M000100Y43"')
    assert problems(tmp_path, GOOD + earlier + later, agency) == []


@pytest.mark.parametrize(
    ("regions", "agencies", "expected"),
    [
        (GOOD + DISTRICT.format(since="2000-01-01", more=', successor: "990199"'), "", "regions_form_a_tree"),
        (GOOD.replace("level", 'parent: "990100", level'), "", "regions_form_a_tree"),
        (
            GOOD + DISTRICT.format(since="2000-01-01", more="") + DISTRICT.format(since="2021-01-01", more=""),
            "",
            "periods_do_not_overlap",
        ),
        (GOOD, AGENCY.format(region="990199", more=""), "agencies_are_of_known_regions"),
        (
            GOOD,
            AGENCY.format(region="990100", more=WRONG_CODE),
            "agencies_are_of_known_regions",
        ),
    ],
)
def test_each_mistake_is_told(tmp_path: Path, *, regions: str, agencies: str, expected: str) -> None:
    assert [name for name, _ in problems(tmp_path, regions, agencies)] == [expected]
