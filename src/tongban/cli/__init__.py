"""`tongban …`: every command of the platform. Every command that answers has `--json`."""

from tongban.cli.main import main

__all__ = ["main"]
