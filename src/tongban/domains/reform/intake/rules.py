"""What of a plan is not sure, and the plan that a settled draft comes to. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from tongban.domains.reform.duty import Resolution
from tongban.domains.reform.reading import Document, Doubt, Item, Measure, Plan
from tongban.kernel.errors import Refusal


def doubts_of(measure: Measure, meanings: Mapping[str, Resolution]) -> tuple[Doubt, ...]:
    """Everything of a measure that a person should look at: what reading doubted, names that are no unit of the
    region's government, no time limit."""
    told = {doubt.values.get("name") for doubt in measure.doubts}  # said once is enough
    names = [name for name in dict.fromkeys((*measure.lead, *measure.cooperating)) if name not in told]
    found = [*measure.doubts, *(doubt for name in names for doubt in _of_name(name, meanings.get(name)))]
    if not measure.deadlines and not measure.done:
        found.append(Doubt("reform.intake.doubt.no_deadline", {}))
    return tuple(found)


def _of_name(name: str, meant: Resolution | None) -> Iterable[Doubt]:
    if meant is None or meant.kind in ("agency", "group"):
        return
    if meant.kind == "misprint":
        yield Doubt("reform.intake.doubt.misprint", {"name": name, "proposal": meant.proposal or ""})
    else:
        yield Doubt("reform.intake.doubt.unknown_unit", {"name": name})


def settled_plan(read: Plan, document: Document, kept: Sequence[tuple[int, str, Measure]]) -> Plan:
    """The plan of a draft: `kept` are (place of the item in `read.items`, its title, the measure), in order.

    Items without a kept measure fall away. Refuses `reform.intake.nothing_left`.
    """
    if not kept:
        raise Refusal("reform.intake.nothing_left")
    items = tuple(_item(read.items[place], place, kept) for place in dict.fromkeys(place for place, _, _ in kept))
    measures = [measure for item in items for measure in item.measures]
    return replace(
        read,
        document=document,
        items=items,
        rows=len({one.row for one in measures}),
        rows_done=len({one.row for one in measures if one.done}),
        rows_with_cooperating_units=len({one.row for one in measures if one.cooperating}),
    )


def _item(item: Item, place: int, kept: Sequence[tuple[int, str, Measure]]) -> Item:
    own = [(title, measure) for at, title, measure in kept if at == place]
    return replace(item, title=own[0][0], measures=tuple(measure for _, measure in own))
