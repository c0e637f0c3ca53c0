"""A plan is read whole or refused with every reason; a page break changes nothing."""

import zipfile
from datetime import date
from pathlib import Path

import pytest

from tongban.domains.reform.reading import Plan, read_plan, words
from tongban.domains.reform.tests.plans import HEAD, ROWS, write_docx, write_text
from tongban.kernel.errors import Refusal

SHARED = Path(__file__).resolve().parents[6] / "shared" / "plans"
COUNTS_001 = {
    "items": 91,
    "rows": 150,
    "measures": 206,
    "measures_with_deadline": 75,
    "deadline_strings": 82,
    "rows_done": 0,
    "rows_with_cooperating_units": 91,
}


def _refusal(file: Path) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_plan(file)
    return caught.value


def _facts(plan: Plan) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    return [(one.anchor, one.text, one.lead, one.cooperating) for one in plan.measures]


@pytest.mark.parametrize("name", ["001-chongqing-2019-81.docx", "001-chongqing-2019-81.txt"])
def test_a_real_plan_gives_the_counted_items_and_measures(name: str) -> None:
    if not (SHARED / name).exists():
        pytest.skip(f"the public plan {name} is not beside this clone")
    plan = read_plan(SHARED / name)
    assert plan.counts() == COUNTS_001
    assert plan.document.number == "渝府办发〔2019〕81号"
    inherited = next(one for one in plan.measures if one.anchor == "§10.45(4)")
    assert inherited.lead == ("市高法院",)


def test_a_real_plan_reads_the_same_from_word_and_from_text() -> None:
    if not SHARED.exists():
        pytest.skip("the public plans are not beside this clone")
    word, text = (read_plan(SHARED / f"001-chongqing-2019-81{suffix}") for suffix in (".docx", ".txt"))
    assert word == text


def test_items_measures_units_and_deadlines_are_read(tmp_path: Path) -> None:
    plan = read_plan(write_text(tmp_path))
    assert (plan.document.title, plan.document.number) == ("青川市便民提速工作方案", "青川府办发〔2025〕7号")
    assert [(item.number, item.chapter, len(item.measures)) for item in plan.items] == [
        (1, "一、开店", 3),
        (2, "一、开店", 1),
        (3, "二、用水", 1),
    ]
    first = plan.measures[0]
    assert (first.number, first.text, first.anchor) == (1, "2025年底前开通线上预约。", "§1.1(1)")
    assert first.cooperating == ("市数据局", "市档案馆")
    assert plan.measures[2].lead == ("市窗口办",)
    assert plan.measures[2].cooperating == ()
    assert plan.measures[3].anchor == "§1.2"
    assert [one.date for one in plan.measures[4].deadlines] == [date(2025, 12, 31)]


def test_word_and_text_give_the_same_plan(tmp_path: Path) -> None:
    assert read_plan(write_docx(tmp_path)) == read_plan(write_text(tmp_path))


def test_a_table_cut_between_rows_by_a_page_reads_as_one(tmp_path: Path) -> None:
    again = ("一、开店", "1．少跑路", "（3）公布常见问题。", "", "")
    cut = write_docx(tmp_path, ((ROWS[0],), (again, *ROWS[2:])))
    assert _facts(read_plan(cut)) == _facts(read_plan(write_text(tmp_path)))


def test_a_sentence_cut_by_a_page_is_joined(tmp_path: Path) -> None:
    upper = (*ROWS[2][:2], "2025年6月底前叫号等待", *ROWS[2][3:])
    lower = ("", "", "不超过十分钟。", "", "")
    plan = read_plan(write_text(tmp_path, (*ROWS[:2], upper, lower, ROWS[3])))
    assert plan == read_plan(write_text(tmp_path))


def test_a_table_that_lost_rows_is_refused_with_every_place(tmp_path: Path) -> None:
    lost = (ROWS[0], (*ROWS[2][:2], "2025年6月底前叫号等待", *ROWS[2][3:]), ("三、用气", "5．装表", "两天。", "", ""))
    refused = _refusal(write_text(tmp_path, lost))
    assert refused.code == "reform.plan.table_cut"
    assert refused.values["count"] == 3  # a gap in the numbers, an unfinished sentence, no lead unit


def test_a_text_that_is_not_a_plan_is_refused(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("各位同事：\n明天开会。\n", "utf-8")
    assert _refusal(letter).code == "reform.plan.not_a_plan"
    without_number = write_text(tmp_path, head=(HEAD[0], HEAD[1], HEAD[3]))
    assert _refusal(without_number).values["missing"] == ["发文字号"]


def test_encrypted_files_are_refused(tmp_path: Path) -> None:
    old = tmp_path / "plan.docx"
    old.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512))
    assert _refusal(old).code == "reform.paper.old_format"
    locked = write_docx(tmp_path)
    data = bytearray(locked.read_bytes())
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = data.find(mark)
        while start >= 0:
            data[start + offset] |= 1  # the bit that says "encrypted" in each entry's header
            start = data.find(mark, start + 4)
    locked.write_bytes(data)
    assert _refusal(locked).code == "reform.paper.encrypted"


def test_a_file_of_200_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge.docx"
    with huge.open("wb") as file:
        file.truncate(200 * 2**20)
    refused = _refusal(huge)
    assert (refused.code, refused.values["megabytes"]) == ("reform.paper.too_large", 200)


def test_a_package_that_unpacks_beyond_reason_is_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.docx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        for part in range(3):
            package.writestr(f"word/media/{part}", bytes(80 * 2**20))
        package.writestr("word/document.xml", "<x/>")
    assert _refusal(bomb).code == "reform.paper.unpacks"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("x.docx", b"PK\x03\x04 not really", "reform.paper.damaged"),
        ("x.pdf", b"%PDF-1.7", "reform.paper.damaged"),
        ("x.txt", "方案".encode("gb18030"), "reform.paper.encoding"),
        ("x.txt", "方案\0".encode(), "reform.paper.encoding"),
        ("x.docx", b"", "reform.paper.empty"),
    ],
)
def test_other_files_are_refused_with_their_reason(tmp_path: Path, *, name: str, data: bytes, code: str) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    assert _refusal(file).code == code


def test_a_package_whose_content_was_damaged_is_refused(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.docx"
    with zipfile.ZipFile(damaged, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", "<x>" + "改革" * 400 + "</x>")
    data = bytearray(damaged.read_bytes())
    start = data.find(b"word/document.xml") + len("word/document.xml")
    data[start : start + 8] = b"\xff" * 8
    damaged.write_bytes(data)
    assert _refusal(damaged).code == "reform.paper.damaged"
    with zipfile.ZipFile(damaged, "w") as package:
        package.writestr("word/document.xml", "<x/>")
    data = bytearray(damaged.read_bytes())
    for mark, offset in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        data[data.find(mark) + offset] = 99  # a way of packing that nobody knows is no password
    damaged.write_bytes(data)
    assert _refusal(damaged).code == "reform.paper.damaged"


def test_a_missing_file_and_an_archive_are_refused(tmp_path: Path) -> None:
    assert _refusal(tmp_path / "nothing.docx").code == "reform.paper.missing"
    sheet = tmp_path / "sheet.docx"
    with zipfile.ZipFile(sheet, "w") as package:
        package.writestr("holiday.txt", "x")
    assert _refusal(sheet).code == "reform.paper.format"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019年底前", date(2019, 12, 31)),
        ("2019年9月底前", date(2019, 9, 30)),
        ("2020年2月底前", date(2020, 2, 29)),
        ("2020年前", date(2019, 12, 31)),
        ("2020年3月前", date(2020, 2, 29)),
    ],
)
def test_a_deadline_is_the_last_day_the_words_leave(text: str, expected: date) -> None:
    assert [one.date for one in words.deadlines(f"争取{text}完成。")] == [expected]


def test_a_month_that_does_not_exist_is_no_deadline() -> None:
    assert words.deadlines("2020年13月底前") == ()
