"""Files that cannot or must not be read are refused, each with its own reason, quickly and without harm."""

import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tongban.domains.reform.reading.papers import open_bytes, open_paper
from tongban.domains.reform.reading.papers.tests.samples import (
    as_docx,
    as_html,
    as_pdf,
    as_txt,
    as_xlsx,
    plain,
    repacked,
)
from tongban.kernel import texts
from tongban.kernel.errors import Refusal

GRID = plain(("序号", "事项"), ("1", "开店"))
ENTITIES = '<!DOCTYPE x [<!ENTITY a "改革改革"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>'


def _refusal(data: bytes, name: str = "方案.docx") -> Refusal:
    begun = time.perf_counter()
    with pytest.raises(Refusal) as caught:
        open_bytes(name, data)
    assert time.perf_counter() - begun < 10
    for language in ("zh", "en"):
        told = texts.say(caught.value.code, language, **caught.value.values)
        assert name in told
    return caught.value


def _code(data: bytes, name: str = "方案.docx") -> str:
    return _refusal(data, name).code.removeprefix("reform.paper.")


def _unchanged(_: str, content: bytes) -> bytes:
    return content


def _with_entities(part: str, content: bytes) -> bytes:
    return content.replace(b"<w:document", ENTITIES.encode() + b"<w:document") if "document.xml" in part else content


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        ("\ufeff \n".encode(), "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"PK\x03\x04 not really", "damaged"),
        (b"PK\x05\x06" + bytes(18), "format"),
        (b"%PDF-1.7 not really", "damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "format"),
        (b"{\\rtf1 x}", "format"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "format"),
        (b"<?xml version='1.0'?><?mso-application progid='Word.Document'?><w/>", "format"),
        ("方案\0".encode(), "encoding"),
        ("方案".encode("gb18030"), "encoding"),  # too little to be sure
        (
            "我们要提高行政效能，优化商业环境，推动各项改革。".replace("们", "們").encode("big5", "ignore") * 5,
            "encoding",
        ),
        ("Überprüfung für Größe, naïve façade".encode("latin-1") * 5, "encoding"),
        ("改革方案".encode("utf-16-le"), "encoding"),
        ("改革\x01\x02\x03".encode() * 50, "encoding"),
        (b"\xff\xfe\x00", "encoding"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_own_reason(data: bytes, code: str) -> None:
    assert _code(data) == code


def test_the_name_of_a_file_decides_nothing() -> None:
    for data, form in (
        (as_docx(GRID), "docx"),
        (as_xlsx(GRID), "xlsx"),
        (as_pdf(GRID), "pdf"),
        (as_html(GRID), "html"),
    ):
        assert open_bytes("方案.txt", data).form == form
    assert open_bytes("方案.docx", as_txt(GRID)).form == "txt"


def test_files_beyond_every_plan_are_refused_before_they_are_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge.docx"
    with huge.open("wb") as file:
        file.truncate(200 * 2**20)
    with pytest.raises(Refusal) as caught:
        open_paper(huge)
    assert (caught.value.code, caught.value.values["megabytes"]) == ("reform.paper.too_large", 200)
    assert _code("改革\n".encode() * 1_500_000, "方案.txt") == "too_large"
    assert _code("改\n".encode() * 110_000, "方案.txt") == "too_much"
    with pytest.raises(Refusal) as caught:
        open_paper(tmp_path / "nothing.pdf")
    assert caught.value.code == "reform.paper.missing"


@pytest.mark.parametrize("make", [as_docx, as_xlsx])
def test_archives_that_unfold_are_refused(make: object) -> None:
    data = make(GRID)  # type: ignore[operator]
    assert _code(repacked(data, _unchanged, {"media/1.bin": bytes(201 * 2**20)})) == "unpacks"
    assert _code(repacked(data, _unchanged, {"more.xml": b" " * (17 * 2**20)})) == "unpacks"
    assert _code(repacked(data, _unchanged, {f"part{number}.bin": b"" for number in range(5_001)})) == "unpacks"


def test_macros_and_entities_are_refused() -> None:
    for data in (as_docx(GRID), as_xlsx(GRID)):
        assert _code(repacked(data, _unchanged, {"word/vbaProject.bin": b"x"})) == "macros"
        assert _code(repacked(data, _unchanged, {"xl/macrosheets/sheet1.xml": b"<x/>"})) == "macros"
        assert (
            _code(repacked(data, _unchanged, {"more.xml": ENTITIES.encode("utf-16") + b"<\0x\0/\0>\0"})) == "entities"
        )
    refused = _refusal(repacked(as_docx(GRID), _with_entities))
    assert (refused.code, refused.values["part"]) == ("reform.paper.entities", "word/document.xml")


def test_locked_archives_are_refused() -> None:
    data = bytearray(as_xlsx(GRID))
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = data.find(mark)
        while start >= 0:
            data[start + offset] |= 1
            start = data.find(mark, start + 4)
    assert _code(bytes(data)) == "encrypted"


@pytest.mark.parametrize("make", [as_docx, as_xlsx])
def test_damaged_documents_are_refused_and_nothing_else_is_raised(make: object) -> None:
    whole = make(GRID)  # type: ignore[operator]
    main = "word/document.xml" if make is as_docx else "xl/worksheets/sheet1.xml"
    assert _code(repacked(whole, lambda part, content: content[:300] if part == main else content)) == "damaged"
    deep = b"<a>" * 5000 + b"</a>" * 5000
    assert _code(repacked(whole, lambda part, content: deep if part == main else content)) in ("damaged", "empty")
    for place in range(0, len(whole), len(whole) // 60):
        damaged = whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :]
        try:
            open_bytes("方案", damaged)
        except Refusal:
            continue


def test_a_damaged_pdf_is_refused_or_read_and_nothing_else_is_raised() -> None:
    whole = as_pdf(GRID)
    for place in range(0, len(whole), len(whole) // 4):
        try:
            open_bytes("方案", whole[:place] + bytes(40) + whole[place + 40 :])
        except Refusal as refusal:
            assert refusal.code.startswith("reform.paper.")


def test_a_page_nested_without_end_is_refused() -> None:
    for tags in (("<div>", "</div>"), ("<table><tr><td>", "</td></tr></table>"), ("<b>", "</b>")):
        page = f"<html><body>{tags[0] * 200_000}改革{tags[1] * 200_000}</body></html>"
        assert _code(page.encode()) == "nested"


def test_a_page_of_endless_cells_is_cut_and_one_of_endless_paragraphs_refused() -> None:
    wide = f"<table><tr>{'<td colspan=1000 rowspan=65534>改</td>' * 2000}</tr>{'<tr></tr>' * 2000}</table>"
    (table,) = open_bytes("a", f"<html>{wide}".encode()).tables
    assert {tuple(cell.columns for cell in row.cells) for row in table.rows} == {(200,)}
    assert _code(f"<html>{'<p>改' * 110_000}".encode()) == "too_much"


def test_a_spreadsheet_of_a_million_empty_rows_is_read_at_once() -> None:
    def grow(part: str, content: bytes) -> bytes:
        rows = b"".join(b'<row r="%d" s="1"/>' % number for number in range(3, 600_000))
        return content.replace(b"</sheetData>", rows + b"</sheetData>") if "sheet1" in part else content

    begun = time.perf_counter()
    paper = open_bytes("方案.xlsx", repacked(as_xlsx(GRID), grow))
    assert [len(one.rows) for one in paper.tables] == [2]
    assert time.perf_counter() - begun < 5


def test_a_spreadsheet_with_a_value_in_its_last_row_is_refused() -> None:
    last = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    grown = repacked(
        as_xlsx(GRID), lambda part, content: content.replace(b"</sheetData>", last) if "sheet1" in part else content
    )
    assert _code(grown) == "too_much"


def test_an_archive_of_something_else_is_refused() -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("OFD.xml", "<x/>")
    assert _code(file.getvalue()) == "format"
