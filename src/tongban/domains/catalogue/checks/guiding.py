"""Guided questions must lead somewhere: every question can be asked, every item can apply, every condition be true."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tongban.domains.catalogue.conduct import Situation
from tongban.domains.catalogue.definitions import Package, Service
from tongban.domains.catalogue.forms_of import schema_of
from tongban.domains.catalogue.situations import Answer, guided, holds, paths
from tongban.kernel.errors import Refusal
from tongban.kernel.packs import Document, Grade, Scope, check
from tongban.kernel.packs.checks import Finding, nearest
from tongban.kernel.packs.integrity import refused
from tongban.kernel.rules import compile_condition

SITUATION, FORM = "situation.", "form."
Options = Mapping[str, Sequence[Answer]]


@check(Grade.BRONZE)
def conditions_of_packages_are_known(scope: Scope) -> Iterator[Finding]:
    """Every `when` of a package names guided questions (a question: earlier ones) and compares with their options."""
    for document in scope.seen("packages"):
        package: Package = document.model
        known: dict[str, Sequence[Answer]] = {}
        for place, one in enumerate(package.situations):
            here = ("situations", place)
            if one.id in known:
                yield scope.at(document, *here, "id", what=f"two questions are called {one.id}", mend="rename one")
            yield from _condition(document, (*here, "when"), one.when, options=known)
            known[one.id] = answers_of(one)
        for place, item in enumerate(package.items):
            yield from _condition(document, ("items", place, "when"), item.when, options=known)


def answers_of(one: Situation) -> Sequence[Answer]:
    """What can be answered to a guided question."""
    return [option.id for option in one.options] or [True, False]


def _condition(
    document: Document, place: tuple[str | int, ...], when: Mapping[str, Any] | None, *, options: Options
) -> Iterator[Finding]:
    if when is None:
        return
    try:
        compile_condition(when)
    except Refusal as refusal:
        yield Finding(document, place, refused(refusal), "write a condition as docs/reference/packs.md shows")
        return
    for test in _tests(when):
        name = str(test["field"]).removeprefix(SITUATION)
        if not str(test["field"]).startswith(SITUATION) or name not in options:
            mend = nearest(str(test["field"]), [SITUATION + one for one in options], "name a question asked before")
            yield Finding(document, place, f"{test['field']!r} is no guided question that was asked before", mend)
            continue
        given = test.get("value", options[name][0])
        for value in given if isinstance(given, list) else [given]:
            if not any(type(value) is type(one) and value == one for one in options[name]):
                mend = f"one of: {', '.join(str(one).lower() for one in options[name])}"
                yield Finding(document, place, f"{value!r} is no answer to {name}", mend)


def _tests(tree: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every comparison of a condition."""
    if "field" in tree:
        yield tree
    for part in [*tree.get("all", ()), *tree.get("any", ()), *([tree["not"]] if "not" in tree else [])]:
        yield from _tests(part)


@check(Grade.BRONZE)
def situations_are_reachable(scope: Scope) -> Iterator[Finding]:
    """Some answers lead to every guided question, and some make every item apply."""
    for document in scope.seen("packages"):
        package: Package = document.model
        if any(True for _ in _unsound(document)):
            continue
        asked, applying = set(), set()
        for answers in paths(package.situations):
            asked |= {one.id for one in guided(package.situations, answers).answered}
            facts = {"situation": answers}
            applying |= {item.service for item in package.items if holds(item.when, facts)}
        for place, one in enumerate(package.situations):
            if one.id not in asked:
                what = f"no answers lead to the question {one.id}"
                yield scope.at(document, "situations", place, "when", what=what, mend="correct its condition")
        for place, item in enumerate(package.items):
            if item.service not in applying:
                what = f"{item.service} applies in no situation"
                yield scope.at(document, "items", place, "when", what=what, mend="correct its condition")


def _unsound(document: Document) -> Iterator[Finding]:
    options = {one.id: answers_of(one) for one in document.model.situations}
    for part in (*document.model.situations, *document.model.items):
        yield from _condition(document, (), part.when, options=options)


@check(Grade.BRONZE)
def situations_answer_fields(scope: Scope) -> Iterator[Finding]:
    """`answers` of a guided question names a field of the form that takes each of its answers."""
    for document in scope.seen("packages"):
        schema = schema_of(scope.view, document.model)
        properties = schema.get("properties", {}) if schema else None
        for place, one in enumerate(document.model.situations):
            if one.answers is None or properties is None:
                continue
            part = properties.get(one.answers)
            if part is None:
                mend = nearest(one.answers, properties, "name a field of the form")
                yield scope.at(
                    document, "situations", place, "answers", what=f"no field {one.answers!r} in the form", mend=mend
                )
                continue
            takes = [True, False] if part.get("type") == "boolean" else part.get("enum", [])
            if strange := [answer for answer in answers_of(one) if answer not in takes]:
                what = f"the field {one.answers} does not take {', '.join(map(str, strange))}"
                yield scope.at(
                    document, "situations", place, "answers", what=what, mend="use the field's options as ids"
                )


@check(Grade.BRONZE)
def conditions_of_materials_are_known(scope: Scope) -> Iterator[Finding]:
    """`when` of a material reads fields of the item's form, or guided questions of a package that holds the item."""
    for document in scope.seen("services"):
        service: Service = document.model
        names = _readable(scope, service)
        for place, material in enumerate(service.materials):
            if material.when is None or names is None:
                continue
            here = ("materials", place, "when")
            try:
                fields = compile_condition(material.when).fields
            except Refusal as refusal:
                mend = "write a condition as docs/reference/packs.md shows"
                yield scope.at(document, *here, what=refused(refusal), mend=mend)
                continue
            for name in sorted(fields - names):
                what = f"{material.id} depends on {name!r}, which nobody answers"
                yield scope.at(document, *here, what=what, mend=nearest(name, names, "name a field of the form"))


def _readable(scope: Scope, service: Service) -> set[str] | None:
    schema = schema_of(scope.view, service)
    if schema is None:
        return None
    mine = [one for one in scope.view.list("packages") if service.id in {item.service for item in one.items}]
    asked = {SITUATION + one.id for package in mine for one in package.situations}
    return asked | {FORM + name for name in schema.get("properties", {})}


CHECKS = (
    conditions_of_packages_are_known,
    situations_are_reachable,
    situations_answer_fields,
    conditions_of_materials_are_known,
)
