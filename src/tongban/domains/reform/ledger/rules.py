"""What may happen to a measure: each function gives the events of one act or refuses. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tongban.domains.reform.ledger import events as told
from tongban.domains.reform.ledger.life import Life
from tongban.domains.reform.ledger.states import Classification, DocumentKind, MeasureState
from tongban.kernel.actors import accounts_in
from tongban.kernel.errors import Refusal

LONGEST_TEXT, LONGEST_STEP, LONGEST_NAME, MOST_STEPS, MOST_FILES = 2000, 200, 200, 30, 20


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts, as it signs. `same_as` are other accounts of the same person, and those in whose place it acts."""

    signature: str
    same_as: frozenset[str] = frozenset()

    def is_any(self, signatures: Iterable[str]) -> bool:
        """Whether one of these signatures is this person's own, or was given in its place."""
        mine = accounts_in([self.signature]) | self.same_as
        return not mine.isdisjoint(accounts_in(one for one in signatures if one))


@dataclass(frozen=True, slots=True)
class StepDraft:
    """A step as it is planned: what, until which day, and how much work it is beside the others (1 … 100)."""

    text: str
    due_on: date
    weight: int = 1


def clean(text: str, *, code: str, longest: int = LONGEST_TEXT) -> str:
    """The text without blanks around it. Refuses with `code` when it is empty or too long."""
    found = text.strip()
    if not found or len(found) > longest:
        raise Refusal(code, longest=longest)
    return found


def plan_steps(life: Life, drafts: Sequence[StepDraft]) -> list[object]:
    """Refuses `reform.steps.{none,too_many,text,weight,order,after_deadline}` and what a settled measure refuses."""
    _require_open(life)
    if not drafts:
        raise Refusal("reform.steps.none")
    if len(drafts) > MOST_STEPS:
        raise Refusal("reform.steps.too_many", most=MOST_STEPS)
    last = date.min
    for draft in drafts:
        clean(draft.text, code="reform.steps.text", longest=LONGEST_STEP)
        if not 1 <= draft.weight <= 100:
            raise Refusal("reform.steps.weight", step=draft.text)
        if draft.due_on < last:
            raise Refusal("reform.steps.order", step=draft.text, day=draft.due_on)
        if life.due_on and draft.due_on > life.due_on:
            raise Refusal("reform.steps.after_deadline", step=draft.text, day=draft.due_on, deadline=life.due_on)
        last = draft.due_on
    numbered = enumerate(drafts, start=life.last_step + 1)
    return [told.StepsPlanned(tuple(told.StepData(n, one.text.strip(), one.due_on, one.weight) for n, one in numbered))]


def file_progress(life: Life, text: str, *, share: int, evidence: Sequence[str], steps: Sequence[int]) -> list[object]:
    """Refuses `reform.progress.{text,share}`, `reform.steps.unknown`, `reform.evidence.too_many`."""
    _require_open(life)
    found = clean(text, code="reform.progress.text")
    if not 0 <= share <= 100:
        raise Refusal("reform.progress.share", share=share)
    waiting = {step.number for step in life.open_steps}
    if strange := sorted(set(steps) - waiting):
        raise Refusal("reform.steps.unknown", step=strange[0])
    return [told.ProgressFiled(found, share, _files(evidence), tuple(sorted(set(steps))))]


def classify(life: Life, classification: str, *, reason: str) -> list[object]:
    """Refuses `reform.classification.{unknown,reason}`."""
    if life.state == MeasureState.CLOSED:
        raise Refusal("reform.measure.closed")
    if classification not in set(Classification):
        raise Refusal("reform.classification.unknown", given=classification[:40])
    return [told.MeasureClassified(str(classification), clean(reason, code="reform.classification.reason"))]


def file_document(kind: str, title: str, *, number: str, evidence: str) -> list[object]:
    """A document may be filed at any time, also after the closing. Refuses `reform.document.{kind,title,number}`."""
    if kind not in set(DocumentKind):
        raise Refusal("reform.document.kind", given=kind[:40])
    name = clean(title, code="reform.document.title", longest=LONGEST_NAME)
    if len(number.strip()) > 60:
        raise Refusal("reform.document.number", longest=60)
    return [told.DocumentFiled(str(kind), name, number.strip(), evidence)]


def raise_problem(life: Life, text: str, *, wants: Sequence[str]) -> list[object]:
    """Refuses `reform.problem.{text,wants}`."""
    if life.state == MeasureState.CLOSED:
        raise Refusal("reform.measure.closed")
    units = tuple(dict.fromkeys(one.strip() for one in wants if one.strip()))
    if any(len(one) > 120 for one in units) or len(units) > 20:
        raise Refusal("reform.problem.wants")
    return [told.ProblemRaised(life.last_problem + 1, clean(text, code="reform.problem.text"), units)]


def settle_problem(life: Life, number: int, *, answer: str) -> list[object]:
    """Refuses `reform.problem.{unknown,answer}`."""
    if number not in life.problems:
        raise Refusal("reform.problem.unknown", number=number)
    return [told.ProblemSettled(number, clean(answer, code="reform.problem.answer"))]


def ask_closing(life: Life, text: str, *, evidence: Sequence[str]) -> list[object]:
    """Refuses `reform.closing.{no_evidence,text,steps_open}`: proof of this round, and no own step left open."""
    _require_open(life)
    files = _files(evidence)
    if not (*life.proof, *files):
        raise Refusal("reform.closing.no_evidence")
    if life.open_steps:
        raise Refusal("reform.closing.steps_open", count=len(life.open_steps), step=life.open_steps[0].text)
    return [told.ClosingAsked(clean(text, code="reform.closing.text"), files)]


def close(life: Life, finding: str, *, hand: Hand) -> list[object]:
    """Refuses `reform.closing.{not_asked,no_evidence,same_person,finding}`.

    The second person is nobody who filed or asked in this round, also not through another account or delegation.
    """
    _require_asked(life)
    if not life.proof:
        raise Refusal("reform.closing.no_evidence")
    if hand.is_any(life.hands):
        raise Refusal("reform.closing.same_person")
    return [told.MeasureClosed(clean(finding, code="reform.closing.finding"), life.proof)]


def refuse_closing(life: Life, reason: str) -> list[object]:
    """Refuses `reform.closing.{not_asked,reason}`."""
    _require_asked(life)
    return [told.ClosingRefused(clean(reason, code="reform.closing.reason"))]


def reopen(life: Life, reason: str) -> list[object]:
    """Refuses `reform.measure.not_closed`, `reform.reopening.reason`."""
    if life.state != MeasureState.CLOSED:
        raise Refusal("reform.measure.not_closed")
    return [told.MeasureReopened(clean(reason, code="reform.reopening.reason"))]


def draw_recheck(life: Life, *, month: date, purpose: str) -> list[object]:
    """Nothing when the measure is no longer closed, or was drawn for the month already."""
    if life.state != MeasureState.CLOSED or life.recheck or month in life.rechecked:
        return []
    return [told.RecheckDrawn(month, purpose)]


def pass_recheck(life: Life, finding: str, *, hand: Hand) -> list[object]:
    """Refuses `reform.recheck.{not_drawn,same_person,finding}`: who looks again had no hand in it before."""
    if life.recheck is None:
        raise Refusal("reform.recheck.not_drawn")
    if hand.is_any((*life.hands, life.closed_by)):
        raise Refusal("reform.recheck.same_person")
    return [told.RecheckPassed(life.recheck, clean(finding, code="reform.recheck.finding"))]


def _require_open(life: Life) -> None:
    if life.state == MeasureState.CLOSED:
        raise Refusal("reform.measure.closed")
    if life.state == MeasureState.CLOSING_ASKED:
        raise Refusal("reform.measure.closing_asked")


def _require_asked(life: Life) -> None:
    if life.state != MeasureState.CLOSING_ASKED:
        raise Refusal("reform.closing.not_asked")


def _files(evidence: Sequence[str]) -> tuple[str, ...]:
    if len(evidence) > MOST_FILES:
        raise Refusal("reform.evidence.too_many", most=MOST_FILES)
    return tuple(dict.fromkeys(evidence))
