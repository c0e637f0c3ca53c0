"""The tables of this domain, from its parts."""

from tongban.domains.reform.ledger.models import Deadline, LedgerItem, LedgerMeasure, LedgerPlan, ResponsibleUnit

__all__ = ["Deadline", "LedgerItem", "LedgerMeasure", "LedgerPlan", "ResponsibleUnit"]
