"""A paper as short pieces with their spans, for showing the original beside what was read from it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tongban.domains.reform.reading.papers import Block, Paper, Paragraph, Row, Table

AROUND = 1  # pieces shown before and after the place
LONGEST = 4_000  # characters of an excerpt, beyond the piece itself


@dataclass(frozen=True, slots=True)
class Run:
    """Some text of a piece; `is_marked` where it is the place that is asked about."""

    text: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph (one cell) or a row of a table. `page` counts from 1, None where the form has no pages."""

    start: int
    end: int
    page: int | None
    is_row: bool
    is_heading: bool
    cells: tuple[tuple[Run, ...], ...]


def told(paper: Paper) -> list[dict[str, Any]]:
    """The pieces of a paper as the database keeps them: spans of its text."""
    return [one for block in paper.blocks for one in _of(block)]


def _of(block: Block) -> Iterator[dict[str, Any]]:
    if isinstance(block, Table):
        yield from (_row(row) for row in block.rows)
    elif block.text.strip():
        yield _paragraph(block)


def _paragraph(one: Paragraph) -> dict[str, Any]:
    span = [one.place.start, one.place.end]
    return {"page": one.place.page, "kind": "heading" if one.level else "text", "cells": [span]}


def _row(row: Row) -> dict[str, Any]:
    cells = [[cell.place.start, cell.place.end] for cell in row.cells]
    return {"page": row.place.page, "kind": "row", "cells": cells}


def span_of(piece: dict[str, Any]) -> tuple[int, int]:
    return piece["cells"][0][0], piece["cells"][-1][1]


def cut(
    text: str, kept: Sequence[dict[str, Any]], *, start: int, end: int, marks: Sequence[tuple[int, int]] = ()
) -> tuple[Piece, ...]:
    """The pieces that touch a stretch of the text, with the marked spans told apart."""
    return tuple(_piece(text, one, marks) for one in kept if span_of(one)[1] >= start and span_of(one)[0] < end)


def excerpt(text: str, kept: Sequence[dict[str, Any]], *, start: int, end: int) -> tuple[Piece, ...]:
    """The pieces in which a place stands, marked, with a few before and after."""
    touched = [at for at, one in enumerate(kept) if span_of(one)[1] > start and span_of(one)[0] < max(end, start + 1)]
    if not touched:
        return ()
    first, last = touched[0], touched[-1]
    before = _near(kept[max(first - AROUND, 0) : first][::-1])[::-1]
    after = _near(kept[last + 1 : last + 1 + AROUND])
    return tuple(_piece(text, one, [(start, end)]) for one in (*before, *kept[first : last + 1], *after))


def _near(pieces: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Neighbours as long as they are short: a page shows the place, not the whole table around it."""
    shown, length = [], 0
    for one in pieces:
        first, last = span_of(one)
        length += last - first
        if length > LONGEST:
            break
        shown.append(one)
    return shown


def _piece(text: str, one: dict[str, Any], marks: Sequence[tuple[int, int]]) -> Piece:
    start, end = span_of(one)
    return Piece(
        start=start,
        end=end,
        page=one["page"],
        is_row=one["kind"] == "row",
        is_heading=one["kind"] == "heading",
        cells=tuple(tuple(_runs(text, (first, last), marks)) for first, last in one["cells"]),
    )


def _runs(text: str, span: tuple[int, int], marks: Sequence[tuple[int, int]]) -> Iterator[Run]:
    at, end = span
    for first, last in sorted(marks):
        first, last = max(first, at), min(last, end)
        if first >= last:
            continue
        if at < first:
            yield Run(text[at:first], is_marked=False)
        yield Run(text[first:last], is_marked=True)
        at = last
    if at < end:
        yield Run(text[at:end], is_marked=False)
