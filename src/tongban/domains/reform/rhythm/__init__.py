"""What happens every month and year around the ledger: duties by rule, dispatch meetings, information reports."""
