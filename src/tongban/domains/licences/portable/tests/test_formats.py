"""Selective disclosure, status lists and tokens against the numbers of their specifications and a second library."""

import base64
import json
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jwcrypto.jwk import JWK
from sd_jwt.common import SDObj
from sd_jwt.holder import SDJWTHolder
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.verifier import SDJWTVerifier

from tongban.domains.licences.portable import jose, sdjwt, statuslist
from tongban.domains.licences.portable.jose import BadSignature, Malformed
from tongban.kernel.errors import Refusal

# RFC 9901 appendix A.1 (example 2): the issuer's key of appendix A.5, the signed token, its disclosures.
ISSUER = {
    "kty": "EC",
    "crv": "P-256",
    "x": "b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ",
    "y": "Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8",
}
SIGNED = (
    "eyJhbGciOiAiRVMyNTYifQ.eyJfc2QiOiBbIkM5aW5wNllvUmFFWFI0Mjd6WUpQN1FyazFXSF84YmR3T0FfWVVyVW5HUVUiLCAiS3VldDF5QWEwSE"
    "lRdlluT1ZkNTloY1ZpTzlVZzZKMmtTZnFZUkJlb3d2RSIsICJNTWxkT0ZGekIyZDB1bWxtcFRJYUdlcmhXZFVfUHBZZkx2S2hoX2ZfOWFZIiwgIlg2"
    "WkFZT0lJMnZQTjQwVjd4RXhad1Z3ejd5Um1MTmNWd3Q1REw4Ukx2NGciLCAiWTM0em1JbzBRTExPdGRNcFhHd2pCZ0x2cjE3eUVoaFlUMEZHb2ZSLW"
    "FJRSIsICJmeUdwMFdUd3dQdjJKRFFsbjFsU2lhZW9iWnNNV0ExMGJRNTk4OS05RFRzIiwgIm9tbUZBaWNWVDhMR0hDQjB1eXd4N2ZZdW8zTUhZS08x"
    "NWN6LVJaRVlNNVEiLCAiczBCS1lzTFd4UVFlVTh0VmxsdE03TUtzSVJUckVJYTFQa0ptcXhCQmY1VSJdLCAiaXNzIjogImh0dHBzOi8vZXhhbXBsZS"
    "5jb20vaXNzdWVyIiwgImlhdCI6IDE2ODMwMDAwMDAsICJleHAiOiAxODgzMDAwMDAwLCAiYWRkcmVzcyI6IHsiX3NkIjogWyI2YVVoelloWjdTSjFr"
    "Vm1hZ1FBTzN1MkVUTjJDQzFhSGhlWnBLbmFGMF9FIiwgIkF6TGxGb2JrSjJ4aWF1cFJFUHlvSnotOS1OU2xkQjZDZ2pyN2ZVeW9IemciLCAiUHp6Y1"
    "Z1MHFiTXVCR1NqdWxmZXd6a2VzRDl6dXRPRXhuNUVXTndrclEtayIsICJiMkRrdzBqY0lGOXJHZzhfUEY4WmN2bmNXN3p3Wmo1cnlCV3ZYZnJwemVr"
    "IiwgImNQWUpISVo4VnUtZjlDQ3lWdWIyVWZnRWs4anZ2WGV6d0sxcF9KbmVlWFEiLCAiZ2xUM2hyU1U3ZlNXZ3dGNVVEWm1Xd0JUdzMyZ25VbGRJaG"
    "k4aEdWQ2FWNCIsICJydkpkNmlxNlQ1ZWptc0JNb0d3dU5YaDlxQUFGQVRBY2k0MG9pZEVlVnNBIiwgInVOSG9XWWhYc1poVkpDTkUyRHF5LXpxdDd0"
    "NjlnSkt5NVFhRnY3R3JNWDQiXX0sICJfc2RfYWxnIjogInNoYS0yNTYifQ.rFsowW-KSZe7EITlWsGajR9nnGBLlQ78qgtdGIZg3FZuZnxtapP0H8C"
    "UMnffJAwPQJmGnpFpulTkLWHiI1kMmw"
)
SUB = "WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwgInN1YiIsICI2YzVjMGE0OS1iNTg5LTQzMWQtYmFlNy0yMTkxMjJhOWVjMmMiXQ"
GIVEN_NAME = "WyJlbHVWNU9nM2dTTklJOEVZbnN4QV9BIiwgImdpdmVuX25hbWUiLCAiXHU1OTJhXHU5MGNlIl0"
COUNTRY = "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgImNvdW50cnkiLCAiSlAiXQ"
BIRTHDATE = "WyJ5eXRWYmRBUEdjZ2wyckk0QzlHU29nIiwgImJpcnRoZGF0ZSIsICIxOTQwLTAxLTAxIl0"
# RFC 9901 sections 4.2.3 and 4.2.4: an element of a list and its digest.
ELEMENT = "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0"

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
KEY = jose.new_key()


def counted() -> Any:
    numbers = count()
    return lambda: f"salt-{next(numbers)}-of-a-test"


# the vectors of the specifications ------------------------------------------------------------------------------------


def test_the_example_of_the_rfc_is_believed_with_any_of_its_disclosures() -> None:
    token = jose.check(SIGNED, jose.public_key(ISSUER))
    plain = {"iss": "https://example.com/issuer", "iat": 1683000000, "exp": 1883000000, "address": {}}
    assert sdjwt.reveal(token.payload, []) == plain
    shown = sdjwt.reveal(token.payload, [SUB, GIVEN_NAME, COUNTRY, BIRTHDATE])
    assert shown["sub"] == "6c5c0a49-b589-431d-bae7-219122a9ec2c"
    assert (shown["given_name"], shown["address"], shown["birthdate"]) == ("太郎", {"country": "JP"}, "1940-01-01")


def test_another_key_does_not_believe_the_example() -> None:
    with pytest.raises(BadSignature):
        jose.check(SIGNED, jose.public_key(jose.public_of(KEY)))


def test_an_element_of_a_list_stands_in_its_place_or_is_not_there() -> None:
    assert jose.digest(ELEMENT) == "w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs"
    payload = {"nationalities": ["DE", {"...": jose.digest(ELEMENT)}, "UA"]}
    assert sdjwt.reveal(payload, [ELEMENT])["nationalities"] == ["DE", "FR", "UA"]
    assert sdjwt.reveal(payload, [])["nationalities"] == ["DE", "UA"]


@pytest.mark.parametrize(
    ("bits", "entries", "packed"),
    [
        (1, [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1], "eNrbuRgAAhcBXQ"),
        (2, [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3], "eNo76fITAAPfAgc"),
    ],
)
def test_the_lists_of_the_draft(bits: int, entries: list[int], packed: str) -> None:
    assert statuslist.pack(entries, bits) == packed
    assert [statuslist.entry(packed, place, bits) for place in range(len(entries))] == entries


def test_the_thumbprint_of_rfc_7638_has_no_spaces_and_sorted_names() -> None:
    public = jose.public_of(KEY)
    assert jose.thumbprint(public) == KEY.thumbprint() == JWK(**public).thumbprint()


# a second library -----------------------------------------------------------------------------------------------------


def test_a_second_library_believes_what_we_issue_and_bind() -> None:
    holder = jose.new_key()
    claims = {"iss": "https://a.example", "fields": {"name": "松涛", "scope": "软件"}, "number": "9151"}
    whole = claims | {"cnf": {"jwk": jose.public_of(holder)}}
    hidden = sdjwt.hide(whole, [("number",), ("fields", "name"), ("fields", "scope")], salt=counted(), decoys=3)
    issued = jose.sign({"typ": "dc+sd-jwt"}, hidden.payload, KEY)
    shown = sdjwt.show(issued, hidden.disclosures, [("fields", "name")])
    bound = sdjwt.bind(shown, holder, audience="https://b.example", nonce="n-1", at=NOW)
    verifier = SDJWTVerifier(bound.text, lambda *_: JWK(**jose.public_of(KEY)), "https://b.example", "n-1")
    assert verifier.get_verified_payload()["fields"] == {"name": "松涛"}
    assert "number" not in verifier.get_verified_payload()


def test_we_believe_what_a_second_library_issues_and_presents() -> None:
    issuer, holder = JWK.generate(kty="EC", crv="P-256"), JWK.generate(kty="EC", crv="P-256")
    claims = {"iss": "https://a.example", SDObj("number"): "9151", "fields": {SDObj("scope"): ["软件", "茶"]}}
    made = SDJWTIssuer(claims, issuer, holder, add_decoy_claims=True)
    wallet = SDJWTHolder(made.sd_jwt_issuance)
    wallet.create_presentation({"fields": {"scope": True}}, "n-2", "https://b.example", holder)
    given = sdjwt.split(wallet.sd_jwt_presentation)
    token = jose.check(given.issued, jose.public_key(issuer.export_public(as_dict=True)))
    shown = sdjwt.reveal(token.payload, given.disclosures)
    assert shown["fields"] == {"scope": ["软件", "茶"]}
    assert "number" not in shown
    bound = jose.check(given.binding, jose.public_key(token.payload["cnf"]["jwk"]))
    assert bound.payload["sd_hash"] == jose.digest(given.unbound)


# any of it ------------------------------------------------------------------------------------------------------------

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES.filter(lambda n: n not in ("_sd", "...")), inner),
    max_leaves=6,
)


@given(
    claims=st.dictionaries(NAMES.filter(lambda n: n not in ("_sd", "...", "_sd_alg")), VALUES, max_size=6),
    data=st.data(),
)
def test_any_choice_of_claims_is_shown_and_nothing_else(claims: dict[str, Any], data: st.DataObject) -> None:
    paths = [(name,) for name in claims]
    hidden = data.draw(st.sets(st.sampled_from(paths)) if paths else st.just(set()))
    chosen = data.draw(st.sets(st.sampled_from(sorted(hidden))) if hidden else st.just(set()))
    made = sdjwt.hide(claims, hidden, salt=counted(), decoys=data.draw(st.integers(0, 4)))
    shown = sdjwt.reveal(made.payload, [made.disclosures[path] for path in chosen])
    assert shown == {name: value for name, value in claims.items() if (name,) not in hidden - chosen}


@given(st.lists(st.integers(0, 3), min_size=1, max_size=300))
def test_a_list_says_what_was_put_in(entries: list[int]) -> None:
    packed = statuslist.pack(entries)
    assert [statuslist.entry(packed, place) for place in range(len(entries))] == entries


def test_the_order_of_digests_tells_nothing_of_the_order_of_claims() -> None:
    made = sdjwt.hide({"a": 1, "b": 2, "c": 3}, [("a",), ("b",), ("c",)], salt=counted())
    assert made.payload["_sd"] == sorted(made.payload["_sd"])


# what is broken -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("payload", "disclosures", "code"),
    [
        ({"_sd": [jose.digest(SUB)]}, [SUB, SUB], "disclosed_twice"),
        ({"_sd": [jose.digest(SUB)], "deeper": {"_sd": [jose.digest(SUB)]}}, [SUB], "digest_twice"),
        ({"_sd": [jose.digest(SUB)]}, [COUNTRY], "disclosure_foreign"),
        ({"_sd": [jose.digest(SUB)], "sub": "open"}, [SUB], "claim_taken"),
        ({"_sd": [jose.digest(ELEMENT)]}, [ELEMENT], "disclosure_malformed"),
        ({"_sd": [jose.digest("WzEsMiwzXQ")]}, ["WzEsMiwzXQ"], "disclosure_malformed"),  # [1,2,3]
        ({}, ["%"], "disclosure_malformed"),
        ({"_sd_alg": "md5"}, [], "digests_unknown"),
        ({"_sd": "no list"}, [], "unreadable"),
        ({"list": [{"...": 7}]}, [], "unreadable"),
        ({"...": "at the top"}, [], "unreadable"),
    ],
)
def test_each_broken_disclosure_has_its_own_sentence(
    payload: dict[str, Any], disclosures: list[str], code: str
) -> None:
    with pytest.raises(Refusal, match=f"licences.credential.{code}"):
        sdjwt.reveal(payload, disclosures)


def test_claims_nested_beyond_reason_are_refused() -> None:
    deep: dict[str, Any] = {}
    for _ in range(40):
        deep = {"in": deep}
    with pytest.raises(Refusal, match="unreadable"):
        sdjwt.reveal(deep, [])


@pytest.mark.parametrize("text", ["", "~", "a~~b", "no tilde", "é~", "a~" * 300, "a~" + "b" * 70_000])
def test_what_is_no_presentation_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="unreadable"):
        sdjwt.split(text)


@pytest.mark.parametrize("text", ["=", "a", "ab=", "YR", "é"])
def test_base64url_has_one_spelling(text: str) -> None:
    with pytest.raises(Malformed):
        jose.decode(text)


@pytest.mark.parametrize("data", [b"{", b'{"a":1,"a":2}', b"[NaN]", b"\xff", b"[" * 100_000])
def test_json_has_one_meaning(data: bytes) -> None:
    with pytest.raises(Malformed):
        jose.from_json(data)


@pytest.mark.parametrize(
    "header", [{"alg": "none"}, {"alg": "HS256"}, {"alg": "ES384"}, {"alg": "ES256", "crit": ["x"]}]
)
def test_no_other_algorithm_is_believed(header: dict[str, Any]) -> None:
    _, body, signature = jose.sign({}, {"a": 1}, KEY).split(".")
    head = base64.urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=")
    with pytest.raises(BadSignature):
        jose.check(f"{head}.{body}.{signature}", KEY)


@pytest.mark.parametrize(
    "jwk",
    [
        None,
        {},
        {"kty": "RSA", "n": "AQAB", "e": "AQAB"},
        jose.public_of(KEY) | {"crv": "P-384"},
        jose.public_of(KEY) | {"d": "AQAB"},
        jose.public_of(KEY) | {"x": "AQAB"},
        jose.public_of(KEY) | {"x": jose.public_of(KEY)["y"]},
    ],
)
def test_no_other_key_is_taken(jwk: object) -> None:
    with pytest.raises(Malformed):
        jose.public_key(jwk)


def test_a_bomb_of_a_list_is_not_unpacked() -> None:
    bomb = statuslist.pack([0] * (statuslist.LARGEST * 4 + 8))
    with pytest.raises(Malformed):
        statuslist.entry(bomb, 0)


def signed_list(**changed: Any) -> jose.Token:
    life = timedelta(hours=1)
    claims = statuslist.payload([0, 1, 2], uri="https://a.example/1", at=NOW, life=life, ttl=life)
    return jose.Token({"typ": changed.pop("typ", statuslist.TYPE)}, claims | changed)


def test_a_signed_list_tells_each_place() -> None:
    told = [statuslist.read(signed_list(), uri="https://a.example/1", place=place, now=NOW) for place in range(3)]
    assert told == [0, 1, 2]


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"typ": "jwt"}, 0),
        ({"sub": "https://a.example/2"}, 0),
        ({"exp": int(NOW.timestamp())}, 0),
        ({"exp": None}, 0),
        ({"status_list": None}, 0),
        ({"status_list": {"bits": 3, "lst": "eNrbuRgAAhcBXQ"}}, 0),
        ({"status_list": {"bits": 2, "lst": "AAAA"}}, 0),
        ({}, 4),
    ],
)
def test_another_or_old_or_broken_list_is_not_read(changed: dict[str, Any], place: int) -> None:
    with pytest.raises(Malformed):
        statuslist.read(signed_list(**changed), uri="https://a.example/1", place=place, now=NOW)
