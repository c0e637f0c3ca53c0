"""Steps must have an order in which everything can be done."""

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from tongban.domains.catalogue.building import deciding, with_steps_after, written_out
from tongban.domains.catalogue.definitions import Package, Service
from tongban.kernel.packs import Document, Grade, Scope, check
from tongban.kernel.packs.checks import Finding

Graph = dict[str, set[str]]


@check(Grade.BRONZE)
def steps_are_known(scope: Scope) -> Iterator[Finding]:
    """A step has its own id, and waits for steps or items that exist where the service is used."""
    for document in scope.seen("services"):
        service: Service = document.model
        ids = [step.id for step in service.steps]
        for place, step in enumerate(service.steps):
            if step.id in ids[:place]:
                yield scope.at(
                    document, "steps", place, "id", what=f"two steps are called {step.id}", mend="rename one"
                )
            for index, name in enumerate(step.after):
                if service.standalone and not _exists(name, service, {service.id: service}):
                    what = f"{service.id}.{step.id} waits for {name!r}, which is no step of it"
                    mend = "name a step; what waits for another item is said in `steps_after` of the package"
                    yield scope.at(document, "steps", place, "after", index, what=what, mend=mend)
    for document in scope.seen("packages"):
        yield from _steps_after(scope, document)


def _steps_after(scope: Scope, document: Document) -> Iterator[Finding]:
    services = _services(scope, document.model)
    for place, item in enumerate(document.model.items):
        service = services.get(item.service)
        if service is None:
            continue
        for step, names in item.steps_after.items():
            here = ("items", place, "steps_after", step)
            if step not in {one.id for one in service.steps}:
                what = f"{item.service} has no step {step!r}"
                yield scope.at(document, *here, what=what, mend=f"one of: {', '.join(one.id for one in service.steps)}")
            for name in names:
                if not _exists(name, service, services):
                    what = f"{item.service}.{step} waits for {name!r}, which is nothing in this package"
                    yield scope.at(document, *here, what=what, mend="name an item or item.step")
        for step_place, one in enumerate(service.steps):
            for name in one.after:
                if not service.standalone and not _exists(name, service, services):
                    what = f"{service.id}.{one.id} waits for {name!r}, which is nothing in {document.id}"
                    source = scope.view.document("services", service.id) or document
                    yield scope.at(
                        source, "steps", step_place, "after", what=what, mend="name a step, item or item.step"
                    )


def _exists(name: str, service: Service, services: Mapping[str, Service]) -> bool:
    try:
        written_out(name, service, services)
    except LookupError:
        return False
    return True


def _services(scope: Scope, package: Package) -> dict[str, Service]:
    found = {item.service: scope.view.find("services", item.service) for item in package.items}
    return {key: service for key, service in found.items() if service is not None}


@check(Grade.BRONZE)
def steps_form_an_order(scope: Scope) -> Iterator[Finding]:
    """No step waits for itself, directly or by way of others, in a service or across a package."""
    in_circles: set[str] = set()
    for document in scope.seen("services"):
        if circle := _circle(_graph({document.id: document.model})):
            in_circles.add(document.id)
            yield scope.at(document, "steps", what=_told(circle), mend="take one `after` away")
    for document in scope.seen("packages"):
        services = _services(scope, document.model)
        ordered = {
            item.service: with_steps_after(services[item.service], item.steps_after)
            for item in document.model.items
            if item.service in services
        }
        graph = _graph(ordered)
        for item in document.model.items:
            for name in graph:
                if name.startswith(f"{item.service}."):
                    graph[name] |= {f"{one}.{deciding(ordered[one]).id}" for one in item.after if one in ordered}
        circle = _circle(graph)
        if circle and not {name.partition(".")[0] for name in circle} <= in_circles:
            place = next(n for n, item in enumerate(document.model.items) if circle[0].startswith(f"{item.service}."))
            yield scope.at(document, "items", place, what=_told(circle), mend="take one `after` or `steps_after` away")


def _graph(services: Mapping[str, Service]) -> Graph:
    graph: Graph = {}
    for service in services.values():
        for step in service.steps:
            waits = {written_out(name, service, services) for name in step.after if _exists(name, service, services)}
            graph[f"{service.id}.{step.id}"] = waits
    return graph


def _circle(graph: Graph) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [str(name) for name in reversed(error.args[1])]
    return []


def _told(circle: list[str]) -> str:
    return f"steps wait for each other: {' → '.join(circle)}"


@check(Grade.BRONZE)
def the_decision_comes_last(scope: Scope) -> Iterator[Finding]:
    """The step that decides waits for every other step of its item, and no step of the item waits for it."""
    for document in scope.seen("services"):
        service: Service = document.model
        graph = _graph({service.id: service})
        if _circle(graph):
            continue
        last = f"{service.id}.{deciding(service).id}"
        before = _before(last, graph)
        for place, step in enumerate(service.steps):
            name = f"{service.id}.{step.id}"
            if name != last and name not in before:
                what = f"the decision {deciding(service).id} does not wait for the step {step.id}"
                mend = f"add {step.id} to the `after` of {deciding(service).id}"
                yield scope.at(document, "steps", place, what=what, mend=mend)


def _before(name: str, graph: Graph) -> set[str]:
    found: set[str] = set()
    waiting = list(graph.get(name, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += graph.get(one, ())
    return found


CHECKS = (steps_are_known, steps_form_an_order, the_decision_comes_last)
