"""A decision's life after its meeting: the unit says that it is carried out, the office looks and says so or not."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from tongban.domains.reform.ids import DecisionId
from tongban.domains.reform.rhythm import events as happenings
from tongban.domains.reform.rhythm.authz import DECISION
from tongban.domains.reform.rhythm.models import DecisionRow
from tongban.domains.reform.rhythm.proving import kept_evidence
from tongban.domains.reform.rhythm.rules import words
from tongban.domains.reform.rhythm.rules.deciding import ACCEPTED, CARRIED_OUT, RETURNED, may_follow
from tongban.kernel import authz, events
from tongban.kernel.actors import Actor, Signature
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Conflict, Refusal


@transaction.atomic
def answer_decision(
    decision: DecisionId, *, text: str, evidence: Iterable[str] = (), actor: Actor, now: datetime
) -> None:
    """The unit says that the decision is carried out, with what shows it (ids of files).

    Refuses `reform.decision.unknown`, `kernel.authz.denied`, `reform.rhythm.words`,
    `kernel.evidence.unknown`; conflict `reform.decision.answered`.
    """
    row = _locked(decision, actor)
    authz.require(actor, "answer", row, resource=DECISION)
    if not may_follow(_life(row), CARRIED_OUT):
        raise Conflict("reform.decision.answered")
    files = kept_evidence(evidence)
    said = words.text(text)
    row.answers.create(kind=CARRIED_OUT, text=said, evidence=files, by=actor.label, at=now)
    answered = happenings.DecisionAnswered(str(decision), row.unit, said, tuple(files))
    events.append(str(decision), [answered], actor=actor.label, at=now)


@transaction.atomic
def judge_decision(decision: DecisionId, *, accepted: bool, reason: str = "", actor: Actor, now: datetime) -> None:
    """The office accepts that a decision is carried out, or sends the answer back and says why.

    Refuses `reform.decision.{unknown,same_hands}` (whoever answered does not judge), `kernel.authz.denied`,
    `reform.rhythm.words` without a reason; conflict `reform.decision.not_answered`.
    """
    row = _locked(decision, actor)
    authz.require(actor, "judge", row, resource=DECISION)
    if not may_follow(_life(row), ACCEPTED):
        raise Conflict("reform.decision.not_answered")
    last = row.answers.order_by("-id").first()
    hands = {actor.label, *actor.same_as}
    if last is not None and actor.account_id is not None and Signature.parse(last.by).accounts & hands:
        raise Refusal("reform.decision.same_hands")
    said = reason.strip()[: words.LONGEST_TEXT] if accepted else words.text(reason)
    row.answers.create(kind=ACCEPTED if accepted else RETURNED, text=said, by=actor.label, at=now)
    judged = happenings.DecisionJudged(str(decision), accepted, said)
    events.append(str(decision), [judged], actor=actor.label, at=now)


def _locked(decision: DecisionId, actor: Actor) -> DecisionRow:
    rows = authz.visible(actor, "read", DecisionRow.objects.all(), resource=DECISION)
    known = rows.filter(uuid=decision.value, meeting__closed_at__isnull=False).first()
    if known is None:
        raise Refusal("reform.decision.unknown", decision=str(decision))
    return DecisionRow.objects.select_for_update().get(pk=known.pk)


def _life(row: DecisionRow) -> list[tuple[str, date]]:
    return [(one.kind, law_day(one.at)) for one in row.answers.all()]
