"""A district's plan beside the city's: proposed by the system, the first of it settled by the reform office."""

from datetime import datetime

from tongban.cli.demo import city
from tongban.domains.reform import api as reform
from tongban.domains.reform.intake import api as intake
from tongban.domains.reform.lineage import api as lineage
from tongban.kernel.actors import SYSTEM, Actor

CONFIRMED = 3


def lay_beside(upper: reform.PlanId, *, officer: Actor, now: datetime) -> None:
    """Import the plans of districts (files named by the region's code) and propose what they carry out."""
    for file in sorted((city.PLANS / "districts").glob("*.txt")):
        lower = reform.import_plan(reform.read_plan(file), region=file.name[:6], actor=SYSTEM, now=now)
        intake.keep_paper(lower, file.name, file.read_bytes(), actor=SYSTEM, now=now)
        lineage.propose(upper, lower, actor=SYSTEM, now=now)
    sure = lineage.LineageFilter(relation=lineage.Relation.EQUAL)
    for _ in range(CONFIRMED):
        review = lineage.get_review(upper, actor=officer, wanted=sure)
        if review is not None:
            lineage.confirm(review.link.id, actor=officer, now=now)
