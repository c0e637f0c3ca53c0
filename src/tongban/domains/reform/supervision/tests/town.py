"""The ledger's small city with supervisors of the office, an observer, and findings on the way."""

from dataclasses import dataclass
from datetime import date, datetime

from tongban.domains.reform.ids import FindingId, InspectionId
from tongban.domains.reform.ledger.tests import bureau
from tongban.domains.reform.supervision import api as supervision
from tongban.domains.registry import api as registry
from tongban.kernel import evidence, notices
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.calendar import Notice

NOW, REGION = bureau.NOW, bureau.REGION


@dataclass(frozen=True)
class Scene:
    """The bureau, an inspection of its plan, a log-in that is an observer's and one that is nobody's."""

    office: bureau.Bureau
    inspection: InspectionId
    observer: Actor
    passer_by: Actor

    def found(
        self, role: str = "window_office", *, severity: str = "serious", measure: bool = True
    ) -> supervision.Found:
        agency = registry.get_agency(REGION, role, on=NOW.date())
        about = self.office.measure() if measure else None
        return supervision.Found(agency.id, "window", severity, "窗口仍收取复印件", measure=about)

    def finding(self, now: datetime = NOW, *, role: str = "window_office", measure: bool = True) -> FindingId:
        """Recorded by the first of the office."""
        found = self.found(role, measure=measure)
        return supervision.record_finding(self.inspection, found, actor=self.office.office, now=now)

    def order(self, now: datetime = NOW, *, role: str = "window_office", days: int = 5) -> FindingId:
        finding = self.finding(now, role=role)
        supervision.issue_order(finding, "停止收取复印件", working_days=days, actor=self.office.office, now=now)
        return finding

    def answer(self, finding: FindingId, now: datetime = NOW) -> None:
        proof = paper(self.office.clerk, now)
        supervision.answer_order(finding, "已整改", evidence=[proof], actor=self.office.clerk, now=now)


def build() -> Scene:
    off = frozenset({date(2025, 4, 4), date(2025, 5, 1), date(2025, 5, 2)})
    told = Notice(2025, off, frozenset(), source="测试", published_on=date(2024, 11, 12))
    notices.enter_notice(told, actor=SYSTEM, now=NOW)
    office = bureau.build()
    agency = registry.get_agency(REGION, "window_office", on=NOW.date())
    inspection = supervision.open_inspection(
        REGION,
        "窗口办件专项督查",
        kind="special",
        method="undercover",
        subject=supervision.Subject(plan=office.plan, measures=(office.measure(),), agencies=(agency.id,)),
        held_on=date(2025, 4, 1),
        actor=office.office,
        now=NOW,
    )
    observer, passer_by = (_account(name) for name in ("observer", "passer"))
    return Scene(office, inspection, observer, passer_by)


def paper(actor: Actor, now: datetime = NOW) -> evidence.EvidenceId:
    return evidence.put(bureau.PDF, "整改.pdf", by=actor.label, purpose="reform.finding", at=now)


def _account(name: str) -> Actor:
    account = registry.create_account(username=name, password=None, name="测试", actor=SYSTEM, now=NOW)
    return registry.actor_of(account, now=NOW)
