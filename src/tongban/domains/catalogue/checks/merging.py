"""Forms that are put together must ask every fact once and contradict each other nowhere."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tongban.domains.catalogue.definitions import Package, Service
from tongban.domains.catalogue.forms.merging import Clash, merge, page_clashes
from tongban.domains.catalogue.forms_of import item_forms, schema_of
from tongban.kernel.packs import Document, Grade, Scope, check
from tongban.kernel.packs.checks import Finding


@check(Grade.BRONZE)
def merged_forms_agree(scope: Scope) -> Iterator[Finding]:
    """The forms of a package without a form of its own fit together: same names mean the same and can be answered."""
    for document in scope.seen("packages"):
        package: Package = document.model
        if package.form is None:
            items = list(item_forms(scope.view, package))
            yield from _told(scope, document, [*merge(items).clashes, *page_clashes(items)])


def _told(scope: Scope, document: Document, clashes: Iterable[Clash]) -> Iterator[Finding]:
    for clash in clashes:
        service: Service | None = scope.view.find("services", clash.item)
        form = scope.view.document("forms", service.form) if service else None
        if form is not None:
            yield scope.at(form, *clash.place, what=f"{document.id}: {clash.what}", mend=clash.mend)


@check(Grade.BRONZE)
def items_of_fields_are_known(scope: Scope) -> Iterator[Finding]:
    """`x-items` of a package's own form names items of the package."""
    for document in scope.seen("packages"):
        package: Package = document.model
        form = scope.view.document("forms", package.form) if package.form else None
        items = {one.service for one in package.items}
        for name, part in _properties(form.model.json_schema if form else {}).items():
            for index, item in enumerate(part.get("x-items", ())):
                if form is not None and item not in items:
                    what = f"{item!r} is no item of {document.id}"
                    place = ("properties", name, "x-items", index)
                    yield scope.at(form, *place, what=what, mend=f"one of: {', '.join(sorted(items))}")


@check(Grade.SILVER)
def facts_are_told_apart(scope: Scope) -> Iterator[Finding]:
    """Two questions that are filled in beforehand from the same source are one fact, or say that they are two."""
    for document in [*scope.own("packages"), *scope.own("services")]:
        schema = schema_of(scope.view, document.model)
        seen: dict[str, tuple[str, str | None]] = {}
        for name, part in _properties(schema or {}).items():
            source, fact = part.get("x-prefill"), part.get("x-fact")
            if source is None:
                continue
            first, known = seen.setdefault(source, (name, fact))
            if first != name and not (fact and known and fact != known):
                what = f"{document.id} asks {first!r} and {name!r}, both filled in from {source}"
                mend = "one question: give both one x-fact; two questions: give each its own x-fact"
                yield scope.at(document, "form", what=what, mend=mend)


def _properties(schema: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    given = schema.get("properties")
    found = given.items() if isinstance(given, dict) else ()
    return {str(name): part for name, part in found if isinstance(part, dict)}


CHECKS = (merged_forms_agree, items_of_fields_are_known, facts_are_told_apart)
