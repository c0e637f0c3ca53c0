"""Further rules of practice for an implementation list: telephones, topics, fees, the flow and clocks of a licence."""

import re
from collections.abc import Iterator

from tongban.domains.catalogue.definitions import Service
from tongban.domains.catalogue.topics import CORPORATE, PERSONAL
from tongban.kernel.packs import Grade, Scope, check
from tongban.kernel.packs.checks import Finding, nearest

LICENCE, CONFIRMATION = "01", "07"
HOTLINES = frozenset({"12345", "12315", "12329", "12333", "12366", "12367", "12393"})
_WHOLE = re.compile(r"0[0-9]{2,3}-[0-9]{7,8}")


@check(Grade.BRONZE)
def phones_differ(scope: Scope) -> Iterator[Finding]:
    """The number for questions and the number for complaints are two, each with its area code or a public hotline."""
    for document in [*scope.own("services"), *scope.own("packages")]:
        one = document.model
        if one.consult_phone and one.consult_phone == one.complaint_phone:
            what = f"{one.consult_phone} answers questions and takes complaints about itself"
            yield scope.at(document, "complaint_phone", what=what, mend="name the number of who supervises")
        for name in ("consult_phone", "complaint_phone"):
            number = getattr(one, name)
            if number and number not in HOTLINES and not _WHOLE.fullmatch(number):
                what = f"{number!r} is no whole telephone number"
                yield scope.at(document, name, what=what, mend="write it like 023-12345678")


@check(Grade.BRONZE)
def topics_fit_the_audience(scope: Scope) -> Iterator[Finding]:
    """A topic is one of those for persons where persons may apply, one of those for organisations where they may."""
    for document in [*scope.own("services"), *scope.own("packages")]:
        audience = set(document.model.audience)
        known = set(PERSONAL) if "natural_person" in audience else set()
        known |= set(CORPORATE) if audience - {"natural_person"} else set()
        for place, topic in enumerate(document.model.topics):
            if topic not in known:
                what = f"{topic!r} is no topic for {', '.join(sorted(audience))}"
                mend = nearest(topic, known, "use a code of 自然人主题 or 法人主题")
                yield scope.at(document, "topics", place, what=what, mend=mend)


@check(Grade.BRONZE)
def fees_ask_something(scope: Scope) -> Iterator[Finding]:
    """A fee is more than nothing; an item that is free has no fee, and so no basis, standard or online payment."""
    for document in scope.seen("services"):
        fee = document.model.fee
        parameter = scope.view.parameters.get(fee.parameter) if fee else None
        if parameter is not None and parameter.history[-1].value == 0:
            what = f"{document.id} charges nothing by {parameter.name}"
            yield scope.at(document, "fee", what=what, mend="leave the fee out")


@check(Grade.BRONZE)
def powers_have_a_statutory_clock(scope: Scope) -> Iterator[Finding]:
    """A licence (行政许可) and a confirmation (行政确认) name the statute that limits their time."""
    for document in scope.own("services"):
        if document.model.kind in (LICENCE, CONFIRMATION) and document.model.clocks.statutory is None:
            what = f"{document.id} is of kind {document.model.kind} and has no statutory clock"
            mend = "name it: clocks.licensing.statutory (行政许可法 第四十二条) or the limit of its own law"
            yield scope.at(document, "clocks", what=what, mend=mend)


@check(Grade.BRONZE)
def licences_are_examined_before_they_are_decided(scope: Scope) -> Iterator[Finding]:
    """A licence has the five steps of practice (受理、审核、审批、办结、送达): one examines before another decides."""
    for document in scope.own("services"):
        service: Service = document.model
        if service.kind == LICENCE and len(service.steps) < 2:
            what = f"{service.id} is decided without having been examined"
            yield scope.at(document, "steps", what=what, mend="add the step of review before the one that decides")


CHECKS = (
    phones_differ,
    topics_fit_the_audience,
    fees_ask_something,
    powers_have_a_statutory_clock,
    licences_are_examined_before_they_are_decided,
)
