"""The counter files for whoever stands there, takes it in, and hands over what comes of it."""

from datetime import date
from typing import Any

import pytest
from stdnum.cn import ric

from tongban.domains.cases import api as cases
from tongban.domains.cases.counter import api as counter
from tongban.domains.cases.counter.helping import is_to_collect
from tongban.domains.cases.models import CaseRow
from tongban.domains.cases.tests.town import NOW, PACKS, REGION, Town, accepted, at, finish, officer, refused
from tongban.domains.registry import api as registry
from tongban.kernel import events, evidence
from tongban.kernel.actors import Actor, Signature

BODY = "99010019480101001"
CODE = BODY + ric.calc_check_digit(BODY + "0")
STALL: dict[str, Any] = {"place": "府前街口"}


def someone(town: Town) -> registry.SubjectView:
    """An old person without phone and without log-in, entered by the clerk who has seen the card."""
    return counter.identify(name="霜降", citizen_id=CODE, actor=town.window, now=NOW)


def papers(actor: Actor) -> list[cases.MaterialIn]:
    paper = evidence.put(b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n", "a.pdf", by=actor.label, purpose="t", at=NOW)
    return [cases.MaterialIn("sketch", (str(paper),)), cases.MaterialIn("licence_copy", (str(paper),))]


def file(town: Town, actor: Actor | None = None, **changes: Any) -> cases.CaseId:
    who = actor or town.window
    told: dict[str, Any] = {
        "subject": someone(town).id,
        "procedure": "stall_item",
        "region": REGION,
        "form": STALL,
        "materials": papers(who),
        "actor": who,
        "now": NOW,
    }
    return counter.file_for(**(told | changes))


@pytest.mark.django_db
def test_the_clerk_files_takes_in_and_does_no_more(town: Town) -> None:
    case = file(town)
    submitted = events.read(str(case))[0]
    signed = Signature.parse(submitted.event.by)
    assert (signed.account, signed.role, submitted.event.channel) == (town.window.label, "helper", "counter")
    assert signed.subject == str(someone(town).id)
    clerk = registry.actor_of(registry.AccountId.parse(town.window.label), now=NOW)
    cases.accept(case=case, actor=clerk, now=NOW)
    assert [one.kind for one in cases.list_documents(case, clerk)] == ["receipt", "acceptance"]
    both = officer("both", "market_regulation", "review", "approve", now=NOW)
    cases.complete_step(case=case, track="stall_item", step="review", opinion="", actor=both, now=NOW)
    for act in ("complete", "grant", "deny"):
        assert act not in [one.name for one in cases.options(case, clerk, now=NOW)]
    assert cases.differences(case) == []


@pytest.mark.django_db
def test_a_clerk_who_holds_every_duty_still_only_takes_it_in(town: Town) -> None:
    every = officer("every", "service_centre", "intake", "review", "approve", now=NOW)
    case = file(town, every, subject=someone(town).id)
    every = registry.actor_of(registry.AccountId.parse(every.label), now=NOW)
    cases.accept(case=case, actor=every, now=NOW)
    with refused("kernel.authz.denied"):
        cases.complete_step(case=case, track="stall_item", step="review", opinion="", actor=every, now=NOW)


@pytest.mark.django_db
def test_a_refused_filing_leaves_nothing_behind(town: Town) -> None:
    before = CaseRow.objects.count()
    with refused("cases.form.invalid"):
        file(town, form={})
    clerk = registry.actor_of(registry.AccountId.parse(town.window.label), now=NOW)
    assert [grant for grant in clerk.grants if grant.kind == "helper"] == []
    assert CaseRow.objects.count() == before
    with refused("kernel.authz.denied"):
        file(town, town.reviewer("shop_item"))


def looks_of(actor: Actor) -> int:
    """How often the log says that a clerk has looked for somebody by number."""
    return sum(one.type == "registry.person_looked_up.v1" for one in events.read(actor.label))


@pytest.mark.django_db
def test_the_card_must_fit_the_name_in_the_register(town: Town) -> None:
    person = someone(town)
    assert counter.identify(name=" 霜降 ", citizen_id=CODE, actor=town.window, now=NOW).id == person.id
    before = looks_of(town.window)
    with refused("cases.counter.name_differs"):
        counter.identify(name="立冬", citizen_id=CODE, actor=town.window, now=NOW)
    assert looks_of(town.window) == before + 1  # whoever tries numbers leaves a trace of each
    for actor in (town.founder, town.reviewer("shop_item")):
        with refused("kernel.authz.denied"):
            counter.identify(name="霜降", citizen_id=CODE, actor=actor, now=NOW)


@pytest.mark.django_db
def test_one_counter_hands_over_what_every_agency_has_granted(town: Town) -> None:
    case = accepted(town, delivery=cases.DeliveryIn("counter"))
    assert counter.list_results(town.window) == []
    finish(town, case, "insurance_item")
    waiting = counter.list_results(town.window)
    assert [one.track for one in waiting] == ["insurance_item"]
    number = waiting[0].number
    assert counter.list_results(town.window, text=number) == counter.list_results(town.window, text="谷雨") == waiting
    assert counter.list_results(town.window, text="没有这个人") == counter.list_results(town.founder) == []
    told: dict[str, Any] = {
        "case": case,
        "track": "insurance_item",
        "method": "counter",
        "actor": town.window,
        "now": NOW,
    }
    with refused("cases.deliver.collector_missing"):
        cases.deliver(**told)
    cases.deliver(**told, collector="谷雨，已核对身份证")
    assert counter.list_results(town.window) == []


@pytest.mark.parametrize(
    ("track", "chosen", "waits"),
    [
        ({"decision": "granted", "delivery": ["counter"]}, "", True),
        ({"decision": "granted", "delivery": ["counter"]}, "post", False),
        ({"decision": "granted", "delivery": ["counter", "download"]}, "", False),
        ({"decision": "granted", "delivery": ["counter", "download"]}, "counter", True),
        ({"decision": "granted"}, "counter", False),
        ({"decision": "denied", "delivery": ["counter"]}, "", False),
        ({"decision": "granted", "delivery": ["counter"], "delivered": "counter"}, "", False),
        ({"decision": "granted", "delivery": ["counter"], "revoked": "error"}, "", False),
        ({"decision": "granted", "delivery": ["counter"], "licence": "l"}, "", False),
        ({"decision": "granted", "delivery": ["counter"], "licence": "l", "recorded": "x"}, "", True),
    ],
)
def test_what_waits_at_the_counter(track: dict[str, Any], chosen: str, waits: bool) -> None:
    assert is_to_collect(track, chosen=chosen) is waits


@pytest.mark.django_db
def test_the_share_of_one_window_is_of_items_and_of_cases(town: Town) -> None:
    accepted(town)
    clerk_case = file(town)
    cases.accept(case=clerk_case, actor=town.window, now=NOW)
    found = counter.one_window_share(REGION, since=date(2026, 1, 1), on=date(2026, 3, 31))
    everything = len(list((PACKS / "town" / "services").glob("*.yaml")))
    assert (found.items, found.one_window, found.outside) == (everything, everything - 1, ("seal_item",))
    assert found.of_items == (everything - 1) / everything
    assert (found.of_cases, found.accepted) == (1.0, 2)
    assert found.by_channel == {"online": 1, "counter": 1}
    later = counter.one_window_share(REGION, since=date(2026, 3, 3), on=date(2026, 3, 31))
    assert (later.accepted, later.of_cases) == (0, None)
    assert at("2026-03-02T09:00") == NOW
