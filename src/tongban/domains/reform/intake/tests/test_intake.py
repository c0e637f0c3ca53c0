"""A paper becomes a draft, people settle what is not sure, and only then the ledger holds it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tongban.domains.reform.intake import api as intake
from tongban.domains.reform.ledger import api as ledger
from tongban.domains.reform.ledger.tests import bureau
from tongban.domains.reform.ledger.tests.bureau import NOW, REGION, Bureau
from tongban.domains.reform.tests.plans import ROWS, write_text
from tongban.kernel import events
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.errors import Conflict, Refusal

pytestmark = pytest.mark.django_db
HEAD = ("青川市人民政府办公室", "关于印发青川市用水提速工作方案的通知", "青川府办发〔2025〕8号", "2025年3月4日", "附件")
DOUBTED = (*ROWS[:2], (ROWS[2][0], ROWS[2][1], ROWS[2][2], "青川市窗囗办", "市水利局"), ROWS[3])
"""The third row misspells its lead (囗 for 口) and names a cooperating unit that the city does not have."""


@dataclass(frozen=True)
class Desk:
    """A bureau, and a draft of a second paper that its reform office has opened."""

    bureau: Bureau
    draft: intake.DraftId
    data: bytes

    @property
    def office(self) -> Actor:
        return self.bureau.office

    def row(self, position: int) -> intake.RowView:
        return intake.get_review(self.draft, position, actor=self.office).row

    def accept(self, position: int, edit: Any = None) -> None:
        version = self.row(position).version
        intake.accept(self.draft, position, version=version, edit=edit, actor=self.office, now=NOW)

    def settle(self) -> None:
        while (position := intake.next_waiting(self.draft, actor=self.office)) is not None:
            self.accept(position)


def paper(rows: tuple[tuple[str, ...], ...] = DOUBTED, head: tuple[str, ...] = HEAD) -> bytes:
    with TemporaryDirectory() as folder:
        return write_text(Path(folder), rows, head).read_bytes()


def _build() -> Desk:
    town = bureau.build()
    data = paper()
    return Desk(town, intake.open_draft("plan.txt", data, region=REGION, actor=town.office, now=NOW), data)


@pytest.fixture(scope="module")
def desk(once: Callable[[Callable[[], Desk]], Desk]) -> Desk:
    return once(_build)


def edit_of(row: intake.RowView, **changes: Any) -> intake.MeasureEdit:
    assert row.measure is not None
    limits = tuple(intake.LimitEdit(one.text, one.date) for one in row.measure.deadlines)
    one = row.measure
    return replace(intake.MeasureEdit(row.title, one.text, one.lead, one.cooperating, limits), **changes)


def code_of(refused: pytest.ExceptionInfo[Refusal]) -> str:
    return refused.value.code


def test_what_is_not_sure_waits_and_nothing_else(desk: Desk) -> None:
    draft = intake.get_draft(desk.draft, actor=desk.office)
    rows = intake.list_rows(desk.draft, actor=desk.office)
    told = {row.position: [(doubt.code.rpartition(".")[2], doubt.values) for doubt in row.doubts] for row in rows}
    assert ("misprint", {"name": "青川市窗囗办", "proposal": "市窗口办"}) in told[4]
    assert ("unknown_unit", {"name": "市水利局"}) in told[4]
    assert ("no_deadline", {}) in told[2]
    assert told[1] == []
    assert draft.measures == 5 and draft.doubted == sum(bool(one) for one in told.values()) == draft.waiting
    assert [one.title for one in ledger.list_plans(actor=SYSTEM)] != [draft.document.title]


def test_the_row_stands_beside_its_place_in_the_paper(desk: Desk) -> None:
    found = intake.get_review(desk.draft, 4, actor=desk.office)
    marked = [run.text for piece in found.excerpt for cell in piece.cells for run in cell if run.is_marked]
    assert found.row.measure is not None
    assert marked == [found.row.measure.text]
    assert any("青川市窗囗办" in run.text for piece in found.excerpt for cell in piece.cells for run in cell)
    head = intake.get_review(desk.draft, 0, actor=desk.office)
    told = "".join(run.text for piece in head.excerpt for cell in piece.cells for run in cell if run.is_marked)
    assert "青川府办发〔2025〕8号" in told


def test_a_draft_is_written_when_all_is_settled_and_not_before(desk: Desk) -> None:
    with pytest.raises(Refusal) as refused:
        intake.write(desk.draft, actor=desk.office, now=NOW)
    assert code_of(refused) == "reform.intake.still_waiting"
    desk.accept(4, edit_of(desk.row(4), lead=("市窗口办",), cooperating=()))
    desk.settle()
    plan = intake.write(desk.draft, actor=desk.office, now=NOW)
    written = ledger.get_ledger(plan, actor=SYSTEM, today=NOW.date())
    assert len(written.measures) == 5
    assert written.measures[3].lead == ("市窗口办",) and written.measures[3].lead_agency is not None
    original = intake.get_original(plan, actor=desk.office)
    assert original is not None and original.name == "plan.txt"
    assert intake.read_original(plan, actor=desk.office) == ("plan.txt", desk.data)
    with pytest.raises(Conflict) as over:
        intake.write(desk.draft, actor=desk.office, now=NOW)
    assert code_of(over) == "reform.intake.closed"
    with pytest.raises(Refusal) as again:
        intake.open_draft("copy.txt", desk.data, region=REGION, actor=desk.office, now=NOW)
    assert (code_of(again), again.value.values["plan"]) == ("reform.intake.in_ledger", str(plan))


def test_the_same_paper_is_reviewed_once(desk: Desk) -> None:
    with pytest.raises(Refusal) as refused:
        intake.open_draft("b.txt", desk.data, region=REGION, actor=desk.bureau.second, now=NOW)
    assert refused.value.values["draft"] == str(desk.draft)
    in_ledger = ledger.list_plans(actor=SYSTEM)[0]
    head = (HEAD[0], HEAD[1], in_ledger.number, *HEAD[3:])
    with pytest.raises(Refusal) as known:
        intake.open_draft("c.txt", paper(head=head), region=REGION, actor=desk.office, now=NOW)
    assert known.value.values["plan"] == str(in_ledger.id)


def test_a_discarded_draft_leaves_nothing_and_may_be_begun_anew(desk: Desk) -> None:
    intake.discard(desk.draft, actor=desk.office, now=NOW)
    assert intake.list_drafts(actor=desk.office) == []
    with pytest.raises(Conflict):
        intake.accept(desk.draft, 2, version=1, actor=desk.office, now=NOW)
    intake.open_draft("plan.txt", desk.data, region=REGION, actor=desk.office, now=NOW)


def test_two_officers_do_not_lose_each_others_work(desk: Desk) -> None:
    first = desk.row(4)
    desk.accept(4, edit_of(first, text="改过的举措。"))
    with pytest.raises(Conflict) as refused:
        edit = edit_of(first, text="另一种改法。")
        intake.accept(desk.draft, 4, version=first.version, edit=edit, actor=desk.bureau.second, now=NOW)
    assert code_of(refused) == "reform.intake.changed_meanwhile"
    kept = desk.row(4).measure
    assert kept is not None and kept.text == "改过的举措。"


def test_a_title_belongs_to_all_measures_of_its_item(desk: Desk) -> None:
    third = desk.row(3)
    desk.accept(1, edit_of(desk.row(1), title="1．不跑路"))
    assert [desk.row(at).title for at in (1, 2, 3, 4)] == ["1．不跑路"] * 3 + [desk.row(4).title]
    assert desk.row(3).version > third.version
    intake.take_back(desk.draft, 1, version=desk.row(1).version, actor=desk.office, now=NOW)
    assert desk.row(3).title == third.title


def test_a_rejected_row_stays_out_and_can_be_taken_back(desk: Desk) -> None:
    with pytest.raises(Refusal) as refused:
        intake.reject(desk.draft, 2, version=1, reason=" ", actor=desk.office, now=NOW)
    assert code_of(refused) == "reform.intake.no_reason"
    with pytest.raises(Refusal) as stays:
        intake.reject(desk.draft, 0, version=1, reason="不要", actor=desk.office, now=NOW)
    assert code_of(stays) == "reform.intake.paper_stays"
    intake.reject(desk.draft, 2, version=1, reason="是说明，不是举措", actor=desk.office, now=NOW)
    intake.reject(desk.draft, 3, version=1, reason="重复", actor=desk.office, now=NOW)
    intake.take_back(desk.draft, 3, version=2, actor=desk.office, now=NOW)
    assert desk.row(3).state == "waiting"
    with pytest.raises(Refusal):
        intake.take_back(desk.draft, 3, version=3, actor=desk.office, now=NOW)
    desk.settle()
    plan = intake.write(desk.draft, actor=desk.office, now=NOW)
    written = ledger.get_ledger(plan, actor=SYSTEM, today=NOW.date()).measures
    assert "合并两张表格。" not in {one.text for one in written} and len(written) == 4


def test_another_date_of_the_paper_moves_what_was_reckoned_from_it(desk: Desk) -> None:
    within = intake.LimitEdit("印发之日起3个月内", None)
    desk.accept(3, edit_of(desk.row(3), limits=(within,)))
    first = desk.row(3).measure
    document = desk.row(0).document
    desk.accept(0, intake.DocumentEdit(document.title, document.number, document.issuer, date(2025, 4, 4)))
    moved = desk.row(3).measure
    assert first is not None and first.deadlines[0].date == date(2025, 6, 4)
    assert moved is not None and moved.deadlines[0].date == date(2025, 7, 4)
    fixed = desk.row(1).measure
    assert fixed is not None and fixed.deadlines[0].date == date(2025, 12, 31)


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        (intake.LimitEdit("", date(2025, 5, 1)), "reform.intake.limit_without_words"),
        (intake.LimitEdit("尽快", None), "reform.intake.limit_unread"),
    ],
)
def test_a_time_limit_needs_words_and_a_meaning(desk: Desk, limit: intake.LimitEdit, told: str) -> None:
    with pytest.raises(Refusal) as refused:
        desk.accept(2, edit_of(desk.row(2), limits=(limit,)))
    assert code_of(refused) == told
    desk.accept(2, edit_of(desk.row(2), limits=(intake.LimitEdit("尽快", date(2025, 5, 1)),)))


def test_texts_that_the_ledger_cannot_hold_are_told_at_once(desk: Desk) -> None:
    for changes in ({"text": " "}, {"title": ""}, {"lead": ("长" * 200,)}):
        with pytest.raises(Refusal):
            desk.accept(1, edit_of(desk.row(1), **changes))
    assert desk.row(1).state == "clear"


def test_strength_and_targets_follow_the_text(desk: Desk) -> None:
    desk.accept(2, edit_of(desk.row(2), text="必须在3个工作日内办结。"))
    changed = desk.row(2).measure
    assert changed is not None and changed.targets and changed.targets[0].value == 3


def test_who_does_not_keep_the_ledger_sees_no_draft(desk: Desk) -> None:
    for actor in (desk.bureau.clerk, desk.bureau.head, SYSTEM):
        with pytest.raises(Refusal) as refused:
            intake.get_draft(desk.draft, actor=actor)
        assert code_of(refused) == "reform.intake.unknown"
        with pytest.raises(Refusal) as denied:
            intake.open_draft("x.txt", b"x", region=REGION, actor=actor, now=NOW)
        assert code_of(denied) == "kernel.authz.denied"


def test_a_paper_is_laid_beside_a_plan_that_came_without_review(desk: Desk) -> None:
    plan = desk.bureau.plan
    assert intake.get_original(plan, actor=desk.office) is None
    with pytest.raises(Refusal) as missing:
        intake.read_original(plan, actor=desk.office)
    assert code_of(missing) == "reform.intake.no_paper"
    intake.keep_paper(plan, "a.txt", paper(ROWS), actor=SYSTEM, now=NOW)
    original = intake.get_original(plan, actor=desk.office)
    assert original is not None and original.pieces
    with pytest.raises(Refusal) as there:
        intake.keep_paper(plan, "a.txt", paper(ROWS), actor=SYSTEM, now=NOW)
    assert code_of(there) == "reform.intake.paper_there"


def test_the_events_tell_who_changed_what(desk: Desk) -> None:
    desk.accept(4, edit_of(desk.row(4), lead=("市窗口办",)))
    last = list(events.read(str(desk.draft)))[-1]
    assert last.type == "reform.plan_draft_row_accepted.v1" and last.actor == desk.office.label
    assert last.data["changes"] == {"lead": {"read": ["青川市窗囗办"], "kept": ["市窗口办"]}}
