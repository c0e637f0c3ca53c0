"""Charts as SVG, drawn on the server: bars with a target line, and a line over time with a target line.

Pure functions: plain values in, escaped SVG out. The caller says the finding (`title`) and every label in the
reader's language, and puts the table of the same numbers beside the chart. Colours are the tokens of the stylesheet,
given as attributes, so that no inline style is needed; what breaks the target also carries the mark ▲, never colour
alone. Bars start at zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

ACCENT, INK, MUTED, LATE, LINE = (
    "var(--accent, #1f4e8c)",
    "var(--ink, #1c1b19)",
    "var(--muted, #5f5b53)",
    "var(--late, #b3261e)",
    "var(--line, #d8d3c8)",
)
WIDTH = 720
ROW, BAR, HEAD, GUTTER = 32, 18, 26, 12
WIDE = 14.0  # pixels of a full-width character at 14 px


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `text` is the value as people read it, with its unit; `broken` when it misses the target."""

    label: str
    value: float
    text: str
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One moment of a line; `value` is None where nothing was measured, and the line has a gap there."""

    label: str
    value: float | None
    text: str
    broken: bool = False


@dataclass(frozen=True, slots=True)
class TargetLine:
    value: float
    text: str


def bars(rows: Sequence[Bar], *, title: str, target: TargetLine | None = None) -> SafeString:
    """Horizontal bars in the given order, labelled directly; the target is a dashed line with its words on top."""
    left = min(220.0, GUTTER + max((_wide(row.label) for row in rows), default=0.0))
    right = min(220.0, GUTTER + max((_wide(row.text) + WIDE for row in rows), default=0.0))
    longest = max([*(row.value for row in rows), target.value if target else 0.0], default=0.0)
    scale = (WIDTH - left - right) / (longest or 1.0)
    height = HEAD + ROW * len(rows) + GUTTER
    drawn = [_bar(row, left=left, top=HEAD + ROW * n, width=max(0.0, row.value) * scale) for n, row in enumerate(rows)]
    axis = _vertical(left, top=HEAD, bottom=height - GUTTER, stroke=LINE)
    goal = _bar_target(target, x=left + target.value * scale, bottom=height - GUTTER) if target else SafeString("")
    return _svg(title, height, [axis, *drawn, goal])


def _bar(row: Bar, *, left: float, top: float, width: float) -> SafeString:
    middle = top + ROW / 2 + 5
    return format_html(
        "<g><title>{}: {}</title>"
        '<text x="{}" y="{}" text-anchor="end" font-size="14" fill="{}">{}</text>'
        '<rect x="{}" y="{}" width="{}" height="{}" rx="2" fill="{}"></rect>'
        '<text x="{}" y="{}" font-size="14" fill="{}">{}{}</text></g>',
        row.label,
        row.text,
        _px(left - 8),
        _px(middle),
        INK,
        _short(row.label, left - 8),
        _px(left),
        _px(top + (ROW - BAR) / 2),
        _px(width),
        BAR,
        LATE if row.broken else ACCENT,
        _px(left + width + 8),
        _px(middle),
        INK,
        "▲ " if row.broken else "",
        row.text,
    )


def _bar_target(target: TargetLine, *, x: float, bottom: float) -> SafeString:
    anchor = "end" if x + _wide(target.text) / 2 > WIDTH - GUTTER else "middle"
    line = _vertical(x, top=HEAD - 6, bottom=bottom, stroke=INK, dashed=True)
    return format_html(
        '<g><title>{}</title>{}<text x="{}" y="14" text-anchor="{}" font-size="13" fill="{}">{}</text></g>',
        target.text,
        line,
        _px(x),
        anchor,
        MUTED,
        target.text,
    )


def sparkline(
    points: Sequence[Point], *, title: str, target: TargetLine | None = None, width: int = 320, height: int = 72
) -> SafeString:
    """A line over time with dots, its target as a dashed line, and the last measured value written at its end."""
    known = [point.value for point in points if point.value is not None]
    top_value = max([*known, target.value if target else 0.0, 0.0]) or 1.0
    end = next((n for n in reversed(range(len(points))) if points[n].value is not None), None)
    last = None if end is None else points[end]
    right = GUTTER + min(width / 2, _wide(last.text) + 2 * WIDE if last else 0.0)
    step = (width - GUTTER - right) / max(1, len(points) - 1)

    def place(n: int, value: float) -> tuple[float, float]:
        return GUTTER + n * step, height - GUTTER - value / top_value * (height - 2 * GUTTER)

    at = [None if point.value is None else place(n, point.value) for n, point in enumerate(points)]
    strokes = [_segment(a, b) for a, b in pairwise(at) if a and b]
    dots = [_dot(point, where, big=point is last) for point, where in zip(points, at, strict=True) if where]
    goal = _line_target(target, y=place(0, target.value)[1], end=width - right) if target else SafeString("")
    words = [] if end is None else [_last_words(points[end], at[end])]
    return _svg(title, height, [goal, *strokes, *dots, *words], width=width)


def _segment(a: tuple[float, float], b: tuple[float, float]) -> SafeString:
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="2" stroke-linecap="round"></line>',
        _px(a[0]),
        _px(a[1]),
        _px(b[0]),
        _px(b[1]),
        ACCENT,
    )


def _dot(point: Point, at: tuple[float, float], *, big: bool) -> SafeString:
    """A dot; a point that misses the target is a triangle, so that its form tells too."""
    x, y = at
    if point.broken:
        corners = f"{_px(x)},{_px(y - 6)} {_px(x + 5.5)},{_px(y + 4)} {_px(x - 5.5)},{_px(y + 4)}"
        shape = '<polygon points="{}" fill="{}"><title>{}: {}</title></polygon>'
        return format_html(shape, corners, LATE, point.label, point.text)
    return format_html(
        '<circle cx="{}" cy="{}" r="{}" fill="{}"><title>{}: {}</title></circle>',
        _px(x),
        _px(y),
        "4" if big else "2.5",
        ACCENT,
        point.label,
        point.text,
    )


def _line_target(target: TargetLine, *, y: float, end: float) -> SafeString:
    return format_html(
        '<g><title>{}</title><line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="1.5" '
        'stroke-dasharray="4 4"></line></g>',
        target.text,
        GUTTER,
        _px(y),
        _px(end),
        _px(y),
        INK,
    )


def _last_words(point: Point, at: tuple[float, float] | None) -> SafeString:
    x, y = at or (0.0, 0.0)
    mark = "▲ " if point.broken else ""
    return format_html(
        '<text x="{}" y="{}" font-size="14" fill="{}">{}{}</text>', _px(x + 8), _px(y + 5), INK, mark, point.text
    )


def _vertical(x: float, *, top: float, bottom: float, stroke: str, dashed: bool = False) -> SafeString:
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="{}"{}></line>',
        _px(x),
        _px(top),
        _px(x),
        _px(bottom),
        stroke,
        "1.5" if dashed else "1",
        SafeString(' stroke-dasharray="4 4"') if dashed else "",
    )


def _svg(title: str, height: float, parts: Sequence[SafeString], *, width: float = WIDTH) -> SafeString:
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 {} {}" width="{}" height="{}" '
        'font-family="inherit" font-variant-numeric="tabular-nums" aria-label="{}"><title>{}</title>{}</svg>',
        _px(width),
        _px(height),
        _px(width),
        _px(height),
        title,
        title,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _wide(text: str) -> float:
    """About how many pixels a text takes at 14 px: CJK characters are square, Latin ones about half."""
    return sum(WIDE if ord(character) > 0x2E7F else WIDE * 0.56 for character in text)


def _short(text: str, room: float) -> str:
    """The text, cut with an ellipsis when it does not fit (the tooltip has it whole)."""
    if _wide(text) <= room:
        return text
    kept = text
    while kept and _wide(kept) + WIDE > room:
        kept = kept[:-1]
    return f"{kept}…"


def _px(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
