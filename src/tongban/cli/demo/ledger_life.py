"""What a year did to the measures of the city's plan: steps, progress with evidence, closings, one opened again."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tongban.cli.demo import city
from tongban.domains.reform.ledger import api as ledger
from tongban.domains.registry import api as registry
from tongban.kernel import evidence
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.declaration import Text
from tongban.kernel.errors import CalendarGap, Refusal

PROOF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
CLASSES = (("advantage", "办件数据已经稳定达标"), ("parallel", "与各地同步推进"), ("weak", "用时仍高于先进城市"))
STEPS = (("制定实施细则", 1), ("改造系统并培训窗口", 3), ("试运行并公布", 2))


WAY = ((ledger.Stage.PROPOSED, "形成改革建议稿"), (ledger.Stage.AUTHORITY_ASKED, "已报请授权"))


@dataclass(frozen=True, slots=True)
class Hands:
    """Who works on one measure: an officer and the head of its leading unit, two of the reform office."""

    officer: Actor
    head: Actor
    office: Actor
    second: Actor


def live(plan: ledger.PlanId, people: city.City, *, began: datetime, until: datetime) -> None:
    """Each measure of a unit that has officers goes one of five ways; the others wait, as they do in every city."""
    second = _second(began)
    staff = {str(registry.get_agency(city.REGION, role, on=began.date()).id): one for role, one in people.staff.items()}
    measures = ledger.get_ledger(plan, actor=SYSTEM, today=began.date()).measures
    led = [one for one in measures if str(one.lead_agency) in staff]
    ways = (_closed, _under_way, _asked, _opened_again, _refused)
    for place, one in enumerate(led):
        own = staff[str(one.lead_agency)]
        hands = Hands(own.reviewer, own.approver, people.reform, second)
        start = min(began + timedelta(days=20 + 5 * place), until - timedelta(days=60))
        _prepare(one, hands, start, place=place)
        ways[place % len(ways)](one, hands, start)
    _keep_ideas(people, began)


def _second(began: datetime) -> Actor:
    """A second officer of the reform office: who asks does not close."""
    office = registry.get_agency(city.REGION, "reform_office", on=began.date())
    title, at = Text(zh="督办审核岗", en="Closing review"), began - timedelta(days=5)
    post = registry.create_post(agency=office.id, title=title, duties={"reform"}, actor=SYSTEM, now=at)
    account = registry.create_staff(username="recheck", name="示例复核员", password=None, actor=SYSTEM, now=at)
    registry.hold_post(account=account, post=post, actor=SYSTEM, now=at)
    return registry.actor_of(account, now=began)


def _prepare(one: ledger.MeasureView, hands: Hands, start: datetime, *, place: int) -> None:
    classification, reason = CLASSES[place % len(CLASSES)]
    ledger.classify(one.id, classification, reason=reason, actor=hands.officer, now=start)
    account = registry.AccountId.parse(hands.officer.label)
    post = registry.list_holdings(account, on=start.date())[0].post.id
    ledger.assign_owner(one.id, account=account, post=post, actor=hands.head, now=start)
    if days := _days(one, hands, start):
        drafts = [ledger.StepDraft(text, day, weight) for (text, weight), day in zip(STEPS, days, strict=True)]
        ledger.plan_steps(one.id, drafts, actor=hands.officer, now=start)


def _days(one: ledger.MeasureView, hands: Hands, start: datetime) -> tuple[date, ...]:
    """Laid backwards from the deadline; where there is none a month or two apart; none where it has passed."""
    if one.due_on is None:
        return tuple(start.date() + timedelta(days=30 * n) for n in (1, 3, 5))
    try:
        weights = tuple(weight for _, weight in STEPS)
        return ledger.propose_steps(one.id, weights, actor=hands.officer, today=start.date())
    except (Refusal, CalendarGap):
        return ()


def _progress(one: ledger.MeasureView, hands: Hands, at: datetime, *, share: int, text: str, whole: bool) -> None:
    """File progress with a file; `whole` finishes every step that is left, else the first."""
    left = [step.number for step in ledger.get_life(one.id, actor=SYSTEM, today=at.date()).steps if not step.done_on]
    given = evidence.put(PROOF, f"{one.anchor} 证明.pdf", by=hands.officer.label, purpose="reform.measure", at=at)
    steps = left if whole else left[:1]
    ledger.file_progress(one.id, text, share=share, evidence=[given], steps=steps, actor=hands.officer, now=at)


def _under_way(one: ledger.MeasureView, hands: Hands, start: datetime) -> None:
    _progress(one, hands, start + timedelta(days=12), share=35, text="实施细则已印发，窗口培训两场。", whole=False)
    text = "跨部门接口尚未开通，需要协调。"
    ledger.raise_problem(one.id, text, wants=one.cooperating[:2], actor=hands.officer, now=start + timedelta(days=15))


def _asked(one: ledger.MeasureView, hands: Hands, start: datetime) -> None:
    _progress(one, hands, start + timedelta(days=12), share=100, text="系统已改造，窗口已执行。", whole=True)
    ledger.ask_closing(one.id, "各项要求已落实，请审核。", actor=hands.officer, now=start + timedelta(days=14))


def _closed(one: ledger.MeasureView, hands: Hands, start: datetime) -> None:
    _asked(one, hands, start)
    finding = "查看材料并抽查窗口办件，属实。"
    ledger.close_measure(one.id, finding, actor=hands.second, now=start + timedelta(days=16))


def _opened_again(one: ledger.MeasureView, hands: Hands, start: datetime) -> None:
    _closed(one, hands, start)
    reason = "明察暗访发现窗口仍按旧流程办理。"
    ledger.reopen_measure(one.id, reason, actor=hands.office, now=start + timedelta(days=30))


def _refused(one: ledger.MeasureView, hands: Hands, start: datetime) -> None:
    _asked(one, hands, start)
    reason = "材料只有文件，没有办件数据，请补充。"
    ledger.refuse_closing(one.id, reason, actor=hands.second, now=start + timedelta(days=16))


def _keep_ideas(people: city.City, began: datetime) -> None:
    """Two ideas of the reserve: one that asks for authority, one that is only a difficulty yet."""
    told = (
        ("market_regulation", "一照多址跨区登记", "同城跨区设点要重复登记，需要市级授权统一受理。", True),
        ("water_utility", "小型接水免挖掘许可", "小口径接水占路时间短，仍走完整许可。", False),
    )
    for role, title, difficulty, moves in told:
        agency = registry.get_agency(city.REGION, role, on=began.date())
        actor, at = people.staff[role].reviewer, began + timedelta(days=40)
        idea = ledger.enter_idea(title, difficulty, agency=agency.id, actor=actor, now=at)
        if moves:
            for stage, note in (
                (ledger.Stage.PROPOSED, "形成改革建议稿"),
                (ledger.Stage.AUTHORITY_ASKED, "已报请授权"),
            ):
                at += timedelta(days=20)
                ledger.move_idea(idea, stage, note, actor=actor, now=at)
