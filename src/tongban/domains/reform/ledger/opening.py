"""One measure opened, and what lists across measures say of problems, rechecks and documents."""

from datetime import date

from django.db.models import QuerySet

from tongban.domains.reform.ids import MeasureId
from tongban.domains.reform.ledger import rules
from tongban.domains.reform.ledger.answers import DocumentView, LifeView, ProblemView, RecheckView
from tongban.domains.reform.ledger.authz import MEASURE
from tongban.domains.reform.ledger.laying import lay_back
from tongban.domains.reform.ledger.life import Life, live
from tongban.domains.reform.ledger.life_models import FiledDocument, MeasureProblem, Recheck
from tongban.domains.reform.ledger.models import LedgerMeasure
from tongban.domains.reform.ledger.states import DocumentKind, MeasureState
from tongban.domains.reform.ledger.store import acts_of
from tongban.domains.reform.ledger.telling import tell
from tongban.domains.reform.ledger.viewing import measure_view, with_parts
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel import evidence as files
from tongban.kernel.errors import Refusal
from tongban.kernel.evidence import EvidenceId

OPEN = frozenset({MeasureState.NOT_STARTED, MeasureState.UNDER_WAY, MeasureState.REOPENED})
_ACTS: dict[str, tuple[str, frozenset[MeasureState]]] = {
    "confirm_unit": ("govern", OPEN | {MeasureState.CLOSING_ASKED}),
    "assign_owner": ("assign", OPEN | {MeasureState.CLOSING_ASKED}),
    "plan_steps": ("work", OPEN),
    "file_progress": ("report", OPEN),
    "classify": ("work", OPEN | {MeasureState.CLOSING_ASKED}),
    "file_document": ("work", frozenset(MeasureState)),
    "raise_problem": ("report", OPEN | {MeasureState.CLOSING_ASKED}),
    "settle_problem": ("govern", frozenset(MeasureState)),
    "ask_closing": ("work", OPEN),
    "close": ("govern", frozenset({MeasureState.CLOSING_ASKED})),
    "refuse_closing": ("govern", frozenset({MeasureState.CLOSING_ASKED})),
    "reopen": ("govern", frozenset({MeasureState.CLOSED})),
    "pass_recheck": ("govern", frozenset({MeasureState.CLOSED})),
}
"""Each act with its verb in the policy and the states in which it can be done at all."""


def get_life(measure: MeasureId, *, actor: authz.Actor, today: date) -> LifeView:
    """A measure with everything that happened to it. Refuses `reform.measure.unknown`."""
    row = _seen(measure, actor)
    recorded = events.read(str(measure))
    life = live(Life(due_on=row.due_on), acts_of(recorded))
    return LifeView(
        measure=measure_view(row, today),
        steps=life.steps,
        proof=tuple(files.describe(EvidenceId.parse(one)) for one in life.proof),
        evidence=tuple(files.describe(EvidenceId.parse(one)) for one in dict.fromkeys(life.evidence)),
        documents=tuple(
            _document(one) for one in FiledDocument.objects.filter(measure=row).order_by("-filed_at", "-pk")
        ),
        problems=tuple(_problem(one) for one in MeasureProblem.objects.filter(measure=row).order_by("number")),
        history=tell(recorded),
        recheck=life.recheck,
        acts=_acts(row, life, actor),
    )


def get_file(measure: MeasureId, file: EvidenceId, *, actor: authz.Actor) -> tuple[files.Evidence, bytes]:
    """A file of a measure, compared with its digest. Refuses `reform.measure.unknown`, `kernel.evidence.unknown`."""
    row = _seen(measure, actor)
    life = live(Life(due_on=row.due_on), acts_of(events.read(str(measure))))
    if str(file) not in life.evidence:
        raise Refusal("kernel.evidence.unknown", id=str(file))
    return files.get(file)


def propose_steps(
    measure: MeasureId, weights: tuple[int, ...], *, until: date | None = None, actor: authz.Actor, today: date
) -> tuple[date, ...]:
    """Days for the steps still to do, laid backwards from the deadline (or from `until`) by the region's calendar.

    Refuses `reform.measure.unknown`, `reform.steps.{no_deadline,none,weight,no_time,after_deadline}`.
    """
    row = _seen(measure, actor)
    last = until or row.due_on
    if last is None:
        raise Refusal("reform.steps.no_deadline")
    if row.due_on and last > row.due_on:
        raise Refusal("reform.steps.after_deadline", step="", day=last, deadline=row.due_on)
    return lay_back(weights, start=today, deadline=last, calendar=registry.calendar_of(row.region))


def list_problems(region: str, *, actor: authz.Actor, is_open: bool = True, limit: int = 200) -> list[ProblemView]:
    """What units of a region cannot settle alone, the longest waiting first; without `is_open` the settled ones too."""
    rows = MeasureProblem.objects.select_related("measure").filter(region=region, measure__in=_seen_rows(actor))
    if is_open:
        rows = rows.filter(settled_at=None)
    return [_problem(row) for row in rows.order_by("raised_at", "pk")[:limit]]


def list_rechecks(region: str, *, actor: authz.Actor, today: date, waiting: bool = True) -> list[RecheckView]:
    """On which closed measures the lots fell, latest month first; only those that wait for a look, or all."""
    rows = Recheck.objects.filter(region=region, measure__in=_seen_rows(actor)).order_by("-month", "pk")
    if waiting:
        rows = rows.filter(result="")
    found = list(rows)
    measures = {row.pk: row for row in with_parts(LedgerMeasure.objects.filter(pk__in=[r.measure_id for r in found]))}
    return [
        RecheckView(measure_view(measures[row.measure_id], today), row.month, row.purpose, row.drawn_at, row.result)
        for row in found
    ]


def _seen_rows(actor: authz.Actor) -> QuerySet[LedgerMeasure]:
    return authz.visible(actor, "view", LedgerMeasure.objects.all(), resource=MEASURE)


def _seen(measure: MeasureId, actor: authz.Actor) -> LedgerMeasure:
    rows = authz.visible(actor, "view", LedgerMeasure.objects.filter(uuid=measure.value), resource=MEASURE)
    row = with_parts(rows).first()
    if row is None:
        raise Refusal("reform.measure.unknown", measure=str(measure))
    return row


def _acts(row: LedgerMeasure, life: Life, actor: authz.Actor) -> frozenset[str]:
    """What the policy and the state allow; a second person who is none is told so when it tries."""
    verbs = {verb for verb, _ in _ACTS.values()}
    allowed = {verb for verb in verbs if authz.may(actor, verb, row, resource=MEASURE)}
    found = {name for name, (verb, states) in _ACTS.items() if verb in allowed and life.state in states}
    hand = rules.Hand(actor.label, actor.same_as)
    if life.recheck is None:
        found.discard("pass_recheck")
    if not life.problems:
        found.discard("settle_problem")
    if not life.proof or hand.is_any(life.hands):
        found.discard("close")
    if hand.is_any((*life.hands, life.closed_by)):
        found.discard("pass_recheck")
    if row.lead_agency_id is None:
        found.discard("assign_owner")
    return frozenset(found)


def _document(row: FiledDocument) -> DocumentView:
    evidence = EvidenceId.parse(row.evidence)
    return DocumentView(DocumentKind(row.kind), row.title, row.number, evidence, row.filed_at)


def _problem(row: MeasureProblem) -> ProblemView:
    return ProblemView(
        measure=MeasureId(row.measure.uuid),
        anchor=row.measure.anchor,
        number=row.number,
        text=row.text,
        wants=tuple(row.wants),
        raised_at=row.raised_at,
        settled_at=row.settled_at,
        answer=row.answer,
    )
