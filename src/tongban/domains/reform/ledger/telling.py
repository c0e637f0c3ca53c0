"""What happened to a measure, line by line: each event with the values that its sentence needs."""

from collections.abc import Iterable
from typing import Any

from tongban.domains.reform.ledger import events as told
from tongban.domains.reform.ledger.answers import Told
from tongban.kernel.events import Recorded
from tongban.kernel.evidence import EvidenceId


def tell(recorded: Iterable[Recorded]) -> tuple[Told, ...]:
    """The history, latest first."""
    lines = [line(one, *_words(one.event)) for one in recorded]
    return tuple(reversed(lines))


def line(recorded: Recorded, name: str, values: dict[str, Any], *, named: bool = True) -> Told:
    """One event as its sentence `reform.told.<name>`, with the files it names; without `named`, not who signed."""
    files: tuple[str, ...] | str = getattr(recorded.event, "evidence", ()) or ()
    given = (files,) if isinstance(files, str) else files
    return Told(
        f"reform.told.{name}",
        values,
        recorded.at,
        recorded.actor if named else "",
        tuple(EvidenceId.parse(one) for one in given),
    )


def _words(happened: Any) -> tuple[str, dict[str, Any]]:
    match happened:
        case told.MeasureEntered() as one:
            return "entered", {"anchor": one.anchor}
        case told.UnitConfirmed() as one:
            return "unit_confirmed", {"name": one.name}
        case told.OwnerAssigned() as one:
            return "owner_assigned", {"account": one.account}
        case told.StepsPlanned() as one:
            return "steps_planned", {"count": len(one.steps), "last": one.steps[-1].due_on}
        case told.ProgressFiled() as one:
            return "progress_filed", {"text": one.text, "share": one.share}
        case told.MeasureClassified() as one:
            return f"classified_{one.classification}", {"reason": one.reason}
        case told.DocumentFiled() as one:
            return "document_filed", {"title": one.title, "number": one.number}
        case told.ProblemRaised() as one:
            return "problem_raised", {"text": one.text}
        case told.ProblemSettled() as one:
            return "problem_settled", {"answer": one.answer}
        case _:
            return _closing_words(happened)


def _closing_words(happened: Any) -> tuple[str, dict[str, Any]]:
    match happened:
        case told.ClosingAsked() as one:
            return "closing_asked", {"text": one.text}
        case told.ClosingRefused() as one:
            return "closing_refused", {"reason": one.reason}
        case told.MeasureClosed() as one:
            return "closed", {"finding": one.finding}
        case told.RecheckDrawn() as one:
            return "recheck_drawn", {"month": one.month, "purpose": one.purpose}
        case told.RecheckPassed() as one:
            return "recheck_passed", {"finding": one.finding}
        case told.MeasureReopened() as one:
            return "reopened", {"reason": one.reason}
        case _:
            return "other", {"event": type(happened).__name__}
