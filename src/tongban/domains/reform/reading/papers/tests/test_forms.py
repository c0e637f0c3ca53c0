"""One table gives the same cells in every form."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.domains.reform.reading.papers import Paper, Paragraph, open_bytes
from tongban.domains.reform.reading.papers.pdf import read_pdf
from tongban.domains.reform.reading.papers.tests.samples import (
    HEAD,
    Grid,
    Span,
    as_docx,
    as_html,
    as_pdf,
    as_txt,
    as_xlsx,
    plain,
    words_of,
)

TEXTS = st.text(alphabet="改革事项落实举措一二三（）、。0123AB", min_size=1, max_size=6)


@st.composite
def merged_grids(draw: st.DrawFn, texts: st.SearchStrategy[str] = TEXTS) -> Grid:
    """A table with merged cells; in its first column none is merged downwards, so that each row says something."""
    height, width = draw(st.integers(2, 5)), draw(st.integers(2, 4))
    free = {(row, column) for row in range(height) for column in range(width)}
    cells = []
    for row in range(height):
        for column in range(width):
            if (row, column) not in free:
                continue
            wide = draw(st.integers(1, width - column)) if draw(st.booleans()) else 1
            high = draw(st.integers(1, height - row)) if column and draw(st.booleans()) else 1
            covered = {(row + r, column + c) for r in range(high) for c in range(wide)}
            if not covered <= free:
                high, wide, covered = 1, 1, {(row, column)}
            free -= covered
            cells.append(Span(row, column, high, wide, draw(texts)))
    return Grid(height, width, tuple(cells))


def _require_exact_places(paper: Paper) -> None:
    for block in paper.blocks:
        texts = [block] if isinstance(block, Paragraph) else [cell for row in block.rows for cell in row.cells]
        for one in texts:
            assert paper.text[one.place.start : one.place.end] == one.text
        assert paper.text[block.place.start : block.place.end].startswith(texts[0].text)


@settings(max_examples=25, deadline=None)
@given(merged_grids())
def test_a_table_with_merged_cells_is_the_same_in_word_web_and_spreadsheet(grid: Grid) -> None:
    for paper in (
        open_bytes("方案.docx", as_docx(grid)),
        open_bytes("方案.html", as_html(grid)),
        open_bytes("方案.xlsx", as_xlsx(grid)),
    ):
        assert words_of(paper) == [grid.words()], paper.form
        _require_exact_places(paper)


@settings(max_examples=12, deadline=None)
@given(merged_grids(st.text("改革事项落实举措一二三", min_size=1, max_size=14)))
def test_a_table_with_merged_cells_is_the_same_in_a_pdf(grid: Grid) -> None:
    visible = [{one.row for one in grid.cells}, {one.row + one.rows for one in grid.cells}]
    columns = [{one.column for one in grid.cells}, {one.column + one.columns for one in grid.cells}]
    if len(visible[0] | visible[1]) <= grid.height or len(columns[0] | columns[1]) <= grid.width:
        return  # a border that no cell has is not drawn: the page shows a smaller table
    paper = read_pdf(as_pdf(grid), "方案.pdf")
    assert words_of(paper) == [grid.words()]
    _require_exact_places(paper)


def test_all_forms_tell_the_same_paragraphs_and_cells() -> None:
    grid = plain(("序号", "改革事项", "牵头单位"), ("1", "开店少跑路", "市窗口办"), ("2", "接水\n更快", ""))
    papers = [
        open_bytes("a", as_txt(grid)),
        open_bytes("a", as_docx(grid)),
        open_bytes("a", as_pdf(grid)),
        open_bytes("a", as_html(grid)),
    ]
    assert [one.form for one in papers] == ["txt", "docx", "pdf", "html"]
    for paper in papers:
        assert [one.text for one in paper.paragraphs] == list(HEAD), paper.form
        assert words_of(paper) == [grid.words()], paper.form
        _require_exact_places(paper)
    sheet = open_bytes("a", as_xlsx(grid))
    assert words_of(sheet) == [grid.words()]
    assert [row.place.row for row in sheet.tables[0].rows] == [1, 2, 3]


def test_a_line_over_the_whole_table_is_told() -> None:
    grid = Grid(2, 2, (Span(0, 0, 1, 2, "一、开店"), Span(1, 0, 1, 1, "1"), Span(1, 1, 1, 1, "少跑路")))
    for data in (as_docx(grid), as_html(grid), as_pdf(grid), as_xlsx(grid), as_txt(grid)):
        assert [row.spans_all for row in open_bytes("a", data).tables[0].rows] == [True, False]
