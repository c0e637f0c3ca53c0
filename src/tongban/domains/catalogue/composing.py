"""What a package is made of once its items are put together: one form, one list of papers. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tongban.domains.catalogue.definitions import Material, Result
from tongban.domains.catalogue.forms.merging import ItemForm, Merged, merge
from tongban.domains.catalogue.stored import Demand, StoredMaterial, StoredTrack

FORM = "form."


def item_form(item: str, schema: Mapping[str, Any], result: Result) -> ItemForm:
    """An item with its own form and what a grant of it brings, as the merging of forms sees it."""
    return ItemForm(
        item=item,
        schema=schema,
        licence=result.licence,
        values=result.values,
        registers=result.registers.fields if result.registers else None,
    )


def is_merged(tracks: Sequence[StoredTrack]) -> bool:
    """Whether the form was put together from those of the items."""
    return any(track.form is not None for track in tracks)


def merged_form(tracks: Sequence[StoredTrack], *, applying: frozenset[str] | None = None) -> Merged:
    """One form for the items that apply, with the names it has for all of them."""
    return merge([item_form(one.key, one.form or {}, one.result) for one in tracks], applying=applying)


def merged_materials(tracks: Sequence[StoredTrack]) -> Iterator[StoredMaterial]:
    """Each material once, as strict as the strictest item asks; what another of these items issues is marked."""
    issued = {track.result.licence: track.key for track in tracks if track.result.licence}
    asked: dict[str, list[tuple[StoredTrack, Material]]] = {}
    for track in tracks:
        for material in track.materials:
            asked.setdefault(material.id, []).append((track, material))
    for found in asked.values():
        demands = tuple(demand(track, material, issued=issued) for track, material in found)
        yield _material([material for _, material in found], demands)


def demand(track: StoredTrack, material: Material, *, issued: Mapping[str, str]) -> Demand:
    """What one item asks. A renewal that issues the type it builds upon still needs the one that is held."""
    issuer = issued.get(material.from_licence) if material.from_licence else None
    return Demand(
        track=track.key,
        required=material.required,
        when=renamed(material.when, track.names) if material.when else None,
        issued_by=issuer if issuer != track.key else None,
    )


def _material(asked: Sequence[Material], demands: tuple[Demand, ...]) -> StoredMaterial:
    whens = [one.when for one in demands]
    return StoredMaterial(
        **{
            **dict(asked[0]),
            "required": any(one.required for one in demands),
            "originals": max(one.originals for one in asked),
            "copies": max(one.copies for one in asked),
            "when": _either([one for one in whens if one]) if all(whens) else None,
        },
        tracks=tuple(one.track for one in demands),
        issued_by=issuer_of(demands),
        demands=demands,
    )


def issuer_of(demands: Sequence[Demand]) -> str | None:
    """The item that issues a paper in the same procedure, when nobody who needs it needs it before."""
    issuers = [one.issued_by for one in demands]
    return None if None in issuers else issuers[0]


def _either(trees: Sequence[dict[str, Any]]) -> dict[str, Any]:
    different = [tree for index, tree in enumerate(trees) if tree not in trees[:index]]
    return different[0] if len(different) == 1 else {"any": different}


def renamed(tree: Mapping[str, Any], names: Mapping[str, str | None]) -> dict[str, Any]:
    """A condition tree over `form.<field>` with the names of the merged form."""
    return {key: _renamed(value, names) if key != "value" else value for key, value in tree.items()}


def _renamed(given: Any, names: Mapping[str, str | None]) -> Any:
    if isinstance(given, Mapping):
        return renamed(given, names)
    if isinstance(given, list):
        return [_renamed(one, names) for one in given]
    if isinstance(given, str) and given.startswith(FORM):
        own, _, rest = given.removeprefix(FORM).partition(".")
        called = names.get(own, own) or own
        return FORM + ".".join(part for part in (called, rest) if part)
    return given
