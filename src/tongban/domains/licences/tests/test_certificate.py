"""The printed licence: readable text, one set of fonts, the same bytes."""

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

from pypdf import PdfReader

from tongban.domains.licences.certificate import Certificate, Line, draw
from tongban.kernel.declaration import Text


def text(zh: str, en: str = "X") -> Text:
    return Text(zh=zh, en=en)


SAMPLE = Certificate(
    title=text("营业执照", "Business licence"),
    number="91990102MA7K3X2B5T",
    identifier="1.2.156.3005.2.11310000MB2F30661Y001.91350100M000100Y43.20260000012.001.F",
    lines=(
        Line(text("名称", "Name"), "云汀松涛精密仪器有限公司"),
        Line(text("经营范围", "Scope"), "精密仪器制造；软件开发；技术服务、技术咨询" * 6, wide=True),
    ),
    issuer=text("云汀市市场监督管理局", "Yunting Market Regulation"),
    issued_at=datetime.fromisoformat("2026-03-02T15:00:00+08:00"),
    valid_from=date(2026, 3, 2),
    valid_until=date(2031, 3, 1),
    address="https://example.invalid/verify/abcdefgh",
)


def read(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_everything_on_it_can_be_read_and_copied() -> None:
    words = read(draw(SAMPLE))
    for part in (
        "营业执照",
        "Businesslicence",
        "云汀松涛精密仪器有限公司",
        "2026年3月2日至2031年3月1日",
        SAMPLE.number,
    ):
        assert part in words
    assert SAMPLE.identifier in words.replace("\u200b", "")
    assert "演示" not in words


def test_a_demonstration_says_so_on_every_page() -> None:
    pdf = draw(replace(SAMPLE, demo=True, lines=SAMPLE.lines + SAMPLE.lines[1:] * 9))
    pages = PdfReader(BytesIO(pdf)).pages
    assert len(pages) > 1
    assert all("演" in page.extract_text() and "不具法律效力" in page.extract_text() for page in pages)


def test_the_same_certificate_gives_the_same_bytes() -> None:
    assert draw(SAMPLE) == draw(SAMPLE)


def test_it_is_a4_landscape() -> None:
    box = PdfReader(BytesIO(draw(SAMPLE))).pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (842, 595)


def test_words_with_markup_stay_words() -> None:
    odd = "#panic() $x$ *a* <b> \\ ] @y"
    words = read(draw(replace(SAMPLE, lines=(Line(text("名称"), odd),))))
    assert "".join(odd.split()) in words


def test_a_licence_without_end_says_so() -> None:
    assert "起长期有效" in read(draw(replace(SAMPLE, valid_until=None)))
