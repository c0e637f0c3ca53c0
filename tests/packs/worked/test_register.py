"""What the packs' changes and deregistrations do to the register, and what is left when their decisions fall."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.packs.worked.test_stories import STORIES
from tongban.cli.story_stage import RealStage
from tongban.domains.cases import api as cases
from tongban.domains.catalogue.stories import Act, Given, Story, play
from tongban.domains.registry import api as registry
from tongban.kernel import events, outbox
from tongban.kernel.actors import SYSTEM
from tongban.kernel.errors import Refusal
from tongban.kernel.identifiers import CitizenId

CHANGE = STORIES["chongqing:company_change_of_name_over_spring_festival"]
CLOSURE = STORIES["chongqing:deregistration_extended_over_national_day"]
OLD, NEW = "重庆示例山汀餐饮管理有限公司", "重庆示例新汀餐饮管理有限公司"
ITEM = "company_change_registration"


def told(stage: RealStage, story: Story) -> tuple[cases.CaseId, registry.SubjectId]:
    assert list(play(story, stage)) == [] and stage.case is not None
    submitted = events.read(str(stage.case))[0]
    return stage.case, registry.SubjectId.parse(submitted.data["subject"])


def decided_at(story: Story, item: str) -> datetime:
    return next(act.at for act in story.do if act.act == "decide" and act.track in (item, None))


def head(stage: RealStage, case: cases.CaseId, *, item: str, at: datetime) -> Any:
    """A head of the item's agency who did not decide it."""
    story = CHANGE if item == ITEM else CLOSURE
    view = cases.get_case(case, SYSTEM, now=at)
    agency = next(track.agency for track in view.tracks if track.key == item)
    assert agency is not None
    return stage._officer(story, agency.role, "approve", number=7, at=at)


def test_a_granted_change_is_in_the_register_from_its_day_and_goes_when_it_is_revoked(stage: RealStage) -> None:
    case, company = told(stage, CHANGE)
    day = decided_at(CHANGE, ITEM).date()
    names = [registry.get_enterprise(company, on=on).name for on in (day - timedelta(days=1), day)]
    assert names == [OLD, NEW] and registry.get_enterprise(company).address == "重庆市示例街道云桥路28号2-1"
    later = CHANGE.do[-1].at + timedelta(days=3)
    about: dict[str, Any] = {"reason": "决议是伪造的", "basis": "市场主体登记管理条例 第四十条", "because": "error"}
    cases.revoke(case=case, track=ITEM, **about, actor=head(stage, case, item=ITEM, at=later), now=later)
    outbox.deliver(now=later)
    assert registry.get_enterprise(company).name == OLD
    assert registry.get_enterprise(company, on=day).name == NEW


def test_a_name_that_was_taken_meanwhile_stops_the_decision(stage: RealStage) -> None:
    at = decided_at(CHANGE, ITEM)
    early = CHANGE.model_copy(update={"do": tuple(act for act in CHANGE.do if act.at < at), "then": ()})
    case, company = told(stage, early)
    founder = registry.get_enterprise(company).legal_representative
    registry.register_enterprise(
        name=NEW, region=CHANGE.region, legal_representative=founder, address="别处1号", actor=SYSTEM, now=at
    )
    decision = Act(at=at, act="decide", track=ITEM)
    with pytest.raises(Refusal, match=r"registry\.enterprise\.name_taken"):
        stage.perform(early, decision)
    assert cases.get_case(case, SYSTEM, now=at).status == "accepted"
    assert registry.get_enterprise(company).name == OLD


def test_a_new_representative_is_known_by_the_number_in_the_form(stage: RealStage) -> None:
    number = str(CitizenId.compose(region="990102", born_on=date(1988, 8, 8), sequence=5))
    form = {
        "representative_changes": True,
        "new_representative_name": "李示例",
        "new_representative_citizen_id": number,
        "new_representative_phone": "13900000002",
    }
    given = CHANGE.given
    situations = {**given.situations, "representative": True}
    story = CHANGE.model_copy(
        update={
            "given": Given(**{**given.model_dump(), "form": {**given.form, **form}, "situations": situations}),
            "then": (),
        }
    )
    _, company = told(stage, story)
    now = registry.get_enterprise(company)
    assert now.legal_representative_name == "李示例"
    assert registry.get_person(now.legal_representative).citizen_id == number


def test_a_deregistered_company_has_ended_until_a_court_sets_that_aside(stage: RealStage) -> None:
    case, company = told(stage, CLOSURE)
    assert registry.get_enterprise(company).status == "closed"
    item = next(act.track for act in CLOSURE.do if act.act == "decide") or CLOSURE.procedure
    later = CLOSURE.do[-1].at + timedelta(days=3)
    cases.reopen(
        case=case,
        track=item,
        authority="court",
        reference="（2026）渝行初1号",
        reason="债权人没有得到通知",
        actor=head(stage, case, item=item, at=later),
        now=later,
    )
    outbox.deliver(now=later)
    assert registry.get_enterprise(company).status == "active"
