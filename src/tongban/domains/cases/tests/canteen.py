"""A case for a canteen: the item of the town to which everything may happen, and the people who handle it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongban.domains.cases import api as cases
from tongban.domains.cases.models import CaseRow, Clock
from tongban.domains.cases.tests.town import (
    NOW,
    REGION,
    Town,
    officer,
    paper,
)
from tongban.kernel import authz

ITEM = "kitchen_item"


@dataclass(frozen=True)
class Kitchen:
    """A case for a canteen, and the people of the agency that handles it."""

    town: Town
    case: cases.CaseId
    ann: authz.Actor
    bo: authz.Actor
    cai: authz.Actor
    head: authz.Actor

    def do(self, command: Any, who: authz.Actor, *, now: datetime = NOW, **values: Any) -> None:
        """One command on the item by one actor; afterwards the rows are what the history tells."""
        if command not in (cases.suspend, cases.resume, cases.bring_tolerated):
            values["track"] = ITEM
        command(case=self.case, actor=who, now=now, **values)
        assert cases.differences(self.case) == []

    def prepare(self, now: datetime = NOW) -> None:
        """The review by Ann, the visit by Ann and Bo."""
        self.do(cases.complete_step, self.ann, step="review", opinion="齐全", now=now)
        self.do(cases.sign, self.ann, step="visit", opinion="合格", now=now)
        self.do(cases.sign, self.bo, step="visit", opinion="合格", now=now)

    def grant(self, now: datetime = NOW) -> None:
        self.prepare(now)
        self.do(cases.decide, self.cai, granted=True, now=now)

    @property
    def row(self) -> CaseRow:
        return CaseRow.objects.get(uuid=self.case.value)

    def clock(self, kind: str = "statutory") -> Clock:
        return self.row.clocks.get(kind=kind, round=0)


def kitchen(town: Town, *, given: tuple[str, ...] = ("sketch", "health"), **more: Any) -> Kitchen:
    tolerate = more.pop("tolerate", ())
    case = cases.submit(
        procedure=ITEM,
        region=REGION,
        subject=town.subject,
        form={"place": "南塘小学食堂"},
        materials=tuple(cases.MaterialIn(one, (paper(town),)) for one in given),
        actor=town.founder,
        now=NOW,
        **more,
    )
    cases.accept(case=case, tolerate=tolerate, actor=town.window, now=NOW)
    ann, bo = town.officers["market_regulation"]
    cai = officer("cai", "market_regulation", "review", "approve", now=NOW)
    head = officer("head", "market_regulation", "lead", "approve", now=NOW)
    return Kitchen(town, case, ann, bo, cai, head)
