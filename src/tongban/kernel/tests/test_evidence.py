"""Files that prove something: recognised by content, kept by digest, given back unchanged."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from tongban.kernel import evidence, sniffing
from tongban.kernel.errors import Refusal
from tongban.kernel.models import EvidenceRow

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(20)
TYPES = "[Content_Types].xml"


def archive(*names: str, content: bytes = b"<x/>") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            packed.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.EVIDENCE_FOLDER = tmp_path
    return tmp_path


def put(data: bytes, name: str = "file") -> evidence.EvidenceId:
    return evidence.put(data, name, by="account_1", purpose="material", at=NOW)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, sniffing.PDF),
        (PNG, sniffing.PNG),
        (b"\xff\xd8\xff\xe0" + bytes(20), sniffing.JPEG),
        (archive(TYPES, "word/document.xml"), sniffing.DOCX),
        (archive(TYPES, "xl/workbook.xml"), sniffing.XLSX),
        (archive("OFD.xml", "Doc_0/Document.xml"), sniffing.OFD),
    ],
)
def test_accepted_kinds_are_recognised_by_content(data: bytes, kind: sniffing.Kind) -> None:
    assert sniffing.recognise(data) == kind


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"hello", "unknown_kind"),
        (archive("readme.txt"), "unknown_kind"),
        (archive("word/document.xml"), "unknown_kind"),
        (archive(TYPES, "word/document.xml", "word/vbaProject.bin"), "active_content"),
        (archive(TYPES, "xl/workbook.xml", "xl/macrosheets/sheet1.xml"), "active_content"),
        (archive(TYPES, "word/document.xml", "word/activeX/activeX1.xml"), "active_content"),
        (archive(TYPES, "word/document.xml", "word/embeddings/run.EXE"), "active_content"),
        (archive(TYPES, "word/document.xml", "word/embeddings/oleObject1.bin"), "active_content"),
        (archive("OFD.xml", "../../etc/passwd"), "unsafe_archive"),
        (archive("OFD.xml", "/etc/passwd"), "unsafe_archive"),
        (archive("OFD.xml")[:40], "cut_off"),
        (PDF[:-8], "cut_off"),
        (PDF.replace(b"<<>>", b"<</S /JavaScript>>"), "active_content"),
        (PDF.replace(b"<<>>", b"<</S /Java#53cript>>"), "active_content"),
        (b"<html><script>1</script>", "active_content"),
        (b"\xef\xbb\xbf  <?xml version='1.0'?><svg/>", "active_content"),
        (b"<svg xmlns='x'/>", "active_content"),
        (b"MZ\x90\0", "active_content"),
        (b"\x7fELF", "active_content"),
        (b"#!/bin/sh", "active_content"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_office"),
    ],
)
def test_everything_else_is_refused_with_its_reason(data: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        sniffing.recognise(data)
    assert refused.value.code == f"kernel.evidence.{code}"


def test_a_bomb_is_refused() -> None:
    bomb = archive("OFD.xml", content=bytes(sniffing.MOST_UNPACKED + 1))
    assert len(bomb) < 1_000_000
    with pytest.raises(Refusal, match="unsafe_archive"):
        sniffing.recognise(bomb)


def test_an_encrypted_archive_is_refused() -> None:
    data = bytearray(archive("OFD.xml"))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Refusal, match="unsafe_archive"):
        sniffing.recognise(bytes(data))


@given(st.sampled_from([b"", b"%PDF-", b"PK\x03\x04", b"\x89PNG"]), st.binary(max_size=300))
def test_any_bytes_are_recognised_or_refused(start: bytes, rest: bytes) -> None:
    try:
        sniffing.recognise(start + rest)
    except Refusal:
        return


@pytest.mark.django_db
def test_a_file_comes_back_as_it_was_given(folder: Path) -> None:
    found, again = put(PDF, "申请书.pdf"), put(PDF, "copy")
    known, data = evidence.get(evidence.EvidenceId.parse(str(found)))
    assert data == PDF
    assert (known.name, known.media_type, known.size) == ("申请书.pdf", "application/pdf", len(PDF))
    assert (known.by, known.source, known.purpose, known.at) == ("account_1", "upload", "material", NOW)
    assert evidence.describe(again).hash == known.hash
    assert [file.name for file in folder.rglob("*") if file.is_file()] == [known.hash]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\a.PDF", "a.pdf"),
        ("photo.exe", "photo.exe.pdf"),
        ("a\r\nb", "ab.pdf"),
        ("", "file.pdf"),
        ("x" * 900, "x" * 200 + ".pdf"),
    ],
)
def test_a_name_can_do_no_harm(given_name: str, kept: str) -> None:
    assert evidence.describe(put(PDF, given_name)).name == kept


@pytest.mark.django_db
def test_damage_on_the_disk_is_noticed(folder: Path) -> None:
    found = put(PDF)
    [file] = [file for file in folder.rglob("*") if file.is_file()]
    file.write_bytes(PDF.replace(b"endobj", b"endobX"))
    with pytest.raises(evidence.EvidenceDamaged):
        evidence.get(found)
    file.unlink()
    with pytest.raises(evidence.EvidenceDamaged):
        evidence.get(found)
    assert put(PDF)
    assert evidence.get(found)[1] == PDF


@pytest.mark.django_db
def test_refusals_leave_nothing_behind(settings: Settings, folder: Path) -> None:
    settings.EVIDENCE_LIMIT = len(PDF) - 1
    for data, purpose, code in ((PDF, "x", "too_large"), (b"", "x", "empty"), (PDF, " ", "no_purpose")):
        with pytest.raises(Refusal) as refused:
            evidence.put(data, "a", by="a", purpose=purpose, at=NOW)
        assert refused.value.code == f"kernel.evidence.{code}"
    with pytest.raises(Refusal, match=r"kernel\.evidence\.unknown\b"):
        evidence.get(evidence.EvidenceId.new())
    assert not EvidenceRow.objects.exists()
    assert list(folder.iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_forgotten_bytes_go_when_nobody_else_gave_them(folder: Path) -> None:
    first, second = put(PDF), put(PDF)
    stranger = evidence.put(PNG, "x", by="account_2", purpose="material", at=NOW)
    assert evidence.forget([first, stranger], by="account_1") == 1
    assert evidence.get(second)[1] == PDF
    assert evidence.forget([second], by="account_1") == 1
    assert [file for file in folder.rglob("*") if file.is_file()] == [folder / _at(evidence.describe(stranger).hash)]
    with pytest.raises(Refusal, match=r"kernel\.evidence\.unknown"):
        evidence.describe(first)


def _at(digest: str) -> Path:
    return Path(digest[:2]) / digest[2:4] / digest
