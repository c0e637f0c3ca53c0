"""The kernel's own checks: packs stand on each other, parameters are dated and sourced, promises keep the law."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from tongban.kernel import calendar, texts
from tongban.kernel.clock import OfficeHours
from tongban.kernel.errors import Refusal, TongbanError
from tongban.kernel.packs.checks import Finding, Scope, check, nearest
from tongban.kernel.packs.declarations import KINDS, ParameterDeclaration
from tongban.kernel.packs.documents import Document
from tongban.kernel.packs.lengths import excesses
from tongban.kernel.packs.problems import Grade
from tongban.kernel.parameters import Parameter
from tongban.kernel.rules import DecisionTable, compile_condition

LENGTHS = frozenset({"working_day", "calendar_day", "hour", "working_hour"})
_STACKING = frozenset(kind.name for kind in KINDS if kind.stacks)
_MARK = re.compile(r"演示|虚构|\bdemo\b|fiction", re.IGNORECASE)


@check(Grade.BRONZE)
def needs_are_known(scope: Scope) -> Iterator[Finding]:
    """Every pack that is needed exists, is named once, and does not need this one in turn."""
    needs = scope.pack.manifest.needs
    for place, need in enumerate(needs):
        if need not in scope.library.packs:
            mend = nearest(need, scope.library.packs, "write the folder of an existing pack")
            yield scope.manifest("needs", place, what=f"the pack {need!r} does not exist", mend=mend)
        elif need in needs[:place]:
            yield scope.manifest("needs", place, what=f"{need!r} is named twice", mend="name it once")
        elif scope.pack.id in _reached(scope, need):
            mend = "a pack needs only packs above it"
            yield scope.manifest("needs", place, what=f"{scope.pack.id} and {need} need each other", mend=mend)


def _reached(scope: Scope, start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name not in found and name in scope.library.packs:
            found.add(name)
            waiting += scope.library.packs[name].manifest.needs
    return found


@check(Grade.BRONZE)
def replacements_are_declared(scope: Scope) -> Iterator[Finding]:
    """A document replaces one of an upper pack only when it says so, and says so only when there is one."""
    upper = {(one.kind, one.id): one for pack in reversed(scope.view.chain[1:]) for one in pack.documents}
    mine = Counter((one.kind, one.id) for one in scope.pack.documents)
    for document in scope.pack.documents:
        key = (document.kind, document.id)
        if mine[key] > 1:
            what = f"{document.kind} {document.id} is given {mine[key]} times in this pack"
            yield scope.at(document, what=what, mend="keep one")
        if document.overrides and (key not in upper or document.kind in _STACKING):
            what = f"{document.kind} {document.id} overrides nothing"
            known = [one for kind, one in upper if kind == document.kind]
            yield scope.at(document, "overrides", what=what, mend=nearest(document.id, known, "leave `overrides` out"))
        if key in upper and not document.overrides and document.kind not in _STACKING:
            what = f"{document.kind} {document.id} is already given by {upper[key].file}"
            mend = f"say `overrides: {document.id if document.kind == 'parameters' else 'true'}`, or use another id"
            yield scope.at(document, what=what, mend=mend)


@check(Grade.BRONZE)
def needed_packs_agree(scope: Scope) -> Iterator[Finding]:
    """Two packs that are needed side by side do not give the same document, unless this pack settles it."""
    own = {(one.kind, one.id) for one in scope.pack.documents}
    given: dict[tuple[str, str], Document] = {}
    for pack in scope.view.chain[1:]:
        for document in pack.documents:
            key = (document.kind, document.id)
            other = given.setdefault(key, document)
            apart = other.pack != pack.id and pack.id not in _reached(scope, other.pack)
            if apart and key not in own and document.kind not in _STACKING:
                what = f"{document.kind} {document.id} is given by both {other.pack} and {pack.id}"
                yield scope.manifest("needs", what=what, mend="settle it here with a document that overrides")


@check(Grade.BRONZE)
def parameters_override_by_name(scope: Scope) -> Iterator[Finding]:
    """A parameter that overrides repeats its own name, which is its path."""
    for document in scope.own("parameters"):
        named = document.model.overrides
        if named is not None and named != document.id:
            what = f"this file is {document.id} but overrides {named}"
            yield scope.at(document, "overrides", what=what, mend=f"move it to {named.replace('.', '/')}.yaml")


@check(Grade.BRONZE)
def parameter_dates_rise(scope: Scope) -> Iterator[Finding]:
    """The days in force and the days of first application rise without repeating, and nothing applies unpublished."""
    for document in scope.own("parameters"):
        model: ParameterDeclaration = document.model
        before = None
        for since, value in model.values.items():
            begins = value.applies_from or since
            if before is not None and (since <= before[0] or begins <= before[1]):
                what = f"{since} (applies from {begins}) does not come after {before[0]} (applies from {before[1]})"
                yield scope.at(document, "values", since.isoformat(), what=what, mend="put the values in order of time")
            if value.published is not None and value.published > begins:
                what = f"the value of {since} applies from {begins}, before it was published on {value.published}"
                yield scope.at(document, "values", since.isoformat(), what=what, mend="correct one of the dates")
            before = (since, begins)


@check(Grade.BRONZE)
def parameter_values_fit(scope: Scope) -> Iterator[Finding]:
    """A value is a number that its unit allows: lengths, counts and fen are whole and not negative, percents to 100."""
    for document in scope.own("parameters"):
        for since, value in document.model.values.items():
            if wrong := _misfit(document.model.unit, value.value):
                what = f"{value.value!r} is no value in {document.model.unit}: {wrong}"
                yield scope.at(document, "values", since.isoformat(), "value", what=what, mend="correct value or unit")


def _misfit(unit: str, value: object) -> str:
    if value is None:
        return ""
    if unit == "office_hours":
        return _wrong_hours(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return "it must be a number"
    if value < 0:
        return "it is negative"
    if unit in LENGTHS or unit in ("fen", "count"):
        return "" if isinstance(value, int) else "it must be whole"
    return "" if value <= 100 else "it is more than 100"


def _wrong_hours(value: object) -> str:
    if not isinstance(value, tuple):
        return 'it must be a list like ["09:00-12:00"]'
    try:
        OfficeHours.parse(list(value))
    except Refusal as refusal:
        return refused(refusal)
    return ""


@check(Grade.BRONZE)
def statutes_exist(scope: Scope) -> Iterator[Finding]:
    """The statute that a parameter names exists and is one; a statute itself stands on no other."""
    known = {document.id: document.model for document in scope.seen("parameters")}
    for document in scope.seen("parameters"):
        model: ParameterDeclaration = document.model
        if model.statute is None:
            continue
        if model.kind == "statute":
            yield scope.at(document, "statute", what="a statute names no other statute", mend="leave it null")
        elif model.statute not in known:
            mend = nearest(model.statute, known, "add that parameter with its source")
            yield scope.at(document, "statute", what=f"there is no parameter {model.statute!r}", mend=mend)
        elif known[model.statute].kind != "statute":
            what = f"{model.statute} is a {known[model.statute].kind}, not a statute"
            yield scope.at(document, "statute", what=what, mend="name a parameter of kind statute")


@check(Grade.BRONZE)
def promises_keep_the_law(scope: Scope) -> Iterator[Finding]:
    """A promise never exceeds the statute it names, on any day on which either of them changes."""
    for document in scope.seen("parameters"):
        statute = document.model.statute
        if statute is not None:
            yield from promise_findings(scope, document.id, statute)


def promise_findings(scope: Scope, promise: str, statute: str) -> Iterator[Finding]:
    """The findings of one promise against one statute, at the value of the promise that is too long."""
    view = scope.view
    document, one, other = (
        view.document("parameters", promise),
        view.parameters.get(promise),
        view.parameters.get(statute),
    )
    if document is None or one is None or other is None:
        return
    try:
        days = calendar.build(view.notices())
    except Refusal:
        return  # the calendar's own check tells
    for excess in excesses(one, other, days):
        since = _value_on(one, excess.day)
        if excess.comparable:
            what = (
                f"from {excess.day} the promise of {excess.promise} exceeds the statute {statute} of {excess.statute}"
            )
            mend = "promise no more than the law allows, or correct the statute with its source"
        else:
            what = f"from {excess.day} {excess.promise} cannot be compared with {excess.statute} of {statute}"
            mend = "state the promise in the unit of the statute"
        yield scope.at(document, "values", since, "value", what=what, mend=mend)


def _value_on(parameter: Parameter, day: date) -> str:
    return max(one.since for one in parameter.history if one.begins <= day).isoformat()


@check(Grade.BRONZE)
def calendars_are_whole(scope: Scope) -> Iterator[Finding]:
    """The days of a year's arrangement lie in it, none is both off and worked, and its file is named after it."""
    for document in scope.own("calendar"):
        one = document.model
        try:
            calendar.Notice(
                one.year,
                frozenset(one.off),
                frozenset(one.on),
                one.source,
                one.published_on,
                scope.pack.manifest.region,
                one.names,
            )
        except Refusal as refusal:
            yield scope.at(document, what=refused(refusal), mend="compare it with the notice")
        if not document.file.endswith(f"/{one.year}.yaml"):
            yield scope.at(
                document, "year", what=f"the file holds the year {one.year}", mend=f"call it {one.year}.yaml"
            )


@check(Grade.BRONZE)
def rules_can_be_compiled(scope: Scope) -> Iterator[Finding]:
    """A rule is either a condition or a table; its operators, kinds and parameters are known, and a table is whole."""
    for document in scope.own("rules"):
        rule = document.model
        if (rule.condition is None) == (rule.table is None):
            yield scope.at(document, what="a rule has either a condition or a table", mend="write exactly one of them")
            continue
        name = "condition" if rule.table is None else "table"
        try:
            if rule.table is None:
                compile_condition(rule.condition, parameters=scope.view.parameters)
            else:
                DecisionTable.load(rule.table, parameters=scope.view.parameters)
        except TongbanError as error:
            place = _places(str(error.values.get("place", "")))
            yield scope.at(document, name, *place, what=refused(error), mend="see docs/reference/packs.md, rules")
        if rule.until is not None and rule.until < rule.since:
            yield scope.at(document, "until", what="it ends before it begins", mend="correct one of the days")


def _places(place: str) -> list[str | int]:
    """The place a rule's refusal tells, as a path of keys: rows of a table are told from 1, everything else from 0."""
    parts = [int(part) if part.isdigit() else part for part in place.split("/") if part]
    if len(parts) > 1 and parts[0] == "rows" and isinstance(parts[1], int):
        parts[1] -= 1
    return parts


@check(Grade.BRONZE)
def strings_are_in_both_languages(scope: Scope) -> Iterator[Finding]:
    """The texts of a pack are in `zh.yaml` and `en.yaml`, the same codes in both, each code in one pack of a chain."""
    files = {document.id: document for document in scope.own("strings")}
    for name, document in files.items():
        if name not in ("zh", "en"):
            yield scope.at(
                document, what=f"{name} is not a language of the platform", mend="call it zh.yaml or en.yaml"
            )
            continue
        other = "en" if name == "zh" else "zh"
        known = files[other].model.texts if other in files else {}
        for code in document.model.texts:
            if code not in known:
                yield scope.at(document, code, what=f"{code} has no text in {other}", mend=f"add it to {other}.yaml")
            for pack in scope.view.chain[1:]:
                if any(code in one.model.texts for one in pack.list("strings") if one.id == name):
                    yield scope.at(
                        document, code, what=f"{code} is already a text of {pack.id}", mend="use another code"
                    )


@check(Grade.BRONZE)
def fiction_is_marked(scope: Scope) -> Iterator[Finding]:
    """A place that does not exist says so: in its title, in the source of every number, on what it prints (`demo`)."""
    manifest = scope.pack.manifest
    if not manifest.is_fiction:
        return
    for language in ("zh", "en"):
        if not _MARK.search(manifest.title.in_(language)):
            what = f"the title does not say that {manifest.id} is fiction"
            yield scope.manifest("title", language, what=what, mend="add 演示 or 虚构, and demo or fiction")
    for document in scope.own("parameters"):
        for since, value in document.model.values.items():
            if not _MARK.search(value.source):
                what = "the source of an invented number does not say that it is fiction"
                place = ("values", since.isoformat(), "source")
                yield scope.at(document, *place, what=what, mend="add （演示虚构） to the source")
    for document in scope.pack.documents:
        if getattr(document.model, "demo", True) is False:
            yield scope.at(document, "demo", what="it does not say that it is a demonstration", mend="write demo: true")


@check(Grade.SILVER)
def values_name_their_publication(scope: Scope) -> Iterator[Finding]:
    """Every dated value says when it was published, so that nobody is held to what could not be known."""
    for document in scope.own("parameters"):
        for since, value in document.model.values.items():
            if value.published is None:
                yield scope.at(
                    document,
                    "values",
                    since.isoformat(),
                    what=f"the value of {since} does not say when it was published",
                    mend="add `published`",
                )


CHECKS = (
    needs_are_known,
    replacements_are_declared,
    needed_packs_agree,
    parameters_override_by_name,
    parameter_dates_rise,
    parameter_values_fit,
    statutes_exist,
    promises_keep_the_law,
    calendars_are_whole,
    rules_can_be_compiled,
    strings_are_in_both_languages,
    fiction_is_marked,
    values_name_their_publication,
)


def refused(refusal: TongbanError) -> str:
    """The English sentence of a refusal; its code and values when no text was loaded."""
    said = texts.say(refusal.code, "en", **refusal.values)
    return str(refusal) if said == refusal.code else said
