"""What the office and an observer both see of supervision: its words, a report's facts, the course of a finding."""

from collections.abc import Iterable, Mapping, Sequence

from tongban.domains.reform.supervision import api as supervision
from tongban.domains.registry import api as registry
from tongban.kernel.actors import Signature
from tongban.web.components.parts import Entry, Fact
from tongban.web.wording import day, instant, t

LOOKS = {
    "overdue": "overdue",
    "near_due": "soon",
    "answered": "to_judge",
    "ordered": "running",
    "recorded": "open",
    "closed": "finished",
    "dismissed": "withdrawn",
}
"""How a finding stands, worst first, with the look of each."""
FAULT_LOOKS = {"reported": "asked", "accepted": "open", "answered": "finished"}


def word(kind: str, code: str) -> str:
    """A word of supervision: `standing`, `matter`, `severity`, `method`, `kind`, `step`, `tolerance`, …"""
    return t(f"supervise.{kind}.{code}")


def options(kind: str, codes: Iterable[str]) -> list[tuple[str, str]]:
    return [(str(one), word(kind, one)) for one in codes]


def fault_facts(view: supervision.FaultView) -> list[Fact]:
    """Of what was reported: at which unit, when, as what; and the order that came of it."""
    rows = (
        ("unit", view.unit, ""),
        ("reported_at", instant(view.reported_at), ""),
        ("capacity", word("capacity", view.capacity), view.point),
        ("order", view.number, day(view.due_on) if view.due_on else ""),
    )
    return [Fact(t(f"supervise.fact.{name}"), value, note) for name, value, note in rows if value]


def fault_look(view: supervision.FaultView) -> tuple[str, str]:
    """How a report stands: as its finding does once it is one."""
    if view.standing:
        return LOOKS[view.standing], word("standing", view.standing)
    return FAULT_LOOKS[view.state], word("fault", view.state)


def entries(history: Sequence[supervision.Told]) -> list[Entry]:
    """The course, latest first, each with who acted where that is told."""
    signed = [Signature.parse(one.by) for one in history]
    names = registry.account_names({account for one in signed for account in one.accounts})
    return [_entry(one, names) for one in history]


def _entry(one: supervision.Told, names: Mapping[str, str]) -> Entry:
    values = {name: day(value) if hasattr(value, "year") else value for name, value in one.values.items()}
    signed = Signature.parse(one.by)
    who = names.get(signed.account, "") if one.by else ""
    if signed.in_place_of:
        who = t("governance.measure.in_place_of", name=who, other=names.get(signed.in_place_of, ""))
    files = [t("governance.measure.handed_in", count=len(one.evidence))] if one.evidence else []
    return Entry(t(one.code, **values), one.at, who, details=files)
