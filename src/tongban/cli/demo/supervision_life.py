"""What supervision did in the demo city: two inspections, orders in every state, an observer's report, an exposure."""

from datetime import datetime, timedelta

from tongban.cli.demo import city
from tongban.domains.reform.ledger import api as ledger
from tongban.domains.reform.supervision import api as supervision
from tongban.domains.registry import api as registry
from tongban.kernel import evidence
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.declaration import Text

PROOF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
MARKET, WATER = "market_regulation", "water_utility"
FINDINGS = (
    (MARKET, "window", "serious", "窗口仍要求提交已经能共享的营业执照复印件。"),
    (WATER, "publicity", "minor", "大厅没有摆放新的报装指南。"),
    (MARKET, "policy", "grave", "一网通办上线后仍要求群众到现场排队取号。"),
    (WATER, "promise", "serious", "公布的三日接水承诺有两件超过期限。"),
)


def live(plan: ledger.PlanId, people: city.City, *, until: datetime) -> None:
    """The last two months: an order that is late, one to verify, a closed one, an exposed one, two reports."""
    began = until - timedelta(days=50)
    second = _second(began)
    first, closed, exposed, late = _findings(plan, people, second=second, began=began)
    office = people.reform
    for finding, days in ((first, 20), (closed, 10), (exposed, 10), (late, 15)):
        demand = "立即整改，并说明防止再发生的办法。"
        supervision.issue_order(finding, demand, working_days=days, actor=office, now=began + timedelta(days=2))
    for role, finding in ((WATER, closed), (MARKET, exposed)):
        _answer(people.staff[role].approver, finding, began + timedelta(days=8))
    supervision.close_order(closed, "现场查看，指南已摆放。", actor=second, now=began + timedelta(days=10))
    _expose(people, second, exposed, at=began + timedelta(days=12))
    _answer(people.staff[MARKET].approver, first, until - timedelta(days=3))
    _observe(people, until)


def _second(began: datetime) -> Actor:
    """A second supervisor: what one records another checks and verifies."""
    office = registry.get_agency(city.REGION, "reform_office", on=began.date())
    title, at = Text(zh="督查岗", en="Supervision"), began - timedelta(days=5)
    post = registry.create_post(agency=office.id, title=title, duties={"supervise"}, actor=SYSTEM, now=at)
    account = registry.create_staff(username="supervise.second", name="示例督查员", password=None, actor=SYSTEM, now=at)
    registry.hold_post(account=account, post=post, actor=SYSTEM, now=at)
    return registry.actor_of(account, now=began)


def _findings(plan: ledger.PlanId, people: city.City, *, second: Actor, began: datetime) -> list[supervision.FindingId]:
    agencies = {role: registry.get_agency(city.REGION, role, on=began.date()).id for role in (MARKET, WATER)}
    measure = ledger.get_ledger(plan, actor=SYSTEM, today=began.date()).measures[0].id
    inspection = supervision.open_inspection(
        city.REGION,
        "窗口办件专项督查",
        kind="special",
        method="undercover",
        subject=supervision.Subject(plan=plan, measures=(measure,), agencies=tuple(agencies.values())),
        held_on=began.date(),
        actor=people.reform,
        now=began,
    )
    found = [
        supervision.record_finding(
            inspection,
            supervision.Found(agencies[role], matter, severity, text=text),
            actor=people.reform,
            now=began + timedelta(hours=n),
        )
        for n, (role, matter, severity, text) in enumerate(FINDINGS)
    ]
    supervision.check_finding(found[2], "调取排队记录，属实。", actor=second, now=began + timedelta(days=1))
    return [found[0], found[1], found[2], found[3]]


def _answer(officer: Actor, finding: supervision.FindingId, at: datetime) -> None:
    given = evidence.put(PROOF, "整改照片.pdf", by=officer.label, purpose="reform.finding", at=at)
    supervision.answer_order(finding, "已整改并组织培训。", evidence=[given], actor=officer, now=at)


def _expose(people: city.City, second: Actor, finding: supervision.FindingId, *, at: datetime) -> None:
    text = "督查发现，系统上线后窗口仍要求现场排队取号。有关单位已按要求整改。"
    title, rule = "上线后仍要求现场取号", "exposure_grave"
    supervision.publish_exposure(finding, text, title=title, rule=rule, actor=people.reform, now=at)
    supervision.close_order(finding, "暗访三次，已取消现场取号。", actor=second, now=at + timedelta(days=3))


def _observe(people: city.City, until: datetime) -> None:
    """The founder of the demo is an observer at the service hall and reported twice; one waits."""
    office, at = people.reform, until - timedelta(days=12)
    point = supervision.open_point(
        city.REGION, "政务服务大厅观测点", kind="hall", address="云汀市滨河路1号", actor=office, now=at
    )
    observer = supervision.name_observer(
        city.REGION, city.LOG_INS[0].username, capacity="enterprise", point=point, actor=office, now=at
    )
    account = registry.find_accounts(city.LOG_INS[0].username)[0].id
    founder = registry.actor_of(account, now=at)
    told = "二楼取号机停用两天，没有告示。"
    fault = supervision.report_fault(observer, told, unit="政务服务大厅", actor=founder, now=at + timedelta(days=1))
    reason = "取号机已修复，今后停用会提前告示。"
    supervision.answer_fault(fault, reason, actor=office, now=at + timedelta(days=3))
    told = "窗口要求重复提交已经上传过的材料。"
    supervision.report_fault(observer, told, unit="综合窗口", actor=founder, now=until - timedelta(days=1))
