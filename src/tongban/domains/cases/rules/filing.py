"""Between submission and acceptance (行政许可法 art. 29 to 32), and what comes before it: the precheck (预审).

The law gives the window some days from the receipt of the papers (`Period`). Within them it accepts, refuses, or tells
once everything that is missing. After them nothing is left to be said: the application is accepted by law, from the day
the papers were received.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from tongban.domains.cases.history import (
    CaseAccepted,
    CaseConfirmed,
    CaseEvent,
    CaseRefused,
    CaseWithdrawn,
    Missing,
    PrecheckAnswered,
    SupplementAsked,
    Supplemented,
)
from tongban.domains.cases.rules.asking import require_stranger
from tongban.domains.cases.rules.requests import Acceptance, Filing, Who
from tongban.domains.cases.state import Case, Status
from tongban.kernel.errors import Conflict, Refusal


@dataclass(frozen=True, slots=True)
class Period:
    """The days that the window, or the applicant, has: the last of them (None: it has no end that is known)."""

    last: date | None
    today: date

    @property
    def is_over(self) -> bool:
        return self.last is not None and self.today > self.last


# precheck -----------------------------------------------------------------------------------------------------------


def answer_precheck(
    case: Case, *, ready: bool, missing: Sequence[Missing], known: Collection[str], who: Who
) -> list[CaseEvent]:
    """What the window says of what was handed in to be looked at: as often as the applicant mends it."""
    require_answerable(case, who=who)
    if ready and missing:
        raise Refusal("cases.precheck.ready_but_missing")
    if not ready:
        _require_named(missing, known)
    return [PrecheckAnswered(case.id, ready, tuple(missing), who.agency, who.account)]


def require_answerable(case: Case, *, who: Who) -> None:
    """Refuses unless a precheck waits for the window's word."""
    if case.status is not Status.PRECHECK:
        raise Conflict("cases.precheck.not_waiting", status=case.status)
    if case.ready is not None:
        raise Conflict("cases.precheck.answered")
    require_handler(case, who)


def confirm(case: Case, *, filing: Filing, who: Who) -> list[CaseEvent]:
    """The applicant files it: also against the window's word, because anybody may apply."""
    require_unconfirmed(case)
    return [CaseConfirmed(case.id, filing.materials, dict(filing.attributes), filing.form_digest, who.account)]


def require_unconfirmed(case: Case) -> None:
    if case.status is not Status.PRECHECK:
        raise Conflict("cases.confirm.not_precheck", status=case.status)


# the window ---------------------------------------------------------------------------------------------------------


def ask_supplement(
    case: Case, *, missing: Sequence[Missing], known: Collection[str], period: Period, who: Who
) -> list[CaseEvent]:
    """Everything that is missing, told once, in time, and nothing that the guide does not ask (art. 32 ¶1(4))."""
    require_askable(case, period=period, who=who)
    _require_named(missing, known)
    return [SupplementAsked(case.id, tuple(missing), who.agency, who.account)]


def require_askable(case: Case, *, period: Period, who: Who) -> None:
    """Refuses unless this account may still ask for what is missing."""
    if case.supplement_asked:
        raise Refusal("cases.supplement.asked_once")
    if case.status is not Status.SUBMITTED:
        raise Conflict("cases.supplement.not_waiting", status=case.status)
    if period.is_over:
        raise Refusal("cases.supplement.too_late", last=period.last)
    require_handler(case, who)


def _require_named(missing: Sequence[Missing], known: Collection[str]) -> None:
    if not missing or not all(part.item.strip() and part.why.strip() for part in missing):
        raise Refusal("cases.supplement.nothing_named")
    if strange := [part.item for part in missing if part.item not in known]:
        raise Refusal("cases.supplement.not_in_guide", items=strange)


def supplement(case: Case, *, filing: Filing, who: Who) -> list[CaseEvent]:
    require_supplement_wanted(case)
    return [Supplemented(case.id, filing.materials, dict(filing.attributes), filing.form_digest, who.account)]


def require_supplement_wanted(case: Case) -> None:
    """Something was asked for: by the window after filing, or by its answer to a precheck."""
    if case.status is Status.PRECHECK and case.ready is False:
        return
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
    require_handler(case, who)


def refuse(case: Case, *, reason: str, where: str, period: Period, who: Who) -> list[CaseEvent]:
    """Not accepted, with the reason and the place that can help (行政许可法 art. 32 ¶1(1), (2); ¶2).

    What the applicant was asked for and has not brought has no last day for the window.
    """
    if case.status not in (Status.SUBMITTED, Status.SUPPLEMENT_WANTED):
        raise Conflict("cases.refuse.not_waiting", status=case.status)
    if case.status is Status.SUBMITTED and period.is_over:
        raise Refusal("cases.refuse.too_late", last=period.last)
    if not reason.strip() or not where.strip():
        raise Refusal("cases.refuse.reason_missing")
    require_handler(case, who)
    return [CaseRefused(case.id, reason, where, who.agency, who.account)]


def require_handler(case: Case, who: Who) -> None:
    """Nobody takes in an application of their own; the clerk who filed it for somebody at the counter may."""
    require_stranger(case, who, may_have_helped=True)


# the clock itself ---------------------------------------------------------------------------------------------------


def is_deemed(case: Case, period: Period) -> bool:
    """The window has said nothing in time: accepted by law (art. 32 ¶1(4))."""
    return case.status is Status.SUBMITTED and period.is_over


def fall_silent(case: Case, *, period: Period, who: Who) -> list[CaseEvent]:
    """Nobody brought what was asked for, and the pack says that silence takes the application back."""
    if case.status is not Status.SUPPLEMENT_WANTED or not period.is_over:
        raise Conflict("cases.supplement.not_lapsed", status=case.status)
    return [CaseWithdrawn(case.id, "", who.account)]
