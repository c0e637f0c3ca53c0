"""What the demo city's worked examples issue: the licence, what it says, and a renewal that keeps the number."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from tests.packs.worked.test_stories import STORIES
from tongban.cli.story_stage import RealStage
from tongban.domains.catalogue.stories import Act, Given, Story, Then, play
from tongban.domains.licences import api as licences
from tongban.domains.licences.api import State
from tongban.domains.registry import api as registry
from tongban.kernel.actors import SYSTEM

RENEWAL = STORIES["demo:food_renewal_decided"]
REAL_ESTATE, TALENT, VERIFIED, FOOD = (
    "real_estate_certificate",
    "talent_card",
    "planning_verification_confirmation",
    "food_business_licence",
)


def issued(at: datetime, type_id: str) -> Sequence[licences.LicenceView]:
    """Every licence of the type that stands, from the first to the last."""
    found = [one for one in licences.list_licences(actor=SYSTEM, now=at) if one.type_id == type_id]
    return [licences.get_licence(one.id, actor=SYSTEM, now=at) for one in found]


@pytest.mark.parametrize(
    ("name", "type_id", "said"),
    [
        (
            "home_title_issued",
            REAL_ESTATE,
            {
                "owner": "陈示例",
                "location": "云汀市临江区汀兰街道云桥路20号2-2",
                "unit_number": "990102001001GB00001F00010001",
                "right_kind": "国有建设用地使用权／房屋所有权",
                "use": "住宅",
                "area": "92 平方米",
            },
        ),
        ("talent_card_issued", TALENT, {"name": "陈示例", "card_class": "B类"}),
        (
            "planning_confirmation_issued",
            VERIFIED,
            {
                "holder_name": "云汀市示例汀造机械有限公司",
                "project_name": "示例汀造机械一号厂房",
                "verified_area_m2": "3,200 平方米",
            },
        ),
    ],
)
def test_a_grant_issues_the_licence_of_its_item(
    *, stage: RealStage, name: str, type_id: str, said: dict[str, str]
) -> None:
    story = STORIES[f"demo:{name}"]
    assert list(play(story, stage)) == []
    (licence,) = issued(story.do[-1].at, type_id)
    assert said.items() <= {field.id: field.value for field in licence.fields}.items()
    assert licence.state is State.VALID


class SameCompany(RealStage):
    """A second story of the company of a first one, with its people."""

    def __init__(self, first: RealStage, company: registry.SubjectId) -> None:
        super().__init__(applicant=first.applicant, officers=first.officers)
        self.company = company

    def _subject(self, story: Story, at: datetime) -> registry.SubjectId:
        return self.company


def opening() -> Story:
    """The company's first food licence, granted five years before the renewal less three months."""
    form = RENEWAL.given.form
    told = {key: form[key] for key in ("name", "address", "operator_kind", "items_of_business", "contact_name")}
    given = Given(
        subject="enterprise",
        materials=("business_licence_copy", "layout_and_workflow", "food_safety_rules"),
        form={
            **told,
            "contact_phone": "13900000001",
            "area_m2": 180,
            "safety_officer_name": "李示例",
            "kitchen_area_m2": 60,
            "staff_handling_food": 8,
            "sells_online": False,
        },
    )
    day = datetime.fromisoformat("2026-01-12T09:00:00+08:00")
    acts = [("submit", None), ("accept", None), ("complete", "review"), ("sign", "visit"), ("sign", "visit")]
    do = [
        Act(at=day + timedelta(minutes=number), act=act, step=step, reason="符合", values={})
        for number, (act, step) in enumerate([*acts, ("decide", None)])
    ]
    then = Then(at=do[-1].at, status="closed")
    title, region = RENEWAL.title, RENEWAL.region
    return Story(title=title, procedure=FOOD, region=region, given=given, do=tuple(do), then=(then,))


def test_a_renewed_food_licence_takes_the_place_of_the_old_one_under_its_number(stage: RealStage) -> None:
    first = opening()
    assert list(play(first, stage)) == []
    (old,) = issued(first.do[-1].at, FOOD)
    company = registry.find_enterprise(old.holder_code)
    assert company is not None
    assert list(play(RENEWAL, SameCompany(stage, company.subject))) == []
    decided = RENEWAL.do[-1].at
    (new,) = issued(decided, FOOD)
    was = licences.get_licence(old.id, actor=SYSTEM, now=decided)
    assert (new.number, new.version, new.cause) == (old.number, 2, licences.Cause.RENEW)
    assert (was.state, new.state) == (State.REPLACED, State.VALID)
    assert (new.valid_from, new.valid_until) == (date(2026, 5, 8), date(2031, 5, 7))
    assert licences.verify(old.token, now=decided).state is State.REPLACED
    assert licences.find_valid(company.subject, FOOD, at=decided) == new.identifier
    assert licences.find_valid(company.subject, FOOD, at=decided - timedelta(days=1)) == old.identifier
    assert licences.state_on(new.id, decided - timedelta(days=1)) == (old.id, State.VALID)
