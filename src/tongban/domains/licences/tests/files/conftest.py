"""A fictional city whose authority has a seal, a company and a porter with their licences: built once a file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from tongban.domains.licences import api as licences
from tongban.domains.licences import definitions
from tongban.domains.licences.seals.tests.town import sealed_agency
from tongban.domains.licences.tests.conftest import AGENCIES, PACK, REGIONS
from tongban.domains.registry import api as registry
from tongban.kernel import packs
from tongban.kernel.actors import SYSTEM
from tongban.kernel.identifiers import CitizenId

NOW = datetime.fromisoformat("2026-03-02T10:00:00+08:00")
TYPES = """
id: business_licence
title: {zh: 营业执照, en: Business licence}
type_code: 11310000MB2F30661Y001
holder: enterprise
number: "{holder_code}"
folds: [food_licence]
template: portrait
layout: {accent: "#1f3a68", header: {zh: 副本, en: Duplicate}}
fields:
  - {id: name, title: {zh: 名称, en: Name}, from: holder.name, public: true}
  - {id: scope, title: {zh: 经营范围, en: Scope}, from: form.scope, kind: long_text}
  - id: premises
    title: {zh: 经营场所, en: Premises}
    kind: rows
    columns: [{id: address, title: {zh: 地址, en: Address}}, {id: use, title: {zh: 用途, en: Use}}]
    required: false
---
id: food_licence
title: {zh: 食品经营许可证, en: Food business licence}
type_code: 11310000MB2F30661Y002
holder: enterprise
validity: {amount: 5, unit: year}
number: "JY{region}{serial:06d}"
fields:
  - {id: name, title: {zh: 经营者名称, en: Operator}, from: holder.name, public: true}
---
id: porter_card
title: {zh: 搬运工作证, en: Porter card}
type_code: 11310000MB2F30661Y003
holder: person
template: card
demo: true
fields:
  - {id: name, title: {zh: 姓名, en: Name}, from: holder.name, public: true, mask: name}
  - {id: identity, title: {zh: 公民身份号码, en: Identity number}, from: holder.code, public: true, mask: code}
"""
PREMISES = [{"address": "临江区望潮路8号", "use": "总部"}, {"address": "临江区滨河大道120号", "use": "生产"}]
Once = Callable[[Callable[[], Any]], Any]


@dataclass(frozen=True)
class Town:
    company: registry.SubjectId
    porter: registry.SubjectId
    agency: registry.AgencyId
    business: licences.LicenceId
    card: licences.LicenceId


def verify_address(token: str) -> str:
    return f"https://yunting.invalid/verify/{token}/"


def get(licence: licences.LicenceId, form: licences.Form = "ofd", *, now: datetime = NOW) -> bytes:
    return licences.get_file(licence=licence, form=form, address_of=verify_address, actor=SYSTEM, now=now)[1]


def issue(town: registry.SubjectId, type_id: str, *, now: datetime = NOW, **values: object) -> licences.LicenceId:
    grant = licences.Grant(
        type_id=type_id,
        holder=town,
        issuer=registry.get_agency("990102", "market_regulation", on=NOW.date()).id,
        region="990102",
        case=f"case_{type_id}_{now:%Y%m%d%H%M}",
        track="only",
        values=values,
    )
    return licences.issue(grant=grant, actor=SYSTEM, now=now)


def build(folder: Path, *, sealed: bool) -> Town:
    pack = folder / "packs" / "yun"
    (pack / "licences").mkdir(parents=True)
    for name, content in (("pack", PACK), ("regions", REGIONS), ("agencies", AGENCIES)):
        (pack / f"{name}.yaml").write_text(content, "utf-8")
    for number, content in enumerate(TYPES.split("---")):
        (pack / "licences" / f"type{number}.yaml").write_text(content, "utf-8")
    library = packs.Library.read(folder / "packs", (*registry.KINDS, *definitions.KINDS))
    assert library.problems == ()
    registry.load_packs(library, now=NOW)
    packs.install(library)
    citizen = str(CitizenId.compose(region="500107", born_on=date(1990, 5, 1), sequence=12))
    porter = registry.register_person(name="沈知远", citizen_id=citizen, phone="", actor=SYSTEM, now=NOW)
    company = registry.register_enterprise(
        name="云汀松涛（集团）有限公司",
        region="990102",
        legal_representative=porter,
        address="临江区望潮路8号",
        actor=SYSTEM,
        now=NOW,
    )
    agency = registry.get_agency("990102", "market_regulation", on=NOW.date()).id
    if sealed:
        sealed_agency(agency, now=NOW)
    business = issue(company, "business_licence", scope="软件开发；技术服务", premises=PREMISES)
    return Town(company, porter, agency, business, issue(porter, "porter_card"))


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Evidence and keys of this file's tests."""
    folder = tmp_path_factory.mktemp("files")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(django_settings, "EVIDENCE_FOLDER", folder / "evidence")
        patch.setattr(django_settings, "SEAL_FOLDER", folder / "seals")
        yield folder


@pytest.fixture(scope="module")
def standing(once: Once, folders: Path) -> Town:
    town: Town = once(lambda: build(folders, sealed=True))
    return town


@pytest.fixture
def town(db: None, standing: Town) -> Town:
    """The city with a seal."""
    return standing
