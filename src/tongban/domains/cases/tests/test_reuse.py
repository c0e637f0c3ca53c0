"""What is not asked because it is there: by law, with consent, shown at the counter, from an earlier case."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.domains.cases import api as cases
from tongban.domains.cases import rules
from tongban.domains.cases.history import Ground, MaterialGiven
from tongban.domains.cases.models import CaseRow
from tongban.domains.cases.tests.holding import held
from tongban.domains.cases.tests.town import (
    FOUNDER_ID,
    NOW,
    OTHER_ID,
    REGION,
    Town,
    finish,
    paper,
    refused,
)
from tongban.domains.registry import api as registry
from tongban.kernel import events

ALL = {"kind_a": "ID-A", "kind_b": "ID-B", "kind_c": "ID-C", "kind_d": "ID-D"}
FORM = {"place": "东门", "keeper_name": "夏至", "keeper_code": OTHER_ID}
AGREED = cases.MaterialIn("by_consent", licence=True)


def file(town: Town, *materials: cases.MaterialIn, **changes: Any) -> cases.CaseId:
    """The founder files with a plan and these materials."""
    brought = (cases.MaterialIn("plan", (paper(town),)), *materials)
    told: dict[str, Any] = {"form": FORM, "materials": brought, "actor": town.founder, "now": NOW}
    return cases.submit(procedure="reuse_item", region=REGION, subject=town.subject, **(told | changes))


def given_of(town: Town, case: cases.CaseId) -> dict[str, cases.MaterialView]:
    return {one.id: one for one in cases.get_case(case, town.founder, now=NOW).materials}


# filing --------------------------------------------------------------------------------------------------------------


def test_what_is_held_is_taken_by_law_or_with_consent_and_the_case_remembers_why(town: Town) -> None:
    with held(ALL):
        with refused("cases.materials.missing"):
            file(town)
        case = file(town, AGREED)
    papers = given_of(town, case)
    assert [(one, papers[one].credential, papers[one].ground) for one in ("by_consent", "by_law", "of_keeper")] == [
        ("by_consent", "ID-A", "consent"),
        ("by_law", "ID-B", "law"),
        ("of_keeper", "ID-C", "law"),
    ]
    assert papers["by_law"].basis == "示例条例 第三条" and papers["by_law"].since == NOW
    assert not any(one.breach for one in papers.values())


def test_consent_refused_a_paper_is_asked_and_that_is_no_breach(town: Town) -> None:
    with held(ALL):
        with refused("cases.materials.missing"):
            file(town, cases.MaterialIn("by_consent", licence=False))
        case = file(town, cases.MaterialIn("by_consent", (paper(town),), licence=False))
    given = given_of(town, case)["by_consent"]
    assert (given.credential, given.held, given.declined, given.breach) == (None, "ID-A", True, "")
    assert len(given.files) == 1


def test_a_paper_asked_though_held_is_a_breach_and_is_listed(town: Town) -> None:
    with held(ALL):
        case = file(town, cases.MaterialIn("by_consent", (paper(town),)), cases.MaterialIn("by_law", (paper(town),)))
        clean = file(town, AGREED)
    found, count = cases.list_breaches(town.window, region=REGION, kind="held")
    assert count == 1 and {(one.case, one.material.zh, one.kind) for one in found} == {
        (case, "甲证", "held"),
        (case, "乙证", "held"),
    }
    assert clean not in {one.case for one in found}
    assert cases.list_breaches(town.stranger) == ([], 0)


def test_only_a_usable_licence_is_taken(town: Town) -> None:
    with held(ALL, lost=frozenset({"ID-A"})), refused("cases.materials.missing"):
        file(town, AGREED)


@pytest.mark.parametrize("changed", [{"keeper_name": "夏天"}, {"keeper_code": FOUNDER_ID}])
def test_somebody_named_is_found_only_when_name_and_number_belong_together(town: Town, changed: dict[str, str]) -> None:
    with held(ALL), refused("cases.materials.missing"):
        file(town, AGREED, form=FORM | changed)


def test_nobody_consents_for_somebody_else() -> None:
    with refused("cases.consent.not_yours"):
        rules.require_consent_of_holder("card", holder="subject_1", by_law=False, is_own=False)
    rules.require_consent_of_holder("card", holder="subject_1", by_law=False, is_own=True)
    rules.require_consent_of_holder("card", holder="", by_law=False, is_own=False)


# from an earlier case ------------------------------------------------------------------------------------------------


def test_a_paper_that_came_before_is_not_asked_again(town: Town) -> None:
    with held(ALL):
        first = file(town, AGREED)
        second = file(town, materials=(AGREED,))
        again = file(town, AGREED)
        newer = file(town, materials=(AGREED, cases.MaterialIn("plan", (paper(town),), licence=False)))
    kept, plan = given_of(town, first)["plan"], given_of(town, second)["plan"]
    assert (plan.ground, plan.earlier, plan.files) == ("earlier", str(first), kept.files)
    assert given_of(town, again)["plan"].breach == "again"
    assert (given_of(town, newer)["plan"].breach, given_of(town, newer)["plan"].declined) == ("", True)
    assert [one.kind for one in cases.list_breaches(town.window, kind="again")[0]] == ["again"]


# after filing --------------------------------------------------------------------------------------------------------


def test_what_was_taken_stays_at_a_supplement_unless_it_was_lost(town: Town) -> None:
    with held(ALL):
        case = file(town, AGREED)
        with refused("cases.supplement.held"):
            cases.ask_supplement(case=case, missing=(cases.Missing("by_law", "看不清"),), actor=town.window, now=NOW)
        cases.ask_supplement(case=case, missing=(cases.Missing("plan", "缺比例尺"),), actor=town.window, now=NOW)
    later = NOW + timedelta(days=1)
    told: dict[str, Any] = {"case": case, "form": FORM, "actor": town.founder, "now": later}
    with held(ALL, lost=frozenset({"ID-A"})):
        with refused("cases.materials.missing"):
            cases.supplement(**told)
        cases.supplement(materials=(cases.MaterialIn("by_consent", (paper(town),)),), **told)
    given = given_of(town, case)
    assert given["by_consent"].credential is None and given["by_law"].credential == "ID-B"
    assert (given["by_consent"].breach, given["by_law"].since) == ("", NOW)


def test_a_licence_that_was_issued_meanwhile_replaces_a_paper_to_follow(town: Town) -> None:
    without = {name: one for name, one in ALL.items() if name != "kind_d"}
    with held(without):
        case = file(town, AGREED)
        cases.accept(case=case, tolerate=["later"], actor=town.window, now=NOW)
        with refused("cases.take.none_held"):
            cases.take_credential(case=case, material="later", purpose="补齐", actor=town.founder, now=NOW)
    assert "use_licence" not in {one.name for one in cases.options(case, town.founder, now=NOW)}
    with held(ALL, holder=None):
        offered = {one.name: one for one in cases.options(case, town.founder, now=NOW)}
        assert [one.value for one in offered["use_licence"].asks[0].options] == ["later"]
        cases.perform(case=case, act="use_licence", values={"material": "later"}, actor=town.founder, now=NOW)
    assert given_of(town, case)["later"].ground == "law"
    finish(town, case, "reuse_item")
    assert cases.get_case(case, town.founder, now=NOW).status == "closed"


def test_a_paper_that_follows_though_held_by_law_is_a_breach(town: Town) -> None:
    with held({name: one for name, one in ALL.items() if name != "kind_d"}):
        case = file(town, AGREED)
        cases.accept(case=case, tolerate=["later"], actor=town.window, now=NOW)
    with held(ALL):
        files = (paper(town),)
        cases.bring_tolerated(case=case, material="later", evidence=files, actor=town.founder, now=NOW)
    assert [(one.material.zh, one.credential) for one in cases.list_breaches(town.window, kind="held")[0]] == [
        ("丁证", "ID-D")
    ]


def test_a_licence_shown_at_the_counter_is_taken_with_its_purpose(town: Town) -> None:
    with held(ALL):
        case = file(town, cases.MaterialIn("by_consent", (paper(town),), licence=False))
    shown: dict[str, Any] = {"case": case, "reference": "ID-A", "now": NOW}
    with held(ALL, holder=town.subject):
        with refused("cases.take.no_purpose"):
            cases.take_credential(purpose=" ", actor=town.window, **shown)
        with refused("kernel.authz.denied"):
            cases.take_credential(purpose="受理核对", actor=town.stranger, **shown)
        assert cases.take_credential(purpose="受理核对", actor=town.window, **shown) == ("by_consent",)
        with refused("cases.take.wrong_type"):
            cases.take_credential(material="by_law", purpose="受理核对", actor=town.window, **shown)
    given = given_of(town, case)["by_consent"]
    assert (given.ground, given.credential, len(given.files)) == ("scan", "ID-A", 1)
    taken = [one.data for one in events.read(str(case)) if one.type == "cases.credential_taken.v1"]
    assert [(one["purpose"], one["material"]["ground"]) for one in taken] == [("受理核对", "scan")]
    assert cases.differences(case) == []


def test_a_lost_licence_is_not_taken_and_nothing_else_changes(town: Town) -> None:
    with held(ALL):
        case = file(town, cases.MaterialIn("by_consent", (paper(town),), licence=False))
    before = CaseRow.objects.values().get(uuid=case.value)
    with held(ALL, holder=town.subject, lost=frozenset({"ID-A"})), refused("cases.take.not_usable"):
        cases.take_credential(case=case, reference="ID-A", purpose="核对", actor=town.window, now=NOW)
    assert CaseRow.objects.values().get(uuid=case.value) == before


# the rule ------------------------------------------------------------------------------------------------------------

FILES = st.sampled_from([(), ("evidence_new",)])
GROUNDS: st.SearchStrategy[Ground] = st.sampled_from(["", "consent", "law", "scan", "earlier"])
BEFORE = st.none() | st.builds(
    MaterialGiven,
    st.just("paper"),
    st.sampled_from([(), ("evidence_old",)]),
    st.sampled_from([None, "ID-OLD"]),
    ground=GROUNDS,
    declined=st.booleans(),
)
FOUND = st.builds(
    rules.Found,
    made_here=st.booleans(),
    credential=st.sampled_from([None, "ID-NEW"]),
    by_law=st.booleans(),
    kept=st.booleans(),
    earlier=st.sampled_from(["", "case_earlier"]),
    files=st.just(("evidence_earlier",)),
)


@given(st.builds(rules.Brought, FILES, st.sampled_from([None, True, False])), BEFORE, FOUND)
def test_however_it_is_filed(brought: rules.Brought, before: MaterialGiven | None, found: rules.Found) -> None:
    """Nothing is taken without a ground, nothing brought is lost, and a breach always names what was there."""
    if before is None or not before.credential:
        found = rules.Found(**{name: getattr(found, name) for name in found.__slots__} | {"kept": False})
    given = rules.satisfied("paper", brought, before=before, found=found)
    if given is None:
        assert not brought.files and not found.made_here
        return
    assert set(brought.files) <= set(given.evidence)
    if given.credential == "ID-NEW":
        agreed = brought.licence or (brought.licence is None and before is not None and before.ground == "consent")
        assert found.by_law or agreed
    if given.ground == "earlier":
        assert brought.licence is not False or found.by_law
    assert given.credential or given.evidence
    if given.breach and (before is None or not before.breach):
        assert brought.files and (given.credential or given.held or given.earlier)
        assert not given.declined


def test_the_filing_after_the_same_filing_says_the_same() -> None:
    """Handing nothing new in leaves everything as it was, as long as the licence may be used."""
    found = rules.Found(credential="ID", by_law=True, at="2026-03-02")
    first = rules.satisfied("paper", rules.Brought(), before=None, found=found)
    assert first is not None
    kept = rules.Found(credential="ID", by_law=True, kept=True, at="2026-04-01")
    assert rules.satisfied("paper", rules.Brought(), before=first, found=kept) == first


def test_the_subject_is_told_in_the_register_by_name_and_number(town: Town) -> None:
    assert registry.find_named(name="夏至", code=OTHER_ID) is not None
    assert registry.find_named(name="夏至", code=FOUNDER_ID) is None
    assert registry.find_named(name="夏至\0", code="\0") is None
