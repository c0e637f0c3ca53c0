"""The only door of this domain."""
