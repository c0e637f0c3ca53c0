"""The door of the monthly report."""

from tongban.domains.reform.monthly.answers import DueNext, Lagging, MonthlyReport, Reported
from tongban.domains.reform.monthly.gathering import get_monthly
from tongban.domains.reform.monthly.letterhead import Letterhead
from tongban.domains.reform.monthly.paper import write_monthly
from tongban.domains.reform.monthly.telling import Part, Said, flat, opening, parts, title

__all__ = [
    "DueNext",
    "Lagging",
    "Letterhead",
    "MonthlyReport",
    "Part",
    "Reported",
    "Said",
    "flat",
    "get_monthly",
    "opening",
    "parts",
    "title",
    "write_monthly",
]
