"""The basic catalogue and the items that stand on it: the same thing has the same name, kind and basis everywhere."""

from collections.abc import Iterator

from tongban.domains.catalogue.definitions import Service
from tongban.domains.catalogue.entries import BasicEntry
from tongban.kernel.packs import Document, Grade, Scope, check
from tongban.kernel.packs.checks import Finding, nearest


@check(Grade.BRONZE)
def items_are_as_the_basic_catalogue_says(scope: Scope) -> Iterator[Finding]:
    """An item has the name, the kind and the basis of its entry of the basic catalogue (四级四同); its code too."""
    for document in scope.seen("services"):
        service: Service = document.model
        if service.entry is None:
            continue
        entry: BasicEntry | None = scope.view.find("catalogue_entries", service.entry)
        if entry is None:
            mend = nearest(service.entry, scope.view_ids("catalogue_entries"), "add it under catalogue/")
            yield scope.at(document, "entry", what=f"no entry {service.entry!r}", mend=mend)
        else:
            yield from _same(scope, document, entry)


def _same(scope: Scope, document: Document, entry: BasicEntry) -> Iterator[Finding]:
    service: Service = document.model
    if service.title.zh != entry.title.zh:
        what = f"{service.id} is called {service.title.zh}, in the basic catalogue {entry.title.zh}"
        yield scope.at(document, "title", what=what, mend="use the name of the basic catalogue")
    if service.kind != entry.kind:
        what = f"{service.id} is of kind {service.kind}, in the basic catalogue {entry.kind}"
        yield scope.at(document, "kind", what=what, mend="use the kind of the basic catalogue")
    if missing := [
        one.document for one in entry.basis if one.document not in {s.document for s in service.legal_basis}
    ]:
        what = f"{service.id} leaves out {', '.join(missing)}, on which the basic catalogue rests it"
        yield scope.at(document, "legal_basis", what=what, mend="name the same law, and what is added here after it")
    if service.basic_code is not None and service.basic_code != entry.code:
        what = f"{service.id} has the code {service.basic_code}, in the basic catalogue {entry.code}"
        yield scope.at(document, "basic_code", what=what, mend="leave it out: the entry has the code")


@check(Grade.BRONZE)
def basic_codes_agree(scope: Scope) -> Iterator[Finding]:
    """A code of the basic catalogue has its kind and department, belongs to one entry; an unknown one is explained."""
    known: dict[str, str] = {}
    for document in scope.seen("catalogue_entries"):
        entry: BasicEntry = document.model
        if entry.code is None:
            if not entry.note:
                yield scope.at(document, "code", what=f"{entry.id} has no code", mend="say why in `note`")
            continue
        if entry.code[2:4] != entry.kind:
            what = f"{entry.code} is a code of kind {entry.code[2:4]}, not {entry.kind}"
            yield scope.at(document, "code", what=what, mend="correct the code or the kind")
        if entry.department is not None and entry.code[4:6] != entry.department:
            what = f"{entry.code} is a code of department {entry.code[4:6]}, not {entry.department}"
            yield scope.at(document, "department", what=what, mend="correct the code or the department")
        if entry.code in known:
            what = f"{entry.code} is also the code of {known[entry.code]}"
            yield scope.at(document, "code", what=what, mend="give each entry its own")
        known[entry.code] = entry.id


CHECKS = (items_are_as_the_basic_catalogue_says, basic_codes_agree)
