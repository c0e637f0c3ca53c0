"""Names that a service or package uses must mean something in its pack."""

from collections import Counter
from collections.abc import Iterable, Iterator

from tongban.domains.catalogue.definitions import Clocks, Package, Service
from tongban.kernel.packs import Document, Grade, Scope, check
from tongban.kernel.packs.checks import Finding, nearest
from tongban.kernel.packs.integrity import LENGTHS, promise_findings


def procedures(scope: Scope) -> Iterator[Document]:
    """Services and packages that count for a pack."""
    yield from scope.seen("services")
    yield from scope.seen("packages")


@check(Grade.BRONZE)
def parameters_are_known(scope: Scope) -> Iterator[Finding]:
    """A clock names a parameter that is a length of time, a fee one in fen; each of the right kind."""
    for document in procedures(scope):
        clocks: Clocks = document.model.clocks
        yield from _parameter(scope, document, ("clocks", "promised"), use="promise")
        if clocks.statutory:
            yield from _parameter(scope, document, ("clocks", "statutory"), use="statute")
        if document.kind == "services" and document.model.fee:
            yield from _parameter(scope, document, ("fee", "parameter"), use="fee")


def _parameter(scope: Scope, document: Document, place: tuple[str, str], *, use: str) -> Iterator[Finding]:
    name: str = getattr(getattr(document.model, place[0]), place[1])
    found = scope.view.document("parameters", name)
    if found is None:
        known = [one.id for one in scope.seen("parameters")]
        mend = nearest(name, known, f"add parameters/{name.replace('.', '/')}.yaml with its source")
        yield scope.at(document, *place, what=f"there is no parameter {name!r}", mend=mend)
        return
    unit, kind = found.model.unit, found.model.kind
    if use == "fee":
        if unit != "fen":
            yield scope.at(document, *place, what=f"{name} is in {unit}, not in fen", mend="name a parameter in fen")
        return
    if unit not in LENGTHS:
        yield scope.at(document, *place, what=f"{name} is in {unit}, no length of time", mend="name a length of time")
    if kind != use:
        yield scope.at(
            document, *place, what=f"{name} is a {kind}, not a {use}", mend=f"name a parameter of kind {use}"
        )


@check(Grade.BRONZE)
def service_promises_keep_the_law(scope: Scope) -> Iterator[Finding]:
    """The promise of a service never exceeds the statute of the same service, on any day."""
    told: set[tuple[str, str]] = set()
    for document in procedures(scope):
        clocks: Clocks = document.model.clocks
        if not clocks.statutory or (clocks.promised, clocks.statutory) in told:
            continue
        told.add((clocks.promised, clocks.statutory))
        declared = scope.view.document("parameters", clocks.promised)
        if declared is not None and declared.model.statute != clocks.statutory:  # else the kernel's check tells
            yield from promise_findings(scope, clocks.promised, clocks.statutory)


@check(Grade.BRONZE)
def services_of_packages_are_known(scope: Scope) -> Iterator[Finding]:
    """A package holds services that exist, each once; its stages and orders name its own items."""
    known = {document.id for document in scope.seen("services")}
    for document in scope.seen("packages"):
        package: Package = document.model
        items = [item.service for item in package.items]
        for place, item in enumerate(package.items):
            if item.service not in known:
                mend = nearest(item.service, known, "add the service or leave it out")
                yield scope.at(document, "items", place, "service", what=f"no service {item.service!r}", mend=mend)
            if item.service in items[:place]:
                what = f"{item.service} is in the package twice"
                yield scope.at(document, "items", place, "service", what=what, mend="keep one")
            yield from _own_items(document, ("items", place, "after"), item.after, items=items)
        for place, stage in enumerate(package.stages):
            yield from _own_items(document, ("stages", place, "items"), stage.items, items=items)
        if document.id in known:
            yield scope.at(document, "id", what=f"{document.id} is also a service", mend="give one another id")


def _own_items(
    document: Document, place: tuple[str | int, ...], named: Iterable[str], *, items: list[str]
) -> Iterator[Finding]:
    for index, name in enumerate(named):
        if name not in items:
            mend = nearest(name, items, "name one of its items")
            yield Finding(document, (*place, index), f"{name!r} is no item of this package", mend)


@check(Grade.BRONZE)
def agencies_are_known(scope: Scope) -> Iterator[Finding]:
    """Every role that a service names is held by an agency of the region, of one above it, or of one below it."""
    region = scope.pack.manifest.region
    if region is None:
        return
    roles = {one.model.id for one in scope.seen("agencies") if one.model.region in _related(scope, region)}
    for document in procedures(scope):
        named = [("accepted_by", document.model.accepted_by)]
        if isinstance(document.model, Service):
            named.append(("agency", document.model.agency))
        for place, role in named:
            if role is not None and role not in roles:
                mend = nearest(role, roles, f"add an agency with this id and the region {region} to agencies.yaml")
                yield scope.at(document, place, what=f"nobody holds the role {role!r} in {region}", mend=mend)


def _related(scope: Scope, region: str) -> set[str]:
    parents = {one.model.code: one.model.parent for one in scope.seen("regions")}
    related = {code for code in parents if region in _above(code, parents)}
    return related | _above(region, parents)


def _above(code: str, parents: dict[str, str | None]) -> set[str]:
    found: set[str] = set()
    wanted: str | None = code
    while wanted is not None and wanted not in found:
        found.add(wanted)
        wanted = parents.get(wanted)
    return found


@check(Grade.BRONZE)
def region_is_known(scope: Scope) -> Iterator[Finding]:
    """The region a pack is written for is declared with its days in regions.yaml, and has one pack only."""
    region = scope.pack.manifest.region
    if region is None:
        return
    known = {one.model.code for one in scope.seen("regions")}
    if region not in known:
        mend = nearest(region, known, "declare it in regions.yaml with the day it began")
        yield scope.manifest("region", what=f"the region {region} is not declared", mend=mend)
    others = [pack.id for pack in scope.library if pack.manifest.region == region and pack.id != scope.pack.id]
    if others:
        what = f"{region} is also the region of {', '.join(others)}"
        yield scope.manifest("region", what=what, mend="one region has one pack")


@check(Grade.BRONZE)
def materials_name_known_licences(scope: Scope) -> Iterator[Finding]:
    """A material that is not asked of whoever holds a licence names a licence type that exists."""
    types = scope.view_ids("licences")
    for document in scope.seen("services"):
        for place, material in enumerate(document.model.materials):
            if material.from_licence is not None and material.from_licence not in types:
                what = f"there is no licence type {material.from_licence!r}"
                mend = nearest(material.from_licence, types, "add it under licences/")
                yield scope.at(document, "materials", place, "from_licence", what=what, mend=mend)


@check(Grade.BRONZE)
def materials_are_told_apart(scope: Scope) -> Iterator[Finding]:
    """A material is listed once in a service."""
    for document in scope.seen("services"):
        ids = [material.id for material in document.model.materials]
        for place, name in enumerate(ids):
            if name in ids[:place]:
                yield scope.at(document, "materials", place, "id", what=f"{name} is listed twice", mend="keep one")


@check(Grade.SILVER)
def materials_agree_in_a_package(scope: Scope) -> Iterator[Finding]:
    """A material that several items of a package ask for has one name, so that it is asked for once."""
    services = {one.id: one.model for one in scope.seen("services")}
    for document in scope.own("packages"):
        titles: dict[str, Counter[str]] = {}
        for place, item in enumerate(document.model.items):
            for material in services[item.service].materials if item.service in services else ():
                known = titles.setdefault(material.id, Counter())
                if known and material.title.zh not in known:
                    what = f"{material.id} of {item.service} is called otherwise by another item"
                    yield scope.at(document, "items", place, what=what, mend="use one title, or two ids")
                known[material.title.zh] += 1


CHECKS = (
    parameters_are_known,
    service_promises_keep_the_law,
    services_of_packages_are_known,
    agencies_are_known,
    region_is_known,
    materials_name_known_licences,
    materials_are_told_apart,
    materials_agree_in_a_package,
)
