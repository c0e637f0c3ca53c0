"""Tables from ruled lines: which lines belong together, which slots they part, which slots are one cell. Pure."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tongban.domains.reform.reading.papers.drawn import Stroke

NEAR = 2.5
"""Points within which two lines are one line and two ends meet."""
NARROWEST = 8.0
"""Points that a column or row has at least."""
MOST_SLOTS = 60_000


@dataclass(frozen=True, slots=True)
class Grid:
    """One table on one page: the borders of its columns and rows, and for each slot the number of its cell."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    cells: tuple[tuple[int, ...], ...]

    @property
    def top(self) -> float:
        return self.rows[0]

    @property
    def bottom(self) -> float:
        return self.rows[-1]

    def slot_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of the slot around a point, None outside the table."""
        row, column = bisect_right(self.rows, y) - 1, bisect_right(self.columns, x) - 1
        inside = 0 <= row < len(self.rows) - 1 and 0 <= column < len(self.columns) - 1
        return (row, column) if inside else None


def grids(strokes: Sequence[Stroke]) -> list[Grid]:
    """The tables that ruled lines draw, from top to bottom. A frame around a single cell is none."""
    level = _lines((one.top, one.left, one.right) for one in strokes if one.is_level)
    upright = _lines((one.left, one.top, one.bottom) for one in strokes if not one.is_level)
    found = []
    for across, down in _connected(level, upright):
        grid = _grid(across, down)
        if grid is not None:
            found.append(grid)
    return sorted(found, key=lambda grid: (grid.top, grid.columns[0]))


Spans = list[tuple[float, float]]


def _lines(pieces: Iterable[tuple[float, float, float]]) -> dict[float, Spans]:
    """Pieces of lines by where they lie across their direction, those that lie or join within reach made one."""
    lines: dict[float, Spans] = {}
    at = -1e9
    for where, start, end in sorted(pieces):
        if where - at > NEAR:
            at = where
            lines[at] = []
        lines[at].append((start, end))
    for spans in lines.values():
        spans.sort()
        joined = [spans[0]]
        for start, end in spans[1:]:
            if start <= joined[-1][1] + NEAR:
                joined[-1] = (joined[-1][0], max(joined[-1][1], end))
            else:
                joined.append((start, end))
        spans[:] = joined
    return lines


def _covers(spans: Spans, at: float) -> bool:
    place = bisect_right(spans, (at, 1e9)) - 1
    return place >= 0 and spans[place][1] >= at


def _connected(level: dict[float, Spans], upright: dict[float, Spans]) -> Iterator[tuple[dict[float, Spans], ...]]:
    """Groups of lines that cross or touch each other, each as its level and its upright lines."""
    across = [(at, *span) for at, spans in level.items() for span in spans]
    down = [(at, *span) for at, spans in upright.items() for span in spans]
    group = list(range(len(across) + len(down)))
    for ours, (y, start, end) in enumerate(across):
        for number, (x, top, bottom) in enumerate(down, start=len(across)):
            if start - NEAR <= x <= end + NEAR and top - NEAR <= y <= bottom + NEAR:
                _unite(group, ours, number)
    members: dict[int, tuple[dict[float, Spans], dict[float, Spans]]] = defaultdict(lambda: ({}, {}))
    for number, (at, start, end) in enumerate([*across, *down]):
        lines = members[_root(group, number)][number >= len(across)]
        lines.setdefault(at, []).append((start, end))
    yield from members.values()


def _root(owner: list[int], one: int) -> int:
    while owner[one] != one:
        owner[one] = owner[owner[one]]
        one = owner[one]
    return one


def _unite(owner: list[int], one: int, other: int) -> None:
    """Both are one group from now on, which the smaller number names."""
    first, second = sorted((_root(owner, one), _root(owner, other)))
    owner[second] = first


def _close(lines: dict[float, Spans], crossing: dict[float, Spans]) -> None:
    """Add the outer lines that some tables leave out: where two lines or more reach out alike and none crosses them."""
    first, last = min(crossing), max(crossing)
    starts = sorted(spans[0][0] for spans in lines.values())
    ends = sorted((spans[-1][1] for spans in lines.values()), reverse=True)
    whole = [(min(lines), max(lines))]
    if len(lines) > 1 and starts[1] - starts[0] <= NEAR and first - starts[0] > NARROWEST:
        crossing[starts[0]] = whole
    if len(lines) > 1 and ends[0] - ends[1] <= NEAR and ends[0] - last > NARROWEST:
        crossing[ends[0]] = whole


def _grid(level: dict[float, Spans], upright: dict[float, Spans]) -> Grid | None:
    if not level or not upright:
        return None
    _close(level, upright)
    _close(upright, level)
    rows, columns = sorted(level), sorted(upright)
    high, wide = len(rows) - 1, len(columns) - 1
    if high < 1 or wide < 1 or not 1 < high * wide <= MOST_SLOTS:
        return None
    owner = list(range(high * wide))

    for row in range(high):
        middle = (rows[row] + rows[row + 1]) / 2
        for column in range(wide):
            slot = row * wide + column
            if column + 1 < wide and not _covers(upright[columns[column + 1]], middle):
                _unite(owner, slot, slot + 1)
            centre = (columns[column] + columns[column + 1]) / 2
            if row + 1 < high and not _covers(level[rows[row + 1]], centre):
                _unite(owner, slot, slot + wide)
    cells = tuple(tuple(_root(owner, row * wide + column) for column in range(wide)) for row in range(high))
    return Grid(tuple(columns), tuple(rows), cells) if len({one for row in cells for one in row}) > 1 else None
