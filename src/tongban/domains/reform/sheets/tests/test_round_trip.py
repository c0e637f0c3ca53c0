"""Out, written in, back: through the commands, with other people at work meanwhile."""

from collections.abc import Callable

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tongban.domains.reform.ids import PlanId
from tongban.domains.reform.ledger import api as ledger
from tongban.domains.reform.ledger.tests.bureau import NOW, Bureau, build
from tongban.domains.reform.sheets import api as sheets
from tongban.domains.reform.sheets.columns import HIDDEN
from tongban.domains.reform.sheets.models import ReturnedSheet
from tongban.domains.reform.sheets.tests.books import edited, put
from tongban.kernel.authz import Actor
from tongban.kernel.errors import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau(once: Callable[..., Bureau]) -> Bureau:
    return once(build)


def life_of(bureau: Bureau, position: int = 0) -> ledger.LifeView:
    return ledger.get_life(bureau.measure(position), actor=bureau.clerk, today=NOW.date())


def out(bureau: Bureau, actor: Actor) -> bytes:
    return sheets.make_sheet(bureau.plan, actor=actor, language="zh", now=NOW)[1]


def back(bureau: Bureau, data: bytes, actor: Actor) -> sheets.Checked:
    return sheets.check_sheet(bureau.plan, data=data, name="台账.xlsx", actor=actor, now=NOW)


def first_row(write: Callable[[Worksheet], None]) -> Callable[[Workbook], None]:
    return lambda book: write(book["台账"])


def refused(code: str, act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code
    return caught.value


def test_edits_are_told_then_done_by_their_own_acts(bureau: Bureau) -> None:
    def write(book: Workbook) -> None:
        put(book["台账"], 2, progress="预约已上线", share=70, classification="优势", reason="全市最早")
        put(book["台账"], 3, problem="缺数据接口", wants="市数据局")
        identity = book["台账"]["A2"].value
        put(book["自定步骤"], 2, id=identity, text="试运行", day="2025-10-15")
        put(book["自定步骤"], 3, id=identity, text="全面推开", day="2025-12-01", weight=3)

    checked = back(bureau, edited(out(bureau, bureau.clerk), write), bureau.clerk)
    assert checked.mistakes == () and checked.sheet is not None
    assert [one.act for one in checked.changes] == ["progress", "classification", "problem", "steps"]
    before = life_of(bureau)
    assert (before.measure.share, before.steps) == (0, ())
    assert sheets.apply_sheet(checked.sheet, actor=bureau.clerk, now=NOW) == 4
    life = life_of(bureau)
    assert (life.measure.share, life.measure.classification) == (70, "advantage")
    assert [(step.text, step.weight) for step in life.steps] == [("试运行", 1), ("全面推开", 3)]
    assert [one.text for one in life_of(bureau, 1).problems] == ["缺数据接口"]
    refused("reform.sheet.settled", lambda: sheets.apply_sheet(_id(checked), actor=bureau.clerk, now=NOW))


def _id(checked: sheets.Checked) -> sheets.SheetId:
    assert checked.sheet is not None
    return checked.sheet


def test_a_mistake_keeps_everything_out(bureau: Bureau) -> None:
    def write(sheet: Worksheet) -> None:
        put(sheet, 2, progress="预约已上线", share=70)
        put(sheet, 3, share="很多")

    checked = back(bureau, edited(out(bureau, bureau.clerk), first_row(write)), bureau.clerk)
    assert checked.sheet is None
    assert [(one.cell, one.code) for one in checked.mistakes] == [("K3", "reform.sheet.cell.number")]
    assert not ReturnedSheet.objects.exists()


def test_what_others_changed_meanwhile_is_a_choice(bureau: Bureau) -> None:
    data = out(bureau, bureau.clerk)
    ledger.classify(bureau.measure(), "weak", reason="进度慢", actor=bureau.head, now=NOW)
    ledger.file_progress(bureau.measure(1), "合并了", share=90, actor=bureau.head, now=NOW)

    def write(sheet: Worksheet) -> None:
        put(sheet, 2, classification="优势", reason="全市最早")
        put(sheet, 3, problem="缺数据接口")

    checked = back(bureau, edited(data, first_row(write)), bureau.clerk)
    assert [(one.act, one.is_conflict, one.old, one.new) for one in checked.changes] == [
        ("classification", True, "短板", "优势"),
        ("problem", False, "", "缺数据接口"),
    ]
    assert sheets.apply_sheet(_id(checked), actor=bureau.clerk, now=NOW) == 1
    kept = ledger.get_measure(bureau.measure(), actor=bureau.clerk, today=NOW.date())
    assert kept.classification == "weak"
    assert ledger.get_measure(bureau.measure(1), actor=bureau.clerk, today=NOW.date()).share == 90


def test_a_conflict_is_done_when_it_is_taken(bureau: Bureau) -> None:
    data = out(bureau, bureau.clerk)
    ledger.classify(bureau.measure(), "weak", reason="进度慢", actor=bureau.head, now=NOW)
    edits = first_row(lambda sheet: put(sheet, 2, classification="优势", reason="全市最早"))
    checked = back(bureau, edited(data, edits), bureau.clerk)
    assert sheets.apply_sheet(_id(checked), take=[0], actor=bureau.clerk, now=NOW) == 1
    kept = ledger.get_measure(bureau.measure(), actor=bureau.clerk, today=NOW.date())
    assert kept.classification == "advantage"


def test_what_moved_between_looking_and_confirming_undoes_all(bureau: Bureau) -> None:
    def write(sheet: Worksheet) -> None:
        put(sheet, 2, classification="优势", reason="全市最早")
        put(sheet, 3, problem="缺数据接口")

    checked = back(bureau, edited(out(bureau, bureau.clerk), first_row(write)), bureau.clerk)
    ledger.classify(bureau.measure(), "weak", reason="进度慢", actor=bureau.head, now=NOW)
    stale = refused("reform.sheet.stale", lambda: sheets.apply_sheet(_id(checked), actor=bureau.clerk, now=NOW))
    mistakes = stale.values["mistakes"]
    assert isinstance(mistakes, list) and [one.code for one in mistakes] == ["reform.sheet.moved"]
    assert life_of(bureau, 1).problems == ()
    sheets.discard_sheet(_id(checked), actor=bureau.clerk, now=NOW)


def test_the_office_names_agencies_and_a_unit_may_not(bureau: Bureau) -> None:
    edits = first_row(lambda sheet: put(sheet, 2, agency="市数据局"))
    by_unit = back(bureau, edited(out(bureau, bureau.clerk), edits), bureau.clerk)
    assert [one.code for one in by_unit.mistakes] == ["reform.sheet.not_yours.agency"]
    checked = back(bureau, edited(out(bureau, bureau.office), edits), bureau.office)
    sheets.apply_sheet(_id(checked), actor=bureau.office, now=NOW)
    now_led = ledger.get_measure(bureau.measure(), actor=bureau.helper, today=NOW.date())
    assert now_led.lead_agency == next(one.agency for one in now_led.units if one.name == "市数据局")


def test_files_that_are_not_ours_are_refused(bureau: Bureau) -> None:
    data = out(bureau, bureau.clerk)

    def drop(book: Workbook) -> None:
        del book[HIDDEN]

    def forge(book: Workbook) -> None:
        book[HIDDEN]["B2"].value = '["closed","",0,"",[]]'

    refused("reform.sheet.foreign", lambda: back(bureau, edited(data, drop), bureau.clerk))
    refused("reform.sheet.changed_inside", lambda: back(bureau, edited(data, forge), bureau.clerk))
    refused("reform.sheet.nothing", lambda: back(bureau, data, bureau.clerk))
    refused("kernel.sheet.not_a_sheet", lambda: back(bureau, b"no spreadsheet", bureau.clerk))
    unknown = PlanId.new()
    refused("reform.plan.unknown", lambda: sheets.make_sheet(unknown, actor=bureau.clerk, language="zh", now=NOW))


def test_a_stranger_gets_no_workbook(bureau: Bureau) -> None:
    refused("reform.plan.unknown", lambda: out(bureau, Actor(None, "nobody")))


def test_the_same_file_goes_in_once_and_nobody_applies_anothers(bureau: Bureau) -> None:
    edits = first_row(lambda sheet: put(sheet, 2, progress="预约已上线", share=70))
    data = edited(out(bureau, bureau.clerk), edits)
    checked = back(bureau, data, bureau.clerk)
    refused("reform.sheet.already", lambda: back(bureau, data, bureau.clerk))
    refused("reform.sheet.unknown", lambda: sheets.apply_sheet(_id(checked), actor=bureau.head, now=NOW))
    sheets.apply_sheet(_id(checked), actor=bureau.clerk, now=NOW)
    again = edited(out(bureau, bureau.clerk), first_row(lambda sheet: put(sheet, 2, progress="预约已上线")))
    refused("reform.sheet.nothing", lambda: back(bureau, again, bureau.clerk))
