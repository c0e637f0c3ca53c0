"""Reform plans read into a ledger of items and measures."""
