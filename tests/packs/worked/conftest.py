"""The stage on which the packs' worked examples are played: the real commands, on a real database."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from django.conf import settings

from tongban.config.packs import read_library
from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.domains.catalogue.stories import Act, Story, Then
from tongban.domains.registry import api as registry
from tongban.kernel import evidence, outbox, packs
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.declaration import Text
from tongban.kernel.identifiers import CitizenId

PAPER = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"
DUTIES = ("intake", "review", "approve")
CITIZEN = CitizenId.compose(region="990102", born_on=date(1990, 3, 7), sequence=2)


@dataclass
class RealStage:
    """Plays one story. Officers come into being when an act first needs them, one account per role and duty."""

    officers: dict[tuple[str, str], Actor] = field(default_factory=dict)
    applicant: Actor | None = None
    case: cases.CaseId | None = None

    def perform(self, story: Story, act: Act) -> None:
        if act.act == "submit":
            self.case = self._submit(story, act.at)
        elif act.act == "accept":
            lead = self._read(act.at).agency.role
            cases.accept(case=self._case, actor=self._officer(story, act.by or lead, "intake", at=act.at), now=act.at)
        elif act.act in ("complete", "decide"):
            self._work(story, act)
        elif act.act == "withdraw":
            assert self.applicant is not None
            cases.withdraw(case=self._case, reason=act.reason, actor=self.applicant, now=act.at)
        else:
            raise AssertionError(f"no story of our packs does {act.act!r} yet: teach the stage")
        outbox.deliver(now=act.at)

    def observe(self, story: Story, then: Then) -> dict[str, object]:
        found = {(one.scope, one.kind): one for one in cases.clocks(self._case, then.at)}
        scopes = [then.scope] if then.scope != "case" else ["case", story.procedure]
        one = next(found[scope, then.clock] for scope in scopes if (scope, then.clock) in found)
        told = one.explanation
        status = self._read(then.at).status
        return {"due_on": one.due_on, "used": told.used, "left": told.left, "state": told.state, "status": status}

    @property
    def _case(self) -> cases.CaseId:
        assert self.case is not None, "the story begins with `submit`"
        return self.case

    def _read(self, at: datetime) -> cases.CaseView:
        return cases.get_case(self._case, SYSTEM, now=at)

    def _submit(self, story: Story, at: datetime) -> cases.CaseId:
        before = at - timedelta(days=1)
        account = registry.create_account(username="applicant", password=None, name="陈示例", actor=SYSTEM, now=before)
        person = registry.register_person(name="陈示例", citizen_id=str(CITIZEN), actor=SYSTEM, now=before)
        registry.represent(account=account, subject=person, role="self", actor=SYSTEM, now=before)
        subject = person
        if story.given.subject == "enterprise":
            subject = registry.register_enterprise(
                name=str(story.given.form["name"]),
                region=story.region,
                legal_representative=person,  # whose account may act for it from now on
                address=str(story.given.form.get("address", "重庆市示例街道云桥路20号1-1")),
                actor=SYSTEM,
                now=before,
            )
        self.applicant = registry.actor_of(account, now=at)
        given = tuple(cases.MaterialIn(one, (self._paper(at),)) for one in story.given.materials)
        return cases.submit(
            procedure=story.procedure,
            region=story.region,
            subject=subject,
            form=story.given.form,
            materials=given,
            actor=self.applicant,
            now=at,
        )

    def _paper(self, at: datetime) -> str:
        assert self.applicant is not None
        return str(evidence.put(PAPER, "paper.pdf", by=self.applicant.label, purpose="worked example", at=at))

    def _work(self, story: Story, act: Act) -> None:
        track = next(one for one in self._read(act.at).tracks if one.key == (act.track or story.procedure))
        assert track.agency is not None
        role = act.by or track.agency.role
        if act.act == "decide":
            who = self._officer(story, role, "approve", at=act.at)
            cases.decide(
                case=self._case, track=track.key, granted=act.granted, reason=act.reason, actor=who, now=act.at
            )
            return
        assert act.step is not None
        who = self._officer(story, role, "review", at=act.at)
        cases.complete_step(case=self._case, track=track.key, step=act.step, opinion="材料齐全", actor=who, now=act.at)

    def _officer(self, story: Story, role: str, duty: str, *, at: datetime) -> Actor:
        if (role, duty) not in self.officers:
            before = at - timedelta(days=1)
            agency = registry.get_agency(story.region, role, on=before.date())
            title = Text(zh="示例岗", en="Example post")
            post = registry.create_post(agency=agency.id, title=title, duties={duty}, actor=SYSTEM, now=before)
            name = f"{role}.{duty}"
            account = registry.create_staff(username=name, name="示例", post=post, actor=SYSTEM, now=before)
            self.officers[role, duty] = registry.actor_of(account, now=at)
        return self.officers[role, duty]


@pytest.fixture(scope="session")
def library() -> packs.Library:
    return read_library(settings.PACKS_FOLDER)


@pytest.fixture
def stage(db: None, library: packs.Library) -> RealStage:
    """An empty country with the packs loaded, long before any story begins."""
    began = datetime.fromisoformat("2025-12-01T09:00:00+08:00")
    packs.install(library)
    registry.load_packs(library, now=began)
    catalogue.publish(library, actor=SYSTEM, now=began)
    return RealStage()
