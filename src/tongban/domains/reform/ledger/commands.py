"""Every act on a measure. One public function per use case; each is one transaction and writes to the measure's stream.

All refuse `reform.measure.unknown` for a measure that the actor may not see, `kernel.authz.denied` where it may see but
not act, and `reform.measure.{closed,closing_asked}` where the measure's state forbids the act.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tongban.domains.reform.handing import given
from tongban.domains.reform.ids import MeasureId
from tongban.domains.reform.ledger import events as told
from tongban.domains.reform.ledger import rechecks, rules, store
from tongban.domains.reform.ledger.models import ResponsibleUnit
from tongban.domains.reform.ledger.rules import StepDraft
from tongban.domains.registry import api as registry
from tongban.kernel import evidence as files
from tongban.kernel.authz import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal
from tongban.kernel.evidence import EvidenceId


@transaction.atomic
def confirm_unit(
    measure: MeasureId, *, role: str, position: int, agency: registry.AgencyId, actor: Actor, now: datetime
) -> None:
    """Say which agency a unit is that the paper names: for the reform office. `position` counts from 1 in its role.

    The first lead answers for the measure; when that changes, the owner is named anew.
    Refuses `reform.unit.unknown`, `registry.agency.not_found`.
    """
    held = store.hold(measure, "govern", actor=actor)
    unit = ResponsibleUnit.objects.filter(measure=held.row, role=role, position=position).first()
    if unit is None:
        raise Refusal("reform.unit.unknown", role=role, position=position)
    found = registry.get_agency_by_id(agency)
    unit.agency_id, unit.found_by = found.pk, ResponsibleUnit.FoundBy.PERSON
    unit.save(update_fields=["agency", "found_by"])
    if role == ResponsibleUnit.Role.LEAD and (position == 1 or held.row.lead_agency_id is None):
        held.row.lead_agency_id = found.pk
    store.remember(held, [told.UnitConfirmed(role, position, unit.name, str(agency))], now=now)


@transaction.atomic
def assign_owner(
    measure: MeasureId, *, account: registry.AccountId, post: registry.PostId, actor: Actor, now: datetime
) -> None:
    """Name the one person who answers for the measure: for the reform office, or the head of the leading unit.

    Refuses `reform.owner.{no_unit,elsewhere,not_on_post}`: the post belongs to the leading unit, the person holds it.
    """
    held = store.hold(measure, "assign", actor=actor)
    seat = registry.get_post(post)
    if held.row.lead_agency_id is None:
        raise Refusal("reform.owner.no_unit")
    if seat.agency.pk != held.row.lead_agency_id:
        raise Refusal("reform.owner.elsewhere", post=seat.title.zh)
    held_posts = {one.post.id for one in registry.list_holdings(account, on=law_day(now))}
    if post not in held_posts:
        raise Refusal("reform.owner.not_on_post", post=seat.title.zh)
    held.row.owner_id, held.row.owner_post_id = registry.get_account(account).pk, seat.pk
    store.remember(held, [told.OwnerAssigned(str(account), str(post), str(seat.agency.id))], now=now)


@transaction.atomic
def plan_steps(measure: MeasureId, steps: Sequence[StepDraft], *, actor: Actor, now: datetime) -> None:
    """Plan the unit's own steps anew; those that are done stand. `propose_steps` lays their days backwards.

    Refuses `reform.steps.{none,too_many,text,weight,order,after_deadline}`.
    """
    held = store.hold(measure, "work", actor=actor)
    store.remember(held, rules.plan_steps(held.life, steps), now=now)


@transaction.atomic
def file_progress(
    measure: MeasureId,
    text: str,
    *,
    share: int,
    evidence: Sequence[EvidenceId] = (),
    steps: Sequence[int] = (),
    actor: Actor,
    now: datetime,
) -> None:
    """File what was done: for the leading unit, those that help, and the reform office. `share` in per cent.

    Refuses `reform.progress.{text,share}`, `reform.steps.unknown`, `reform.evidence.{too_many,not_yours}`,
    `kernel.evidence.unknown`.
    """
    held = store.hold(measure, "report", actor=actor)
    files_given = given(evidence, actor)
    store.remember(held, rules.file_progress(held.life, text, share=share, evidence=files_given, steps=steps), now=now)


@transaction.atomic
def classify(measure: MeasureId, classification: str, *, reason: str, actor: Actor, now: datetime) -> None:
    """Tag a measure `advantage`, `parallel` or `weak`, with the reason.

    Refuses `reform.classification.{unknown,reason}`.
    """
    held = store.hold(measure, "work", actor=actor)
    store.remember(held, rules.classify(held.life, classification, reason=reason), now=now)


@transaction.atomic
def file_document(
    measure: MeasureId, kind: str, *, title: str, number: str = "", evidence: EvidenceId, actor: Actor, now: datetime
) -> None:
    """File a supporting document for the record (备案): `policy`, `rules`, `guide` or `other`.

    Refuses `reform.document.{kind,title,number}`, `reform.evidence.not_yours`, `kernel.evidence.unknown`.
    """
    held = store.hold(measure, "work", actor=actor)
    (paper,) = given([evidence], actor)
    store.remember(held, rules.file_document(kind, title, number=number, evidence=paper), now=now)


@transaction.atomic
def raise_problem(measure: MeasureId, text: str, *, wants: Sequence[str] = (), actor: Actor, now: datetime) -> int:
    """Say what needs coordination, and whose help is wanted (names of units); its number in the measure.

    Refuses `reform.problem.{text,wants}`.
    """
    held = store.hold(measure, "report", actor=actor)
    return store.remember(held, rules.raise_problem(held.life, text, wants=wants), now=now).last_problem


@transaction.atomic
def settle_problem(measure: MeasureId, number: int, *, answer: str, actor: Actor, now: datetime) -> None:
    """Answer a problem: for the reform office. Refuses `reform.problem.{unknown,answer}`."""
    held = store.hold(measure, "govern", actor=actor)
    store.remember(held, rules.settle_problem(held.life, number, answer=answer), now=now)


@transaction.atomic
def ask_closing(
    measure: MeasureId, text: str, *, evidence: Sequence[EvidenceId] = (), actor: Actor, now: datetime
) -> None:
    """Say that a measure is done and ask for its closing (申请销号).

    Refuses `reform.closing.{no_evidence,text,steps_open}`, `reform.evidence.{too_many,not_yours}`.
    """
    held = store.hold(measure, "work", actor=actor)
    store.remember(held, rules.ask_closing(held.life, text, evidence=given(evidence, actor)), now=now)


@transaction.atomic
def close_measure(measure: MeasureId, finding: str, *, actor: Actor, now: datetime) -> None:
    """Close a measure (销号): for a second person of the reform office, who looked at the evidence.

    The bytes of every file are compared with their digest first. Refuses
    `reform.closing.{not_asked,no_evidence,same_person,finding}`; raises `EvidenceDamaged` for a file that changed.
    """
    held = store.hold(measure, "govern", actor=actor)
    happened = rules.close(held.life, finding, hand=held.hand)
    for one in held.life.proof:
        files.get(EvidenceId.parse(one))
    rechecks.seal(held.row.region, now=now)
    store.remember(held, happened, now=now)


@transaction.atomic
def refuse_closing(measure: MeasureId, reason: str, *, actor: Actor, now: datetime) -> None:
    """Send an asked closing back with the reason. Refuses `reform.closing.{not_asked,reason}`."""
    held = store.hold(measure, "govern", actor=actor)
    store.remember(held, rules.refuse_closing(held.life, reason), now=now)


@transaction.atomic
def reopen_measure(measure: MeasureId, reason: str, *, actor: Actor, now: datetime) -> None:
    """Open a closed measure again; its history stays, its old proof closes it no more.

    Refuses `reform.measure.not_closed`, `reform.reopening.reason`.
    """
    held = store.hold(measure, "govern", actor=actor)
    store.remember(held, rules.reopen(held.life, reason), now=now)


@transaction.atomic
def pass_recheck(measure: MeasureId, finding: str, *, actor: Actor, now: datetime) -> None:
    """Confirm a drawn measure as done, by somebody who neither filed, asked nor closed.

    Refuses `reform.recheck.{not_drawn,same_person,finding}`.
    """
    held = store.hold(measure, "govern", actor=actor)
    store.remember(held, rules.pass_recheck(held.life, finding, hand=held.hand), now=now)
