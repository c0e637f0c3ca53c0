"""The empty spreadsheet of a type: headings with their explanation, one sheet to fill in and one that explains."""

import io

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from tongban.domains.licences.definitions import LicenceType
from tongban.domains.licences.intake.columns import columns_of

MADE_FOR = 5_000
_NEEDED = PatternFill("solid", fgColor="E8EEF7")


def draw(kind: LicenceType, *, may_register: bool) -> bytes:
    """The .xlsx of a type. Codes and days are text cells, so that no program takes figures away from them."""
    book = Workbook()
    sheet = book.active
    sheet.title = "数据"
    help_sheet = book.create_sheet("说明")
    help_sheet.append(["栏目", "Column", "必填", "说明", "Explanation"])
    for number, column in enumerate(columns_of(kind, may_register=may_register), start=1):
        letter = get_column_letter(number)
        head = sheet.cell(row=1, column=number, value=column.title.zh + ("*" if column.required else ""))
        head.font, head.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        head.comment = Comment(
            f"{column.help.zh}\n{column.title.en}: {column.help.en}", "Tongban", width=320, height=120
        )
        if column.required:
            head.fill = _NEEDED
        sheet.column_dimensions[letter].width = 40 if column.longest > 500 else 24
        sheet.column_dimensions[letter].number_format = "@"
        if column.kind == "state":
            listed = DataValidation(type="list", formula1='"有效,暂扣,撤销,吊销,注销"', allow_blank=True)
            sheet.add_data_validation(listed)
            listed.add(f"{letter}2:{letter}{MADE_FOR + 1}")
        needed = "是 yes" if column.required else ""
        help_sheet.append([column.title.zh, column.title.en, needed, column.help.zh, column.help.en])
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDE", (24, 24, 10, 60, 60), strict=True):
        help_sheet.column_dimensions[letter].width = width
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
