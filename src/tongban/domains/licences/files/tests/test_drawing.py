"""Both forms of a face, read by readers that share no code with the writers."""

import math
import re
from collections import Counter
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from pypdf import PdfReader

from tongban.domains.licences.files import composing
from tongban.domains.licences.files.drawing import draw
from tongban.domains.licences.files.face import WORDS, Face, Line, Table
from tongban.domains.licences.files.layouts import LAYOUTS
from tongban.domains.licences.files.tests.samples import CARD, DOC_ID, FACE, NOTE, PORTRAIT, PREMISES, text
from tongban.domains.licences.metadata import PDF_DIGEST
from tongban.domains.licences.ofd import writer
from tongban.domains.licences.ofd.tests.oracle import Ofd, faults
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Refusal

EVERY = pytest.mark.parametrize(
    "face",
    [FACE, PORTRAIT, CARD, replace(FACE, demo=True, sealed=True), replace(PORTRAIT, annotation=NOTE, demo=True)],
    ids=["certificate", "portrait", "card", "demo", "copy"],
)


def ofd_of(face: Face) -> bytes:
    return writer.pack(draw(face, doc_id=DOC_ID).parts.files)


def pdf_text(pdf: bytes) -> str:
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return "".join(words.replace("\u200b", "").split())


def said(face: Face) -> list[str]:
    """Every text that the face must show."""
    cells = [cell for one in face.lines if isinstance(one, Table) for row in one.rows for cell in row]
    values = [one.value for one in face.lines if isinstance(one, Line)]
    permits = [part for one in face.permits for part in (one.title.zh, one.number, one.issuer.zh, one.validity)]
    return [face.title.zh, face.number, face.identifier, face.issuer.zh, "2026年3月2日", *values, *cells, *permits]


@EVERY
def test_the_ofd_is_what_the_standard_asks_for(face: Face) -> None:
    assert faults(ofd_of(face)) == []


@EVERY
def test_both_forms_say_the_same(face: Face) -> None:
    drawn = draw(face, doc_id=DOC_ID)
    ofd = Ofd(writer.pack(drawn.parts.files))
    assert len(ofd.pages) == len(PdfReader(BytesIO(drawn.pdf)).pages) == 1
    assert Counter(ofd.text()) == Counter(pdf_text(drawn.pdf))


@EVERY
def test_everything_on_it_can_be_found_and_copied(face: Face) -> None:
    drawn = draw(face, doc_id=DOC_ID)
    pdf = pdf_text(drawn.pdf)
    ofd = Ofd(writer.pack(drawn.parts.files)).text()
    for part in said(face):
        whole = "".join(part.split())
        assert Counter(whole) <= Counter(ofd)
        assert whole in pdf or Counter(whole) <= Counter(pdf)
    assert ("演" in ofd) is face.demo
    assert ("仅用于申请银行账户" in ofd) is bool(face.annotation)


@EVERY
def test_the_code_opens_the_public_page(face: Face) -> None:
    pixels, _ = Ofd(ofd_of(face)).bitmap()
    width, height = len(pixels[0]), len(pixels)
    image = memoryview(bytes(value for row in pixels for value in row)).cast("B", (height, width))
    assert [one.text for one in zxingcpp.read_barcodes(image)] == [face.address]


@EVERY
def test_the_pdf_has_its_page_size_and_only_the_letters_it_needs(face: Face) -> None:
    reader = PdfReader(BytesIO(draw(face, doc_id=DOC_ID).pdf))
    box, page = reader.pages[0].mediabox, LAYOUTS[face.layout]
    assert math.isclose(float(box.width) / 72 * 25.4, page.width, abs_tol=0.05)
    assert math.isclose(float(box.height) / 72 * 25.4, page.height, abs_tol=0.05)
    fonts = [font.get_object() for font in _inside(reader.pages[0], "/Resources", "/Font").values()]
    for font in fonts:
        name = font["/BaseFont"]
        assert re.match(r"^/[A-Z]{6}\+NotoSansCJK", name), name  # six capitals: a subset
        assert any("/FontFile" in key for key in _inside(font["/DescendantFonts"][0].get_object(), "/FontDescriptor"))


def _inside(one: Any, *names: str) -> Any:
    """What lies under these names, one in the other."""
    for name in names:
        one = one[name].get_object()
    return one


def test_the_same_face_gives_the_same_bytes() -> None:
    first, second = draw(PORTRAIT, doc_id=DOC_ID), draw(PORTRAIT, doc_id=DOC_ID)
    assert (first.pdf, writer.pack(first.parts.files)) == (second.pdf, writer.pack(second.parts.files))


def test_the_ofd_vouches_for_the_pdf_and_carries_the_metadata() -> None:
    drawn = draw(FACE, doc_id=DOC_ID)
    custom = Ofd(writer.pack(drawn.parts.files)).custom()
    assert custom == {**FACE.metadata, PDF_DIGEST: sm3(drawn.pdf)}


def test_a_long_licence_goes_on_page_after_page_and_each_says_it_is_a_specimen() -> None:
    long = replace(PORTRAIT, lines=PORTRAIT.lines * 6, demo=True)
    drawn = draw(long, doc_id=DOC_ID)
    data = writer.pack(drawn.parts.files)
    assert faults(data) == []
    ofd, pdf = Ofd(data), PdfReader(BytesIO(drawn.pdf))
    assert len(ofd.pages) > 1 and drawn.stamp.page == len(ofd.pages) - 1
    for page in ofd.pages:
        assert "不具法律效力" in "".join(one.text or "" for one in page.iter())
    assert all("不具法律效力" in page.extract_text() for page in pdf.pages)
    assert ofd.text().count(PREMISES.rows[0][0]) == 6


def test_a_card_has_no_room_for_tables_but_says_what_is_in_them() -> None:
    words = Ofd(ofd_of(replace(CARD, lines=(*CARD.lines, PREMISES)))).text()
    assert "1.临江区望潮路8号总部" in words


def test_words_with_markup_stay_words() -> None:
    odd = "#panic() $x$ *a* <b> \\ ] @y & “c”"
    face = replace(FACE, lines=(Line(text("名称"), odd),))
    whole = "".join(odd.split())
    assert whole in pdf_text(draw(face, doc_id=DOC_ID).pdf)
    assert whole in Ofd(ofd_of(face)).text()


def test_a_licence_without_end_says_so() -> None:
    assert "起长期有效" in Ofd(ofd_of(replace(FACE, valid_until=None))).text()


def test_what_is_not_sealed_says_so_in_both_forms() -> None:
    for sealed, word in ((False, "unsealed"), (True, "sealed")):
        drawn = draw(replace(FACE, sealed=sealed), doc_id=DOC_ID)
        for words in (pdf_text(drawn.pdf), Ofd(writer.pack({**drawn.parts.files, **NO_SIGNS})).text()):
            assert WORDS[word].zh in words


NO_SIGNS = {"Doc_0/Signs/Signatures.xml": b'<ofd:Signatures xmlns:ofd="http://www.ofdspec.org/2016"/>'}


@pytest.mark.parametrize("odd", ["\x01", "\ue000", "龘\U0003ffff"], ids=["control", "private", "unassigned"])
def test_a_character_without_a_shape_is_refused_by_its_line(odd: str) -> None:
    face = replace(FACE, lines=(Line(text("字号"), f"甲{odd}乙"),))
    with pytest.raises(Refusal, match=r"licences.file.character_missing") as refused:
        draw(face, doc_id=DOC_ID)
    assert refused.value.values["field"] == "字号"
    assert refused.value.values["characters"] == [f"U+{ord(odd[-1]):04X}"]


def test_a_rare_character_is_drawn() -> None:
    face = replace(FACE, lines=(Line(text("名称"), "𠮷野𬭊"),))
    assert faults(ofd_of(face)) == []
    assert "𠮷野𬭊" in Ofd(ofd_of(face)).text()


def test_too_much_for_a_card_is_refused() -> None:
    with pytest.raises(Refusal, match=r"licences.file.too_long"):
        draw(replace(CARD, lines=(Line(text("说明"), "很长的说明" * 800),)), doc_id=DOC_ID)


def test_an_unknown_layout_is_refused() -> None:
    with pytest.raises(Refusal, match=r"licences.file.layout_unknown"):
        draw(replace(FACE, layout="poster"), doc_id=DOC_ID)


def test_a_word_wider_than_the_page_is_cut_and_nothing_is_lost() -> None:
    word = "A" * 300
    data = ofd_of(replace(FACE, lines=(Line(text("代码"), word),)))
    assert faults(data) == []
    assert Counter(Ofd(data).text())["A"] >= 300


def test_a_line_above_and_a_colour_of_its_own() -> None:
    face = replace(FACE, header=text("副本", "Duplicate"), accent="#7a1f1f")
    drawn = draw(face, doc_id=DOC_ID)
    page = drawn.parts.files["Doc_0/Pages/Page_0/Content.xml"].decode()
    assert "副本" in page and 'Value="122 31 31"' in page
    assert "副本" in pdf_text(drawn.pdf)


def test_the_seal_has_its_place_over_the_issuer() -> None:
    for face in (FACE, PORTRAIT, CARD):
        composition, page = composing.compose(face), LAYOUTS[face.layout]
        stamp = composition.stamp
        half = min(stamp.most, 42) / 2
        assert page.width / 2 < stamp.x < page.width - half + page.side
        assert stamp.y - half > 0 and stamp.y + half < page.height
