"""How firmly a measure binds, and what a state column says. Words only; deadlines have a module of their own."""

import re
from enum import StrEnum

from tongban.domains.reform.duty.plain import plain


class Strength(StrEnum):
    """What kind of promise a sentence is, from its own verbs."""

    MUST = "must"
    ADVANCE = "advance"
    EXPLORE = "explore"
    SUPPORT = "support"
    FOLLOW = "follow"


class Status(StrEnum):
    """What a state or time column reports of a measure."""

    DONE = "done"
    UNDER_WAY = "under_way"
    STANDING = "standing"
    NOT_STARTED = "not_started"


# Asked in this order: a numeral or a prohibition binds whatever else the sentence says; "explore" weakens what follows.
FOLLOW = re.compile(
    r"^(?:根据|按照|按|依据|配合|积极配合|主动配合|待)(?:市级|市|省级|省|国家|上级|全市|全国|国务院)[^,，。]{0,14}"
    r"(?:部署|要求|安排|部门|统一|规定|进度|出台|印发|工作)"
)
EXPLORE = re.compile(r"探索|试点|研究(?:制定|建立|推进|出台)?|先行先试|适时|逐步|有条件的")
MUST = re.compile(
    r"必须|不得|严禁|禁止|一律|应当|确保|全部|全覆盖|全面(?:实行|实施|取消|推行|落实|建立|推广|实现)|不再|取消|零|免费|"
    r"不超过|不低于|不少于|以内|压缩(?:至|到)|\d{4}年\d*月?底?前|年底前|月底前|严格|应[一-龥]尽"
)
SUPPORT = re.compile(r"鼓励|支持|引导|倡导|提倡|帮助|扶持")
FIRST = re.compile(r"^[^,，。；;]*")

STATUSES = (
    (Status.DONE, re.compile(r"已?(?:经|全部|基本|如期|按期)?(?:完成|办结|落实|销号)")),
    (Status.STANDING, re.compile(r"(?:长期|持续|常态化?)(?:坚持|推进|实施|开展)?|长期任务")),
    (Status.NOT_STARTED, re.compile(r"未(?:启动|开始|开展|完成启动)|尚未(?:启动|开始|开展)|待启动")),
    (
        Status.UNDER_WAY,
        re.compile(
            r"(?:正在|有序|加快)?(?:推进|实施|开展|办理|落实)中?|进行中|在办|未完成|部分完成|正在(?:推进|实施|开展)"
        ),
    ),
)


def strength_of(text: str) -> Strength:
    """The firmest reading that the words allow.

    `follow`: begins with waiting for or matching an upper authority. `explore`: 探索, 试点, 研究, 逐步 in its first
    clause. `must`: a prohibition, a figure or a date binds. `support`: 鼓励, 支持, 引导 in its first clause. Everything
    else is `advance`.
    """
    read = plain(text).text
    first = FIRST.match(read)
    head = first[0] if first else ""
    if FOLLOW.search(read):
        return Strength.FOLLOW
    if EXPLORE.search(head):
        return Strength.EXPLORE
    if MUST.search(read):
        return Strength.MUST
    if SUPPORT.search(head):
        return Strength.SUPPORT
    if EXPLORE.search(read):
        return Strength.EXPLORE
    return Strength.ADVANCE


def status_of(cell: str) -> Status | None:
    """What a state cell says; None where it says something else (a date, for instance)."""
    text = plain(cell).text.strip("。；;（）()")
    return next((status for status, pattern in STATUSES if pattern.fullmatch(text)), None)
