"""Plans as they were read from their papers, made ready for lineage. Pure."""

from collections.abc import Iterator
from datetime import date

from tongban.domains.reform.lineage.relating import Statement, state
from tongban.domains.reform.lineage.texts import Task
from tongban.domains.reform.reading import Item, Measure, Plan


def measures_of(plan: Plan) -> list[Task]:
    """Every measure of the plan under its anchor, with what its table prints beside it."""
    return [_task(item, measure) for item, measure in _rows(plan)]


def tasks_of(plan: Plan) -> list[Task]:
    """What the plan asks for: the upper authority's tasks where its table prints them beside its own, else its own."""
    if not has_quoted(plan):
        return measures_of(plan)
    return [Task(measure.anchor, measure.upper) for _, measure in _rows(plan) if measure.upper]


def has_quoted(plan: Plan) -> bool:
    return any(measure.upper for measure in plan.measures)


def statements(tasks: list[Task], plan: Plan) -> dict[str, Statement]:
    """What each task binds to, by its key, as of the plan's day."""
    issued_on: date | None = plan.document.issued_on
    done = {measure.anchor for measure in plan.measures if measure.done}
    return {one.key: state(one, issued_on=issued_on, done=one.key in done) for one in tasks}


def _rows(plan: Plan) -> Iterator[tuple[Item, Measure]]:
    return ((item, measure) for item in plan.items for measure in item.measures)


def _task(item: Item, measure: Measure) -> Task:
    title = item.title if item.title.rstrip("…。") not in measure.upper else ""
    units = (*measure.lead, *measure.cooperating)
    return Task(measure.anchor, measure.text, title, item.chapter, units, measure.upper)
