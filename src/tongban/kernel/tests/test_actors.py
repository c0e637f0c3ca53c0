"""Grants and signatures: how far somebody may act for another, and how the log says so."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tongban.kernel.actors import Actor, Grant, PostGrant, Signature, accounts_in

IDS = st.from_regex(r"[a-z]{1,8}_[0-9a-f]{4}", fullmatch=True)
OPTIONAL = IDS | st.just("")
MOTHER, SHOP, SELF = 1, 2, 3
BY_PAPER = Grant(
    MOTHER, "subject_m", "relative", "delegation_1", frozenset({"read", "send"}), frozenset({"pension"}), until=None
)
CHILD = Actor(
    account_id=7,
    label="account_7",
    grants=(
        BY_PAPER,
        Grant(SHOP, "subject_s", "head"),
        Grant(SELF, "subject_c"),
        Grant(SHOP, "subject_s", "agent", "delegation_2", only="tree_9", until=date(2026, 1, 1)),
    ),
)


def post(in_place_of: str, *, agency: int = 1, duty: str = "prune") -> PostGrant:
    return PostGrant(1, agency, "r", frozenset({"r"}), frozenset({duty}), in_place_of)


@given(account=IDS, place=OPTIONAL, subject=OPTIONAL, role=OPTIONAL, basis=OPTIONAL)
def test_a_signature_is_read_back(*, account: str, place: str, subject: str, role: str, basis: str) -> None:
    written = Signature(account, place, subject, role, basis)
    assert Signature.parse(str(written)) == written


def test_what_is_no_signature_is_an_account_of_that_name() -> None:
    for text in ("system", "account_1", "", "some body else", "a b"):
        assert Signature.parse(text) == Signature(text)


def test_everybody_answers_who_acted_or_in_whose_place() -> None:
    signed = ["account_1 in_place_of account_2", "account_3 for subject_4 as relative by delegation_5", "account_6"]
    assert accounts_in(signed) == {"account_1", "account_2", "account_3", "account_6"}


def test_a_grant_reaches_as_far_as_its_scope() -> None:
    assert BY_PAPER.covers("read") and BY_PAPER.covers("send", key="pension")
    assert not BY_PAPER.covers("take_back") and not BY_PAPER.covers("send", key="passport")
    assert Grant(1, "s").covers("anything", key="at all", thing="whatever")
    tied = Grant(1, "s", only="tree_9")
    assert tied.covers("cut") and tied.covers("cut", thing="tree_9") and not tied.covers("cut", thing="tree_8")


def test_the_subjects_are_those_one_may_read() -> None:
    assert CHILD.subjects == {SHOP, SELF}, "one kind of matter is not everything"
    whole = Grant(MOTHER, "s", "relative", acts=frozenset({"read"}))
    assert Actor(1, "a", grants=(whole,)).subjects == {MOTHER}
    assert Actor(1, "a", grants=(Grant(MOTHER, "s", "helper", only="tree_9"),)).subjects == frozenset()
    assert Actor(1, "a", grants=(Grant(5, "s", "agent", acts=frozenset({"send"})),)).subjects == frozenset()


def test_who_acts_for_another_signs_with_both_names() -> None:
    assert CHILD.signed_for(CHILD.grant_for(SELF, "send")) == "account_7"
    told = Signature.parse(CHILD.signed_for(CHILD.grant_for(MOTHER, "send", key="pension")))
    assert (told.account, told.subject, told.role, told.basis) == ("account_7", "subject_m", "relative", "delegation_1")
    assert CHILD.grant_for(MOTHER, "send", key="passport") is None
    head = CHILD.grant_for(SHOP, "send", thing="tree_9")
    assert head is not None and head.kind == "head", "an office of one's own comes before a paper"


def test_a_replacement_signs_in_whose_place_unless_the_post_is_its_own_too() -> None:
    stand_in = Actor(8, "account_8", posts=(post("account_9"),))
    assert stand_in.signed_at(1, "prune") == "account_8 in_place_of account_9"
    both = Actor(8, "account_8", posts=(post("account_9"), post("")))
    assert both.signed_at(1, "prune") == both.signed_at(2) == "account_8"
    mixed = Actor(8, "account_8", posts=(post("account_9"), post("", duty="plant")))
    assert (mixed.signed_at(1, "prune"), mixed.signed_at(1, "plant")) == (
        "account_8 in_place_of account_9",
        "account_8",
    )


def test_one_side_of_an_actor_stays_the_same_person() -> None:
    whole = Actor(8, "a", grants=(Grant(1, "s"),), posts=(post(""),), same_as=frozenset({"b"}), ties=frozenset({1}))
    for side in (whole.only_posts(), whole.only_grants()):
        assert (side.same_as, side.ties) == (frozenset({"b"}), frozenset({1}))
    assert (whole.only_posts().grants, whole.only_grants().posts) == ((), ())
