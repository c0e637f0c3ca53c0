"""Pure: which duties there are, how they stand, what a dispatch names first, what may happen to a meeting."""
