"""Governance: promises with what happened, and the ledgers of the plans that made them."""
