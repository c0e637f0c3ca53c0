"""From what a pack sees to a complete procedure: items, form, materials and parameters put together and copied."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from tongban.domains.catalogue import composing
from tongban.domains.catalogue.conduct import Extension, SpecialProcedure
from tongban.domains.catalogue.definitions import Clocks, Material, Package, PackageItem, Service, Step
from tongban.domains.catalogue.entries import BasicEntry
from tongban.domains.catalogue.stored import (
    Definition,
    StoredMaterial,
    StoredParameter,
    StoredRule,
    StoredStep,
    StoredTrack,
    StoredValue,
)
from tongban.kernel.declaration import Text
from tongban.kernel.packs import Library, View
from tongban.kernel.parameters import Parameter


def keys(view: View) -> Iterator[tuple[str, str]]:
    """(kind, key) of every procedure that can be applied for: packages, and services that stand alone."""
    yield from (("package", package.id) for package in view.list("packages"))
    yield from (("service", service.id) for service in view.list("services") if service.standalone)


def keys_in(library: Library, region: str) -> list[str]:
    """Every procedure that a library offers in a region, packages first."""
    pack = pack_of(library, region)
    return [key for _, key in keys(library.view(pack))] if pack else []


def build(view: View, key: str) -> Definition:
    """The complete definition of a procedure. Raises LookupError for a key, form, service or parameter that is missing.

    A library whose checks pass never raises here.
    """
    package: Package | None = view.find("packages", key)
    if package is not None:
        return _of_package(view, package)
    return _of_service(view, _service(view, key))


def _of_service(view: View, service: Service) -> Definition:
    track = _track(service, {service.id: service}, PackageItem(service=service.id))
    materials = tuple(
        StoredMaterial(**dict(one), tracks=(service.id,), demands=(composing.demand(track, one, issued={}),))
        for one in service.materials
    )
    return Definition(
        kind="service",
        key=service.id,
        pack=view.pack.id,
        packs={pack.id: pack.manifest.version for pack in view.chain},
        region=view.pack.manifest.region,
        title=service.title,
        summary=service.summary,
        source=service.source,
        lead_role=service.accepted_by or service.agency,
        audience=service.audience,
        handling=service.handling,
        legal_basis=service.legal_basis,
        conditions=service.conditions,
        tracks=(track,),
        form_id=service.form,
        form=_form(view, service.form),
        materials=materials,
        clocks=service.clocks,
        visits=service.visits,
        visits_reason=service.visits_reason,
        online_depth=service.online_depth,
        questions=service.questions,
        places=service.places,
        consult_phone=service.consult_phone,
        complaint_phone=service.complaint_phone,
        topics=service.topics,
        extension=service.extension,
        **_copies(view, service.clocks, services=[service], extension=service.extension),
    )


def _of_package(view: View, package: Package) -> Definition:
    services = {item.service: _service(view, item.service) for item in package.items}
    form, tracks = form_of(view, package)
    return Definition(
        kind="package",
        key=package.id,
        pack=view.pack.id,
        packs={pack.id: pack.manifest.version for pack in view.chain},
        region=view.pack.manifest.region,
        title=package.title,
        summary=package.summary,
        source=package.source,
        lead_role=package.accepted_by,
        audience=package.audience,
        legal_basis=package.legal_basis,
        conditions=package.conditions,
        tracks=tracks,
        situations=package.situations,
        stages=package.stages,
        lead=package.lead,
        extension=package.extension,
        form_id=package.form or package.id,
        form=form,
        materials=tuple(composing.merged_materials(tracks)),
        clocks=package.clocks,
        visits=package.visits,
        visits_reason=package.visits_reason,
        online_depth=package.online_depth,
        questions=package.questions,
        places=package.places,
        consult_phone=package.consult_phone,
        complaint_phone=package.complaint_phone,
        topics=package.topics,
        **_copies(view, package.clocks, services=list(services.values()), extension=package.extension),
    )


def form_of(view: View, package: Package) -> tuple[dict[str, Any], tuple[StoredTrack, ...]]:
    """The form of a package, written or put together, and its items as stored. Raises LookupError."""
    tracks = tuple(_items(view, package))
    if package.form is not None:
        return _form(view, package.form), tracks
    merged = composing.merged_form(tracks)
    return merged.schema, tuple(track.model_copy(update={"names": merged.names[track.key]}) for track in tracks)


def _items(view: View, package: Package) -> Iterator[StoredTrack]:
    services = {item.service: _service(view, item.service) for item in package.items}
    for item in package.items:
        service = services[item.service]
        track = _track(with_steps_after(service, item.steps_after), services, item)
        own = _form(view, service.form) if package.form is None else None
        yield track.model_copy(update={"form": own, "materials": service.materials})


def _service(view: View, key: str) -> Service:
    found: Service | None = view.find("services", key)
    if found is None:
        raise LookupError(key)
    entry: BasicEntry | None = view.find("catalogue_entries", found.entry or "")
    code = entry.code if entry and entry.code else found.basic_code
    materials = tuple(_bound(view, one) for one in found.materials)
    return found.model_copy(update={"basic_code": code, "materials": materials})


def _bound(view: View, material: Material) -> Material:
    """A material with the licence type that replaces it: the one it names, or the first that says it satisfies it."""
    if material.from_licence is not None:
        return material
    names = {material.id, material.proof}
    kinds = (document.model for document in view.documents("licences"))
    found = next((one.id for one in kinds if names.intersection(one.satisfies)), None)
    return material.model_copy(update={"from_licence": found}) if found else material


def _form(view: View, key: str) -> dict[str, Any]:
    found = view.find("forms", key)
    if found is None:
        raise LookupError(key)
    return ordered(found.json_schema)


def ordered(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A form whose order is in `x-order` alone: a database keeps the keys of JSON in an order of its own."""
    given = schema.get("properties", {})
    names = sorted(given, key=lambda name: given[name].get("x-order", 0))
    properties = {}
    for place, name in enumerate(names, 1):
        part = {**given[name], "x-order": place}
        if part.get("items", {}).get("type") == "object":
            part["items"] = ordered(part["items"])
        properties[name] = part
    return {**schema, "properties": properties}


def with_steps_after(service: Service, more: Mapping[str, tuple[str, ...]]) -> Service:
    """The service with what a package adds to its steps."""
    steps = tuple(step.model_copy(update={"after": (*step.after, *more.get(step.id, ()))}) for step in service.steps)
    return service.model_copy(update={"steps": steps})


def _track(service: Service, services: Mapping[str, Service], item: PackageItem) -> StoredTrack:
    steps = tuple(
        StoredStep(
            id=step.id,
            title=step.title,
            duty=step.duty,
            kind=step.kind,
            signatures=step.signatures,
            agency=step.agency,
            decides=step.decides,
            after=tuple(dict.fromkeys(written_out(name, service, services) for name in step.after)),
        )
        for step in service.steps
    )
    return StoredTrack(
        key=service.id,
        title=service.title,
        summary=service.summary,
        kind=service.kind,
        basic_code=service.basic_code,
        agency_role=service.agency,
        handling=service.handling,
        steps=steps,
        clocks=service.clocks,
        fee=service.fee,
        result=service.result,
        legal_basis=service.legal_basis,
        after=item.after,
        when=item.when,
        starts=item.starts,
        precheck=service.precheck,
        one_window=service.one_window,
        delivery=service.delivery,
        across=service.across,
        reform=service.reform,
        tolerance=service.tolerance,
        commitment=service.commitment,
        special_procedures=service.special_procedures,
        extension=service.extension,
        renewal=service.renewal,
        instant=service.instant,
    )


def written_out(name: str, service: Service, services: Mapping[str, Service]) -> str:
    """`step`, `item` or `item.step` as `track.step`. Raises LookupError for what is neither.

    A step of the own item comes before an item of the same name.
    """
    item, _, step = name.partition(".")
    if not step and item in {one.id for one in service.steps}:
        return f"{service.id}.{item}"
    other = services.get(item)
    if other is None:
        raise LookupError(name)
    wanted = step or deciding(other).id
    if wanted not in {one.id for one in other.steps}:
        raise LookupError(name)
    return f"{item}.{wanted}"


def deciding(service: Service) -> Step:
    """The step of a service that grants or denies."""
    return next(step for step in service.steps if step.decides)


def _copies(view: View, clocks: Clocks, *, services: list[Service], extension: Extension | None) -> dict[str, Any]:
    """The parameters, rules and kinds of special procedure that a definition takes along, whole."""
    every = [clocks, *(service.clocks for service in services)]
    tables = {one.promised_by for one in every if one.promised_by}
    instant = {service.instant.rule for service in services if service.instant}
    rules = {key: _rule(view, key) for key in sorted(tables | instant)}
    names = {name for one in every for name in (one.statutory, one.promised) if name}
    names |= {name for rule in rules.values() for name in rule.named()}
    names |= {extension.by} if extension else set()
    names |= {name for service in services for name in _parameters_of(service)}
    kinds = {use.kind for service in services for use in service.special_procedures}
    return {
        "parameters": {name: _copied(view.parameter(name)) for name in sorted(names)},
        "rules": rules,
        "special_procedures": {kind: _special(view, kind) for kind in sorted(kinds)},
    }


def _parameters_of(service: Service) -> Iterator[str]:
    """The names of parameters that the conduct of an item reads."""
    if service.fee:
        yield service.fee.parameter
    if service.tolerance:
        yield service.tolerance.within
    if service.commitment:
        yield service.commitment.check_within
    if service.extension:
        yield service.extension.by
    if service.instant:
        yield service.instant.audit_share
    if service.renewal:
        yield from (name for name in (service.renewal.opens, service.renewal.closes) if name)
    yield from (use.within for use in service.special_procedures if use.within)


def _special(view: View, kind: str) -> SpecialProcedure:
    found: SpecialProcedure | None = view.find("special_procedures", kind)
    if found is None:
        raise LookupError(kind)
    return found


def _rule(view: View, key: str) -> StoredRule:
    found = view.find("rules", key)
    if found is None:
        raise LookupError(key)
    return StoredRule(
        title=found.title,
        basis=found.basis,
        since=found.since,
        until=found.until,
        table=plain(found.table) if found.table is not None else None,
        condition=plain(found.condition) if found.condition is not None else None,
    )


def plain(value: Any) -> Any:
    """A table as JSON keeps it: days as ISO texts."""
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def _copied(parameter: Parameter) -> StoredParameter:
    history = tuple(
        StoredValue(
            since=one.since,
            value=one.value,
            source=one.source,
            published=one.published,
            applies_from=one.applies_from,
            note=one.note,
        )
        for one in parameter.history
    )
    return StoredParameter(unit=parameter.unit, statute=parameter.statute, history=history)


@lru_cache(maxsize=4096)
def pack_of(library: Library, region: str) -> str | None:
    """The pack that answers for a region: its own, else that of the nearest region above it that has one."""
    parents = {document.model.code: document.model.parent for pack in library for document in pack.list("regions")}
    wanted: str | None = region
    for _ in range(len(parents) + 1):
        if wanted is None:
            return None
        if pack := library.of_region(wanted):
            return pack.id
        wanted = parents.get(wanted)
    return None


def agency_names(library: Library, region: str | None, *, on: date) -> dict[str, Text]:
    """The agencies of a region by role as the packs name them on a day; a region's own come before those above it."""
    pack = pack_of(library, region or "")
    if pack is None:
        return {}
    view = library.view(pack)
    parents = {one.code: one.parent for one in view.list("regions")}
    distance: dict[str, int] = {}
    wanted: str | None = region
    while wanted is not None and wanted not in distance:
        distance[wanted] = len(distance)
        wanted = parents.get(wanted)
    found: dict[str, tuple[int, Text]] = {}
    for agency in view.list("agencies"):
        in_time = agency.since <= on and (agency.until is None or on <= agency.until)
        near = distance.get(agency.region)
        if in_time and near is not None and (agency.id not in found or near < found[agency.id][0]):
            found[agency.id] = (near, agency.name)
    return {role: name for role, (_, name) in found.items()}
