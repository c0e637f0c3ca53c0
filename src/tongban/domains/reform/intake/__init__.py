"""From the paper of a plan to the ledger: a draft that people review, row by row, before anything is written."""
