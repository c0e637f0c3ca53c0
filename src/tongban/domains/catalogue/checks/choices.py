"""Tables that choose among promises must be able to answer every application, and only with lawful promises."""

from collections.abc import Iterator, Mapping
from typing import Any

from tongban.domains.catalogue.building import plain
from tongban.domains.catalogue.checks.references import procedures
from tongban.domains.catalogue.definitions import Clocks
from tongban.domains.catalogue.forms_of import schema_of
from tongban.kernel.packs import Document, Grade, Scope, check
from tongban.kernel.packs.checks import Finding, nearest
from tongban.kernel.packs.integrity import LENGTHS, promise_findings

ANSWER = "parameter"


@check(Grade.BRONZE)
def choices_name_rules(scope: Scope) -> Iterator[Finding]:
    """`promised_by` names a rule with a table whose one output is `parameter`, and which answers known promises."""
    for document, rule in _choosing(scope):
        clocks: Clocks = document.model.clocks
        if rule is None:
            mend = nearest(str(clocks.promised_by), scope.view_ids("rules"), "add it under rules/")
            yield scope.at(document, "clocks", "promised_by", what=f"no rule {clocks.promised_by!r}", mend=mend)
        elif rule.model.table is None or list(rule.model.table.get("outputs", ())) != [ANSWER]:
            what = f"{rule.id} does not answer with a parameter"
            yield scope.at(document, "clocks", "promised_by", what=what, mend="use a table with `outputs: [parameter]`")
        else:
            yield from _answers(scope, document, rule)


def _choosing(scope: Scope) -> Iterator[tuple[Document, Document | None]]:
    for document in procedures(scope):
        if document.model.clocks.promised_by is not None:
            yield document, scope.view.document("rules", document.model.clocks.promised_by)


def _answers(scope: Scope, document: Document, rule: Document) -> Iterator[Finding]:
    clocks: Clocks = document.model.clocks
    for place, name in _named(rule.model.table):
        found = scope.view.document("parameters", name)
        if found is None or found.model.kind != "promise" or found.model.unit not in LENGTHS:
            mend = nearest(name, scope.view_ids("parameters"), "name a parameter of kind promise")
            yield scope.at(rule, "table", *place, what=f"{name!r} is no promise", mend=mend)
            continue
        if clocks.statutory and found.model.statute != clocks.statutory:
            yield from promise_findings(scope, name, clocks.statutory)
        if name != clocks.promised:
            yield from promise_findings(scope, name, clocks.promised)


def _named(table: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    rows = table.get("rows")
    for place, row in enumerate(rows if isinstance(rows, list) else ()):
        answer = row.get("then") if isinstance(row, dict) else None
        if isinstance(answer, dict) and isinstance(answer.get(ANSWER), str):
            yield ("rows", place, "then", ANSWER), answer[ANSWER]
    otherwise = table.get("otherwise")
    if isinstance(otherwise, dict) and isinstance(otherwise.get(ANSWER), str):
        yield ("otherwise", ANSWER), otherwise[ANSWER]


@check(Grade.BRONZE)
def choices_read_what_is_always_asked(scope: Scope) -> Iterator[Finding]:
    """A table that chooses a promise reads only answers that are always asked, so that it never lacks one."""
    for document, rule in _choosing(scope):
        form = schema_of(scope.view, document.model)
        if rule is None or rule.model.table is None or form is None:
            continue
        asked = {f"form.{name}" for name in form.get("required", ())} | _always_chosen(document)
        inputs = plain(rule.model.table).get("inputs")
        for place, column in enumerate(inputs if isinstance(inputs, list) else ()):
            field = str(column.get("field", "")) if isinstance(column, dict) else ""
            if field not in asked:
                what = f"{field} is not always asked by the form of {document.id}"
                mend = nearest(field, asked, "read a field that the form requires")
                yield scope.at(rule, "table", "inputs", place, "field", what=what, mend=mend)


def _always_chosen(document: Document) -> set[str]:
    """The guided questions that everybody answers."""
    situations = document.model.situations if document.kind == "packages" else ()
    return {f"situation.{one.id}" for one in situations if one.when is None}


CHECKS = (choices_name_rules, choices_read_what_is_always_asked)
