"""Small parts of pages, one job each."""
