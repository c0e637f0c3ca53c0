"""A small fictional province, city and two districts, with two agencies; loaded by the real command."""

from datetime import datetime
from pathlib import Path

import pytest

from tongban.domains.registry import api as registry
from tongban.kernel.packs import Library

NOW = datetime.fromisoformat("2026-03-02T10:00:00+08:00")

MANIFEST = """
id: {id}
title: {{zh: 测试, en: Test}}
region: {region}
needs: {needs}
version: 2026.1.1
grade: bronze
owners: [tests]
"""
REGIONS = """
- {code: "990000", name: {zh: 云省, en: Yun Province}, level: province, since: 2000-01-01}
- {code: "990100", name: {zh: 云汀市, en: Yunting}, level: city, parent: "990000", since: 2000-01-01}
- {code: "990101", name: {zh: 老城区, en: Laocheng}, level: district, parent: "990100",
   since: 2000-01-01, until: 2020-12-31, successor: "990102"}
- {code: "990102", name: {zh: 临江县, en: Linjiang County}, level: county, parent: "990100",
   since: 2000-01-01, until: 2020-12-31}
- {code: "990102", name: {zh: 临江区, en: Linjiang}, level: district, parent: "990100", since: 2021-01-01}
- {code: "990103", name: {zh: 青崖区, en: Qingya}, level: district, parent: "990100", since: 2000-01-01}
"""
AGENCIES = """
- {id: market_regulation, name: {zh: 云汀市工商行政管理局, en: Yunting AIC}, short: {zh: 市工商局, en: AIC},
   region: "990100", since: 2000-01-01, until: 2018-12-31, successor: market_regulation}
- {id: market_regulation, name: {zh: 云汀市市场监督管理局, en: Yunting Market Regulation},
   short: {zh: 市市场监管局, en: Market Regulation},
   region: "990100", since: 2019-01-01}
- {id: market_regulation, name: {zh: 青崖区市场监督管理局, en: Qingya Market Regulation},
   short: {zh: 区市场监管局, en: Market Regulation},
   region: "990103", since: 2019-01-01}
- {id: tax, name: {zh: 云汀市税务局, en: Yunting Tax Bureau}, short: {zh: 市税务局, en: Tax},
   region: "990100", since: 2018-06-15}
"""


def write_pack(root: Path, name: str, *, region: str, needs: str = "[]", regions: str = "", agencies: str = "") -> None:
    folder = root / name
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text(MANIFEST.format(id=name, region=region, needs=needs), "utf-8")
    if regions:
        (folder / "regions.yaml").write_text(regions, "utf-8")
    if agencies:
        (folder / "agencies.yaml").write_text(agencies, "utf-8")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    write_pack(tmp_path, "yun", region='"990100"', regions=REGIONS, agencies=AGENCIES)
    write_pack(tmp_path, "qingya", region='"990103"', needs="[yun]")
    library = Library.read(tmp_path, registry.KINDS)
    assert library.problems == ()
    return library


@pytest.fixture
def city(db: None, library: Library) -> None:
    """The register with the regions and agencies of the small province."""
    registry.load_packs(library, now=NOW)
