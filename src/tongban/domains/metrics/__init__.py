"""Commitments measured from the events of real cases."""
