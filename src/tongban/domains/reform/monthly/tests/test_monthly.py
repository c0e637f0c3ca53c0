"""The monthly report from a ledger with a life: its figures, and the paper as python-docx reads it back."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from tongban.domains.reform.ids import MeetingId
from tongban.domains.reform.ledger import api as ledger
from tongban.domains.reform.ledger.tests.bureau import NOW, REGION, Bureau, build, closed
from tongban.domains.reform.monthly import api as monthly
from tongban.domains.reform.rhythm import api as rhythm
from tongban.kernel import texts
from tongban.kernel.actors import SYSTEM
from tongban.kernel.errors import Refusal

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=100)  # 10 July 2025: the measure of June is late
HEAD = monthly.Letterhead(
    "青川市优化营商环境工作领导小组办公室", date(2025, 7, 10), "青川市营商办文件", "青川营商办[2025]9号", "各区县"
)


def _lived() -> Bureau:
    bureau = build()
    closed(bureau, bureau.measure(0), NOW + timedelta(days=95))
    ledger.raise_problem(bureau.measure(3), "叫号系统没有经费", wants=["市数据局"], actor=bureau.clerk, now=NOW)
    held = NOW + timedelta(days=62)
    meeting = rhythm.prepare_dispatch(REGION, "2025-06", actor=bureau.office, now=held)
    _decide(bureau, meeting)
    return bureau


def _decide(bureau: Bureau, meeting: MeetingId) -> None:
    held = NOW + timedelta(days=62)
    rhythm.decide(
        meeting,
        text="窗口办六月底前完成叫号改造",
        unit="市窗口办",
        due_on=date(2025, 6, 30),
        actor=bureau.office,
        now=held,
    )
    rhythm.take_attendance(meeting, {"市窗口办": "present"}, actor=bureau.office, now=held)
    rhythm.close_meeting(meeting, minutes="会议纪要", held_on=held.date(), actor=bureau.office, now=held)


@pytest.fixture(scope="module")
def bureau(once: Callable[[Callable[[], Bureau]], Bureau]) -> Bureau:
    return once(_lived)


def _report(bureau: Bureau, period: str = "2025-07") -> monthly.MonthlyReport:
    return monthly.get_monthly(REGION, period, actor=bureau.office, now=LATER)


def test_every_figure_is_the_ledgers(bureau: Bureau) -> None:
    report = _report(bureau)
    board = ledger.get_board(ledger.LedgerFilter(region=REGION), actor=SYSTEM, today=LATER.date())
    assert (report.total, report.closed_in_month) == (board.total, 1)
    assert dict(report.lights) == dict(board.lights)
    (late,) = report.lagging
    assert (late.measure, late.days, late.reason) == (bureau.measure(3), 10, "叫号系统没有经费")
    (decision,) = report.decisions
    assert decision.state is rhythm.DecisionState.OVERDUE
    assert report.due_next == ()
    assert _report(bureau, "2025-05").dispatch is None


def test_what_ends_next_month_is_listed(bureau: Bureau) -> None:
    report = monthly.get_monthly(REGION, "2025-05", actor=bureau.office, now=NOW + timedelta(days=50))
    assert [(one.measure, one.due_on) for one in report.due_next] == [(bureau.measure(3), date(2025, 6, 30))]


def test_only_who_watches_the_region_reads_it(bureau: Bureau) -> None:
    with pytest.raises(Refusal, match=r"kernel\.authz\.denied"):
        monthly.get_monthly(REGION, "2025-07", actor=bureau.clerk, now=LATER)
    with pytest.raises(Refusal, match=r"kernel\.authz\.denied"):
        monthly.get_monthly("990200", "2025-07", actor=bureau.office, now=LATER)


@pytest.mark.parametrize("period", ["2025-08", "2025-13", "2025", "x"])
def test_a_month_that_has_not_begun_has_no_report(bureau: Bureau, period: str) -> None:
    with pytest.raises(Refusal, match=r"reform\.monthly\.period"):
        _report(bureau, period)


def _paper(bureau: Bureau) -> Document:
    opened: Document = docx.Document(BytesIO(monthly.write_monthly(_report(bureau), HEAD)))
    return opened


def test_the_page_is_that_of_an_official_paper(bureau: Bureau) -> None:
    paper = _paper(bureau)
    for section in paper.sections:
        assert section.page_width is not None
        assert section.page_height is not None
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        sides = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
        assert [round(side.mm) for side in sides if side is not None] == [37, 28, 26, 35]
    (grid,) = paper.sections[0]._sectPr.xpath("w:docGrid")
    lines = round(225 / 25.4 * 1440 / int(grid.get(qn("w:linePitch"))), 1)
    character = 16 + int(grid.get(qn("w:charSpace"))) / 4096
    assert (lines, round(156 / 25.4 * 72 / character, 1)) == (22.0, 28.0)
    odd, even = paper.sections[0].footer.paragraphs[0], paper.sections[0].even_page_footer.paragraphs[0]
    assert paper.settings.odd_and_even_pages_header_footer
    assert (odd.text, even.text, odd.alignment, even.alignment) == ("— 1 —", "— 1 —", 2, 0)
    assert {run.font.size for run in odd.runs} == {Pt(14)}
    assert [found.text for found in odd._p.iter(qn("w:instrText"))] == [" PAGE "]


def _face(paper: Document, begins: str) -> tuple[str, float]:
    (line,) = [one for one in paper.paragraphs if one.text.startswith(begins)]
    size = line.runs[0].font.size
    assert size is not None
    (face,) = line.runs[0]._r.xpath("w:rPr/w:rFonts/@w:eastAsia")
    return str(face), size.pt


def test_each_line_has_its_type(bureau: Bureau) -> None:
    paper = _paper(bureau)
    assert _face(paper, "关于2025年7月青川市改革任务推进情况的通报") == ("方正小标宋简体", 22)
    assert _face(paper, "一、总体进展") == ("黑体", 16)
    assert _face(paper, "（一）举措完成情况") == ("楷体_GB2312", 16)
    assert _face(paper, "现将青川市") == ("仿宋_GB2312", 16)
    assert _face(paper, "青川营商办〔2025〕9号") == ("仿宋_GB2312", 16)
    (table,) = [part for part in paper.part.package.iter_parts() if part.partname.endswith("fontTable.xml")]
    assert 'w:name="方正小标宋简体"><w:altName' in table.blob.decode()


def test_the_paper_says_what_the_page_says(bureau: Bureau) -> None:
    report, told = _report(bureau), [line.text for line in _paper(bureau).paragraphs]
    for part in monthly.parts(report):
        assert [one for one in told if one.endswith(texts.say(part.heading, "zh"))]
        for said in part.said:
            assert monthly.flat(said, "zh", texts.say) in told
            assert "…" not in monthly.flat(said, "en", texts.say)
    assert "各区县：" in told
    assert "附件：各牵头单位举措进展情况表" in told
    end = told.index(HEAD.signer)
    assert told[end + 1] == "2025年7月10日"


def test_the_annex_has_a_line_for_each_unit(bureau: Bureau) -> None:
    (table,) = _paper(bureau).tables
    assert [cell.text for cell in table.rows[0].cells] == ["单位", "举措", "已销号", "逾期", "临期", "待审核"]
    assert [row.cells[0].text for row in table.rows[1:]] == [one.name for one in _report(bureau).units]


def test_without_a_red_head_the_paper_begins_with_its_title(bureau: Bureau) -> None:
    plain = monthly.Letterhead("青川市营商办", date(2025, 7, 10))
    paper = docx.Document(BytesIO(monthly.write_monthly(_report(bureau), plain)))
    assert paper.paragraphs[0].text.startswith("关于2025年7月")


@pytest.mark.usefixtures("bureau")
def test_an_empty_ledger_says_so() -> None:
    report = monthly.get_monthly("990000", "2025-03", actor=SYSTEM, now=NOW)
    assert [said.code for part in monthly.parts(report)[:3] for said in part.said] == ["reform.monthly.empty"]
    assert monthly.write_monthly(report, HEAD).startswith(b"PK")
