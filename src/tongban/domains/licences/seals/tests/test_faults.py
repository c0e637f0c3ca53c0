"""Each fault is planted alone, and exactly its sentence is found."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tongban.domains.licences.seals import asn1, certificates, codec
from tongban.domains.licences.seals.certificates import Issuer, Revocation
from tongban.domains.licences.seals.checking import SKEW, check_seal
from tongban.domains.licences.seals.tests import world
from tongban.domains.licences.seals.tests.world import (
    DAY,
    MAKER,
    NOW,
    PATH,
    ROOT,
    SEALED,
    SIGNER,
    XML,
    YEAR,
    Stage,
    check,
    codes,
    hand,
    root,
    signed_v1,
    signed_v5,
    token,
)
from tongban.kernel import texts
from tongban.kernel.errors import Refusal

GOOD = Stage()
STRANGER = hand(ROOT, "路人")
OTHER_ROOT = root("别家的根")


def test_a_good_signature_of_every_version_has_no_finding() -> None:
    for value, version in ((GOOD.signed(), 4), (signed_v1(GOOD), 1), (signed_v5(GOOD), 5)):
        report = check(value)
        assert (report.findings, report.version, report.is_good) == ((), version, True)
        assert (report.seal_name, report.signer, report.sealed_at) == (
            "云汀市市场监督管理局",
            "云汀市市场监督管理局",
            SEALED,
        )


def by_digest() -> bytes:
    """A seal that lists its signers by the SM3 of their certificates (certListType 2)."""
    info = asn1.SealInfoV4.load(codec.seal_info(GOOD.new)).copy()
    facts = info["property"]
    fields = {name: facts[name] for name in facts.native if name != "cert_list"} | {"cert_list_type": 2}
    digest = bytes.fromhex(certificates.read(SIGNER.certificate).fingerprint)
    fields["cert_list"] = asn1.CertDigestList([{"type": "SM3", "value": digest}])
    info["property"] = asn1.PropertyV4(fields)
    data = bytes(info.dump(force=True))
    return codec.write_seal(data, maker_certificate=MAKER.certificate, signature=MAKER.signer.sign(data))


def test_a_seal_may_list_its_signers_by_digest() -> None:
    assert codes(check(GOOD.signed(by_digest()))) == []
    assert codes(check(replace(GOOD, signer=STRANGER).signed(by_digest()))) == ["signer_foreign"]


# a byte changed in each part -----------------------------------------------------------------------------------------


def flipped(value: bytes, part: bytes, at: int = -1) -> bytes:
    """The value with one byte of a part of it changed."""
    start = value.index(part)
    place = start + (at % len(part))
    return value[:place] + bytes([value[place] ^ 1]) + value[place + 1 :]


VALUE = GOOD.signed()


def parts() -> list[tuple[str, bytes, int, list[str]]]:
    stamp = codec.read_signature(VALUE)
    seal, maker, signer = stamp.seal, certificates.read(MAKER.certificate), certificates.read(SIGNER.certificate)
    return [
        ("picture", seal.picture, -1, ["seal_changed"]),
        ("name", seal.name.encode(), -1, ["seal_changed"]),
        ("number", seal.number.encode(), -1, ["seal_changed"]),
        ("maker's signature", seal.signature, -1, ["seal_changed"]),
        ("maker's certificate's signature", maker.signature, -1, ["maker_certificate_changed"]),
        ("maker's name", "试验制章".encode(), -1, ["maker_certificate_changed"]),
        ("certificate in the list", signer.signature, -1, ["seal_changed"]),
        ("digest of the document", stamp.digest, -1, ["signature_wrong"]),
        ("path", PATH.encode(), -5, ["signature_wrong"]),
        ("signature", stamp.signature, -1, ["signature_wrong"]),
    ]


@pytest.mark.parametrize(("part", "at", "found"), [pytest.param(*rest, id=name) for name, *rest in parts()])
def test_a_changed_byte_is_found_where_it_is(part: bytes, at: int, found: list[str]) -> None:
    assert codes(check(flipped(VALUE, part, at))) == found


def test_a_changed_signer_certificate_is_no_longer_in_the_list() -> None:
    """The certificate stands twice; this is the second place, outside what is signed."""
    place = VALUE.rindex(certificates.read(SIGNER.certificate).signature) + 20
    assert codes(check(VALUE[:place] + bytes([VALUE[place] ^ 1]) + VALUE[place + 1 :])) == ["signer_foreign"]


def test_a_changed_document_is_told_apart_from_a_changed_signature() -> None:
    assert codes(check(VALUE, signature_xml=XML + b" ")) == ["content_changed"]
    assert codes(check(VALUE, path="/Doc_0/Signs/Sign_1/Signature.xml")) == ["path"]


@pytest.mark.parametrize("cut", [0, 1, 2, 100, len(VALUE) // 2, len(VALUE) - 1])
def test_a_file_cut_off_is_malformed(cut: int) -> None:
    assert codes(check(VALUE[:cut])) == ["seal.malformed"]
    assert codes(check(VALUE + b"\0")) == ["seal.malformed"]


# who, and when -------------------------------------------------------------------------------------------------------

AFTER, BEFORE = SEALED + 30 * DAY, SEALED - 30 * DAY


def _old_maker() -> Issuer:
    return hand(ROOT, "旧制章", role="maker", since=SEALED - 100 * DAY, until=SEALED - 50 * DAY)


def _old_signer() -> Stage:
    signer = hand(ROOT, "旧签章人", since=SEALED - 100 * DAY, until=SEALED - DAY)
    return replace(GOOD.with_seal(certificates=(signer.certificate,)), signer=signer)


def _foreign_maker() -> Stage:
    return replace(GOOD, maker=hand(OTHER_ROOT, "别家制章", role="maker"))


def _foreign_signer() -> Stage:
    signer = hand(OTHER_ROOT, "别家签章人")
    return replace(GOOD.with_seal(certificates=(signer.certificate,)), signer=signer)


def _borrowed_root(role: Any) -> Issuer:
    """A certificate whose issuer has the name of our root and another key."""
    return hand(root("试验根"), "冒名", role=role)


def _borrowed_signer() -> Stage:
    signer = _borrowed_root("signer")
    return replace(GOOD.with_seal(certificates=(signer.certificate,)), signer=signer)


def _authority_as_signer() -> Stage:
    return replace(GOOD.with_seal(certificates=(ROOT.certificate,)), signer=ROOT)


PLANTED: list[tuple[str, Callable[[], Stage], dict[str, Any], list[str]]] = [
    ("sealed after the seal's end", lambda: GOOD.with_seal(valid_until=SEALED - DAY), {}, ["after_end"]),
    ("sealed before the seal's start", lambda: GOOD.with_seal(valid_from=SEALED + DAY), {}, ["before_start"]),
    ("seal ends before it begins", lambda: GOOD.with_seal(valid_until=SEALED - 11 * DAY), {}, ["dates"]),
    ("seal expired since", lambda: GOOD, {"now": SEALED + 2 * YEAR}, ["(expired_since)"]),
    ("sealed in the future", lambda: replace(GOOD, at=NOW + SKEW + timedelta(seconds=1)), {}, ["in_the_future"]),
    ("sealed by a clock a little fast", lambda: replace(GOOD, at=NOW + SKEW), {}, []),
    ("a signer who is not in the list", lambda: replace(GOOD, signer=STRANGER), {}, ["signer_foreign"]),
    ("unknown root of the maker", _foreign_maker, {}, ["maker_root_unknown"]),
    ("no root at all", lambda: GOOD, {"roots": []}, ["maker_root_unknown"]),
    ("unknown root of the signer", _foreign_signer, {}, ["signer_root_unknown"]),
    ("the maker borrows our root's name", lambda: replace(GOOD, maker=_borrowed_root("maker")), {},
     ["maker_certificate_changed"]),
    ("the signer borrows our root's name", _borrowed_signer, {}, ["signer_certificate_changed"]),
    ("a signer as maker", lambda: replace(GOOD, maker=STRANGER), {"makers": [MAKER.certificate]},
     ["maker_not_trusted"]),
    ("a maker that is trusted", lambda: GOOD, {"makers": [MAKER.certificate]}, []),
    ("the root itself as maker", lambda: replace(GOOD, maker=ROOT), {}, ["maker_not_trusted"]),
    ("the root itself as signer", _authority_as_signer, {}, ["signer_not_for_signing"]),
    ("maker's certificate out of date", lambda: replace(GOOD, maker=_old_maker()), {}, ["maker_not_valid"]),
    ("signer's certificate out of date", _old_signer, {}, ["signer_not_valid"]),
    ("path of another signature", lambda: replace(GOOD, path="/other.xml"), {}, ["path"]),
]  # fmt: skip


@pytest.mark.parametrize(("stage", "given", "found"), [pytest.param(*rest, id=name) for name, *rest in PLANTED])
def test_a_planted_fault_is_found_alone(stage: Callable[[], Stage], given: dict[str, Any], found: list[str]) -> None:
    assert codes(check(stage().signed(), **given)) == found


def test_a_root_made_by_a_known_root_may_not_seal() -> None:
    """An intermediate authority that is trusted itself still seals nothing."""
    below = hand(ROOT, "下级", role="root")
    stage = replace(GOOD.with_seal(certificates=(below.certificate,)), signer=below)
    assert codes(check(stage.signed())) == ["signer_not_for_signing"]
    assert codes(check(replace(GOOD, maker=below).signed())) == ["maker_not_trusted"]


def _revoked(issuer: Issuer, *, at: Any, reason: str) -> list[bytes]:
    serial = certificates.read(issuer.certificate).serial
    listed = {serial: Revocation(at, reason)}
    return [certificates.issue_revocations(listed, issuer=ROOT, at=NOW, next_at=NOW + YEAR)]


@pytest.mark.parametrize(
    ("who", "at", "reason", "found"),
    [
        (SIGNER, SEALED - DAY, "cessation_of_operation", ["signer_revoked"]),
        (SIGNER, SEALED + DAY, "cessation_of_operation", ["(signer_revoked_since)"]),
        (SIGNER, SEALED + DAY, "key_compromise", ["signer_revoked"]),
        (MAKER, SEALED - 20 * DAY, "superseded", ["maker_revoked"]),
        (MAKER, SEALED, "superseded", ["(maker_revoked_since)"]),
        (MAKER, SEALED, "key_compromise", ["maker_revoked"]),
        (STRANGER, SEALED - DAY, "key_compromise", []),
    ],
)
def test_a_revoked_certificate_counts_from_its_revocation(
    *, who: Issuer, at: Any, reason: str, found: list[str]
) -> None:
    assert codes(check(VALUE, revocations=_revoked(who, at=at, reason=reason))) == found


def test_an_old_list_is_told_but_is_no_fault() -> None:
    later = NOW + 2 * YEAR
    assert codes(check(VALUE, revocations=_revoked(STRANGER, at=SEALED, reason=""), now=later)) == [
        "(expired_since)",
        "(list_stale)",
    ]


def test_two_faults_of_dates_are_told_together() -> None:
    stage = replace(GOOD.with_seal(valid_until=SEALED - DAY), at=NOW + DAY)
    assert codes(check(stage.signed())) == ["in_the_future", "after_end"]


# other versions, extensions, algorithms ------------------------------------------------------------------------------


def test_a_time_stamp_is_checked() -> None:
    other = hand(OTHER_ROOT, "别家时间戳", role="timestamp")
    assert codes(check(signed_v5(GOOD, kind=world.GB_SIGNED_DATA))) == []
    assert codes(check(signed_v5(GOOD, over=b"something else"))) == ["timestamp_other"]
    assert codes(check(signed_v5(GOOD, stamper=other))) == ["timestamp_root_unknown"]
    assert codes(check(signed_v5(GOOD, stamper=STRANGER))) == ["timestamp_root_unknown"], "not made for stamping"
    stamp = codec.read_signature(value := signed_v5(GOOD))
    assert stamp.timestamp is not None
    assert codes(check(flipped(value, stamp.timestamp))) == ["timestamp_changed"]
    assert codes(check(flipped(value, stamp.timestamp, 8))) == ["timestamp_unreadable"]


def test_a_v1_signature_may_tell_its_time_by_a_token() -> None:
    report = check(signed_v1(GOOD, time_info=token(b"whatever", at=SEALED)))
    assert (codes(report), report.sealed_at) == ([], SEALED)
    assert codes(check(signed_v1(GOOD, time_info=b"yesterday"))) == ["timestamp_unreadable"]
    assert codes(check(signed_v1(replace(GOOD, at=SEALED + 2 * YEAR)), now=SEALED + 3 * YEAR)) == [
        "after_end",
        "signer_not_valid",
    ]


def test_versions_must_agree_and_be_known() -> None:
    assert codes(check(signed_v5(GOOD, version=4))) == ["versions"]
    info = codec.seal_info(GOOD.new, version=6)
    seal = codec.write_seal(info, maker_certificate=MAKER.certificate, signature=MAKER.signer.sign(info))
    assert codes(check(GOOD.signed(seal))) == ["seal.version_unknown"]


def test_an_extension_that_must_be_understood_stops_the_check() -> None:
    for critical, found in ((True, ["critical_extension"]), (False, [])):
        info = asn1.SealInfoV4.load(codec.seal_info(GOOD.new)).copy()
        info["ext_datas"] = [{"extn_id": "1.2.3", "critical": critical, "extn_value": b"x"}]
        data = bytes(info.dump(force=True))
        seal = codec.write_seal(data, maker_certificate=MAKER.certificate, signature=MAKER.signer.sign(data))
        assert codes(check(GOOD.signed(seal))) == found


def test_another_algorithm_than_sm2_is_not_believed() -> None:
    sm2, ecdsa = bytes.fromhex("06082a811ccf55018375"), bytes.fromhex("06082a8648ce3d040302")
    stamp = codec.read_signature(VALUE)
    of_seal = VALUE.index(sm2, VALUE.index(stamp.seal.maker_certificate) + len(stamp.seal.maker_certificate))
    of_stamp = VALUE.rindex(sm2)
    for place in (of_seal, of_stamp):
        assert codes(check(VALUE[:place] + ecdsa + VALUE[place + len(sm2) :])) == ["algorithm"]


def test_certificates_that_are_none_are_told() -> None:
    seal = codec.write_seal(codec.seal_info(GOOD.new), maker_certificate=b"x", signature=b"y")
    assert codes(check(GOOD.signed(seal))) == ["maker_unreadable"]
    said = codec.to_sign(GOOD.seal(), at=SEALED, digest=bytes(32), path=PATH)
    assert codes(check(codec.write_signature(said, certificate=b"x", signature=b"y"))) == ["signer_unreadable"]


def test_a_seal_for_itself_is_checked_as_of_today() -> None:
    def found(now: Any) -> list[str]:
        return codes(check_seal(GOOD.seal(), roots=[ROOT.certificate], now=now))

    assert found(NOW) == []
    assert found(SEALED + 2 * YEAR) == ["expired"]
    assert found(SEALED - YEAR) == ["not_begun"]
    assert codes(check_seal(b"nothing", roots=[ROOT.certificate], now=NOW)) == ["seal.malformed"]


def test_roots_that_are_none_are_our_mistake_and_refused() -> None:
    with pytest.raises(Refusal) as refused:
        check(VALUE, roots=[b"no certificate"])
    assert refused.value.code == "licences.certificate.unreadable"


def test_every_finding_has_its_sentence_with_its_values() -> None:
    report = check(_old_signer().signed(), now=SEALED + 2 * YEAR)
    said = [texts.say(one.code, "zh", **one.values) for one in report.findings]
    assert said[0].startswith("签章时印章有效") and "旧签章人" in said[1] and "2026-03-02 10:00:00" in said[1]
    assert all("…" not in one for one in said)
