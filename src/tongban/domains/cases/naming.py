"""Refusals of the rules name tracks and steps by their keys; people read their titles."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tongban.domains.cases.models import CaseRow
from tongban.domains.cases.pinning import pinned
from tongban.domains.catalogue import api as catalogue
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal


@contextmanager
def titles(row: int) -> Iterator[None]:
    """Give every track and step that a refusal names its title in the case's pinned version. Costs only a refusal."""
    try:
        yield
    except Refusal as refused:
        told = dict(refused.values)
        if told.keys() & {"track", "step", "waiting", "denied", "tracks", "materials"}:
            told = _titled(told, row)
        raise type(refused)(refused.code, **told) from None


def _titled(values: dict[str, Any], row: int) -> dict[str, Any]:
    case = CaseRow.objects.only("version_id", "situations", "accepted_at", "submitted_at").get(pk=row)
    procedure = pinned(case)
    tracks = {track.key: track for track in procedure.tracks}
    papers = {one.id: one.title for one in procedure.materials}

    def name(key: str) -> object:
        track_key, _, step_id = key.partition(".")
        track = tracks.get(track_key)
        if track is None or not step_id:
            return track.title if track else key
        step = next((one.title for one in track.steps if one.id == step_id), None)
        return Text(zh=f"{track.title.zh}·{step.zh}", en=f"{track.title.en}: {step.en}") if step else key

    track, step = values.get("track", ""), values.get("step", "")
    lists: dict[str, list[object]] = {
        key: [name(one) for one in values[key]] for key in ("waiting", "denied", "tracks") if key in values
    }
    if "materials" in values:
        lists["materials"] = [papers.get(one, one) for one in values["materials"]]
    named = {"track": name(track)} if track else {}
    if step:
        named["step"] = name(f"{track}.{step}")
    return values | lists | named


def asked_by_guide(procedure: catalogue.Procedure) -> list[tuple[str, Text]]:
    """What the guide asks, by id and title: its materials, then the fields of its form. Nothing else may be asked."""
    fields = [(field.name, field.label) for page in procedure.pages for field in page.fields]
    return [*((material.id, material.title) for material in procedure.materials), *fields]


def askable(row: CaseRow) -> frozenset[str]:
    """The ids of what the guide asks of this case."""
    return frozenset(item for item, _ in asked_by_guide(pinned(row)))


def asked(item: str, procedure: catalogue.Procedure) -> Text:
    """A material or a field of the form by its title; itself when the procedure does not know it."""
    return dict(asked_by_guide(procedure)).get(item, Text(zh=item, en=item))
