"""The words around a number that say whether and how it binds, as patterns over `plain` text.

`BEFORE` patterns are searched at the end of the words before a number, `AFTER` patterns at the start of those behind.
"""

import re
from enum import StrEnum

from tongban.domains.reform.duty.deadline_words import DeadlineKind


class Comparator(StrEnum):
    """How the promised thing compares with the number."""

    AT_MOST = "<="
    LESS = "<"
    EQUAL = "="
    AT_LEAST = ">="
    MORE = ">"


class Aggregate(StrEnum):
    """Of what the number is: of each case (None), of all of them together, or of a change."""

    MEAN = "mean"
    LONGEST = "longest"
    TOTAL = "total"
    REDUCTION = "reduction"


GAP = r"[^,，。;；]{0,6}"
BEFORE: tuple[tuple[re.Pattern[str], Comparator], ...] = tuple(
    (re.compile(pattern), comparator)
    for pattern, comparator in (
        (
            r"(?:不得?(?:超过|高于|多于|大于|长于)|可?延长|最多|至多|最高|最长|限时|控制在|控制到|不超)(?:平均)?$",
            Comparator.AT_MOST,
        ),
        (
            r"(?:不得?(?:低于|少于|小于|短于)|至少(?:提前|完成|新增|培育|引进|建成|开展|组织|举办|有|为)?|最少|起码)$",
            Comparator.AT_LEAST,
        ),
        (r"(?:超过|大于|高于|多于|突破|超)$", Comparator.MORE),
        (r"(?:小于|低于|少于|短于)$", Comparator.LESS),
        (
            r"(?:压缩|压减|缩短|缩减|减少|精简|降低|下降|降|减|优化|调整|控制|限定)(?:[^,，。;；]{0,18}?)(?:至|到|为|成|在)(?:平均)?$",
            Comparator.AT_MOST,
        ),
        (r"(?:减少|缩减|精简|压减)为[^,，。;；]*$", Comparator.AT_MOST),
        (
            r"(?:达到?|提(?:升|高)(?:至|到)?|增(?:长|加)(?:至|到)?|扩大到|稳定在|保持在?)(?:全市|全区|平均)?$",
            Comparator.AT_LEAST,
        ),
    )
)
AFTER: tuple[tuple[re.Pattern[str], Comparator], ...] = tuple(
    (re.compile(pattern), comparator)
    for pattern, comparator in (
        (r"(?:以|之)内|内(?!容|部|外|设|在)", Comparator.AT_MOST),
        (r"(?:\([^()]*\)|（[^（）]*）)?(?:及|或)?以上|[^,，。;；、]{1,8}以上(?=[,，。;；、]|$)", Comparator.AT_LEAST),
        (r"(?:及|或)?以下", Comparator.AT_MOST),
    )
)
SIZE = re.compile(r"(?:/[^,，。;；]{1,4}?)?(?:[（(]含[）)])?(?:及|或)?以[下上](?:的|且|或者)")
"""“160千伏安及以下的…”, “DN50以上的…” say of which, not how much."""
VALUE_BEFORE = re.compile(r"(?:由|从)(?:每[^,，。;；0-9]{1,2})?[^,，。;；\d]{0,14}$")
CHANGES_TO = re.compile(
    r"[^,，。;；]{0,2}?(?:压缩|压减|缩短|缩减|减少|精简|降低|降|减|放宽|提高|提升|增加|增|延长|扩大|调整|优化|改)(?:至|到|为)"
)
CUT = re.compile(r"(?:降低|下降|压缩|压减|缩短|缩减|减少|精简|再降|减免|下浮|提速|降|减)(?:了|约|近|幅度达?)?$")
LEVIED = re.compile(r"(?:减按|按)$")
NOTICE = re.compile(r"(?:公告|公示|公开|异议|等待|冷静)(?:时间|时限|期限?|期间)")
"""Periods that must run in full: shortening them “to 20 days” fixes them at 20 days."""
PUBLISHED_BEFORE = re.compile(r"提前[^,，。;；]{0,3}$")
NOT_PROMISED = re.compile(r"第$|近$|过去$|已(?:累计)?[^,，。;；]{0,4}$|每$|同比[^,，。;；]{0,6}$")
GROWTH = re.compile(
    r"(?:新增|新建|建设(?!项目|用地|工程)|建成|完成|实现|开展|培育|指导|创建|申报|推荐|评选|引进|组织|举办|注册|入驻|打造|发展|开通|报送|培训)[^,，。;；]*$"
)
LISTED = re.compile(r"(?:等|下列|以下|分为|整合为?|合并为?)$")
ETC = re.compile(r"等$")
MERELY = re.compile(r"只|仅")
NAMED = re.compile(r"(?!以上|以内|之内|内|左右|以下)[^、（）()“”\0]{2,20}")
TAIL = re.compile(r"^(?:(?:以上|以内|之内|左右)?|内[^、]{0,8})、")
DEED_WITHIN = re.compile(r"(?:以内|之内|内)(?P<deed>(?!办结$|完成$|全部办结$)[^,，。;；、（）\0]{2,40})")
NAMED_SET = re.compile(r"[^,，。;；、]{0,4}(?:改革|体系|举措|措施|任务|行动|工程|机制|领域|方面)(?=[,，。;；、]|$)")
FACT_YEAR = re.compile(r"(?<![较比与以在])(20\d\d)年(?!(?:的)?基础上|以来)")
ONLY = re.compile(r"(?:出具|[只仅]需?(?:[一-龥]{1,3})?)$")
MADE = re.compile(r"(?:实现|做到)$")
DONE_WITHIN = re.compile(r"[”\"]?(?:全流程)?(?:办结|办好|完成|办理完毕|答复|审结|反馈|出具|拿证|领证|取证)")
MEAN = re.compile(r"平均|人均|户均")
LONGEST = re.compile(r"最长|最慢")
TOTAL = re.compile(r"累计|合计|总量|总额|共计")
CLOCK = re.compile(
    r"全流程供电企业|在?供[电水气]企业|全流程|(?:自|从|在)?[^,，。;；]{1,14}(?:之日起|之后|后)|(?:自|从)[^,，。;；]{1,16}?(?:到|至)[^,，。;；的]{1,12}|"
    r"自收到[^,，。;；]{1,10}起"
)
WHO = re.compile(
    r"(?:(?<![针面应核比])对(?![接标应比照])|针对|(?:(?<=[,，。;；、])|^)为)([^,，。;；]{2,24}?)(?:的|，|,|实行|开展|进行)"
)
WHEN = re.compile(r"([^,，。;；]{2,24})的[,，]$")
EVERY = re.compile(r"每个?(?P<period>周|月|季|年)|年(?=交易|均|户均)")
PERIODS = {"周": "week", "月": "month", "季": "quarter", "年": "year"}
PAIR = re.compile(r"(?P<first>[高低市区县城农])、(?P<second>[高低区县市农城])(?P<whole>[压级])")
FREE = re.compile(
    r"(?:实行|一律|全部|均)(?:实行)?免费(?:办理|提供|发放)?|(?:实现|全面)[^,，。;；]{0,16}免费(?:刻制|办理|发放|领取|寄递|邮寄|使用|托管)|免[收征][^,，。;；]{1,14}费|"
    r"(?:实现|做到|实行)[^,，。;；]{0,12}?[“\"]?零(?:投资|成本|费用|收费)[”\"]?"
)
AT_ONCE = re.compile(r"(?:实现|做到)[^,，。;；]{0,24}?(?:立等可取|即来即办|即办即取|当场办结|立等立取)")
REAL_TIME = re.compile(r"将[^,，。;；]{2,20}?实时(?:与|向|推送|共享|传输|传送)")
EVERY_ONE = re.compile(r"全量(?:归集|汇聚|接入|公开)")
PROMISES = re.compile(r"[“\"](?P<number>[二两三四五六七八九十])项?承诺[”\"]")
LEADING = re.compile(r"^(?:（\d+）|[(]\d+[)]|其中|并|确保|力争|实现|将|把|对|使|推动|在|即|且|到|于|和|及|或)+")
BOUND = re.compile(
    r"(?:不得?(?:超过|高于|低于|少于|多于)|至少|控制在|达到?|(?:再?(?:压缩|压减|缩短|缩减|减少|精简|降低|下降|优化|调整|提升|提高|放宽|扩大|减|降))?[至到为]|超过?|小于|大于|严格)+$"
)
STRIVING = re.compile(r"力争|争取")
SURELY_AT_LEAST = re.compile(r"不(?:得)?(?:低于|少于|小于|短于)$|至少|最少")
RHYTHMS = {
    DeadlineKind.EVERY_WEEK: "week",
    DeadlineKind.EVERY_MONTH: "month",
    DeadlineKind.EVERY_QUARTER: "quarter",
    DeadlineKind.EVERY_YEAR: "year",
}
