"""The ledger as a spreadsheet, out and back (台账导出、回填)."""
