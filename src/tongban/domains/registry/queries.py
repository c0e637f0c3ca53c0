"""Every read that others need."""
