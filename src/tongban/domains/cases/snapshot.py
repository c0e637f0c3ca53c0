"""The state of a case as plain JSON and back: what the case's row remembers, so that a command need not replay.

Only what differs from the beginning is written: the state is written by every act, and most of it never changes.
"""

from dataclasses import MISSING, fields
from functools import cache
from typing import Any

from tongban.domains.cases.state import (
    Case,
    Check,
    Decision,
    Extension,
    Paper,
    PaperState,
    Signature,
    Special,
    Status,
    Step,
    Track,
)


def dump(case: Case) -> dict[str, Any]:
    data = _plain(case, _SIMPLE_CASE)
    data["status"] = case.status.value
    data["tracks"] = [_dump_track(track) for track in case.tracks]
    if case.extensions:
        data["extensions"] = [_plain(one, _EXTENSION) for one in case.extensions]
    if case.papers:
        data["papers"] = [_plain(one, _PAPER) | {"state": one.state.value} for one in case.papers]
    return data


def load(data: dict[str, Any]) -> Case:
    return Case(
        **_tupled(data, ("followed",))
        | {
            "status": Status(data["status"]),
            "tracks": tuple(_load_track(track) for track in data["tracks"]),
            "extensions": tuple(Extension(**one) for one in data.get("extensions", ())),
            "papers": tuple(Paper(**one | {"state": PaperState(one["state"])}) for one in data.get("papers", ())),
        }
    )


def _dump_track(track: Track) -> dict[str, Any]:
    data = _plain(track, _SIMPLE_TRACK)
    data["steps"] = [_dump_step(step) for step in track.steps]
    if track.decision is not None:
        data["decision"] = track.decision.value
    if track.specials:
        data["specials"] = [{"kind": one.kind, "stops": list(one.stops)} for one in track.specials]
    if track.check is not None:
        data["check"] = _plain(track.check, _CHECK)
    return data


def _load_track(data: dict[str, Any]) -> Track:
    decision, check = data.get("decision"), data.get("check")
    return Track(
        **_tupled(data, ("delivery", "prepared", "deciders"))
        | {
            "steps": tuple(_load_step(step) for step in data["steps"]),
            "decision": Decision(decision) if decision else None,
            "specials": tuple(Special(one["kind"], tuple(one["stops"])) for one in data.get("specials", ())),
            "check": Check(**check) if check else None,
        }
    )


def _dump_step(step: Step) -> dict[str, Any]:
    data = _plain(step, _SIMPLE_STEP)
    if step.signed:
        data["signed"] = [[one.by, one.agree] for one in step.signed]
    return data


def _load_step(data: dict[str, Any]) -> Step:
    signed = data.get("signed")
    extra = {"signed": tuple(Signature(by, agree) for by, agree in signed)} if signed else {}
    return Step(**_tupled(data, ("after",)) | extra)


def _tupled(data: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return data | {name: tuple(data[name]) for name in names if name in data}


Named = tuple[tuple[str, Any], ...]


@cache
def _defaults(cls: type, left_out: frozenset[str] = frozenset()) -> Named:
    """The simple fields of a class with what each is when nothing has happened yet."""
    return tuple((one.name, one.default) for one in fields(cls) if one.name not in left_out)


def _plain(value: object, named: Named) -> dict[str, Any]:
    found = {}
    for name, default in named:
        held = getattr(value, name)
        if default is MISSING or held != default:
            found[name] = list(held) if isinstance(held, tuple) else held
    return found


_SIMPLE_CASE = _defaults(Case, frozenset({"status", "tracks", "extensions", "papers"}))
_SIMPLE_TRACK = _defaults(Track, frozenset({"steps", "decision", "specials", "check"}))
_SIMPLE_STEP = _defaults(Step, frozenset({"signed"}))
_EXTENSION = _defaults(Extension)
_PAPER = _defaults(Paper, frozenset({"state"}))
_CHECK = _defaults(Check)
