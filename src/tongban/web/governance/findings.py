"""How findings and orders are shown: one row, the tallies by standing, the words of supervision."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from tongban.domains.reform.supervision import api as supervision
from tongban.web import supervised
from tongban.web.governance import measures
from tongban.web.wording import day, pick, t

LOOKS = supervised.LOOKS
word = supervised.word
options = supervised.options


def row(one: supervision.FindingView) -> dict[str, Any]:
    marks = [word("step", step) for step in one.steps]
    if one.is_repeated:
        marks.insert(0, t("supervise.repeated"))
    if one.tolerance:
        marks.append(word("tolerance", one.tolerance))
    return {
        "id": str(one.id),
        "url": reverse("governance:order", args=[str(one.id)]),
        "number": one.number or t("supervise.no_order"),
        "look": LOOKS[one.standing],
        "word": word("standing", one.standing),
        "text": one.text,
        "agency": pick(one.agency_name),
        "matter": word("matter", one.matter),
        "severity": word("severity", one.severity),
        "anchor": one.anchor,
        "measure": reverse("governance:measure", args=[str(one.measure)]) if one.measure else "",
        "due": day(one.due_on) if one.due_on else t("supervise.reply_until", day=day(one.reply_by)),
        "late": t("supervise.late_days", days=one.late_days) if one.late_days else "",
        "marks": marks,
    }


def tallies(counted: Counter[supervision.Standing], asked: Mapping[str, str]) -> list[dict[str, Any]]:
    """All, then each standing that there is; each leads to the list of it under the other filters."""
    others = {name: value for name, value in asked.items() if name != "standing"}
    shown: list[tuple[str, int]] = [("", sum(counted.values()))]
    shown += [(one, counted[supervision.Standing(one)]) for one in LOOKS]
    return [
        {
            "status": LOOKS.get(one, ""),
            "word": word("standing", one) if one else "",
            "count": count,
            "url": "?" + measures.query({**others, "standing": one}),
            "is_current": asked["standing"] == one,
        }
        for one, count in shown
        if count or not one or asked["standing"] == one
    ]
