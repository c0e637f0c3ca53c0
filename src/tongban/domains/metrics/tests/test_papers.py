"""Papers asked and not asked, folded from events and judged as promises over every procedure."""

from typing import Any

import pytest
from pydantic import ValidationError

from tongban.domains.metrics import rules
from tongban.domains.metrics.definitions import Metric
from tongban.domains.metrics.facts import Fact
from tongban.domains.metrics.tests.made import TEXT, at, commitment, folded, happened, submission, yardstick


def paper(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "evidence": [], "credential": None, "ground": "", "breach": "", **more}


MATERIALS = [
    paper("licence", credential="ID", ground="law"),
    paper("plan", evidence=["evidence_1"], ground="earlier"),
    paper("lease", evidence=["evidence_2"]),
    paper("card", evidence=["evidence_3"], breach="held"),
    paper("map", evidence=["evidence_4"], breach="again"),
    paper("own", evidence=["evidence_5"], declined=True),
]


def counts(fact: Fact) -> tuple[int, int, int, int]:
    return fact.papers_asked, fact.papers_spared, fact.papers_asked_though_held, fact.papers_asked_again


def test_each_paper_is_counted_once_by_how_it_came() -> None:
    facts = folded([submission(at("03-02 10:00"), materials=MATERIALS)])
    assert counts(facts[""]) == (4, 2, 1, 1)
    assert counts(facts["alpha"]) == (0, 0, 0, 0), "papers belong to the whole case"


def test_a_supplement_counts_anew_and_what_follows_is_added() -> None:
    mended = happened("supplemented", 2, at("03-03 10:00"), materials=MATERIALS[:1], attributes={})
    later = happened("tolerated_brought", 3, at("03-04 10:00"), material="deed", evidence=["evidence_6"], held="ID-2")
    shown = happened("credential_taken", 4, at("03-05 10:00"), material=paper("seal", credential="ID-3"))
    facts = folded([submission(at("03-02 10:00"), materials=MATERIALS), mended, later, shown])
    assert counts(facts[""]) == (1, 2, 1, 0)


def metric(measure: str, aggregate: str = "max", **more: Any) -> Metric:
    filed = "cases.case_submitted.v1"
    given = {"id": "papers", "title": TEXT, "from": filed, "to": filed, "measure": measure, "aggregate": aggregate}
    return Metric.model_validate(given | more)


@pytest.mark.parametrize(("materials", "state"), [(MATERIALS[:3], "met"), (MATERIALS, "breached")])
def test_one_paper_too_many_breaks_the_promise_at_once(materials: list[dict[str, Any]], state: str) -> None:
    promise = commitment("<=", 0, metric="papers", target={"unit": "count"})
    judged = yardstick(promise, metric("papers_asked_though_held"))
    fact = folded([submission(at("03-02 10:00"), materials=materials)])[""]
    period = rules.period_of(promise, at("03-02 11:00"))
    found = rules.judge(judged, [rules.Sample(fact)], period)
    assert (found.state, found.cases, found.breaking) == (state, 1, int(state == "breached"))


def test_only_papers_are_counted_over_every_procedure() -> None:
    assert metric("papers_spared", "sum").procedure is None
    with pytest.raises(ValidationError, match="which procedure"):
        metric("visits")
    with pytest.raises(ValidationError, match="whole case"):
        metric("papers_asked", track="alpha")
