"""The words of time limits, as patterns over `plain` text. Each finds one sort; `deadlines` says what it means."""

import re
from enum import StrEnum


class DeadlineKind(StrEnum):
    """What sort of time limit it is."""

    BY_DAY = "by_day"
    BY_MONTH = "by_month"
    BY_YEAR_END = "by_year_end"
    WITHIN_YEAR = "within_year"
    EVERY_WEEK = "every_week"
    EVERY_MONTH = "every_month"
    EVERY_QUARTER = "every_quarter"
    EVERY_YEAR = "every_year"
    STANDING = "standing"
    AFTER_EVENT = "after_event"
    DONE = "done"


COUNT = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
YEAR = r"(?:20\d\d|二[〇○零Ｏ][一二三四五六七八九〇○零Ｏ]{2})"
WHICH = rf"(?:(?P<year>{YEAR})年(?!度|版|代)|(?P<near>今年|本年|当年|明年|来年|次年))"
BEFORE = r"(?:之|以)?前"
# A year or month alone is a time limit when one of these follows: something is to be done in it.
DEED = (
    r"(?=[,，]?(?:底|末)?(?:力争|争取|确保|全面|基本|全部|率先|累计|新增|新建|实现|完成|建成|达到|启动|出台|建立|推出|"
    r"投用|上线|取得|形成|培育|实施|推广|打造|稳居|进入|覆盖|取消|不低于|不少于))"
)
# "三年内" and "每年年底" are other things than "年内" and "年底".
ALONE = r"(?<![\d〇一二三四五六七八九十两几多数近每周半往历去学X])"

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        (
            "rhythm",
            rf"(?P<every>每[周月年]|每个(?:月|季度)|每季度?|逐月|逐周|逐季度?|按月|按季度?|按年|按周|(?<![\d一二三四五六七八九十本])[周月季](?=调度))"
            rf"(?:年?[底末](?:{BEFORE})?|{COUNT}[日号](?:{BEFORE})?|{COUNT}月(?:份|[底末]|{COUNT}[日号])?(?:{BEFORE})?)?",
        ),
        (
            "issued",
            r"(?:自|从)?(?P<own>本(?:方案|通知|意见|办法|计划|清单|文件))?(?P<act>印发|发布|下发|公布|出台|施行)"
            rf"(?:之日起|之日后|后|起)(?P<length>{COUNT})(?P<span>个月|年|个?工作日|日|天|周)(?:之|以)?内",
        ),
        ("efforts", rf"(?:通过|用|经过)(?P<length>{COUNT})年(?:左右)?的?(?:努力|时间)"),
        ("five_years", rf"十(?P<five>[三四五六])五[”\"’]?(?:规划)?(?:时期|期间)?末(?:{BEFORE})?"),
        ("since", rf"(?:自|从)?(?P<year>{YEAR})年(?:{COUNT}月)?(?:{COUNT}日)?起"),
        ("day", rf"(?:{WHICH})?(?P<month>{COUNT})月(?P<day>{COUNT})[日号](?:{BEFORE}|完成)"),
        ("until_day", rf"(?<=[到至于]){WHICH}(?P<month>{COUNT})月(?P<day>{COUNT})[日号]"),
        ("third", rf"(?:{WHICH})?(?P<month>{COUNT})月(?P<third>[上中下])旬(?:{BEFORE})?"),
        ("month", rf"(?:{WHICH})?{ALONE}(?P<month>{COUNT})月份?(?:[底末](?:{BEFORE})?|内)"),
        ("before_month", rf"(?:{WHICH})?{ALONE}(?P<month>{COUNT})月份?{BEFORE}"),
        ("bare_month", rf"{WHICH}(?P<month>{COUNT})月份?(?!{COUNT}日){DEED}"),
        ("half", rf"(?:{WHICH})?(?P<half>[上下])半年[末底内]?(?:{BEFORE})?"),
        ("quarter", rf"(?:{WHICH})?第?(?P<quarter>[一二三四1234])季度[末底内]?(?:{BEFORE})?"),
        ("quarter_letter", rf"(?:{WHICH})?(?<![A-Za-z])[Qq](?P<quarter>[1-4])(?![0-9A-Za-z])"),
        ("year_end", rf"{WHICH}年?[底末](?:{BEFORE})?"),
        ("before_year", rf"(?P<year>{YEAR})年{BEFORE}"),
        ("in_year", rf"{WHICH}之?内"),
        ("this_year_end", rf"{ALONE}年[底末](?:{BEFORE})?"),
        ("this_year", rf"{ALONE}年内"),
        ("until_year", rf"(?<=[到至取争保]){WHICH}(?!{COUNT}月)"),
        ("bare_year", rf"{WHICH}{DEED}"),
    )
)
PAST = re.compile(r"(?:截至|截止到?|自|从|比|较|与)$")
"""A date after these words tells a fact or a beginning, unless 前 says that something is due."""
DUE = re.compile(r"前$")
STRIVING = re.compile(r"力争|争取")
STRIVEN = re.compile(r"[,，]?(?:力争|争取)")
CLAUSE_END = re.compile(r"[。；;！？，,]")
OWN_PAPER = re.compile(r"(?:^|[,，。;；:：\0在自从])(?:方案|文件|通知|意见|清单|工作方案|实施方案)?$")
"""What stands before 印发后 when this paper is meant; anything else (市级细则出台后) is another paper."""

CELL_DAY = re.compile(rf"(?P<year>{YEAR})[年./-](?P<month>{COUNT})[月./-](?P<day>{COUNT})[日号]?")
CELL_DATE = re.compile(rf"(?:{WHICH})?(?P<month>{COUNT})月(?P<day>{COUNT})[日号]")
CELL_MONTH = re.compile(
    rf"(?=.*月|20\d\d)(?:(?P<year>{YEAR})(?:年|[./-])|(?P<near>今年|本年|明年|当年))?(?P<month>{COUNT})月?份?"
)
CELL_MONTH_DEED = re.compile(
    rf"{CELL_MONTH.pattern}(?:全面|全部|基本|正式)?(?:投入使用|投用|完成|建成|竣工|完工|开工|动工|启动|启用|上线|验收|交付|开放)"
)
CELL_MONTHS = re.compile(
    rf"(?:{YEAR}年)?{COUNT}月?[至到—–~-]+(?:(?P<year>{YEAR})年)?(?P<near>今年|明年)?(?P<month>{COUNT})月"
)
CELL_YEARS = re.compile(rf"(?P<first>{YEAR})年?[至到—–~-]+(?P<year>{YEAR})(?:年底?)?")
CELL_YEAR = re.compile(rf"(?:{WHICH}(?:全年)?|全年|年度)(?:推进|实施|开展|完成|坚持|落实)?")
CELL_STANDING = re.compile(
    r"(?:长期|持续|常态化?|常年)(?:坚持|推进|实施|开展|执行|落实|推动|进行|更新|完善|优化|深化)?|(?:坚持|推进|实施|开展)?(?:长期|常态化?)"
)
CLAUSE_STANDING = re.compile(
    r"(?<=[（(])(?:长期|持续|常态化?)(?:坚持|推进|实施|开展)?(?=[)）])|(?:长期坚持|长期实施|长期推进|持续推进)(?=[。；;]|$)"
)
CELL_AT_ONCE = re.compile(r"(?:立即|即日起|即时|立行立改|即知即改)(?:实施|执行|办理|启动|整改|推进|落实|开展)?")
CLAUSE_AT_ONCE = re.compile(r"^(?:立行立改|即知即改|立即整改)(?=[,;，；、。])")
CELL_DONE = re.compile(r"已(?:经|全部|基本)?(?:完成|落实|办结)")
CLAUSE_DONE = re.compile(
    r"^已(?:全部)?完成(?=[,，；;。])|(?<=[(（])已(?:全部)?完成(?=[)）])|(?<=[,，；;。])已(?:全部)?完成(?=[。；;]|$)"
)
