"""A sheet that came back as rows by column: headings found by their words, cells with their places. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tongban.domains.reform.sheets.columns import Column
from tongban.kernel.spreadsheets import Cell, Line, Mistake, Sheet, place


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet whose headings are known: by column id the letter of the column and its place in a line."""

    name: str
    columns: dict[str, tuple[int, Column]]
    lines: tuple[Line, ...]
    language: str

    def cell(self, line: Line, column: str) -> Cell:
        at = self.columns[column][0]
        return line.cells[at] if at < len(line.cells) else None

    def mistake(self, line: Line, column: str, code: str, **values: object) -> Mistake:
        at, known = self.columns[column]
        return Mistake(self.name, line.number, place(at), known.title(self.language), code, values)

    def wrong_row(self, line: Line, code: str, **values: object) -> Mistake:
        return Mistake(self.name, line.number, "", "", code, values)


def open_table(sheet: Sheet, columns: Sequence[Column]) -> tuple[Table | None, list[Mistake]]:
    """The table of a sheet, or what is wrong with its headings: one missing, one twice. Columns that somebody added
    beside ours are left alone."""
    heading = sheet.lines[0]
    words = [str(cell).strip() if cell is not None else "" for cell in heading.cells]
    english = sum(one.title("en") in words for one in columns) > sum(one.title("zh") in words for one in columns)
    found: dict[str, tuple[int, Column]] = {}
    mistakes = []
    for column in columns:
        places = [at for at, word in enumerate(words) if word in column.titles]
        if not places:
            values = {"column": column.title("en" if english else "zh")}
            mistakes.append(Mistake(sheet.name, heading.number, "", "", "reform.sheet.heading.missing", values))
        elif len(places) > 1:
            mistakes.append(
                Mistake(
                    sheet.name,
                    heading.number,
                    place(places[1]),
                    words[places[1]],
                    "reform.sheet.heading.twice",
                    {"column": words[places[1]]},
                )
            )
        else:
            found[column.id] = places[0], column
    if mistakes:
        return None, mistakes
    return Table(sheet.name, found, tuple(sheet.lines[1:]), "en" if english else "zh"), []


def filled(table: Table, wanted: Sequence[str]) -> Iterator[Line]:
    """The lines in which at least one of the wanted columns has something."""
    for line in table.lines:
        if any(table.cell(line, column) not in (None, "") for column in wanted):
            yield line
