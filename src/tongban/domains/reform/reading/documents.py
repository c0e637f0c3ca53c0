"""The head of a paper: its title, number, issuer and date; and whether one file holds two papers."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from tongban.domains.reform.reading.drafts import where
from tongban.domains.reform.reading.markers import read_mark, value_of
from tongban.domains.reform.reading.papers import Paper, Paragraph
from tongban.domains.reform.reading.plan import Document, Doubt
from tongban.domains.reform.reading.units import is_unit
from tongban.kernel.errors import Refusal

_NUMBER = re.compile(
    r"(?P<code>[\u4e00-\u9fa5]{2,14})\s*[〔\[（(【［]\s*(?P<year>\d{4})\s*[〕\]）)】］]\s*(?:第)?\s*(?P<count>\d+)\s*号"
)
_LABELLED = re.compile(r"(?:发文字号|文\s*号|发文号|字\s*号)\s*[：:】]\s*")
_DAY = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_CHINESE_DAY = re.compile(
    r"([二一][〇○零O０\d一二三四五六七八九十]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_A_DAY = r"(\d{4})\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})"
_DATED = re.compile(rf"(?:成文|印发|发文|签发)(?:日期|时间)\s*[：:]\s*{_A_DAY}")
_PUBLISHED = re.compile(rf"(?:发布|公布|公开|生成|时间|日期)(?:日期|时间)?\s*[：:]\s*{_A_DAY}")
_PRINTED = re.compile(r".{0,30}?(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*印发")
_FIELD = re.compile(r"^(?:标\s*题|名\s*称|文件名称|信息名称)\s*[：:]\s*")
_ISSUED = re.compile(r"关于(?:转发)?(?:印发|下发|公布|发布)(.+?)的(?:通\s*知|通\s*告|函)")
_ABOUT = re.compile(r"关于.+?的?(?:通知|意见|实施意见|决定|措施|方案|函|若干措施)$")
_PLAIN = re.compile(
    r".{3,80}(?:(?:项目|任务|推进|安排|工作)表|方案|计划|要点|措施|意见|清单|分工表|任务表|分工|任务分解|分解表|规划|细则|办法|任务书|责任书|台账|一览表|汇总表)(?:[（(].{1,24}[)）])?$"
)
_AT_END = re.compile(rf"\s*[（(]\s*(?P<whole>{_NUMBER.pattern})\s*[)）]?\s*$")
FIELD_ROWS = 12
_FIELD_NAME = re.compile(
    "发文字号|文号|发文号|成文日期|发文日期|印发日期|标题|名称|文件名称|信息名称|发布日期|公开日期"
)
TITLE_ROWS = 5
HEAD = 60  # paragraphs of a head at most


def read_document(paper: Paper) -> tuple[Document, list[Doubt]]:
    """The paper's head. What it does not say is empty and doubted.

    Refuses `reform.plan.two_documents` when the file holds papers of two numbers.
    """
    _require_one(paper)
    head = [*_head(paper.paragraphs), *_fields(paper)]
    title, issuer = _title(head)
    title = title or _title_in_table(paper)
    number = _paper_number(head)
    issued_on, is_sure = _issued_on(head, paper.paragraphs)
    issuer = issuer or _signature(paper.paragraphs, title)
    told = {"title": title, "number": number, "issuer": issuer, "date": issued_on}
    doubts = [Doubt(f"reform.doubt.no_{name}", {}) for name, value in told.items() if not value]
    if issued_on and not is_sure:
        doubts.append(Doubt("reform.doubt.date_unsure", {"date": issued_on.isoformat()}))
    return Document(title, number, issuer, issued_on), doubts


def _head(paragraphs: Sequence[Paragraph]) -> list[str]:
    """The lines before the first numbered paragraph."""
    lines = []
    for one in paragraphs[:HEAD]:
        if read_mark(one.text) is not None:
            break
        lines.append(one.text.strip())
    return lines


def _fields(paper: Paper) -> list[str]:
    """Web pages tell number and date in a small table above the text: 文号 | …, 成文日期 | …"""
    rows = [row for table in paper.tables[:2] if len(table.rows) <= FIELD_ROWS for row in table.rows]
    cells = [[re.sub(r"\s", "", cell.text).rstrip("：:") for cell in row.cells] for row in rows]
    return [f"{name}：{value}" for told in cells for name, value in pairwise(told) if _FIELD_NAME.fullmatch(name)]


def _require_one(paper: Paper) -> None:
    """Two papers have two lines with nothing but a paper number; a paper that is passed on (转发) brings its own."""
    found: dict[str, Paragraph] = {}
    passes_on = False
    for line in paper.paragraphs:
        passes_on = passes_on or bool(re.match(r".{0,40}转发", line.text) and "通知" in line.text)
        if number := _NUMBER.fullmatch(line.text.strip()):
            found.setdefault(_standard(number), line)
    if len(found) > 1 and not passes_on:
        (first, _), (second, line) = list(found.items())[:2]
        raise Refusal("reform.plan.two_documents", file=paper.name, first=first, second=second, place=where(line.place))


def _standard(found: re.Match[str]) -> str:
    return f"{found['code']}〔{found['year']}〕{int(found['count'])}号"


def _paper_number(head: Sequence[str]) -> str:
    """`渝府办发〔2019〕81号` in its standard brackets, from any of the bracket forms in use."""
    for line in head:
        if found := _NUMBER.fullmatch(line):
            return _standard(found)
    for line in head:
        if len(line) <= 120 and (found := _AT_END.search(line)):
            return _standard(found)
        label = _LABELLED.search(line)
        if label and (found := _NUMBER.match(line, label.end())):
            return _standard(found)
    return next((_standard(found) for line in head if (found := _NUMBER.match(line)) and "根据" not in line), "")


def _title(head: Sequence[str]) -> tuple[str, str]:
    """(title of the plan, issuer): from the notice that issues it, or from the line that names the plan."""
    head = [_AT_END.sub("", _FIELD.sub("", line)) for line in head]
    for place, line in enumerate(head):
        if "关于" not in line or re.search("[。；]|根据|为贯彻|为深入|现将", line):
            continue
        whole = line
        for more in head[place + 1 : place + 5]:
            if _ISSUED.search(whole) or _ABOUT.search(whole):
                break
            whole += more
        if found := _ISSUED.search(whole) or _ABOUT.search(whole):
            title = found[1] if found.re is _ISSUED else found[0]
            return _bare(title), _issuer(head[:place], whole[: found.start()])
    for place, line in enumerate(head):
        if _PLAIN.fullmatch(line) and not re.search("[。，：]", line):
            above = head[place - 1] if place and _is_first_half(head[place - 1]) else ""
            return _bare(above + line), ""
    return "", ""


def _title_in_table(paper: Paper) -> str:
    """Spreadsheets write the title into the first rows of the table."""
    rows = paper.tables[0].rows[:TITLE_ROWS] if paper.tables else ()
    alone = [[cell.text for cell in row.cells if cell.text.strip()] for row in rows]
    return next((_bare(told[0]) for told in alone if len(told) == 1 and _PLAIN.fullmatch(told[0].strip())), "")


def _is_first_half(line: str) -> bool:
    return 4 <= len(line) <= 40 and not re.search("[。：:，]|政府$|办公[厅室]$|号$|日$|文件$", line)


def _bare(title: str) -> str:
    title = re.sub(r"\s", "", title)
    whole = re.fullmatch("《(.+)》", title)
    return whole[1] if whole and "《" not in whole[1] else title


def _issuer(before: Sequence[str], same_line: str) -> str:
    """Who issues the notice: the words before 关于, or the lines above the title."""
    own = _NUMBER.sub("", same_line).strip(" 　")
    if own:
        return own
    told = [re.sub(r"(?:文件)$", "", re.sub(r"\s", "", line)) for line in before[-3:]]
    names = [line for line in told if 3 <= len(line) <= 40 and not re.search(r"\d|号|[：:。，]|附件|索引", line)]
    return "、".join(dict.fromkeys(names))


def _issued_on(head: Sequence[str], paragraphs: Sequence[Paragraph]) -> tuple[date | None, bool]:
    """The date of the paper: alone on a line, or said to be its date. A page's date of publication is not sure."""
    lines = [*head, *(one.text.strip() for one in paragraphs)]
    for line in lines:
        if (found := _DAY.fullmatch(line) or _DATED.search(line) or _PRINTED.fullmatch(line)) and (day := _day(found)):
            return day, True
        if (found := _CHINESE_DAY.fullmatch(line)) and (day := _chinese_day(found)):
            return day, True
    for line in head:
        found = _PUBLISHED.search(line) or (_DAY.search(line) if len(line) <= 40 else None)
        if found and (day := _day(found)):
            return day, False
    return None, False


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _chinese_day(found: re.Match[str]) -> date | None:
    year = "".join(str("〇一二三四五六七八九".find(re.sub("[○零O０]", "〇", letter))) for letter in found[1])
    try:
        return date(int(year), value_of(found[2]), value_of(found[3]))
    except ValueError:
        return None


def _signature(paragraphs: Sequence[Paragraph], title: str) -> str:
    """The line above the date, where it names a unit."""
    for before, line in pairwise(paragraphs):
        name = re.sub(r"\s", "", before.text)
        if (_DAY.fullmatch(line.text.strip()) or _CHINESE_DAY.fullmatch(line.text.strip())) and 4 <= len(name) <= 30:
            return name if is_unit(name) and name != title else ""
    return ""
