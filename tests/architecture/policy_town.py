"""The town of the policy tests: people in every role, and the things their routes are about."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tongban.cli.demo import city
from tongban.cli.demo.fiction import Fiction
from tongban.cli.demo.year import Applicant, Habit, Wish, Year, enrol, life_of_a_case
from tongban.config.packs import load_everything
from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.domains.licences import api as licences
from tongban.domains.licences.seals import api as seals
from tongban.domains.reform import api as reform
from tongban.domains.reform.intake import api as intake
from tongban.domains.reform.ledger import api as ledger
from tongban.domains.reform.rhythm import api as rhythm
from tongban.domains.reform.supervision import api as inspecting
from tongban.domains.registry import api as registry
from tongban.kernel import evidence, messages, outbox, timemachine
from tongban.kernel.actors import SYSTEM
from tongban.kernel.declaration import Text

DOUBTED = Path(__file__).parents[1] / "fixtures" / "yunting-markets-2026.txt"
NOW = datetime.fromisoformat("2026-09-21T09:00:00+08:00")
BEFORE = NOW - timedelta(days=40)
DRAFT_PAGES = ("draft", "edit", "act", "publish", "trial", "trial_csv")
PDF = b"%PDF-1.7\n%%EOF\n"
GUIDED = "newborn"  # asks before its form what applies
DUTIES = {"supervisor": "supervise", "reformer": "reform", "administrator": "administer", "auditor": "audit"}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

# Who asks. `officer` handles the case; the two after it are officers of another agency and of another city.
ROLES = (
    "anonymous",
    "owner",
    "stranger",
    "window",
    "officer",
    "other_agency",
    "other_region",
    "supervisor",
    "reformer",
    "administrator",
    "auditor",
)


@dataclass(frozen=True, slots=True)
class Town:
    """The people who ask, and what to put into the places of an address."""

    usernames: dict[str, str]
    places: dict[str, object]
    special: dict[str, dict[str, object]]
    subject: str
    delegation: registry.DelegationId
    owner: registry.AccountId

    def is_open(self) -> bool:
        """Whether the owner's application still runs."""
        case = cases.CaseId.parse(str(self.places["case_id"]))
        return cases.get_case(case, SYSTEM, now=NOW).status == "accepted"

    def end_delegation(self) -> None:
        """The owner lets nobody act for him any more."""
        actor = registry.actor_of(self.owner, now=NOW)
        registry.revoke_delegation(delegation=self.delegation, actor=actor, now=NOW)

    def address(self, route: str, places: tuple[str, ...]) -> str:
        known = {**self.places, **self.special.get(route, {})}
        return reverse(route, kwargs={place: known[place] for place in places})


def build() -> Town:
    timemachine.travel(NOW)
    load_everything(now=BEFORE)
    people = city.settle(now=BEFORE)
    founder = _founder()
    licence = _live(people, founder)
    case, paper = _file(founder)
    cases.accept(case=case, actor=people.window, now=NOW)
    supervision, told = _be_late(people, founder)
    usernames = {"owner": "founder", "stranger": _stranger(), "window": "window"}
    usernames |= {"officer": "market_regulation.review", "other_agency": "water_utility.review"}
    usernames["other_region"] = _officer("officer.elsewhere", "500000", "market_regulation", duty="review")
    for role, duty in DUTIES.items():
        usernames[role] = _officer(role, city.REGION, "reform_office", duty=duty)
    plans = sorted(city.PLANS.glob("*.txt"))
    plan = reform.import_plan(reform.read_plan(plans[0]), region=city.REGION, actor=people.reform, now=BEFORE)
    intake.keep_paper(plan, plans[0].name, plans[0].read_bytes(), actor=people.reform, now=BEFORE)
    draft = intake.open_draft(DOUBTED.name, DOUBTED.read_bytes(), region=city.REGION, actor=people.reform, now=BEFORE)
    dispatch = rhythm.prepare_dispatch(city.REGION, f"{NOW:%Y-%m}", actor=people.reform, now=NOW)
    filed = rhythm.Report("result", "示例", "示例")
    report = rhythm.file_report(city.REGION, filed, unit="市市场监管局", actor=SYSTEM, now=NOW)
    measure, proof, idea = _measure(plan, people)
    window = registry.AccountId.parse(people.window.label)
    agency = registry.get_agency(city.REGION, "tax", on=NOW.date())
    delegation = _delegate(founder)
    usernames["relative"] = "relative"
    places: dict[str, object] = {
        "meeting_id": str(dispatch),
        "report_id": str(report),
        "case_id": str(case),
        "finding_id": str(inspecting.FindingId.new()),
        "inspection_id": str(inspecting.InspectionId.new()),
        "observer_id": str(inspecting.ObserverId.new()),
        "fault_id": str(inspecting.FaultId.new()),
        "what": "point",
        "delegation_id": str(delegation),
        "subject_id": str(founder.subject),
        "file_id": paper,
        "licence_id": str(licence.id),
        "token": licence.token,
        "copy_id": str(licences.CopyId.new()),
        "form": "pdf",
        "kind": "package",
        "key": "company_setup",
        "page_id": "company",
        "year": 2026,
        "uuid": window.value,
        "name": "withdraw",
        "act": "suspend",
        "look_id": "look_00000000-0000-4000-8000-000000000000",
        "assessment_id": "assessment_00000000-0000-4000-8000-000000000000",
        "appeal_id": "appeal_00000000-0000-4000-8000-000000000000",
        "example_id": "example_00000000-0000-4000-8000-000000000000",
        "batch_id": "intake_00000000-0000-4000-8000-000000000000",
        "type_id": "business_licence",
        "place": "city_centre",
        "number": 1,
        "post": registry.list_holdings(window, on=NOW.date())[0].post.id.value,
        "uidb36": "1",
        "region": city.REGION,
        "plan_id": str(plan),
        "draft_id": str(draft),
        "position": 1,
        "measure_id": str(measure),
        "idea_id": str(idea),
        "sheet_id": "sheet_00000000-0000-4000-8000-000000000000",
        "supervision_id": supervision,
        "message_id": told["owner"],
        "code": "a-code-that-nobody-has-put",
    }
    drafted = {"uuid": _change_of_an_item().value}
    _begin(founder, GUIDED)
    sealed = _seal(agency.id)
    powers = catalogue.list_lists(city.REGION, on=NOW.date(), kind="powers")[0].id
    offered = catalogue.get_procedure("company_setup", region=city.REGION, on=NOW.date()).version_id
    special: dict[str, dict[str, object]] = {
        **{f"administration:catalogue_{page}": drafted for page in DRAFT_PAGES},
        **{f"public:{page}": {"version": powers} for page in ("list", "list_csv", "list_json")},
        "administration:catalogue_restore": {"version": offered},
        "space:act": {"name": "withdraw"},
        "space:situation": {"key": GUIDED, "situation_id": "certificate"},
        "space:items": {"key": GUIDED},
        "administration:agency_code": {"uuid": agency.id.value},
        **{
            f"administration:{page}": {"uuid": sealed, "name": "suspend"}
            for page in ("seal", "seal_picture", "seal_act")
        },
        "desk:person_delegate": {"subject_id": str(_without_log_in(people))},
        "governance:commitment": {"key": "C002"},
        "governance:case": {"key": "C002"},
        "governance:measure_file": {"file_id": str(proof)},
        "governance:measure_act": {"act": "file_progress"},
        "desk:message": {"message_id": told["officer"]},
    }
    return Town(usernames, places, special, str(founder.subject), delegation, founder.account)


def _measure(plan: reform.PlanId, people: city.City) -> tuple[reform.MeasureId, evidence.EvidenceId, reform.IdeaId]:
    """A measure that the officer's agency leads, with a file; and an idea of that agency."""
    officer = people.staff["market_regulation"].reviewer
    measure = reform.get_ledger(plan, actor=SYSTEM, today=NOW.date()).measures[0].id
    proof = evidence.put(PDF, "a.pdf", by=officer.label, purpose="reform.measure", at=NOW)
    reform.file_progress(measure, "已开始", share=10, evidence=[proof], actor=officer, now=NOW)
    agency = registry.get_agency(city.REGION, "market_regulation", on=NOW.date()).id
    return measure, proof, ledger.enter_idea("一照多址", "重复登记", agency=agency, actor=officer, now=NOW)


def _change_of_an_item() -> catalogue.ItemDraftId:
    """A change of an item, handed over to whoever reviews it."""
    draft = catalogue.open_draft(procedure="water_connection", region=city.REGION, actor=SYSTEM, now=NOW)
    catalogue.save_draft(draft=draft, edit={"topics": ["160"]}, reason="示例", actor=SYSTEM, now=NOW)
    catalogue.submit_draft(draft=draft, actor=SYSTEM, now=NOW)
    return draft


def _seal(agency: registry.AgencyId) -> UUID:
    """A seal of the city's tax office that waits for its second person."""
    Path(settings.EVIDENCE_FOLDER).mkdir(parents=True, exist_ok=True)
    settings.SEAL_FOLDER = Path(mkdtemp(prefix="seals-", dir=settings.EVIDENCE_FOLDER))  # in one run it is built twice
    seals.make_authority(actor=SYSTEM, now=BEFORE)
    return seals.make(agency=agency, actor=SYSTEM, now=BEFORE).value


def _founder() -> Applicant:
    account = city.open_founder(now=BEFORE)
    return Applicant(city.FOUNDER, account, registry.list_subjects(account)[0].id)


def _stranger() -> str:
    enrol(Fiction(8).person(), username="stranger", now=BEFORE)
    return "stranger"


def _without_log_in(people: city.City) -> registry.SubjectId:
    """Somebody whom the counter has registered."""
    person = Fiction(11).person()
    return registry.register_person(name=person.name, citizen_id=person.citizen_id, actor=people.window, now=NOW)


def _delegate(founder: Applicant) -> registry.DelegationId:
    """A relative may read the founder's matters and act in them, but not take an application back."""
    enrol(Fiction(10).person(), username="relative", now=BEFORE)
    agent = registry.find_agent("relative", kind="relative")
    account = get_user_model().objects.get(username="relative")
    offered = registry.delegate(
        principal=founder.subject,
        kind="relative",
        acts=("read", "submit", "supplement"),
        until=NOW.date() + timedelta(days=90),
        agent=agent.id,
        actor=founder.actor(NOW),
        now=NOW,
    )
    actor = registry.actor_of(account, now=NOW)
    registry.accept_delegation(delegation=offered.id, actor=actor, now=NOW)
    return offered.id


def _live(people: city.City, founder: Applicant) -> licences.LicenceView:
    """The licence of a company that was set up through the real commands."""
    year = Year(people, Fiction(7), registry.calendar_of(city.REGION), until=NOW)
    wish = Wish("company_setup", lambda day: year.fiction.company_setup(founder.person, on=day))
    life = life_of_a_case(year, founder, wish, habit=Habit())
    year.begin(NOW - timedelta(days=20), life)
    year.run(lambda at, acts: None)
    [row] = cases.list_cases(SYSTEM, now=NOW).rows
    issued = licences.list_by_case(str(row.id), actor=SYSTEM, now=NOW)
    return next(one for one in issued if one.type_id == "business_licence")


def _officer(username: str, region: str, role: str, *, duty: str) -> str:
    """A member of staff with one duty at one agency."""
    account = registry.create_staff(username=username, name="示例", password=None, actor=SYSTEM, now=BEFORE)
    agency = registry.get_agency(region, role, on=NOW.date())
    post = registry.create_post(agency=agency.id, title=Text(zh=duty, en=duty), duties={duty}, actor=SYSTEM, now=BEFORE)
    registry.hold_post(account=account, post=post, actor=SYSTEM, now=BEFORE)
    return username


def _file(founder: Applicant) -> tuple[cases.CaseId, str]:
    """A company asked for, with one paper: the case and the paper."""
    actor = founder.actor(NOW)
    paper = str(evidence.put(PDF, "articles.pdf", by=actor.label, purpose="application", at=NOW))
    case = cases.submit(
        procedure="company_setup",
        region=city.REGION,
        subject=founder.subject,
        form=Fiction(9).company_setup(founder.person, on=NOW.date()),
        materials=(cases.MaterialIn("articles_of_association", (paper,)),),
        actor=actor,
        now=NOW,
    )
    return case, paper


def _begin(founder: Applicant, key: str) -> None:
    """An application that the owner has begun and not handed in."""
    actor = founder.actor(NOW)
    cases.save_draft(
        procedure=key, region=city.REGION, answers={}, materials={}, subject=founder.subject, actor=actor, now=NOW
    )


def _be_late(people: city.City, founder: Applicant) -> tuple[str, dict[str, str]]:
    """A company that nobody works on: its supervision case, and what the owner and the officer were told."""
    then = NOW - timedelta(days=30)
    case = cases.submit(
        procedure="company_setup",
        region=city.REGION,
        subject=founder.subject,
        form=Fiction(11).company_setup(founder.person, on=then.date()),
        actor=founder.actor(then),
        now=then,
    )
    cases.accept(case=case, actor=people.window, now=then)
    outbox.deliver(NOW)
    cases.watch(now=NOW)
    reviewer = people.staff["market_regulation"].reviewer
    told = {"owner": founder.actor(NOW), "officer": reviewer}
    late = cases.list_supervisions(SYSTEM, now=NOW).rows[0]
    return str(late.id), {role: str(messages.list_messages(actor).rows[0].id) for role, actor in told.items()}


@contextmanager
def asking(town: Town, role: str) -> Iterator[Client]:
    """A client logged in as this role; whatever it writes is undone."""
    with transaction.atomic():
        client = Client(raise_request_exception=False)
        if role != "anonymous":
            account = get_user_model().objects.get(username=town.usernames[role])
            client.force_login(account, backend=BACKEND)
        yield client
        transaction.set_rollback(True)


def sign_of(answer: HttpResponseBase) -> str:
    """`+` let in, `L` asked to log in, `0` not found, `x` denied, `!` broken; nothing for a method not taken."""
    status = answer.status_code
    if status in (301, 302) and answer["Location"].split("?")[0] == reverse("account_login"):
        return "L"
    return {405: "", 404: "0", 401: "L", 403: "x"}.get(status, "+" if status < 500 else "!")
