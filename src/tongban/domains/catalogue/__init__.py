"""Service items and packages: what can be applied for, pinned by version and digest."""
