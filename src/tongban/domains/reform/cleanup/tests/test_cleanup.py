"""A rule document is listed, looked through, changed, and confirmed by a second person; late is seen."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tongban.domains.reform.cleanup import api as cleanup
from tongban.domains.reform.ledger.tests.bureau import NOW, REGION, Bureau, build, paper
from tongban.domains.registry import api as registry
from tongban.kernel import events
from tongban.kernel.actors import ANONYMOUS
from tongban.kernel.errors import Conflict, Refusal

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
LOOK_BY, DUE = TODAY + timedelta(days=30), TODAY + timedelta(days=60)
PAPER = cleanup.Document("青川府办发〔2019〕3号", "青川市开办企业若干规定", "青川市人民政府办公室", date(2019, 2, 1))


@pytest.fixture(scope="module")
def bureau(once: Callable[[Callable[[], Bureau]], Bureau]) -> Bureau:
    return once(build)


def _listed(bureau: Bureau) -> cleanup.RuleDocumentId:
    window = registry.get_agency(REGION, "window_office", on=TODAY).id
    return cleanup.list_document(PAPER, agency=window, look_by=LOOK_BY, actor=bureau.office, now=NOW)


def _state(document: cleanup.RuleDocumentId, bureau: Bureau, day: date = TODAY) -> cleanup.CleanupState:
    return cleanup.get_document(document, actor=bureau.office, today=day).state


def test_a_document_is_abolished_with_proof_and_a_second_person(bureau: Bureau) -> None:
    document = _listed(bureau)
    assert _state(document, bureau) == "to_look"
    assert _state(document, bureau, LOOK_BY + timedelta(days=1)) == "overdue"
    cleanup.judge_document(document, "abolish", reason="与条例不一致", due_on=DUE, actor=bureau.clerk, now=NOW)
    assert (_state(document, bureau), _state(document, bureau, DUE + timedelta(days=1))) == ("to_do", "overdue")
    with pytest.raises(Refusal, match="no_evidence"):
        cleanup.carry_out(document, "已废止", done_on=TODAY, evidence=[], actor=bureau.clerk, now=NOW)
    proof = [paper(bureau.clerk)]
    cleanup.carry_out(document, "青川府发〔2025〕9号", done_on=TODAY, evidence=proof, actor=bureau.clerk, now=NOW)
    assert _state(document, bureau, DUE + timedelta(days=1)) == "to_confirm"
    with pytest.raises(Refusal, match="denied"):
        cleanup.confirm_document(document, accepted=True, actor=bureau.head, now=NOW)
    cleanup.confirm_document(document, accepted=True, actor=bureau.second, now=NOW)
    view = cleanup.get_document(document, actor=bureau.office, today=TODAY)
    assert (view.state, view.in_force, view.acts) == ("done", False, frozenset())
    assert len(events.read(str(document))) == 4


def test_what_is_sent_back_is_to_do_again(bureau: Bureau) -> None:
    document = _listed(bureau)
    cleanup.judge_document(document, "keep", reason="仍然适用", actor=bureau.clerk, now=NOW)
    cleanup.confirm_document(document, accepted=False, reason="与上位法不一致", actor=bureau.office, now=NOW)
    assert _state(document, bureau) == "to_look"
    cleanup.judge_document(document, "amend", reason="修改第三条", due_on=DUE, actor=bureau.clerk, now=NOW)
    assert _state(document, bureau) == "to_do"


def test_what_a_result_must_say(bureau: Bureau) -> None:
    document = _listed(bureau)

    def refused(code: str, result: str, **more: object) -> None:
        with pytest.raises(Refusal, match=rf"^reform\.cleanup\.{code}\("):
            cleanup.judge_document(
                document,
                result,
                **{"reason": "r", "actor": bureau.clerk, "now": NOW, **more},  # type: ignore[arg-type]
            )

    refused("result", "forget")
    refused("keep", "keep", due_on=DUE)
    refused("due_on", "amend")
    refused("due_on", "amend", due_on=TODAY - timedelta(days=1))
    refused("replaced_by", "replace", due_on=DUE)
    refused("replaced_by", "amend", due_on=DUE, replaced_by="新规定")
    refused("reason", "keep", reason=" ")


def test_the_same_number_is_listed_once_and_counted(bureau: Bureau) -> None:
    document = _listed(bureau)
    with pytest.raises(Conflict, match="listed"):
        _listed(bureau)
    cleanup.judge_document(document, "keep", reason="仍然适用", actor=bureau.clerk, now=NOW)
    found = cleanup.get_cleanup(REGION, actor=bureau.office, today=TODAY)
    assert (dict(found.states), dict(found.results)) == ({"to_confirm": 1}, {"keep": 1})


def test_only_its_unit_and_the_office_see_it(bureau: Bureau) -> None:
    document = _listed(bureau)
    for actor in (bureau.stranger, ANONYMOUS):
        with pytest.raises(Refusal, match=r"cleanup\.unknown"):
            cleanup.get_document(document, actor=actor, today=TODAY)
    with pytest.raises(Refusal, match="denied"):
        cleanup.judge_document(document, "keep", reason="r", actor=bureau.second, now=NOW)
