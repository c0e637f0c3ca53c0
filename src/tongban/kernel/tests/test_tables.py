from copy import deepcopy
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.kernel.errors import NotInForce, Refusal
from tongban.kernel.parameters import Dated, Parameter
from tongban.kernel.rules import DecisionTable

SOURCE = "示例标准（虚构）"
EDGE = Parameter("water.edge", "count", (Dated(date(2019, 9, 1), 40, SOURCE), Dated(date(2021, 1, 1), 50, SOURCE)))
SMALL = Parameter("water.small", "working_day", (Dated(date(2019, 9, 1), 5, SOURCE),))
PARAMETERS = {EDGE.name: EDGE, SMALL.name: SMALL}
WATER: dict[str, Any] = {
    "hit": "unique",
    "inputs": [
        {"field": "管径", "kind": "integer", "least": 1},
        {"field": "类型", "kind": "text", "values": ["新装", "改造"]},
    ],
    "outputs": ["时限"],
    "rows": [
        {"when": {"管径": {"<=": 40}}, "then": {"时限": {"parameter": "water.small"}}, "basis": "第三条"},
        {"when": {"管径": {">": 40}, "类型": "新装"}, "then": {"时限": 7}},
        {"when": {"管径": {">": 40}, "类型": ["改造"]}, "then": {"时限": 6}},
    ],
}


def water(**changes: Any) -> dict[str, Any]:
    return deepcopy(WATER) | changes


def load(data: dict[str, Any]) -> DecisionTable:
    return DecisionTable.load(data, parameters=PARAMETERS)


def refusal(data: dict[str, Any]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        load(data)
    return caught.value


@pytest.mark.parametrize(
    ("facts", "row", "days"),
    [({"管径": 40, "类型": "新装"}, 1, 5), ({"管径": 41, "类型": "新装"}, 2, 7), ({"管径": 99, "类型": "改造"}, 3, 6)],
)
def test_a_table_answers_by_its_row(facts: dict[str, Any], row: int, days: int) -> None:
    outcome = load(WATER).decide(facts, on=date(2020, 1, 1))
    assert (outcome.row, outcome.values) == (row, {"时限": days})


def test_the_trace_tells_facts_row_and_basis() -> None:
    outcome = load(WATER).decide({"管径": 15, "类型": "新装"}, on=date(2020, 1, 1))
    assert outcome.trace == {"facts": {"管径": 15, "类型": "新装"}, "hit": "unique", "rows": [1], "basis": "第三条"}


def test_a_hole_is_found_when_the_table_is_loaded() -> None:
    rows = [WATER["rows"][0], {"when": {"管径": {">": 41}}, "then": {"时限": 7}}]
    found = refusal(water(rows=rows))
    assert (found.code, found.values["situation"]) == ("kernel.rules.table_incomplete", "管径: 41; 类型: 改造")


def test_between_two_neighbouring_whole_numbers_there_is_nothing() -> None:
    rows = [{"when": {"管径": {"<=": 40}}, "then": {"时限": 5}}, {"when": {"管径": {">=": 41}}, "then": {"时限": 7}}]
    load(water(rows=rows))
    decimal = [{"field": "管径", "kind": "number", "least": 1}, WATER["inputs"][1]]
    assert refusal(water(rows=rows, inputs=decimal)).values["situation"] == "管径: > 40, < 41; 类型: 改造"


def test_an_overlap_is_found_and_names_both_rows() -> None:
    rows = deepcopy(WATER["rows"])
    rows[2]["when"] = {"管径": {">=": 40}}
    found = refusal(water(rows=rows))
    assert (found.code, found.values) == ("kernel.rules.rows_overlap", {"one": 1, "other": 3})


def test_the_first_row_that_fits_answers_and_no_row_is_dead() -> None:
    rows = [
        {"when": {"类型": "改造"}, "then": {"时限": 6}},
        {"when": {"管径": {"<=": 40}}, "then": {"时限": 5}},
        {"then": {"时限": 7}},
    ]
    table = load(water(hit="first", rows=rows))
    assert table.decide({"管径": 15, "类型": "改造"}).row == 1
    assert table.decide({"管径": 15, "类型": "改造"}).rows == (1, 2, 3)
    dead = [*rows, {"when": {"管径": 9}, "then": {"时限": 1}}]
    assert refusal(water(hit="first", rows=dead)).values == {"row": 4}


def test_collect_gives_every_row_that_fits() -> None:
    rows = [
        {"when": {"管径": {">": 40}}, "then": {"时限": "施工图"}},
        {"when": {"类型": "改造"}, "then": {"时限": "原用水证明"}},
    ]
    table = load(water(hit="collect", rows=rows))
    assert table.decide({"管径": 50, "类型": "改造"}).values == {"时限": ["施工图", "原用水证明"]}
    assert table.decide({"管径": 5, "类型": "新装"}).values == {"时限": []}


def test_otherwise_answers_what_no_row_does() -> None:
    table = load(water(rows=[WATER["rows"][0]], otherwise={"时限": 9}))
    outcome = table.decide({"管径": 50, "类型": "改造"}, on=date(2020, 1, 1))
    assert (outcome.row, outcome.values) == (None, {"时限": 9})


def test_cells_follow_parameters_and_are_checked_on_every_day_of_change() -> None:
    rows = [
        {"when": {"管径": {"<=": {"parameter": "water.edge"}}}, "then": {"时限": 5}},
        {"when": {"管径": {">": {"parameter": "water.edge"}}}, "then": {"时限": 7}},
    ]
    table = load(water(rows=rows))
    facts = {"管径": 45, "类型": "新装"}
    assert [table.decide(facts, on=date(year, 6, 1)).row for year in (2020, 2021)] == [2, 1]
    with pytest.raises(NotInForce):
        table.decide(facts, on=date(2018, 1, 1))
    rows[1]["when"] = {"管径": {">": 40}}
    assert refusal(water(rows=rows)).code == "kernel.rules.rows_overlap"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"类型": "新装"}, "fact_missing"),
        ({"管径": None, "类型": "新装"}, "fact_missing"),
        ({"管径": "40", "类型": "新装"}, "fact_not_number"),
        ({"管径": 0, "类型": "新装"}, "fact_outside"),
        ({"管径": 1.5, "类型": "新装"}, "fact_outside"),
        ({"管径": 40, "类型": "拆除"}, "fact_outside"),
        ({"管径": float("nan"), "类型": "新装"}, "fact_not_number"),
    ],
)
def test_a_fact_the_table_was_not_made_for_is_refused(facts: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        load(WATER).decide(facts, on=date(2020, 1, 1))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"hit": "any"}, "table_shape"),
        ({"rows": []}, "table_shape"),
        ({"colour": "red"}, "table_shape"),
        ({"inputs": [WATER["inputs"][0], WATER["inputs"][0]]}, "table_shape"),
        ({"inputs": [{"field": "类型", "kind": "text", "least": 1}]}, "table_shape"),
        ({"rows": [{"when": {"口径": 1}, "then": {"时限": 1}}]}, "unknown_column"),
        ({"rows": [{"then": {"时间": 1}}]}, "outputs_differ"),
        ({"rows": [{"when": {"类型": {"<": 1}}, "then": {"时限": 1}}]}, "cell"),
        ({"rows": [{"when": {"管径": "大"}, "then": {"时限": 1}}]}, "cell"),
        ({"rows": [{"when": {"管径": []}, "then": {"时限": 1}}]}, "cell"),
        ({"rows": [{"when": {"管径": {"~": 1}}, "then": {"时限": 1}}]}, "cell"),
        ({"rows": [{"when": {"管径": {"<": {"parameter": "no.such"}}}, "then": {"时限": 1}}]}, "unknown_parameter"),
        ({"rows": [{"then": {"时限": {"parameter": "no.such"}}}]}, "unknown_parameter"),
        ({"rows": [{"when": {"管径": {"<": 0}}, "then": {"时限": 1}}, {"then": {"时限": 2}}]}, "row_unreachable"),
    ],
)
def test_a_faulty_table_is_refused(changes: dict[str, Any], code: str) -> None:
    assert refusal(water(**changes)).code == f"kernel.rules.{code}"


def test_columns_of_every_kind() -> None:
    table = DecisionTable.load(
        {
            "hit": "unique",
            "inputs": [
                {"field": "日", "kind": "date"},
                {"field": "急", "kind": "boolean"},
                {"field": "名", "kind": "text"},
            ],
            "outputs": ["答"],
            "rows": [
                {"when": {"日": {"<": date(2020, 1, 1)}}, "then": {"答": 1}},
                {"when": {"日": {">=": date(2020, 1, 1)}, "急": True}, "then": {"答": 2}},
                {"when": {"日": {">=": date(2020, 1, 1)}, "急": False}, "then": {"答": 3}},
            ],
        }
    )
    assert table.decide({"日": "2020-01-01", "急": False, "名": "甲"}).values == {"答": 3}
    assert table.fields == ("日", "急", "名")


CELLS = st.one_of(
    st.none(),
    st.lists(st.integers(0, 4), min_size=1, max_size=2, unique=True),
    st.dictionaries(st.sampled_from(["<", "<=", ">", ">="]), st.integers(0, 4), min_size=1, max_size=2),
)
ROWS = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=4)


def fits(cell: Any, value: int) -> bool:
    if cell is None:
        return True
    if isinstance(cell, list):
        return value in cell
    compare = {"<": value.__lt__, "<=": value.__le__, ">": value.__gt__, ">=": value.__ge__}
    return all(compare[sign](edge) for sign, edge in cell.items())


@settings(max_examples=400)
@given(ROWS, st.sampled_from(["first", "unique", "collect"]))
def test_loading_agrees_with_trying_every_case(rows: list[tuple[Any, Any]], hit: str) -> None:
    cases = list(product(range(5), repeat=2))
    hits = [[n for n, (one, other) in enumerate(rows) if fits(one, a) and fits(other, b)] for a, b in cases]
    dead = {
        n for n in range(len(rows)) if not any(n in found if hit != "first" else found[:1] == [n] for found in hits)
    }
    overlapping = hit == "unique" and any(len(found) > 1 for found in hits)
    incomplete = hit != "collect" and not all(hits)
    column = {"kind": "integer", "least": 0, "greatest": 4}
    data = {
        "hit": hit,
        "inputs": [{"field": "甲", **column}, {"field": "乙", **column}],
        "outputs": ["答"],
        "rows": [{"when": {"甲": one, "乙": other}, "then": {"答": n}} for n, (one, other) in enumerate(rows)],
    }
    if dead or overlapping or incomplete:
        assert refusal(data).code in {f"kernel.rules.{code}" for code in _codes(dead, overlapping, incomplete)}
        return
    table = load(data)
    for (a, b), found in zip(cases, hits, strict=True):
        assert list(table.decide({"甲": a, "乙": b}).rows) == [n + 1 for n in found]


def _codes(dead: set[int], overlapping: bool, incomplete: bool) -> set[str]:
    told = {"row_unreachable": bool(dead), "rows_overlap": overlapping, "table_incomplete": incomplete}
    return {code for code, holds in told.items() if holds}
