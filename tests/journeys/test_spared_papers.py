"""Papers that are not asked, with real licences: a type that says what it satisfies, one that another person holds."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from tongban.domains.cases import api as cases
from tongban.domains.cases.tests import town as towns
from tongban.domains.cases.tests.town import NOW, REGION, refused
from tongban.domains.licences import api as licences
from tongban.domains.licences import definitions
from tongban.domains.registry import api as registry
from tongban.kernel import evidence, packs
from tongban.kernel.actors import SYSTEM, Actor

SHOP_CARD = """
id: shop_card
title: {zh: 店铺证, en: Shop card}
type_code: 11310000MB2F30661Y001
holder: enterprise
validity: {amount: 1, unit: year}
fields: [{id: name, title: {zh: 名称, en: Name}, from: holder.name}]
satisfies: [proof_of_shop]
life:
  suspend: {by: [market_regulation], basis: [示例条例 第六条]}
  expiry: {meaning: {zh: 到期作废。, en: Void at its end.}, basis: 示例条例 第七条}
"""
KEEPER_CARD = """
id: keeper_card
title: {zh: 店主证, en: Keeper card}
type_code: 11310000MB2F30661Y002
holder: person
validity: {amount: 1, unit: year}
fields: [{id: name, title: {zh: 姓名, en: Name}, from: holder.name}]
life:
  suspend: {by: [market_regulation], basis: [示例条例 第六条]}
  expiry: {meaning: {zh: 到期作废。, en: Void at its end.}, basis: 示例条例 第七条}
"""
MATERIALS = """materials:
  - {id: proof_of_shop, title: {zh: 店铺证明, en: Proof of the shop}, required: true}
  - {id: by_law, title: {zh: 店主证, en: Keeper card}, required: true, from_licence: keeper_card,
     held_by: legal_representative, ground: {document: 示例条例, place: 第三条}}
steps:"""
CONSENT = MATERIALS.replace(", ground: {document: 示例条例, place: 第三条}", "")
SERVICE, OPENED = "services/reuse_item.yaml", NOW - timedelta(days=20)


@dataclass(frozen=True)
class Shop:
    """An enterprise, its legal representative, and an agent who files for it."""

    company: registry.SubjectId
    head: registry.SubjectId
    herself: Actor
    agent: Actor
    window: Actor


@pytest.fixture
def open_shop(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Shop]:
    """Opens the shop in a town whose item asks for these materials."""
    return lambda materials: _open(materials, tmp_path=tmp_path, monkeypatch=monkeypatch)


def _open(materials: str, *, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    folder = tmp_path / "town"
    shutil.copytree(towns.PACKS / "town", folder)
    text = (folder / SERVICE).read_text("utf-8")
    kept = text[: text.index("materials:")] + materials + text[text.index("steps:") + len("steps:") :]
    lines = [line for line in kept.splitlines() if not line.startswith("tolerance:")]
    (folder / SERVICE).write_text("\n".join(lines), "utf-8")
    (folder / "licences").mkdir()
    for name, content in (("shop", SHOP_CARD), ("keeper", KEEPER_CARD)):
        (folder / "licences" / f"{name}.yaml").write_text(content, "utf-8")
    kinds = (*towns.KINDS, *definitions.KINDS)
    national = packs.read_pack(settings.PACKS_FOLDER / "national", kinds, root=settings.PACKS_FOLDER)[0]
    here, problems = packs.read_pack(folder, kinds, root=tmp_path)
    assert national is not None and here is not None and not problems
    monkeypatch.setattr(towns, "library", lambda: packs.Library([national, here]))
    town = towns.build()
    market = registry.get_agency(REGION, "market_regulation", on=NOW.date())
    registry.enter_credit_code(agency=market.id, credit_code="91350100M000100Y43", actor=SYSTEM, now=OPENED)
    company = registry.register_enterprise(
        name="青禾市小满咖啡有限公司",
        region=REGION,
        legal_representative=town.subject,
        address="稻香路1号",
        actor=SYSTEM,
        now=OPENED,
    )
    clerk = registry.create_account(username="clerk", password=None, name="店员", actor=SYSTEM, now=OPENED)
    registry.represent(account=clerk, subject=company, role="agent", actor=SYSTEM, now=OPENED)
    founder = registry.find_own_account(registry.get_subject(town.subject).pk, on=NOW.date())
    assert founder is not None
    return Shop(
        company=company,
        head=town.subject,
        herself=towns.actor(founder, now=NOW),
        agent=towns.actor(clerk, now=NOW),
        window=town.window,
    )


def issue(holder: registry.SubjectId, type_id: str, now: datetime = OPENED) -> licences.LicenceId:
    market = registry.get_agency(REGION, "market_regulation", on=NOW.date())
    given = licences.Grant(
        type_id=type_id,
        holder=holder,
        issuer=market.id,
        region=REGION,
        case=f"case_{uuid4()}",
        track="x",
        values={},
    )
    return licences.issue(grant=given, actor=SYSTEM, now=now)


def file(shop: Shop, *materials: cases.MaterialIn, by: Actor | None = None, now: datetime = NOW) -> cases.CaseId:
    form = {"place": "东门", "keeper_name": "谷雨", "keeper_code": towns.FOUNDER_ID}
    told: dict[str, Any] = {"form": form, "materials": materials, "actor": by or shop.herself, "now": now}
    return cases.submit(procedure="reuse_item", region=REGION, subject=shop.company, **told)


def taken(case: cases.CaseId) -> dict[str, tuple[str | None, str]]:
    return {one.id: (one.credential, one.ground) for one in cases.get_case(case, SYSTEM, now=NOW).materials}


def agreed(*materials: str) -> list[cases.MaterialIn]:
    return [cases.MaterialIn(one, licence=True) for one in materials]


def number(licence: licences.LicenceId) -> str:
    return licences.get_licence(licence, actor=SYSTEM, now=NOW).identifier


def test_a_type_that_satisfies_a_proof_and_the_card_of_the_representative_spare_both_papers(
    open_shop: Callable[[str], Shop],
) -> None:
    shop = open_shop(MATERIALS)
    card, keeper = issue(shop.company, "shop_card"), issue(shop.head, "keeper_card")
    case = file(shop, *agreed("proof_of_shop"), by=shop.agent)
    assert taken(case) == {"proof_of_shop": (number(card), "consent"), "by_law": (number(keeper), "law")}
    told = next(one for one in cases.get_case(case, SYSTEM, now=NOW).materials if one.id == "by_law")
    assert told.basis == "示例条例 第三条"


def spoilt(shop: Shop, how: str) -> datetime:
    """Both licences, worth nothing at the instant that is answered."""
    held = [issue(shop.company, "shop_card"), issue(shop.head, "keeper_card")]
    if how == "expired":
        return NOW + timedelta(days=365)
    paper = str(evidence.put(b"%PDF-1.7\n%%EOF", "a.pdf", by="a", purpose="t", at=NOW))
    for one in held:
        if how == "suspended":
            ground = licences.Ground(reason="整改", basis="示例条例 第六条", evidence=(paper,))
            licences.suspend(licence=one, ground=ground, actor=SYSTEM, now=OPENED)
        else:
            licences.revoke(licence=one, reason="误发", basis="示例条例", actor=SYSTEM, now=OPENED)
    return NOW


@pytest.mark.parametrize("how", ["expired", "suspended", "revoked"])
def test_what_may_not_be_used_spares_no_paper(open_shop: Callable[[str], Shop], how: str) -> None:
    shop = open_shop(MATERIALS)
    at = spoilt(shop, how)
    with refused("cases.materials.missing") as missing:
        file(shop, *agreed("proof_of_shop"), now=at)
    assert len(missing.value.values["materials"]) == 2


def test_what_is_not_held_or_held_by_another_spares_no_paper(open_shop: Callable[[str], Shop]) -> None:
    shop = open_shop(MATERIALS)
    stranger = registry.find_by_codes([towns.OTHER_ID])[towns.OTHER_ID].id
    other = registry.register_enterprise(
        name="青禾市别家有限公司",
        region=REGION,
        legal_representative=stranger,
        address="稻香路2号",
        actor=SYSTEM,
        now=OPENED,
    )
    issue(other, "shop_card"), issue(stranger, "keeper_card")
    with refused("cases.materials.missing") as missing:
        file(shop, *agreed("proof_of_shop"))
    assert len(missing.value.values["materials"]) == 2


def test_only_the_representative_consents_to_his_own_card(open_shop: Callable[[str], Shop]) -> None:
    shop = open_shop(CONSENT)
    issue(shop.company, "shop_card")
    keeper = issue(shop.head, "keeper_card")
    with refused("cases.materials.missing"):
        file(shop, *agreed("proof_of_shop"))
    with refused("cases.consent.not_yours"):
        file(shop, *agreed("proof_of_shop", "by_law"), by=shop.agent)
    case = file(shop, *agreed("proof_of_shop", "by_law"))
    assert taken(case)["by_law"] == (number(keeper), "consent")


def test_after_a_change_the_card_of_the_new_representative_is_meant(open_shop: Callable[[str], Shop]) -> None:
    shop = open_shop(MATERIALS)
    issue(shop.company, "shop_card"), issue(shop.head, "keeper_card")
    facts = {"representative_name": "夏至", "representative_citizen_id": towns.OTHER_ID}
    registry.amend_enterprise(
        enterprise=shop.company, facts=facts, ground="case_1/change", on=NOW.date(), actor=SYSTEM, now=NOW
    )
    with refused("cases.materials.missing"):
        file(shop, *agreed("proof_of_shop"), by=shop.agent)
    keeper = issue(registry.get_enterprise(shop.company).legal_representative, "keeper_card")
    assert taken(file(shop, *agreed("proof_of_shop"), by=shop.agent))["by_law"] == (number(keeper), "law")
