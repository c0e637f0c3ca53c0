"""What must be true of the licence types of a pack."""

from collections.abc import Iterator

from tongban.domains.licences.definitions import LicenceType
from tongban.kernel.errors import Refusal
from tongban.kernel.identifiers import CreditCode
from tongban.kernel.packs import Grade, Scope, check
from tongban.kernel.packs.checks import Finding, nearest

FORM = "form."


@check(Grade.BRONZE)
def licence_type_codes_are_lawful(scope: Scope) -> Iterator[Finding]:
    """A type code begins with a valid credit code (GB/T 36904), and no two types of a pack share one."""
    owners: dict[str, str] = {}
    for document in scope.seen("licences"):
        code = document.model.type_code
        if code is None:
            continue
        try:
            CreditCode.parse(code[:18])
        except Refusal as refusal:
            what = f"{code[:18]} is not a credit code ({refusal.code})"
            yield scope.at(document, "type_code", what=what, mend="correct the code, or write null until it is known")
        if code in owners:
            what = f"{owners[code]} has the same type code"
            yield scope.at(document, "type_code", what=what, mend="give each type its own three digits")
        owners.setdefault(code, document.id)


@check(Grade.BRONZE)
def services_fill_their_licences(scope: Scope) -> Iterator[Finding]:
    """A service that grants a licence names a known type and gives every required field a value."""
    types: dict[str, LicenceType] = {document.id: document.model for document in scope.seen("licences")}
    for document in scope.seen("services"):
        result = document.model.result
        if result.licence is None:
            continue
        kind = types.get(result.licence)
        if kind is None:
            mend = nearest(result.licence, types, "declare the type under licences/")
            yield scope.at(document, "result", "licence", what=f"there is no licence {result.licence!r}", mend=mend)
            continue
        known = {field.id for field in kind.fields} | {
            (field.origin or "").removeprefix(FORM) for field in kind.fields if (field.origin or "").startswith(FORM)
        }
        for name in result.values:
            if name not in known:
                mend = nearest(name, known, f"its fields are {', '.join(sorted(known))}")
                yield scope.at(document, "result", "values", what=f"{kind.id} has no field {name!r}", mend=mend)
        if empty := sorted(_empty(kind, frozenset(result.values))):
            what = f"{kind.id} requires {', '.join(empty)}, and nothing gives it a value"
            yield scope.at(document, "result", "values", what=what, mend="map a form field to it in `values`")


def _empty(kind: LicenceType, given: frozenset[str]) -> Iterator[str]:
    """The required fields that neither the service nor the registry fills."""
    for field in kind.fields:
        place, _, name = (field.origin or "").partition(".")
        if field.required and field.id not in given and place != "holder" and name not in given:
            yield field.id


CHECKS = (licence_type_codes_are_lawful, services_fill_their_licences)
