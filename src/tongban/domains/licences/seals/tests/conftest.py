"""A fictional city whose market regulator and tax office have seals, and a real region for comparison."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from tongban.domains.registry import api as registry
from tongban.kernel import packs

NOW = datetime.fromisoformat("2026-03-02T10:00:00.250000+08:00")
PATH = "/Doc_0/Signs/Sign_0/Signature.xml"
XML = "<ofd:Signature>…</ofd:Signature>".encode()
FILES = {
    "pack": """
id: yun
title: {zh: 云汀, en: Yunting}
region: "990100"
needs: []
version: 2026.1.1
grade: bronze
owners: [tests]
""",
    "regions": """
- {code: "990100", name: {zh: 云汀市, en: Yunting}, level: city, since: 2000-01-01}
- {code: "990200", name: {zh: 邻市, en: Next}, level: city, since: 2000-01-01}
- {code: "500100", name: {zh: 某市, en: Some city}, level: city, since: 2000-01-01}
""",
    "agencies": """
- {id: market, name: {zh: 云汀市市场监督管理局, en: Yunting Market Regulation}, short: {zh: 市监局, en: Market},
   region: "990100", since: 2000-01-01}
- {id: tax, name: {zh: 云汀市税务局, en: Yunting Tax}, short: {zh: 税务局, en: Tax},
   region: "990100", since: 2000-01-01}
- {id: market, name: {zh: 某市市场监督管理局, en: Some Market Regulation}, short: {zh: 市监局, en: Market},
   region: "500100", since: 2000-01-01}
""",
}


@pytest.fixture
def city(db: None, tmp_path: Path, settings: Settings) -> Iterator[None]:
    settings.SEAL_FOLDER = tmp_path / "seals"
    found(tmp_path / "packs" / "yun")
    yield


def found(folder: Path) -> None:
    """Load the city's packs from a folder."""
    folder.mkdir(parents=True)
    for name, content in FILES.items():
        (folder / f"{name}.yaml").write_text(content, "utf-8")
    library = packs.Library.read(folder.parent, registry.KINDS)
    assert library.problems == ()
    registry.load_packs(library, now=NOW)
    packs.install(library)


def agency(role: str = "market", region: str = "990100") -> registry.AgencyId:
    return registry.get_agency(region, role, on=NOW.date()).id
