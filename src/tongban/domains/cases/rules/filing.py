"""Between submission and acceptance (行政许可法 art. 29 to 32)."""

from collections.abc import Sequence

from tongban.domains.cases.history import CaseAccepted, CaseEvent, CaseRefused, Missing, SupplementAsked, Supplemented
from tongban.domains.cases.rules.asking import require_stranger
from tongban.domains.cases.rules.requests import Acceptance, Filing, Who
from tongban.domains.cases.state import Case, Status
from tongban.kernel.errors import Conflict, Refusal


def ask_supplement(case: Case, *, missing: Sequence[Missing], who: Who) -> list[CaseEvent]:
    """Everything that is missing, told once (行政许可法 art. 32 ¶4)."""
    if case.supplement_asked:
        raise Refusal("cases.supplement.asked_once")
    if case.status is not Status.SUBMITTED:
        raise Conflict("cases.supplement.not_waiting", status=case.status)
    if not missing or not all(part.item.strip() and part.why.strip() for part in missing):
        raise Refusal("cases.supplement.nothing_named")
    require_stranger(case, who, may_have_helped=True)
    return [SupplementAsked(case.id, tuple(missing), who.agency, who.account)]


def supplement(case: Case, *, filing: Filing, who: Who) -> list[CaseEvent]:
    require_supplement_wanted(case)
    return [Supplemented(case.id, filing.materials, dict(filing.attributes), filing.form_digest, who.account)]


def require_supplement_wanted(case: Case) -> None:
    if case.status is not Status.SUPPLEMENT_WANTED:
        raise Conflict("cases.supplement.not_asked", status=case.status)


def accept(case: Case, *, acceptance: Acceptance, who: Who) -> list[CaseEvent]:
    require_acceptable(case, who=who)
    given = acceptance
    return [
        CaseAccepted(
            case.id,
            clocks=tuple(given.clocks),
            agencies=dict(given.agencies),
            fee_fen=given.fee_fen,
            visits=given.visits,
            tolerated=tuple(given.tolerated),
            deemed=given.deemed,
            lead=given.lead,
            agency=who.agency,
            by=who.account,
        )
    ]


def require_acceptable(case: Case, *, who: Who) -> None:
    """Refuses unless the case waits for acceptance and nothing asked for is outstanding."""
    if case.status is Status.SUPPLEMENT_WANTED:
        raise Refusal("cases.accept.supplement_open")
    if case.status is not Status.SUBMITTED:
        raise Conflict("cases.accept.not_waiting", status=case.status)
    require_stranger(case, who, may_have_helped=True)


def refuse(case: Case, *, reason: str, where: str, who: Who) -> list[CaseEvent]:
    """Not accepted, with the reason and the place that can help (行政许可法 art. 32 ¶1, ¶2)."""
    if case.status not in (Status.SUBMITTED, Status.SUPPLEMENT_WANTED):
        raise Conflict("cases.refuse.not_waiting", status=case.status)
    if not reason.strip() or not where.strip():
        raise Refusal("cases.refuse.reason_missing")
    require_stranger(case, who, may_have_helped=True)
    return [CaseRefused(case.id, reason, where, who.agency, who.account)]
