"""Typical cases (典型案例) and their copying (复制推广)."""
