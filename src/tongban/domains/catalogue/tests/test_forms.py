"""Answers are judged whole, in words; nothing that a person can send is an exception."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.domains.catalogue import api as catalogue
from tongban.domains.catalogue.forms.subset import misuses
from tongban.domains.catalogue.forms.validation import Form, is_mobile_phone

GOOD: dict[str, Any] = {"name": "青禾亭", "area": 20, "place": "云桥路口", "electricity": False, "stamp_kind": "round"}


def told(procedure: catalogue.Procedure, answers: object) -> list[tuple[str, str]]:
    return [
        (error.path, error.code.removeprefix("catalogue.form."))
        for error in catalogue.validate_form(procedure, answers)
    ]


def test_good_answers_have_no_mistake(opening: catalogue.Procedure) -> None:
    assert told(opening, GOOD) == []


def test_every_mistake_is_told_at_once_in_the_order_of_the_form(opening: catalogue.Procedure) -> None:
    answers = {"area": 501, "place": " ", "electricity": "yes", "stamp_kind": "oval", "extra": 1}
    assert told(opening, answers) == [
        ("/extra", "unknown_field"),
        ("/name", "required"),
        ("/area", "too_large"),
        ("/place", "required"),
        ("/electricity", "wrong_type"),
        ("/stamp_kind", "not_an_option"),
    ]


def test_a_mistake_speaks_both_languages_with_the_label_of_the_field(opening: catalogue.Procedure) -> None:
    errors = {error.path: error.text for error in catalogue.validate_form(opening, GOOD | {"name": "", "area": 0})}
    assert (errors["/name"].zh, errors["/name"].en) == ("请填写名称。", "Please fill in: Name.")
    assert errors["/area"].zh == "面积不能小于1。"


def test_a_row_is_told_by_its_number(opening: catalogue.Procedure) -> None:
    answers = GOOD | {"helpers": [{"name": "甲"}, {"name": "乙", "phone": "123"}, {"phone": "13900000001"}]}
    errors = catalogue.validate_form(opening, answers)
    assert [(error.path, error.text.zh) for error in errors] == [
        ("/helpers/1/phone", "帮手第2行的手机应填写11位手机号码。"),
        ("/helpers/2/name", "请填写帮手第3行的姓名。"),
    ]


def test_what_hangs_on_an_answer_is_asked_only_then(opening: catalogue.Procedure) -> None:
    assert told(opening, GOOD | {"electricity": True}) == [("/power", "required")]
    assert told(opening, GOOD | {"power": 5}) == [("/power", "not_asked")]
    assert catalogue.clean_answers(opening, GOOD | {"power": 5, "place": " 云桥路口 "}) == GOOD


def test_pages_show_what_is_asked_now(kiosk: catalogue.Procedure) -> None:
    def shown(answers: dict[str, Any]) -> list[tuple[str, list[str]]]:
        return [(page.id, [one.name for one in page.fields]) for page in catalogue.visible_pages(kiosk, answers)]

    assert shown({}) == [("who", ["name"]), ("kiosk", ["area", "place", "electricity"])]
    assert shown({"electricity": True})[1][1][-1] == "power"


def test_a_field_says_how_to_ask_it(kiosk: catalogue.Procedure) -> None:
    area = next(one for page in kiosk.pages for one in page.fields if one.name == "area")
    assert (area.kind, area.label.zh, area.minimum, area.maximum, area.required) == ("integer", "面积", 1, 500, True)
    assert area.unit is not None
    assert area.is_attribute


def test_facts_of_the_application_are_told_apart_from_facts_of_a_person(opening: catalogue.Procedure) -> None:
    assert catalogue.attributes_of(opening, GOOD) == {"area": 20}


@pytest.mark.parametrize(
    "answers", [None, [], "x", 1, {"name": "a\u0000b"}, {"name": "\ud800"}, {"area": float("inf")}, {1: 2}]
)
def test_what_no_database_can_keep_is_refused(opening: catalogue.Procedure, answers: object) -> None:
    assert told(opening, answers) != []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
NAMES = st.sampled_from([*GOOD, "power", "helpers", "phone"]) | st.text(max_size=5)


@given(answers=st.dictionaries(NAMES, JSON, max_size=8))
def test_no_answers_are_an_exception(answers: dict[str, Any]) -> None:
    form = Form.build(SCHEMA)
    errors = form.errors(answers)
    assert all(error.text.zh and error.text.en for error in errors)
    if not errors:
        assert form.errors(form.clean(answers)) == []


SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["name", "agree", "kinds"],
    "properties": {
        "name": {"type": "string", "x-text": {"zh": "名称", "en": "Name"}},
        "code": {"type": "string", "format": "x-credit-code", "x-text": {"zh": "信用代码", "en": "Credit code"}},
        "person": {"type": "string", "format": "x-citizen-id", "x-text": {"zh": "身份号码", "en": "Citizen number"}},
        "phone": {"type": "string", "format": "x-phone", "x-text": {"zh": "手机", "en": "Mobile"}},
        "day": {"type": "string", "format": "date", "x-text": {"zh": "日期", "en": "Day"}},
        "agree": {"type": "boolean", "const": True, "x-text": {"zh": "内容真实", "en": "All is true"}},
        "years": {"type": "integer", "maximum": 5, "x-text": {"zh": "年限", "en": "Years"}},
        "kinds": {
            "type": "array",
            "uniqueItems": True,
            "x-text": {"zh": "种类", "en": "Kinds"},
            "contains": {"const": "a"},
            "items": {
                "type": "string",
                "enum": ["a", "b"],
                "x-options": {"a": {"zh": "甲", "en": "A"}, "b": {"zh": "乙", "en": "B"}},
            },
        },
    },
    "allOf": [
        {
            "if": {"properties": {"agree": {"const": True}}, "required": ["agree"]},
            "then": {"required": ["years"], "properties": {"years": {"const": 0}}},
        }
    ],
}
WHOLE = {"name": "x", "agree": True, "kinds": ["a"], "years": 0}


def test_the_schema_of_these_tests_is_in_the_subset() -> None:
    assert list(misuses(SCHEMA)) == []


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"code": "91990100MA0000000X"}, "信用代码不正确：统一社会信用代码为18位，请核对最后一位校验码。"),
        ({"person": "990102199003070021"}, "身份号码不正确：公民身份号码为18位，请核对出生日期和最后一位校验码。"),
        ({"phone": "12900000001"}, "手机应填写11位手机号码。"),
        ({"day": "2026-02-30"}, "日期应填写真实存在的日期，例如2026-03-02。"),
        ({"kinds": ["b"]}, "种类必须包含“甲”。"),
        ({"kinds": ["a", "a"]}, "种类中有重复的内容，请删去重复项。"),
        ({"kinds": []}, "请选择种类。"),
        ({"years": 1}, "按您目前的选择，年限只能是“0”。"),
        ({"agree": False, "years": None}, "请阅读并确认：内容真实。"),
    ],
)
def test_each_kind_of_field_has_its_sentence(answers: dict[str, Any], sentence: str) -> None:
    merged = {name: value for name, value in (WHOLE | answers).items() if value is not None}
    assert [error.text.zh for error in Form.build(SCHEMA).errors(merged)] == [sentence]


def test_whole_answers_of_every_kind_are_good() -> None:
    assert Form.build(SCHEMA).errors(WHOLE | {"phone": "139 0000 0001", "day": "2026-02-28"}) == []


@pytest.mark.parametrize(
    ("number", "good"), [("13900000001", True), ("+86 139-0000-0001", True), ("12900000001", False), ("", False)]
)
def test_mobile_numbers(*, number: str, good: bool) -> None:
    assert is_mobile_phone(number) is good


@given(
    schema=st.dictionaries(
        st.sampled_from(["type", "properties", "required", "allOf", "if", "then", "x-pages", "y"]), JSON
    )
)
def test_no_schema_is_an_exception_for_the_subset(schema: dict[str, Any]) -> None:
    assert isinstance(list(misuses(schema)), list)


LINES: dict[str, Any] = {
    "type": "object",
    "properties": {
        "boards": {
            "type": "array",
            "x-text": {"zh": "牌面", "en": "Boards"},
            "items": {
                "type": "object",
                "required": ["kind"],
                "properties": {
                    "kind": {
                        "type": "string",
                        "enum": ["wood", "other"],
                        "x-options": {"wood": {"zh": "木", "en": "Wood"}, "other": {"zh": "其他", "en": "Other"}},
                        "x-text": {"zh": "材质", "en": "Material"},
                    },
                    "which": {"type": "string", "maxLength": 5, "x-text": {"zh": "哪种", "en": "Which"}},
                },
                "if": {"properties": {"kind": {"const": "other"}}, "required": ["kind"]},
                "then": {"required": ["which"]},
            },
        },
        "photos": {
            "type": "array",
            "maxItems": 2,
            "x-text": {"zh": "照片", "en": "Photos"},
            "items": {"type": "string", "format": "x-file"},
        },
    },
}
FILE = "evidence_0190c2f0-0000-4000-8000-000000000001"


def test_lines_with_conditions_and_attachments_are_in_the_subset() -> None:
    assert list(misuses(LINES)) == []
    broken = {**LINES, "properties": {**LINES["properties"]}}
    broken["properties"]["boards"] = {**LINES["properties"]["boards"]}
    items = {**LINES["properties"]["boards"]["items"], "then": {"required": ["what"]}}
    broken["properties"]["boards"]["items"] = items
    assert [one.place for one in misuses(broken)] == [("properties", "boards", "items", "then", "required", 0)]


def test_a_column_that_hangs_on_another_is_asked_line_by_line() -> None:
    form = Form.build(LINES)
    wood, other = {"kind": "wood"}, {"kind": "other"}
    assert form.errors({"boards": [wood]}) == []
    (missing,) = form.errors({"boards": [wood, other]})
    assert (missing.path, missing.field, missing.text.zh) == ("/boards/1/which", "boards", "请填写牌面第2行的哪种。")
    (strange,) = form.errors({"boards": [{**wood, "which": "竹"}]})
    assert (strange.path, strange.code) == ("/boards/0/which", "catalogue.form.not_asked")
    assert form.clean({"boards": [{**wood, "which": "竹"}]}) == {"boards": [wood]}


def test_mistakes_in_lines_stand_in_the_order_of_the_lines() -> None:
    lines = [{"kind": "other", "which": "六个字太多了"} for _ in range(11)]
    paths = [error.path for error in Form.build(LINES).errors({"boards": lines})]
    assert paths == [f"/boards/{index}/which" for index in range(11)]


@pytest.mark.parametrize(
    ("photos", "codes"),
    [
        ([FILE], []),
        (["C:\\fakepath\\photo.jpg"], ["catalogue.form.file"]),
        ([FILE, FILE, FILE], ["catalogue.form.too_many"]),
    ],
)
def test_attachments_are_files_of_the_evidence(*, photos: list[str], codes: list[str]) -> None:
    assert [error.code for error in Form.build(LINES).errors({"photos": photos})] == codes
