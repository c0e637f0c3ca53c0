"""The columns of a spreadsheet of existing licences of one type. Pure.

The first columns are the same for every type; the type's own fields follow. A field that the registry fills is not
asked; where the file's owner lets unknown holders be entered, the columns that entering needs come last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tongban.domains.licences.definitions import LicenceField, LicenceType
from tongban.kernel.declaration import Text

Kind = Literal["text", "code", "date", "state", "rows"]
STATES: Mapping[str, str] = {
    "有效": "valid",
    "valid": "valid",
    "暂扣": "suspended",
    "中止": "suspended",
    "suspended": "suspended",
    "撤销": "annulled",
    "annulled": "annulled",
    "吊销": "penalised",
    "penalised": "penalised",
    "注销": "cancelled",
    "cancelled": "cancelled",
}
"""The words of the state column, and what they mean: valid, suspended, or how the licence was taken back."""
ROW_END, CELL_END = "\n", "|"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its id, its heading, what is written in it, whether every row needs it."""

    id: str
    title: Text
    help: Text
    kind: Kind = "text"
    required: bool = False
    longest: int = 200
    field: LicenceField | None = None


def columns_of(kind: LicenceType, *, may_register: bool) -> tuple[Column, ...]:
    """The columns of a type's template, in their order."""
    more = (_ENTERPRISE if kind.holder == "enterprise" else _PERSON) if may_register else ()
    return (*_FIXED, *(_of_field(one) for one in kind.fields if not _is_known(one)), *more)


def is_asked(field: LicenceField) -> bool:
    """Whether a field has a column: what the registry tells of a holder is not asked again."""
    return not _is_known(field)


def _is_known(field: LicenceField) -> bool:
    return (field.origin or "").startswith("holder.")


def _of_field(field: LicenceField) -> Column:
    kind: Kind = "date" if field.kind == "date" else "rows" if field.kind == "rows" else "text"
    told = (
        _text("日期，如 2026-03-01。", "A day, such as 2026-03-01.")
        if kind == "date"
        else _text("按证照原文填写。", "As the licence says.")
    )
    if kind == "rows":
        names_zh = CELL_END.join(one.title.zh for one in field.columns)
        names_en = CELL_END.join(one.title.en for one in field.columns)
        told = _text(f"每行一条，栏目之间用竖线分开：{names_zh}", f"One entry a line, parts between bars: {names_en}")
    longest = 5_000 if field.kind in ("long_text", "rows") else 500
    return Column(f"field.{field.id}", field.title, told, kind, field.required, longest, field)


def _text(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


def _column(
    name: str, title: tuple[str, str], told: tuple[str, str], *, kind: Kind = "text", required: bool = False
) -> Column:
    return Column(name, _text(*title), _text(*told), kind, required)


_FIXED: Sequence[Column] = (
    _column("holder_name", ("持证主体名称", "Holder"), ("单位全称或者姓名。", "Full name."), required=True),
    _column(
        "holder_code",
        ("持证主体代码", "Holder's code"),
        (
            "单位填统一社会信用代码，个人填公民身份号码；单元格设为文本。",
            "Credit code or identity number; format the cell as text.",
        ),
        kind="code",
        required=True,
    ),
    _column(
        "number", ("证照编号", "Number"), ("证照上印的编号。", "As printed on the licence."), kind="code", required=True
    ),
    _column(
        "identifier",
        ("电子证照标识", "Identifier"),
        ("GB/T 36904 的标识；没有的留空，由平台按规则生成。", "By GB/T 36904; left empty, the platform makes one."),
        kind="code",
    ),
    _column(
        "issued_on", ("发证日期", "Issued on"), ("如 2024-05-06。", "Such as 2024-05-06."), kind="date", required=True
    ),
    _column("valid_from", ("有效期起", "Valid from"), ("留空即发证日期。", "Empty: the day of issue."), kind="date"),
    _column("valid_until", ("有效期止", "Valid until"), ("留空即长期。", "Empty: without end."), kind="date"),
    _column(
        "state",
        ("状态", "State"),
        (
            "有效、暂扣、撤销、吊销、注销；留空即有效。",
            "valid, suspended, annulled, penalised, cancelled; empty: valid.",
        ),
        kind="state",
    ),
    _column(
        "state_since",
        ("状态日期", "State since"),
        ("状态不是有效时必填：从哪一天起。", "Since when, unless the state is valid."),
        kind="date",
    ),
    _column(
        "state_reason",
        ("状态原因", "Reason of the state"),
        ("状态不是有效时必填：原因和依据。", "Why and by which law, unless the state is valid."),
    ),
)
_PERSON: Sequence[Column] = (
    _column(
        "register.phone",
        ("联系电话", "Telephone"),
        ("登记新的持证人时填写，可以留空。", "For a new holder; may be left empty."),
    ),
)
_ENTERPRISE: Sequence[Column] = (
    _column(
        "register.region",
        ("登记地区划代码", "Region of the seat"),
        ("平台没有登记的单位必填，六位数字。", "Six digits; needed for a holder that is not registered yet."),
        kind="code",
    ),
    _column(
        "register.address", ("住所", "Registered address"), ("平台没有登记的单位必填。", "Needed for a new holder.")
    ),
    _column(
        "register.established_on",
        ("成立日期", "Established on"),
        ("平台没有登记的单位必填。", "Needed for a new holder."),
        kind="date",
    ),
    _column(
        "register.head_name",
        ("法定代表人姓名", "Legal representative"),
        ("平台没有登记的单位必填。", "Needed for a new holder."),
    ),
    _column(
        "register.head_code",
        ("法定代表人身份号码", "Representative's identity number"),
        ("平台没有登记的单位必填；单元格设为文本。", "Needed for a new holder; format the cell as text."),
        kind="code",
    ),
)
