"""Forms of items become one form: every fact asked once, as strictly as anybody asks it, contradictions told."""

from typing import Any

import pytest

from tongban.domains.catalogue.forms.merging import ItemForm, merge, page_clashes
from tongban.domains.catalogue.forms.strictest import Contradiction, strictest
from tongban.domains.catalogue.forms.validation import Form


def words(zh: str) -> dict[str, str]:
    return {"zh": zh, "en": "An English label"}


def text(zh: str = "名称", **more: Any) -> dict[str, Any]:
    return {"type": "string", "x-text": words(zh), **{key.replace("x_", "x-"): value for key, value in more.items()}}


def form(*, required: tuple[str, ...] = (), pages: Any = None, **properties: Any) -> dict[str, Any]:
    more = {"x-pages": pages} if pages else {}
    return {"type": "object", "required": list(required), "properties": properties} | more


def item(name: str, schema: dict[str, Any], **more: Any) -> ItemForm:
    return ItemForm(name, schema, **more)


SHOP = item(
    "shop",
    form(
        required=("name", "area"),
        name=text(x_fact="enterprise.name", minLength=2, maxLength=60),
        area={"type": "number", "minimum": 1, "x-text": words("面积"), "x-unit": words("平方米")},
        chairs={"type": "integer", "x-text": words("座位数")},
    ),
    licence="shop_licence",
    values={"title": "name"},
    registers={"name": "name"},
)
SIGN = item(
    "sign",
    {
        **form(
            required=("title", "lit"),
            title=text("店名", x_fact="enterprise.name", maxLength=20),
            area={"type": "integer", "maximum": 400, "x-text": words("面积")},
            lit={"type": "boolean", "x-text": words("是否发光")},
            chairs={"type": "integer", "minimum": 1, "x-text": words("座位数")},
            number=text("执照编号", x_prefill="licence.shop_licence.number"),
            holder=text("持有人", x_prefill="licence.shop_licence.title"),
            code=text("信用代码", x_prefill="subject.credit_code"),
        ),
        "if": {"properties": {"lit": {"const": True}}, "required": ["lit"]},
        "then": {"required": ["chairs"]},
    },
)


def test_a_fact_is_asked_once_under_the_name_of_the_first_item_and_as_strictly_as_any() -> None:
    merged = merge([SHOP, SIGN])
    name = merged.schema["properties"]["name"]
    assert (name["minLength"], name["maxLength"], name["x-items"]) == (2, 20, ["shop", "sign"])
    assert merged.names["sign"]["title"] == "name"
    assert "title" not in merged.schema["properties"]
    area = merged.schema["properties"]["area"]
    assert (area["type"], area["minimum"], area["maximum"]) == ("integer", 1, 400)
    assert merged.schema["required"] == ["name", "area", "lit"]
    assert merged.clashes == ()


def test_what_another_item_issues_or_registers_is_not_asked() -> None:
    merged = merge([SHOP, SIGN])
    assert list(merged.schema["properties"]) == ["name", "area", "chairs", "lit"]
    assert merged.names["sign"] == {
        "title": "name",
        "area": "area",
        "lit": "lit",
        "chairs": "chairs",
        "number": None,
        "holder": "name",
        "code": None,
    }


def test_without_the_item_that_issues_it_the_fact_is_asked_and_names_stay_those_of_the_whole() -> None:
    merged = merge([SHOP, SIGN], applying=frozenset({"sign"}))
    assert list(merged.schema["properties"]) == ["name", "area", "lit", "chairs", "number", "holder", "code"]
    assert merged.schema["properties"]["name"]["maxLength"] == 20
    assert merged.schema["properties"]["area"]["type"] == "integer"


def test_conditions_are_kept_and_a_field_that_one_item_always_asks_is_not_hidden_by_another() -> None:
    whole = Form.build(merge([SHOP, SIGN]).schema)
    assert shown(whole, {"lit": False})["chairs"] is False
    assert shown(whole, {"lit": True})["chairs"] is True
    alone = Form.build(merge([SHOP, SIGN], applying=frozenset({"sign"})).schema)
    assert "chairs" not in shown(alone, {"lit": False})


def shown(asked: Form, answers: dict[str, Any]) -> dict[str, bool]:
    """The fields asked after some answers, and whether each must be answered."""
    return {one.name: one.required for page in asked.visible_pages(answers) for one in page.fields}


@pytest.mark.parametrize(
    ("other", "key", "told"),
    [
        (form(name=text(x_fact="person.name")), "x-fact", "is the fact person.name"),
        (form(area={"type": "string", "x-text": words("面积")}), "type", "number here and text there"),
        (form(area={"type": "number", "maximum": 0, "x-text": words("面积")}), "maximum", "at least 1 and at most 0"),
        (form(area={"type": "number", "x-text": words("体积")}), "x-text", "'体积' in other and '面积' in shop"),
        (
            form(area={"type": "number", "x-unit": words("亩"), "x-text": words("面积")}),
            "x-unit",
            "asked in 平方米 and in 亩",
        ),
    ],
)
def test_contradictions_are_told_with_their_place(other: dict[str, Any], key: str, told: str) -> None:
    clashes = merge([SHOP, item("other", other)]).clashes
    (clash,) = clashes
    assert (clash.item, clash.place[0], clash.place[-1]) == ("other", "properties", key)
    assert told in clash.what


def test_a_condition_on_what_is_issued_is_told() -> None:
    hanging = {
        **form(code=text("信用代码", x_prefill="subject.credit_code"), more=text("其他")),
        "allOf": [
            {"if": {"properties": {"code": {"const": "x"}}, "required": ["code"]}, "then": {"required": ["more"]}}
        ],
    }
    merged = merge([SHOP, item("tax", hanging)])
    assert [clash.place for clash in merged.clashes] == [("allOf", 0, "if")]
    assert "allOf" not in merged.schema


def test_pages_are_joined_by_id_and_their_titles_must_agree() -> None:
    one = form(pages=[{"id": "who", "title": words("申请人")}], a=text("甲", x_page="who"))
    two = form(
        pages=[{"id": "where", "title": words("地点")}, {"id": "who", "title": words("谁")}],
        b=text("乙", x_page="who"),
        c=text("丙", x_page="where"),
    )
    items = [item("one", one), item("two", two)]
    pages = merge(items).schema["x-pages"]
    assert [(page["id"], page["title"]["zh"]) for page in pages] == [("who", "申请人"), ("where", "地点")]
    assert [clash.place for clash in page_clashes(items)] == [("x-pages", 1, "title")]


def test_two_patterns_both_count() -> None:
    merged = merge([item("a", form(x=text(pattern="^a"))), item("b", form(x=text(pattern="z$")))])
    judged = Form.build(merged.schema)
    assert [bool(judged.errors({"x": one})) for one in ("az", "a", "z")] == [False, True, True]
    assert judged.errors({"x": "az"}) == []


def test_options_are_those_that_every_item_takes() -> None:
    def choice(*values: str) -> dict[str, Any]:
        return {"type": "string", "enum": list(values), "x-options": {one: words(one) for one in values}}

    assert strictest(choice("a", "b", "c"), choice("c", "b"))["enum"] == ["b", "c"]
    with pytest.raises(Contradiction, match="no option in common"):
        strictest(choice("a"), choice("b"))


def test_rows_take_the_columns_of_both_and_the_strictest_of_each() -> None:
    def rows(most: int, **columns: Any) -> dict[str, Any]:
        items = {"type": "object", "required": ["name"], "properties": columns}
        return {"type": "array", "maxItems": most, "items": items, "x-text": words("股东")}

    merged = strictest(rows(3, name=text(maxLength=9)), rows(5, name=text(maxLength=7), share=text("份额")))
    assert merged["maxItems"] == 3
    assert merged["items"]["properties"]["name"]["maxLength"] == 7
    assert list(merged["items"]["properties"]) == ["name", "share"]
    assert merged["items"]["required"] == ["name"]
