"""What we write, taken apart and verified without a line of ours: asn1crypto's own types and a second SM2 library."""

import gmalg
from asn1crypto import core, x509
from asn1crypto.algos import DSASignature

from tongban.domains.licences.seals.tests.world import PATH, ROOT, SEALED, XML, Stage


def holds(point: bytes, data: bytes, signature: bytes) -> bool:
    values = DSASignature.load(signature)
    r, s = (values[name].native.to_bytes(32, "big") for name in ("r", "s"))
    return bool(gmalg.SM2(uid=b"1234567812345678", pk=point).verify(data, r, s))


def parts(der: bytes) -> list[bytes]:
    """The elements of a SEQUENCE, each as DER."""

    class Anything(core.SequenceOf):  # type: ignore[misc]  # asn1crypto has no py.typed
        _child_spec = core.Any

    return [one.dump() for one in Anything.load(der)]


def octets(der: bytes) -> bytes:
    return bytes(core.OctetString.load(der).native)


def bits(der: bytes) -> bytes:
    return bytes(core.OctetBitString.load(der).native)


def point_of(certificate: bytes) -> bytes:
    return bytes(x509.Certificate.load(certificate)["tbs_certificate"]["subject_public_key_info"]["public_key"].native)


def test_every_signature_of_a_sealed_document_is_believed_by_the_second_library() -> None:
    said, certificate, algorithm, signature = parts(Stage().signed())
    assert core.ObjectIdentifier.load(algorithm).dotted == "1.2.156.10197.1.501"
    assert holds(point_of(octets(certificate)), said, bits(signature))
    version, seal, at, digest, path = parts(said)
    assert (core.Integer.load(version).native, core.GeneralizedTime.load(at).native) == (4, SEALED)
    assert core.IA5String.load(path).native == PATH
    hashed = gmalg.SM3()
    hashed.update(XML)
    assert bits(digest) == hashed.value()
    info, maker, _, made = parts(seal)
    assert holds(point_of(octets(maker)), info, bits(made))
    header, _, facts, picture = parts(info)
    assert [core.load(one).native for one in parts(header)] == ["ES", 4, "tongban"]
    assert [core.load(one).native for one in parts(picture)][0::2] == ["PNG", 40]
    listed = parts(parts(facts)[3])
    assert [octets(one) for one in listed] == [octets(certificate)]
    for der in (octets(maker), octets(certificate), ROOT.certificate):
        whole = x509.Certificate.load(der)
        assert holds(
            point_of(ROOT.certificate), whole["tbs_certificate"].dump(), bytes(whole["signature_value"].native)
        )
