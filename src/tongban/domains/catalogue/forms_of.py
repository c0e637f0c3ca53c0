"""The form of a service or package straight from a pack: written, or put together; nothing while it is not sound."""

from collections.abc import Iterator, Mapping
from typing import Any

from tongban.domains.catalogue import composing
from tongban.domains.catalogue.definitions import Package, Service
from tongban.domains.catalogue.forms.merging import ItemForm, merge
from tongban.domains.catalogue.forms.subset import misuses
from tongban.kernel.packs import View


def schema_of(view: View, procedure: Service | Package) -> Mapping[str, Any] | None:
    """The JSON Schema of a procedure's form; None where it is missing or outside the subset (other checks tell)."""
    if procedure.form is not None:
        return sound(view, procedure.form)
    items = list(item_forms(view, procedure)) if isinstance(procedure, Package) else []
    return merge(items).schema if items else None


def item_forms(view: View, package: Package) -> Iterator[ItemForm]:
    """The items of a package with their own forms, as far as these are sound."""
    for item in package.items:
        service: Service | None = view.find("services", item.service)
        schema = sound(view, service.form) if service else None
        if service and schema:
            yield composing.item_form(service.id, schema, service.result)


def sound(view: View, form: str) -> Mapping[str, Any] | None:
    """A form that exists and is within the subset."""
    found = view.find("forms", form)
    if found is None or next(iter(misuses(found.json_schema)), None) is not None:
        return None
    schema: Mapping[str, Any] = found.json_schema
    return schema
