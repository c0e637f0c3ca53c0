"""A workbook that came back against what went out and what stands now: what it asks for, and every mistake. Pure.

An edit is what differs from the file as it went out. Where what stands now differs from that too, and from the edit,
somebody else was there meanwhile: both are told and a person chooses (`Change.is_conflict`).
"""

from collections.abc import Iterator, Sequence

from tongban.domains.reform.ledger.states import MeasureState
from tongban.domains.reform.sheets import cells, stepping
from tongban.domains.reform.sheets.cells import Wrong
from tongban.domains.reform.sheets.changes import Change, Read
from tongban.domains.reform.sheets.columns import LEDGER, NAMES, STEPS
from tongban.domains.reform.sheets.here import SETTLED, At, Here, Known, fault_of_id, plain
from tongban.domains.reform.sheets.tables import Table, open_table
from tongban.kernel.spreadsheets import Cell, Mistake, Sheet
from tongban.kernel.texts import say

SHUT = ("anchor", "chapter", "item", "measure", "lead", "cooperating", "due_on", "state")


def read(sheets: Sequence[Sheet], known: Known) -> Read:
    """Every change, or every mistake, of a file whose hidden sheet was found whole."""
    tables: dict[str, Table] = {}
    mistakes: list[Mistake] = []
    for name, columns in (("ledger", LEDGER), ("steps", STEPS)):
        sheet = next((one for one in sheets if one.name in (NAMES[name].zh, NAMES[name].en)), None)
        if sheet is None:
            mistakes.append(Mistake(NAMES[name].zh, 0, "", "", "reform.sheet.sheet_missing", {"sheet": NAMES[name]}))
            continue
        table, wrong = open_table(sheet, columns)
        mistakes += wrong
        if table is not None:
            tables[name] = table
    changes: list[Change] = []
    rows: list[Here] = []
    if "ledger" in tables:
        rows, wrong = _rows_of(tables["ledger"], known)
        mistakes += wrong
        for here in rows:
            found, wrong = _row(here)
            changes += found
            mistakes += wrong
    if "steps" in tables:
        found, wrong = stepping.read(tables["steps"], known)
        changes += found
        mistakes += wrong
    missing = len(known.base) - len(rows) if "ledger" in tables else 0
    return Read(() if mistakes else tuple(changes), tuple(mistakes), len(rows), missing)


# the ledger ---------------------------------------------------------------------------------------------------------


def _rows_of(table: Table, known: Known) -> tuple[list[Here], list[Mistake]]:
    """The rows with the measure that each is about; an id that is missing, unknown or there twice is a mistake."""
    rows: dict[str, Here] = {}
    mistakes: list[Mistake] = []
    for row in table.lines:
        told, wrong = fault_of_id(table, row, known)
        if wrong is not None:
            mistakes.append(wrong)
        elif told in rows:
            first = rows[told].row.number
            mistakes.append(table.mistake(row, "id", "reform.sheet.id.twice", given=told, first=first))
        else:
            rows[told] = Here(table, row, told, known)
    return list(rows.values()), mistakes


def _row(here: Here) -> tuple[list[Change], list[Mistake]]:
    mistakes = [here.mistake(one) for one in _shut(here)]
    changes: list[Change] = []
    for reader in (_agency, _progress, _classification, _problem):
        try:
            changes += reader(here)
        except At as wrong:
            mistakes.append(here.mistake(wrong))
    return changes, mistakes


def _shut(here: Here) -> Iterator[At]:
    """Cells that must come back as they went out."""
    for column in SHUT:
        told, went = plain(here.cell(column)), {plain(getattr(here.line, column))}
        if column == "state":
            went = {say(f"reform.sheet.state.{here.base.state}", one) for one in ("zh", "en")}
        elif column == "due_on":
            told, went = _day_text(here.cell(column)), {here.line.due_on.isoformat() if here.line.due_on else ""}
        if told not in went:
            yield At(column, "reform.sheet.cell.shut", given=told[:40])


def _agency(here: Here) -> list[Change]:
    told, base, line = here.text("agency"), here.base, here.line
    if told in (base.agency, line.agency) or (not told and not base.agency):
        return []
    if not told:
        raise At("agency", "reform.sheet.agency.emptied")
    if here.id not in here.known.governs:
        raise At("agency", "reform.sheet.not_yours.agency")
    if told not in here.known.agencies:
        raise At("agency", "reform.sheet.agency.unknown", given=told[:40])
    values: dict[str, object] = {"agency": here.known.agencies[told]}
    return [here.change("agency", (line.agency, told), values, clash=line.agency != base.agency)]


def _progress(here: Here) -> list[Change]:
    """Progress is filed with its share; the share alone changes nothing, because nobody could tell why."""
    told, base, line = here.text("progress"), here.base, here.line
    share = here.whole("share", 0, 100)
    given = base.share if share is None else share
    if not told:
        if given not in (base.share, line.share):
            raise At("progress", "reform.sheet.share_alone", share=given)
        return []
    if told == line.last_progress and given in (base.share, line.share):
        return []
    if here.id not in here.known.reports:
        raise At("progress", "reform.sheet.not_yours.report")
    if line.state in SETTLED:
        raise At("progress", f"reform.measure.{line.state}")
    now = line.share if given == base.share else given
    clash = line.share != base.share and given not in (base.share, line.share)
    return [here.change("progress", (f"{line.share}%", f"{now}% {told}"), {"text": told, "share": now}, clash=clash)]


def _classification(here: Here) -> list[Change]:
    base, line, reason = here.base, here.line, here.text("reason")
    try:
        told = cells.classification(here.cell("classification"))
    except Wrong as wrong:
        raise At("classification", wrong.code, **wrong.values) from None
    if told in (base.classification, line.classification):
        if reason and told == base.classification == line.classification:
            raise At("reason", "reform.sheet.reason_alone")
        return []
    if not told:
        raise At("classification", "reform.sheet.class_emptied")
    if here.id not in here.known.works:
        raise At("classification", "reform.sheet.not_yours.work")
    if line.state == MeasureState.CLOSED:
        raise At("classification", "reform.measure.closed")
    if not reason:
        raise At("reason", "reform.sheet.reason_missing")
    both = (line.classification, told)
    was, now = (say(f"reform.sheet.class.{one}", here.table.language) if one else "" for one in both)
    values: dict[str, object] = {"classification": told, "reason": reason}
    return [here.change("classification", (was, now), values, clash=line.classification != base.classification)]


def _problem(here: Here) -> list[Change]:
    told, wants = here.text("problem"), cells.names(here.cell("wants"))
    if not told:
        if wants:
            raise At("wants", "reform.sheet.wants_alone")
        return []
    if here.id not in here.known.reports:
        raise At("problem", "reform.sheet.not_yours.report")
    if here.line.state == MeasureState.CLOSED:
        raise At("problem", "reform.measure.closed")
    if len(wants) > 20 or any(len(one) > 120 for one in wants):
        raise At("wants", "reform.problem.wants")
    return [here.change("problem", ("", told), {"text": told, "wants": list(wants)})]


def _day_text(cell: Cell) -> str:
    try:
        found = cells.day(cell)
    except Wrong:
        return plain(cell)
    return found.isoformat() if found else ""
