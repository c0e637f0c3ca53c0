"""What a column heading or a label ("牵头单位：") is about, told by its words."""

import re
from enum import StrEnum


class Role(StrEnum):
    """The part a column or a labelled text plays in a plan. UNIT: responsible units without a word who leads."""

    NUMBER = "number"
    CHAPTER = "chapter"
    ITEM = "item"
    MEASURE = "measure"
    UPPER = "upper"
    GOAL = "goal"
    LEAD = "lead"
    COOPERATING = "cooperating"
    UNIT = "unit"
    LEADER = "leader"
    DEADLINE = "deadline"
    STATUS = "status"
    NOTE = "note"


UNIT_ROLES = frozenset({Role.LEAD, Role.COOPERATING, Role.UNIT})
TEXT_ROLES = frozenset({Role.CHAPTER, Role.ITEM, Role.MEASURE, Role.UPPER, Role.GOAL})

_BODIES = "(?:单位|部门|主体|处室|科室|机构|方)"
_AIDING = "配合|协办|会办|支撑单位|参与|参加|协同|协作|协助|协管|支持单位|联办"
_LEADING = "牵头|主办|主责|第一责任|首要责任|抓总"
_ORDER: tuple[tuple[Role, str], ...] = (
    (Role.NUMBER, r"^(?:序|号|序号|编号|序次|项号|项目编号|任务编号|任务序号|序列|NO|No)$"),
    (Role.NOTE, "投资$|投资额|金额|预算|备注|说明|依据|来源|成果|形式|佐证|附注|分值|权重|电话|文号|交付"),
    (Role.LEADER, "^(?!.*(?:单位|部门)).*(?:领导|责任人|联系人|负责人|牵头人|联络员|包抓|包联|包保|责任县长|责任市长)"),
    (Role.STATUS, "进展|完成情况|完成状态|落实情况|推进情况|状态|是否完成|办理情况|实施情况"),
    (Role.MEASURE, "(?:措施|任务|内容|举措)(?:及|和|与|、).{0,4}(?:分工|责任单位|牵头单位)"),
    (Role.COOPERATING, f"(?:配合|协办|参与){_BODIES}.{{0,3}}(?:及|和|与|、|/).{{0,4}}(?:时间|时限|期限|节点)"),
    (Role.UNIT, f"(?:责任|牵头|承办|负责){_BODIES}.{{0,3}}(?:及|和|与|、|/).{{0,4}}(?:时间|时限|期限|节点)"),
    (
        Role.DEADLINE,
        "起止|年限|工期|工作进度|实施进度|推进计划|时间|时限|期限|节点|完成日期|截止|进度安排|进度要求|时序",
    ),
    (Role.UNIT, f"(?:{_LEADING}).*(?:{_AIDING})|(?:{_AIDING}).*(?:{_LEADING})"),
    (Role.COOPERATING, _AIDING),
    (Role.LEAD, _LEADING),
    (
        Role.UNIT,
        f"(?:责任|承办|实施|落实|承担|负责|主管|分工|办理|完成|组织|建设|执行|承接|主体|工作).{{0,2}}{_BODIES}"
        f"|(?:责任|任务|部门|职责)分工|责任者|^{_BODIES}$|^责任$|^分工$",
    ),
    (
        Role.UPPER,
        "^(?:国家|国务院|中央|国办|省委|省级|省|自治区|市委|市级|上级|全市|全省|州级|对标|国家级|省市)"
        ".*(?:任务|要求|部署|举措|措施|事项|内容|改革|意见|条款)$",
    ),
    (
        Role.MEASURE,
        "举措|措施|内容|具体任务|具体工作|细化任务|分解任务|子任务|工作要求|具体要求|任务要求|做法|贯彻|落实任务|"
        "具体事项|任务描述|细化",
    ),
    (Role.GOAL, r"^(?:第?[一二三四1-4]季度|[上下]半年|20\d\d年)(?:目标|计划|进度|任务|安排)?$"),
    (Role.ITEM, "任务|事项|项目|实事|改革|重点|名称|要点|条款|问题|短板|工作(?!目标)"),
    (Role.GOAL, "目标|成效|效果|量化|预期"),
    (Role.CHAPTER, "类别|领域|类型|分类|板块|方面|指标|大类|维度|环节|专项|工程|行动|章节|要素|专题|主题|类$"),
)
_ROLES = tuple((role, re.compile(pattern)) for role, pattern in _ORDER)
_NOTE = re.compile(r"[（(〔【\[][^（()）]*[)）〕】\]]")
_LOCAL = re.compile("区级|县级|市级|我区|我县|我市|本市|本区|本县|贯彻|落实|镇级|街道")
LONGEST_HEADING = 24
ABOVE = "(?:以上|上述|本部分|本章|本节)(?:各项|几项|全部)?(?:重点)?(?:任务|工作|事项|措施|举措|内容|项目)"
MARK = re.compile(
    r"(?:^|(?<=[\s（(〔【\[。；;，,、：:/|])|(?<=[局委办厅会司心）)])(?=牵头|责任|配合|协办|完成时))\s*"
    rf"(?P<label>(?:(?:各|本项|具体|主要|{ABOVE}(?:的)?)?(?:牵头|主办|主责|第一责任|主要责任|责任|配合|协办|会办|协同|协作|参与|参加|承办|实施|落实|负责|主管|协助|"
    r"执行|承接|共同责任)(?:责任|负责|配合|落实|实施|参与|及配合|承办)?(?:单位|部门|主体|处室|科室|领导|人|区县|县区)(?:[及和、](?:责任人|负责人|联系人|领导))?"
    r"|(?:计划|预计)?(?:完成|办结|推进|实施|工作|落实|整改|责任)?(?:时限|时间节点|时间|期限|节点)(?:要求|安排|节点|进度)?"
    r"|(?:工作|实施|推进)?进度(?:安排|要求|计划)?|牵头|配合|责任领导|分管领导|主管领导|包联领导|联系人|分工)(?:[（(][^（()）]{1,12}[)）])?)\s*(?:[:：]|为(?=[市区县省州各]))"
)


def role_of(words: str) -> Role | None:
    """The role of a column heading or label; None for words that are no heading."""
    told = re.sub(r"\s", "", words)
    bare = _NOTE.sub("", told) or told
    if not bare or len(bare) > LONGEST_HEADING or re.search("[。；]", bare):
        return None
    return next((role for role, pattern in _ROLES if pattern.search(bare)), None)


def is_local(words: str) -> bool:
    """Whether a heading speaks of the measures of the place itself, beside those of an upper authority."""
    return bool(_LOCAL.search(re.sub(r"\s", "", words)))
