"""Charts are well-formed, honest SVG, whatever they are given."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tongban.web.components import charts

SVG = "{http://www.w3.org/2000/svg}"
TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30)
NUMBER = st.floats(0, 1e6, allow_nan=False)


def parsed(svg: str) -> etree._Element:
    return etree.fromstring(svg.encode())


def widths(svg: str) -> list[float]:
    return [float(rect.get("width", "0")) for rect in parsed(svg).iter(f"{SVG}rect")]


def test_bars_start_at_zero_and_keep_their_proportion() -> None:
    svg = charts.bars(
        [charts.Bar("市级", 2, "2 个工作日"), charts.Bar("区级", 4, "4 个工作日", broken=True)], title="一处超期"
    )
    first, second = widths(svg)
    assert abs(second - 2 * first) < 0.2


def test_the_target_line_stands_where_a_bar_of_that_value_ends() -> None:
    svg = charts.bars([charts.Bar("a", 3, "3")], title="t", target=charts.TargetLine(3, "目标 ≤ 3"))
    tree = parsed(svg)
    rect = next(tree.iter(f"{SVG}rect"))
    dashed = next(line for line in tree.iter(f"{SVG}line") if line.get("stroke-dasharray"))
    assert abs(float(rect.get("x", "0")) + float(rect.get("width", "0")) - float(dashed.get("x1", "0"))) < 0.2


def test_what_misses_the_target_says_so_without_colour() -> None:
    assert "▲ 5 天" in charts.bars([charts.Bar("a", 5, "5 天", broken=True)], title="t")
    assert "▲ 5 天" in charts.sparkline([charts.Point("1月", 5, "5 天", broken=True)], title="t")


def test_a_month_without_cases_is_a_gap_in_the_line() -> None:
    points = [
        charts.Point("1", 1, "1"),
        charts.Point("2", None, "无"),
        charts.Point("3", 2, "2"),
        charts.Point("4", 3, "3"),
    ]
    tree = parsed(charts.sparkline(points, title="t"))
    assert len(list(tree.iter(f"{SVG}circle"))) == 3
    assert len(list(tree.iter(f"{SVG}line"))) == 1


def test_nothing_measured_is_drawn_without_failing() -> None:
    assert parsed(charts.bars([], title="没有数据")).get("aria-label") == "没有数据"
    assert parsed(charts.sparkline([], title="没有数据")).get("aria-label") == "没有数据"


def test_no_inline_style_is_needed() -> None:
    svg = charts.bars([charts.Bar("a", 1, "1")], title="t") + charts.sparkline([charts.Point("a", 1, "1")], title="t")
    assert "style" not in svg


@given(st.lists(st.builds(charts.Bar, TEXT, NUMBER, TEXT, st.booleans()), max_size=5), TEXT)
def test_any_bars_give_well_formed_svg_with_escaped_words(rows: list[charts.Bar], title: str) -> None:
    tree = parsed(charts.bars(rows, title=title, target=charts.TargetLine(3, title)))
    assert tree.get("aria-label") == title
    assert all(0 <= float(rect.get("width", "0")) <= charts.WIDTH for rect in tree.iter(f"{SVG}rect"))


@given(st.lists(st.builds(charts.Point, TEXT, st.none() | NUMBER, TEXT, st.booleans()), max_size=14), TEXT)
def test_any_line_stays_inside_its_frame(points: list[charts.Point], title: str) -> None:
    tree = parsed(charts.sparkline(points, title=title, target=charts.TargetLine(3, title)))
    dots = [(float(dot.get("cx", "0")), float(dot.get("cy", "0"))) for dot in tree.iter(f"{SVG}circle")]
    assert all(0 <= y <= 72 for _, y in dots)


def test_markup_in_a_label_is_words() -> None:
    assert "<script>" not in charts.bars([charts.Bar("<script>", 1, '"&')], title="<b>")
