"""The words of a plan behind what was promised to everybody."""

import re

from tongban.domains.reform.ids import MeasureId, PlanId
from tongban.domains.reform.intake.answers import Sentence
from tongban.domains.reform.ledger.models import LedgerMeasure, LedgerPlan

NUMBER = re.compile(r"[\u4e00-\u9fff]+〔\d{4}〕\d+号")
ITEM = re.compile(r"第(\d+)项")
ANCHOR = re.compile(r"§[^\s，,；;]+")


def quote(region: str, *, document: str, place: str) -> tuple[Sentence, ...]:
    """The sentences of the plan that a public promise names as its source, for everybody; none where they are not sure.

    `document` carries the paper's number, `place` an item (附件第2项) or an anchor (§1.2(1)). No policy is asked: a
    promise that is public is public with the words it was made in.
    """
    numbers = NUMBER.findall(document)
    plan = LedgerPlan.objects.filter(region=region, number__in=numbers).first() if numbers else None
    if plan is None:
        return ()
    rows = LedgerMeasure.objects.filter(plan=plan).select_related("item")
    if anchor := ANCHOR.search(place):
        found = list(rows.filter(anchor=anchor[0]))
    elif item := ITEM.search(place):
        found = list(rows.filter(item__number=int(item[1])))
        if len({one.item_id for one in found}) > 1:  # the numbers begin anew in each chapter
            found = []
    else:
        found = []
    return tuple(Sentence(PlanId(plan.uuid), plan.number, MeasureId(one.uuid), one.anchor, one.text) for one in found)
