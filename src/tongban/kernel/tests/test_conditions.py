from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.kernel import strict_yaml
from tongban.kernel.errors import NotInForce, Refusal
from tongban.kernel.parameters import Dated, Parameter
from tongban.kernel.rules import compile_condition

LIMIT = Parameter("water.small_diameter", "count", (Dated(date(2019, 9, 1), 40, "示例标准（虚构）"),))
PARAMETERS = {LIMIT.name: LIMIT}
SMALL = {"field": "管径", "op": "<=", "value": 40}


def judge(tree: dict[str, Any], **facts: object) -> bool:
    return compile_condition(tree, parameters=PARAMETERS)(facts, on=date(2020, 1, 1)).allowed


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (SMALL, True),
        ({"field": "管径", "op": "<", "value": 40}, False),
        ({"field": "管径", "op": "=", "value": 40.0}, True),
        ({"field": "管径", "op": "!=", "value": 40}, False),
        ({"field": "管径", "op": "in", "value": [15, 40]}, True),
        ({"field": "管径", "op": "not_in", "value": [15, 20]}, True),
        ({"field": "类型", "op": "starts_with", "value": "新"}, True),
        ({"field": "类型", "op": "contains", "value": "装"}, True),
        ({"field": "材料", "op": "contains", "value": "图纸"}, True),
        ({"field": "受理日", "op": ">=", "value": date(2020, 1, 1)}, True),
        ({"field": "外线", "op": "=", "value": True}, False),
        ({"field": "form.层数", "op": "=", "value": 3}, True),
        ({"field": "form.面积", "op": "=", "value": 9}, True),
        ({"field": "管径", "op": "<=", "parameter": "water.small_diameter"}, True),
        ({"field": "管径", "op": ">", "other": "form.层数"}, True),
        ({"field": "加急", "op": "is_missing"}, True),
        ({"field": "管径", "op": "is_given"}, True),
        ({"not": SMALL}, False),
        ({"all": [SMALL, {"not": {"field": "外线", "op": "=", "value": True}}]}, True),
        ({"any": [{"not": SMALL}, {"field": "外线", "op": "=", "value": False}]}, True),
    ],
)
def test_conditions(tree: dict[str, Any], expected: bool) -> None:
    facts = {
        "管径": 40,
        "类型": "新装",
        "材料": ["申请表", "图纸"],
        "受理日": "2020-03-01",
        "外线": False,
        "加急": None,
        "form": {"层数": 3},
        "form.面积": 9,
    }
    assert judge(tree, **facts) is expected


def test_a_missing_fact_is_neither_true_nor_false() -> None:
    assert not judge(SMALL)
    assert not judge({"not": SMALL})
    assert judge({"any": [SMALL, {"field": "外线", "op": "=", "value": False}]}, 外线=False)
    verdict = compile_condition({"all": [SMALL, {"field": "外线", "op": "=", "value": False}]})({"外线": False})
    assert (verdict.allowed, verdict.missing) == (False, ("管径",))


def test_a_decided_answer_asks_for_nothing_more() -> None:
    verdict = compile_condition({"all": [SMALL, {"field": "外线", "op": "=", "value": False}]})({"外线": True})
    assert (verdict.allowed, verdict.missing) == (False, ())


def test_the_trace_tells_each_comparison() -> None:
    tree = {"all": [{"field": "管径", "op": "<=", "parameter": "water.small_diameter"}]}
    verdict = compile_condition(tree, parameters=PARAMETERS)({"管径": 25}, on=date(2020, 1, 1))
    assert verdict.trace.as_dict() == {
        "test": "all",
        "outcome": True,
        "parts": [
            {
                "test": "<=",
                "outcome": True,
                "field": "管径",
                "actual": 25,
                "operand": 40,
                "parameter": "water.small_diameter",
            }
        ],
    }


def test_a_condition_names_what_it_reads() -> None:
    condition = compile_condition({"any": [SMALL, {"not": {"field": "甲", "op": "=", "other": "乙"}}]})
    assert condition.fields == {"管径", "甲", "乙"}


def test_a_parameter_outside_its_life_is_not_in_force() -> None:
    dated = compile_condition({"field": "管径", "op": "<", "parameter": LIMIT.name}, parameters=PARAMETERS)
    with pytest.raises(NotInForce):
        dated({"管径": 2}, on=date(2018, 1, 1))


@pytest.mark.parametrize(
    ("tree", "code", "place"),
    [
        ({}, "shape", "/"),
        ({"all": []}, "shape", "/"),
        ({"all": [SMALL], "any": [SMALL]}, "shape", "/"),
        ({"field": "a", "op": "<"}, "shape", "/"),
        ({"field": "a", "op": "<", "value": 1, "other": "b"}, "shape", "/"),
        ({"field": "a", "op": "in", "parameter": LIMIT.name}, "shape", "/"),
        ({"any": [SMALL, {"not": {"field": "a", "op": "~", "value": 1}}]}, "unknown_operator", "/any/1/not"),
        ({"field": "a", "op": "<", "parameter": "no.such"}, "unknown_parameter", ""),
        ({"field": "a", "op": "<", "value": "text"}, "operand_kind", ""),
        ({"field": "a", "op": "in", "value": []}, "operand_kind", ""),
        ({"field": "a", "op": "in", "value": [1, "2"]}, "operand_kind", ""),
        ({"field": "a", "op": "=", "value": None}, "value_kind", None),
        ({"field": "", "op": "=", "value": 1}, "unknown_field", ""),
    ],
)
def test_a_faulty_tree_is_refused_with_its_place(tree: dict[str, Any], code: str, place: str | None) -> None:
    with pytest.raises(Refusal) as caught:
        compile_condition(tree, parameters=PARAMETERS)
    assert caught.value.code == f"kernel.rules.{code}"
    assert caught.value.values.get("place") == place


def test_only_declared_fields_may_be_read() -> None:
    assert compile_condition(SMALL, fields=["管径"]).fields == {"管径"}
    with pytest.raises(Refusal, match="unknown_field"):
        compile_condition(SMALL, fields=["口径"])


def test_a_tree_may_not_be_bottomless() -> None:
    tree: dict[str, Any] = SMALL
    for _ in range(10_000):
        tree = {"not": tree}
    with pytest.raises(Refusal, match="too_deep"):
        compile_condition(tree)


@pytest.mark.parametrize(("fact", "given"), [("40", "40"), (True, "True"), (float("nan"), "nan")])
def test_a_fact_of_another_kind_is_refused_not_guessed(fact: object, given: str) -> None:
    with pytest.raises(Refusal) as caught:
        judge(SMALL, 管径=fact)
    assert caught.value.code == "kernel.rules.fact_not_number"
    assert caught.value.values["given"] == given


def test_a_tree_written_in_a_pack_is_read_as_meant() -> None:
    tree = strict_yaml.load(
        'all:\n  - {field: 面积, op: "<=", value: 40}\n  - {field: 类型, op: in, value: [新装, 改造]}\n'
    )
    assert judge(tree, 面积=12.5, 类型="改造")


FIELDS = ("甲", "乙", "丙")
TREES = st.recursive(
    st.fixed_dictionaries({"field": st.sampled_from(FIELDS), "op": st.just("="), "value": st.booleans()}),
    lambda inner: st.one_of(
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=8,
)


def plainly(tree: dict[str, Any], facts: dict[str, bool]) -> bool:
    if "all" in tree:
        return all(plainly(part, facts) for part in tree["all"])
    if "any" in tree:
        return any(plainly(part, facts) for part in tree["any"])
    if "not" in tree:
        return not plainly(tree["not"], facts)
    return bool(facts[tree["field"]] == tree["value"])


@given(TREES, st.fixed_dictionaries({name: st.booleans() for name in FIELDS}))
def test_compiled_trees_agree_with_plain_logic(tree: dict[str, Any], facts: dict[str, bool]) -> None:
    assert compile_condition(tree)(facts).allowed is plainly(tree, facts)


@given(TREES, st.dictionaries(st.sampled_from(FIELDS), st.booleans()))
def test_what_is_allowed_with_gaps_is_allowed_however_they_are_filled(
    tree: dict[str, Any], facts: dict[str, bool]
) -> None:
    verdict = compile_condition(tree)(facts)
    for filling in (True, False):
        whole = dict.fromkeys(FIELDS, filling) | facts
        if verdict.allowed or (not verdict.allowed and not verdict.missing):
            assert plainly(tree, whole) is verdict.allowed
