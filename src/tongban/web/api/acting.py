"""Every act by one door: what the caller may lawfully do with a case, and doing it."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Router, Status
from pydantic import Field

from tongban.domains.cases import api as cases
from tongban.web import moment
from tongban.web.api import access
from tongban.web.api.case_shapes import ActsOut
from tongban.web.api.problems import STATUSES, Problem
from tongban.web.api.shapes import In, Slug
from tongban.web.api.writing import Key, once

router = Router()
MOST_VALUES = 50
Values = Annotated[
    dict[str, Any],
    Field(
        default_factory=dict,
        max_length=MOST_VALUES,
        description="The answers by the names of what the act asks; what is not required may be left out.",
    ),
]
Name = Annotated[str, Path(..., max_length=64, description="One of `GET /cases/{case}/acts`.")]


class ActIn(In):
    """Where in the case the act is done, and the answers to what it asks."""

    track: Slug | None = Field(None, description="The item; may be left out where the case has one.")
    step: Slug | None = Field(None, description="The step, where the act is about one.")
    values: Values


@router.get("/cases/{case}/acts", response={200: ActsOut, STATUSES: Problem})
def list_acts(request: HttpRequest, *, case: str) -> dict[str, Any]:
    """What the caller may lawfully do with the case now: each act with its consequence and what it asks."""
    offered = cases.options(cases.CaseId.parse(case), access.actor_of(request), now=moment.now())
    return {"items": offered, "next": None}


@router.post("/cases/{case}/acts/{act}", response={204: None, STATUSES: Problem})
def perform_act(request: HttpRequest, *, case: str, act: Name, body: ActIn, key: Key) -> Status[Any]:
    """Do one act. Everything that is wrong with its answers is told at once (`cases.act.invalid`)."""

    def work() -> None:
        cases.perform(
            case=cases.CaseId.parse(case),
            act=act,
            values=body.values,
            track=body.track,
            step=body.step,
            actor=access.actor_of(request),
            now=moment.now(),
        )

    return once(request, key, work)
