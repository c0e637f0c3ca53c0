"""Whatever plan is written down in a usual layout is read back as it was."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.domains.reform.reading import read_plan

UNITS = (
    "市发展改革委",
    "市经济和信息化局",
    "市财政局",
    "市住房城乡建设局",
    "市规划和自然资源局",
    "各县（市、区）人民政府",
)
HEAD = ("青川市人民政府办公室", "关于印发青川市改革任务的通知", "青川府办发〔2025〕7号", "2025年3月4日")
TEXTS = ("建立问题清单并逐项销号。", "把窗口延伸到镇街，群众就近办理。", "压减两张表格。", "公开收费标准。")


@dataclass(frozen=True)
class Task:
    title: str
    text: str
    lead: tuple[str, ...]
    cooperating: tuple[str, ...]
    until: str


def _units(least: int, most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(UNITS), min_size=least, max_size=most, unique=True).map(tuple)


@st.composite
def _tasks(draw: st.DrawFn) -> list[Task]:
    tasks = []
    for number in range(draw(st.integers(1, 6))):
        lead = draw(_units(1, 2))
        others = tuple(one for one in draw(_units(0, 3)) if one not in lead)
        until = draw(st.sampled_from(("2025年6月底前", "2025年12月", "2026年3月31日前")))
        tasks.append(Task(f"推进第{'一二三四五六'[number]}项改革", draw(st.sampled_from(TEXTS)), lead, others, until))
    return tasks


def _in_brackets(task: Task, number: int) -> list[str]:
    others = f"；责任单位：{'、'.join(task.cooperating)}" if task.cooperating else ""
    told = f"（牵头单位：{'、'.join(task.lead)}{others}；完成时限：{task.until}）"
    return [f"{number}.{task.title}。{task.text}{told}"]


def _spoken(task: Task, number: int) -> list[str]:
    others = f"，{'、'.join(task.cooperating)}配合" if task.cooperating else ""
    return [
        f"（{'一二三四五六'[number - 1]}）{task.title}。{task.text}(由{'、'.join(task.lead)}牵头{others}，{task.until})"
    ]


def _labels(task: Task, number: int) -> list[str]:
    others = [f"配合单位：{'，'.join(task.cooperating)}"] if task.cooperating else []
    head = [f"{number}、{task.title}。{task.text}", f"牵头单位：{'、'.join(task.lead)}"]
    return [*head, *others, f"完成时限：{task.until}"]


def _table(task: Task, number: int) -> list[str]:
    cells = (str(number), task.title, task.text, task.until, "、".join(task.lead), "、".join(task.cooperating))
    return [*("\t" + cell for cell in cells), ""]


TABLE = ["\t序号", "\t重点任务", "\t具体举措", "\t完成时限", "\t牵头单位", "\t配合单位", ""]
LAYOUTS: dict[str, tuple[list[str], Callable[[Task, int], list[str]]]] = {
    "brackets": (["一、重点任务"], _in_brackets),
    "spoken": (["一、重点任务"], _spoken),
    "labels": (["一、重点任务"], _labels),
    "table": (TABLE, _table),
}


def _written(folder: Path, layout: str, tasks: list[Task]) -> Path:
    head, write = LAYOUTS[layout]
    lines = [*HEAD, *head]
    for number, task in enumerate(tasks, start=1):
        lines += write(task, number)
    file = folder / "plan.txt"
    file.write_text("\n".join(lines), "utf-8")
    return file


def _as_word(folder: Path, tasks: list[Task]) -> Path:
    """The columns in another order, and units that stay the same merged over their rows."""
    document = docx.Document()
    for line in HEAD:
        document.add_paragraph(line)
    table = document.add_table(rows=1 + len(tasks), cols=5)
    for cell, text in zip(table.rows[0].cells, ("完成时间", "工作任务", "主办单位", "协办单位", "备注"), strict=True):
        cell.text = text
    for place, task in enumerate(tasks, start=1):
        told = (task.until, f"{task.title}：{task.text}", "，".join(task.lead), "，".join(task.cooperating), "")
        for cell, text in zip(table.rows[place].cells, told, strict=True):
            cell.text = text
        if place > 1 and tasks[place - 2].lead == task.lead:
            table.cell(place, 2).text = ""
            table.cell(place - 1, 2).merge(table.cell(place, 2))
    file = folder / "plan.docx"
    document.save(str(file))
    return file


def _agrees(file: Path, tasks: list[Task]) -> None:
    plan = read_plan(file)
    assert [(one.lead, one.cooperating) for one in plan.measures] == [(task.lead, task.cooperating) for task in tasks]
    assert [[limit.text for limit in one.deadlines] for one in plan.measures] == [[task.until] for task in tasks]
    for measure, task in zip(plan.measures, tasks, strict=True):
        assert task.text in measure.text


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=25, deadline=None)
@given(tasks=_tasks())
def test_a_written_plan_is_read_back(layout: str, tasks: list[Task]) -> None:
    with TemporaryDirectory() as folder:
        _agrees(_written(Path(folder), layout, tasks), tasks)


@settings(max_examples=15, deadline=None)
@given(tasks=_tasks())
def test_a_word_table_with_merged_units_is_read_back(tasks: list[Task]) -> None:
    with TemporaryDirectory() as folder:
        _agrees(_as_word(Path(folder), tasks), tasks)
