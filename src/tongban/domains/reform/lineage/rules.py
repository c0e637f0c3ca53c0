"""What may happen to a link. Pure: no database, no clock."""

from enum import StrEnum

from tongban.domains.reform.lineage.relations import Relation
from tongban.kernel.errors import Refusal

LONGEST_REASON = 500
WITHOUT_MEASURE = frozenset({Relation.MISSING})
WITHOUT_TASK = frozenset({Relation.NEW})


class LinkState(StrEnum):
    """Proposed links wait for a person; rejected ones are kept to show what was thought of."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


def require_waiting(state: str) -> None:
    """Refuses `reform.lineage.decided` for a link that somebody has settled meanwhile."""
    if state != LinkState.PROPOSED:
        raise Refusal("reform.lineage.decided", state=state)


def require_live(state: str) -> None:
    """Refuses `reform.lineage.is_rejected` for a link that was rejected: reopen it first."""
    if state == LinkState.REJECTED:
        raise Refusal("reform.lineage.is_rejected")


def require_decided(state: str) -> None:
    """Refuses `reform.lineage.is_open` for a link that nobody has settled."""
    if state == LinkState.PROPOSED:
        raise Refusal("reform.lineage.is_open")


def require_reason(reason: str) -> str:
    """The reason without blanks around it. Refuses `reform.lineage.no_reason` and `reform.lineage.reason_too_long`."""
    told = reason.strip()
    if not told:
        raise Refusal("reform.lineage.no_reason")
    return require_note(told)


def require_note(note: str) -> str:
    """A note may be empty. Refuses `reform.lineage.reason_too_long`."""
    told = note.strip()
    if len(told) > LONGEST_REASON:
        raise Refusal("reform.lineage.reason_too_long", longest=LONGEST_REASON)
    return told


def require_fitting(relation: str, *, has_task: bool, has_measure: bool) -> Relation:
    """The relation. Refuses `reform.lineage.relation_unknown` for another word and `reform.lineage.does_not_fit` where
    it needs a measure or task that is not there, or none where there is one."""
    if relation not in {str(one) for one in Relation}:
        raise Refusal("reform.lineage.relation_unknown", relation=relation[:40])
    found = Relation(relation)
    if has_measure == (found in WITHOUT_MEASURE) or has_task == (found in WITHOUT_TASK):
        raise Refusal("reform.lineage.does_not_fit", relation=found)
    return found
