"""What an office may change of a procedure without touching a pack, and what the pack says with the change. Pure.

An edit lies over the pack as a pack lies over another: it replaces whole documents, in a library made for it alone. So
an edited procedure is built, checked and told like any other. Only what is named here can be edited; who examines in
which order, under which law and with which form is the pack's to say.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from tongban.domains.catalogue import building
from tongban.domains.catalogue.conduct import Place
from tongban.domains.catalogue.definitions import Material, OnlineDepth, Package, Question, Service
from tongban.domains.catalogue.stored import Definition
from tongban.kernel.declaration import Declaration, ParameterName, Slug, Text
from tongban.kernel.errors import Refusal
from tongban.kernel.packs import Document, Library
from tongban.kernel.packs.declarations import DatedValue, ParameterDeclaration

Titles = dict[Slug, Text]


class PromiseEdit(Declaration):
    """A new value of a promise and where it was promised. `since` is the day it begins, fixed at publishing."""

    value: Annotated[int, Field(ge=0, le=10_000)]
    source: Annotated[str, Field(min_length=1, max_length=500)]
    since: date | None = None


class ItemEdit(Declaration):
    """What is changed of one item: its materials as a whole, the titles of its steps."""

    materials: tuple[Material, ...] | None = None
    steps: Titles = {}


class Edit(Declaration):
    """The changes of an office to one procedure. What is None, or not named, is as the pack says."""

    title: Text | None = None
    summary: Text | None = None
    conditions: tuple[Text, ...] | None = None
    questions: tuple[Question, ...] | None = None
    places: tuple[Place, ...] | None = None
    topics: tuple[str, ...] | None = None
    consult_phone: str | None = None
    complaint_phone: str | None = None
    visits: Annotated[int, Field(ge=0, le=9)] | None = None
    visits_reason: Text | None = None
    online_depth: tuple[OnlineDepth, ...] | None = None
    items: dict[Slug, ItemEdit] = {}
    promises: dict[ParameterName, PromiseEdit] = {}

    @property
    def is_empty(self) -> bool:
        return self == Edit()

    def fields(self) -> frozenset[str]:
        """The names of what is changed: `summary`, `items.kiosk.materials`, `promises.clocks.kiosk.promise` …"""
        return frozenset(_fields(self))

    def dated(self, since: date) -> "Edit":
        """The edit with a first day for every promise that has none yet."""
        promises = {
            name: one if one.since else one.model_copy(update={"since": since}) for name, one in self.promises.items()
        }
        return self.model_copy(update={"promises": promises})


PLAIN = (
    "title",
    "summary",
    "conditions",
    "questions",
    "places",
    "topics",
    "visits",
    "online_depth",
    "consult_phone",
    "complaint_phone",
)


def _fields(edit: Edit) -> Iterator[str]:
    yield from (name for name in (*PLAIN, "visits_reason") if getattr(edit, name) is not None)
    for key, item in edit.items.items():
        if item.materials is not None:
            yield f"items.{key}.materials"
        yield from (f"items.{key}.steps.{step}" for step in item.steps)
    yield from (f"promises.{name}" for name in edit.promises)


def overlay(library: Library, *, pack: str, key: str, edit: Edit, since: date) -> Library:
    """The library in which this pack says the procedure as edited; a promise without a day begins `since`.

    Refuses `catalogue.procedure.unknown`, `catalogue.draft.unknown_part` for an item, step or promise it does not have.
    """
    view = library.view(pack)
    document = view.document("packages", key) or view.document("services", key)
    if document is None:
        raise Refusal("catalogue.procedure.unknown", key=key, region=pack)
    services = _services(library, pack=pack, document=document)
    _require_known(edit, set(services), promises_of(library, pack=pack, key=key))
    changed = {("services", name): _edited_item(services[name], one) for name, one in edit.items.items()}
    whole = changed.get((document.kind, key), document)
    if (after := _edited(whole.model, edit)) != document.model:
        changed[document.kind, key] = replace(whole, model=after)
    for name, promise in edit.promises.items():
        found = view.document("parameters", name)
        if found is not None:
            changed["parameters", name] = _promising(found, promise, since=since)
    return _with(library, pack=pack, documents=list(changed.values()))


def _services(library: Library, *, pack: str, document: Document) -> dict[str, Document]:
    view = library.view(pack)
    names = [document.id]
    if isinstance(document.model, Package):
        names = [item.service for item in document.model.items]
    found = {name: view.document("services", name) for name in names}
    return {name: one for name, one in found.items() if one is not None}


def promises_of(library: Library, *, pack: str, key: str) -> frozenset[str]:
    """The parameters that promise something in a procedure, and so can be shortened by an office."""
    definition = building.build(library.view(pack), key)
    clocks = [definition.clocks, *(track.clocks for track in definition.tracks)]
    chosen = {name for rule in definition.rules.values() for name in rule.named()}
    return frozenset({one.promised for one in clocks} | chosen)


def _require_known(edit: Edit, services: set[str], promises: Iterable[str]) -> None:
    strange = sorted(set(edit.items) - services) + sorted(set(edit.promises) - set(promises))
    if strange:
        raise Refusal("catalogue.draft.unknown_part", parts=strange)


def _edited(model: Any, edit: Edit) -> Any:
    update: dict[str, Any] = {name: getattr(edit, name) for name in PLAIN if getattr(edit, name) is not None}
    if edit.visits_reason is not None:
        update["visits_reason"] = edit.visits_reason
    if update.get("visits", model.visits) == 0:
        update["visits_reason"] = None
    return model.model_copy(update=update)


def _edited_item(document: Document, edit: ItemEdit) -> Document:
    service: Service = document.model
    if strange := sorted(set(edit.steps) - {step.id for step in service.steps}):
        raise Refusal("catalogue.draft.unknown_part", parts=strange)
    steps = tuple(step.model_copy(update={"title": edit.steps.get(step.id, step.title)}) for step in service.steps)
    update: dict[str, Any] = {"steps": steps}
    if edit.materials is not None:
        update["materials"] = edit.materials
    return replace(document, model=service.model_copy(update=update))


def _promising(document: Document, promise: PromiseEdit, *, since: date) -> Document:
    declared: ParameterDeclaration = document.model
    day = promise.since or since
    value = DatedValue(value=promise.value, source=promise.source, published=day)
    values = dict(sorted({**declared.values, day: value}.items()))
    return replace(document, model=declared.model_copy(update={"values": values}))


def _with(library: Library, *, pack: str, documents: list[Document]) -> Library:
    """The library with these documents in a pack, in the place of its own or over those of the packs it stands on."""
    own = library.packs[pack]
    replaced = {(one.kind, one.id) for one in documents}
    placed = [one if one.pack == pack else _over(one, pack) for one in documents]
    kept = [one for one in own.documents if (one.kind, one.id) not in replaced]
    packs: Mapping[str, Any] = {**library.packs, pack: replace(own, documents=(*kept, *placed))}
    return Library(packs.values())


def _over(document: Document, pack: str) -> Document:
    model = document.model
    if isinstance(model, ParameterDeclaration):
        model = model.model_copy(update={"overrides": document.id})
    return replace(document, pack=pack, model=model, overrides=True)


def edited(library: Library, *, pack: str, key: str, edit: Edit, since: date) -> Definition:
    """The definition that the pack and the edit come to. Refuses as `overlay` does."""
    over = overlay(library, pack=pack, key=key, edit=edit, since=since)
    return building.build(over.view(pack), key)


def clashes(edit: Edit, *, before: Definition, after: Definition) -> frozenset[str]:
    """The edited parts that the pack has changed too: where somebody must choose.

    `before` is what the pack said when the edit was made, `after` what it says now.
    """
    return frozenset(name for name in edit.fields() if _part(before, name) != _part(after, name))


def _part(definition: Definition, name: str) -> Any:
    if name.startswith("promises."):
        return definition.parameters.get(name.removeprefix("promises."))
    if not name.startswith("items."):
        return getattr(definition, name)
    _, key, kind, *rest = name.split(".")
    if kind == "materials":
        return [one for one in definition.materials if key in one.tracks]
    track = next((one for one in definition.tracks if one.key == key), None)
    return next((step.title for step in track.steps if step.id == rest[0]), None) if track else None
