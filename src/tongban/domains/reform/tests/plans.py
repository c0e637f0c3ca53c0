"""Small fictional plans in the layout of a real one, written for tests."""

from pathlib import Path

import docx
from docx.document import Document

HEAD = (
    "青川市人民政府办公室",
    "关于印发青川市便民提速工作方案的通知",
    "青川府办发〔2025〕7号",
    "2025年3月4日",
    "附件",
)
HEADING = ("目标任务", "工作措施", "牵头单位", "配合单位")
ROWS = (
    ("一、开店", "1．少跑路", "（1）2025年底前开通线上预约。\n（2）合并两张表格。", "市窗口办", "市数据局、市档案馆"),
    ("", "", "（3）公布常见问题。", "", ""),
    ("", "2．少等待", "2025年6月底前叫号等待不超过十分钟。", "市窗口办", ""),
    ("二、用水", "3．快接通", "（1）2026年前接水三天办结。", "市水务局、市城管局", "市窗口办"),
)


def write_text(folder: Path, rows: tuple[tuple[str, ...], ...] = ROWS, head: tuple[str, ...] = HEAD) -> Path:
    """A `.txt` plan: TAB before each cell, an empty line after each row."""
    lines = [*head]
    for row in (HEADING, *rows):
        lines += ["\t" + cell for cell in row] + [""]
    file = folder / "plan.txt"
    file.write_text("\n".join(lines), "utf-8")
    return file


def write_docx(folder: Path, tables: tuple[tuple[tuple[str, ...], ...], ...] = (ROWS,)) -> Path:
    """A `.docx` plan; several tables stand for one table that page breaks have cut."""
    document = docx.Document()
    for line in HEAD:
        document.add_paragraph(line)
    for rows in tables:
        _add_table(document, rows)
    file = folder / "plan.docx"
    document.save(str(file))
    return file


def _add_table(document: Document, rows: tuple[tuple[str, ...], ...]) -> None:
    lines = (("目标任务", "", *HEADING[1:]), *rows)
    table = document.add_table(rows=len(lines), cols=5)
    for line, row in zip(lines, table.rows, strict=True):
        for cell, text in zip(row.cells, line, strict=True):
            cell.text = text
