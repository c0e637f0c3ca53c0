"""What happens to a link, on the stream of its own id, and to two plans, on the stream of the upper one."""

from dataclasses import dataclass

from tongban.kernel.events import event


@event("reform.lineage_proposed.v1")
@dataclass(frozen=True, slots=True)
class LineageProposed:
    """Every task of the upper plan that had no link to the lower plan got its proposals; `links` by relation."""

    upper_plan: str
    lower_plan: str
    links: dict[str, int]


@event("reform.lineage_link_proposed.v1")
@dataclass(frozen=True, slots=True)
class LinkProposed:
    """A link came into being, unconfirmed. `task` or `measure` is empty where there is none.

    `findings` name which words stand against which; `because` says why when a person's act made it.
    """

    link: str
    upper_plan: str
    lower_plan: str
    task: str
    measure: str
    relation: str
    is_sure: bool
    score: float | None
    findings: list[dict[str, str]]
    because: str


@event("reform.lineage_link_added.v1")
@dataclass(frozen=True, slots=True)
class LinkAdded:
    """A person said that a measure carries out a task, which nothing had proposed."""

    link: str
    upper_plan: str
    lower_plan: str
    task: str
    measure: str
    relation: str
    reason: str


@event("reform.lineage_link_confirmed.v1")
@dataclass(frozen=True, slots=True)
class LinkConfirmed:
    """A person confirmed a link as it was proposed."""

    link: str
    measure: str
    relation: str
    note: str


@event("reform.lineage_link_corrected.v1")
@dataclass(frozen=True, slots=True)
class LinkCorrected:
    """A person put another measure or another relation into a link, and thereby confirmed it."""

    link: str
    measure_before: str
    measure: str
    relation_before: str
    relation: str
    reason: str


@event("reform.lineage_link_rejected.v1")
@dataclass(frozen=True, slots=True)
class LinkRejected:
    """The measure does not carry out the task; or a task that was missing has its measure now."""

    link: str
    reason: str


@event("reform.lineage_link_reopened.v1")
@dataclass(frozen=True, slots=True)
class LinkReopened:
    """A decision was taken back: the link waits for a person again, as it stands."""

    link: str
    reason: str
