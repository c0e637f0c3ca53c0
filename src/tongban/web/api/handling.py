"""What officers do: accept, refuse, ask for what is missing, complete a step, decide."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from tongban.domains.cases import api as cases
from tongban.web import moment
from tongban.web.api import access
from tongban.web.api.problems import STATUSES, Problem
from tongban.web.api.shapes import In
from tongban.web.api.writing import Key, once

router = Router()
Sentence = Annotated[str, Field(max_length=2000)]


class RefusalIn(In):
    """Why the application is not accepted, and where the applicant can go instead."""

    reason: Sentence
    where: Sentence


class MissingIn(In):
    """One thing that is missing or wrong, and why."""

    item: Annotated[str, Field(min_length=1, max_length=200)]
    why: Annotated[str, Field(min_length=1, max_length=1000)]


class SupplementRequestIn(In):
    """Everything that is missing, told once."""

    missing: Annotated[list[MissingIn], Field(min_length=1, max_length=100)]


class CompletionIn(In):
    """What those who follow should know; may be left empty."""

    opinion: Sentence = ""


class DecisionIn(In):
    """Granted or denied; a denial needs its reason."""

    granted: bool
    reason: Sentence = ""


@router.post("/cases/{case}/acceptance", response={204: None, STATUSES: Problem})
def accept(request: HttpRequest, *, case: str, key: Key) -> Status[Any]:
    """Accept the application: its clocks start and its first steps open."""

    def work() -> None:
        cases.accept(case=cases.CaseId.parse(case), actor=access.actor_of(request), now=moment.now())

    return once(request, key, work)


@router.post("/cases/{case}/refusal", response={204: None, STATUSES: Problem})
def refuse(request: HttpRequest, *, case: str, body: RefusalIn, key: Key) -> Status[Any]:
    """Refuse to accept the application."""

    def work() -> None:
        found, actor = cases.CaseId.parse(case), access.actor_of(request)
        cases.refuse(case=found, reason=body.reason, where=body.where, actor=actor, now=moment.now())

    return once(request, key, work)


@router.post("/cases/{case}/supplement-request", response={204: None, STATUSES: Problem})
def ask_supplement(request: HttpRequest, *, case: str, body: SupplementRequestIn, key: Key) -> Status[Any]:
    """Ask, once, for everything that is missing or wrong."""

    def work() -> None:
        missing = tuple(cases.Missing(one.item, one.why) for one in body.missing)
        found, actor = cases.CaseId.parse(case), access.actor_of(request)
        cases.ask_supplement(case=found, missing=missing, actor=actor, now=moment.now())

    return once(request, key, work)


@router.post("/cases/{case}/steps/{track}/{step}/completion", response={204: None, STATUSES: Problem})
def complete_step(
    request: HttpRequest, *, case: str, track: str, step: str, body: CompletionIn, key: Key
) -> Status[Any]:
    """Do one step that does not decide; the steps that waited for it open."""

    def work() -> None:
        cases.complete_step(
            case=cases.CaseId.parse(case),
            track=track,
            step=step,
            opinion=body.opinion,
            actor=access.actor_of(request),
            now=moment.now(),
        )

    return once(request, key, work)


@router.post("/cases/{case}/tracks/{track}/decision", response={204: None, STATUSES: Problem})
def decide(request: HttpRequest, *, case: str, track: str, body: DecisionIn, key: Key) -> Status[Any]:
    """Grant or deny one item. The last decision decides the case."""

    def work() -> None:
        cases.decide(
            case=cases.CaseId.parse(case),
            track=track,
            granted=body.granted,
            reason=body.reason,
            actor=access.actor_of(request),
            now=moment.now(),
        )

    return once(request, key, work)
