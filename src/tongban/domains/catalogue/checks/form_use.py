"""Forms must stay within what can be drawn and judged, and hold what services take from them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tongban.domains.catalogue.definitions import Package, Service
from tongban.domains.catalogue.forms.subset import misuses
from tongban.kernel.packs import Document, Grade, Scope, check
from tongban.kernel.packs.checks import Finding, nearest

FACTS = frozenset(
    {f"subject.{one}" for one in ("name", "citizen_id", "phone", "credit_code", "region", "address")}
    | {"subject.established_on", "subject.legal_representative"}
    | {f"account.{one}" for one in ("name", "phone", "email", "citizen_id")}
)
LICENCE_FACTS = frozenset({"identifier", "number", "issued_on", "valid_until"})


@check(Grade.BRONZE)
def forms_stay_in_the_subset(scope: Scope) -> Iterator[Finding]:
    """A form uses the documented part of JSON Schema, so that every field can be drawn, judged and explained."""
    for document in scope.own("forms"):
        for misuse in misuses(document.model.json_schema):
            yield scope.at(document, *misuse.place, what=misuse.what, mend=misuse.mend)


@check(Grade.BRONZE)
def forms_are_known(scope: Scope) -> Iterator[Finding]:
    """The form that a service or package names exists."""
    known = {document.id for document in scope.seen("forms")}
    for document in [*scope.seen("services"), *scope.seen("packages")]:
        if document.model.form is not None and document.model.form not in known:
            mend = nearest(document.model.form, known, f"add forms/{document.model.form}.json")
            yield scope.at(document, "form", what=f"there is no form {document.model.form!r}", mend=mend)


@check(Grade.BRONZE)
def form_fields_are_known(scope: Scope) -> Iterator[Finding]:
    """What a result writes on a licence or in the register is a field of the form: its own, or its package's."""
    for document in scope.seen("services"):
        service: Service = document.model
        for form in sorted(_forms_of(scope, service)):
            schema = scope.view.find("forms", form)
            if schema is None:
                continue
            fields = _properties(schema.json_schema)
            for place, field in _taken(service):
                if field not in fields:
                    what = f"the form {form} has no field {field!r}"
                    yield scope.at(document, *place, what=what, mend=nearest(field, fields, "add it to the form"))


def _forms_of(scope: Scope, service: Service) -> set[str]:
    packages: Iterable[Package] = scope.view.list("packages")
    mine = [one for one in packages if service.id in {item.service for item in one.items}]
    own = {service.form} if service.standalone or any(one.form is None for one in mine) else set()
    return own | {one.form for one in mine if one.form is not None}


def _taken(service: Service) -> Iterator[tuple[tuple[str, ...], str]]:
    for name, field in service.result.values.items():
        yield ("result", "values", name), field
    if service.result.registers is not None:
        for name, field in service.result.registers.fields.items():
            yield ("result", "registers", "fields", name), field
    if service.result.amends is not None:
        for fact, field in service.result.amends.fields.items():
            yield ("result", "amends", "fields", fact), field


def _properties(schema: Mapping[str, Any]) -> set[str]:
    properties = schema.get("properties")
    return {str(name) for name in properties} if isinstance(properties, dict) else set()


@check(Grade.BRONZE)
def prefill_is_known(scope: Scope) -> Iterator[Finding]:
    """A field is filled in beforehand only with a fact that the registry or a licence type has."""
    types = {one.id: one.model for one in scope.seen("licences")}
    for document in scope.own("forms"):
        properties = document.model.json_schema.get("properties")
        for name, part in properties.items() if isinstance(properties, dict) else ():
            fact = part.get("x-prefill") if isinstance(part, dict) else None
            if fact is not None and (mend := _unknown_fact(str(fact), types)):
                place = ("properties", name, "x-prefill")
                yield scope.at(document, *place, what=f"nobody knows the fact {fact!r}", mend=mend)


def _unknown_fact(fact: str, types: Mapping[str, Any]) -> str:
    place, _, rest = fact.partition(".")
    if place != "licence":
        return "" if fact in FACTS else nearest(fact, FACTS, f"one of: {', '.join(sorted(FACTS))}")
    licence, _, field = rest.partition(".")
    if licence not in types:
        return nearest(licence, types, "name a licence type")
    fields = LICENCE_FACTS | {one.id for one in types[licence].fields}
    return "" if field in fields else nearest(field, fields, f"one of: {', '.join(sorted(fields))}")


@check(Grade.SILVER)
def forms_are_used(scope: Scope) -> Iterator[Finding]:
    """A form that no service or package of any pack asks for is taken away."""
    used = {one.model.form for pack in scope.library for one in _procedures(pack.documents)}
    for document in scope.own("forms"):
        if document.id not in used:
            yield scope.at(document, what=f"nothing uses the form {document.id}", mend="use it or delete it")


def _procedures(documents: Iterable[Document]) -> Iterator[Document]:
    return (one for one in documents if one.kind in ("services", "packages"))


CHECKS = (forms_stay_in_the_subset, forms_are_known, form_fields_are_known, prefill_is_known, forms_are_used)
