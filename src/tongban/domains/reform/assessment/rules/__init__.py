"""The arithmetic of an assessment. Pure."""
