"""Rules of practice for an implementation list (实施清单): what a guide must not leave open or contradict."""

import re
from collections.abc import Iterator

from tongban.domains.catalogue.checks.references import procedures
from tongban.domains.catalogue.definitions import Service
from tongban.kernel.packs import Grade, Scope, check
from tongban.kernel.packs.checks import Finding

ONLINE_FROM_START_TO_END = 6
HANDLED_ONLINE, HANDED_IN_ONLINE = 4, 2
_HOW = "handle it online (depth 4 or more), or hand in online and post the result, or count the visits"
_CJK = re.compile(r"[\u3400-\u9fff]")
_CERTIFICATE = re.compile(r"(证|证书|执照)$")
_APPROVAL = re.compile(r"批复$")


@check(Grade.BRONZE)
def visits_fit_the_online_depth(scope: Scope) -> Iterator[Finding]:
    """No visit needs handling online; a visit needs its reason; online from start to end (Ⅳ) means no visit."""
    for document in [*scope.own("services"), *scope.own("packages")]:
        one = document.model
        by_post = "post" in getattr(one, "delivery", ()) and max(one.online_depth) >= HANDED_IN_ONLINE
        if one.visits == 0 and max(one.online_depth) < HANDLED_ONLINE and not by_post:
            what = f"no visit is needed, yet the online depth ends at {max(one.online_depth)}"
            yield scope.at(
                document,
                "visits",
                what=what,
                mend="handle it online (depth 4 or more), or hand in online and post the result, or count the visits",
            )
        if one.visits > 0 and one.visits_reason is None:
            what = f"{one.visits} visits are asked without a reason"
            yield scope.at(document, "visits", what=what, mend="add visits_reason, or ask for none")
        if one.visits == 0 and one.visits_reason is not None:
            what = "a reason for visits is given though none is needed"
            yield scope.at(document, "visits_reason", what=what, mend="leave it out")
        if one.visits > 0 and max(one.online_depth) >= ONLINE_FROM_START_TO_END:
            what = f"it is online from start to end, yet {one.visits} visits are asked"
            yield scope.at(document, "online_depth", what=what, mend="lower the depth to 5 or ask for no visit")
        if list(one.online_depth) != sorted(set(one.online_depth)):
            what = "the online depths do not rise"
            yield scope.at(document, "online_depth", what=what, mend="list each depth once, from shallow to deep")


@check(Grade.BRONZE)
def instant_items_promise_no_days(scope: Scope) -> Iterator[Finding]:
    """What is done on the spot (即办件) promises 0, what promises days (承诺件) promises more than 0."""
    for document in scope.seen("services"):
        service: Service = document.model
        parameter = scope.view.parameters.get(service.clocks.promised)
        values = [one.value for one in parameter.history if one.value is not None] if parameter else []
        if values and service.handling == "instant" and values[-1] != 0:
            what = f"{service.id} is done on the spot, yet promises {values[-1]}"
            yield scope.at(document, "handling", what=what, mend="promise 0 or write `handling: promised`")
        if values and service.handling == "promised" and values[-1] == 0:
            what = f"{service.id} promises 0, so it is done on the spot"
            yield scope.at(document, "handling", what=what, mend="write `handling: instant` or promise more")


@check(Grade.BRONZE)
def results_fit_their_names(scope: Scope) -> Iterator[Finding]:
    """A result called …证 or …执照 is a licence, one called …批复 an approval; a licence names its type."""
    for document in scope.own("services"):
        result = document.model.result
        if _CERTIFICATE.search(result.title.zh) and result.kind != "licence":
            what = f"{result.title.zh} is a {result.kind}"
            yield scope.at(document, "result", "kind", what=what, mend="write `kind: licence` or another title")
        if _APPROVAL.search(result.title.zh) and result.kind != "approval":
            what = f"{result.title.zh} is a {result.kind}"
            yield scope.at(document, "result", "kind", what=what, mend="write `kind: approval` or another title")
        if result.kind == "licence" and result.licence is None:
            yield scope.at(document, "result", what="a licence is issued without a type", mend="name `licence`")


@check(Grade.SILVER)
def licences_answer_questions(scope: Scope) -> Iterator[Finding]:
    """An administrative licence (行政许可) answers at least one question, a package two."""
    for document in scope.own("services"):
        if document.model.kind == "01" and not document.model.questions:
            yield scope.at(document, "questions", what="no question is answered", mend="answer what people ask most")
    for document in scope.own("packages"):
        if len(document.model.questions) < 2:
            yield scope.at(document, "questions", what="hardly a question is answered", mend="answer at least two")


@check(Grade.SILVER)
def conditions_are_stated(scope: Scope) -> Iterator[Finding]:
    """A service or package says under which conditions it is granted."""
    for document in [*scope.own("services"), *scope.own("packages")]:
        if not document.model.conditions:
            yield scope.at(document, "conditions", what="no condition is stated", mend="say who may apply and when")


@check(Grade.SILVER)
def phones_are_told_whole(scope: Scope) -> Iterator[Finding]:
    """A telephone number has its area code."""
    for document in procedures(scope):
        for place, one in enumerate(document.model.places):
            if one.phone and not re.fullmatch(r"0[0-9]{2,3}-[0-9]{7,8}|1[3-9][0-9]{9}|1[0-9]{4}", one.phone):
                what = f"{one.phone!r} is no whole telephone number"
                yield scope.at(document, "places", place, "phone", what=what, mend="write it like 023-12345678")


@check(Grade.GOLD)
def english_is_english(scope: Scope) -> Iterator[Finding]:
    """The English title and summary hold no Chinese characters."""
    for document in [*scope.own("services"), *scope.own("packages")]:
        for name in ("title", "summary"):
            if _CJK.search(getattr(document.model, name).en):
                yield scope.at(document, name, what=f"the English {name} is not English", mend="translate it")


@check(Grade.GOLD)
def materials_have_a_basis(scope: Scope) -> Iterator[Finding]:
    """Every paper that an applicant must hand in is asked for by a named rule."""
    for document in scope.own("services"):
        for place, one in enumerate(document.model.materials):
            if one.required and one.from_licence is None and one.basis is None:
                what = f"{one.id} is asked for without a basis"
                yield scope.at(document, "materials", place, what=what, mend="add `basis` or do not ask for it")


CHECKS = (
    visits_fit_the_online_depth,
    instant_items_promise_no_days,
    results_fit_their_names,
    licences_answer_questions,
    conditions_are_stated,
    phones_are_told_whole,
    english_is_english,
    materials_have_a_basis,
)
