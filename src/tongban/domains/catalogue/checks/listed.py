"""Lists (清单) and items must agree: what is on a list exists and is so, and what is so is on its list."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import get_args

from tongban.domains.catalogue import standing
from tongban.domains.catalogue.definitions import Service
from tongban.domains.catalogue.lists import ListEntry, ListKind, RegisterList
from tongban.kernel.packs import Document, Grade, Scope, check
from tongban.kernel.packs.checks import Finding, nearest

KINDS: tuple[ListKind, ...] = get_args(ListKind)
MARKS: dict[ListKind, tuple[str, Callable[[Service], bool]]] = {
    "commitment": ("commitment", lambda item: item.commitment is not None),
    "tolerance": ("tolerance", lambda item: item.tolerance is not None),
    "permit_reform": ("reform", lambda item: item.reform is not None),
    "cross_region": ("across", lambda item: bool(item.across)),
    "outside_centre": ("one_window", lambda item: not item.one_window),
}
"""The lists that mark a way of conducting an item: the key of the item that says it, and whether an item says it."""


@check(Grade.BRONZE)
def lists_follow_one_another(scope: Scope) -> Iterator[Finding]:
    """Of two lists of one kind in one pack, the later begins after the earlier has ended or takes its place."""
    declared = [(one.pack, one.model) for one in scope.own("lists")]
    documents = {one.id: one for one in scope.own("lists")}
    for (_, first), (_, second) in standing.clashes(declared):
        what = f"{second.id} begins while {first.id}, a list of the same kind, is in force"
        yield scope.at(documents[second.id], "since", what=what, mend=f"end {first.id} the day before, or begin later")


@check(Grade.BRONZE)
def entries_are_known(scope: Scope) -> Iterator[Finding]:
    """An entry names an item (on the list of proofs a proof) that exists, once; no two lists of a kind overlap."""
    items = {document.id for document in scope.seen("services")}
    proofs = {one.proof for document in scope.seen("services") for one in document.model.materials if one.proof}
    for kind in KINDS:
        wanted, known = ("proof", proofs) if kind == "proofs" else ("item", items)
        found: Counter[str] = Counter()
        for document in _counting(scope, kind):
            for place, entry in enumerate(document.model.entries):
                name = standing.named(kind, entry)
                if name is None:
                    what = f"an entry of a list of kind {kind} names no {wanted}"
                    yield scope.at(document, "entries", place, what=what, mend=f"add `{wanted}`")
                    continue
                if name not in known:
                    mend = nearest(name, known, f"leave it out, or add the {wanted} to the pack")
                    yield scope.at(document, "entries", place, wanted, what=f"no {wanted} {name!r}", mend=mend)
                found[name] += 1
                if found[name] == 2:
                    what = f"{name} stands twice on the lists of kind {kind}"
                    yield scope.at(document, "entries", place, what=what, mend="keep one")


@check(Grade.BRONZE)
def items_stand_on_their_lists(scope: Scope) -> Iterator[Finding]:
    """Every item of a region stands on its list of powers or of public services, every proof on the list of proofs."""
    if scope.pack.manifest.region is None:
        return
    on = {kind: _names(scope, kind) for kind in KINDS}
    for document in scope.seen("services"):
        item: Service = document.model
        kind = standing.required_kind(item.kind)
        if item.id not in on[kind]:
            what = f"{item.id} is on no list of kind {kind}, so nobody may do it"
            yield scope.at(document, "kind", what=what, mend=f"add it to the list of kind {kind} under lists/")
        for place, material in enumerate(item.materials):
            if material.proof is not None and material.proof not in on["proofs"]:
                what = f"the proof {material.proof} is on no list, so it may not be asked for"
                mend = "add it to the list of kind proofs, or do not ask for it"
                yield scope.at(document, "materials", place, "proof", what=what, mend=mend)


@check(Grade.BRONZE)
def lists_tell_how_items_are_conducted(scope: Scope) -> Iterator[Finding]:
    """An item with commitment, tolerance, reform, across or without the window is on the list of it, and only then."""
    if scope.pack.manifest.region is None:
        return
    for kind, (key, says) in MARKS.items():
        on = _names(scope, kind)
        for document in scope.seen("services"):
            if says(document.model) and document.id not in on:
                what = f"{document.id} says `{key}`, yet is on no list of kind {kind}"
                yield scope.at(document, key, what=what, mend=f"add it to the list of kind {kind}, or leave it out")
        for document in _counting(scope, kind):
            yield from _entries(scope, document, key=key, says=says)


def _entries(scope: Scope, document: Document, *, key: str, says: Callable[[Service], bool]) -> Iterator[Finding]:
    declared: RegisterList = document.model
    for place, entry in enumerate(declared.entries):
        item: Service | None = scope.view.find("services", entry.item or "")
        if item is None:
            continue  # `entries_are_known` tells
        if not says(item):
            what = f"{declared.id} lists {item.id}, which does not say `{key}`"
            yield scope.at(document, "entries", place, "item", what=what, mend="say it in the item, or take it off")
        elif told := _otherwise(declared.kind, entry, item):
            yield scope.at(document, "entries", place, told, what=f"{item.id} says another `{told}`", mend="agree")


def _otherwise(kind: ListKind, entry: ListEntry, item: Service) -> str:
    """The key in which the entry and its item differ, if any."""
    if kind == "permit_reform" and entry.reform != item.reform:
        return "reform"
    if kind == "cross_region" and set(entry.across) != set(item.across):
        return "across"
    return ""


def _counting(scope: Scope, kind: ListKind) -> Iterator[Document]:
    """The documents of a kind that count for a pack once the newest has come into force."""
    seen = [document for document in scope.seen("lists") if document.model.kind == kind]
    counting = {(pack, one.id) for pack, one in standing.latest([(one.pack, one.model) for one in seen], kind)}
    yield from (document for document in seen if (document.pack, document.id) in counting)


def _names(scope: Scope, kind: ListKind) -> set[str]:
    return {name for document in _counting(scope, kind) for name in standing.names(document.model)}


CHECKS = (
    lists_follow_one_another,
    entries_are_known,
    items_stand_on_their_lists,
    lists_tell_how_items_are_conducted,
)
