"""The ledger (台账): plans, items and measures, and the life of each measure from its paper to its closing (销号)."""
