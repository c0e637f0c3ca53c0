"""The state of a case as plain JSON and back: what the case's row remembers, so that a command need not replay."""

from typing import Any

from tongban.domains.cases.state import Case, Decision, Status, Step, Track


def dump(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "status": case.status.value,
        "agency": case.agency,
        "submitted_by": case.submitted_by,
        "supplement_asked": case.supplement_asked,
        "outcome": case.outcome,
        "holder": case.holder,
        "tracks": [_dump_track(track) for track in case.tracks],
    }


def load(data: dict[str, Any]) -> Case:
    return Case(
        id=data["id"],
        status=Status(data["status"]),
        agency=data["agency"],
        submitted_by=data["submitted_by"],
        tracks=tuple(_load_track(track) for track in data["tracks"]),
        supplement_asked=data["supplement_asked"],
        outcome=data["outcome"],
        holder=data["holder"],
    )


def _dump_track(track: Track) -> dict[str, Any]:
    return {
        "key": track.key,
        "role": track.role,
        "licence": track.licence,
        "registers": track.registers,
        "agency": track.agency,
        "decision": track.decision and track.decision.value,
        "recorded": track.recorded,
        "steps": [
            {"id": s.id, "duty": s.duty, "decides": s.decides, "after": list(s.after), "done_by": s.done_by}
            for s in track.steps
        ],
    }


def _load_track(data: dict[str, Any]) -> Track:
    return Track(
        key=data["key"],
        role=data["role"],
        licence=data["licence"],
        registers=data["registers"],
        agency=data["agency"],
        decision=Decision(data["decision"]) if data["decision"] else None,
        recorded=data["recorded"],
        steps=tuple(
            Step(s["id"], s["duty"], decides=s["decides"], after=tuple(s["after"]), done_by=s["done_by"])
            for s in data["steps"]
        ),
    )
