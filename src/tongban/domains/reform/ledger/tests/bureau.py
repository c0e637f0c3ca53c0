"""A small fictional city with its units and officers, and a plan in its ledger, for tests on the database."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tongban.domains.reform.ids import MeasureId, PlanId
from tongban.domains.reform.ledger import api as ledger
from tongban.domains.reform.reading import read_plan
from tongban.domains.reform.tests.plans import write_text
from tongban.domains.registry import api as registry
from tongban.kernel import evidence, packs
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.declaration import Text

NOW = datetime.fromisoformat("2025-04-01T10:00:00+08:00")
REGION = "990100"
PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"
MANIFEST = """
id: qing
title: {zh: 测试, en: Test}
region: "990100"
needs: []
version: 2026.1.1
grade: bronze
owners: [tests]
"""
REGIONS = """
- {code: "990000", name: {zh: 云省, en: Yun Province}, level: province, since: 2000-01-01}
- {code: "990100", name: {zh: 青川市, en: Qingchuan}, level: city, parent: "990000", since: 2000-01-01}
"""
UNITS = {
    "window_office": "市窗口办",
    "data": "市数据局",
    "archives": "市档案馆",
    "water": "市水务局",
    "reform_office": "市营商办",
}
AGENCY = """
- {{id: {role}, name: {{zh: 青川{name}, en: {role}}}, short: {{zh: {name}, en: {role}}}, region: "990100",
   since: 2019-01-01}}
"""


@dataclass(frozen=True)
class Bureau:
    """Officers: two of the leading unit, one that helps, one of no concern, three of the reform office."""

    plan: PlanId
    clerk: Actor
    head: Actor
    helper: Actor
    stranger: Actor
    office: Actor
    second: Actor
    third: Actor

    def measure(self, position: int = 0) -> MeasureId:
        """A measure of the plan; the first two are led by 市窗口办 and helped by 市数据局."""
        return ledger.get_ledger(self.plan, actor=SYSTEM, today=NOW.date()).measures[position].id


def build() -> Bureau:
    before = NOW - timedelta(days=30)
    with TemporaryDirectory() as place:
        folder = Path(place) / "qing"
        folder.mkdir()
        (folder / "pack.yaml").write_text(MANIFEST, "utf-8")
        (folder / "regions.yaml").write_text(REGIONS, "utf-8")
        agencies = "".join(AGENCY.format(role=role, name=name) for role, name in UNITS.items())
        (folder / "agencies.yaml").write_text(agencies, "utf-8")
        library = packs.Library.read(Path(place), registry.KINDS)
        packs.install(library)
        registry.load_packs(library, now=before)
        office = _officer("office", "reform_office", "reform", now=before)
        plan = ledger.import_plan(read_plan(write_text(Path(place))), region=REGION, actor=office, now=NOW)
    return Bureau(
        plan=plan,
        clerk=_officer("clerk", "window_office", "review", now=before),
        head=_officer("head", "window_office", "approve", now=before),
        helper=_officer("helper", "data", "review", now=before),
        stranger=_officer("stranger", "archives", "review", "approve", now=before),
        office=office,
        second=_officer("second", "reform_office", "reform", now=before),
        third=_officer("third", "reform_office", "reform", now=before),
    )


def _officer(name: str, role: str, *duties: str, now: datetime) -> Actor:
    agency = registry.get_agency(REGION, role, on=NOW.date())
    title = Text(zh=f"{name}岗", en=f"Post of {name}")
    post = registry.create_post(agency=agency.id, title=title, duties=duties, actor=SYSTEM, now=now)
    account = registry.create_staff(username=name, name=name, post=post, actor=SYSTEM, now=now)
    return registry.actor_of(account, now=NOW)


def paper(actor: Actor, now: datetime = NOW) -> evidence.EvidenceId:
    return evidence.put(PDF, "证明.pdf", by=actor.label, purpose="reform.measure", at=now)


def asked(bureau: Bureau, measure: MeasureId, now: datetime = NOW) -> None:
    """The unit did it and asks for the closing."""
    proof = [paper(bureau.clerk, now)]
    ledger.file_progress(measure, "已上线", share=100, evidence=proof, actor=bureau.clerk, now=now)
    ledger.ask_closing(measure, "全部完成", actor=bureau.clerk, now=now)


def closed(bureau: Bureau, measure: MeasureId, now: datetime = NOW) -> None:
    asked(bureau, measure, now)
    ledger.close_measure(measure, "现场核实", actor=bureau.second, now=now)
