"""Whether a presentation is believed: any choice of fields is, anything changed is not, each fault by its own name."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.domains.licences.portable import jose, judging, sdjwt
from tongban.domains.licences.portable.judging import Believed, Question
from tongban.domains.licences.portable.sdjwt import Presentation
from tongban.domains.licences.portable.statuslist import Status
from tongban.kernel.errors import Refusal

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
ISSUER, HOLDER, THIEF = jose.new_key(), jose.new_key(), jose.new_key()
HOME, SHOP, NONCE = "https://home.example", "https://shop.example", "nonce-1"
LEEWAY = timedelta(seconds=60)
PATHS = [("number",), ("holder_name",), ("fields", "scope"), ("fields", "head")]


@dataclass(frozen=True)
class Made:
    """A credential that can be issued with something wrong."""

    payload: dict[str, Any]
    header: dict[str, Any]
    signer: jose.Key
    holder: jose.Key

    def with_(self, **claims: Any) -> "Made":
        return replace(self, payload={k: v for k, v in (self.payload | claims).items() if v is not None})

    def show(self, chosen: Any = (), **how: Any) -> str:
        hidden = sdjwt.hide(self.payload, PATHS, salt=iter(f"salt-{n}" for n in range(99)).__next__, decoys=2)
        issued = jose.sign(self.header, hidden.payload, self.signer)
        shown = sdjwt.show(issued, hidden.disclosures, chosen)
        bound: dict[str, Any] = {"audience": SHOP, "nonce": NONCE, "at": NOW} | how
        return sdjwt.bind(shown, self.holder, **bound).text


@cache
def good() -> Made:
    payload = {
        "iss": HOME,
        "vct": f"{HOME}/licence-types/990100/business_licence",
        "nbf": int((NOW - timedelta(days=1)).timestamp()),
        "exp": int((NOW + timedelta(days=1)).timestamp()),
        "cnf": {"jwk": jose.public_of(HOLDER)},
        "status": {"status_list": {"idx": 7, "uri": f"{HOME}/licence-status/1"}},
        "number": "9151",
        "holder_name": "云汀松涛有限公司",
        "fields": {"scope": "软件开发", "head": "沈知远"},
    }
    return Made(payload, {"typ": judging.TYPE}, ISSUER, HOLDER)


def judge(text: str, *, status: int = Status.VALID, now: datetime = NOW, used: bool = False) -> Believed:
    return judging.judge(
        text,
        question=Question(SHOP, NONCE, LEEWAY),
        keys_of=lambda issuer: [THIEF, ISSUER] if issuer == HOME else None,
        status_of=lambda _uri, _place: status,
        is_replayed=lambda _nonce: used,
        now=now,
    )


def fault(text: str, **how: Any) -> str:
    with pytest.raises(Refusal) as refused:
        judge(text, **how)
    place, _, reason = refused.value.code.rpartition(".")
    assert place == "licences.credential"
    return reason


# what is believed -----------------------------------------------------------------------------------------------------


@given(st.sets(st.sampled_from(PATHS)))
def test_any_choice_of_fields_is_believed_and_no_other_is_told(chosen: set[tuple[str, ...]]) -> None:
    claims = judge(good().show(chosen)).claims
    told = {(name,) for name in claims if (name,) in PATHS} | {("fields", name) for name in claims["fields"]}
    assert told == chosen


def test_a_believed_presentation_tells_who_bound_it_and_where_its_status_stands() -> None:
    found = judge(good().show())
    assert (found.issuer, found.place, found.bound_at) == (HOME, (f"{HOME}/licence-status/1", 7), NOW)
    assert found.key == jose.public_of(HOLDER)


@settings(max_examples=300)
@given(st.data())
def test_any_changed_letter_is_not_believed(data: st.DataObject) -> None:
    text = _shown()
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters(codec="ascii", categories=("L", "N", "P", "S")).filter(lambda c: c != text[place]))
    with pytest.raises(Refusal):
        judge(text[:place] + letter + text[place + 1 :])


@given(st.data())
def test_nothing_can_be_left_out_or_put_in(data: st.DataObject) -> None:
    parts = _shown().split("~")
    place = data.draw(st.integers(0, len(parts) - 1))
    left_out = [part for number, part in enumerate(parts) if number != place]
    put_in = [*parts[:place], data.draw(st.sampled_from(parts)), *parts[place:]]
    for text in ("~".join(left_out), "~".join(put_in)):
        with pytest.raises(Refusal):
            judge(text)


@cache
def _shown() -> str:
    return good().show(PATHS)


# each fault -----------------------------------------------------------------------------------------------------------


def tampered() -> str:
    """Somebody on the way changed a value that was shown."""
    given_ = sdjwt.split(_shown())
    changed = jose.encode(jose.to_json(["salt-0", "number", "1000"]))
    return Presentation(given_.issued, (changed, *given_.disclosures[1:]), given_.binding).text


def foreign() -> str:
    """The holder himself shows something that the issuer never wrote."""
    given_ = sdjwt.split(_shown())
    own = jose.encode(jose.to_json(["salt-0", "rank", "1000"]))
    return _bound(Presentation(given_.issued, (*given_.disclosures, own)))


def twice() -> str:
    given_ = sdjwt.split(_shown())
    return _bound(Presentation(given_.issued, (*given_.disclosures, given_.disclosures[0])))


def _bound(presentation: Presentation) -> str:
    return sdjwt.bind(presentation, HOLDER, audience=SHOP, nonce=NONCE, at=NOW).text


def digest_twice() -> str:
    digest = jose.digest("nothing")
    return replace(good(), payload=good().payload | {"_sd": [digest, digest]}).show()


def smuggled() -> str:
    """A disclosure that brings a date which the issuer must not hide."""
    made = sdjwt.hide(good().payload, [("exp",)], salt=lambda: "s")
    issued = jose.sign({"typ": judging.TYPE}, made.payload, ISSUER)
    return _bound(sdjwt.show(issued, made.disclosures, made.disclosures))


FAULTS: dict[str, tuple[str, Callable[[], str]]] = {
    "cut off": ("unreadable", lambda: _shown()[:100]),
    "no token": ("unreadable", lambda: "abc~"),
    "a plain token": ("another_kind", lambda: replace(good(), header={"typ": "JWT"}).show()),
    "no type": ("another_kind", lambda: good().with_(vct=None).show()),
    "a stranger issued it": ("issuer_unknown", lambda: good().with_(iss="https://other.example").show()),
    "an unknown key": ("issuer_key_unknown", lambda: replace(good(), header=good().header | {"kid": "other"}).show()),
    "a forged signature": ("signature", lambda: replace(good(), signer=HOLDER).show()),
    "no holder's key": ("no_holder_key", lambda: good().with_(cnf={}).show()),
    "not bound": ("not_bound", lambda: sdjwt.split(_shown()).unbound),
    "bound by a thief": ("bound_by_another_key", lambda: replace(good(), holder=THIEF).show()),
    "tampered": ("disclosure_tampered", tampered),
    "foreign": ("disclosure_foreign", foreign),
    "twice": ("disclosed_twice", twice),
    "a digest twice": ("digest_twice", digest_twice),
    "smuggled": ("claim_taken", smuggled),
    "for another": ("wrong_audience", lambda: good().show(audience="https://phishing.example")),
    "for another question": ("nonce_foreign", lambda: good().show(nonce="other")),
    "made in the future": ("clock_ahead", lambda: good().show(at=NOW + LEEWAY + timedelta(seconds=1))),
    "made long ago": ("bound_long_ago", lambda: good().show(at=NOW - judging.FRESH - LEEWAY - timedelta(seconds=1))),
    "made at no time": ("unreadable", lambda: good().show(more={"iat": "now"})),
    "without status": ("no_status", lambda: good().with_(status=None).show()),
    "dates of words": ("unreadable", lambda: good().with_(exp="tomorrow").show()),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_has_its_own_name(name: str) -> None:
    code, make = FAULTS[name]
    assert fault(make()) == code


def test_an_old_answer_to_another_question_of_ours_is_a_replay() -> None:
    assert fault(good().show(nonce="other"), used=True) == "nonce_replayed"


@pytest.mark.parametrize(
    ("status", "code"), [(1, "revoked"), (2, "suspended"), (3, "revoked")], ids=["invalid", "suspended", "unknown"]
)
def test_the_status_counts(status: int, code: str) -> None:
    assert fault(good().show(), status=status) == code


def test_without_its_list_nothing_is_believed() -> None:
    def gone(_uri: str, _place: int) -> int:
        raise LookupError

    with pytest.raises(Refusal, match="status_unknown"):
        judging.judge(
            good().show(),
            question=Question(SHOP, NONCE),
            keys_of=lambda _: [ISSUER],
            status_of=gone,
            is_replayed=lambda _: False,
            now=NOW,
        )


@pytest.mark.parametrize("seconds", [-60, 0, 60])
def test_a_clock_may_be_off_by_the_leeway(seconds: int) -> None:
    judge(good().show(at=NOW + timedelta(seconds=seconds)))


@pytest.mark.parametrize(
    ("after", "code"), [(timedelta(days=-2), "not_yet_valid"), (timedelta(days=1, seconds=60), "expired")]
)
def test_the_dates_count(after: timedelta, code: str) -> None:
    now = NOW + after
    assert fault(good().show(at=now), now=now) == code


def test_dates_have_the_leeway_too() -> None:
    ends = NOW + timedelta(days=1)
    assert judge(good().show(at=ends), now=ends + timedelta(seconds=59))
    assert fault(good().show(at=ends), now=ends + timedelta(seconds=60)) == "expired"
