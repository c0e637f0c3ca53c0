"""A new version meets running cases: simulated without a trace, then moved, offered or left, each with its reason."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from pytest_django import DjangoAssertNumQueries

from tongban.domains.cases import api as cases
from tongban.domains.cases.models import CaseRow, Clock, MigrationRun, StepRow, VersionOffer
from tongban.domains.cases.tests.town import (
    FORM,
    NOW,
    REGION,
    Town,
    accepted,
    at,
    decide,
    finish,
    library,
    paper,
    refused,
    review,
    submit,
)
from tongban.domains.catalogue import api as catalogue
from tongban.domains.catalogue.definitions import Material, Service, Step
from tongban.kernel import audit, authz, events, outbox, packs
from tongban.kernel.actors import Actor, PostGrant
from tongban.kernel.authz import SYSTEM
from tongban.kernel.declaration import Text
from tongban.kernel.packs import Document, Library

POST = PostGrant(1, agency_id=1, region=REGION, regions=frozenset({REGION}), duties=frozenset({"catalogue"}))
KEEPER = Actor(account_id=91, label="account_91", posts=(POST,))
OTHER = Actor(account_id=92, label="account_92", posts=(POST,))
LATER = NOW + timedelta(hours=1)


def version_of() -> int:
    return catalogue.get_procedure("open_shop", region=REGION, on=NOW.date()).version_id


def published(edit: dict[str, Any], *, policy: str = "keep") -> int:
    """The package, changed by an office."""
    draft = catalogue.open_draft(procedure="open_shop", region=REGION, actor=KEEPER, now=NOW)
    catalogue.save_draft(draft=draft, edit=edit, reason="测试", actor=KEEPER, now=NOW)
    catalogue.submit_draft(draft=draft, actor=KEEPER, now=NOW)
    given: Any = policy
    return catalogue.publish_draft(draft=draft, in_force_from=NOW.date(), policy=given, actor=OTHER, now=NOW)


def repacked(**changes: Any) -> int:
    """The package with another `shop_item`, published by its pack."""

    def changed(document: Document) -> Document:
        if (document.kind, document.id) != ("services", "shop_item"):
            return document
        service: Service = document.model
        return replace(document, model=service.model_copy(update=changes))

    found = Library(replace(one, documents=tuple(map(changed, one.documents))) for one in library())
    packs.install(found)
    catalogue.publish(found, actor=SYSTEM, now=NOW)
    return version_of()


def shop() -> Service:
    found = library().view("town").find("services", "shop_item")
    assert isinstance(found, Service)
    return found


def step(key: str, *, after: tuple[str, ...] = (), decides: bool = False) -> Step:
    return Step(
        id=key,
        title=Text(zh=key, en=key),
        duty="approve" if decides else "review",
        decides=decides,
        after=after,
    )


def simulated(before: int, after: int) -> cases.Simulation:
    return cases.simulate_migration(before, after, actor=KEEPER, now=NOW)


def steps(case: cases.CaseId) -> dict[str, str]:
    rows = StepRow.objects.filter(case__uuid=case.value).exclude(track="")
    return {f"{row.track}.{row.step}": row.state for row in rows}


PROMISE = {"promises": {"clocks.shop.promise": {"value": 2, "source": "青禾市新承诺（虚构）"}}}
WORDS = {"summary": {"zh": "一张表单，一次办齐。", "en": "One form, done at once."}}


def test_words_alone_change_nothing_for_a_case(town: Town) -> None:
    case, before = accepted(town), version_of()
    found = simulated(before, published(WORDS))
    assert (found.total, found.silent, found.affected, found.cases) == (1, 1, 0, ())
    assert CaseRow.objects.get(uuid=case.value).version_id == before


def test_simulating_writes_nothing(town: Town) -> None:
    case, before = accepted(town), version_of()
    after = published(PROMISE)
    rows = list(CaseRow.objects.values()), list(Clock.objects.values()), list(StepRow.objects.values())
    length = len(events.read(str(case)))
    assert simulated(before, after).affected == 1
    assert rows == (list(CaseRow.objects.values()), list(Clock.objects.values()), list(StepRow.objects.values()))
    assert length == len(events.read(str(case)))


def test_a_draft_is_simulated_before_it_is_published(town: Town) -> None:
    case, before = accepted(town), version_of()
    draft = catalogue.open_draft(procedure="open_shop", region=REGION, actor=KEEPER, now=NOW)
    catalogue.save_draft(draft=draft, edit=PROMISE, reason="测试", actor=KEEPER, now=NOW)
    preview = catalogue.preview_draft(draft, KEEPER, on=NOW.date())
    found = cases.simulate_migration([before], preview, actor=KEEPER, now=NOW)
    [one] = found.cases
    assert (one.id, one.way, one.due_before, one.due_after) == (case, "silent", date(2026, 3, 5), date(2026, 3, 4))


def test_strangers_do_not_simulate(town: Town) -> None:
    before = version_of()
    with refused("kernel.authz.denied"):
        cases.simulate_migration(before, before, actor=town.founder, now=NOW)
    with refused("kernel.authz.denied"):
        cases.judged([before], catalogue.get_version(before, on=NOW.date()), actor=town.founder, now=NOW)


def test_a_shorter_promise_shortens_the_due_day_from_the_same_start(town: Town) -> None:
    case = accepted(town)
    started = set(Clock.objects.values_list("scope", "kind", "started_at"))
    moved = cases.migrate(case=case, version=published(PROMISE), actor=SYSTEM, now=LATER)
    assert moved.way == "silent"
    assert set(Clock.objects.values_list("scope", "kind", "started_at")) == started
    row = CaseRow.objects.get(uuid=case.value)
    assert (row.due_on, row.version_id) == (date(2026, 3, 4), version_of())
    assert StepRow.objects.get(case=row, track="shop_item", step="review").due_on == date(2026, 3, 4)
    assert cases.differences(case) == []
    assert audit.verify().ok


def test_a_longer_promise_never_makes_a_due_day_later(town: Town) -> None:
    case = accepted(town)
    version = published({"promises": {"clocks.shop.promise": {"value": 9, "source": "虚构"}}})
    cases.migrate(case=case, version=version, actor=SYSTEM, now=LATER)
    row = CaseRow.objects.get(uuid=case.value)
    assert (row.due_on, row.version_id) == (date(2026, 3, 5), version)
    assert {one.amount for one in Clock.objects.filter(kind="promised")} == {3}


def test_a_promise_that_would_already_be_broken_stays_as_it_was(town: Town) -> None:
    case = accepted(town)
    version = published({"promises": {"clocks.shop.promise": {"value": 1, "source": "虚构"}}})
    late = at("2026-03-04T10:00")
    cases.migrate(case=case, version=version, actor=SYSTEM, now=late)
    assert CaseRow.objects.get(uuid=case.value).due_on == date(2026, 3, 5)


def test_steps_appear_and_vanish_and_what_is_done_stays_done(town: Town) -> None:
    case, before = accepted(town), version_of()
    review(town, case, "shop_item")
    more = (step("review"), step("look"), step("approve", after=("review", "look"), decides=True))
    version = repacked(steps=more)
    [one] = simulated(before, version).cases
    assert (one.way, one.steps_gone, one.steps_new) == ("silent", (), ("shop_item.look",))
    cases.migrate(case=case, version=version, actor=SYSTEM, now=LATER)
    assert {name: state for name, state in steps(case).items() if name.startswith("shop")} == {
        "shop_item.review": "done",
        "shop_item.look": "open",
        "shop_item.approve": "waiting",
    }
    assert cases.differences(case) == []
    cases.complete_step(
        case=case, track="shop_item", step="look", opinion="齐", actor=town.reviewer("shop_item"), now=LATER
    )
    decide(town, case, "shop_item", now=LATER)
    for track in ("insurance_item", "seal_item"):
        finish(town, case, track, now=LATER)
    assert cases.get_case(case, town.founder, now=LATER).status == "decided"
    assert cases.differences(case) == []


def test_a_step_that_is_not_begun_vanishes(town: Town) -> None:
    case, before = accepted(town), version_of()
    version = repacked(steps=(step("approve", decides=True),))
    [one] = simulated(before, version).cases
    assert one.steps_gone == ("shop_item.review",)
    cases.migrate(case=case, version=version, actor=SYSTEM, now=LATER)
    assert steps(case)["shop_item.approve"] == "open"
    assert "shop_item.review" not in steps(case)
    assert cases.differences(case) == []


def test_a_case_whose_done_step_would_vanish_stays(town: Town) -> None:
    case, before = accepted(town), version_of()
    review(town, case, "shop_item")
    version = repacked(steps=(step("approve", decides=True),))
    found = simulated(before, version)
    assert (found.stay, found.reasons) == (1, {"step_begun": 1})
    assert cases.migrate(case=case, version=version, actor=SYSTEM, now=LATER).way == "stay"
    assert CaseRow.objects.get(uuid=case.value).version_id == before


def test_a_paper_that_was_not_asked_before_needs_the_applicant(town: Town) -> None:
    case, before = submit(town), version_of()
    lease = Material(id="lease", title=Text(zh="租约", en="Lease"))
    version = repacked(materials=(*shop().materials, lease))
    [one] = simulated(before, version).cases
    assert (one.id, one.way, one.materials) == (case, "ask", ("lease",))
    assert cases.migrate(case=case, version=version, actor=SYSTEM, now=LATER).way == "ask"
    assert CaseRow.objects.get(uuid=case.value).version_id == before


def test_a_paper_that_was_given_under_another_id_is_not_asked_again(town: Town) -> None:
    submit(town)
    before = version_of()
    renamed = Material(id="charter", title=Text(zh="章程", en="Articles"))
    found = simulated(before, repacked(materials=(renamed,)))
    assert (found.silent, found.ask) == (1, 0)


def test_a_case_taken_in_later_is_not_touched_and_one_that_is_over_neither(town: Town) -> None:
    case, before = accepted(town), version_of()
    cases.withdraw(case=case, actor=town.founder, now=NOW)
    assert simulated(before, published(WORDS)).total == 0
    assert cases.migrate(case=case, version=version_of(), actor=SYSTEM, now=LATER).way == "stay"


def test_only_the_platform_moves_cases_and_only_within_a_procedure(town: Town) -> None:
    case = accepted(town)
    with refused("kernel.authz.denied"):
        cases.migrate(case=case, version=version_of(), actor=town.founder, now=NOW)
    stall = catalogue.get_procedure("stall_item", region=REGION, on=NOW.date()).version_id
    with refused("cases.migration.other_procedure"):
        cases.migrate(case=case, version=stall, actor=SYSTEM, now=NOW)


# policies -------------------------------------------------------------------------------------------------------------


def test_publishing_with_migrate_moves_the_running_cases_step_by_step(town: Town) -> None:
    found = [accepted(town) for _ in range(3)]
    version = published(PROMISE, policy="migrate")
    outbox.deliver(NOW)
    assert cases.run_migrations(now=LATER, limit=2) == 2
    run = cases.find_run(version, KEEPER)
    assert run is not None
    assert (run.state, run.total, run.done, run.migrated) == ("running", 3, 2, 2)
    cases.run_migrations(now=LATER, limit=2)
    run = cases.find_run(version, KEEPER)
    assert run is not None
    assert (run.state, run.migrated, run.kept) == ("done", 3, 0)
    assert cases.run_migrations(now=LATER) == 0
    assert {row.version_id for row in CaseRow.objects.all()} == {version}
    assert all(cases.differences(case) == [] for case in found)


def test_nothing_moves_before_its_day_nor_with_keep(town: Town) -> None:
    accepted(town)
    published(WORDS)
    outbox.deliver(NOW)
    assert MigrationRun.objects.count() == 0
    draft = catalogue.open_draft(procedure="open_shop", region=REGION, actor=KEEPER, now=NOW)
    catalogue.save_draft(draft=draft, edit=PROMISE, reason="测试", actor=KEEPER, now=NOW)
    catalogue.submit_draft(draft=draft, actor=KEEPER, now=NOW)
    day = NOW.date() + timedelta(days=2)
    catalogue.publish_draft(draft=draft, in_force_from=day, policy="migrate", actor=OTHER, now=NOW)
    outbox.deliver(NOW)
    assert cases.run_migrations(now=LATER) == 0
    assert cases.run_migrations(now=LATER + timedelta(days=2)) == 1


def test_a_newer_version_takes_over_from_one_that_is_still_moving(town: Town) -> None:
    for _ in range(3):
        accepted(town)
    first = published(WORDS, policy="migrate")
    outbox.deliver(NOW)
    cases.run_migrations(now=LATER, limit=1)
    second = published(PROMISE | WORDS, policy="migrate")
    outbox.deliver(NOW)
    while cases.run_migrations(now=LATER, limit=10):
        pass
    assert {row.version_id for row in CaseRow.objects.all()} == {second}
    assert {run.state for run in MigrationRun.objects.all()} <= {"done", "superseded"}
    assert first != second


def offered(town: Town, version: int) -> cases.CaseId:
    case = CaseRow.objects.get()
    assert cases.offer_version(case=cases.CaseId(case.uuid), version=version, actor=SYSTEM, now=LATER)
    return cases.CaseId(case.uuid)


def test_with_ask_the_applicant_is_offered_the_version_and_may_take_it(town: Town) -> None:
    accepted(town)
    version = published(PROMISE, policy="ask")
    outbox.deliver(NOW)
    cases.run_migrations(now=LATER)
    case = cases.CaseId(CaseRow.objects.get().uuid)
    offer = cases.find_offer(case, town.founder, now=LATER)
    assert offer is not None
    assert (offer.version, offer.change.due_after) == (version, date(2026, 3, 4))
    assert cases.find_offer(case, town.window, now=LATER) is None
    cases.accept_version(case=case, actor=town.founder, now=LATER)
    assert CaseRow.objects.get().version_id == version
    assert cases.find_offer(case, town.founder, now=LATER) is None
    assert cases.differences(case) == []
    sentences = [entry.type for entry in cases.timeline(case, town.founder)]
    assert sentences[-2:] == ["cases.version_offered.v1", "cases.case_migrated.v1"]


def test_a_case_whose_applicant_declines_goes_on_as_before(town: Town) -> None:
    accepted(town)
    before = version_of()
    case = offered(town, published(PROMISE))
    cases.decline_version(case=case, actor=town.founder, now=LATER)
    assert CaseRow.objects.get().version_id == before
    assert not cases.offer_version(case=case, version=version_of(), actor=SYSTEM, now=LATER)
    with refused("cases.offer.none"):
        cases.accept_version(case=case, actor=town.founder, now=LATER)
    assert cases.differences(case) == []


def test_whoever_takes_it_brings_only_what_is_new(town: Town) -> None:
    submit(town)
    lease = Material(id="lease", title=Text(zh="租约", en="Lease"))
    version = repacked(materials=(*shop().materials, lease))
    case = offered(town, version)
    with refused("cases.materials.missing"):
        cases.accept_version(case=case, actor=town.founder, now=LATER)
    brought = cases.MaterialIn("lease", (paper(town, LATER),))
    cases.accept_version(case=case, materials=(brought,), actor=town.founder, now=LATER)
    row = CaseRow.objects.get()
    assert row.version_id == version
    assert {one["id"] for one in row.materials if one["evidence"]} == {"articles", "lease"}
    assert row.form == FORM
    assert cases.differences(case) == []


def test_strangers_do_not_answer_an_offer(town: Town) -> None:
    accepted(town)
    case = offered(town, published(PROMISE))
    for actor in (town.stranger, town.window, authz.SYSTEM):
        with refused("kernel.authz.denied"):
            cases.accept_version(case=case, actor=actor, now=LATER)
    assert VersionOffer.objects.get().answer == "open"


def test_an_offer_that_came_too_late_is_refused(town: Town) -> None:
    accepted(town)
    case = offered(town, repacked(steps=(step("approve", decides=True),)))
    review(town, case, "shop_item")
    with refused("cases.offer.too_late"):
        cases.accept_version(case=case, actor=town.founder, now=LATER)


def test_running_cases_are_counted_by_version_without_reading_them(
    town: Town, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        accepted(town)
    version = version_of()
    named = (CaseRow.objects.select_related("version")[0].version.pack, "open_shop")
    with django_assert_num_queries(2):
        assert version in catalogue.versions_of({named, (named[0], "nothing")})[named]
        assert cases.count_running([version]) == {version: 3}
