"""Instant approval (秒批): a condition over the answers grants an item by itself, and shows what it looked at.

The history keeps the trace with those answers that the form marks as facts of the case; a person's answers are not in
it. Who may read the answers sees the whole trace, computed again from the same rule, answers and day.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tongban.domains.cases import grants, pinning, rules, store, wording
from tongban.domains.cases.authz import CASE
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow
from tongban.domains.cases.queries import readable
from tongban.domains.cases.state import Track
from tongban.domains.catalogue import api as catalogue
from tongban.kernel import authz
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.clock import law_day
from tongban.kernel.declaration import Text
from tongban.kernel.errors import TongbanError
from tongban.kernel.rules import Trace, Verdict, compile_condition

WITHHELD = "…"
"""Stands in the history for an answer that is a person's."""
FORM = "form."


def verdict(pinned: catalogue.Procedure, track: str, form: Mapping[str, Any], *, on: date) -> Verdict | None:
    """What the item's rule says to these answers; None for an item that officers decide, or without rule on the day."""
    declared = pinned.track(track).conduct.instant
    rule = pinned.rules.get(declared.rule) if declared else None
    if rule is None or rule.condition is None or not rule.is_in_force(on):
        return None
    condition = compile_condition(rule.condition, parameters=pinned.parameters)
    return condition(pinned.facts(form, track=track), on=on)


def decides_everything(pinned: catalogue.Procedure, form: Mapping[str, Any], *, on: date) -> bool:
    """Whether rules grant every item of an application: then nobody needs to look at it first."""
    found = [verdict(pinned, track.key, form, on=on) for track in pinned.tracks]
    return all(one is not None and one.allowed for one in found)


def grant_what_rules_allow(held: store.Held, row: CaseRow, pinned: catalogue.Procedure, *, now: datetime) -> list[str]:
    """Grant every item that may be decided now and that its rule allows; their keys. Each grant may open the next.

    A grant that the register refuses (a name taken meanwhile) is left to an officer, who is told why.
    """
    granted: list[str] = []
    tried: set[str] = set()
    while found := _next(held, row, pinned, tried=tried, now=now):
        track, said = found
        tried.add(track.key)
        if _grant(held, row, pinned, track=track, said=said, now=now):
            granted.append(track.key)
    return granted


@transaction.atomic
def follow(case: CaseId, *, now: datetime) -> list[str]:
    """Grant what rules allow after a decision has opened it; the keys. Done again it changes nothing."""
    row = CaseRow.objects.filter(uuid=case.value).first()
    if row is None or row.status != "accepted":
        return []
    procedure = pinning.pinned(row, on=law_day(row.submitted_at))
    if not any(track.conduct.instant for track in procedure.tracks):
        return []
    held = store.lock(case)
    row.refresh_from_db()  # whoever was faster may have moved it to another version, with other answers
    procedure = pinning.pinned(row, on=law_day(row.submitted_at))
    return grant_what_rules_allow(held, row, procedure, now=now)


def _next(
    held: store.Held, row: CaseRow, pinned: catalogue.Procedure, *, tried: Collection[str], now: datetime
) -> tuple[Track, Verdict] | None:
    for track in held.case.tracks:
        if track.key in tried or not rules.may_be_instant(held.case, track):
            continue
        said = verdict(pinned, track.key, row.form, on=law_day(row.submitted_at))
        if said is not None and said.allowed:
            return track, said
    return None


def _grant(
    held: store.Held, row: CaseRow, pinned: catalogue.Procedure, *, track: Track, said: Verdict, now: datetime
) -> bool:
    before = held.case, held.head
    try:
        with transaction.atomic():
            yields = grants.yield_of(held.case, track, row=held.pk, actor=SYSTEM, now=now)
            trace = public_trace(pinned, track.key, said)
            who = rules.Who(SYSTEM.label, track.agency or "")
            happened = rules.grant_instantly(held.case, track=track.key, trace=trace, who=who, yields=yields)
            store.remember(held, happened, actor=SYSTEM, now=now)
    except TongbanError:
        held.case, held.head = before
        return False
    return True


# the trace ----------------------------------------------------------------------------------------------------------


def public_trace(pinned: catalogue.Procedure, track: str, said: Verdict) -> dict[str, Any]:
    """The trace as the history may keep it, with the rule's name and its legal basis."""
    declared = pinned.track(track).conduct.instant
    key = declared.rule if declared else ""
    rule = pinned.rules[key]
    public = {field.name for page in pinned.pages for field in page.fields if field.is_attribute}
    trace = _kept(rule.condition or {}, said.trace.as_dict(), public=public)
    return {"rule": key, "basis": rule.basis, "trace": trace}


def _kept(tree: Mapping[str, Any], trace: dict[str, Any], *, public: Collection[str]) -> dict[str, Any]:
    """A step of the trace without answers of a person: neither what was compared nor what it was compared with."""
    if "parts" in trace:
        branches = tree.get(trace["test"])
        inner = [branches] if isinstance(branches, Mapping) else list(branches or ())
        parts = [_kept(branch, part, public=public) for branch, part in zip(inner, trace["parts"], strict=True)]
        return trace | {"parts": parts}
    kept = dict(trace)
    if kept["actual"] is not None and _name(str(tree.get("field", ""))) not in public:
        kept["actual"] = WITHHELD
    if "other" in tree and _name(str(tree["other"])) not in public:
        kept["operand"] = WITHHELD
    return kept


def _name(field: str) -> str:
    return field.removeprefix(FORM).partition(".")[0]


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One step of the reasons, `depth` steps in; `outcome` None when an answer was missing."""

    depth: int
    sentence: Text
    outcome: bool | None


@dataclass(frozen=True, slots=True)
class TraceView:
    """What a rule said about one item: whether it granted it, by which rule, and why, line by line."""

    track: str
    title: Text
    rule: Text
    basis: str
    allowed: bool
    is_granted: bool
    lines: tuple[TraceLine, ...]


def get_traces(case: CaseId, actor: Actor) -> tuple[TraceView, ...]:
    """What the rules say to each item that a rule may grant, for those who may read the answers; else nothing.

    Refuses `cases.case.unknown`.
    """
    row = readable(case, actor)
    if not authz.may(actor, "read_facts", row, resource=CASE):
        return ()
    on = law_day(row.submitted_at)
    pinned = pinning.pinned(row, on=on)
    how = {one["key"]: one.get("how", "") for one in row.state["tracks"]}
    found = [(track, verdict(pinned, track.key, row.form, on=on)) for track in pinned.tracks if track.key in how]
    return tuple(
        _view(pinned, track, said, is_granted=how[track.key] == "instant") for track, said in found if said is not None
    )


def _view(pinned: catalogue.Procedure, track: catalogue.Track, said: Verdict, *, is_granted: bool) -> TraceView:
    declared = track.conduct.instant
    rule = pinned.rules[declared.rule if declared else ""]
    labels = {field.name: field.label for page in pinned.pages for field in page.fields}
    return TraceView(
        track.key,
        title=track.title,
        rule=rule.title,
        basis=rule.basis,
        allowed=said.allowed,
        is_granted=is_granted,
        lines=tuple(_lines(said.trace, 0, labels=labels)),
    )


def _lines(trace: Trace, depth: int, *, labels: Mapping[str, Text]) -> Iterator[TraceLine]:
    if trace.parts:
        yield TraceLine(depth, wording.both(f"cases.trace.{trace.test}"), trace.outcome)
        for part in trace.parts:
            yield from _lines(part, depth + 1, labels=labels)
        return
    name = _name(trace.field)
    label = labels.get(name) or Text(zh=trace.field, en=trace.field)
    code = f"cases.trace.op.{_OPERATORS.get(trace.test, trace.test)}"
    yield TraceLine(
        depth, wording.both(code, field=label, given=_said(trace.actual), wanted=_said(trace.operand)), trace.outcome
    )


_OPERATORS = {"=": "equal", "!=": "unequal", "<": "less", "<=": "most", ">": "more", ">=": "least"}


def _said(value: object) -> object:
    """A value in words: 、 between several, yes and no as words, a dash for an answer that was not given."""
    if value is None:
        return wording.NOTHING
    if isinstance(value, bool):
        return wording.both("cases.answer.yes" if value else "cases.answer.no")
    if isinstance(value, (list, tuple, set, frozenset)):
        return wording.joined([Text(zh=str(one), en=str(one)) for one in value])
    return str(value)
