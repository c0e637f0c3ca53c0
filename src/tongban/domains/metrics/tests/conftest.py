"""A fictional city with a district of its own pack, a foreign city that reuses its services, and made-up cases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tongban.domains.metrics import commands, definitions
from tongban.domains.metrics.tests.made import CALENDAR, STAGES, at
from tongban.domains.registry import api as registry
from tongban.kernel import packs

PACK = """
id: {id}
title: {{zh: 测试, en: Test}}
region: "{region}"
needs: {needs}
version: 2026.1.1
grade: bronze
owners: [tests]
"""
REGIONS = """
- {code: "990100", name: {zh: 云汀市, en: Yunting}, level: city, since: 2000-01-01}
- {code: "990102", name: {zh: 临江区, en: Linjiang}, level: district, parent: "990100", since: 2000-01-01}
- {code: "990103", name: {zh: 青崖区, en: Qingya}, level: district, parent: "990100", since: 2000-01-01}
- {code: "990200", name: {zh: 远山市, en: Yuanshan}, level: city, since: 2000-01-01}
"""
METRICS = """
- id: days
  title: {zh: 用时, en: Time}
  procedure: setup
  from: cases.case_accepted.v1
  to: cases.case_closed.v1
  measure: working_days
  aggregate: max
"""
CITY = """
- id: C1
  title: {zh: 三日办结, en: Three days}
  source: {document: 云汀市方案（虚构）}
  metric: days
  target: {op: "<=", value: 3, unit: working_day, since: 2026-01-01}
  responsible: [market_regulation]
- id: C9
  title: {zh: 以后再说, en: Later}
  source: {document: 云汀市方案（虚构）}
  metric: null
  target: {op: ">=", value: 90, unit: percent}
  unbound: {zh: 没有数据, en: No data}
"""
DISTRICT = """
- id: C1
  overrides: true
  title: {zh: 一日办结, en: One day}
  source: {document: 青崖区方案（虚构）}
  metric: days
  target: {op: "<=", value: 1, unit: working_day, since: 2026-01-01}
"""


def _write(folder: Path, content: dict[str, str]) -> None:
    for name, text in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


@pytest.fixture
def city(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    manifest = PACK.format(id="yun", region="990100", needs="[]")
    city = {"pack.yaml": manifest, "regions.yaml": REGIONS, "metrics/m.yaml": METRICS, "commitments/c.yaml": CITY}
    _write(tmp_path / "yun", city)
    manifest = PACK.format(id="qingya", region="990103", needs="[yun]")
    _write(tmp_path / "qingya", {"pack.yaml": manifest, "commitments/c.yaml": DISTRICT})
    _write(tmp_path / "far", {"pack.yaml": PACK.format(id="far", region="990200", needs="[yun]")})
    library = packs.Library.read(tmp_path, (*registry.KINDS, *definitions.KINDS))
    assert library.problems == ()
    registry.load_packs(library, now=at("01-05 09:00"))
    packs.install(library)
    monkeypatch.setattr(registry, "calendar_of", lambda region: CALENDAR, raising=False)
    monkeypatch.setattr(commands, "stages_of", lambda version: STAGES)
    yield
