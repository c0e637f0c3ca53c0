"""What happens to a typical case and its copies, on the stream of the case."""

from dataclasses import dataclass

from tongban.kernel.event_types import event


@event("reform.example_submitted.v1")
@dataclass(frozen=True, slots=True)
class ExampleSubmitted:
    """A unit handed in a typical case, or handed it in again after it was returned."""

    example: str
    region: str
    agency: str
    title: str
    problem: str
    practice: str
    effect: str
    evidence: tuple[str, ...]


@event("reform.example_moved.v1")
@dataclass(frozen=True, slots=True)
class ExampleMoved:
    """The case was reviewed, published, returned or withdrawn (`state`), with the reason or finding."""

    example: str
    state: str
    reason: str


@event("reform.example_copied.v1")
@dataclass(frozen=True, slots=True)
class ExampleCopied:
    """A unit took a case up, or told how far its copy is (`state`)."""

    example: str
    copy: str
    region: str
    agency: str
    state: str
    note: str
