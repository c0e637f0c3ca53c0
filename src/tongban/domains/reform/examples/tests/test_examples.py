"""A typical case goes through two hands before it is public; others copy it with their own state."""

from collections.abc import Callable

import pytest

from tongban.domains.reform.examples import api as examples
from tongban.domains.reform.ledger.tests.bureau import NOW, REGION, Bureau, build, paper
from tongban.domains.registry import api as registry
from tongban.kernel import events
from tongban.kernel.actors import ANONYMOUS
from tongban.kernel.errors import Conflict, Refusal

pytestmark = pytest.mark.django_db
TOLD = examples.Example("一窗通办", "多头跑", "合并窗口", "平均少跑三次")


@pytest.fixture(scope="module")
def bureau(once: Callable[[Callable[[], Bureau]], Bureau]) -> Bureau:
    return once(build)


def _agency(role: str) -> registry.AgencyId:
    return registry.get_agency(REGION, role, on=NOW.date()).id


def _submitted(bureau: Bureau) -> examples.ExampleId:
    told = examples.Example(TOLD.title, TOLD.problem, TOLD.practice, TOLD.effect, [paper(bureau.clerk)])
    return examples.submit_example(told, agency=_agency("window_office"), actor=bureau.clerk, now=NOW)


def _published(bureau: Bureau) -> examples.ExampleId:
    example = _submitted(bureau)
    examples.review_example(example, "做法可复制", actor=bureau.office, now=NOW)
    examples.publish_example(example, "同意公布", actor=bureau.second, now=NOW)
    return example


def test_two_persons_of_the_office_publish(bureau: Bureau) -> None:
    example = _submitted(bureau)
    assert examples.list_examples(actor=ANONYMOUS) == []
    with pytest.raises(Refusal, match="step"):
        examples.publish_example(example, "同意", actor=bureau.second, now=NOW)
    examples.review_example(example, "做法可复制", actor=bureau.office, now=NOW)
    with pytest.raises(Refusal, match="same_person"):
        examples.publish_example(example, "同意", actor=bureau.office, now=NOW)
    assert "publish" not in examples.get_example(example, actor=bureau.office).acts
    examples.publish_example(example, "同意公布", actor=bureau.second, now=NOW)
    (public,) = examples.list_examples(actor=ANONYMOUS, region=REGION)
    assert (public.state, public.published_on, public.acts) == ("published", NOW.date(), frozenset())


def test_a_returned_case_is_handed_in_again(bureau: Bureau) -> None:
    example = _submitted(bureau)
    examples.return_example(example, "缺少数据", actor=bureau.office, now=NOW)
    assert examples.get_example(example, actor=bureau.clerk).acts == {"submit", "withdraw"}
    examples.submit_again(example, TOLD, actor=bureau.clerk, now=NOW)
    assert examples.get_example(example, actor=bureau.clerk).state == "submitted"
    assert len(events.read(str(example))) == 3


def test_others_copy_it_with_their_own_state(bureau: Bureau) -> None:
    example = _published(bureau)
    copy = examples.take_up(example, "三季度推广", agency=_agency("data"), actor=bureau.helper, now=NOW)
    examples.take_up(example, "参照办理", agency=_agency("archives"), actor=bureau.stranger, now=NOW)
    with pytest.raises(Conflict, match="twice"):
        examples.take_up(example, "再来", agency=_agency("data"), actor=bureau.helper, now=NOW)
    with pytest.raises(Refusal, match="own"):
        examples.take_up(example, "自己", agency=_agency("window_office"), actor=bureau.clerk, now=NOW)
    examples.move_copy(copy, "in_force", "已上线", actor=bureau.helper, now=NOW)
    with pytest.raises(Refusal, match="step"):
        examples.move_copy(copy, "planned", "退回", actor=bureau.helper, now=NOW)
    with pytest.raises(Refusal, match="denied"):
        examples.move_copy(copy, "given_up", "别人", actor=bureau.clerk, now=NOW)
    assert dict(examples.get_example(example, actor=ANONYMOUS).copied) == {"planned": 1, "in_force": 1}


def test_a_withdrawn_case_is_not_public_and_keeps_its_reason(bureau: Bureau) -> None:
    example = _published(bureau)
    examples.take_up(example, "三季度推广", agency=_agency("data"), actor=bureau.helper, now=NOW)
    with pytest.raises(Refusal, match="reason"):
        examples.withdraw_example(example, " ", actor=bureau.office, now=NOW)
    examples.withdraw_example(example, "数据不实", actor=bureau.office, now=NOW)
    with pytest.raises(Refusal, match="unknown"):
        examples.get_example(example, actor=ANONYMOUS)
    view = examples.get_example(example, actor=bureau.clerk)
    assert (view.state, view.reason, len(view.copies)) == ("withdrawn", "数据不实", 1)


def test_only_a_unit_hands_in_its_own_and_whole(bureau: Bureau) -> None:
    with pytest.raises(Refusal, match="denied"):
        examples.submit_example(TOLD, agency=_agency("window_office"), actor=bureau.helper, now=NOW)
    half = examples.Example("一窗通办", "", "合并窗口", "少跑")
    with pytest.raises(Refusal, match="words"):
        examples.submit_example(half, agency=_agency("window_office"), actor=bureau.clerk, now=NOW)
