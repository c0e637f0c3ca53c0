"""The state of a case as plain JSON and back: what the case's row remembers, so that a command need not replay.

Only what differs from the beginning is written: the state is written by every act, and most of it never changes.
"""

from dataclasses import fields
from operator import attrgetter
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
    given = data.copy()
    given["status"] = Status(data["status"])
    given["tracks"] = tuple([_load_track(track) for track in data["tracks"]])
    if "followed" in data:
        given["followed"] = tuple(data["followed"])
    if "extensions" in data:
        given["extensions"] = tuple(Extension(**one) for one in data["extensions"])
    if "papers" in data:
        given["papers"] = tuple(Paper(**one | {"state": PaperState(one["state"])}) for one in data["papers"])
    return Case(**given)


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
    given = data.copy()
    given["steps"] = tuple([_load_step(step) for step in data["steps"]])
    for name in _TRACK_LISTS:
        if name in data:
            given[name] = tuple(data[name])
    if "decision" in data:
        given["decision"] = Decision(data["decision"])
    if "specials" in data:
        given["specials"] = tuple(Special(one["kind"], tuple(one["stops"])) for one in data["specials"])
    if "check" in data:
        given["check"] = Check(**data["check"])
    return Track(**given)


def _dump_step(step: Step) -> dict[str, Any]:
    """A case has few tracks and many steps: most are told by their id, their duty and what they wait for."""
    if (step.kind, step.signatures, step.role, step.agency, step.assigned_to) != _ORDINARY:
        data = _plain(step, _SIMPLE_STEP)
    else:
        data = {"id": step.id, "duty": step.duty}
        if step.decides:
            data["decides"] = True
        if step.after:
            data["after"] = list(step.after)
        if step.done_by is not None:
            data["done_by"] = step.done_by
    if step.signed:
        data["signed"] = [[one.by, one.agree] for one in step.signed]
    return data


def _load_step(data: dict[str, Any]) -> Step:
    given = data.copy()
    if "after" in data:
        given["after"] = tuple(data["after"])
    if "signed" in data:
        given["signed"] = tuple(Signature(by, agree) for by, agree in data["signed"])
    return Step(**given)


class _Simple:
    """The simple fields of a class, read at once, with what each is when nothing has happened yet."""

    def __init__(self, cls: type, *left_out: str) -> None:
        named = [one for one in fields(cls) if one.name not in left_out]
        self.names = tuple(one.name for one in named)
        self.defaults = tuple(one.default for one in named)
        self.read = attrgetter(*self.names)


def _plain(value: object, simple: _Simple) -> dict[str, Any]:
    """What differs from the beginning. Most values are the very object of their default: looking costs nothing."""
    return {
        name: list(held) if held.__class__ is tuple else held
        for name, held, default in zip(simple.names, simple.read(value), simple.defaults, strict=True)
        if held is not default and held != default
    }


_ORDINARY = ("work", 1, "", None, None)
_TRACK_LISTS = ("delivery", "prepared", "deciders")
_SIMPLE_CASE = _Simple(Case, "status", "tracks", "extensions", "papers")
_SIMPLE_TRACK = _Simple(Track, "steps", "decision", "specials", "check")
_SIMPLE_STEP = _Simple(Step, "signed")
_EXTENSION = _Simple(Extension)
_PAPER = _Simple(Paper, "state")
_CHECK = _Simple(Check)
