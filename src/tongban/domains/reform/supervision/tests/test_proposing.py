"""What rules propose, for made orders and for the rules that the packs bring."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from tongban.domains.reform.supervision.definitions import SupervisionRule, Trigger
from tongban.domains.reform.supervision.proposing import Issued, is_same, months_before, propose
from tongban.kernel import strict_yaml

PACKS = Path(__file__).resolve().parents[6] / "packs"
FIRST = date(2026, 3, 2)
ORDER = Issued("finding_1", "agency_1", "", "window", "minor", "ordered", FIRST, FIRST + timedelta(days=5))


def _rule(step: str = "call_in", **when: object) -> SupervisionRule:
    return SupervisionRule.model_validate(
        {
            "id": "made",
            "title": {"zh": "规则", "en": "Rule"},
            "source": {"document": "云汀府发〔2025〕6号"},
            "regions": ["990100"],
            "since": date(2025, 1, 1),
            "step": step,
            "when": when,
        }
    )


def _with(**changed: object) -> Issued:
    return Issued(**{name: changed.get(name, getattr(ORDER, name)) for name in ORDER.__dataclass_fields__})  # type: ignore[arg-type]


@pytest.mark.parametrize(("days", "count"), [(6, 0), (7, 0), (8, 1), (90, 1)])
def test_late_by_days(days: int, count: int) -> None:
    assert len(propose([_rule(overdue=3)], ORDER, [], today=FIRST + timedelta(days=days))) == count


def test_an_answered_order_is_not_late_and_a_closed_one_has_no_steps() -> None:
    later = FIRST + timedelta(days=90)
    assert not propose([_rule(overdue=3)], _with(state="answered"), [], today=later)
    assert not propose([_rule(severity="grave")], _with(state="closed", severity="grave"), [], today=later)


def test_repeated_counts_the_same_agency_and_matter_within_the_months() -> None:
    rule = _rule("circular", repeated=2, months=12)
    same = _with(finding="finding_2", issued_on=FIRST - timedelta(days=30))
    assert propose([rule], ORDER, [ORDER, same], today=FIRST) == (rule,)
    for other in (
        _with(finding="finding_2", agency="agency_2"),
        _with(finding="finding_2", matter="conduct"),
        _with(finding="finding_2", issued_on=FIRST - timedelta(days=366)),
        _with(finding="finding_2", issued_on=FIRST + timedelta(days=1)),
        _with(finding="finding_2", is_tolerated=True),
    ):
        assert propose([rule], ORDER, [ORDER, other], today=FIRST) == ()


def test_concentrated_counts_a_matter_over_agencies() -> None:
    rule = _rule("listing", concentrated=3, months=6)
    others = [_with(finding=f"finding_{n}", agency=f"agency_{n}") for n in (2, 3)]
    assert propose([rule], ORDER, [ORDER, *others], today=FIRST) == (rule,)
    assert propose([rule], ORDER, [ORDER, others[0]], today=FIRST) == ()


def test_what_is_tolerated_is_followed_up_only() -> None:
    rules = [_rule("exposure", severity="serious"), _rule("listing", severity="serious")]
    grave = _with(severity="grave", is_tolerated=True)
    assert [one.step for one in propose(rules, grave, [], today=FIRST)] == ["listing"]


def test_measures_tell_the_same_fault_before_matters_do() -> None:
    about = _with(measure="measure_1", matter="policy")
    assert is_same(about, _with(measure="measure_1"))
    assert not is_same(about, _with(measure="measure_2", matter="policy"))
    assert not is_same(about, _with(matter="policy"))


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 12, date(2025, 1, 15)),
        (date(2026, 1, 31), 2, date(2025, 11, 30)),
        (date(2026, 12, 1), 36, date(2023, 12, 1)),
    ],
)
def test_months_before(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


@pytest.mark.parametrize(
    "when", [{}, {"overdue": 1, "severity": "grave"}, {"repeated": 2}, {"overdue": 1, "months": 3}, {"repeated": 1}]
)
def test_a_rule_has_one_trigger(when: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Trigger.model_validate(when)


def test_every_rule_of_the_packs_names_its_plan_and_says_whose_number_it_is() -> None:
    files = sorted(PACKS.glob("**/supervision/*.yaml"))
    read = [SupervisionRule.model_validate(one) for file in files for one in strict_yaml.load(file)]
    assert len({one.id for one in read}) == len(read) >= 12
    counted = [one for one in read if one.regions != ("990100",) and (one.when.repeated or one.when.concentrated)]
    assert counted
    assert all(one.note for one in counted)
    assert all(one.source.place for one in read)
