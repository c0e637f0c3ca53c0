"""Whole files, good and bad, as somebody may upload them: each fault in a sentence of its own, and nothing leaks."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from tongban.domains.licences import api as licences
from tongban.domains.licences.files import keeping
from tongban.domains.licences.files.face import Annotation
from tongban.domains.licences.metadata import PDF_DIGEST
from tongban.domains.licences.models import Licence
from tongban.domains.licences.ofd import reader, signing, writer
from tongban.domains.licences.ofd.document import Stamp
from tongban.domains.licences.ofd.tests.oracle import faults
from tongban.domains.licences.ofd.tests.samples import DOCUMENT
from tongban.domains.licences.seals import api as seals
from tongban.domains.licences.seals.tests.town import administrator, sealed_agency
from tongban.domains.licences.tests.files.conftest import NOW, Town, get, issue
from tongban.domains.registry import api as registry
from tongban.kernel import texts
from tongban.kernel.actors import SYSTEM
from tongban.kernel.errors import Refusal

SOON = NOW + timedelta(hours=1)
SIGN = "Doc_0/Signs/Sign_0"


def check(data: bytes, *, now: datetime = SOON) -> licences.FileReport:
    return licences.check_file(data, now=now)


def codes(report: licences.FileReport) -> list[str]:
    return [one.code for one in report.findings]


def rezipped(data: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """The same package with changed parts, packed anew."""
    files = dict(reader.read(data).files)
    change(files)
    return writer.pack(files)


def altered(data: bytes, part: str, *, old: bytes, new: bytes) -> bytes:
    def change(files: dict[str, bytes]) -> None:
        assert old in files[part]
        files[part] = files[part].replace(old, new, 1)

    return rezipped(data, change)


def test_an_original_is_good_and_tells_the_state_of_today(town: Town) -> None:
    for form in keeping.FORMS:
        report = check(get(town.business, form))
        assert report.is_good and report.form == form
        assert report.state is licences.State.VALID and report.licence is not None
        assert (report.licence.holder, report.licence.identifier[:13]) == ("云汀松涛（集团）有限公司", "1.2.156.3005.")
        assert report.signer and "市场监督管理局" in report.seal
        assert report.sealed_at == NOW.astimezone(UTC)
    assert codes(check(get(town.business, "pdf"))) == ["licences.file.pdf_vouched"]
    assert codes(check(get(town.business))) == []


def test_a_persons_name_and_number_stay_covered(town: Town) -> None:
    report = check(get(town.card))
    assert report.licence is not None
    assert report.licence.holder == "沈**" and "*" in report.licence.holder_code


def test_packed_anew_it_is_still_the_same(town: Town) -> None:
    report = check(rezipped(get(town.business), lambda files: None))
    assert report.is_good and report.licence is not None


def test_a_revoked_licence_in_a_good_file_is_revoked(town: Town) -> None:
    data = get(town.business)
    licences.revoke(licence=town.business, reason="骗取", basis="行政许可法第69条", actor=SYSTEM, now=SOON)
    report = check(data, now=SOON + timedelta(seconds=1))
    assert report.is_good and report.state is licences.State.REVOKED


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("Doc_0/Pages/Page_0/Content.xml", ("松涛".encode(), "海涛".encode())),
        ("OFD.xml", (b"91", b"92")),
        ("Doc_0/Res/text.ttf", (b"glyf", b"glyg")),
        (f"{SIGN}/Seal.esl", (b"\x30", b"\x31")),
        ("Doc_0/Signs/Signatures.xml", (b's001"', b's002"')),
    ],
)
def test_a_changed_part_is_named_and_the_register_says_nothing(
    town: Town, part: str, change: tuple[bytes, bytes]
) -> None:
    report = check(altered(get(town.business), part, old=change[0], new=change[1]))
    assert ("licences.file.part_changed", {"part": part}) in [(one.code, one.values) for one in report.findings]
    assert not report.is_good and report.licence is None and report.state is licences.State.UNKNOWN
    assert "licences.file.not_from_here" in codes(report)


def test_a_changed_signature_and_a_changed_value_are_told(town: Town) -> None:
    data = get(town.business)
    moved = altered(data, f"{SIGN}/Signature.xml", old=b"ProviderName", new=b"ProvideRName")
    assert "licences.seal_check.content_changed" in codes(check(moved))
    value = reader.read(data).files[f"{SIGN}/SignedValue.dat"]
    broken = altered(data, f"{SIGN}/SignedValue.dat", old=value[-8:], new=bytes(8))
    assert any(code.startswith("licences.seal") for code in codes(check(broken)))
    gone = rezipped(data, lambda files: files.pop(f"{SIGN}/SignedValue.dat"))
    assert "licences.file.value_missing" in codes(check(gone))
    assert all(check(one).licence is None for one in (moved, broken, gone))


def test_parts_added_or_taken_away_after_sealing_are_told(town: Town) -> None:
    data = get(town.business)
    more = rezipped(data, lambda files: files.update({"Doc_0/Annots/Page_0/Annotation.xml": b"<a/>"}))
    less = rezipped(data, lambda files: files.pop("Doc_0/Res/text.ttf"))
    assert codes(check(more))[0] == "licences.file.part_unprotected"
    assert codes(check(less))[0] == "licences.file.part_missing"


def test_taking_the_seal_off_is_told(town: Town) -> None:
    def strip(files: dict[str, bytes]) -> None:
        for name in [name for name in files if "/Signs/" in name]:
            del files[name]
        start, end = b"<ofd:Signatures>", b"</ofd:Signatures>"
        entry = files["OFD.xml"]
        files["OFD.xml"] = entry[: entry.index(start)] + entry[entry.index(end) + len(end) :]

    report = check(rezipped(get(town.business), strip))
    assert codes(report) == ["licences.file.unsealed", "licences.file.not_from_here"]
    assert report.licence is None


def forged(town: Town, agency: registry.AgencyId, *, custom: dict[str, str]) -> bytes:
    """A document of somebody's own with the metadata of a real licence, under the real seal of an agency."""
    parts = writer.assemble(replace(DOCUMENT, custom=custom), signed=True)
    return signing.sign(parts, seals.seal_for(agency, at=NOW), at=NOW, stamp=Stamp(0, 100, 100))


def test_another_agencys_good_seal_opens_nothing(town: Town) -> None:
    tax = registry.get_agency("990102", "tax", on=NOW.date()).id
    sealed_agency(tax, now=NOW)
    custom = dict(reader.read(get(town.business)).custom)
    report = check(forged(town, tax, custom=custom))
    assert codes(report) == ["licences.file.not_from_here"] and report.licence is None


def test_each_fact_that_differs_from_the_register_is_told(town: Town) -> None:
    custom = dict(reader.read(get(town.business)).custom)
    wrong = {
        "ZZBH": "1",
        "ZZBFJGDM": "2",
        "ZZLXDM": "3",
        "ZZYXQQSRQ": "4",
        "ZZYXQJZRQ": "5",
        "CZZT": "6",
        "CZZTDM": "7",
    }
    found = codes(check(forged(town, town.agency, custom={**custom, **wrong})))
    names = ("number", "issuer_code", "type_code", "valid_from", "valid_until", "holder", "holder_code")
    assert set(found) == {f"licences.file.differs_{name}" for name in names}


def test_an_unsealed_original_is_known_by_its_bytes_only(town: Town) -> None:
    (seal,) = seals.list_seals(actor=SYSTEM, now=NOW)
    seals.suspend(seal=seal.id, reason="盘点", actor=administrator("990100"), now=NOW)
    food = issue(town.company, "food_licence")
    for form in keeping.FORMS:
        data = get(food, form)
        report = check(data)
        assert codes(report) == ["licences.file.unsealed"] and report.is_good and report.licence is not None
    assert check(rezipped(get(food), lambda files: files.update(x=b"y"))).licence is None


def test_a_file_of_an_older_content_says_that_there_is_a_newer_one(town: Town) -> None:
    old = {form: get(town.business, form) for form in keeping.FORMS}
    issue(town.company, "food_licence", now=SOON)
    get(town.business, now=SOON)
    for form in keeping.FORMS:
        report = check(old[form], now=SOON)
        assert report.is_good and codes(report)[-1] == "licences.file.superseded"


def test_an_annotated_copy_says_what_for_and_ends(town: Town) -> None:
    row = Licence.objects.get(uuid=town.card.value)
    note = Annotation("申请银行账户", "云汀银行", "沈知远", NOW, date(2026, 4, 2))
    copy = keeping.draw_copy(row, annotation=note, address="https://y.invalid/c/1", doc_id=uuid4().hex, at=NOW)
    assert faults(copy["ofd"]) == []
    report = check(copy["ofd"])
    assert report.is_good and report.findings[0].values == {"purpose": "申请银行账户", "until": "2026-04-02"}
    late = check(copy["ofd"], now=datetime.fromisoformat("2026-04-03T00:00:01+08:00"))
    assert [one.code for one in late.faults] == ["licences.file.copy_over"]
    assert reader.read(copy["ofd"]).custom[PDF_DIGEST]
    assert codes(check(copy["pdf"])) == ["licences.file.pdf_unknown"]  # who keeps the copy registers it


def test_a_pdf_is_known_by_every_byte(town: Town) -> None:
    pdf = get(town.business, "pdf")
    for changed in (pdf + b"\n", pdf.replace(b"%PDF-1.7", b"%PDF-1.6", 1), printed_again(pdf)):
        report = check(changed)
        assert codes(report) == ["licences.file.pdf_unknown"]
        assert report.licence is None and report.state is licences.State.UNKNOWN


def printed_again(pdf: bytes) -> bytes:
    written = io.BytesIO()
    PdfWriter(clone_from=PdfReader(io.BytesIO(pdf))).write(written)
    return written.getvalue()


def with_script(pdf: bytes) -> bytes:
    made, written = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf))), io.BytesIO()
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    made.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    made.write(written)
    return written.getvalue()


def encrypted(pdf: bytes) -> bytes:
    made, written = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf))), io.BytesIO()
    made.encrypt("secret", algorithm="RC4-128")
    made.write(written)
    return written.getvalue()


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("OFD.xml", bytes(60_000_000))
    return made.getvalue()


def test_what_is_dangerous_is_refused_with_a_sentence(town: Town) -> None:
    pdf = get(town.business, "pdf")
    told = {
        "licences.file.active_content": with_script(pdf),
        "licences.file.encrypted": encrypted(pdf),
        "licences.file.corrupt": pdf[: len(pdf) // 2],
        "licences.file.bomb": bomb(),
        "licences.file.too_large": b"%PDF-" + bytes(reader.MOST_BYTES),
        "licences.file.unknown_form": b"hello",
    }
    for code, data in told.items():
        with pytest.raises(Refusal) as refused:
            check(data)
        assert refused.value.code == code
        for language in ("zh", "en"):
            assert texts.say(code, language, **refused.value.values) != code


def test_every_finding_has_its_sentence(town: Town) -> None:
    report = check(altered(get(town.business), "OFD.xml", old=b"91", new=b"92"))
    for one in report.findings:
        for language in ("zh", "en"):
            assert texts.say(one.code, language, **one.values) != one.code


def test_a_wrong_identifier_or_none_gives_the_same_silence(town: Town) -> None:
    custom = dict(reader.read(get(town.business)).custom)
    without = forged(town, town.agency, custom={})
    unknown = forged(town, town.agency, custom={**custom, "ZZBS": "1.2.3"})
    assert codes(check(without)) == codes(check(unknown)) == ["licences.file.not_from_here"]
