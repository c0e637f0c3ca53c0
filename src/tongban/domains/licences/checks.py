"""What must be true of the licence types of a pack."""

from collections.abc import Iterator

from tongban.domains.licences.definitions import LicenceType
from tongban.kernel.errors import Refusal
from tongban.kernel.identifiers import CreditCode
from tongban.kernel.packs import Grade, Scope, check
from tongban.kernel.packs.checks import Finding, nearest

FORM = "form."


def _types(scope: Scope) -> dict[str, LicenceType]:
    return {document.id: document.model for document in scope.seen("licences")}


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
    """A service that grants a licence names a known type and gives every required field a value; one that changes or
    renews what is held gives what becomes different."""
    types = _types(scope)
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
        is_first = document.id not in {*_changing(kind), *_renewing(kind)}
        if is_first and (empty := sorted(_empty(kind, frozenset(result.values)))):
            what = f"{kind.id} requires {', '.join(empty)}, and nothing gives it a value"
            yield scope.at(document, "result", "values", what=what, mend="map a form field to it in `values`")


def _empty(kind: LicenceType, given: frozenset[str]) -> Iterator[str]:
    """The required fields that neither the service nor the registry fills."""
    for field in kind.fields:
        place, _, name = (field.origin or "").partition(".")
        if field.required and field.id not in given and place != "holder" and name not in given:
            yield field.id


def _changing(kind: LicenceType) -> tuple[str, ...]:
    return tuple(kind.life.change.upon) if kind.life.change else ()


def _renewing(kind: LicenceType) -> tuple[str, ...]:
    return kind.life.renew.upon if kind.life.renew else ()


@check(Grade.BRONZE)
def services_may_issue_their_licences(scope: Scope) -> Iterator[Finding]:
    """A service is decided by an agency that may issue the licence it grants."""
    types = _types(scope)
    for document in scope.seen("services"):
        kind = types.get(document.model.result.licence or "")
        if kind and kind.issued_by and document.model.agency not in kind.issued_by:
            what = f"{document.model.agency} does not issue {kind.id}: {', '.join(kind.issued_by)} does"
            yield scope.at(document, "agency", what=what, mend="name that agency, or add this one to `issued_by`")


@check(Grade.BRONZE)
def acts_follow_known_items(scope: Scope) -> Iterator[Finding]:
    """An item that changes or renews a licence exists and has that licence as its result; one that cancels exists.

    A pack without a region has no services: what it names is judged in the packs that have them.
    """
    services = {document.id: document.model for document in scope.seen("services")}
    own = {document.id for document in scope.own("licences")} if scope.pack.manifest.region else set()
    for document in scope.seen("licences"):
        kind: LicenceType = document.model
        named = [("change", one) for one in _changing(kind)] + [("renew", one) for one in _renewing(kind)]
        for act, item in [*named, *(("revoke", one) for one in kind.life.revoke.upon)]:
            service = services.get(item)
            if service is None:
                if document.id in own:
                    mend = nearest(item, services, "add the service or leave it out")
                    yield scope.at(document, "life", act, "upon", what=f"there is no service {item!r}", mend=mend)
            elif act != "revoke" and service.result.licence != kind.id:
                what = f"{item} does not have {kind.id} as its result"
                mend = f"write `licence: {kind.id}` in the result of {item}, with what becomes different in `values`"
                yield scope.at(document, "life", act, "upon", what=what, mend=mend)


@check(Grade.BRONZE)
def renewals_renew(scope: Scope) -> Iterator[Finding]:
    """A service that applies for the renewal of a licence, and has it as its result, is one that its type knows: else
    a second licence would be issued."""
    types = _types(scope)
    for document in scope.seen("services"):
        service = document.model
        kind = types.get(service.result.licence or "")
        if service.renewal is None or kind is None or service.renewal.licence != kind.id:
            continue
        if document.id not in _renewing(kind):
            what = f"{kind.id} does not say that this item renews it"
            mend = f"write {document.id} in `life: renew: upon` of {kind.id}"
            yield scope.at(document, "renewal", what=what, mend=mend)


@check(Grade.BRONZE)
def licences_name_known_things(scope: Scope) -> Iterator[Finding]:
    """What a type shows (`folds`) are types of the same kind of holder that show nothing themselves; what it satisfies
    are materials or proofs; its agencies are roles that somebody holds. Only what a pack declares itself is judged."""
    types = _types(scope)
    roles = {document.model.id for document in scope.seen("agencies")}
    papers = set(_papers(scope))
    for document in scope.own("licences"):
        kind: LicenceType = document.model
        for place, name in enumerate(kind.folds):
            if name not in types:
                mend = nearest(name, types, "declare the type under licences/")
                yield scope.at(document, "folds", place, what=f"there is no licence {name!r}", mend=mend)
            elif types[name].folds or types[name].holder not in (kind.holder, "any"):
                what = f"{name} has another kind of holder, or shows permits itself"
                yield scope.at(document, "folds", place, what=what, mend="fold permits of the same holder only")
        if not scope.pack.manifest.region:
            continue
        for place, name in enumerate(kind.satisfies):
            if name not in papers:
                mend = nearest(name, papers, "name a material of a service or a proof of the list")
                yield scope.at(document, "satisfies", place, what=f"nothing asks for {name!r}", mend=mend)
        for place_of_roles, named in _roles(kind):
            for role in named:
                if role not in roles:
                    mend = nearest(role, roles, "name a role of agencies.yaml")
                    yield scope.at(document, *place_of_roles, what=f"nobody holds the role {role!r}", mend=mend)


def _papers(scope: Scope) -> Iterator[str]:
    for document in scope.seen("services"):
        for material in document.model.materials:
            yield material.id
            if material.proof:
                yield material.proof


def _roles(kind: LicenceType) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    yield ("issued_by",), kind.issued_by
    yield ("life", "revoke", "by"), kind.life.revoke.by
    if kind.life.suspend:
        yield ("life", "suspend", "by"), kind.life.suspend.by


@check(Grade.SILVER)
def licences_that_end_say_what_that_means(scope: Scope) -> Iterator[Finding]:
    """A licence with a term tells its holder what it means that the term is over, and by which law."""
    for document in scope.own("licences"):
        if document.model.validity is not None and document.model.life.expiry is None:
            what = f"{document.id} ends, and nothing says what that means"
            yield scope.at(document, "validity", what=what, mend="write `life: expiry: {meaning, basis}`")


CHECKS = (
    licence_type_codes_are_lawful,
    services_fill_their_licences,
    services_may_issue_their_licences,
    acts_follow_known_items,
    renewals_renew,
    licences_name_known_things,
    licences_that_end_say_what_that_means,
)
