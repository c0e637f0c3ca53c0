"""Thin tables."""
