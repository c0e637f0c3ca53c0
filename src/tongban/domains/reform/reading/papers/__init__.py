"""Opening a paper: a file goes in, neutral blocks with exact places come out, or a refusal. No database, no Django."""

from tongban.domains.reform.reading.papers.blocks import Block, Cell, Form, Paper, Paragraph, Place, Row, Table
from tongban.domains.reform.reading.papers.opening import open_bytes, open_paper

__all__ = ["Block", "Cell", "Form", "Paper", "Paragraph", "Place", "Row", "Table", "open_bytes", "open_paper"]
