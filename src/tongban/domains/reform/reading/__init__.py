"""Reading a reform plan: a file goes in, chapters, items and measures come out. No database, no Django."""

from tongban.domains.reform.duty import Deadline
from tongban.domains.reform.reading.plan import Document, Doubt, Item, Measure, Plan
from tongban.domains.reform.reading.read import read_bytes, read_paper, read_plan

__all__ = ["Deadline", "Document", "Doubt", "Item", "Measure", "Plan", "read_bytes", "read_paper", "read_plan"]
