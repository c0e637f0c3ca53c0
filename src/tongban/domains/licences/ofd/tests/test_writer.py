"""What the writer writes, read by the oracle."""

import base64
from dataclasses import replace
from datetime import UTC, datetime

from tongban.domains.licences.ofd import fonts, reader, signing, writer
from tongban.domains.licences.ofd.document import Stamp
from tongban.domains.licences.ofd.tests.oracle import Ofd, Q, faults
from tongban.domains.licences.ofd.tests.samples import DOCUMENT, png
from tongban.kernel.digests import sm3

AT = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)


class Value:
    signed_value = b"value"


class Sealer:
    """A seal that notes what it is asked to seal."""

    der, width_mm, height_mm = b"seal", 40, 40

    def seal(self, signature_xml: bytes, *, path: str, at: datetime, what: str = "") -> Value:
        self.asked = (signature_xml, path, at, what)
        return Value()


def sealed() -> tuple[bytes, Sealer]:
    sealer, parts = Sealer(), writer.assemble(DOCUMENT, signed=True)
    return signing.sign(parts, sealer, at=AT, stamp=Stamp(1, 100, 150), what="licence_1"), sealer


def test_a_document_with_one_of_each_thing_is_what_the_standard_asks_for() -> None:
    data = writer.write(DOCUMENT)
    assert faults(data) == []
    ofd = Ofd(data)
    assert ofd.text() == "营业执照Licence1111a<b&“c”演示第二页"
    assert ofd.parts["Doc_0/Res/image_2.png"] == png()
    assert ofd.xml(ofd.document.findtext(f"{Q}Attachments")).find(f"{Q}Attachment") is not None
    assert ofd.custom() == DOCUMENT.custom
    assert data == writer.write(DOCUMENT)


def test_letters_stand_where_the_writer_was_told() -> None:
    run = next(Ofd(writer.write(DOCUMENT)).runs())
    assert (run.xs[0], run.y, run.size) == (20, 40, 8)
    assert run.xs[1] - run.xs[0] == 10  # a Chinese character of 8 mm, and 2 mm between


def test_the_oracle_sees_what_is_wrong() -> None:
    files = dict(writer.assemble(DOCUMENT).files)
    page = "Doc_0/Pages/Page_0/Content.xml"
    content = files[page]

    def broken(old: bytes, new: bytes) -> list[str]:
        assert old in content
        return faults(writer.pack({**files, page: content.replace(old, new, 1)}))

    assert broken(b"http://www.ofdspec.org/2016", b"http://example.invalid")
    assert broken(b'ID="7"', b'ID="6"')
    assert broken(b'Font="1"', b'Font="99"')
    assert broken(b'Boundary="20 ', b'Boundary="400 ')
    assert broken("营业".encode(), "龘业".encode())


def test_every_part_is_under_the_seal() -> None:
    data, sealer = sealed()
    assert faults(data) == []
    xml, path, at, what = sealer.asked
    assert (path, at, what) == ("/Doc_0/Signs/Sign_0/Signature.xml", AT, "licence_1")
    ofd = Ofd(data)
    signature = ofd.xml(path)
    told = {
        one.get("FileRef"): base64.b64decode(one.findtext(f"{Q}CheckValue") or "")
        for one in signature.iter(f"{Q}Reference")
    }
    own = {"Doc_0/Signs/Sign_0/Signature.xml", "Doc_0/Signs/Sign_0/SignedValue.dat"}
    assert told == {f"/{name}": bytes.fromhex(sm3(part)) for name, part in ofd.parts.items() if name not in own}
    assert ofd.parts["Doc_0/Signs/Sign_0/Signature.xml"] == xml
    assert ofd.parts["Doc_0/Signs/Sign_0/SignedValue.dat"] == b"value"
    assert ofd.parts["Doc_0/Signs/Sign_0/Seal.esl"] == b"seal"
    assert signature.findtext(f"{Q}SignedInfo/{Q}SignatureDateTime") == "20260302073000Z"


def test_the_seal_is_shown_on_its_page_and_no_larger_than_its_place() -> None:
    data, _ = sealed()
    stamp = Ofd(data).xml("Doc_0/Signs/Sign_0/Signature.xml").find(f"{Q}SignedInfo/{Q}StampAnnot")
    assert stamp is not None
    pages = [page.get("ID") for page in Ofd(data).document.iterfind(f"{Q}Pages/{Q}Page")]
    assert (stamp.get("PageRef"), stamp.get("Boundary")) == (pages[1], "80 130 40 40")
    parts = writer.assemble(DOCUMENT, signed=True)
    small = signing.sign(parts, Sealer(), at=AT, stamp=Stamp(0, 50, 50, most=16))
    shown = Ofd(small).xml("Doc_0/Signs/Sign_0/Signature.xml").find(f"{Q}SignedInfo/{Q}StampAnnot")
    assert shown is not None and shown.get("Boundary") == "42 42 16 16"


def codes(data: bytes) -> list[str]:
    package = reader.read(data)
    return [one.code for one in signing.compare(package, package.signatures[0])]


def test_what_changed_is_told_part_by_part() -> None:
    data, _ = sealed()
    assert codes(data) == []
    files = dict(reader.read(data).files)
    page = "Doc_0/Pages/Page_1/Content.xml"
    changed = writer.pack({**files, page: files[page].replace("第二页".encode(), "第三页".encode())})
    package = reader.read(changed)
    found = [(one.code, one.values) for one in signing.compare(package, package.signatures[0])]
    assert found == [("licences.file.part_changed", {"part": page})]
    assert codes(writer.pack({name: part for name, part in files.items() if name != page})) == [
        "licences.file.part_missing"
    ]
    assert codes(writer.pack({**files, "Doc_0/Annots/a.xml": b"<a/>"})) == ["licences.file.part_unprotected"]


def test_a_weak_digest_protects_nothing() -> None:
    data, _ = sealed()
    files = dict(reader.read(data).files)
    path = "Doc_0/Signs/Sign_0/Signature.xml"
    weak = files[path].replace(b'CheckMethod="1.2.156.10197.1.401"', b'CheckMethod="MD5"')
    assert codes(writer.pack({**files, path: weak})) == ["licences.file.digest_not_sm3"]
    silent = files[path].replace(b' CheckMethod="1.2.156.10197.1.401"', b"")
    assert codes(writer.pack({**files, path: silent})) == ["licences.file.digest_not_sm3"]


def test_the_font_holds_what_is_shown_and_nothing_else() -> None:
    font = Ofd(writer.write(DOCUMENT)).font()
    assert font["maxp"].numGlyphs == len(font.getBestCmap()) + 1
    assert font["OS/2"].fsType == 0  # may be embedded
    assert len(fonts.subset("营业执照")) < 4000
    beyond = replace(DOCUMENT, title="𠮷")
    assert faults(writer.write(beyond)) == []
