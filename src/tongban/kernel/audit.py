"""Proof that the log is what was written: every chain recomputed, every day's heads sealed.

A stream's chain shows a changed, missing or inserted event, but not that its last events were cut off, nor that
somebody recomputed the whole chain. Therefore a daily *anchor* keeps the head of every stream that changed since the
anchor before; anchors are chained too, and their hashes can be printed, published or given to a notary.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import TextField
from django.db.models.expressions import RawSQL

from tongban.kernel import events, texts
from tongban.kernel.digests import sm3
from tongban.kernel.event_types import canonical
from tongban.kernel.models import AnchoredHeadRow, AnchorRow, EventRow

MOST_PROBLEMS = 1_000
GUARDED = ("kernel_event", "kernel_anchor", "kernel_anchored_head")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as it was written. `code` is the text that says what; `stream` `anchor` is an anchor."""

    stream: str
    number: int
    code: str

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        what = texts.say(self.code, language, stream=self.stream, number=self.number)
        return {"stream": self.stream, "number": self.number, "what": what, "code": self.code}


@dataclass(slots=True)
class Report:
    """What `verify` looked at and found; at most `MOST_PROBLEMS` problems are listed."""

    streams: int = 0
    events: int = 0
    anchors: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems

    def add(self, stream: str, number: int, code: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(stream, number, code))

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        return {
            "ok": self.ok,
            "streams": self.streams,
            "events": self.events,
            "anchors": self.anchors,
            "problems": [problem.as_dict(language) for problem in self.problems],
        }


@dataclass(frozen=True, slots=True)
class Anchor:
    """One day's seal: how many streams changed since the one before, by how many events, and the hash over all that."""

    number: int
    day: date
    at: datetime
    streams: int
    events: int
    hash: str


@transaction.atomic
def verify() -> Report:
    """Recompute every chain and every anchor from the tables alone. Reads the whole log; changes nothing."""
    report = Report()
    _verify_guards(report)
    _verify_streams(report)
    _verify_anchors(report)
    return report


@transaction.atomic
def anchor(day: date, *, now: datetime) -> Anchor:
    """Seal the heads of all streams that changed since the last anchor, as the anchor of `day`; once per day.

    A second call for the same day gives the first one's anchor. What is still being written is sealed by the next one.
    """
    with connection.cursor() as cursor:
        cursor.execute("lock table kernel_anchor in exclusive mode")
        sealed = AnchorRow.objects.filter(day=day).first()
        if sealed is not None:
            return _anchor(sealed)
        last = AnchorRow.objects.order_by("-number").first()
        number, prev_hash = (last.number + 1, last.hash) if last else (1, "")
        count, upto_xid, upto_event = _keep_heads(cursor, number)
    streams, heads_hash = _hash_heads(_heads(number))
    row = AnchorRow(
        number=number,
        day=day,
        at=now,
        upto_event=upto_event,
        streams=streams,
        events=count,
        heads_hash=heads_hash,
        prev_hash=prev_hash,
    )
    row.hash = _digest(row, upto_xid)
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into kernel_anchor
            (number, day, at, upto_xid, upto_event, streams, events, heads_hash, prev_hash, hash)
            values (%s, %s, %s, %s::text::xid8, %s, %s, %s, %s, %s, %s)""",
            [number, day, now, str(upto_xid), upto_event, streams, count, heads_hash, prev_hash, row.hash],
        )
    return _anchor(row)


def list_anchors(limit: int = 31) -> list[Anchor]:
    """The latest anchors, newest first."""
    return [_anchor(row) for row in AnchorRow.objects.order_by("-number")[:limit]]


def _keep_heads(cursor: Any, number: int) -> tuple[int, int, int]:
    """Copy the heads that changed since the last anchor; (events covered, position reached)."""
    cursor.execute(
        """with since as (
            select coalesce(max(xid), '0'::xid8) as xid, coalesce(max(id), 0) as id from (
                select upto_xid as xid, upto_event as id from kernel_anchor order by number desc limit 1
            ) last
        ), covered as (
            select e.xid, e.id, e.stream, e.number, e.hash
            from kernel_visible_event e, since where (e.xid, e.id) > (since.xid, since.id)
        ), kept as (
            insert into kernel_anchored_head (anchor_id, stream, number, hash)
            select distinct on (stream) %s, stream, number, hash from covered order by stream, number desc
        ), reached as (select xid, id from covered order by xid desc, id desc limit 1)
        select (select count(*) from covered), coalesce(reached.xid, since.xid), coalesce(reached.id, since.id)
        from since left join reached on true""",
        [number],
    )
    count, xid, event = cursor.fetchone()
    return count, int(xid), event


def _heads(number: int) -> Iterator[tuple[str, int, str]]:
    rows = AnchoredHeadRow.objects.filter(anchor_id=number).order_by("stream")
    return rows.values_list("stream", "number", "hash").iterator(chunk_size=2000)


def _hash_heads(heads: Iterable[tuple[str, int, str]]) -> tuple[int, str]:
    count, found = 0, ""
    for head in heads:
        count, found = count + 1, sm3(f"{found}\n{canonical(list(head))}".encode())
    return count, found


def _digest(row: AnchorRow, upto_xid: int) -> str:
    content = [
        row.number,
        row.day.isoformat(),
        row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        upto_xid,
        row.upto_event,
        row.streams,
        row.events,
        row.heads_hash,
        row.prev_hash,
    ]
    return sm3(canonical(content).encode())


def _anchor(row: AnchorRow) -> Anchor:
    return Anchor(row.number, row.day, row.at, row.streams, row.events, row.hash)


def _verify_guards(report: Report) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """select wanted from unnest(%s::text[]) wanted where not exists (
                select 1 from pg_trigger
                where tgrelid = wanted::regclass and tgname = wanted || '_unchanged' and tgenabled in ('O', 'A')
            )""",
            [list(GUARDED)],
        )
        for (table,) in cursor.fetchall():
            report.add(table, 0, "kernel.audit.unguarded")


def _verify_streams(report: Report) -> None:
    stream, before = None, events.START
    rows = EventRow.objects.order_by("stream", "number")
    for row in rows.iterator(chunk_size=2000):
        if row.stream != stream:
            stream, before = row.stream, events.START
            report.streams += 1
        report.events += 1
        _verify_event(row, before, report)
        before = events.Head(row.number, row.hash)


def _verify_event(row: EventRow, before: events.Head, report: Report) -> None:
    for missing in range(before.number + 1, min(row.number, before.number + MOST_PROBLEMS)):
        report.add(row.stream, missing, "kernel.audit.missing")
    if row.number == before.number + 1 and row.prev_hash != before.hash:
        report.add(row.stream, row.number, "kernel.audit.unlinked")
    found = events.digest(
        stream=row.stream,
        number=row.number,
        type=row.type,
        at=row.at,
        actor=row.actor,
        data=canonical(row.data),
        prev_hash=row.prev_hash,
    )
    if found != row.hash:
        report.add(row.stream, row.number, "kernel.audit.changed")


def _verify_anchors(report: Report) -> None:
    before, number = "", 0
    # One statement for both: an anchor may be made while we read.
    anchors = AnchorRow.objects.annotate(upto_xid=RawSQL("upto_xid::text", [], output_field=TextField()))
    for row in anchors.order_by("number"):
        report.anchors += 1
        for missing in range(number + 1, row.number):
            report.add("anchor", missing, "kernel.audit.anchor_missing")
        linked = row.number != number + 1 or row.prev_hash == before
        sealed = (row.streams, row.heads_hash) == _hash_heads(_heads(row.number))
        if not (linked and sealed and row.hash == _digest(row, int(row.upto_xid))):
            report.add("anchor", row.number, "kernel.audit.anchor_changed")
        number, before = row.number, row.hash
    _verify_anchored_heads(report)


def _verify_anchored_heads(report: Report) -> None:
    """Every sealed head must still stand in the log: this finds a stream whose end was cut off or rewritten."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select h.stream, h.number, e.hash is null from kernel_anchored_head h
            left join kernel_event e on e.stream = h.stream and e.number = h.number
            where e.hash is distinct from h.hash order by h.stream, h.number limit %s""",
            [MOST_PROBLEMS],
        )
        for stream, number, gone in cursor.fetchall():
            report.add(stream, number, "kernel.audit.cut_off" if gone else "kernel.audit.rewritten")
