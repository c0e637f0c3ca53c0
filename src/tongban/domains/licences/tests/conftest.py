"""A fictional city with one licence type of each kind, an authority, an enterprise and a person."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from tongban.domains.licences import api as licences
from tongban.domains.licences import definitions
from tongban.domains.registry import api as registry
from tongban.kernel import packs
from tongban.kernel.actors import SYSTEM, Actor, Grant, PostGrant
from tongban.kernel.identifiers import CitizenId

NOW = datetime.fromisoformat("2026-03-02T10:00:00+08:00")
ISSUER_CODE = "91350100M000100Y43"
TYPE_CODE = "11310000MB2F30661Y001"
PACK = """
id: yun
title: {zh: 云汀, en: Yunting}
region: "990100"
needs: []
version: 2026.1.1
grade: bronze
owners: [tests]
"""
REGIONS = """
- {code: "990100", name: {zh: 云汀市, en: Yunting}, level: city, since: 2000-01-01}
- {code: "990102", name: {zh: 临江区, en: Linjiang}, level: district, parent: "990100", since: 2000-01-01}
"""
AGENCIES = """
- {id: market_regulation, name: {zh: 云汀市市场监督管理局, en: Yunting Market Regulation},
   short: {zh: 市监局, en: Market}, region: "990100", since: 2000-01-01, credit_code: 91350100M000100Y43}
- {id: health, name: {zh: 云汀市卫生健康委, en: Yunting Health}, short: {zh: 卫健委, en: Health}, region: "990100",
   since: 2000-01-01, credit_code: 11990100MB9A00305R}
- {id: tax, name: {zh: 云汀市税务局, en: Yunting Tax}, short: {zh: 税务局, en: Tax}, region: "990100",
   since: 2000-01-01}
"""
BUSINESS = """
id: business_licence
title: {zh: 营业执照, en: Business licence}
type_code: 11310000MB2F30661Y001
holder: enterprise
number: "{holder_code}"
demo: true
fields:
  - {id: name, title: {zh: 名称, en: Name}, from: holder.name, public: true}
  - {id: head, title: {zh: 法定代表人, en: Legal representative}, from: holder.legal_representative, public: true,
     mask: name}
  - {id: founded, title: {zh: 成立日期, en: Established on}, from: holder.established_on, kind: date}
  - {id: scope, title: {zh: 经营范围, en: Scope}, from: form.business_scope, kind: long_text}
  - {id: phone, title: {zh: 电话, en: Telephone}, required: false}
folds: [food_licence]
"""
FOOD = """
id: food_licence
title: {zh: 食品经营许可证, en: Food business licence}
type_code: 11310000MB2F30661Y002
holder: enterprise
validity: {amount: 5, unit: year}
number: "JY{region}{serial:06d}"
fields:
  - {id: name, title: {zh: 经营者名称, en: Operator}, from: holder.name, public: true}
  - {id: place, title: {zh: 经营场所, en: Place}, required: false, public: true}
  - id: premises
    title: {zh: 其他经营场所, en: Further places}
    kind: rows
    columns: [{id: place, title: {zh: 地址, en: Address}}, {id: items, title: {zh: 项目, en: Items}}]
    required: false
    public: true
  - {id: founded, title: {zh: 成立日期, en: Established on}, from: holder.established_on, kind: date, required: false}
life:
  change: {upon: {food_change: add}, fields: [name, place, premises], basis: [食品法 第一条]}
  renew: {upon: [food_renewal], basis: [食品法 第二条]}
  replace: {basis: [食品法 第三条]}
  suspend: {by: [health], basis: [食品法 第四条]}
  revoke: {endings: [annulled, penalised, cancelled], upon: [closing], basis: [食品法 第五条]}
  expiry: {meaning: {zh: 到期不得经营。, en: No business after its end.}, basis: 食品法 第二条}
"""
DRIVER = """
id: porter_card
title: {zh: 搬运工作证, en: Porter card}
type_code: 11310000MB2F30661Y003
holder: person
fields:
  - {id: name, title: {zh: 姓名, en: Name}, from: holder.name, public: true, mask: name}
  - {id: identity, title: {zh: 公民身份号码, en: Identity number}, from: holder.code, public: true, mask: code}
"""
UNKNOWN = """
id: nameless
title: {zh: 无码证, en: Nameless}
type_code: null
holder: enterprise
fields:
  - {id: name, title: {zh: 名称, en: Name}, from: holder.name}
"""


@pytest.fixture
def city(db: None, tmp_path: Path, settings: Settings) -> Iterator[None]:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"
    folder = tmp_path / "packs" / "yun"
    (folder / "licences").mkdir(parents=True)
    for name, content in (("pack", PACK), ("regions", REGIONS), ("agencies", AGENCIES)):
        (folder / f"{name}.yaml").write_text(content, "utf-8")
    for number, content in enumerate((BUSINESS, FOOD, DRIVER, UNKNOWN)):
        (folder / "licences" / f"type{number}.yaml").write_text(content, "utf-8")
    library = packs.Library.read(tmp_path / "packs", (*registry.KINDS, *definitions.KINDS))
    assert library.problems == ()
    registry.load_packs(library, now=NOW)
    packs.install(library)
    yield


@pytest.fixture
def founder(city: None) -> registry.SubjectId:
    number = str(CitizenId.compose(region="500107", born_on=date(1990, 5, 1), sequence=12))
    return registry.register_person(name="沈知远", citizen_id=number, phone="", actor=SYSTEM, now=NOW)


@pytest.fixture
def company(founder: registry.SubjectId) -> registry.SubjectId:
    return registry.register_enterprise(
        name="云汀松涛（集团）有限公司",
        region="990102",
        legal_representative=founder,
        address="临江区望潮路8号",
        actor=SYSTEM,
        now=NOW,
    )


def grant(holder: registry.SubjectId, type_id: str = "business_licence", **more: str) -> licences.Grant:
    role = more.get("role", "market_regulation")
    return licences.Grant(
        type_id=type_id,
        holder=holder,
        issuer=registry.get_agency("990102", role, on=NOW.date()).id,
        region="990102",
        case=more.get("case", "case_00000000-0000-4000-8000-000000000001"),
        track=more.get("track", "business_licence"),
        values={"business_scope": "软件开发；技术服务"},
    )


def officer(duty: str = "approve", role: str = "market_regulation", region: str = "990100") -> Actor:
    agency = registry.get_agency(region, role, on=NOW.date())
    post = PostGrant(1, agency.pk, region, registry.subtree(region), frozenset({duty}))
    return Actor(account_id=7, label="account_7", posts=(post,))


def owner(subject: registry.SubjectId) -> Actor:
    held = Grant(registry.get_subject(subject).pk, str(subject))
    return Actor(account_id=8, label="account_8", grants=(held,))


STRANGER = Actor(account_id=9, label="account_9")
