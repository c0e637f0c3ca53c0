"""Tables ruled only across (三线表): the upright lines that are not drawn, where no letter of any row stands. Pure.

Such a table has a line above and below its heading and one below its last row, perhaps more, all of one length.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tongban.domains.reform.reading.papers.drawn import Glyph, Stroke
from tongban.domains.reform.reading.papers.ruled import NEAR

FEWEST = 3
"""Lines across, of one length."""
SHORTEST = 150.0
"""Points that these lines have at least; a line under a title or above a footnote stands alone."""
GAP = 0.6
"""The room between two columns at least, in sizes of the letters."""
FEWEST_COLUMNS = 3


def closed(strokes: Sequence[Stroke], glyphs: Sequence[Glyph]) -> list[Stroke]:
    """The strokes of a page, with the lines that its open tables leave out."""
    found = list(strokes)
    for lines in _open_tables(strokes):
        left, right, top, bottom = lines[0].left, lines[0].right, lines[0].top, lines[-1].bottom
        inside = [one for one in glyphs if top < one.base <= bottom and left <= one.left <= right and one.text.strip()]
        edges = _edges(inside, left, right)
        if len(edges) - 1 < FEWEST_COLUMNS:
            continue
        found += [Stroke(x, top, x, bottom) for x in edges]
        if len(lines) == FEWEST:
            found += [Stroke(left, y, right, y) for y in _rows(inside, lines, edges)]
    return found


def _open_tables(strokes: Sequence[Stroke]) -> Iterator[list[Stroke]]:
    """Runs of lines across, from top to bottom, that no upright line touches."""
    upright = [one for one in strokes if not one.is_level]
    across = sorted(
        (one for one in strokes if one.is_level and one.right - one.left >= SHORTEST), key=lambda one: one.top
    )
    run: list[Stroke] = []
    for line in across:
        if any(
            one.left >= line.left - NEAR
            and one.right <= line.right + NEAR
            and one.top - NEAR <= line.top <= one.bottom + NEAR
            for one in upright
        ):
            continue
        if run and abs(run[0].left - line.left) <= NEAR and abs(run[0].right - line.right) <= NEAR:
            if line.top - run[-1].top > NEAR:
                run.append(line)
            continue
        if len(run) >= FEWEST:
            yield run
        run = [line]
    if len(run) >= FEWEST:
        yield run


def _edges(glyphs: Sequence[Glyph], left: float, right: float) -> list[float]:
    """The borders of the columns: the middle of each stretch in which no letter stands."""
    if not glyphs:
        return []
    size = max(one.size for one in glyphs)
    spans = sorted((one.left, min(one.right, one.left + one.size)) for one in glyphs)
    edges, end = [left], spans[0][1]
    for start, stop in spans[1:]:
        if start - end >= GAP * size:
            edges.append((start + end) / 2)
        end = max(end, stop)
    return [*edges, right]


def _rows(glyphs: Sequence[Glyph], lines: Sequence[Stroke], edges: Sequence[float]) -> list[float]:
    """Where rows begin below the heading: at each text of the first column, half way where it stands in the middle."""
    data = [one for one in glyphs if one.base > lines[1].bottom]
    firsts = sorted({round(one.base, 1) for one in data if one.left < edges[1]})
    bases = sorted({round(one.base, 1) for one in data})
    if len(firsts) < 2:
        return []
    if abs(bases[0] - firsts[0]) <= NEAR:  # set from the top
        found = []
        for base in firsts[1:]:
            above = bases[max(bisect_left(bases, base - NEAR) - 1, 0)]
            size = max(one.size for one in data)
            found.append(max((above + base) / 2 - 0.3 * size, above + 0.1 * size))
        return found
    return [(upper + lower) / 2 for upper, lower in pairwise(firsts)]
