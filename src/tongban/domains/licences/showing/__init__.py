"""Licences shown to others: for a minute at a counter, as an annotated copy, and what the public may check."""
