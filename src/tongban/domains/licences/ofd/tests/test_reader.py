"""What the reader takes, and everything that it refuses before it looks."""

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.domains.licences.ofd import reader, writer
from tongban.domains.licences.ofd.tests.samples import DOC_ID, DOCUMENT
from tongban.kernel.errors import Refusal

PARTS = dict(writer.assemble(DOCUMENT).files)
GOOD = writer.pack(PARTS)


def packed(*entries: tuple[str, bytes]) -> bytes:
    """A zip with these entries as they are, twice the same name if so asked."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=zipfile.ZIP_DEFLATED)
    return made.getvalue()


def refused(data: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        reader.read(data)
    return caught.value.code


def test_a_document_is_read_as_it_was_written() -> None:
    package = reader.read(GOOD)
    assert dict(package.files) == PARTS
    assert package.doc_id == DOC_ID
    assert package.title == DOCUMENT.title
    assert package.custom["KZ_scope"] == "<软件>&“开发”"
    assert package.signatures == ()


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"MZ", b"hello" * 100, packed(("a.txt", b"x"))])
def test_what_is_no_ofd_is_refused(data: bytes) -> None:
    assert refused(data) == "licences.file.not_ofd"


def test_another_namespace_is_no_ofd() -> None:
    assert refused(packed(("OFD.xml", b'<OFD xmlns="http://example.invalid"/>'))) == "licences.file.not_ofd"


def test_a_file_cut_off_is_refused_wherever_it_is_cut() -> None:
    for length in range(40, len(GOOD) - 1, 997):
        assert refused(GOOD[:length]) == "licences.file.corrupt"


def test_a_changed_byte_in_packed_data_is_refused() -> None:
    place = GOOD.index(b"Doc_0/Res/text.ttf") + 500
    changed = GOOD[:place] + bytes([GOOD[place] ^ 0x55]) + GOOD[place + 1 :]
    assert refused(changed) == "licences.file.corrupt"


def test_a_bomb_is_refused_by_its_list_and_by_its_content() -> None:
    assert refused(packed(("OFD.xml", bytes(50_000_000)))) == "licences.file.bomb"
    many = [(f"a{number}", b"x" * 200_000) for number in range(399)]
    assert refused(packed(*many, ("OFD.xml", b"<a/>"))) == "licences.file.not_ofd"  # 80 MB in small parts is allowed
    noise = b"".join(zlib.crc32(bytes([one])).to_bytes(4, "big") * 5000 for one in range(60)) * 10
    assert refused(packed(*((f"b{number}", noise) for number in range(9)))) == "licences.file.bomb"


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(packed(("OFD.xml", b"x" * 100_000)))
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<L", 10)
    assert refused(bytes(data)) in ("licences.file.bomb", "licences.file.corrupt")


def test_too_large_and_too_many() -> None:
    assert refused(b"PK\x03\x04" + bytes(reader.MOST_BYTES)) == "licences.file.too_large"
    assert refused(packed(*((f"f{n}", b"") for n in range(401)))) == "licences.file.too_many_parts"


@pytest.mark.parametrize(
    "name", ["../OFD.xml", "/etc/passwd", "a/../../b", "a\\b", "C:/x", "a//b", "./a", "x" * 201, "a\x07b"]
)
def test_paths_that_leave_the_package_are_refused(name: str) -> None:
    assert refused(packed(("OFD.xml", b"<a/>"), (name, b"x"))) == "licences.file.unsafe_path"


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["OFD.xml", "ofd.XML"])
def test_two_parts_of_one_name_are_refused(second: str) -> None:
    assert refused(packed(("OFD.xml", b"<a/>"), (second, b"<b/>"))) == "licences.file.duplicate_part"


def test_an_encrypted_part_is_refused() -> None:
    data = bytearray(GOOD)
    entry = data.index(b"PK\x01\x02")
    data[entry + 8] |= 1
    assert refused(bytes(data)) == "licences.file.encrypted"


_XMLNS = b'xmlns:ofd="http://www.ofdspec.org/2016"'
ENTITY = b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><ofd:OFD ' + _XMLNS + b">&e;</ofd:OFD>"
LAUGHS = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><ofd:OFD ' + _XMLNS + b">&b;</ofd:OFD>"
PLAIN = b"<!DOCTYPE a><ofd:OFD " + _XMLNS + b"/>"


@pytest.mark.parametrize("xml", [ENTITY, LAUGHS, PLAIN, PLAIN.decode().encode("utf-16")])
def test_entities_are_refused_and_never_followed(xml: bytes) -> None:
    assert refused(packed(("OFD.xml", xml))) == "licences.file.entities"


@pytest.mark.parametrize("depth", [40, 5000])
def test_deep_xml_is_refused(depth: int) -> None:
    assert refused(packed(("OFD.xml", b"<a>" * depth + b"</a>" * depth))) in (
        "licences.file.too_deep",
        "licences.file.corrupt",
    )


def test_a_list_of_signatures_that_is_not_there_is_refused() -> None:
    signed = dict(PARTS)
    signed["OFD.xml"] = signed["OFD.xml"].replace(
        b"</ofd:DocBody>", b"<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures></ofd:DocBody>"
    )
    assert refused(writer.pack(signed)) == "licences.file.corrupt"


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_damage_is_refused_or_read_but_never_breaks_the_reader(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(GOOD) - 1))
    byte = data.draw(st.integers(0, 255))
    damaged = GOOD[:place] + bytes([byte]) + GOOD[place + 1 :]
    try:
        reader.read(damaged)
    except Refusal as caught:
        assert caught.code.startswith("licences.file.")
