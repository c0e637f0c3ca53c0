"""From a paper to a `Plan`: the head, the tables, the numbered paragraphs, and whether the whole is whole."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tongban.domains.reform.reading.brackets import FIRST_LEADS
from tongban.domains.reform.reading.documents import read_document
from tongban.domains.reform.reading.drafts import ItemDraft
from tongban.domains.reform.reading.finish import finish
from tongban.domains.reform.reading.labels import as_lines, unframed, with_values
from tongban.domains.reform.reading.outline import grow
from tongban.domains.reform.reading.papers import Block, Paper, Paragraph, Table, open_bytes, open_paper
from tongban.domains.reform.reading.paragraphs import Tasks, read_tasks
from tongban.domains.reform.reading.plan import Doubt, Plan
from tongban.domains.reform.reading.unnumbered import read_unnumbered
from tongban.domains.reform.reading.walk import read_tables
from tongban.domains.reform.reading.whole import doubt_gaps, require_whole
from tongban.kernel.errors import Refusal


def read_plan(path: Path) -> Plan:
    """Read the plan in `path`, in any form that `open_paper` opens.

    Besides the refusals of `open_paper`: `reform.plan.not_a_plan` where there is neither a table of tasks nor numbered
    tasks, `reform.plan.two_documents`, `reform.plan.table_cut` with every place where the table has lost rows. What is
    not sure is read and doubted: `Plan.doubts`, `Measure.doubts`.
    """
    return read_paper(open_paper(path))


def read_bytes(name: str, data: bytes) -> Plan:
    """As `read_plan`, for a file that was sent."""
    return read_paper(open_bytes(name, data))


def read_paper(paper: Paper) -> Plan:
    """The plan of an opened paper. Refuses as `read_plan`."""
    paper = _without_frames(paper)
    document, doubts = read_document(paper)
    first_leads = bool(FIRST_LEADS.search(paper.text))
    tables, told = read_tables(paper, first_leads=first_leads)
    tasks = read_tasks(grow(paper.paragraphs), first_leads=first_leads)
    main, body = _main(tables.items, tasks)
    if not main and (main := read_unnumbered(paper.paragraphs, first_leads=first_leads)):
        doubts.append(Doubt("reform.doubt.no_numbers", {}))
    if not main:
        missing = ["任务表或编号任务"] + [word for word, value in (("标题", document.title),) if not value]
        raise Refusal("reform.plan.not_a_plan", file=paper.name, missing=missing)
    if main is tables.items:
        require_whole(paper.name, main, tables.problems)
        doubts += [
            Doubt("reform.doubt.row_left_out", {name: str(value) for name, value in one.values.items()})
            for one in tables.problems
        ]
    doubts = [*doubts, *told, *doubt_gaps(main), *([Doubt("reform.doubt.no_units", {})] if not _led(main) else [])]
    return finish(document, main, body=body, clauses=tasks.clauses, doubts=doubts)


def _without_frames(paper: Paper) -> Paper:
    """A table of one column is no table: its cells are paragraphs, as when a text was put into a spreadsheet."""
    blocks: list[Block] = []
    for block in paper.blocks:
        if isinstance(block, Table) and all(len(row.cells) == 1 and row.cells[0].columns == 1 for row in block.rows):
            blocks += [Paragraph(row.cells[0].text, row.place) for row in block.rows if row.cells[0].text.strip()]
        elif isinstance(block, Table) and (lines := as_lines(block)):
            blocks += lines
        elif isinstance(block, Paragraph):
            blocks.append(replace(block, text=unframed(block.text)))
        else:
            blocks.append(block)
    return replace(paper, blocks=with_values(blocks))


def _main(table: list[ItemDraft], tasks: Tasks) -> tuple[list[ItemDraft], list[ItemDraft]]:
    """(what the ledger holds, the tasks of the text beside it): the table, unless the text says much more about who."""
    text = tasks.annex if _led(tasks.annex) > _led(tasks.body) or not tasks.body else tasks.body
    if table and (2 * _led(table) >= _led(text) or not text):
        return table, [item for item in (*tasks.body, *tasks.annex) if item.chapter or item.section or _led([item])]
    rest = [*tasks.body, *table] if text is tasks.annex else [*tasks.annex, *table]
    return text, [item for item in rest if _led([item])]


def _led(items: Sequence[ItemDraft]) -> int:
    """How many measures name units."""
    return sum(measure.clause.has_units for item in items for measure in item.measures)
