"""Supervision of a reform: inspections, findings and their orders (督办单), escalation, observers."""
