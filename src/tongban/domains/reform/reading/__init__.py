"""Reading a reform plan: a file goes in, chapters, items and measures come out. No database, no Django."""

from tongban.domains.reform.reading.plan import Deadline, Document, Item, Measure, Plan
from tongban.domains.reform.reading.read import read_plan

__all__ = ["Deadline", "Document", "Item", "Measure", "Plan", "read_plan"]
